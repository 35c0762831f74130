"""Likely: a thread, its opening and what follows → the items that it is like, and from which message on.  Pure."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from archiver.topics.comparing.crowding import Crowding, chances
from archiver.topics.comparing.likeness import Profiles, Vector
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.hearing import Heard
from archiver.topics.placing.noting import Part

_DEFERRED = 0.03
_TAKEN = 0.1
"""So much more like must a thread be to an item, where another of the meeting is named or talked of by its topic."""
_SUBJECT_LEADS = 0.2
"""So much liker is a thread to an item that has the words of its subject, and no other item has them."""
_HALF_LEADS = 0.4
"""So much of its words must one of two things in a subject have from an item's title to be about it."""
_LONG = 4
"""A thread of so many messages is looked at again by its opening, and from several messages on."""
_CUTS = 8
_UNTOUCHED, _CLEARER = 0.1, 0.1
"""Later messages tell where they are so much clearer than the whole; or hardly less, if the opening has none of it."""


@dataclass(frozen=True, slots=True)
class Compared:
    """What items are like, and what the threads of each meeting are like on the whole."""

    profiles: Profiles
    crowding: Crowding


def crowded(heard: Heard, agenda: Agenda) -> list[int]:
    """The meetings that a thread may continue whose agendas are crowded."""
    return [meeting for meeting in heard.meetings(agenda) if agenda.is_crowded(meeting)]


def gather(threads: Iterable[Heard], agenda: Agenda, compared: Compared, meetings: Container[int]) -> None:
    """Hear what the threads of some crowded meetings are like, all of them and in order, before any is placed."""
    for heard in threads:
        if here := [meeting for meeting in crowded(heard, agenda) if meeting in meetings]:
            vector = compared.profiles.unit(heard.terms, _others(heard.parts))
            scores = compared.profiles.scores(vector, here)
            for meeting in here:
                compared.crowding.hear(meeting, scores)


@dataclass(frozen=True, slots=True)
class Like:
    """What likeness tells of an item."""

    chance: float
    vector: Vector
    since: int = 0
    """Number of the message from which on the thread is like the item; 0 for the whole or its opening."""


def by_likeness(heard: Heard, agenda: Agenda, compared: Compared, taken: frozenset[int]) -> dict[int, Like]:
    """The thread as a whole; if it is long, its opening and what follows from several messages on as well."""

    def view(seen: Vector, others: int, since: int = 0) -> dict[int, Like]:
        vector = compared.profiles.unit(seen, others)
        found = _alike(vector, heard, agenda, compared, taken, is_opening=since == 0)
        return {place: Like(chance, vector, since) for place, chance in found.items()}

    whole = view(heard.terms, _others(heard.parts))
    if len(heard.parts) < _LONG:
        return whole
    opening = view(*_together(heard.parts[:2]))
    whole = {
        place: like
        for place, like in whole.items()
        if _speaking(heard.parts[:2], place, agenda) or len(_speaking(heard.parts, place, agenda)) > 1
    }
    step = max(1, (len(heard.parts) - 2) // _CUTS)
    cuts = range(2, len(heard.parts), step)[:_CUTS]
    later = _likest(
        [
            {
                place: replace(like, since=at + speaking[0])
                for place, like in view(*_together(heard.parts[at - 1 :]), at).items()
                if like.chance >= _UNTOUCHED
                and len(speaking := _speaking(heard.parts[at - 1 :], place, agenda)) > 1
            }
            for at in cuts
        ]
    )
    found = _likest([whole, opening])
    for place, like in later.items():
        known = found[place].chance if place in found else 0.0
        is_new = place not in opening or opening[place].chance < _UNTOUCHED
        if like.chance > known + (-_CLEARER if is_new else _CLEARER):
            found[place] = like if is_new else Like(like.chance, like.vector)
    return found


def _speaking(parts: Sequence[Part], place: int, agenda: Agenda) -> list[int]:
    """Which messages have words of an item: a thread turns to it with the first, where two at least do."""
    own = agenda.telling[place]
    return [at for at, part in enumerate(parts) if not own.isdisjoint(part.terms)]


def _likest(views: Sequence[dict[int, Like]]) -> dict[int, Like]:
    found: dict[int, Like] = {}
    for view in views:
        for place, like in view.items():
            if place not in found or like.chance > found[place].chance:
                found[place] = like
    return found


def _alike(
    vector: Vector,
    heard: Heard,
    agenda: Agenda,
    compared: Compared,
    taken: frozenset[int],
    *,
    is_opening: bool,
) -> dict[int, float]:
    found: dict[int, float] = {}
    continued = heard.meetings(agenda)
    known = compared.profiles.scores(vector, continued)
    for meeting, fresh in continued.items():
        places = agenda.places(meeting)
        scores = compared.crowding.relative(
            meeting, {place: known[place] for place in places if place in known}
        )
        others = taken.intersection(places)
        leads = compared.profiles.leads(heard.opening.subject, meeting) if is_opening else {}
        here = {
            place: scores[place]
            + (_DEFERRED if agenda.items[place].deferrals else 0)
            + _SUBJECT_LEADS * leads.get(place, 0.0)
            - (_TAKEN if others else 0)
            for place in places
            if place in scores and place not in others
        }
        likely = chances(here, len(places))
        if is_opening:
            likely |= _side_by_side(heard, here, meeting, len(places), compared.profiles)
        found |= {place: likely[place] * heard.fresh[place] for place in fresh if place in likely}
    return found


def _side_by_side(
    heard: Heard, scores: Mapping[int, float], meeting: int, items: int, profiles: Profiles
) -> dict[int, float]:
    """The items that the things in a subject lead to, each as if the others were not on the agenda."""
    led: dict[int, float] = {}
    for half in heard.opening.halves:
        leads = profiles.leads(half, meeting)
        place = max(leads, key=lambda each: leads[each], default=-1)
        if leads.get(place, 0.0) >= _HALF_LEADS and place in scores:
            led[place] = leads[place]
    if len(led) < 2:
        return {}
    found = {}
    for place, lead in led.items():
        others = {other: score for other, score in scores.items() if other not in led}
        # What is said of the others has its share in the length of the thread's vector.
        alone = {**others, place: scores[place] * math.sqrt(len(led)) + _SUBJECT_LEADS * lead}
        found[place] = chances(alone, items)[place]
    return found


def _together(parts: Sequence[Part]) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    for part in parts:
        counts.update(part.terms)
    return counts, _others(parts)


def _others(parts: Sequence[Part]) -> int:
    return sum(part.others for part in parts[:3])
