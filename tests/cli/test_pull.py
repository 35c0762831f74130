"""`archiver pull` as a person and a timer run it: incremental, side by side, resumable, and clear about faults."""

from __future__ import annotations

import hashlib
import json
import mailbox
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from imapclient import IMAPClient

from tests.cli.programme import Programme
from tests.mails import mail, mbox
from tests.sources.dovecot import PASSWORD, USER, Dovecot

LIST = "yakuin@kachokai.example"


def configure(programme: Programme, *tables: str) -> None:
    """Add these sources to the configuration."""
    configuration = programme.folder / "config" / "archiver.toml"
    sources = "".join(f'\n[[sources]]\nlist = "{LIST}"\n{table}\n' for table in tables)
    configuration.write_text(configuration.read_text("utf-8") + sources, "utf-8")


def mails(first: int, count: int) -> list[bytes]:
    return [mail(f"m{number}", text=f"本文 {number} " + "あ" * 400) for number in range(first, first + count)]


@pytest.fixture
def box(programme: Programme) -> Path:
    path = programme.folder / "list.mbox"
    path.write_bytes(mbox(*mails(0, 3)))
    return path


MBOX = 'kind = "mbox"\npath = "../list.mbox"'


def test_five_lines_and_from_then_on(programme: Programme, box: Path) -> None:
    """What is there, then nothing, then what has come since; the ledger balances each time."""
    configure(programme, MBOX)
    (first,) = programme.document("pull")["sources"]
    assert (first["source"], first["read"], first["stored"]) == (f"mbox:{LIST}", 3, 3)
    (second,) = programme.document("pull")["sources"]
    assert second["read"] == 0
    with box.open("ab") as file:
        file.write(mbox(*mails(2, 3)))
    (third,) = programme.document("pull")["sources"]
    assert (third["read"], third["stored"], third["duplicate"], third["refused"]) == (3, 2, 1, 0)
    said = programme.ok("pull")
    assert "read 0 = stored 0 + duplicate 0 + refused 0" in said
    assert "No new messages." in said


def test_what_came_can_be_built_at_once(programme: Programme, box: Path) -> None:
    """One command for a timer: also where a source fails, what did come is in the archive; a dry run builds nothing."""
    configure(programme, MBOX, 'kind = "maildir"\npath = "../none"')
    programme.run("pull", "--dry-run", "--build")
    assert not (programme.folder / "data" / "archive.db").exists()
    result = programme.run("pull", "--build")
    assert result.returncode == 1 and "3 new messages stored.\n" in result.stdout
    assert "3 messages in" in result.stdout and len(programme.records("messages")) == 3
    again = programme.document("pull", f"mbox:{LIST}", "--build")
    assert (again["sources"][0]["stored"], again["build"]["messages"]) == (0, 3)


def test_a_dry_run_changes_nothing(programme: Programme, box: Path) -> None:
    """It says what would be stored, and a real pull then stores just that."""
    configure(programme, MBOX)
    programme.ok("pull", "--dry-run")
    assert "3 new messages would be stored. Nothing was changed." in programme.ok("pull", "--dry-run")
    assert programme.document("pull")["sources"][0]["stored"] == 3


def test_one_source_that_fails_does_not_stop_another(programme: Programme, box: Path) -> None:
    """The sentence names the source and what to do; the exit status tells a timer; the rest is stored."""
    configure(programme, MBOX, 'kind = "maildir"\npath = "../none"')
    result = programme.run("pull")
    assert result.returncode == 1
    assert "stored 3" in result.stdout
    assert "none is not a Maildir" in result.stderr
    assert "Traceback" not in result.stderr
    assert any(each["kind"] == "run-stopped" for each in findings(programme))


def findings(programme: Programme) -> list[dict[str, str]]:
    programme.run("build")
    result = programme.run("check", "--json")
    return list(json.loads(result.stdout)["findings"])


def test_only_the_sources_that_were_named(programme: Programme, box: Path) -> None:
    configure(programme, MBOX + '\nname = "box"', 'kind = "maildir"\npath = "../none"')
    assert [each["source"] for each in programme.document("pull", "box")["sources"]] == ["box"]
    assert "No source is called bax. The configuration has: box," in programme.refused(1, "pull", "bax")


def test_a_message_of_another_list_is_refused_by_name(programme: Programme, box: Path) -> None:
    """One mailbox may receive several lists."""
    configure(programme, MBOX)
    other = mail("other", extra="List-Id: Somebody else <soumu.kachokai.example>")
    own = mail("own", extra="List-Id: Yakuin <yakuin.kachokai.example>")
    box.write_bytes(mbox(other, own))
    result = programme.run("pull")
    assert result.returncode == 1
    assert "it belongs to another list, soumu.kachokai.example" in result.stdout
    assert "read 2 = stored 1 + duplicate 0 + refused 1" in result.stdout


def test_x_no_archive_is_honoured_and_counted(programme: Programme, box: Path) -> None:
    """The sender's wish is no fault: the exit status is 0, and `check` accounts for the message."""
    configure(programme, MBOX)
    box.write_bytes(mbox(*mails(0, 2), mail("quiet", extra="X-No-Archive: yes")))
    (source,) = programme.document("pull")["sources"]
    assert (source["stored"], source["refused"], source["no_archive"]) == (2, 1, 1)
    programme.ok("build")
    (account,) = programme.document("check")["accounts"]
    assert account["counts"] == {"there": 3, "archived": 2, "refused": 1, "unexplained": 0}


def spooled(programme: Programme, *mails: bytes) -> Path:
    """A spool with posts as our plugin leaves them."""
    folder = programme.folder / "spool" / LIST
    folder.mkdir(parents=True)
    for number, each in enumerate(mails):
        (folder / f"{number:020}-x.eml").write_bytes(each)
    return folder


def test_a_post_that_is_refused_stays_in_the_spool(programme: Programme) -> None:
    """Nobody else has it: it is named at each pull, and taken once the list's other name is in the configuration."""
    configure(programme, 'kind = "spool"\npath = "../spool"')
    folder = spooled(programme, mail("own"), mail("old", extra="List-Id: <yakuin.old.example>"))
    for stored in (1, 0):
        result = programme.run("pull")
        assert result.returncode == 1
        assert f"stored {stored} + duplicate 0 + refused 1" in result.stdout
        assert "it belongs to another list, yakuin.old.example" in result.stdout
        assert [path.name for path in folder.iterdir()] == ["00000000000000000001-x.eml"]
    configuration = programme.folder / "config" / "archiver.toml"
    configuration.write_text(
        configuration.read_text("utf-8").replace(
            f'address = "{LIST}"', f'address = "{LIST}"\nlist_ids = ["yakuin.old.example"]'
        )
    )
    assert "stored 1" in programme.ok("pull")
    assert list(folder.iterdir()) == []


def test_what_was_refused_is_taken_once_the_configuration_allows_it(programme: Programme, box: Path) -> None:
    """A source begins anew when other mail is wanted of it."""
    configure(programme, MBOX)
    box.write_bytes(mbox(mail("own"), mail("old", extra="List-Id: <yakuin.old.example>")))
    assert "stored 1 + duplicate 0 + refused 1" in programme.run("pull").stdout
    configuration = programme.folder / "config" / "archiver.toml"
    configuration.write_text(
        configuration.read_text("utf-8").replace(
            f'address = "{LIST}"', f'address = "{LIST}"\nlist_ids = ["yakuin.old.example"]'
        )
    )
    assert "read 2 = stored 1 + duplicate 1 + refused 0" in programme.ok("pull")


def test_a_spool_is_emptied_while_mailman_cannot_be_asked(programme: Programme) -> None:
    """The fault is said, in the ledger too; the posts are in the vault."""
    configure(
        programme,
        'kind = "mailman3"\nurl = "http://127.0.0.1:9/3.1"\nuser = "u"\npassword_file = "secret"\npath = "../spool"',
    )
    secret = programme.folder / "config" / "secret"
    secret.write_text("s3cret")
    secret.chmod(0o600)
    folder = spooled(programme, *mails(0, 3))
    result = programme.run("pull")
    assert result.returncode == 1
    assert "stored 3" in result.stdout
    assert (
        "stopped: mailman3:yakuin@kachokai.example: http://127.0.0.1:9/3.1 cannot be reached" in result.stderr
    )
    assert list(folder.iterdir()) == []
    assert [each["kind"] for each in findings(programme)] == ["run-stopped", "not-reconciled"]


def test_a_secret_that_is_not_there_is_one_sentence(programme: Programme) -> None:
    """In the pull, and in the ledger."""
    configure(
        programme, 'kind = "imap"\nhost = "127.0.0.1"\nport = 9\nuser = "u"\npassword_env = "NOT_THERE"'
    )
    said = programme.run("pull").stderr
    assert "the environment variable NOT_THERE holds nothing: put the secret there." in said
    assert [each["kind"] for each in findings(programme)] == ["run-stopped", "not-reconciled"]


def test_check_names_each_message_that_is_missing(programme: Programme, box: Path) -> None:
    """The server has it, the vault does not: exit status 1, by Message-ID."""
    configure(programme, MBOX)
    programme.ok("pull")
    programme.ok("build")
    assert "and every source" in programme.ok("check")
    with box.open("ab") as file:
        file.write(mbox(*mails(7, 1)))
    result = programme.run("check")
    assert result.returncode == 1
    assert "not-pulled: m7@test.example: the server has it, the vault does not" in result.stdout
    programme.ok("check", "--offline")


def test_a_secret_in_the_configuration_is_refused(programme: Programme) -> None:
    configure(programme, 'kind = "imap"\nhost = "h"\nuser = "u"\npassword = "x"\npassword_env = "P"')
    said = programme.refused(2, "pull")
    assert "password: a secret does not belong in this file" in said


def test_two_pulls_of_one_source_at_once(programme: Programme, box: Path) -> None:
    """The second has nothing to do, says so, and is no failure."""
    configure(programme, MBOX + '\nname = "box"')
    programme.ok("pull")
    import fcntl

    with (programme.folder / "data" / "locks" / "box.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = programme.run("pull")
    assert result.returncode == 0
    assert "box is being pulled by another process" in result.stderr


@pytest.fixture
def small_disk(programme: Programme) -> Iterator[Path]:
    """A disk of two megabytes under the data folder, which can grow."""
    data = programme.folder / "data"
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "archiver-test", data], capture_output=True, text=True
    )
    if mounted.returncode:
        pytest.skip(f"no small disk can be mounted here: {mounted.stderr.strip()}")
    yield data
    subprocess.run(["umount", data], check=True)


def test_a_full_disk_stops_a_pull_and_the_next_goes_on(
    programme: Programme, box: Path, small_disk: Path
) -> None:
    """One sentence; once there is room again everything is there, once."""
    configure(programme, MBOX)
    chance = random.Random(4)
    box.write_bytes(mbox(*(mail(f"m{number}", text=chance.randbytes(6000).hex()) for number in range(600))))
    result = programme.run("pull")
    assert result.returncode == 1
    assert "No room left on the disk for" in result.stderr and "Traceback" not in result.stderr
    subprocess.run(["mount", "-o", "remount,size=50m", small_disk], check=True)
    programme.ok("pull")
    programme.ok("build")
    assert programme.document("check")["accounts"][0]["counts"] == {
        **{"there": 600, "archived": 600},
        **{"refused": 0, "unexplained": 0},
    }


# --- killed at any moment ------------------------------------------------------------------------

KILLS = 100
COUNT = 1500


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.plain_login(USER, PASSWORD)
        for start in range(0, COUNT, 100):
            client.multiappend("INBOX", mails(10_000 + start, 100))
    yield server
    server.stop()


def test_a_secret_that_others_can_read_is_refused(programme: Programme, dovecot: Dovecot) -> None:
    """And its value is nowhere."""
    configure(
        programme,
        f'kind = "imap"\nhost = "127.0.0.1"\nport = {dovecot.port}\nsecurity = "none"\nuser = "u"\n'
        'password_file = "imap.secret"',
    )
    secret = programme.folder / "config" / "imap.secret"
    secret.write_text("s3cret-value\n")
    secret.chmod(0o644)
    result = programme.run("pull")
    assert result.returncode == 1
    assert f"can be read by others (mode 644): run `chmod 600 {secret}`" in result.stderr
    secret.chmod(0o600)
    result = programme.run("pull")
    assert "does not take the password of u. Check password and user." in result.stderr
    assert "s3cret-value" not in result.stdout + result.stderr
    assert b"s3cret-value" not in (programme.folder / "data" / "vault.db").read_bytes()


class Places:
    """What four sources are pulled from; the spool is copied, since a pull empties it."""

    def __init__(self, folder: Path, dovecot: Dovecot) -> None:
        self.mailbox = folder / "list.mbox"
        self.mailbox.write_bytes(mbox(*mails(0, 2 * COUNT)))
        maildir = mailbox.Maildir(folder / "Maildir")
        for each in mails(30_000, COUNT // 3):
            maildir.add(each)
        self.spool = folder / "spool"
        self.spool.mkdir()
        for number, each in enumerate(mails(20_000, COUNT)):
            (self.spool / f"{number:020}-x.eml").write_bytes(each)
        self.tables = (
            f'kind = "mbox"\npath = "{self.mailbox}"',
            'kind = "spool"\npath = "../spool"',
            f'kind = "maildir"\npath = "{folder}/Maildir"',
            f'kind = "imap"\nhost = "127.0.0.1"\nport = {dovecot.tls_port}\nuser = "{USER}"\n'
            f'password_env = "TEST_IMAP_PASSWORD"\ncertificates = "{dovecot.certificate}"',
        )


class Killed:
    """An archive with four sources, pulled by processes that are killed."""

    def __init__(self, folder: Path, places: Places) -> None:
        folder.mkdir()
        self.programme = Programme(folder)
        self.programme.ok("init")
        self.spool = folder / "spool" / LIST
        self.spool.mkdir(parents=True)
        for path in places.spool.iterdir():
            os.link(path, self.spool / path.name)
        configure(self.programme, *places.tables)

    def pull(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "archiver", "pull"],
            cwd=self.programme.folder,
            stdout=subprocess.DEVNULL,
            stderr=(self.programme.folder / "said").open("ab"),
            start_new_session=True,
        )

    def timed(self) -> tuple[float, float]:
        """Seconds until a whole pull has stored its first message, and until it has ended."""
        started = time.monotonic()
        process = self.pull()
        while not self.count():
            time.sleep(0.01)
        begun = time.monotonic() - started
        assert process.wait(120) == 0, (self.programme.folder / "said").read_text()
        return begun, time.monotonic() - started

    def count(self) -> int:
        vault = self.programme.folder / "data" / "vault.db"
        if not vault.exists():
            return 0
        with sqlite3.connect(vault) as connection:
            try:
                return int(connection.execute("SELECT count(*) FROM messages").fetchone()[0])
            except sqlite3.OperationalError:
                return 0

    def state(self) -> tuple[str, list[tuple[str, ...]], int, list[str]]:
        """Everything that a pull may change: messages, states, what the ledger counts, the spool."""
        with sqlite3.connect(self.programme.folder / "data" / "vault.db") as connection:
            rows = connection.execute(
                "SELECT list, message_id, sha256, fidelity, is_copy FROM messages ORDER BY sha256"
            )
            digest = hashlib.sha256(repr(rows.fetchall()).encode()).hexdigest()
            states = connection.execute("SELECT source, state FROM source_states ORDER BY source").fetchall()
            (stored,) = connection.execute("SELECT sum(stored) FROM runs").fetchone()
        return digest, states, stored, [path.name for path in self.spool.iterdir()]


def test_killed_at_a_hundred_moments_it_ends_in_the_same_state(
    tmp_path: Path, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 at random: nothing lost, nothing doubled, and the next pull carries on."""
    monkeypatch.setenv("TEST_IMAP_PASSWORD", PASSWORD)
    places = Places(tmp_path, dovecot)
    calm = Killed(tmp_path / "calm", places)
    begun, ended = calm.timed()
    chance = random.Random(2011_06_20)
    kills = half_way = 0
    while kills < KILLS:
        archive = Killed(tmp_path / f"killed{kills}", places)
        while kills < KILLS and archive.count() < calm.count():
            process = archive.pull()
            time.sleep(chance.uniform(begun * 0.8, begun + (ended - begun) * 0.7))
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            half_way += 0 < archive.count() < calm.count()
        archive.programme.ok("pull")
        assert archive.state() == calm.state()
    print(f"{kills} kills, {half_way} of them half-way")
    assert half_way >= 10
