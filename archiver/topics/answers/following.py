"""Following: threads of the list and later meetings × promises of the minutes → what may have answered each.  Pure.

Evidence is `slug: detail`, as for placements:

- `words: 出席状況 情報提供`  words that the promise and the message share
- `owner: 事務局`  the message is from whom the promise is from
- `says: 「…」`  the sentence that sends, reports or replies
- `reported: 「…」`  the sentence of a later meeting that reports
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property
from typing import NamedTuple

from archiver.model import Answer, HeldMeeting, Promise, ReadableMessage, ThreadText, name_of
from archiver.text import fold, join_lines
from archiver.topics.answers.reports import Reports
from archiver.topics.answers.saying import says, shortened
from archiver.topics.answers.sharing import Shares, promised, shown, telling
from archiver.topics.reading import bare_subject, latest_date

SURE = 0.7
"""From here on a promise counts as answered; below, the answer is only proposed."""
PROPOSED = 0.4
_FOLLOWED = timedelta(days=400)
_WHOLLY = 0.9
"""From here on a message answers a promise whatever else it answers."""
_STEEPNESS, _MIDDLE = 9.0, 0.65
_FROM_OWNER, _SAYS = 0.18, 0.17
"""What the right sender, and a sentence that sends or reports, add to the share of the promise's words."""
_FROM_OTHERS = -0.1
_BY_WORDS_ALONE = 0.55
"""Who has the promise's words, and neither made it nor sends anything, may be asking for it."""
_FEW = 20
"""In an archive of fewer messages no word is told to be rare."""
_REPORTED_FROM = 0.5
_LONGEST = 6_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A message that shares terms with a promise."""

    thread: str
    message: str
    terms: frozenset[str]
    is_owners: bool
    says: str


@dataclass(frozen=True, slots=True)
class Listened:
    """What of one thread is kept."""

    seen: list[tuple[int, list[str]]]
    """Of each message that may answer a promise, when it was, in seconds since 1970 UTC, and which terms of promises
    it has."""
    replies: list[tuple[int, Reply]]
    """Each with the place of the promise."""


class Overheard(NamedTuple):
    """What one message shares with the promises that it may answer."""

    terms: list[str]
    """Those of promises that it has, or its thread's subject, in order."""
    says: str
    """Where it has any of one that it may answer: the sentence that sends, reports or replies."""


def seen_in(sent: Iterable[int], overheard: Iterable[Overheard | None]) -> list[tuple[int, list[str]]]:
    """Of the messages of a thread those that may answer a promise: when each was, and its terms."""
    return [(when, heard.terms) for when, heard in zip(sent, overheard, strict=True) if heard]


class Followed:
    """Promises made ready: threads are listened to one by one; once all are, it can be told what they answer."""

    def __init__(self, promises: Sequence[Promise], meetings: Sequence[HeldMeeting]) -> None:
        self.promises = promises
        self._meetings = sorted(meetings, key=lambda held: (held.meeting.date, held.slug))
        self._days = {held.slug: held.meeting.date for held in self._meetings}
        self._open_on: dict[date, list[int]] = {}
        self._words = [promised(promise.text) for promise in promises]
        self._terms = [frozenset(term for word in found for term in word) for found in self._words]
        self._owners = [_name(promise.owner) for promise in promises]
        self._vocabulary = frozenset[str]().union(*self._terms) if promises else frozenset[str]()

    def about(self, thread: ThreadText) -> frozenset[str]:
        """The promises' terms that the subject of a thread has."""
        first = thread.messages[0].subject if thread.messages else ""
        return telling(bare_subject(fold(first))) & self._vocabulary

    def overhear(self, message: ReadableMessage, about: frozenset[str]) -> Overheard | None:
        """What one message of a thread on this shares with the promises that it may answer; None where it may answer
        none."""
        open_then = self._open(latest_date(message.sent))
        if not open_then:
            return None
        text = join_lines(message.own[:_LONGEST])
        here = (telling(f"{fold(message.subject)}\n{fold(text)}") | about) & self._vocabulary
        is_sharing = any(not here.isdisjoint(self._terms[at]) for at in open_then)
        return Overheard(sorted(here), says(text) if is_sharing else "")

    def listened(self, thread: ThreadText, overheard: Sequence[Overheard | None]) -> Listened:
        """What there is to know of a thread, from what there is of each message."""
        replies: list[tuple[int, Reply]] = []
        before: frozenset[str] = frozenset()
        for message, heard in zip(thread.messages, overheard, strict=True):
            if heard:
                replies += self._replies(thread.thread, message, heard, before)
                before |= frozenset(heard.terms)
        return Listened(seen_in(map(_seconds, thread.messages), overheard), replies)

    @cached_property
    def _reports(self) -> Reports:
        return Reports(self._meetings if self.promises else ())

    def _open(self, day: date) -> list[int]:
        """Places of the promises that a message of this day may answer."""
        if day not in self._open_on:
            self._open_on[day] = [
                at
                for at, promise in enumerate(self.promises)
                if self._days[promise.meeting] <= day <= self._days[promise.meeting] + _FOLLOWED
            ]
        return self._open_on[day]

    def _replies(
        self, thread: str, message: ReadableMessage, heard: Overheard, before: frozenset[str]
    ) -> Iterator[tuple[int, Reply]]:
        """What others wrote `before` a message, it counts for whoever promised and now replies."""
        here, sender = frozenset(heard.terms), _name(name_of(message.sender))
        for at in self._open(latest_date(message.sent)):
            if shared := here & self._terms[at]:
                is_owners = bool(sender) and _is_one(self._owners[at], sender)
                if is_owners and heard.says:
                    shared |= before & self._terms[at]
                yield at, Reply(thread, message.key, shared, is_owners, heard.says)

    def shares(self, seen: Mapping[str, int], messages: int) -> list[Shares]:
        """Each promise's words, by how rare they are; `seen`: in how many of so many messages each term stands."""
        rarity = {term: math.log((messages + _FEW) / max(1, seen.get(term, 0))) for term in self._vocabulary}
        return [Shares(words, rarity) for words in self._words]

    def answered(self, listened: Listened, shares: Sequence[Shares]) -> Iterator[Answer]:
        """What in a thread may have answered promises: of each the best message."""
        by_promise: dict[int, list[Reply]] = defaultdict(list)
        for at, reply in listened.replies:
            by_promise[at].append(reply)
        found = [
            answer for at, replies in by_promise.items() for answer in self._by_mail(at, replies, shares)
        ]
        yield from _best_of_each_message(found)

    def reported(self, shares: Sequence[Shares]) -> Iterator[Answer]:
        """What in the minutes of later meetings reports that promises were kept."""
        for at in range(len(self.promises)):
            yield from self._by_meeting(at, shares)

    def _by_mail(self, at: int, replies: Iterable[Reply], shares: Sequence[Shares]) -> Iterator[Answer]:
        """The best of the replies to a promise from one thread, if it may be an answer."""
        best, reply = max(
            ((self._score(at, reply, shares), reply) for reply in replies), key=lambda each: each[0]
        )
        if best >= PROPOSED:
            evidence = [f"words: {' '.join(shown(self.promises[at].text, reply.terms))}"]
            evidence += [f"owner: {self.promises[at].owner}"] if reply.is_owners else []
            evidence += [f"says: 「{reply.says}」"] if reply.says else []
            yield self._answer(at, best, evidence, thread=reply.thread, message=reply.message)

    def _score(self, at: int, reply: Reply, shares: Sequence[Shares]) -> float:
        known = shares[at].of(reply.terms)
        known += (_FROM_OWNER if reply.is_owners else _FROM_OTHERS) + (_SAYS if reply.says else 0)
        score = 1 / (1 + math.exp(-_STEEPNESS * (known - _MIDDLE)))
        return score if reply.is_owners or reply.says else min(score, _BY_WORDS_ALONE)

    def _by_meeting(self, at: int, shares: Sequence[Shares]) -> Iterator[Answer]:
        """The item of each later meeting whose minutes report it."""
        promise = self.promises[at]
        if promise.kind == "deferral":
            return
        best: dict[str, tuple[float, int, str]] = {}
        for number, shared in self._reports.sharing(self._terms[at]):
            held, item, sentence = self._reports.sentences[number]
            if held.meeting.date > self._days[promise.meeting]:
                known = shares[at].of(shared)
                if known >= _REPORTED_FROM and known > best.get(held.slug, (0.0, 0, ""))[0]:
                    best[held.slug] = (known, item, sentence)
        for meeting, (known, item, sentence) in best.items():
            evidence = [f"reported: 「{shortened(sentence)}」"]
            yield self._answer(at, known, evidence, reported_in=meeting, reported_item=item)

    def _answer(
        self,
        at: int,
        score: float,
        evidence: list[str],
        *,
        thread: str = "",
        message: str = "",
        reported_in: str = "",
        reported_item: int = 0,
    ) -> Answer:
        promise = self.promises[at]
        return Answer(
            meeting=promise.meeting,
            promise=promise.key,
            thread=thread,
            message=message,
            reported_in=reported_in,
            reported_item=reported_item,
            score=round(min(score, 0.98), 3),
            evidence=tuple(evidence),
        )


def _best_of_each_message(answers: Sequence[Answer]) -> Iterator[Answer]:
    """A message answers the promise whose words it has; to another, of which it has some, it is only proposed."""
    best: dict[str, float] = {}
    for each in answers:
        best[each.message] = max(each.score, best.get(each.message, 0))
    for each in answers:
        is_best = each.score >= min(_WHOLLY, best[each.message])
        yield each if is_best else replace(each, score=min(each.score, SURE - 0.01))


def _seconds(message: ReadableMessage) -> int:
    return int(message.sent.timestamp())


def _name(name: str) -> str:
    return re.sub(r"[\W_]+|様$|さん$", "", fold(name))


def _is_one(owner: str, sender: str) -> bool:
    """委員長 and 委員 are two; 事務局 and 事務局(庶務) are one."""
    return bool(owner) and (owner in sender or (len(sender) > 2 and sender in owner))
