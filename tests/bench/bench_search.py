"""Speed of search in the process: `python -m tests.bench.bench_search ARCHIVE`, milliseconds of CPU, p50 and p95.

The queries of each class are made from the archive's own words: so many rare, so many common.  Each is asked as the
page asks it (twenty results with snippets, synonyms), best and newest first, flat, and with what the page adds:
grouped by thread, with facets.
"""

from __future__ import annotations

import gc
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

from archiver.model import COMMON, KANA, LACKING
from archiver.pipeline.showing.searching import find
from archiver.store.archive import opened
from archiver.store.indexing import TABLES
from archiver.text import CJK

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EACH = int(sys.argv[3]) if len(sys.argv) > 3 else 25
"""Queries of a class."""
_WORD = re.compile(f"[{CJK}]{{2,}}|[A-Za-z]{{3,}}")


class Words:
    """Words of an archive by how many of its documents hold them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        connection.execute("CREATE VIRTUAL TABLE temp.bench USING fts5vocab(main, search_words, row)")
        terms = connection.execute("SELECT term, doc FROM temp.bench WHERE term < x'ee8080'")
        rows: list[tuple[str, int]] = [*terms, *_common(connection)]
        self.connection = connection
        self.chooser = random.Random(3)
        self.characters = sorted(
            (row for row in rows if re.fullmatch(f"[{CJK}]", row[0])), key=lambda row: row[1]
        )
        self.words = sorted(
            (row for row in rows if re.fullmatch("[a-z]{2,12}", row[0])), key=lambda row: row[1]
        )
        (self.newest,) = connection.execute("SELECT max(id) FROM messages").fetchone()
        self.names = [
            row[0]
            for row in connection.execute("SELECT DISTINCT from_name FROM messages LIMIT 400")
            if row[0]
        ]
        self.senders = [
            row[0]
            for row in connection.execute(
                "SELECT from_name FROM messages WHERE from_name <> '' GROUP BY 1 ORDER BY count(*) DESC LIMIT 5"
            )
        ]
        self.lists = [row[0] for row in connection.execute("SELECT DISTINCT list FROM message_lists")]
        self.years = sorted(
            {row[0] for row in connection.execute("SELECT DISTINCT substr(date, 1, 4) FROM messages")}
        )

    def common(self) -> str:
        pool = self.characters if self.is_japanese() else self.words
        return str(self.chooser.choice(pool[-12:])[0])

    def rare(self) -> str:
        pool = self.characters if self.is_japanese() else self.words
        return str(self.chooser.choice(pool[: len(pool) // 4])[0])

    def is_japanese(self) -> bool:
        return sum(row[1] for row in self.characters) > sum(row[1] for row in self.words) / 4

    def text(self) -> str:
        while True:
            row = self.connection.execute(
                "SELECT body FROM messages WHERE id = ?", [self.chooser.randint(1, self.newest)]
            ).fetchone()
            if row and _WORD.search(row[0]):
                return str(row[0])

    def some(self) -> str:
        """A word as it stands in some mail: common ones often, rare ones seldom."""
        word = self.chooser.choice(_WORD.findall(self.text()))
        return word[:4] if re.match(f"[{CJK}]", word) else word

    def phrase(self) -> str:
        words = re.findall(f"[{CJK}]{{6,10}}|[A-Za-z]+ [a-z]+ [a-z]+", self.text())
        return f'"{self.chooser.choice(words)}"' if words else f'"{self.some()}"'

    def two(self) -> str:
        """A bigram, or two words."""
        return self.some()[:2] if self.is_japanese() else f"{self.some()} {self.some()}"

    def year(self) -> str:
        return str(self.chooser.choice(self.years))


def _common(connection: sqlite3.Connection) -> list[tuple[str, int]]:
    """The characters of which the vocabulary knows who has them not."""
    found = dict(connection.execute("SELECT term, doc FROM temp.bench WHERE term >= x'ee8080'"))
    return [(each, found.get(KANA, 0) - found.get(chr(ord(each) + LACKING), 0)) for each in COMMON]


CLASSES: dict[str, Callable[[Words], str]] = {
    "one rare character or word": lambda w: w.rare(),
    "one very common": lambda w: w.common(),
    "e, の": lambda w: "の" if w.is_japanese() else "e",
    "two characters / words": lambda w: w.two(),
    "one word": lambda w: w.some(),
    "phrase": lambda w: w.phrase(),
    "three common words": lambda w: f"{w.common()} {w.common()} {w.common()}",
    "AND of 3, 2 filters": lambda w: (
        f"{w.common()} {w.some()} {w.some()} year:{w.year()} from:{w.chooser.choice(w.senders)!r}".replace(
            "'", '"'
        )
    ),
    "beginning": lambda w: f"{w.chooser.choice(w.words)[0][:3]}*",
    "common beginning": lambda w: f"{w.chooser.choice(w.words[-300:])[0][:2]}*",
    "NOT": lambda w: f"{w.some()} -{w.some()}",
    "NOT alone": lambda w: f"-{w.common()}",
    "OR": lambda w: f"{w.some()} OR {w.some()} OR {w.common()}",
    "parentheses": lambda w: f"({w.some()} OR {w.some()}) -({w.some()} {w.some()})",
    "subject:": lambda w: f"subject:{w.common() if w.chooser.random() < 0.3 else w.some()}",
    "from:": lambda w: f'from:"{w.chooser.choice(w.names)}"',
    "to:": lambda w: f"to:{w.chooser.choice([*w.names, *w.lists]).split()[0].strip(',')}",
    "list: + word": lambda w: f"list:{w.chooser.choice(w.lists)} {w.some()}",
    "year:": lambda w: f"year:{w.year()}",
    "after: + common": lambda w: f"after:{w.year()} {w.common()}",
    "before: + common": lambda w: f"before:{w.years[min(2, len(w.years) - 1)]}-06 {w.common()}",
    "-year: + common": lambda w: f"-year:{w.year()} {w.common()}",
    "has:attachment + word": lambda w: f"has:attachment {w.some()}",
    "file:": lambda w: "file:patch",
    "is:unanswered + word": lambda w: f"is:unanswered {w.some()}",
    "is:own + common": lambda w: f"is:own {w.common()}",
    "nothing": lambda w: f"{w.some()}zq {w.common()}",
}
WAYS: dict[str, dict[str, object]] = {
    "best": {"sort": "best"},
    "newest": {"sort": "newest"},
    "best, page": {"sort": "best", "is_grouped": True, "is_faceted": True},
    "newest, page": {"sort": "newest", "is_grouped": True, "is_faceted": True},
}


def milliseconds(connection: sqlite3.Connection, query: str, way: dict[str, object]) -> float:
    start = time.process_time()
    find(connection, query, limit=20, offset=0, now=NOW, **way)  # type: ignore[arg-type]
    return (time.process_time() - start) * 1000


def measured(
    connection: sqlite3.Connection, queries: list[str], way: dict[str, object]
) -> tuple[float, float]:
    for query in queries[:3]:
        milliseconds(connection, query, way)
    found = [milliseconds(connection, query, way) for query in queries]
    cuts = quantiles(found, n=20)
    return cuts[9], cuts[18]


def rows(connection: sqlite3.Connection, only: str) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    words = Words(connection)
    gc.freeze()  # the words are the bench's own: a search has no such heap to look through
    for name, make in CLASSES.items():
        queries = [make(words) for _ in range(EACH)]
        if only in name:
            yield name, [measured(connection, queries, way) for way in WAYS.values()]


def size_of_text(connection: sqlite3.Connection) -> int:
    """Bytes of what can be found: bodies, subjects, who wrote to whom, names of files, and what stands in these."""
    columns = {
        "messages": ("body", "subject", "from_name", "from_address"),
        "messages, json_each(to_cc) AS side, json_each(side.value) AS one": (
            "one.value ->> 0",
            "one.value ->> 1",
        ),
        "attachments JOIN attachment_texts USING (sha256, format)": ("name", "text"),
        "speeches": ("speaker", "text"),
        "agenda_items": ("title", "text"),
    }
    size = 0
    for table, names in columns.items():
        lengths = " + ".join(f"length(CAST({name} AS BLOB))" for name in names)
        size += connection.execute(f"SELECT coalesce(sum({lengths}), 0) FROM {table}").fetchone()[0]
    return size


def size_of_index(connection: sqlite3.Connection) -> int:
    """Bytes of all that FTS5 keeps."""
    sizes = {"data": "length(block)", "idx": "length(term) + 4", "docsize": "length(sz) + 4"}
    size = 0
    for table in TABLES:
        for part, length in sizes.items():
            if not (part == "docsize" and table == "search_words"):
                size += connection.execute(
                    f"SELECT coalesce(sum({length}), 0) FROM {table}_{part}"
                ).fetchone()[0]
    return size


def main(archive: Path, only: str) -> None:
    with opened(archive) as connection:
        (count,) = connection.execute("SELECT count(*) FROM messages").fetchone()
        size, index = size_of_text(connection), size_of_index(connection)
        print(f"{count} messages, {size / 1e6:.0f} MB of text, index {index / size:.3f} of it")
        print(f"{'ms of CPU (p50, p95)':28}" + "".join(f"{name:>17}" for name in WAYS))
        for name, cells in rows(connection, only):
            print(f"{name:28}" + "".join(f"{half:8.1f} {most:8.1f}" for half, most in cells), flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
