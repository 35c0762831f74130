"""Recall and precision of search: `python -m tests.bench.bench_recall [COUNT] [MAILS]` prints a table.

COUNT pieces (500) of each length of each set are asked as a phrase and as words, beside a scan of the folded text from
end to end.  MAILS (37,000): how many mails the largest set, sentences of the assembly's record, has.  Sets that stand in
the shared corpora are left out where these are absent.
"""

from __future__ import annotations

import gzip
import random
import sys
from collections.abc import Iterator
from pathlib import Path

from archiver import mail
from archiver.model import RawMessage
from archiver.samples import sample_folder
from archiver.sources import mbox
from archiver.sources.files import open_path
from tests.bench import japanese
from tests.search.indexed import Index, Scan
from tests.search.test_recall import TEXTS, pieces_of

LENGTHS = (1, 2, 3, 5, 8)


def sets(mails: int) -> Iterator[tuple[str, list[str]]]:
    yield "generated text", TEXTS
    yield (
        "the sample",
        [shown(each) for each in open_path(sample_folder("list") / "yakuin.mbox").messages()],
    )
    if not japanese.CORPORA.is_dir():
        print("without the shared corpora: two sets only", file=sys.stderr)
        return
    yield (
        "`japanese/`",
        [text for path in sorted((japanese.CORPORA / "japanese").glob("*.gz")) for text in box(path)],
    )
    record = japanese.CORPORA / "topics" / "assembly-questions.jsonl"
    yield "the assembly's record", record.read_text("utf-8").splitlines()
    made = [shown(RawMessage(content=each.encode(), position="")) for each in japanese.mails(mails)]
    yield f"{mails:,} mails of it", made


def box(path: Path) -> Iterator[str]:
    with gzip.open(path) as stream:
        for each in mbox.split(stream, path.name):
            if isinstance(each, RawMessage):
                yield shown(each)


def shown(item: object) -> str:
    assert isinstance(item, RawMessage)
    message = mail.read(item.content)
    return f"{message.subject}\n{message.body[:5000]}"


def share(part: set[int], whole: set[int]) -> float:
    return len(part & whole) / len(whole) if whole else 1.0


def main(count: int, mails: int) -> None:
    print(
        "| set | texts | characters | recall, precision as 「…」 | recall, precision as words |\n"
        + "| --- " * 5
        + "|"
    )
    for name, texts in sets(mails):
        index, scan = Index(texts), Scan(texts)
        for length in LENGTHS:
            asked = pieces_of(scan.texts, random.Random(length), length, count)
            sums = [0.0] * 4
            for query in asked:
                there = scan.find(query)
                for at, found in ((0, index.find(f"「{query}」")), (2, index.find(query))):
                    sums[at] += share(found, there)
                    sums[at + 1] += share(there, found)
            phrase_recall, phrase_precision, recall, precision = (f"{each / len(asked):.4f}" for each in sums)
            print(
                f"| {name} | {len(texts):,} | {length} | {phrase_recall}, {phrase_precision} | {recall}, {precision} |",
                flush=True,
            )


if __name__ == "__main__":
    main(*map(int, sys.argv[1:] or (500, 37_000)))
