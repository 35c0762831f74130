"""Census: threads as they were heard → how rare words are among all of them, and who takes part.  Pure.

How rare words are is told by the messages up to a moment, which moves on when the archive has grown by a tenth.  So few
mails more change what is told of their own threads alone; and the same archive has the same census, however it grew.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from math import inf

from archiver.topics.answers.following import Listened
from archiver.topics.placing.hearing import Heard
from archiver.topics.placing.noting import Part
from archiver.topics.placing.outsiders import Circle
from archiver.topics.reading import weight_of

ALL = ""
"""In the place of a term: how many threads, or messages, there are."""
WHOLE = 1_000
"""Fractions would depend on the order in which they are added."""
EXACT = 1_000
"""So many messages are all counted, …"""
GROWTH = 10
"""… and of more as many as there were when they had last grown by one in so many."""


def counted(messages: int) -> int:
    """Of so many messages, in order of their dates, so many are counted."""
    if messages <= EXACT:
        return messages
    step = EXACT
    while (following := step + step // GROWTH) <= messages:
        step = following
    return step


@dataclass(frozen=True, slots=True)
class Census:
    """Numbers alone: what is gone can be taken off, and what has come be added."""

    terms: Counter[str]
    """Term that items have → how often it is said, in thousandths: once in a first message is a whole."""
    promised: Counter[str]
    """Term that promises have → in how many messages it stands."""
    answered: Counter[str]
    """Party → in how many threads it answered another."""
    taken_up: Counter[str]
    """Party → how many of its threads others answered."""

    @classmethod
    def of(
        cls,
        threads: Iterable[tuple[Heard, Listened]],
        is_near: Callable[[int], bool],
        until: float = inf,
    ) -> Census:
        """Words are counted in messages that may continue a meeting (`is_near`, by their moments in seconds since 1970
        UTC), up to this moment; who takes part, in all."""
        found = cls(Counter(), Counter(), Counter(), Counter())
        for heard, listened in threads:
            found.terms[ALL] += WHOLE * any(sent <= until and is_near(sent) for sent in heard.sent)
            for weight, part in _weighed(heard, is_near, until):
                for term, count in part.terms.items():
                    found.terms[term] += round(WHOLE * weight * count)
            for sent, terms in listened.seen:
                found.promised.update([ALL, *terms] if sent <= until else ())
            first, others = heard.parties[:1], set(heard.parties[1:]) - {"", *heard.parties[:1]}
            if others and first[0]:
                found.answered.update(others)
                found.taken_up.update(first)
        return found

    def changed(self, gone: Census, come: Census) -> Census:
        """The census without some threads, and with others."""
        return Census(*map(_changed, self._all(), gone._all(), come._all()))

    def moved(self, former: Census) -> AbstractSet[str]:
        """Parties that take part in the list now and did not, or did and do not."""
        return self._parties() ^ former._parties()

    def _parties(self) -> AbstractSet[str]:
        return Circle(self.answered, self.taken_up).parties

    def _all(self) -> tuple[Counter[str], ...]:
        return self.terms, self.promised, self.answered, self.taken_up

    def said(self) -> tuple[dict[str, float], float]:
        """How often each term is said, and in how many threads."""
        return {term: number / WHOLE for term, number in self.terms.items()}, self.terms[ALL] / WHOLE

    def tells_like(self, other: Census) -> bool:
        """Words are as rare here as there; and here as there somebody takes part, or nobody does."""
        is_as_rare = (self.terms, self.promised) == (other.terms, other.promised)
        return is_as_rare and bool(self._parties()) == bool(other._parties())

    def kept(self) -> str:
        """As a text, the same for the same census."""
        return json.dumps(self._all(), ensure_ascii=False, separators=(",", ":"), sort_keys=True)

    @classmethod
    def recalled(cls, kept: str) -> Census:
        """From such a text."""
        return cls(*map(Counter, json.loads(kept)))


def _weighed(heard: Heard, is_near: Callable[[int], bool], until: float) -> Iterator[tuple[float, Part]]:
    """The parts that are counted, weighed as if a thread were read in the order of dates: what comes later, wherever it
    hangs, then changes nothing."""
    dated = sorted((sent, at) for at, sent in enumerate(heard.sent if heard.parts else ()) if sent <= until)
    for number, (sent, at) in enumerate(dated, 1):
        if is_near(sent):
            yield weight_of(number, heard.parts[at].substance), heard.parts[at]


def _changed(numbers: Counter[str], gone: Counter[str], come: Counter[str]) -> Counter[str]:
    found = Counter(numbers)
    found.subtract(gone)
    found.update(come)
    return +found
