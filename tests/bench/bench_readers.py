"""Readers while a build writes: `python -m tests.bench.bench_readers FOLDER MBOX [COUNT]`, milliseconds of CPU and of wall time.

FOLDER holds `config/archiver.toml` and a built archive: use a copy.  COUNT mails (100) of MBOX under new Message-IDs are
imported; then one process builds, while this one searches without a pause.  What is new has to be found at the end.
"""

from __future__ import annotations

import subprocess
import sys
import time
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from statistics import quantiles

from archiver import settings as settings_file
from archiver.pipeline.bringing import importing
from archiver.pipeline.showing.searching import find
from archiver.settings import Settings
from archiver.sources.files import open_path
from archiver.store.archive import opened
from archiver.store.vault import Vault
from tests.bench.larger import again, mails

NOW = datetime(2026, 3, 1, tzinfo=UTC)
ROUND = 40
"""As of `larger`: a number that no mail has been given."""
NEW = "newcomerofthebench"
QUERIES = (
    "patch",
    "superblock checksum",
    '"the file"',
    "の",
    "-patch",
    "mount OR raid",
    "re*",
    "has:attachment error",
)


def receive(settings: Settings, source: Path, count: int) -> None:
    """The mails, under Message-IDs and with a word that nothing else has."""
    box = settings.data / "new.mbox"
    with box.open("wb") as stream:
        for content in islice(mails([source]), count):
            text = again(content, ROUND).replace(b"\nFrom ", b"\n>From ").rstrip(b"\n")
            stream.write(b"From new Mon Jan  1 00:00:00 2001\n" + text + f"\n\n{NEW}\n\n".encode())
    with Vault(settings.vault) as vault:
        importing.import_source(vault, open_path(box), settings.lists[0].address, lambda *_: None)
    box.unlink()


def ask(archive: Path, query: str) -> tuple[float, float]:
    """As each page does: over a connection of its own."""
    start, spent = time.perf_counter(), time.process_time()
    with opened(archive) as connection:
        find(connection, query, sort="best", limit=20, offset=0, now=NOW, is_grouped=True, is_faceted=True)
    return (time.process_time() - spent) * 1000, (time.perf_counter() - start) * 1000


def report(name: str, found: list[tuple[float, float]]) -> None:
    for kind, times in zip(("CPU", "wall"), zip(*found, strict=True), strict=True):
        cuts = quantiles(times, n=20)
        figures = f"p50 {cuts[9]:6.1f}, p95 {cuts[18]:6.1f}, longest {max(times):6.1f}"
        print(f"{name:24} {len(found):5} searches, {kind:4} {figures}")


def main(folder: Path, source: Path, count: int = 100) -> None:
    config = folder / settings_file.DEFAULT_PATH
    settings = settings_file.load(config)
    ask(settings.archive, QUERIES[0])
    report("alone", [ask(settings.archive, query) for query in QUERIES * 20])
    receive(settings, source, count)
    command = [sys.executable, "-m", "archiver", "build", "--config", str(config)]
    start = time.perf_counter()
    found: list[tuple[float, float]] = []
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as build:
        while build.poll() is None:
            found += [ask(settings.archive, query) for query in QUERIES]
    report(f"beside a build of {count}", found)
    print(f"the build took {time.perf_counter() - start:.1f} s and ended with {build.returncode}")
    with opened(settings.archive) as connection:
        new = find(connection, NEW, sort="newest", limit=1, offset=0, now=NOW)
    print(f"of the new mails {new.count} are found")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), *map(int, sys.argv[3:]))
