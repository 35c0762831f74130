"""Speed of search: `python tests/bench/bench_search.py [MESSAGES]` prints a table of figures.

Tokens and snippets in megabytes a second; then an FTS5 index over made-up mails (sentences of the assembly's record in
new orders), its size beside the text, and the time of each kind of query, best first and newest first.
"""

from __future__ import annotations

import gzip
import json
import random
import re
import sqlite3
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from importlib.resources import files
from pathlib import Path
from statistics import quantiles

from archiver import search

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
_ARCHIVE = files("archiver.store").joinpath("archive.sql").read_text("utf-8")
SCHEMA = _ARCHIVE[_ARCHIVE.index("CREATE VIRTUAL TABLE search ") :].partition(";")[0]
TODAY = date(2011, 12, 5)
QUERIES = {
    "one common character": ["の", "に", "市"],
    "one rare character": ["々", "隣", "醸"],
    "two characters": ["議題", "予算", "防災", "学校"],
    "three or more": ["自治体", "高齢者", "子育て支援", "サーバー"],
    "three words": ["市 の 予算", "学校 防災 計画", "高齢者 支援 市"],
    "OR and NOT": ["(予算 OR 決算) -学校", "防災 OR 消防 OR 救急"],
    "number": ["平成23年", "2", "2011/11/1"],
}
BEST = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY bm25(search) LIMIT 20"
NEWEST = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rowid DESC LIMIT 20"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT 10001)"


def sentences() -> list[str]:
    lines = (CORPORA / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()
    text = "".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    return re.findall(r"[^。{}\\]{8,200}。", text)


def mails(count: int) -> Iterator[str]:
    chooser = random.Random(1)
    known = sentences()
    for _ in range(count):
        yield "\n".join(chooser.choices(known, k=chooser.randint(3, 20)))


def english() -> list[str]:
    path = CORPORA / "lists" / "spamassassin-easy-ham-1.mbox.gz"
    text = gzip.decompress(path.read_bytes()).decode("ascii", "ignore")
    return [text[at : at + 3000] for at in range(0, len(text), 3000)]


def print_rate(name: str, work: Callable[[str], object], texts: Sequence[str]) -> None:
    start = time.perf_counter()
    for text in texts:
        work(text)
    seconds = time.perf_counter() - start
    size = sum(len(text.encode()) for text in texts)
    print(f"{name:24} {size / 1e6 / seconds:8.1f} MB/s")


def build(texts: Iterable[str]) -> tuple[sqlite3.Connection, int, int]:
    """(index, bytes of text, bytes of index)."""
    connection = sqlite3.connect("")
    connection.execute(SCHEMA)
    size = 0
    for number, text in enumerate(texts):
        size += len(text.encode())
        connection.execute("INSERT INTO search(rowid, own) VALUES (?, ?)", (number, search.tokens(text)))
    connection.execute("INSERT INTO search(search) VALUES ('optimize')")
    (index,) = connection.execute("SELECT sum(length(block)) FROM search_data").fetchone()
    return connection, size, index


def milliseconds(index: sqlite3.Connection, statement: str, queries: Sequence[str]) -> tuple[float, float]:
    """(p50, p95) of five rounds, compiling included."""
    found = []
    for query in queries * 5:
        start = time.perf_counter()
        index.execute(statement, [search.compile(query, TODAY).match]).fetchall()
        found.append((time.perf_counter() - start) * 1000)
    cuts = quantiles(found, n=20)
    return cuts[9], cuts[18]


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 37_419
    japanese = list(mails(2000))
    print_rate("tokens, ASCII", search.tokens, english())
    print_rate("tokens, Japanese", search.tokens, japanese)
    print_rate("snippet, Japanese", lambda text: search.snippet(text, ("予算", "議題")), japanese)
    index, text, size = build(mails(count))
    print(f"{count} mails, {text / 1e6:.0f} MB of text, index {size / text:.2f} of it")
    print(f"{'ms (p50, p95)':24} {'best':>16} {'newest':>16} {'count':>16}")
    for kind, queries in QUERIES.items():
        cells = (milliseconds(index, statement, queries) for statement in (BEST, NEWEST, COUNT))
        print(f"{kind:24} " + " ".join(f"{half:7.2f} {most:8.2f}" for half, most in cells))


if __name__ == "__main__":
    main()
