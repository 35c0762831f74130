"""The plugin inside a real Mailman: posts by LMTP → spool, and what a member receives."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path

import pytest

from archiver import mail as mails_room
from archiver.links import message_path
from archiver.model import public_id
from tests.mails import mail
from tests.sources.dovecot import wait_until
from tests.sources.environments import MAILMAN, environment
from tests.sources.mailman import BASE_URL, ROOT, Servers


def spooled(servers: Servers, address: str, suffix: str = ".eml", folder: str = "spool") -> list[bytes]:
    """What waits for a list, in order."""
    files = sorted((servers.folder / folder / address).glob(f"*{suffix}"))
    return [path.read_bytes() for path in files]


def body(content: bytes) -> bytes:
    return content.replace(b"\r\n", b"\n").partition(b"\n\n")[2]


@pytest.fixture
def address(list_servers: Servers) -> str:
    made = list_servers.make_list()
    made.subscribe("member@b.example", pre_verified=True, pre_confirmed=True, pre_approved=True)
    return str(made.fqdn_listname)


def delivered(servers: Servers, address: str) -> list[bytes]:
    listed = address.replace("@", ".").encode()
    return [each for each in servers.deliveries() if listed in each]


# --- what arrives ---

JIS = (
    b"Message-ID: <jis@test.example>\nFrom: kaicho@a.example\nDate: Fri, 01 Jul 2011 09:00:00 +0900\n"
    b"Subject: =?ISO-2022-JP?B?GyRCNUREahsoQg==?=\nMIME-Version: 1.0\n"
    b"Content-Type: text/plain; charset=ISO-2022-JP\nContent-Transfer-Encoding: 7bit\n\n"
) + "日本語の本文です。\nFrom here 。\n".encode("iso-2022-jp")
EIGHT_BIT = (
    b"Message-ID: <eight@test.example>\nFrom: kaicho@a.example\nDate: Fri, 01 Jul 2011 09:00:00 +0900\n"
    b"Subject: raw\nX-Raw: \x83\x65\x83\x58\x83\x67\nContent-Type: text/plain; charset=Shift_JIS\n"
    b"Content-Transfer-Encoding: 8bit\n\n" + "八ビットの本文です。\n".encode("shift_jis")
)
NO_CHARSET = (
    b"Message-ID: <bare@test.example>\nFrom: kaicho@a.example\nDate: Fri, 01 Jul 2011 09:00:00 +0900\n"
    b"Subject: bare\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    b"--b\nContent-Type: text/plain\n\n\x82\xa0\x82\xa2\n--b\nContent-Type: text/plain; name=a.txt\n"
    b"Content-Disposition: attachment; filename=a.txt\n\n\xa4\xa2\xa4\xa4\xff\n--b--\n"
)


def test_every_post_arrives_byte_for_byte(list_servers: Servers, address: str) -> None:
    """A hundred posts, and mails in the encodings of three decades: the bodies are as they were sent."""
    posts = [mail(f"hundred-{number}", text=f"MAIL-{number} 本文です。") for number in range(97)]
    posts += [JIS, EIGHT_BIT, NO_CHARSET]
    list_servers.post(address, posts)
    wait_until(lambda: len(spooled(list_servers, address)) == 100, "a hundred posts in the spool")
    assert sorted(map(body, spooled(list_servers, address))) == sorted(map(body, posts))
    assert any(b"X-Raw: \x83\x65\x83\x58\x83\x67\n" in each for each in spooled(list_servers, address))


MESSAGE_IDS = (
    "<plain@test.example>",
    "<with spaces @test.example>",
    "bare@test.example",
    "<folded-\n very-long@test.example>",
    "<CaseIs.Kept+and%signs/@TEST.example>",
    "<commented@test.example> (added by a gateway)",
)


def test_the_permalink_is_where_the_archive_will_show_it(list_servers: Servers, address: str) -> None:
    """Archived-At of the archived and of the delivered copy is the address that the archive gives the message."""
    posts = [
        mail("x", subject=f"id {number}").replace(b"<x@test.example>", message_id.encode())
        for number, message_id in enumerate(MESSAGE_IDS)
    ]
    list_servers.post(address, posts)
    wait_until(lambda: len(spooled(list_servers, address)) == len(posts), "the posts in the spool")
    wait_until(lambda: len(delivered(list_servers, address)) == len(posts), "the posts at the member's")
    for content in spooled(list_servers, address) + delivered(list_servers, address):
        key = public_id(mails_room.identify(content).message_id)
        links = [link.strip(" <>\r\n") for link in message_from_bytes(content).get_all("Archived-At", [])]
        assert f"{BASE_URL}{message_path(key)}" in links, content.decode("utf-8", "replace")


def test_a_sender_who_wants_no_archiving_is_only_counted(list_servers: Servers, address: str) -> None:
    """A note with the Message-ID, once, and nothing of the mail; members get it without a link."""
    posts = [mail("secret", extra="X-No-Archive: yes"), mail("too", extra="X-Archive: no")]
    list_servers.post(address, posts)
    wait_until(lambda: len(delivered(list_servers, address)) == 2, "the posts at the member's")
    assert sorted(spooled(list_servers, address, ".no-archive")) == [
        b"secret@test.example",
        b"too@test.example",
    ]
    assert spooled(list_servers, address) == []
    assert all(BASE_URL.encode() + b"/messages" not in each for each in delivered(list_servers, address))


# --- faults ---


@contextmanager
def spool_gone(servers: Servers) -> Iterator[None]:
    """The spool's folder is not there; a file is in its place."""
    aside = servers.folder / "spool-aside"
    servers.spool.rename(aside)
    servers.spool.touch()
    try:
        yield
    finally:
        servers.spool.unlink()
        aside.rename(servers.spool)


def test_without_a_spool_posts_wait_in_the_second_folder(list_servers: Servers, address: str) -> None:
    """Nothing is lost, the log says so, and the next post brings them back in order."""
    list_servers.post(address, [mail("before")])
    with spool_gone(list_servers):
        list_servers.post(address, [mail("first", text="1"), mail("note", extra="X-No-Archive: yes")])
        wait_until(lambda: spooled(list_servers, address, folder="fallback"), "a post in the second folder")
        assert len(delivered(list_servers, address)) == 3
    assert "waits in" in (list_servers.folder / "var/logs/mailman.log").read_text()
    list_servers.post(address, [mail("second", text="2")])
    wait_until(lambda: len(spooled(list_servers, address)) == 3, "all posts in the spool")
    assert [mails_room.identify(each).message_id for each in spooled(list_servers, address)] == [
        f"{name}@test.example" for name in ("before", "first", "second")
    ]
    assert spooled(list_servers, address, ".no-archive") == [b"note@test.example"]
    assert spooled(list_servers, address, "", folder="fallback") == []


def test_where_no_folder_takes_it_mailman_keeps_it(list_servers: Servers, address: str) -> None:
    """Both folders gone: the post waits in Mailman's shunt queue, and `mailman unshunt` brings it."""
    fallback = list_servers.folder / "fallback"
    aside = list_servers.folder / "fallback-aside"
    if fallback.exists():
        fallback.rename(aside)
    fallback.touch()
    shunt = list_servers.folder / "var" / "queue" / "shunt"
    try:
        with spool_gone(list_servers):
            list_servers.post(address, [mail("homeless")])
            wait_until(lambda: any(shunt.iterdir()), "a post in Mailman's shunt queue")
    finally:
        fallback.unlink()
        if aside.exists():
            aside.rename(fallback)
    list_servers.run_mailman("unshunt")
    wait_until(lambda: len(spooled(list_servers, address)) == 1, "the post in the spool")
    assert not any(shunt.iterdir())


@pytest.fixture
def small_disk(list_servers: Servers, address: str) -> Iterator[Path]:
    """A disk of 64 KB where the list's posts are spooled."""
    folder = list_servers.spool / address
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64k,mode=770", "archiver-test", folder],
        capture_output=True,
        text=True,
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)
    for path in (list_servers.folder / "fallback" / address).glob("*"):
        path.unlink()


def test_a_full_disk_loses_nothing(list_servers: Servers, address: str, small_disk: Path) -> None:
    """What does not fit into the spool waits in the second folder, and no half file is left."""
    posts = [mail(f"full-{number}", text="x" * 90 + "\n" + ("y" * 90 + "\n") * 100) for number in range(12)]
    list_servers.post(address, posts)
    here, there = (spooled(list_servers, address, folder=folder) for folder in ("spool", "fallback"))
    assert here and there
    assert sorted(map(body, here + there)) == sorted(map(body, posts))
    assert all(path.suffix == ".eml" for path in small_disk.iterdir())


def test_killed_between_two_posts(list_servers: Servers, address: str) -> None:
    """kill -9 of Mailman's archive runner while posts pour in: every one of them arrives."""
    first = list_servers.runner("archive")
    list_servers.post(address, [mail(f"a{number}") for number in range(5)], settle=False)
    os.kill(first, signal.SIGKILL)
    list_servers.post(address, [mail(f"b{number}") for number in range(5)], settle=False)
    wanted = {f"{letter}{number}@test.example" for letter in "ab" for number in range(5)}
    wait_until(
        lambda: {mails_room.identify(each).message_id for each in spooled(list_servers, address)} == wanted,
        "ten posts in the spool",
        60,
    )
    list_servers.settle()


# --- the command ---


def processes_of(parent: int) -> list[list[str]]:
    """State of each process that a process has started: ['Z'] is a zombie."""
    listed = subprocess.run(
        ["ps", "--ppid", str(parent), "-o", "stat=,args="], capture_output=True, text=True
    )
    return [line.split() for line in listed.stdout.splitlines()]


def test_new_posts_are_fetched_at_once(list_servers: Servers, address: str, tmp_path: Path) -> None:
    """The plugin starts `archiver pull`: it drains the spool into the vault; a locked vault only delays it."""
    (tmp_path / "secret").write_text("rest secret")
    (tmp_path / "secret").chmod(0o600)
    (tmp_path / "archiver.toml").write_text(
        f'data = "data"\n[[lists]]\naddress = "{address}"\n[[sources]]\nkind = "mailman3"\nlist = "{address}"\n'
        f'url = "{list_servers.rest_url}"\nuser = "restadmin"\npassword_file = "secret"\n'
        f'path = "{list_servers.spool}"\n'
    )
    programme = [sys.executable, "-m", "archiver"]
    configuration = ["--config", str(tmp_path / "archiver.toml")]
    list_servers.on_post.write_text(f"cd {ROOT} && exec {' '.join([*programme, 'pull', *configuration])}\n")
    vault = tmp_path / "data" / "vault.db"
    try:
        list_servers.post(address, [mail("one"), mail("two")])
        wait_until(lambda: spooled(list_servers, address) == [] and vault.exists(), "an empty spool", 60)
        wait_until(lambda: processes_of(list_servers.runner("archive")) == [], "no zombie", 60)
        locked = subprocess.Popen(
            [sys.executable, "-c", "import sqlite3,sys,time;c=sqlite3.connect(sys.argv[1]);"
             "c.execute('begin exclusive');print(1,flush=True);time.sleep(99)", vault],
            stdout=subprocess.PIPE,
        )  # fmt: skip
        assert locked.stdout and locked.stdout.readline()
        list_servers.post(address, [mail("three")])
        assert len(spooled(list_servers, address)) == 1
        locked.kill()
        locked.communicate()
        wait_until(lambda: processes_of(list_servers.runner("archive")) == [], "the pull's end", 60)
        list_servers.post(address, [mail("four")])
        wait_until(lambda: spooled(list_servers, address) == [], "an empty spool", 60)
    finally:
        list_servers.on_post.write_text("")
    subprocess.run([*programme, "build", *configuration], cwd=ROOT, capture_output=True, check=True)
    checked = subprocess.run(
        [*programme, "check", "--json", *configuration], cwd=ROOT, capture_output=True, text=True
    )
    assert json.loads(checked.stdout)["ok"], checked.stdout


def test_the_command_runs_once_at_a_time_and_again_for_what_came_meanwhile(
    list_servers: Servers, address: str, tmp_path: Path
) -> None:
    """Posts never wait for it, however long it takes."""
    log = tmp_path / "log"
    list_servers.on_post.write_text(f"echo begin >>{log}; sleep 1; echo end >>{log}\n")
    try:
        started = time.monotonic()
        list_servers.post(address, [mail(f"slow-{number}") for number in range(10)])
        wait_until(lambda: len(spooled(list_servers, address)) == 10, "the posts in the spool")
        assert time.monotonic() - started < 10
        # Between two runs there is no process either, and the next may have begun when the log is read.
        wait_until(
            lambda: log.read_text().endswith("end\n") and processes_of(list_servers.runner("archive")) == [],
            "the command's end",
            60,
        )
        lines = log.read_text().split()
    finally:
        list_servers.on_post.write_text("")
    assert lines[: len(lines) // 2 * 2] == ["begin", "end"] * (len(lines) // 2)
    assert 2 <= len(lines) // 2 <= 10


NOUNS = ("lists", "mail", "minutes", "question", "spool", "threads", "topics")
"""The rooms of the model: values and the standard library, nothing else."""


def test_it_needs_nothing_but_mailman() -> None:
    """In Mailman's environment, with nothing of ours installed, it imports a handful of our modules and no more."""
    python = environment("mailman", MAILMAN) / "bin" / "python"
    loaded = subprocess.run(
        [
            python,
            "-c",
            "import archiver.live.plugin, sys; print(*sorted(m for m in sys.modules if 'archiver' in m))",
        ],
        env={"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1"},
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    ours = [name for name in loaded.stdout.split() if name.partition(".")[0] == "archiver"]
    assert set(ours) == {
        *("archiver", "archiver.links", "archiver.model", *(f"archiver.model.{each}" for each in NOUNS)),
        *("archiver.live", "archiver.live.command", "archiver.live.plugin", "archiver.live.spooling"),
    }
