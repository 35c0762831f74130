"""The spool as the plugin writes it: whole files or none, whatever the disk does."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from archiver.live.command import Command
from archiver.live.spooling import Spool
from tests.sources.dovecot import wait_until

LIST = "yakuin@kachokai.example"


@pytest.fixture
def spool(tmp_path: Path) -> Spool:
    (tmp_path / "spool").mkdir()
    (tmp_path / "spool").chmod(0o770)
    return Spool(str(tmp_path / "spool"), str(tmp_path / "fallback"))


def contents(folder: Path) -> list[bytes]:
    return [path.read_bytes() for path in sorted((folder / LIST).iterdir())]


def test_posts_stand_in_the_order_in_which_they_came(spool: Spool) -> None:
    """A file each, for the owner and the group of the spool, in a folder as open as the spool."""
    for number in range(20):
        assert spool.keep_post("Yakuin@kachokai.example", b"%d" % number) == []
    assert contents(spool.folder) == [b"%d" % number for number in range(20)]
    folder = spool.folder / LIST
    assert folder.stat().st_mode & 0o777 == 0o770
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o640}


def test_a_spool_that_is_not_there_is_not_made(spool: Spool) -> None:
    """It may be on a disk that is not mounted: the post waits elsewhere."""
    spool.folder.rmdir()
    (problem,) = spool.keep_post(LIST, b"one")
    assert "waits in" in problem
    assert not spool.folder.exists()
    assert contents(spool.fallback) == [b"one"]
    spool.folder.mkdir()
    assert spool.keep_post(LIST, b"two") == []
    assert contents(spool.folder) == [b"one", b"two"]


def test_a_wish_is_noted_once(spool: Spool) -> None:
    """Mailman asks for the permalink of one post several times."""
    for _ in range(3):
        assert spool.keep_note(LIST, "馬\udcff@test.example") == []
    assert contents(spool.folder) == ["馬\udcff@test.example".encode("utf-8", "surrogateescape")]


def test_no_name_leads_out_of_the_spool(spool: Spool) -> None:
    """A list's address is only ever a name."""
    spool.keep_post("../../etc/passwd@x.example", b"one")
    (folder,) = spool.folder.iterdir()
    assert folder.name == "..%2F..%2Fetc%2Fpasswd@x.example"


FULL = """
import resource, signal, sys
from archiver.live.spooling import Spool
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (5000, 5000))
spool = Spool(sys.argv[1], sys.argv[2])
spool.keep_post("yakuin@kachokai.example", b"x" * 5000)
try:
    spool.keep_post("yakuin@kachokai.example", b"x" * 5001)
except OSError as error:
    print(error)
"""


def test_what_does_not_fit_leaves_no_half_file(spool: Spool) -> None:
    """Neither folder takes it: it is an error, and no reader ever meets the half that did fit."""
    ran = subprocess.run(
        [sys.executable, "-c", FULL, spool.folder, spool.fallback], capture_output=True, text=True, check=True
    )
    assert "File too large" in ran.stdout
    assert contents(spool.folder) == [b"x" * 5000]
    assert contents(spool.fallback) == []


POUR = """
import sys
from archiver.live.spooling import Spool
spool = Spool(sys.argv[1], sys.argv[2])
for number in range(10**9):
    spool.keep_post("yakuin@kachokai.example", b"%09d" % number * 5000)
    print(number, flush=True)
"""


def test_killed_at_any_moment_there_are_only_whole_files(spool: Spool) -> None:
    """kill -9 while posts pour in: everything that was reported is there, whole."""
    reported = 0
    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", POUR, spool.folder, spool.fallback], stdout=subprocess.PIPE
        ) as process:
            assert process.stdout
            process.stdout.readline()
            time.sleep(0.02)
            os.kill(process.pid, signal.SIGKILL)
            reported += 1 + len(process.stdout.read().splitlines())
    posts = [path.read_bytes() for path in (spool.folder / LIST).iterdir() if path.suffix == ".eml"]
    assert reported <= len(posts) <= reported + 5
    assert all(len(post) == 45000 and post == post[:9] * 5000 for post in posts)


def test_a_command_that_cannot_be_started_is_only_logged(caplog: pytest.LogCaptureFixture) -> None:
    """A post is never held up by it."""
    command = Command(["/no/such/archiver", "pull"])
    command.want()
    wait_until(lambda: "could not be started" in caplog.text, "a line in the log")
    wait_until(lambda: not command.is_running, "its thread's end")


def test_what_a_command_said_when_it_failed_is_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    """So that an administrator finds it where Mailman's faults are."""
    Command(["sh", "-c", "echo the vault is locked >&2; exit 1"]).want()
    wait_until(lambda: "status 1" in caplog.text, "a line in the log")
    assert "the vault is locked" in caplog.text
