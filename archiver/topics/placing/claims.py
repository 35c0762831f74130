"""Claims: what a thread's words say for each agenda item and standing topic → scores with their evidence.  Pure."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.text import fold
from archiver.topics.comparing.likeness import Profiles, Vector, shared_words
from archiver.topics.comparing.standing import Spoken
from archiver.topics.placing.agenda import SPOKEN, Agenda
from archiver.topics.placing.hearing import Heard
from archiver.topics.placing.likely import Compared, by_likeness

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
_TELLING, _UNTOLD = 1.7, 0.6
"""So much must shared words tell for likeness to be sure (方法 or `tree` alone do not, 読書手帳 and 値付け・品物 do);
else it is at most this."""


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
    likely = {} if heard.is_on_meeting or not heard.fresh else by_likeness(heard, agenda, compared, taken)
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
