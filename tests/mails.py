"""A builder of mails for tests: says only what matters."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from archiver.model import public_id

START = datetime(2011, 7, 1, 9, tzinfo=UTC)


def mail(
    name: str,
    *,
    subject: str = "議題について",
    text: str = "",
    answers: str = "",
    day: float = 0,
    sender: str = "kaicho@a.example",
    extra: str = "",
) -> bytes:
    """The bytes of a UTF-8 mail with the Message-ID <name@test.example>; `day` counts from 2011-07-01."""
    lines = [
        f"Message-ID: <{name}@test.example>",
        f"Date: {format_datetime(START + timedelta(days=day))}",
        f"From: {sender}",
        "To: yakuin@kachokai.example",
        f"Subject: {subject}",
        'Content-Type: text/plain; charset="utf-8"',
        "Content-Transfer-Encoding: 8bit",
    ]
    if answers:
        lines.append(f"In-Reply-To: <{answers}@test.example>")
    if extra:
        lines.append(extra)
    return "\n".join([*lines, "", text or f"{name} の本文です。", ""]).encode()


def key(name: str) -> str:
    """The permanent id of the mail of this name."""
    return public_id(f"{name}@test.example")


def mbox(*mails: bytes) -> bytes:
    """The mails in an mbox file."""
    return b"".join(b"From x@a.example Fri Jul  1 09:00:00 2011\n" + each + b"\n" for each in mails)
