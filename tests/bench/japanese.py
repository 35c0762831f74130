"""A Japanese list of any size: `python -m tests.bench.japanese COUNT > japanese.mbox`.

Sentences of the assembly's record (shared corpora) in new orders, wrapped at 35 characters, in threads of one to nine
mails that quote the mail they answer, written by twelve roles over ten years.
"""

from __future__ import annotations

import json
import random
import re
import sys
from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"
ROLES = ("会長", "副会長", "事務局", *(f"役員{letter}市" for letter in "ABCDEFGHI"))
WRAPPED = 35


def sentences() -> list[str]:
    lines = (CORPORA / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()
    text = "".join(json.dumps(json.loads(line), ensure_ascii=False) for line in lines)
    return re.findall(r"[^。{}\\\"]{8,200}。", text)


def mails(count: int, seed: int = 1) -> Iterator[str]:
    chooser = random.Random(seed)
    known = sentences()
    now = datetime(2004, 4, 1, tzinfo=UTC)
    subject, asked, quoted, left = "", "", "", 0
    for number in range(count):
        now += timedelta(minutes=chooser.randint(5, 280))
        if not left:
            subject, asked, quoted, left = chooser.choice(known)[:25], "", "", chooser.randint(1, 9)
        left -= 1
        role = chooser.randrange(len(ROLES))
        text = "".join(chooser.choices(known, k=chooser.randint(3, 20)))
        lines = [text[at : at + WRAPPED] for at in range(0, len(text), WRAPPED)]
        name = f"{number}@list.example"
        head = [
            f"Message-ID: <{name}>",
            f"Date: {format_datetime(now)}",
            f"From: {_encoded(ROLES[role])} <yakuin{role}@body{role}.example>",
            "To: kaigi@list.example",
            f"Subject: {_encoded(('Re: ' if asked else '') + subject)}",
            *([f"In-Reply-To: <{asked}>"] if asked else []),
            "Content-Type: text/plain; charset=utf-8",
        ]
        yield "\n".join([*head, "", f"{ROLES[role]}です。", quoted, *lines, ""])
        asked, quoted = name, "\n".join(f"> {line}" for line in lines[:6])


def _encoded(text: str) -> str:
    return f"=?utf-8?B?{b64encode(text.encode()).decode()}?="


def main(count: int) -> None:
    for mail in mails(count):
        sys.stdout.buffer.write(b"From japanese Mon Jan  1 00:00:00 2001\n" + mail.encode() + b"\n")


if __name__ == "__main__":
    main(int(sys.argv[1]))
