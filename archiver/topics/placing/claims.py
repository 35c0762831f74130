"""Claims: what a thread's words say for each agenda item and standing topic → scores with their evidence.  Pure."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from archiver.text import fold
from archiver.topics.comparing.crowding import Crowding, chances
from archiver.topics.comparing.likeness import Profiles, Vector, shared_words
from archiver.topics.comparing.standing import Spoken
from archiver.topics.placing.agenda import SPOKEN, Agenda
from archiver.topics.placing.hearing import Heard
from archiver.topics.placing.noting import Part

SURE = 0.7
"""At this score and above a placement is shown as sure: at least nine of ten are right."""
PROPOSED = 0.55
"""Below this there is no placement."""
_STEEPNESS, _MIDDLE = 10.0, 0.47
"""How strongly a thread speaks of a topic → the chance that it is about it: one passing mention stays below."""
_DISCUSSED, _DISCUSSED_AND_DEFERRED = 0.6, 0.95
"""What a thread about the topic then is worth for the item; more, where the minutes sent the item to the list."""
_USED = 3
"""Speeches that used the thread's own word for the topic so often share the word with it."""
_BELONGS = 0.95
_HINTED, _HINTS, _HINTS_ALONE = 0.3, 0.4, 0.8
"""An item that a thread is only like brings it to the item's topic where the speeches went on to no other topic; else
where the thread uses the topic's words as well."""
_DEFERRED = 0.03
_TAKEN = 0.1
"""So much more like must a thread be to an item, where another of the meeting is named or talked of by its topic."""
_SUBJECT_LEADS = 0.2
"""So much liker is a thread to an item that has the words of its subject, and no other item has them."""
_TELLING, _UNTOLD = 1.7, 0.6
"""So much must shared words tell for likeness to be sure (方法 or `tree` alone do not, 読書手帳 and 値付け・品物 do);
else it is at most this."""
_HALF_LEADS = 0.4
"""So much of its words must one of two things in a subject have from an item's title to be about it."""
_LONG = 4
"""A thread of so many messages is looked at again by its opening, and from several messages on."""
_CUTS = 8
_UNTOUCHED, _CLEARER = 0.1, 0.1
"""Later messages tell where they are so much clearer than the whole; or hardly less, if the opening has none of it."""


@dataclass(slots=True)
class Claim:
    """A score and the evidence for it."""

    score: float = 0.0
    evidence: list[str] = field(default_factory=list)
    is_outright: bool = False
    """The thread names the item."""

    def add(self, score: float, evidence: Sequence[str]) -> None:
        """Independent signs add up: two of one half each leave a quarter of doubt."""
        self.score = 1 - (1 - self.score) * (1 - score)
        self.evidence += evidence


# --- agenda items ---


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


def item_claims(heard: Heard, agenda: Agenda, compared: Compared) -> dict[int, Claim]:
    """Place of each item that something speaks for → the claim.  What the thread names comes first."""
    claims: dict[int, Claim] = defaultdict(Claim)
    for reference in heard.references:
        claim = claims[agenda.place_of[reference.meeting, reference.item]]
        claim.add(reference.score, [reference.evidence, *_drift(reference.number)])
        claim.is_outright = True
    if not heard.is_on_meeting:
        for place, score, evidence in _by_topic(heard, agenda, compared.profiles):
            claims[place].add(score, evidence)
    taken = frozenset(place for place, claim in claims.items() if claim.score >= SURE)
    likely = {} if heard.is_on_meeting or not heard.fresh else _by_likeness(heard, agenda, compared, taken)
    for place, like in likely.items():
        is_enough = like.chance > 1 - (1 - PROPOSED) / (1 - claims[place].score)
        shared, where = _in_common(place, like.vector, agenda, compared.profiles) if is_enough else ([], "")
        if shared and not (place in claims and _is_counted(shared, place, heard, agenda)):
            remark = f"{'alike' if where else 'words'}: {' '.join(shared)}{where}"
            is_told = compared.profiles.told(shared) >= _TELLING or agenda.compared[place].is_named_by(shared)
            chance = like.chance if is_told else min(like.chance, _UNTOLD)
            claims[place].add(chance, [remark, *_drift(like.since)])
    for place, claim in claims.items():
        if agenda.items[place].deferrals:
            claim.evidence.append(f"deferred: 議題{agenda.items[place].order}はメーリングリストに付託")
    return claims


def _by_topic(heard: Heard, agenda: Agenda, profiles: Profiles) -> Iterator[tuple[int, float, list[str]]]:
    """Items of the meetings it may continue that belong to, or were discussed in the words of, the thread's topics.

    Of those that belong to a topic, the ones that use the thread's own words for it; where none does, all.  One word
    alone makes none sure: an annual invoice is on the dues, and not on raising them.
    """
    for number, spoken in enumerate(heard.spoken):
        score, evidence = about(spoken)
        if score < PROPOSED:
            continue
        own = [place for place in heard.fresh if agenda.belongs[number][place]]
        using = [place for place in own if not spoken.words.keys().isdisjoint(agenda.used[number][place])]
        for place, freshness in heard.fresh.items():
            said = agenda.spoken[number][place]
            item = agenda.items[place]
            if place in own:
                if place in using or not using:
                    common = shared_words(agenda.compared[place], heard.terms, profiles.rarity)
                    is_told = place in using and (_signs(spoken) > 1 or _says_more(common, number, agenda))
                    yield place, min(score * _BELONGS, 1.0 if is_told else SURE - 0.01), evidence
            elif said.total() >= SPOKEN:
                share = _DISCUSSED_AND_DEFERRED if item.deferrals else _DISCUSSED
                shared = 0.5 + 0.5 * min(1.0, max(said[word] for word in spoken.words) / _USED)
                title = agenda.rules[number].topic.title
                remark = f"discussion: {title} (議題{item.order}の記録に{said.total()}か所)"
                yield place, score * share * shared * freshness, [*evidence, remark]


def _says_more(shared: Iterable[str], number: int, agenda: Agenda) -> bool:
    """Some of these words are none of a standing topic's."""
    topic = [part for word in agenda.rules[number].topic.words for part in fold(word).split()]
    return any(not any(part in word or word in part for part in topic) for word in shared)


def _is_counted(shared: Iterable[str], place: int, heard: Heard, agenda: Agenda) -> bool:
    """These words are the one word of a topic that the thread has, and that spoke for the item already."""
    return any(
        agenda.belongs[number][place] and _signs(spoken) == 1 and not _says_more(shared, number, agenda)
        for number, spoken in enumerate(heard.spoken)
    )


def _signs(spoken: Spoken) -> int:
    """How many words of a topic a thread has; 給水ポンプ and ポンプ are one, `情報交換会議 参加団体` are two."""
    words = {part for word in spoken.words for part in fold(word).split()}
    return sum(not any(word in other and word != other for other in words) for word in words)


def _in_common(place: int, vector: Vector, agenda: Agenda, profiles: Profiles) -> tuple[list[str], str]:
    """The words that a thread shares with the item; or else with what another meeting said under a like title, and
    where."""
    for other in (place, *profiles.alike[place]):
        if words := shared_words(agenda.compared[other], vector, profiles.rarity)[:6]:
            return words, "" if other == place else f" ({agenda.name(other)})"
    return [], ""


@dataclass(frozen=True, slots=True)
class _Like:
    chance: float
    vector: Vector
    since: int = 0
    """Number of the message from which on the thread is like the item; 0 for the whole or its opening."""


def _by_likeness(heard: Heard, agenda: Agenda, compared: Compared, taken: frozenset[int]) -> dict[int, _Like]:
    """The thread as a whole; if it is long, its opening and what follows from several messages on as well."""

    def view(seen: Vector, others: int, since: int = 0) -> dict[int, _Like]:
        vector = compared.profiles.unit(seen, others)
        found = _alike(vector, heard, agenda, compared, taken, is_opening=since == 0)
        return {place: _Like(chance, vector, since) for place, chance in found.items()}

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
            found[place] = like if is_new else _Like(like.chance, like.vector)
    return found


def _speaking(parts: Sequence[Part], place: int, agenda: Agenda) -> list[int]:
    """Which messages have words of an item: a thread turns to it with the first, where two at least do."""
    own = agenda.telling[place]
    return [at for at, part in enumerate(parts) if not own.isdisjoint(part.terms)]


def _likest(views: Sequence[dict[int, _Like]]) -> dict[int, _Like]:
    found: dict[int, _Like] = {}
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


# --- standing topics ---


def topic_claim(heard: Heard, number: int, items: Mapping[int, Claim], agenda: Agenda) -> Claim:
    """By the rule's own words, and by the items that belong to the topic."""
    score, evidence = (0.0, []) if heard.is_on_meeting else about(heard.spoken[number])
    claim = Claim(score, evidence)
    for place, found in items.items():
        if found.score >= SURE and agenda.belongs[number][place]:
            if found.is_outright:
                claim.add(found.score * _BELONGS, [f"item: {agenda.name(place)}"])
            elif not agenda.has_other_talk[place]:
                claim.add(max(SURE, found.score * _HINTS_ALONE), [f"item: {agenda.name(place)}"])
            elif score >= _HINTED:
                claim.add(found.score * _HINTS, [f"item: {agenda.name(place)}"])
    return claim


def about(spoken: Spoken) -> tuple[float, list[str]]:
    """(chance that a thread is about a topic, the evidence)."""
    if not spoken.words:
        return 0.0, []
    is_later = spoken.later > spoken.whole
    strength = spoken.later if is_later else spoken.whole
    most = sorted(spoken.words.items(), key=lambda each: (-each[1], each[0]))[:5]
    evidence = [f"rule: {word} ×{count}" for word, count in most]
    chance = 1 / (1 + math.exp(-_STEEPNESS * (strength - _MIDDLE)))
    return chance, [*evidence, *_drift(spoken.since if is_later else 0)]


def _drift(since: int) -> list[str]:
    return [f"drift: {since}"] if since > 1 else []
