"""Listening: each thread, read once → a text that an archive keeps; such texts → placements and answers.  Pure.

What a text says depends on its thread, the minutes and the rules alone.  Where another thread changes, it need not be
read again, which takes the time; nor weighed again, unless that changes the census or how crowded a meeting is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from math import inf
from typing import Any

from archiver.model import Answer, HeldMeeting, Placement, Promise, ThreadText, Topic
from archiver.topics.answers.following import Followed, Listened, Reply, seen_in
from archiver.topics.census import ALL, Census
from archiver.topics.comparing.crowding import Sums
from archiver.topics.comparing.standing import Spoken
from archiver.topics.naming.references import Reference
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.claims import SURE
from archiver.topics.placing.hearing import Heard, hear, weighed
from archiver.topics.placing.likely import Compared, crowded, gather
from archiver.topics.placing.noting import Note, Notes, Opening, Part, note, open_with
from archiver.topics.placing.outsiders import Circle
from archiver.topics.placing.placements import placements
from archiver.topics.reading import subjects

Recalled = tuple[Heard, Listened]
NONE = Notes()


class Listener:
    """The minutes and the rules, made ready to hear threads."""

    def __init__(
        self, meetings: Sequence[HeldMeeting], topics: Sequence[Topic], promises: Sequence[Promise]
    ) -> None:
        self.agenda = Agenda(meetings, topics)
        self._followed = Followed(promises, meetings)

    def hear(self, thread: ThreadText, known: Notes = NONE) -> str:
        """What there is to know of a thread that has messages, as `recalled` takes it.  `known`: what is there to be
        used again of messages that have a digest."""
        return _kept(*self.read(thread, known))

    def read(self, thread: ThreadText, known: Notes = NONE) -> tuple[Heard, list[Note], Listened]:
        """The same, as it is before it is kept; with the notes of its messages."""
        opening = open_with(thread.messages[0], self.agenda, known)
        about = self._followed.about(thread)
        told = zip(thread.messages, subjects(thread, opening.begun), strict=True)
        notes = [
            note(message, number, subject, opening, self.agenda, self._followed, about, known)
            for number, (message, subject) in enumerate(told, 1)
        ]
        heard = hear(thread, opening, notes, self.agenda)
        listened = self._followed.listened(thread, [each.overheard for each in notes])
        return heard, notes, listened

    def crowded(self, threads: Iterable[Recalled]) -> set[str]:
        """The meetings with long agendas that these threads may continue."""
        meetings = {meeting for heard, _ in threads for meeting in crowded(heard, self.agenda)}
        return {self.agenda.meetings[meeting].slug for meeting in meetings}

    def census(self, threads: Iterable[Recalled], until: float = inf) -> Census:
        """How rare words are among these threads up to a moment, and who takes part."""
        return Census.of(threads, self.agenda.is_near, until)

    def long_agendas(self) -> set[str]:
        """All meetings with long agendas."""
        meetings = enumerate(self.agenda.meetings)
        return {held.slug for place, held in meetings if self.agenda.is_crowded(place)}

    def weigh(self, census: Census, crowds: Mapping[str, Sums]) -> Weighing:
        """All made ready to tell what threads are about.  `crowds`: what was gathered of meetings."""
        return Weighing(self.agenda, self._followed, census, crowds)


class Weighing:
    """What the minutes, the rules and all threads together are like, made ready to weigh each thread."""

    def __init__(
        self, agenda: Agenda, followed: Followed, census: Census, crowds: Mapping[str, Sums]
    ) -> None:
        self._agenda, self._followed = agenda, followed
        self._circle = Circle(census.answered, census.taken_up)
        profiles = agenda.profiles(*census.said())
        self._compared = Compared(profiles, agenda.crowding())
        self._shares = followed.shares(census.promised, census.promised[ALL])
        self._places = {held.slug: place for place, held in enumerate(agenda.meetings)}
        for slug, sums in crowds.items():
            self._compared.crowding.recall(self._places[slug], sums)

    def gather(self, threads: Iterable[Recalled], meetings: Iterable[str]) -> dict[str, Sums]:
        """What all threads that may continue some crowded meetings, in order of their ids, are like: by meeting."""
        asked = {slug: self._places[slug] for slug in sorted(meetings)}
        crowding = self._agenda.crowding()
        compared = Compared(self._compared.profiles, crowding)
        gather((heard for heard, _ in threads), self._agenda, compared, asked.values())
        found = {slug: crowding.sums(place) for slug, place in asked.items()}
        for slug, place in asked.items():
            if sums := found[slug]:
                self._compared.crowding.recall(place, sums)
        return {slug: sums for slug, sums in found.items() if sums}

    def placements(self, threads: Iterable[Recalled], threshold: float = SURE) -> list[Placement]:
        """What these threads are about; the same in any order."""
        read = (heard for heard, _ in threads)
        return placements(read, self._agenda, self._compared, self._circle, threshold)

    def answers(self, threads: Iterable[Recalled]) -> list[Answer]:
        """Which promises these threads may have answered."""
        return [each for _, listened in threads for each in self._followed.answered(listened, self._shares)]

    def reported(self) -> list[Answer]:
        """Which promises later meetings may have reported as kept."""
        return list(self._followed.reported(self._shares))


def place(
    threads: Iterable[ThreadText],
    meetings: Sequence[HeldMeeting],
    topics: Sequence[Topic],
    threshold: float = SURE,
) -> list[Placement]:
    """What all these threads are about, `sure` from `threshold` on; the same whatever order threads and meetings come
    in."""
    listener = Listener(meetings, topics, ())
    read, weighing = _weighed(threads, listener)
    weighing.gather(read, listener.crowded(read))
    return weighing.placements(read, threshold)


def answers(
    threads: Iterable[ThreadText], meetings: Sequence[HeldMeeting], promises: Sequence[Promise]
) -> list[Answer]:
    """What in all these threads, and in later meetings, may have answered promises; the same in any order."""
    read, weighing = _weighed(threads, Listener(meetings, (), promises))
    return [*weighing.answers(read), *weighing.reported()]


def _weighed(threads: Iterable[ThreadText], listener: Listener) -> tuple[list[Recalled], Weighing]:
    told = (listener.hear(thread) for thread in threads if thread.messages)
    read = sorted(map(recalled, told), key=lambda each: each[0].thread)
    return read, listener.weigh(listener.census(read), {})


def _kept(heard: Heard, notes: Sequence[Note], listened: Listened) -> str:
    """Dicts keep their order: sums of fractions depend on it."""
    told = [
        *(heard.thread, heard.sent, heard.parties, heard.is_on_meeting, bool(heard.parts)),
        [*heard.fresh.items()],
        [_values(each) for each in heard.references],
        [_values(each) for each in heard.spoken],
        [(at, {**_named(each), "terms": sorted(each.terms)}) for at, each in listened.replies],
        _values(heard.opening),
        [each.kept() for each in notes],
    ]
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def recalled(kept: str) -> Recalled:
    """What there was to know of a thread."""
    thread, sent, parties, is_on_meeting, is_near, fresh, references, spoken, replies, opening, told = (
        json.loads(kept)
    )
    notes = list(map(Note.recalled, told))
    parts = tuple(each.part for each in notes) if is_near else ()
    heard = Heard(
        thread=thread,
        sent=tuple(sent),
        terms=weighed(parts),
        opening=_opening(opening),
        parts=parts,
        references=[Reference(*values) for values in references],
        spoken=[Spoken(whole, later, since, Counter(words)) for whole, later, since, words in spoken],
        is_on_meeting=is_on_meeting,
        parties=tuple(parties),
        fresh=dict(fresh),
    )
    found = [(at, Reply(**{**each, "terms": frozenset(each["terms"])})) for at, each in replies]
    return heard, Listened(seen_in(sent, [each.overheard for each in notes]), found)


def noted(kept: Iterable[str]) -> Notes:
    """The notes of such texts, to be used again."""
    told = [json.loads(each) for each in kept]
    notes = (Note.recalled(note) for *_, of_thread in told for note in of_thread)
    return Notes(notes, (_opening(opening) for *_, opening, _ in told))


def _opening(kept: list[Any]) -> Opening:
    mark, begun, named, is_elsewhere, subject, halves, words, is_passed_on = kept
    told = tuple(subject), tuple(map(tuple, halves))
    return Opening(mark, begun, named, is_elsewhere, *told, words, is_passed_on)


FORM = " ".join(
    field.name
    for kind in (Heard, Note, Part, Opening, Reference, Spoken, Reply, Listened)
    for field in fields(kind)
)
"""Tells texts that this programme kept from those of one that kept something else."""


def _named(value: Reply) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _values(value: Opening | Reference | Spoken) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]
