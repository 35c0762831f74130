"""Hearing: a thread, read once → the little of it that placing needs, so that memory does not grow with mail.  Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass

from archiver.model import ThreadText
from archiver.topics.agenda import Agenda
from archiver.topics.likeness import Vector, terms
from archiver.topics.reading import SUBJECT, Passage, bare_subject, passages
from archiver.topics.references import Reference
from archiver.topics.standing import Spoken, speaks


@dataclass(frozen=True, slots=True)
class Part:
    """One message's terms that items have as well, and the number of its other terms."""

    terms: Counter[str]
    others: int
    weight: float


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of a thread once it was read."""

    thread: str
    terms: Vector
    subject: frozenset[str]
    """Terms of the subject it began with."""
    parts: tuple[Part, ...]
    references: list[Reference]
    spoken: list[Spoken]
    is_on_minutes: bool
    """Its subject is the minutes themselves: it speaks of many items, and is about none that it does not name."""
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
    fresh = agenda.continued(read)
    if read and (named := agenda.index.named(read[0])) >= 0:
        fresh |= dict.fromkeys(agenda.places(named), 1.0)
    parts = tuple(_part(passage, agenda.vocabulary) for passage in read) if fresh else ()
    weighed: dict[str, float] = defaultdict(float)
    for part in parts:
        for term, count in part.terms.items():
            weighed[term] += count * part.weight
    return Heard(
        thread=thread.thread,
        terms=weighed,
        subject=frozenset(terms(bare_subject(read[0].subject))) if read else frozenset(),
        parts=parts,
        references=agenda.index.references(read),
        spoken=[speaks(rule, read) for rule in agenda.rules],
        is_on_minutes=bool(read) and agenda.is_on_minutes(read[0].subject),
        fresh=fresh,
    )


def _part(passage: Passage, vocabulary: frozenset[str]) -> Part:
    text = terms(passage.text)
    known = Counter({term: count for term, count in text.items() if term in vocabulary})
    others = len(text) - len(known)
    for term, count in terms(passage.subject).items():
        if term in vocabulary:
            known[term] += SUBJECT * count
    return Part(known, others, passage.weight)
