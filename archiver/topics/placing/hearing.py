"""Hearing: a thread, read once → the little of it that placing needs, so that memory does not grow with mail.  Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from archiver.model import ThreadText
from archiver.text import fold
from archiver.topics.comparing.likeness import Vector
from archiver.topics.comparing.standing import Spoken, speaks
from archiver.topics.naming.references import JOINT, Reference
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.outsiders import advertised, is_passed_on, party_of
from archiver.topics.reading import SUBJECT, Passage, passages, weight_of
from archiver.topics.terms import terms


@dataclass(frozen=True, slots=True)
class Part:
    """One message's terms that items have as well, and the number of its other terms."""

    terms: Counter[str]
    others: int
    substance: float
    """How much the message says, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of a thread once it was read."""

    thread: str
    sent: tuple[int, ...]
    """When each message was, in seconds since 1970 UTC."""
    terms: Vector
    subject: tuple[str, ...]
    """Terms of the subject it began with, in order: sums of fractions depend on it."""
    halves: tuple[tuple[str, ...], ...]
    """The same of each of the things that stand side by side in it (バザーの反省と来年度の役員について), or none."""
    parts: tuple[Part, ...]
    references: list[Reference]
    spoken: list[Spoken]
    is_on_meeting: bool
    """Its subject is the minutes, or when the next meeting is: it speaks of many items, and is about none that it does
    not name."""
    parties: tuple[str, ...]
    """Who wrote each message, as `outsiders` tells parties."""
    advertised: str
    """Words of its first message, or of what that passes on, that are of mass mail."""
    is_passed_on: bool
    """Its first message brings another."""
    fresh: dict[int, float]
    """Place of each item that it may continue → what the meeting's age leaves of likeness."""

    def meetings(self, agenda: Agenda) -> dict[int, list[int]]:
        """The same by meeting."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in self.fresh:
            found[agenda.meeting_of[place]].append(place)
        return found


def hear(thread: ThreadText, agenda: Agenda) -> Heard:
    """Read a thread and keep the little that placing it needs."""
    read = passages(thread)
    sent = tuple(int(message.sent.timestamp()) for message in thread.messages)
    fresh = agenda.continued(read)
    if read and (named := agenda.index.named(read[0])) >= 0:
        fresh |= dict.fromkeys(agenda.places(named), 1.0)
    subject = read[0].subject if read else ""
    is_convening = agenda.is_convening(subject, fresh)
    parts = (
        tuple(_part(passage, agenda) for passage in read) if fresh or any(map(agenda.is_near, sent)) else ()
    )
    return Heard(
        thread=thread.thread,
        sent=sent,
        terms=weighed(parts),
        subject=tuple(sorted(terms(agenda.nameless(subject)))),
        halves=_halves(agenda.nameless(subject)),
        parts=parts,
        references=[] if is_convening else agenda.index.references(read),
        spoken=[speaks(rule, read) for rule in agenda.rules],
        is_on_meeting=bool(read) and (agenda.is_on_minutes(subject) or is_convening),
        parties=_parties(thread),
        advertised=advertised(f"{subject}\n{read[0].text}\n{read[0].quoted}") if read else "",
        is_passed_on=bool(read) and is_passed_on(fold(thread.messages[0].subject)),
        fresh=fresh,
    )


def _halves(subject: str) -> tuple[tuple[str, ...], ...]:
    halves = [tuple(sorted(terms(half))) for half in JOINT.split(subject)]
    return tuple(halves) if len(halves) > 1 and all(halves) else ()


def _parties(thread: ThreadText) -> tuple[str, ...]:
    """The first message begins the thread even where it passes something on."""
    first, *others = thread.messages or (None,)
    begun = first.sender_address.rpartition("@")[2].casefold() if first else ""
    return (begun, *map(party_of, others))


def weighed(parts: Iterable[Part]) -> Vector:
    """The terms of all messages, those of the first counting most."""
    found: dict[str, float] = defaultdict(float)
    for number, part in enumerate(parts, 1):
        weight = weight_of(number, part.substance)
        for term, count in part.terms.items():
            found[term] += count * weight
    return found


def _part(passage: Passage, agenda: Agenda) -> Part:
    text = terms(agenda.nameless(passage.text))
    known = Counter({term: count for term, count in text.items() if term in agenda.vocabulary})
    others = len(text) - len(known)
    for term, count in terms(agenda.nameless(passage.subject)).items():
        if term in agenda.vocabulary:
            known[term] += SUBJECT * count
    return Part(known, others, passage.substance)
