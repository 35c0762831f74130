"""Threads: what hangs under what, and why."""

from __future__ import annotations

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
