"""Real mail, damaged at random for hours: `python -m tests.bench.fuzz_mail --minutes 60 [--seed N] [--keep FOLDER]`.

Each mail of the corpora (and of ours where they are absent) is cut, spliced with others, and sown with bytes that
mean something to a reader of mail.  What raises, takes more than a second of CPU, or gives text that cannot be
stored is written to FOLDER, to become a golden case.
"""

from __future__ import annotations

import argparse
import hashlib
import io
import random
import time
import traceback
from collections.abc import Iterator
from pathlib import Path

from archiver import mail
from archiver.errors import ArchiverError
from archiver.model import RawMessage
from archiver.sources import mbox
from archiver.sources.files import open_path
from tests.bench.corpora_table import CORPORA

LARGEST_SEED = 300_000
MOST_OF_A_LIST = 1500
SLOW = 1.0
"""CPU seconds."""
PIECES = (
    *(b"\x1b$B", b"\x1b(B", b"\x1b(I", b"\x1b$(D", b"\x0e", b"\xff\xfe", b"\x00", b"\xe3\x81", b"\x82\xa0"),
    *(b"=?", b"?=", b"=?utf-8?B?", b"=?iso-2022-jp?Q?", b"''", b"*0*=", b"\n\n", b"\r\n", b"\r", b"\n ", b": "),
    *(b"--", b"\n--", b"Content-Type: multipart/mixed; boundary=\"\"\n", b"Content-Type: message/rfc822\n"),
    *(b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: quoted-printable\n", b"charset=utf-7"),
    *(b"format=flowed", b"begin 644 x\n", b"\nend\n", b"\nFrom ", b"<", b">", b'"', b"(", b")", b";", b",", b"\\"),
    *(b"<table>", b"<blockquote>" * 50, b"&#", b"<!--", b"> " * 40, b">" * 500, b"-----Original Message-----\n"),
    *(b"(" * 3000, b"<" * 3000, b'"' * 3001, b" " * 5000, b"=?" * 2000, b"a@" * 2000, b"\t\n" * 2000, b";a=" * 2000),
    *(b"-- \n", b"_" * 47 + b"\n", b"\n\n" * 1000, b"Date: ", b"9" * 400, b"\xa4\xa2" * 50, b"[" * 300, b"{" * 300),
)  # fmt: skip


def ours() -> list[bytes]:
    """The project's own mails."""
    golden = Path(__file__).resolve().parents[1] / "mail" / "golden"
    return [path.read_bytes() for path in sorted(golden.rglob("*.eml"))]


def seeds(corpora: Path) -> list[bytes]:
    """Mails to damage: every kind of the corpora, some of its lists."""
    found: list[bytes] = []
    for path in sorted(corpora.rglob("*")):
        if (
            path.is_file()
            and path.suffix != ".json"
            and "minutes" not in path.parts
            and "topics" not in path.parts
        ):
            found += mails_of(path)
    return found


def mails_of(path: Path) -> list[bytes]:
    found: list[bytes] = []
    try:
        for each in open_path(path).messages():
            if isinstance(each, RawMessage) and len(each.content) <= LARGEST_SEED:
                found.append(each.content)
            if len(found) >= MOST_OF_A_LIST:
                break
    except ArchiverError:
        pass
    return found


def damaged(chance: random.Random, sown: list[bytes]) -> bytes:
    content = bytearray(chance.choice(sown))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        at = (
            chance.randrange(len(content) + 1)
            if chance.random() < 0.5
            else chance.randrange(min(len(content), 3000) + 1)
        )
        end = at + chance.choice((0, 0, 1, 2, 4, 16, 200, 5000))
        what = chance.randrange(6)
        if what == 0:
            content[at:end] = chance.choice(PIECES)
        elif what == 1:
            content[at:end] = b""
        elif what == 2:
            content[at:at] = content[at:end] * chance.choice((1, 2, 50))
        elif what == 3:
            content[at:end] = bytes(chance.randrange(256) for _ in range(min(end - at, 20) or 1))
        elif what == 4:
            other = chance.choice(sown)
            start = chance.randrange(len(other) + 1)
            content[at:end] = other[start : start + chance.choice((20, 400, 4000))]
        else:
            del content[at + chance.choice((0, 100, 2000)) :]
    return bytes(content[: 4 * LARGEST_SEED])


def fault(content: bytes) -> str:
    """What is wrong with how a mail is read; '' for nothing."""
    started = time.process_time()
    try:
        mail.why_not_mail(content)
        message, identity = mail.read(content), mail.identify(content)
        segments = mail.segments(message.body)
        list(mbox.split(io.BytesIO(b"From a@b.example Mon Jun 20 13:00:00 2011\n" + content), "box"))
    except Exception:
        return traceback.format_exc()
    spent = time.process_time() - started
    if spent > SLOW:
        return f"takes {spent:.1f} s"
    if "\n".join(segment.text for segment in segments) != message.body:
        return "segments are not the body"
    if (identity.message_id, identity.date) != (message.message_id, message.date):
        return "the identity is not that of the mail"
    texts = [message.subject, message.body, message.message_id, message.sender.name, message.sender.address]
    texts += [
        *message.references,
        *message.flaws,
        *(each.name for each in message.attachments),
        message.date_claimed,
    ]
    try:
        "".join(texts).encode()
    except UnicodeEncodeError:
        return "text that cannot be stored"
    return "NUL in a text" if any("\0" in text for text in texts) else ""


def tried(sown: list[bytes], seed: int) -> Iterator[tuple[bytes, str, float]]:
    """Damaged mails without end: each with what is wrong with how it is read, and the CPU seconds that took."""
    chance = random.Random(seed)
    while True:
        content = damaged(chance, sown)
        started = time.process_time()
        yield content, fault(content), time.process_time() - started


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--minutes", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--keep", type=Path, default=Path("fuzz-findings"))
    arguments.add_argument("--corpora", type=Path, default=CORPORA)
    given = arguments.parse_args()
    sown = seeds(given.corpora) if given.corpora.is_dir() else ours()
    until = time.monotonic() + given.minutes * 60
    found, slowest = 0, 0.0
    for number, (content, wrong, spent) in enumerate(tried(sown, given.seed), 1):
        slowest = max(slowest, spent)
        if wrong:
            found += 1
            given.keep.mkdir(parents=True, exist_ok=True)
            name = hashlib.sha256(content).hexdigest()[:12]
            (given.keep / f"{name}.eml").write_bytes(content)
            print(f"{name}: {wrong}", flush=True)
        is_over = time.monotonic() >= until
        if is_over or number % 10_000 == 0:
            cpu = time.process_time()
            print(
                f"{number:,} mails of {len(sown):,} damaged, {found} faults, slowest {slowest:.2f} s, {cpu:.0f} s CPU",
                flush=True,
            )
        if is_over:
            break


if __name__ == "__main__":
    main()
