"""Plain: text, tables as text, pages of HTML and saved mails → text, in whatever charset they are."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator

from archiver import mail
from archiver.mail.bodies.html import to_text
from archiver.mail.decoding import charsets

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CLAIM = re.compile(rb"""charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_HEAD = 4096


def text(content: bytes) -> Iterator[str]:
    """Excel saves `Unicode text` as UTF-16; everything else is found as in mail."""
    yield _decoded(content, "")


def html(content: bytes) -> Iterator[str]:
    claim = _CLAIM.search(content[:_HEAD])
    yield to_text(_decoded(content, claim[1].decode("ascii") if claim else ""))


def mail_file(content: bytes) -> Iterator[str]:
    """A mail that was saved as a file: who, when, about what, and its text."""
    message = mail.read(content)
    yield f"{message.sender.name} {message.sender.address}".strip() + "\n"
    yield f"{message.date:%Y-%m-%d %H:%M}\n{message.subject}\n\n{message.body}"


def _decoded(content: bytes, claim: str) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return content.decode(name, "replace")
    return charsets.decode(content, claim)[0]
