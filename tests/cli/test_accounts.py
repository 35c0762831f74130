"""`archiver user`: accounts are made, listed, changed and removed; a password is never an argument."""

from __future__ import annotations

import os
import pty
import subprocess
import sys

import pytest

from archiver.store.accounts import Accounts
from tests.cli.programme import Programme


def typed(programme: Programme, *arguments: str, password: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "archiver", "user", *arguments],
        cwd=programme.folder,
        input=f"{password}\n",
        capture_output=True,
        text=True,
    )


def test_an_accounts_life(programme: Programme) -> None:
    """Add, list, another password, remove."""
    assert (
        typed(programme, "add", "jimu", "--role", "secretariat", password="a long password").returncode == 0
    )
    (account,) = programme.document("user", "list")["users"]
    assert (account["name"], account["role"]) == ("jimu", "secretariat")
    assert typed(programme, "password", "jimu", password="quite another one").returncode == 0
    with Accounts(programme.folder / "data" / "accounts.db") as accounts:
        assert accounts.verify("jimu", "quite another one") and not accounts.verify("jimu", "a long password")
    programme.ok("user", "remove", "jimu")
    assert programme.document("user", "list") == {"users": []}


@pytest.mark.parametrize(
    ("arguments", "password", "sentence"),
    [
        (("add", "jimu"), "short", "12 to 256 characters"),
        (("add", "jimu"), "", "12 to 256 characters"),
        (("add", "jimu"), "x" * 257, "12 to 256 characters"),
        (("add", " "), "a long password", "cannot be a name"),
        (("add", "a\tb"), "a long password", "cannot be a name"),
        (("password", "nobody"), "a long password", "There is no account nobody"),
        (("remove", "nobody"), "", "There is no account nobody"),
    ],
)
def test_what_will_not_do_is_said(
    programme: Programme, arguments: tuple[str, ...], password: str, sentence: str
) -> None:
    """One sentence, and no account is made."""
    result = typed(programme, *arguments, password=password)
    assert result.returncode == 1 and sentence in result.stderr
    assert programme.document("user", "list") == {"users": []}


def test_one_name_one_account(programme: Programme) -> None:
    """A second account of one name, however it is typed, is refused."""
    assert typed(programme, "add", "事務局A", password="a long password").returncode == 0
    assert "already" in typed(programme, "add", "事務局Ａ", password="a long password").stderr


def test_on_a_terminal_the_password_is_typed_twice_and_not_shown(programme: Programme) -> None:
    """What is typed does not appear on the screen."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "archiver", "user", "add", "jimu"],
        cwd=programme.folder,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    ) as process:
        os.close(theirs)
        shown = b""
        for prompt in (b"Password", b"Repeat"):
            while prompt not in shown:
                shown += os.read(ours, 1000)
            os.write(ours, b"a long password\n")
        while process.poll() is None or b"jimu may" not in shown:
            try:
                shown += os.read(ours, 1000)
            except OSError:
                break
    assert b"jimu may sign in as officer" in shown and b"a long password" not in shown
