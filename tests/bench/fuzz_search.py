"""Hostile questions: `python -m tests.bench.fuzz_search ARCHIVE [COUNT] [SEED]`; an error, or one over 200 ms of CPU, fails.

Made of signs, operators in both languages, words and pieces of words of the archive, in any order and number.
"""

from __future__ import annotations

import gc
import random
import re
import sqlite3
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from archiver.pipeline.showing.searching import find
from archiver.store.archive import opened

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LIMIT = 200
"""Milliseconds of CPU."""
SIGNS = [
    *"\"()-*:^{}+,;\\/%_<>=!?&|~`'\0\n「」“（）＊：★の議ーa1é\ud800𠮷",
    *(" ", " ", " ", " OR ", " AND ", " NOT ", " -", "NEAR(", "NEAR/2 ", "((((", "))))", "-(", '"" '),
    *(
        "件名:",
        "from:",
        "差出人:",
        "subject:(",
        "to:",
        "宛先:",
        "list:",
        "topic:",
        "議題:",
        "meeting:",
        "会議:",
    ),
    *(
        "after:",
        "以降:",
        "before:",
        "以前:",
        "year:",
        "-year:2011 ",
        "年:平成",
        "has:attachment ",
        "添付:",
        "file:",
    ),
    *(
        "in:mail ",
        "in:minutes ",
        "is:own ",
        "is:unanswered ",
        "団体:",
        "own:",
        "rowid:",
        "rank MATCH ",
        "--",
        "*",
    ),
    *("2011/11/1", "平成23年", "先月", "サーバー更新", "x" * 70, "の" * 40, "e* ", "a* ", "re* ", "ー"),
]


def words_of(connection: sqlite3.Connection) -> list[str]:
    texts = connection.execute("SELECT subject || ' ' || substr(body, 1, 500) FROM messages LIMIT 3000")
    return sorted({word for (text,) in texts for word in re.findall(r"\w{1,12}", text)})


def query_of(chooser: random.Random, words: list[str]) -> str:
    return "".join(
        chooser.choice(words) if chooser.random() < 0.4 else chooser.choice(SIGNS)
        for _ in range(chooser.randint(1, chooser.choice((4, 12, 60))))
    )


def fuzz(connection: sqlite3.Connection, count: int, seed: int) -> list[tuple[float, str]]:
    """Ask so many questions; those that took longest, with their milliseconds.  Raises what a question raises."""
    chooser, words, slowest = random.Random(seed), words_of(connection), []
    gc.freeze()  # the words are the fuzzer's own
    for _ in range(count):
        query = query_of(chooser, words)
        start = time.process_time()
        find(
            connection,
            query,
            sort=chooser.choice(("best", "newest")),
            limit=20,
            offset=chooser.choice((0, 20, 980)),
            now=NOW,
            is_grouped=chooser.random() < 0.5,
            is_faceted=chooser.random() < 0.5,
        )
        slowest = sorted([*slowest, ((time.process_time() - start) * 1000, query)], reverse=True)[:5]
    return slowest


def main(archive: Path, count: int = 100_000, seed: int = 1) -> None:
    with opened(archive) as connection:
        slowest = fuzz(connection, count, seed)
    for spent, query in slowest:
        print(f"{spent:8.1f} ms  {query!r}")
    print(f"{count} questions, no error")
    if slowest[0][0] > LIMIT:
        sys.exit(f"one took more than {LIMIT} ms")


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
