"""Minutes: a meeting, what was said and decided in it, and what was promised."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Speech:
    """One person's turn (Popolo `Speech`)."""

    speaker: str
    """As the page names them, without brackets: 多治見市, 事務局, 会長 …"""
    text: str
    """Paragraphs joined by '\n'."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionItem:
    """A promise made in the meeting: who, what, and in which speech (index from 0 among the item's, -1 none)."""

    owner: str
    text: str
    """The sentence that promises."""
    speech: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """A sentence that sends discussion to the mailing list."""

    speaker: str
    text: str
    speech: int = -1


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaItem:
    """One item of the agenda (Open Civic Data `EventAgendaItem`).  `order` counts from 1."""

    order: int
    title: str
    outcome: str
    """What was decided, as the page says it (原案のとおり承認された …), '' when it does not say."""
    text: str = ""
    """The narrative that is not a speech: paragraphs joined by '\n'."""
    speeches: tuple[Speech, ...] = ()
    action_items: tuple[ActionItem, ...] = ()
    deferrals: tuple[Deferral, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of the minutes outside the agenda: 開会, 挨拶, 閉会 …  Text: paragraphs joined by '\n'."""

    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """One meeting's minutes (Open Civic Data `Event`)."""

    title: str
    date: date
    start: time | None
    end: time | None
    place: str
    attendees: tuple[str, ...]
    documents: tuple[str, ...]
    agenda_items: tuple[AgendaItem, ...]
    opening: tuple[Section, ...] = ()
    """Sections before the agenda, in order."""
    closing: tuple[Section, ...] = ()
    """Sections after the agenda, in order."""
    inquiry: str = ""
    """The office that answers questions about the page, with its numbers; lines joined by '\n'."""
    flaws: tuple[str, ...] = ()
    """What could not be read or had to be guessed."""


PromiseKind = Literal["action", "deferral"]
PromiseState = Literal["open", "answered", "reported", "overdue", "closed"]
PROMISE_STATES: tuple[PromiseState, ...] = ("overdue", "open", "answered", "reported", "closed")
"""What wants attention first; *reported* is reported back in a later meeting, *closed* closed by a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """An action item or a deferral, as it is followed on the list."""

    key: str
    """Permanent, and unique within the meeting."""
    meeting: str
    """Slug of the meeting."""
    item: int
    kind: PromiseKind
    owner: str
    """Who promised; for a deferral, who sent the discussion to the list.  '' where the page does not say."""
    text: str
    speech: int
    """Order of the speech within the item, from 1; 0 when in none."""
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What may answer a promise: a message of the list (thread and message set), or an item of a later meeting."""

    meeting: str
    promise: str
    thread: str
    message: str
    """Permanent id of the message that says so."""
    reported_in: str
    """Slug of the later meeting, '' for a message."""
    reported_item: int
    score: float
    """0 to 1."""
    evidence: tuple[str, ...]
    """Each a sentence that a person can check."""
