"""Topics: what threads are placed under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from archiver.model.minutes import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """A standing topic that spans meetings, with its rules (config/topics.toml)."""

    slug: str
    title: str
    title_en: str = ""
    words: tuple[str, ...] = ()
    """Words or phrases that speak for the topic."""
    exclude: tuple[str, ...] = ()
    """Words or phrases that speak against it."""
    items: tuple[str, ...] = ()
    """Titles (or parts of titles) of agenda items that belong to the topic."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadText:
    """What placing needs to know of one thread: its messages in reading order."""

    thread: str
    messages: tuple[MessageText, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageText:
    """One message's own words: subject and the text that its sender wrote, quotes and signature aside."""

    key: str
    subject: str
    own: str
    sent: datetime
    sender: str = ""
    """`事務局 <office@town.example>`, or the one of the two that is known."""
    quoted: str = ""
    """Of a thread's first message what it quotes: a mail from outside, a passage of the minutes; else ''."""

    @property
    def sender_name(self) -> str:
        """Display name, else address."""
        name, bracket, _ = self.sender.rpartition(" <")
        return name if bracket else self.sender.strip("<>")

    @property
    def sender_address(self) -> str:
        """'' where only the name is known."""
        address = self.sender.rpartition("<")[2].rstrip(">")
        return address if "@" in address else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMeeting:
    """A meeting with its permanent short name (`2011-06-20`), to place threads under."""

    slug: str
    meeting: Meeting
    url: str = ""
    """Where the page came from, '' when a file."""


PlacementStatus = Literal["sure", "proposed", "confirmed", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """A thread under an agenda item (meeting and agenda_item set) or a standing topic (topic set)."""

    thread: str
    meeting: str
    """Slug of the meeting, '' for a standing topic."""
    agenda_item: int
    """Order of the item, from 1; 0 for a standing topic."""
    topic: str
    """Slug of the standing topic, '' for an agenda item."""
    score: float
    """0 to 1: the calibrated likelihood that a person would place it here."""
    status: PlacementStatus
    evidence: tuple[str, ...]
    """Each a sentence that a person can check: which words, which rule, which sentence."""
