"""Pieces: parts that are not whole in their mail (message/partial, message/external-body) → what is said of them.

A mail that was sent in pieces (RFC 2046 §5.2.2) stays as it was sent: each piece is somebody's mail, with an id and a
date of its own, and what they make together nobody sent to this archive.
"""

from __future__ import annotations

import re

from archiver.mail.bodies.mime import Part

KINDS = ("message/partial", "message/external-body")
_WORDS = re.compile(rb"[^\n]{0,200} [^\n]{0,200} ")
"""Lines with blanks between words: base64 has none, uuencode hardly two."""
_ENCODED = re.compile(rb"(?:^|\n)(?:M[ -`]{60}|[A-Za-z0-9+/]{60,76})\r?\n")
LONGEST_LOOK = 2_000
"""Bytes."""
_WHERE = ("url", "site", "server", "directory", "name")


def flaws(part: Part) -> list[str]:
    """The flaw that a piece makes."""
    if part.kind != "message/partial" or "number" not in part.parameters:
        return []
    number, total = part.parameters["number"], part.parameters.get("total", "?")
    return [f"structure: piece {number[:9]} of {total[:9]} of a mail"]


def is_text(part: Part, content: bytes) -> bool:
    """Whether a part is a later piece, without the mail's head, and words: not the middle of a file."""
    if part.kind != "message/partial" or _ENCODED.search(content, 0, LONGEST_LOOK):
        return False
    return not content.isascii() or _WORDS.search(content, 0, LONGEST_LOOK) is not None


def told(part: Part) -> list[str]:
    """Where a part says that its content is to be had (RFC 2046 §5.2.3, RFC 2017)."""
    if part.kind != "message/external-body":
        return []
    where = " ".join("".join(part.parameters.get(name, "").split()) for name in _WHERE).split()
    return [f"[{' '.join(where)}]"] if where else []
