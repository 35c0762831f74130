"""A larger list made of a smaller: `python -m tests.bench.larger COUNT MBOX… > larger.mbox`.

The mails of the mailboxes again and again, each time under new Message-IDs (in References and In-Reply-To too, so that
every copy of a thread is a thread of its own) and dated some weeks later, until there are COUNT of them.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import count, islice
from pathlib import Path

from archiver.model import RawMessage
from archiver.sources.files import open_path

WEEKS = timedelta(weeks=5)
"""How much later each round is dated."""

_ID = re.compile(rb"<([^<>\s@]+)@([^<>\s]+)>")
_DAY = re.compile(rb"\b(\d{1,2} (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) (?:19|20)\d\d)\b")
_DATED = re.compile(rb"^(?:Date|Received|Resent-Date):.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(rb"^(?:Message-ID|References|In-Reply-To):.*(?:\n[ \t].*)*", re.IGNORECASE | re.MULTILINE)
_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


def mails(paths: Sequence[Path]) -> Iterator[bytes]:
    for path in paths:
        for item in open_path(path).messages():
            if isinstance(item, RawMessage):
                yield item.content


def again(content: bytes, number: int) -> bytes:
    """The same mail in round `number`; as it was in round 0."""
    if number == 0:
        return content
    head, blank, body = content.partition(b"\n\n")
    head = _NAMED.sub(lambda found: _ID.sub(rb"<\1.%d@\2>" % number, found[0]), head)
    head = _DATED.sub(lambda found: _DAY.sub(lambda day: _later(day[1], number), found[0]), head)
    return head + blank + body


def _later(day: bytes, number: int) -> bytes:
    try:
        moved = datetime.strptime(day.decode(), "%d %b %Y") + number * WEEKS
    except ValueError:  # 31 Feb
        return day
    return moved.strftime("%d %b %Y").encode()


def larger(paths: Sequence[Path]) -> Iterator[bytes]:
    """An endless mailbox (mboxrd) of them."""
    for number in count():
        for content in mails(paths):
            text = _FROM.sub(rb">\1", again(content, number))
            yield b"From larger Mon Jan  1 00:00:00 2001\n" + text.rstrip(b"\n") + b"\n\n"


def main(most: int, paths: Sequence[Path]) -> None:
    sys.stdout.buffer.writelines(islice(larger(paths), most))


if __name__ == "__main__":
    main(int(sys.argv[1]), [Path(each) for each in sys.argv[2:]])
