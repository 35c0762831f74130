"""What goes wrong is one sentence that says what and what to do; nothing is half-written."""

from __future__ import annotations

import os
import resource
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.programme import Programme
from tests.mails import mail, mbox

LIST = ("--list", "yakuin@kachokai.example")


def test_no_configuration(tmp_path: Path) -> None:
    """Without a configuration the way out is named."""
    assert "archiver init" in Programme(tmp_path).refused(2, "build")


def test_a_broken_configuration(programme: Programme) -> None:
    """Every fault is listed, and the exit status is that of a configuration."""
    (programme.folder / "config" / "archiver.toml").write_text('titel = "x"\nlanguage = "fr"\n')
    said = programme.refused(2, "build")
    assert "did you mean title?" in said and "fr" in said


def test_broken_topic_rules(programme: Programme) -> None:
    """The secretariat's file of rules is read with the same care."""
    (programme.folder / "config" / "topics.toml").write_text("[[topics]\n")
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a")))
    programme.ok("import", box, *LIST)
    assert "topics.toml" in programme.refused(2, "build")


@pytest.mark.parametrize(
    ("arguments", "status", "part"),
    [
        (("import", "gone.mbox", *LIST), 1, "gone.mbox: no such file"),
        (("import", "empty", *LIST), 1, "empty is a folder with nothing in it"),
        (("import", "picture.png", "--list", "nonsense"), 2, "is not a mail address"),
        (("import",), 2, "Missing argument"),
        (("nonsense",), 2, "No such command"),
        (("serch", "x"), 2, "search"),
        (("person", "join", "a@b.example", "c@d.example"), 1, "Nobody here writes from a@b.example"),
        (("minutes", "add", "picture.png"), 1, "does not read as minutes: found no date"),
        (("minutes", "add", "config"), 1, "config cannot be read"),
        (("minutes", "show", "1999-01-01"), 1, "No minutes are kept under 1999-01-01"),
        (("link", "2011-06-20/9", "X"), 1, "No agenda item or standing topic is called 2011-06-20/9"),
        (("undo", "7"), 1, "no decision number 7"),
        (("close", "zzz"), 1, "No promise is called zzz"),
        (("promises", "--today", "20 June"), 2, "write it like 2011-06-20"),
        (("journal", "import", "gone.jsonl"), 2, "File 'gone.jsonl' does not exist"),
        (("user", "password", "nobody"), 1, "There is no account nobody"),
        (("init",), 2, "archiver.toml is there already: it was left as it is"),
    ],
)
def test_bad_input(programme: Programme, arguments: tuple[str, ...], status: int, part: str) -> None:
    """Files, folders, dates and names that are not there are named."""
    (programme.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    (programme.folder / "empty").mkdir()
    programme.ok("build")
    assert part in programme.refused(status, *arguments)


def test_what_is_no_mail_is_refused_by_name(programme: Programme) -> None:
    """A wrong file or folder is counted, named, and leaves nothing behind that `check` would mind."""
    (programme.folder / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    result = programme.run("import", "picture.png", "config", *LIST)
    assert result.returncode == 1 and "config: read 2 = stored 0 + duplicate 0 + refused 2" in result.stdout
    for name in ("picture.png", "archiver.toml", "topics.toml"):
        assert f"refused {name}: is no mail" in result.stdout
    programme.ok("build")
    programme.ok("check")


def test_a_list_that_the_configuration_does_not_name_is_told(programme: Programme) -> None:
    """A slip in --list makes a list of its own: the mail is kept, and the slip is seen."""
    (programme.folder / "box.mbox").write_bytes(mbox(mail("a")))
    told = "yakuin@kachoukai.example is no list of the configuration (yakuin@kachokai.example)"
    said = programme.run("import", "box.mbox", "--list", "yakuin@kachoukai.example")
    assert said.returncode == 0 and told in said.stderr
    assert told not in programme.run("import", "box.mbox", *LIST).stderr


def test_an_unreadable_mailbox(programme: Programme) -> None:
    """A file without the right to read it."""
    if os.geteuid() == 0:
        pytest.skip("root may read everything")
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a")))
    box.chmod(0)
    assert "cannot be read" in programme.refused(1, "import", box, *LIST)


def test_init_never_overwrites(programme: Programme) -> None:
    """A configuration that is there is left as it is."""
    assert "is there already" in programme.refused(2, "init")


def test_a_locked_vault(programme: Programme, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another writer is waited for, then named."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(mail("a")))
    programme.ok("import", box, *LIST)
    holder = sqlite3.connect(programme.folder / "data" / "vault.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setenv("ARCHIVER_WAIT_SECONDS", "1")
    assert "is being written by another process" in programme.refused(1, "import", box, *LIST)
    holder.execute("ROLLBACK")
    programme.ok("import", box, *LIST)


def test_a_vault_from_a_newer_archiver(programme: Programme) -> None:
    """A newer format is refused, not guessed at."""
    programme.ok("build")
    vault = sqlite3.connect(programme.folder / "data" / "vault.db")
    vault.execute("PRAGMA user_version=99")
    vault.close()
    assert "newer archiver" in programme.refused(1, "build")


def test_a_database_of_something_else(programme: Programme) -> None:
    """A file that is not ours is not touched."""
    path = programme.folder / "data" / "vault.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE accounts (id)")
    other.close()
    assert "database of something else" in programme.refused(1, "build")
    path.write_bytes(b"this is no database at all, but long enough to be taken for one" * 100)
    assert "not a sound SQLite database" in programme.refused(1, "build")


READERS = (
    ("search", "クラウド"),
    ("check",),
    ("promises",),
    ("export", "messages"),
    ("thread", "split", "A" * 32),
)


@pytest.mark.parametrize("arguments", READERS)
def test_no_archive_yet(programme: Programme, arguments: tuple[str, ...]) -> None:
    """What reads the archive before there is one says how it is made."""
    assert "archiver build" in programme.refused(1, *arguments)


def test_an_archive_of_another_version(programme: Programme) -> None:
    """A reader does not guess at another format, and says what makes the archive anew; building does."""
    programme.ok("build")
    archive = programme.folder / "data" / "archive.db"
    with sqlite3.connect(archive) as connection:
        connection.execute("PRAGMA user_version=1")
    assert "archiver build" in programme.refused(1, "search", "クラウド")
    programme.ok("build")
    programme.ok("check")


def test_a_full_disk(programme: Programme) -> None:
    """No room: one sentence; with room again, the same import ends as if nothing had happened."""
    box = programme.folder / "box.mbox"
    box.write_bytes(mbox(*(mail(f"m{number}", text=os.urandom(2000).hex()) for number in range(1000))))
    result = subprocess.run(
        [sys.executable, "-m", "archiver", "import", str(box), *LIST],
        cwd=programme.folder,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000)),
    )
    assert result.returncode == 1 and "Traceback" not in result.stderr, result.stderr
    assert "room" in result.stderr.lower()
    programme.run("import", box, *LIST)
    programme.ok("build")
    assert programme.document("check")["ok"] and len(programme.records("messages")) == 1000


def test_a_busy_port(sample: Programme) -> None:
    """A port that something else listens on is named, with the way out."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        said = sample.refused(1, "serve", "--port", str(port))
    assert str(port) in said and "--port" in said


def test_what_is_typed_in_another_charset(programme: Programme) -> None:
    """A terminal that sends other bytes than UTF-8 is told so, by whichever verb; a file may have any name."""
    assert "UTF-8" in programme.refused(2, "user", "remove", "\udc8e\udc91")
    assert "no such file" in programme.refused(1, "import", "\udc8e\udc91", "--list", "a@b.example")
