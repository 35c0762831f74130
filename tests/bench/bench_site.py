"""Speed of the site: `python tests/bench/bench_site.py [FOLDER]` prints a table of figures.

FOLDER holds `config/archiver.toml` and a built archive; without one, both big lists of the corpora and the sample
minutes are built in a temporary folder first (37,419 messages, some minutes).  CPU milliseconds a page are those of
the whole application (sign-in, reading, template, headers), asked without a network; requests a second are those of
`archiver serve`, asked by 1 and by 8 clients over connections that stay open.
"""

from __future__ import annotations

import asyncio
import http.client
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any
from urllib.parse import quote

from archiver import settings as settings_file
from archiver.pipeline.bringing import importing, keeping
from archiver.pipeline.demonstrating import write_configuration
from archiver.pipeline.making import building
from archiver.samples import sample_folder
from archiver.settings import Settings
from archiver.site import serving
from archiver.site.access.doorstep import COOKIE
from archiver.site.instance import site_of
from archiver.sources.files import open_path
from archiver.store.vault import Vault
from tests.browser.conftest import free_port

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
CPU = 10
"""Milliseconds that a page may take, a search 15, and Datasette's own tables what they take."""
LARGEST = 100
"""kB of a page."""
TIMED = ("home", "minutes", "thread of 50", "longest thread", "threads", "search, rare words", "statistics")
"""The pages of which requests a second are counted."""
ROUNDS, SECONDS = 40, 3


def build(folder: Path) -> None:
    """Both big lists and the sample minutes."""
    write_configuration(folder)
    settings = settings_file.load(folder / settings_file.DEFAULT_PATH)
    with Vault(settings.vault) as vault:
        for name in ("linux-man", "linux-raid"):
            source = open_path(CORPORA / "lists" / f"{name}.mbox.gz")
            importing.import_source(vault, source, settings.lists[0].address, lambda *_: None)
        for path in sorted(sample_folder("minutes").glob("*.html")):
            keeping.add_minutes(vault, str(path))
    building.build(settings, progress=lambda *_: None)


def pages(archive: Path) -> dict[str, str]:
    """The pages to ask for, by what they show."""
    with closing(sqlite3.connect(archive)) as connection:
        (long,) = connection.execute(
            "SELECT thread FROM nodes GROUP BY thread ORDER BY abs(count(*) - 50), thread LIMIT 1"
        ).fetchone()
        (longest,) = connection.execute(
            "SELECT thread FROM nodes GROUP BY thread ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
        (meeting,) = connection.execute("SELECT max(meeting) FROM meetings").fetchone()
        (message,) = connection.execute("SELECT key FROM messages ORDER BY id DESC LIMIT 1").fetchone()
        (topic,) = connection.execute("SELECT min(topic) FROM topics").fetchone()
        (person,) = connection.execute("SELECT person FROM people ORDER BY messages DESC LIMIT 1").fetchone()
        (day,) = connection.execute(
            "SELECT substr(date, 1, 10) FROM messages GROUP BY 1 ORDER BY count(*) DESC LIMIT 1"
        ).fetchone()
        (common, rare) = ("patch", "superblock checksum")
    return {
        "home": "/",
        "minutes": f"/meetings/{meeting}",
        "thread of 50": f"/threads/{long}",
        "thread of 50, by date": f"/threads/{long}?view=flat",
        "longest thread": f"/threads/{longest}",
        "longest thread, by date": f"/threads/{longest}?view=flat",
        "message": f"/messages/{message}",
        "threads": "/threads",
        "threads, page 100": "/threads?page=100",
        "meetings": "/meetings",
        "topics": "/topics",
        "topic": f"/topics/{topic}",
        "people": "/people",
        "person": f"/people/{person}",
        "attachments": "/attachments",
        "calendar": f"/calendar/{day[:7]}",
        "calendar, one day": f"/calendar/{day}",
        "statistics": "/statistics",
        "feeds": "/feeds",
        "desk": "/desk",
        "desk, journal": "/desk/journal",
        "desk, promises": "/desk/promises",
        "desk, runs": "/desk/runs",
        "desk, meetings": "/desk/meetings",
        "desk, meeting": f"/desk/meetings/{meeting}",
        "desk, since": f"/desk/meetings/{meeting}/since",
        "desk, thread": f"/desk/threads/{longest}",
        "desk, message": f"/desk/messages/{message}",
        "tables": "/archive",
        "table of messages": "/archive/messages",
        "table of mail": "/archive/mail",
        "row of messages": "/archive/messages/1",
        "search, a common word": f"/search?q={quote(common)}",
        "search, a common word, newest": f"/search?q={quote(common)}&sort=newest",
        "search, rare words": f"/search?q={quote(rare)}",
        "search, one Japanese word": f"/search?q={quote('クラウド')}",
    }


class Asker:
    """Asks the application as a server would, without a network."""

    def __init__(self, settings: Settings) -> None:
        self.datasette = serving.application(settings)
        self.app = self.datasette.app()
        site = site_of(self.datasette)
        assert site and site.sign_ins
        session = site.sign_ins.use(site.sign_ins.issue("secretariat", "bench"), "127.0.0.1")
        self.cookie = f"{COOKIE}={self.datasette.sign(session, 'archiver-session')}"

    async def ask(self, path: str, headers: dict[str, str] | None = None) -> tuple[int, dict[str, str], int]:
        """(status, headers, bytes of the body) of a page."""
        bare, _, query = path.partition("?")
        sent: list[dict[str, Any]] = []
        more = {"cookie": self.cookie, "host": "site.example", "accept-language": "ja", **(headers or {})}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b"", "more_body": False}

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        scope = {
            "type": "http", "http_version": "1.1", "method": "GET", "scheme": "http", "path": bare,
            "raw_path": bare.encode(), "query_string": query.encode(), "client": ("127.0.0.1", 1), "root_path": "",
            "headers": [(name.encode(), value.encode()) for name, value in more.items()],
        }  # fmt: skip
        await self.app(scope, receive, send)
        found = {name.decode(): value.decode() for name, value in sent[0]["headers"]}
        return sent[0]["status"], found, sum(len(each.get("body", b"")) for each in sent[1:])


async def measured(asker: Asker, path: str, headers: dict[str, str] | None = None) -> tuple[float, int, int]:
    """CPU milliseconds (median), status, and bytes of a page."""
    for _ in range(3):
        status, _, size = await asker.ask(path, headers)
    spent = []
    for _ in range(ROUNDS):
        start = time.process_time()
        await asker.ask(path, headers)
        spent.append((time.process_time() - start) * 1000)
    return median(spent), status, size


async def cpu(settings: Settings) -> None:
    asker = Asker(settings)
    print(f"{'page':34} {'CPU ms':>8} {'kB':>7} {'again (304)':>12}")
    for name, path in pages(settings.archive).items():
        spent, status, size = await measured(asker, path)
        assert status == 200, (path, status)
        again = ""
        if tag := (await asker.ask(path))[1].get("etag"):
            kept, kept_status, _ = await measured(asker, path, {"if-none-match": tag})
            assert kept_status == 304, (path, kept_status)
            again = f"{kept:.2f}"
        limit = None if path.startswith("/archive") else 15 if name.startswith("search") else CPU
        over = [f"  OVER {limit} ms"] if limit and spent > limit else []
        over += [f"  OVER {LARGEST} kB"] if size > LARGEST * 1000 else []
        print(f"{name:34} {spent:8.2f} {size / 1000:7.1f} {again:>12}{''.join(over)}")


@contextmanager
def served(folder: Path) -> Iterator[tuple[int, int]]:
    """(port, process id) of `archiver serve`."""
    port = free_port()
    command = [sys.executable, "-u", "-m", "archiver", "serve", "--port", str(port)]
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        server.stdout.readline()
        yield port, server.pid
        server.terminate()


def seconds_of(process: int) -> float:
    """CPU seconds that a process has used."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def rate(port: int, path: str, cookie: str, clients: int) -> float:
    """Requests a second."""
    counts = [0] * clients
    end = time.monotonic() + SECONDS

    def asking(at: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port)
        while time.monotonic() < end:
            connection.request("GET", path, headers={"cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200
            counts[at] += 1
        connection.close()

    threads = [Thread(target=asking, args=(at,)) for at in range(clients)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sum(counts) / SECONDS


def rates(folder: Path, settings: Settings) -> None:
    cookie = Asker(settings).cookie
    print(
        f"\n{'page':34} {'1 client':>10} {'8 clients':>10}  requests a second; CPU ms of the server a request"
    )
    with served(folder) as (port, process):
        for name, path in pages(settings.archive).items():
            if name not in TIMED:
                continue
            before = seconds_of(process)
            one, eight = rate(port, path, cookie, 1), rate(port, path, cookie, 8)
            spent = (seconds_of(process) - before) / ((one + eight) * SECONDS) * 1000
            print(f"{name:34} {one:10.0f} {eight:10.0f}  {spent:.1f}")


def main() -> None:
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(sys.argv[1] if len(sys.argv) > 1 else temporary).resolve()
        if not (folder / settings_file.DEFAULT_PATH).exists():
            build(folder)
        settings = settings_file.load(folder / settings_file.DEFAULT_PATH)
        with closing(sqlite3.connect(settings.archive)) as connection:
            print(f"{connection.execute('SELECT count(*) FROM messages').fetchone()[0]:,} messages\n")
        asyncio.run(cpu(settings))
        rates(folder, settings)


if __name__ == "__main__":
    main()
