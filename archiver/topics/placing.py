"""Placing: threads, held meetings and standing topics → placements, with evidence a person can check.  Pure.

Evidence is `slug: detail`, so that pages can say it in the reader's language:

- `reference: 議題4 (「…」)`  a message names the item by number; `document` by the paper it was explained from,
  `title` by (part of) its title, `link` by its address
- `rule: クラウド ×4`  words of the standing topic's rule, and how often they stand in the thread
- `discussion: クラウド導入・共同利用 (議題4の発言に12か所)`  the item's speeches speak of the same standing topic
- `item: 2011-06-20 議題4`  the thread sits under an item that belongs to the standing topic
- `words: 情報交換会議 日程`  words shared with the item's title and speeches
- `deferred: 議題4はメーリングリストに付託`  the minutes sent the item to the list
- `drift: 4`  the thread comes to it only from its fourth message on
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from archiver.model import AgendaItem, HeldMeeting, Placement, ThreadText, Topic
from archiver.text import fold, join_lines
from archiver.topics.likeness import Item, Profiles, Vector, item_words, shared_words, terms
from archiver.topics.reading import SUBJECT, Passage, passages
from archiver.topics.references import Index, Reference, plain
from archiver.topics.standing import Rule, Spoken, speaks

SURE = 0.7
"""At this score and above a placement is shown as sure: at least nine of ten are right."""
PROPOSED = 0.45
"""Below this there is no placement."""
CERTAIN = 0.98
"""No machine is surer than this."""
_CONTINUES = timedelta(days=400)
"""A meeting is continued so long at most …"""
_FRESH, _FADED = timedelta(days=150), 0.3
_GRACE = timedelta(days=45)
"""… and so long after the next one."""
_SPOKEN = 4
"""So many words of a standing topic in an item's speeches, and the item was about the topic."""
_ENOUGH_SPOKEN, _DEFERRED_SPOKEN = 0.6, 0.95
_BELONGS = 0.95
_HINTED, _HINTS = 0.3, 0.4
"""An item that a thread is only like brings it to the item's topic where it uses the topic's words as well."""
_LIKE = (16.0, 0.27)
_DEFERRED_LIKE = 0.03
_TAKEN = 0.1
"""So much more like must a thread be to an item where another of the meeting is named, or talked of by its topic."""
_LEAST = 0.2
_TOPICAL = (10.0, 0.47)
_SECOND = 0.8
"""A second item of a meeting is as good as this share of the best, or it is not meant."""


@dataclass(slots=True)
class Thread:
    """What is kept of a thread once it was read."""

    thread: str
    counts: Mapping[str, float]
    others: int
    parts: list[tuple[Counter[str], int, float]]
    references: list[Reference]
    topical: list[tuple[float, int, Counter[str]]]
    meetings: dict[int, float]
    """The meetings that the thread may continue, and how much their age leaves of likeness."""


@dataclass(slots=True)
class Claim:
    """A score and the evidence for it."""

    score: float = 0.0
    evidence: list[str] = field(default_factory=list)

    def add(self, score: float, evidence: Sequence[str]) -> None:
        """Independent signs add up: two of one half each leave a quarter of doubt."""
        self.score = 1 - (1 - self.score) * (1 - score)
        self.evidence += evidence


def place(
    threads: Iterable[ThreadText],
    meetings: Sequence[HeldMeeting],
    topics: Sequence[Topic],
    threshold: float = SURE,
) -> list[Placement]:
    """Every placement of at least `PROPOSED`, `sure` from `threshold` on; by thread, meeting, item and topic.

    The same whatever order threads and meetings come in.
    """
    placer = Placer(meetings, topics)
    read = [placer.read(thread) for thread in threads]
    placer.learn(read)
    found = [each for thread in read for each in placer.placements(thread, threshold)]
    return sorted(found, key=lambda each: (each.thread, each.meeting, each.agenda_item, each.topic))


def _freshness(age: timedelta) -> float:
    """1 in the months after a meeting, less and less until it is continued no more."""
    return 1 - _FADED * max(0.0, (age - _FRESH) / (_CONTINUES - _FRESH))


def logistic(value: float, steepness: float, middle: float) -> float:
    return 1 / (1 + math.exp(-steepness * (value - middle)))


class Placer:
    """Meetings and topics made ready; reads threads one at a time and keeps little of each."""

    def __init__(self, meetings: Sequence[HeldMeeting], topics: Sequence[Topic]) -> None:
        self.meetings = sorted(meetings, key=lambda held: (held.meeting.date, held.slug))
        self.index = Index(self.meetings)
        self.rules = [Rule.of(topic) for topic in topics]
        self.agenda = [
            (meeting, item)
            for meeting, held in enumerate(self.meetings)
            for item in held.meeting.agenda_items
        ]
        self.items = [Item.of(item) for _, item in self.agenda]
        self.place_of = {(meeting, item.order): at for at, (meeting, item) in enumerate(self.agenda)}
        self.vocabulary = frozenset(term for item in self.items for term in (*item.title, *item.said))
        self.places = [
            [self.place_of[at, item.order] for item in held.meeting.agenda_items]
            for at, held in enumerate(self.meetings)
        ]
        self.spoken = [[_spoken(rule, item) for _, item in self.agenda] for rule in self.rules]
        self.belongs = [[_belongs(rule, item) for _, item in self.agenda] for rule in self.rules]
        self.profiles = Profiles(self.items, {}, 0)

    # --- reading ---

    def read(self, thread: ThreadText) -> Thread:
        passed = passages(thread)
        parts = [self._part(passage) for passage in passed]
        counts: defaultdict[str, float] = defaultdict(float)
        for part, _, weight in parts:
            for term, count in part.items():
                counts[term] += count * weight
        return Thread(
            thread=thread.thread,
            counts=counts,
            others=sum(others for _, others, _ in parts[:3]),
            parts=parts,
            references=self.index.references(passed),
            topical=[_topical(speaks(rule, passed)) for rule in self.rules],
            meetings=self._continued(passed),
        )

    def _part(self, passage: Passage) -> tuple[Counter[str], int, float]:
        if not self.vocabulary:  # without an agenda there is nothing to be like
            return Counter(), 0, passage.weight
        text = terms(passage.text)
        others = len(text.keys() - self.vocabulary)
        known = Counter({term: count for term, count in text.items() if term in self.vocabulary})
        for term, count in terms(passage.subject).items():
            if term in self.vocabulary:
                known[term] += int(SUBJECT) * count
        return known, others, passage.weight

    def _continued(self, passed: Sequence[Passage]) -> dict[int, float]:
        """The meetings that the thread may continue: held before it, and not long superseded."""
        found: dict[int, float] = {}
        for passage in (*passed[:1], *passed[-1:]):
            at = self.index.latest(passage.day)
            while at >= 0:
                held = self.meetings[at].meeting.date
                after = self.meetings[at + 1].meeting.date if at + 1 < len(self.meetings) else None
                if passage.day - held > _CONTINUES or (after and after + _GRACE < passage.day):
                    break
                found.setdefault(at, _freshness(passage.day - held))
                at -= 1
        return found

    def learn(self, threads: Sequence[Thread]) -> None:
        """How rare each term is, from all that was read."""
        seen: Counter[str] = Counter()
        for thread in threads:
            seen.update(thread.counts.keys())
        self.profiles = Profiles(self.items, seen, len(threads))

    # --- placing ---

    def placements(self, thread: Thread, threshold: float) -> Iterator[Placement]:
        items = self.item_claims(thread)
        for at, claim in items.items():
            if claim.score >= PROPOSED:
                meeting, item = self.agenda[at]
                yield _placement(thread, self.meetings[meeting].slug, item.order, "", claim, threshold)
        for number, rule in enumerate(self.rules):
            claim = self.topic_claim(thread, number, items)
            if claim.score >= PROPOSED:
                yield _placement(thread, "", 0, rule.topic.slug, claim, threshold)

    def item_claims(self, thread: Thread) -> dict[int, Claim]:
        claims: dict[int, Claim] = defaultdict(Claim)
        for reference in thread.references:
            drift = [f"drift: {reference.number}"] if reference.number > 1 else []
            claims[self.place_of[reference.meeting, reference.item]].add(
                reference.score, [reference.evidence, *drift]
            )
        for at, score, evidence in self._by_topic(thread):
            claims[at].add(score, evidence)
        for at, score, evidence in list(self._by_likeness(thread, claims)):
            claims[at].add(score, evidence)
        for at, claim in claims.items():
            _, item = self.agenda[at]
            if item.deferrals and claim.score:
                claim.evidence.append(f"deferred: 議題{item.order}はメーリングリストに付託")
        return claims

    def _by_topic(self, thread: Thread) -> Iterator[tuple[int, float, list[str]]]:
        for number, rule in enumerate(self.rules):
            score, drift, words = thread.topical[number]
            if score < PROPOSED:
                continue
            for at, (meeting, item) in enumerate(self.agenda):
                if meeting not in thread.meetings:
                    continue
                spoken = self.spoken[number][at]
                total = spoken.total()
                if self.belongs[number][at]:
                    yield at, score * _BELONGS, _rule_evidence(words, drift)
                elif total >= _SPOKEN:
                    share = _DEFERRED_SPOKEN if item.deferrals else _ENOUGH_SPOKEN
                    share *= (0.5 + 0.5 * _shared(words, spoken)) * thread.meetings[meeting]
                    evidence = f"discussion: {rule.topic.title} (議題{item.order}の発言に{total}か所)"
                    yield at, score * share, [*_rule_evidence(words, drift), evidence]

    def _by_likeness(
        self, thread: Thread, claimed: Mapping[int, Claim]
    ) -> Iterator[tuple[int, float, list[str]]]:
        whole = self._alike(thread, thread.counts, thread.others, claimed)
        found = {at: (chance, words, 0) for at, chance, words in whole}
        if len(thread.parts) >= 4:
            head, others = _together(thread.parts[:2])
            for at, chance, words in self._alike(thread, head, others, claimed):
                if chance > found.get(at, (0.0, 0, 0))[0]:
                    found[at] = (chance, words, 0)
        for number in _cuts(len(thread.parts)):
            tail, others = _together(thread.parts[number - 1 :])
            for at, chance, words in self._alike(thread, tail, others, claimed):
                if chance >= PROPOSED and chance > found.get(at, (0.0, 0, 0))[0] + 0.1:
                    found[at] = (chance, words, number)
        for at, (chance, words, number) in found.items():
            evidence = [f"words: {' '.join(words)}"]
            yield at, chance, [*evidence, f"drift: {number}"] if number else evidence

    def _alike(
        self, thread: Thread, counts: Vector, others: int, claimed: Mapping[int, Claim]
    ) -> Iterator[tuple[int, float, list[str]]]:
        """The items of each meeting that the thread may continue which it is like, the best and its equals."""
        vector = self.profiles.unit(counts, others)
        scores = self.profiles.scores(vector)
        for meeting, freshness in thread.meetings.items():
            here = {at: scores[at] for at in self.places[meeting] if at in scores}
            best = max(here.values(), default=0.0)
            taken = {at for at in here if at in claimed and claimed[at].score >= SURE}
            for at, score in here.items():
                if score < _SECOND * best:
                    continue
                middle = _LIKE[1] - (_DEFERRED_LIKE if self.agenda[at][1].deferrals else 0.0)
                if taken - {at}:
                    middle += _TAKEN
                chance = logistic(score, _LIKE[0], middle) * freshness
                if chance >= _LEAST:
                    words = shared_words(self.items[at].text, vector, self.profiles.rarity)[:6]
                    yield at, chance, words

    def topic_claim(self, thread: Thread, number: int, items: Mapping[int, Claim]) -> Claim:
        score, drift, words = thread.topical[number]
        claim = Claim(score, _rule_evidence(words, drift) if score else [])
        for at, found in items.items():
            if found.score >= SURE and self.belongs[number][at]:
                meeting, item = self.agenda[at]
                evidence = [f"item: {self.meetings[meeting].slug} 議題{item.order}"]
                if any(each.partition(":")[0] in _OUTRIGHT for each in found.evidence):
                    claim.add(found.score * _BELONGS, evidence)
                elif score >= _HINTED:
                    claim.add(found.score * _HINTS, evidence)
        return claim


_OUTRIGHT = ("reference", "document", "title", "link")


def _belongs(rule: Rule, item: AgendaItem) -> bool:
    """The rule names the item's title."""
    title = plain(item.title)
    return any(plain(part) in title for part in rule.topic.items)


def _spoken(rule: Rule, item: AgendaItem) -> Counter[str]:
    """The topic's words in an item's speeches."""
    return rule.hits(fold(join_lines(item_words(item))), fold(item.title))


def _shared(words: Counter[str], spoken: Counter[str]) -> float:
    """How much the speeches used the words in which a thread speaks of the topic: 1 from three times on."""
    return min(1.0, max(spoken[word] for word in words) / 3)


def _topical(spoken: Spoken) -> tuple[float, int, Counter[str]]:
    """(likelihood that a thread is about a topic, number of the message from which on, the words)."""
    if not spoken.words:
        return 0.0, 0, spoken.words
    whole, later = logistic(spoken.whole, *_TOPICAL), logistic(spoken.later, *_TOPICAL)
    return (later, spoken.since, spoken.words) if later > whole else (whole, 0, spoken.words)


def _cuts(messages: int) -> list[int]:
    """Numbers of the messages from which on a thread is looked at again: eight at most, two messages left at least."""
    if messages < 4:
        return []
    step = max(1, (messages - 2) // 8)
    return list(range(2, messages, step))[:8]


def _together(parts: Sequence[tuple[Counter[str], int, float]]) -> tuple[Counter[str], int]:
    counts: Counter[str] = Counter()
    for part, _, _ in parts:
        counts.update(part)
    return counts, sum(others for _, others, _ in parts[:3])


def _rule_evidence(words: Counter[str], drift_from: int) -> list[str]:
    most = sorted(words.items(), key=lambda each: (-each[1], each[0]))[:5]
    return [f"rule: {word} ×{count}" for word, count in most] + (
        [f"drift: {drift_from}"] if drift_from else []
    )


def _placement(
    thread: Thread, meeting: str, item: int, topic: str, claim: Claim, threshold: float
) -> Placement:
    score = round(min(claim.score, CERTAIN), 3)
    return Placement(
        thread=thread.thread,
        meeting=meeting,
        agenda_item=item,
        topic=topic,
        score=score,
        status="sure" if score >= threshold else "proposed",
        evidence=tuple(dict.fromkeys(claim.evidence)),
    )
