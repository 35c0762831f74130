"""Topics: what threads are placed under."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from archiver.model.mail import lower_ascii
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
    messages: tuple[ReadableMessage, ...]


class ReadableMessage(Protocol):
    """One message of a thread; its words may be made when they are asked for."""

    @property
    def key(self) -> str:
        """Its permanent id."""

    @property
    def subject(self) -> str:
        """As sent."""

    @property
    def own(self) -> str:
        """The text that its sender wrote, quotes and signature aside."""

    @property
    def quoted(self) -> str:
        """Of a thread's first message what it quotes: a mail from outside, a passage of the minutes; else ''."""

    @property
    def sent(self) -> datetime:
        """When it was sent."""

    @property
    def sender(self) -> str:
        """`事務局 <office@town.example>`, or the one of the two that is known."""

    @property
    def digest(self) -> str:
        """Tells all that is said here from anything else; '' where nothing that is noted of it is kept."""


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
    digest: str = ""


def name_of(sender: str) -> str:
    """Display name, else address."""
    name, bracket, _ = sender.rpartition(" <")
    return name if bracket else sender.strip("<>")


def address_of(sender: str) -> str:
    """'' where only the name is known."""
    address = sender.rpartition("<")[2].rstrip(">")
    return address if "@" in address else ""


def host_of(sender: str) -> str:
    """What stands behind the @ of the address, in small letters as the archive has them: of ASCII alone; '' unknown."""
    return lower_ascii(address_of(sender).rpartition("@")[2])


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
