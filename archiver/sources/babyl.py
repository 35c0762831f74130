"""BABYL: the file of RMAIL, the mail of old Emacs → the mails in it, with the heads that they came with."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.sources.window import Part, head_end

MARK = b"BABYL OPTIONS:"
_LABELS = re.compile(rb"\x0c\r?\n[01],[^\n]*\n")
"""Before each mail of BABYL: a form feed, whether its head was pruned, and labels."""
_PRUNED = re.compile(rb"^\*\*\* EOOH \*\*\*\r?\n", re.MULTILINE)
"""End Of Original Header: the head before it is whole, the one after it is what Emacs showed."""


def mails(parts: Iterator[Part]) -> Iterator[Part]:
    """The mails of BABYL with the heads that they came with; what it says of itself before them is none."""
    for part in parts:
        if part.content is None:
            yield part
        elif labels := _LABELS.match(part.content):
            part.content = _unpruned(part.content[labels.end() :])
            yield part


def _unpruned(mail: bytes) -> bytes:
    """A mail with the whole head where Emacs kept that beside the one it showed."""
    pruned = _PRUNED.search(mail)
    if pruned is None:
        return mail
    head, rest = mail[: pruned.start()].rstrip(b"\r\n"), mail[pruned.end() :]
    body = head_end(rest)
    return rest if not head or body < 0 else head + b"\n\n" + rest[body:]
