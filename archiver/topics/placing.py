"""Placing: threads, meetings and standing topics → placements with a score and evidence that a person can check.

Evidence is `slug: detail`: `reference` names the item outright, `rule` counts words of config/topics.toml, `title`
and `speeches` are words shared with the item, `deferred` says that the minutes sent the item to the list, `topic`
that a standing topic belongs to the item, `drift` from which message on the thread speaks of it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from archiver.model import AgendaItem, HeldMeeting, MessageText, Placement, PlacementStatus, ThreadText, Topic
from archiver.text import fold, join_lines
from archiver.topics import likeness
from archiver.topics.references import named_items

SURE = 0.60
"""At this score and above a placement is shown as sure."""
PROPOSED = 0.38
"""Below this there is no placement."""

_SUBJECT_WEIGHT = 3.0
_LATER_WEIGHT = (1.0, 0.7, 0.5, 0.4, 0.3)
"""Of a thread's messages in reading order; later ones weigh as the last."""
_DEFERRED = 1.25
_MOST_AFTER = timedelta(days=540)
"""A thread that begins later than this after a meeting does not continue it by likeness alone."""


@dataclass(slots=True)
class _Target:
    """An agenda item or standing topic, ready to be compared."""

    meeting: HeldMeeting | None
    item: AgendaItem | None
    topic: Topic | None
    title: likeness.Terms = field(default_factory=dict)
    speeches: likeness.Terms = field(default_factory=dict)


@dataclass(slots=True)
class _Score:
    value: float
    evidence: list[str]


def place(
    threads: Iterable[ThreadText],
    meetings: Sequence[HeldMeeting],
    topics: Sequence[Topic],
    threshold: float = SURE,
) -> list[Placement]:
    """Every placement at or above `PROPOSED`, by thread; the same whatever order the threads come in."""
    items = [_Target(held, item, None) for held in meetings for item in held.meeting.agenda_items]
    texts = [_item_text(target.item) for target in items if target.item]
    weight = likeness.weights([likeness.terms(text) for text in texts]) if texts else {}
    for target in items:
        if target.item:
            target.title = likeness.damped(likeness.terms(target.item.title), weight)
            target.speeches = likeness.damped(likeness.terms(_item_text(target.item)), weight)
    placements: list[Placement] = []
    for thread in threads:
        scored = [(_Target(None, None, topic), _rule_score(thread, topic)) for topic in topics]
        scored += [(target, _item_score(thread, target, weight, scored)) for target in items]
        scored = [(target, _with_items(target, score, scored)) for target, score in scored]
        placements += [
            _placement(thread, target, score, threshold)
            for target, score in scored
            if score.value >= PROPOSED
        ]
    return sorted(placements, key=lambda each: (each.thread, each.meeting, each.agenda_item, each.topic))


def _item_text(item: AgendaItem) -> str:
    return "\n".join([item.title, item.text, *(speech.text for speech in item.speeches)])


def _placement(thread: ThreadText, target: _Target, score: _Score, threshold: float) -> Placement:
    status: PlacementStatus = "sure" if score.value >= threshold else "proposed"
    return Placement(
        thread=thread.thread,
        meeting=target.meeting.slug if target.meeting else "",
        agenda_item=target.item.order if target.item else 0,
        topic=target.topic.slug if target.topic else "",
        score=min(score.value, 1.0),
        status=status,
        evidence=tuple(score.evidence),
    )


# --- standing topics ---


def _rule_score(thread: ThreadText, topic: Topic) -> _Score:
    """How much the thread speaks in the topic's words: in the subject, often, and from the start."""
    points, drift_from = 0.0, 0
    counts: dict[str, int] = {}
    excluded = 0
    for number, message in enumerate(thread.messages):
        text, subject = _flat(message.own), _flat(message.subject)
        found = {word: text.count(_flat(word)) for word in topic.words}
        excluded += sum(text.count(_flat(word)) + subject.count(_flat(word)) for word in topic.exclude)
        said = sum(min(count, 3) for count in found.values())
        in_subject = number == 0 and any(_flat(word) in subject for word in topic.words)
        points += _weight_of(number) * _density(said, len(text)) + (2.0 if in_subject else 0.0)
        if said >= 3 and number and not counts:
            drift_from = number + 1
        for word, count in found.items():
            counts[word] = counts.get(word, 0) + count + (1 if in_subject and _flat(word) in subject else 0)
    value = 1 - math.exp(-0.55 * max(0.0, points - 1.5 * excluded))
    evidence = [
        f"rule: {word} ×{count}" for word, count in sorted(counts.items(), key=lambda each: -each[1]) if count
    ]
    if drift_from:
        evidence.append(f"drift: {drift_from}")
    return _Score(value, evidence)


def _density(said: int, length: int) -> float:
    """A word in passing in a long mail says little; three in a short one say what it is about."""
    return min(3.0, said * 150 / max(length, 150)) if said > 1 else 0.6 * said * 100 / max(length, 100)


def _with_items(target: _Target, score: _Score, scored: list[tuple[_Target, _Score]]) -> _Score:
    """A standing topic that names agenda items has the threads that were placed under them."""
    if target.topic is None or not target.topic.items:
        return score
    for other, found in scored:
        if other.item and other.meeting and found.value >= SURE and _names(target.topic, other.item):
            value = max(score.value, 0.9 * found.value)
            return _Score(value, [*score.evidence, f"item: {other.meeting.slug}/{other.item.order}"])
    return score


def _names(topic: Topic, item: AgendaItem) -> bool:
    return any(_flat(part) in _flat(item.title) for part in topic.items)


# --- agenda items ---


def _item_score(
    thread: ThreadText, target: _Target, weight: dict[str, float], topics: list[tuple[_Target, _Score]]
) -> _Score:
    item, held = target.item, target.meeting
    if item is None or held is None or not thread.messages:
        return _Score(0.0, [])
    age = thread.messages[0].sent.date() - held.meeting.date
    if age < timedelta(days=-1):
        return _Score(0.0, [])
    score = _reference_score(thread, held, item)
    if age > _MOST_AFTER:
        return score
    like = _likeness_score(thread, target, weight)
    standing = _topic_score(item, topics)
    best = max(score.value, like.value, standing.value)
    together = best + 0.25 * (score.value + like.value + standing.value - best) * (1 - best)
    evidence = [*score.evidence, *like.evidence, *standing.evidence]
    if item.deferrals and together >= PROPOSED / _DEFERRED and not score.value:
        together = min(0.95, together * _DEFERRED)
        evidence.append(f"deferred: {held.slug}/{item.order}")
    return _Score(together, evidence)


def _reference_score(thread: ThreadText, held: HeldMeeting, item: AgendaItem) -> _Score:
    best, words = 0.0, ""
    for number, message in enumerate(thread.messages):
        for where, base in ((message.subject if number == 0 else "", 0.97), (message.own, 0.9)):
            for order, named in named_items(where, held):
                value = base * (1.0 if number < 2 else 0.75)
                if order == item.order and value > best:
                    best, words = value, named
    return _Score(best, [f"reference: {words}"] if best else [])


def _likeness_score(thread: ThreadText, target: _Target, weight: dict[str, float]) -> _Score:
    mine = likeness.damped(_thread_terms(thread.messages), weight)
    share, title_words = likeness.covered(target.title, mine)
    cosine = likeness.cosine(target.speeches, mine)
    value = 1 - math.exp(-(1.4 * share * share + 3.2 * cosine * cosine + 0.9 * share * cosine))
    evidence = [f"title: {' '.join(title_words)}"] if title_words else []
    _, shared = likeness.covered(target.speeches, mine)
    if cosine > 0.2:
        evidence.append(f"speeches: {' '.join(shared)}")
    return _Score(value, evidence)


def _thread_terms(messages: Sequence[MessageText]) -> dict[str, float]:
    total: dict[str, float] = {}
    for number, message in enumerate(messages):
        parts = [(likeness.terms(message.own), _weight_of(number))]
        if number == 0:
            parts.append((likeness.terms(message.subject), _SUBJECT_WEIGHT))
        for terms, factor in parts:
            for term, count in terms.items():
                total[term] = total.get(term, 0.0) + factor * count
    return total


def _topic_score(item: AgendaItem, topics: list[tuple[_Target, _Score]]) -> _Score:
    """What a standing topic lends to an item that names it in its title, or that the meeting spoke of under it."""
    best, slug = 0.0, ""
    spoken = _flat(_item_text(item))
    for target, score in topics:
        if target.topic is None or score.value < PROPOSED:
            continue
        said = sum(spoken.count(_flat(word)) for word in target.topic.words)
        lent = 0.95 if _names(target.topic, item) else 0.8 if said >= 4 else 0.0
        if score.value * lent > best:
            best, slug = score.value * lent, target.topic.slug
    return _Score(best, [f"topic: {slug}"] if best else [])


def _weight_of(number: int) -> float:
    return _LATER_WEIGHT[min(number, len(_LATER_WEIGHT) - 1)]


def _flat(text: str) -> str:
    return fold(join_lines(text))
