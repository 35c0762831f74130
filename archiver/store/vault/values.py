"""What the vault keeps, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

from archiver.model import Fidelity


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of a mail with its index card, ready to be stored."""

    message_id: str
    sent_at: int
    sha256: str
    fidelity: Fidelity
    position: str
    assumed: str
    size: int
    content: bytes
    """Compressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """One row of the ledger."""

    source: str
    list: str
    read: int = 0
    stored: int = 0
    duplicate: int = 0
    refused: int = 0
    bytes: int = 0
    seconds: float = 0.0
    stopped: str = ""
    """What ended it before its source was at its end, '' when nothing did."""


class PostsKept(NamedTuple):
    """What of a list's posts is accounted for."""

    archived: int
    """Distinct mails."""
    no_archive: int
    """Mails whose senders asked that they not be archived."""
    twice: int
    """Further posts of a Message-ID that Mailman's spool gave more than once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a source has been read."""

    source: str
    place: str
    """What it is read from, so that a source that is pointed elsewhere begins anew."""
    state: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A minutes page as fetched."""

    id: int
    meeting: str
    source: str
    fetched_at: str
    content: bytes
    marks: bytes | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One act of a person, as the journal keeps it."""

    id: int
    made_at: str
    made_by: str
    verb: str
    subject: dict[str, str | int]
    reason: str
    replaced: Any
    """What it replaced: JSON, for people who read the journal."""


Content = tuple[bytes, Fidelity]
"""A mail's bytes as received, and how much of the mail they hold."""
