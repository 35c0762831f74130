"""Noting: one message, read once beside what its thread is about → the little of it that placing needs.  Pure.

A note tells by its mark what was read, and beside what.  So where a thread changes, only those of its messages are read
that are new, or that are told otherwise by what is around them now.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from archiver.model import ReadableMessage
from archiver.text import fold
from archiver.topics.answers.following import Followed, Overheard
from archiver.topics.comparing.standing import Use
from archiver.topics.naming.references import JOINT, Naming, is_opening
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.outsiders import advertised, is_passed_on
from archiver.topics.reading import SUBJECT, Passage, opened, passage, weight_of
from archiver.topics.terms import terms


@dataclass(frozen=True, slots=True)
class Part:
    """One message's terms that items have as well, and the number of its other terms."""

    terms: Counter[str]
    others: int
    substance: float
    """How much the message says, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Note:
    """What is kept of one message."""

    mark: str
    part: Part
    length: int
    """Characters of its text."""
    used: tuple[tuple[int, Counter[str], Counter[str]], ...]
    """Of the rules that it has words of: number, the words in its subject, and in its text."""
    named: tuple[Naming, ...]
    overheard: Overheard | None

    def use(self, rule: int, number: int) -> Use:
        """How it uses the words of a rule, as message `number` of its thread."""
        subject, text = next(((subject, text) for at, subject, text in self.used if at == rule), _UNUSED)
        return Use(subject, text, self.length, weight_of(number, self.part.substance))

    def kept(self) -> list[Any]:
        """As `recalled` takes it."""
        part = [self.part.terms, self.part.others, self.part.substance]
        return [self.mark, part, self.length, self.used, self.named, self.overheard]

    @classmethod
    def recalled(cls, kept: list[Any]) -> Note:
        """From such a value."""
        mark, part, length, used, named, overheard = kept
        return cls(
            mark,
            Part(Counter(part[0]), *part[1:]),
            length,
            tuple((rule, Counter(subject), Counter(text)) for rule, subject, text in used),
            tuple(Naming(*each) for each in named),
            Overheard(*overheard) if overheard else None,
        )


_UNUSED = Counter[str](), Counter[str]()


@dataclass(frozen=True, slots=True)
class Opening:
    """What is kept of a thread's first message."""

    mark: str
    begun: str
    """The subject, as `opened` says it."""
    named: int
    """The meeting that it names; -1 none."""
    is_elsewhere: bool
    """It announces a gathering that is not ours."""
    subject: tuple[str, ...]
    """Terms of its subject, in order: sums of fractions depend on it."""
    halves: tuple[tuple[str, ...], ...]
    """The same of each of the things that stand side by side in it (バザーの反省と来年度の役員について), or none."""
    advertised: str
    """Words of it, or of what it passes on, that are of mass mail."""
    is_passed_on: bool
    """It brings another."""


class Notes:
    """Notes that were kept, by their marks, to be used again."""

    def __init__(self, notes: Iterable[Note] = (), openings: Iterable[Opening] = ()) -> None:
        self.notes = {note.mark: note for note in notes}
        self.openings = {opening.mark: opening for opening in openings}


def open_with(message: ReadableMessage, agenda: Agenda, known: Notes) -> Opening:
    """Read what a thread begins with."""
    mark = _mark(message)
    if mark and mark in known.openings:
        return known.openings[mark]
    begun = opened(message)
    first = passage(message, 1, begun)
    nameless = agenda.nameless(begun)
    return Opening(
        mark=mark,
        begun=begun,
        named=agenda.index.named(first),
        is_elsewhere=agenda.index.is_elsewhere(first),
        subject=tuple(sorted(terms(nameless))),
        halves=_halves(nameless),
        advertised=advertised(f"{begun}\n{first.text}\n{first.quoted}"),
        is_passed_on=is_passed_on(fold(message.subject)),
    )


def note(
    message: ReadableMessage,
    number: int,
    subject: str,
    opening: Opening,
    agenda: Agenda,
    followed: Followed,
    about: frozenset[str],
    known: Notes,
) -> Note:
    """Read message `number` of a thread.  `subject`: bare, '' where it is no news; `about`: see `Followed.about`."""
    beside = (number == 1, is_opening(number), subject, opening.begun, opening.is_elsewhere, sorted(about))
    mark = _mark(message, *beside)
    if mark and mark in known.notes:
        return known.notes[mark]
    read = passage(message, number, subject)
    used = ((at, *rule.used(read, opening.begun)) for at, rule in enumerate(agenda.rules))
    return Note(
        mark=mark,
        part=_part(read, agenda),
        length=len(read.text),
        used=tuple(each for each in used if each[1] or each[2]),
        named=tuple(agenda.index.naming(read, is_elsewhere=opening.is_elsewhere)),
        overheard=followed.overhear(message, about),
    )


def _mark(message: ReadableMessage, *beside: object) -> str:
    if not message.digest:
        return ""
    return hashlib.blake2b(f"{message.digest}{beside}".encode(), digest_size=8).hexdigest()


def _part(passage: Passage, agenda: Agenda) -> Part:
    text = terms(agenda.nameless(passage.text))
    known = Counter({term: count for term, count in text.items() if term in agenda.vocabulary})
    others = len(text) - len(known)
    for term, count in terms(agenda.nameless(passage.subject)).items():
        if term in agenda.vocabulary:
            known[term] += SUBJECT * count
    return Part(known, others, passage.substance)


def _halves(subject: str) -> tuple[tuple[str, ...], ...]:
    halves = [tuple(sorted(terms(half))) for half in JOINT.split(subject)]
    return tuple(halves) if len(halves) > 1 and all(halves) else ()
