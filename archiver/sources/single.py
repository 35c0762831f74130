"""Single mails: a file that holds one → the mail, or only its Message-ID for lists of what a place holds.

Reading what stands in a mail is for the room of mail.
"""

from __future__ import annotations

import re
from pathlib import Path

from archiver.model import Fidelity, RawMessage, Refusal
from archiver.sources.base import LARGEST, too_large

LONGEST_HEAD = 64 << 10
"""Bytes of a mail that are searched for its Message-ID."""
_HEAD_END = re.compile(rb"\r?\n\r?\n")
_MESSAGE_ID = re.compile(rb"^message-id:\s*<([^<>]*)>", re.IGNORECASE | re.MULTILINE)


def read_mail(path: Path, position: str, fidelity: Fidelity = "full") -> RawMessage | Refusal:
    """The file as one mail, whatever stands in it.  Raises `OSError` where it cannot be read, or is gone meanwhile."""
    if path.stat().st_size > LARGEST:
        return too_large(position)
    return RawMessage(content=path.read_bytes(), position=position, fidelity=fidelity)


def read_head(path: Path) -> bytes:
    """The beginning of a mail, long enough for `message_id`.  Raises `OSError`."""
    with path.open("rb") as file:
        return file.read(LONGEST_HEAD)


def message_id(content: bytes) -> str:
    """Without angle brackets; '' where the head has none in the usual form."""
    end = _HEAD_END.search(content, 0, LONGEST_HEAD)
    found = _MESSAGE_ID.search(content, 0, end.end() if end else LONGEST_HEAD)
    return b"".join(found[1].split()).decode("utf-8", "surrogateescape") if found else ""
