"""Heads: the Message-ID of a mail, for lists of what a place holds.  Reading a mail is for the room of mail."""

from __future__ import annotations

import re

LONGEST = 64 << 10
"""Bytes of a mail that are searched."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>]*)>", re.IGNORECASE | re.MULTILINE)


def message_id(content: bytes) -> str:
    """Without angle brackets; '' where the head has none in the usual form."""
    end = _HEAD_END.search(content, 0, LONGEST)
    found = _MESSAGE_ID.search(content, 0, end.end() if end else LONGEST)
    return b"".join(found[1].split()).decode("utf-8", "surrogateescape") if found else ""
