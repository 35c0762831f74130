"""Hearing: a thread, read once → the little of it that placing needs, so that memory does not grow with mail.  Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.model import ReadableMessage, ThreadText, host_of
from archiver.topics.comparing.likeness import Vector
from archiver.topics.comparing.standing import Spoken, spoken_in
from archiver.topics.naming.references import Reference, referring
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.noting import Note, Opening, Part
from archiver.topics.placing.outsiders import party_of
from archiver.topics.reading import latest_date, weight_of


@dataclass(frozen=True, slots=True)
class Heard:
    """What is kept of a thread once it was read."""

    thread: str
    sent: tuple[int, ...]
    """When each message was, in seconds since 1970 UTC."""
    terms: Vector
    opening: Opening
    parts: tuple[Part, ...]
    """Of each message; of none where no meeting was near."""
    references: list[Reference]
    spoken: list[Spoken]
    is_on_meeting: bool
    """Its subject is the minutes, or when the next meeting is: it speaks of many items, and is about none that it does
    not name."""
    parties: tuple[str, ...]
    """Who wrote each message, as `outsiders` tells parties."""
    fresh: dict[int, float]
    """Place of each item that it may continue → what the meeting's age leaves of likeness."""

    def meetings(self, agenda: Agenda) -> dict[int, list[int]]:
        """The same by meeting."""
        found: dict[int, list[int]] = defaultdict(list)
        for place in self.fresh:
            found[agenda.meeting_of[place]].append(place)
        return found


def hear(thread: ThreadText, opening: Opening, notes: Sequence[Note], agenda: Agenda) -> Heard:
    """What there is to know of a thread that has messages, from what there is of each of them."""
    days = [latest_date(thread.messages[at].sent) for at in (0, -1)]
    fresh = agenda.continued(*days)
    if opening.named >= 0:
        fresh |= dict.fromkeys(agenda.places(opening.named), 1.0)
    sent = tuple(int(message.sent.timestamp()) for message in thread.messages)
    is_near = bool(fresh) or any(map(agenda.is_near, sent))
    parts = tuple(each.part for each in notes) if is_near else ()
    is_convening = agenda.is_convening(opening.begun, fresh)
    return Heard(
        thread=thread.thread,
        sent=sent,
        terms=weighed(parts),
        opening=opening,
        parts=parts,
        references=[] if is_convening else referring(each.named for each in notes),
        spoken=[
            spoken_in(rule, opening.begun, [each.use(at, number) for number, each in enumerate(notes, 1)])
            for at, rule in enumerate(agenda.rules)
        ],
        is_on_meeting=agenda.is_on_minutes(opening.begun) or is_convening,
        parties=_parties(thread.messages),
        fresh=fresh,
    )


def _parties(messages: Sequence[ReadableMessage]) -> tuple[str, ...]:
    """The first message begins the thread even where it passes something on."""
    first, *others = messages
    return (host_of(first.sender), *map(party_of, others))


def weighed(parts: Iterable[Part]) -> Vector:
    """The terms of all messages, those of the first counting most."""
    found: dict[str, float] = defaultdict(float)
    for number, part in enumerate(parts, 1):
        weight = weight_of(number, part.substance)
        for term, count in part.terms.items():
            found[term] += count * weight
    return found
