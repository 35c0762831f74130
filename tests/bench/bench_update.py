"""An update: `python -m tests.bench.bench_update FOLDER [TIMES] [READERS]`, seconds until new mail is found by a reader.

FOLDER holds `config/archiver.toml` and a built archive: use a copy.  TIMES times (3) 100 new mails come, most of them
answers to the latest messages of the archive; each time the whole commands `archiver import` and `archiver build`, or
`archiver import --build`, are measured, start of Python included (with its modules compiled, as an installation has
them), CPU (user and system) and wall time, while READERS processes (0) search without a pause.  Every reader must find
none or all of the new mails, and meet no error.

Then `archiver pull --build` where nothing new has come; a page of minutes (the sample's, of the day of the latest mail): how
long until it is there, and until all threads are placed anew; and two decisions of the secretariat.  At the end, what was made
piece by piece is compared with the forest of all the messages.
"""

from __future__ import annotations

import os
import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime
from functools import partial
from multiprocessing import get_context
from multiprocessing.synchronize import Event
from pathlib import Path
from threading import Event as Signal
from threading import Thread
from typing import Any

from archiver import settings as settings_file
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.journal import Journal, hangings
from archiver.pipeline.showing.searching import find
from archiver.settings import Settings
from archiver.store import kin
from archiver.store.archive import Archive, opened
from archiver.store.entries import from_json
from archiver.store.vault import Vault
from archiver.threads import connect
from tests.bench.bench_readers import NOW, QUERIES

COUNT = 100
SAMPLE = Path(__file__).resolve().parents[2] / "data" / "minutes"
_PROCESSES = get_context("spawn")


def mails(archive: Path, word: str, chance: random.Random) -> Iterator[str]:
    """New mails, each with this word: of five, four answer one of the latest 2,000 messages."""
    with closing(sqlite3.connect(archive)) as connection:
        rows = connection.execute(
            """SELECT message_id, "references", subject, body, from_address, date FROM messages
               ORDER BY date DESC LIMIT 2000"""
        ).fetchall()
    latest = datetime.fromisoformat(rows[0][5])
    for number in range(COUNT):
        sent = latest + timedelta(minutes=number + 1)
        message_id, references, subject, _, _, _ = chance.choice(rows)
        _, _, other, body, sender, _ = chance.choice(rows)
        ids = " ".join(f"<{each}>" for each in (*from_json(references), message_id))
        answer = f"Subject: Re: {subject}\nIn-Reply-To: <{message_id}>\nReferences: {ids}"
        yield "\n".join(
            [
                f"From bench {sent:%a %b %d %H:%M:%S %Y}",
                f"Message-ID: <{word}.{number}@bench.example>",
                f"Date: {format_datetime(sent)}",
                f"From: {sender}",
                answer if number % 5 else f"Subject: {other} ({word} {number})",
                'Content-Type: text/plain; charset="utf-8"',
                "Content-Transfer-Encoding: 8bit",
                "",
                body[:6000].replace("\nFrom ", "\n>From "),
                f"\n{word}\n\n",
            ]
        )


@contextmanager
def timed(name: str) -> Iterator[None]:
    before, start = os.times(), time.perf_counter()
    yield
    after = os.times()
    spent = after.children_user + after.children_system - before.children_user - before.children_system
    print(f"  {name:23} CPU {spent:5.2f} s, wall {time.perf_counter() - start:5.2f} s")


def command(settings_path: Path, *words: str) -> None:
    with timed(" ".join(["archiver", *(word for word in words if "/" not in word and "@" not in word)])):
        subprocess.run(
            [sys.executable, "-m", "archiver", *words, "--config", str(settings_path)],
            check=True,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )


@contextmanager
def watched(archive: Path, what: str, is_there: Callable[[sqlite3.Connection], object]) -> Iterator[None]:
    """How long it takes until a reader finds something."""
    is_over, start = Signal(), time.perf_counter()

    def watch() -> None:
        while not is_over.wait(0.02):
            with opened(archive) as connection:
                if is_there(connection):
                    print(f"  {what} there after wall {time.perf_counter() - start:5.2f} s")
                    return

    watching = Thread(target=watch)
    watching.start()
    yield
    is_over.set()
    watching.join()


def count(archive: Path, word: str) -> int:
    with opened(archive) as connection:
        return found_in(connection, word)


def found_in(connection: sqlite3.Connection, word: str) -> int:
    return find(connection, word, sort="newest", limit=1, offset=0, now=NOW).count


def read(archive: Path, word: str, is_over: Event, found: Any) -> None:
    """One reader: how many of the new mails it found at any time, and its longest wait in milliseconds."""
    seen, longest = {count(archive, word)}, 0.0
    while not is_over.is_set():
        for query in QUERIES:
            start = time.perf_counter()
            with opened(archive) as connection:
                find(
                    connection,
                    query,
                    sort="best",
                    limit=20,
                    offset=0,
                    now=NOW,
                    is_grouped=True,
                    is_faceted=True,
                )
            longest = max(longest, time.perf_counter() - start)
            seen.add(count(archive, word))
    found.put((sorted(seen), longest * 1000))


@contextmanager
def readers(archive: Path, word: str, number: int) -> Iterator[None]:
    is_over, found = _PROCESSES.Event(), _PROCESSES.Queue()
    processes = [_PROCESSES.Process(target=read, args=(archive, word, is_over, found)) for _ in range(number)]
    for process in processes:
        process.start()
    yield
    is_over.set()
    for each in sorted(found.get(timeout=120) for _ in processes):
        print(f"  a reader found {each[0]} of the new mails, and waited {each[1]:.0f} ms at most")


def nothing_new(settings: Settings, config: Path, box: Path) -> None:
    """Pull twice from the same mailbox."""
    other = config.with_name("bench.toml")
    source = f'\n[[sources]]\nkind = "mbox"\nlist = "{settings.lists[0].address}"\npath = "{box}"\n'
    other.write_text(config.read_text("utf-8") + source, "utf-8")
    for _ in range(2):
        command(other, "pull", "--build")
    other.unlink()


def minutes_added(settings: Settings, config: Path) -> None:
    """The sample's page, of another day, and how long it takes until a reader finds it."""
    with closing(sqlite3.connect(settings.archive)) as connection:
        (latest,) = connection.execute("SELECT max(date) FROM messages").fetchone()
    day = datetime.fromisoformat(latest).date()
    page = settings.data / f"{day}.html"
    text = (SAMPLE / "2011-06-20.html").read_text("utf-8")
    written = f"{day.year}年{day.month}月{day.day}日"
    page.write_text(text.replace("平成23年6月20日", written), "utf-8")
    command(config, "minutes", "add", str(page))
    there = "SELECT 1 FROM meetings WHERE date = ?"
    with watched(
        settings.archive, "the minutes are", lambda held: held.execute(there, [str(day)]).fetchone()
    ):
        command(config, "build")
    page.unlink()


def decided(settings: Settings) -> None:
    """A thread goes from one topic to another, and a message becomes a thread of its own, in this process."""
    with closing(sqlite3.connect(settings.archive)) as connection:
        (thread,) = connection.execute(
            "SELECT thread FROM threads ORDER BY last_date DESC LIMIT 1"
        ).fetchone()
        (message,) = connection.execute(
            """SELECT key FROM nodes JOIN messages USING (key) WHERE parent <> '' AND reason <> 'decision'
               ORDER BY date DESC LIMIT 1"""
        ).fetchone()
        (topic,) = connection.execute("SELECT min(topic) FROM topics").fetchone()
    act = deciding.Act(made_by="bench", reason="bench")
    for name, decide in (
        ("a thread linked", partial(deciding.place, settings, "link", topic, thread, act)),
        ("the link taken away", partial(deciding.place, settings, "unlink", topic, thread, act)),
        ("a thread split", partial(deciding.split, settings, message, act)),
    ):
        before, start = time.process_time(), time.perf_counter()
        made = decide()
        spent = time.process_time() - before
        print(
            f"  {name:23} CPU {spent:5.2f} s, wall {time.perf_counter() - start:5.2f} s, shown: {made.is_shown}"
        )


def stands(settings: Settings) -> bool:
    """Whether the forest is that of all the messages."""
    with Vault(settings.vault) as vault, Archive(settings.archive, lambda _: ("",) * 6) as archive:
        decided = hangings(Journal(vault.decisions()).hangings, archive.key_of)
        nodes = connect(kin.envelopes(archive.connection)).forest(decided)
        standing = set(archive.connection.execute("SELECT * FROM nodes"))
        hidden = {key for (key,) in archive.connection.execute("SELECT key FROM hidden")}
        return standing == {node._replace(is_ghost=node.is_ghost or node.key in hidden) for node in nodes}


def main(folder: Path, times: int = 3, number: int = 0) -> None:
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    config = folder / settings_file.DEFAULT_PATH
    settings = settings_file.load(config)
    chance = random.Random(time.time_ns())
    with closing(sqlite3.connect(settings.archive)) as connection:
        (messages,) = connection.execute("SELECT count(*) FROM messages").fetchone()
    for number_of_commands in (2, 1) * times:
        word = f"newcomer{chance.getrandbits(40)}"
        box = settings.data / "new.mbox"
        box.write_text("".join(mails(settings.archive, word, chance)), "utf-8")
        print(f"{COUNT} new mails to {messages}, {number} readers")
        with readers(settings.archive, word, number):
            brings = ["import", str(box), "--list", settings.lists[0].address]
            if number_of_commands == 2:
                command(config, *brings)
            with watched(settings.archive, "the mails are", partial(found_in, word=word)):
                command(config, *(["build"] if number_of_commands == 2 else [*brings, "--build"]))
        print(f"  {count(settings.archive, word)} are found")
        messages += COUNT
    nothing_new(settings, config, box)
    box.unlink()
    minutes_added(settings, config)
    decided(settings)
    print("the forest is that of all the messages" if stands(settings) else "THE FOREST IS ANOTHER")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
