"""Threads: what hangs under what, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

EdgeReason = Literal["", "references", "in-reply-to", "subject", "decision"]


class Envelope(NamedTuple):
    """What threading needs to know of one message.  A tuple, since a build makes one a message, and a node too."""

    key: str
    """The message's public id: unique in the archive."""
    message_id: str
    references: tuple[str, ...]
    in_reply_to: tuple[str, ...]
    base_subject: str
    is_reply: bool
    seconds: int
    """The message's date, seconds since 1970 UTC."""
    quotes: bool = False
    """The body quotes another mail."""
    sender: str = ""
    """Address of the sender, in lower case; '' unknown."""
    quoted_subject: str = ""
    """Base subject of the mail that the body quotes with its header lines, '' where none does."""
    is_from_outside: bool = False
    """It forwards a mail that no list has numbered and nobody had answered."""


class Node(NamedTuple):
    """A place in the forest.  A *ghost* is a message that is known only because others refer to it."""

    key: str
    """Public id of the message (for a ghost: of its Message-ID)."""
    message_id: str
    is_ghost: bool
    parent: str
    """Key of the node this one hangs under, '' for a root."""
    reason: EdgeReason
    """Why it hangs there, '' for a root."""
    thread: str
    """Key of the thread's root node: the thread's permanent id."""
    position: int
    """Reading order in the thread, from 0: parents before children, siblings by date."""
    depth: int
    split_from: str = ""
    """Key of the message in another thread that a reply with a new subject came from."""


class Seeker(NamedTuple):
    """A reply that its headers do not place: it seeks its place by its subject."""

    key: str
    top: str
    """Key of what moves with it: itself, or the ghost at the top of its thread, so that replies to one missing mail
    stay together."""
    seconds: int
    """As of its envelope."""
    subject: str
    """Base subject without the former one that it may name."""
    base_subject: str
    quoted_subject: str
    """As of its envelope; '' too where the mail quotes what was on no list."""


class Sought(NamedTuple):
    """Which mails to look up: of one of these base subjects, or of one with such a beginning."""

    subjects: tuple[str, ...]
    beginnings: tuple[str, ...] = ()
    since: int | None = None
    """Sent at this second or later, up to `until`; None for whenever."""
    until: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Forest:
    """Where messages hang: all those of an archive, or some that hang together with no others."""

    nodes: Sequence[Node]
    named: Mapping[str, str]
    """Key of a message that is nowhere in the forest but in others' headers → key of the earliest that names it."""
    seekers: Sequence[Seeker] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One message or ghost of a thread, as far as questions and answers go."""

    key: str
    parent: str
    """Key, '' for the root."""
    person: str
    """Who wrote it; '' for a ghost."""
    sent: str
    """UTC, ISO 8601; '' for a ghost."""
    asks: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Hanging:
    """Where a person decided that a message or ghost, with what hangs under it, belongs."""

    message: str
    """Key."""
    parent: str
    """Key of the node to hang it under; '' makes it a thread of its own."""
    is_merge: bool = False
    """It is the whole thread of `message`, whatever its first message is by now, that goes under `parent`."""
