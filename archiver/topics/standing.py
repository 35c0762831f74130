"""Standing rules: the words of a topic in a thread's passages → how strongly each message speaks for it.  Pure."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from archiver.model import Topic
from archiver.text import fold
from archiver.topics.reading import SUBJECT, Passage, strength, times

_SENTENCE = re.compile(r"[^。!?\n]+")


@dataclass(frozen=True)
class Word:
    """One entry of a topic's `words`: several parts must stand in one sentence (or some of them in the subject)."""

    written: str

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(fold(self.written).split())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The first part; a word in Latin letters is not found inside another."""
        return re.compile(_bounded(self.parts[0]))

    @cached_property
    def others(self) -> tuple[re.Pattern[str], ...]:
        return tuple(re.compile(_bounded(part)) for part in self.parts)

    def count(self, text: str, subject: str) -> int:
        """Times in the text; what the subject has a part in counts twice."""
        if len(self.parts) == 1:
            return sum(1 for _ in self.pattern.finditer(text)) if self.parts[0] in text else 0
        both = text + subject
        if not all(part in both for part in self.parts):
            return 0
        return sum(self._in_sentence(sentence, subject) for sentence in _SENTENCE.findall(text))

    def _in_sentence(self, sentence: str, subject: str) -> int:
        missing = [part for part in self.others if not part.search(sentence)]
        if len(missing) == len(self.others) or not all(part.search(subject) for part in missing):
            return 0
        return 2 if missing else 1


def _bounded(part: str) -> str:
    before = r"(?<![a-z0-9])" if part[0].isascii() and part[0].isalnum() else ""
    after = r"(?![a-z0-9])" if part[-1].isascii() and part[-1].isalnum() else ""
    return f"{before}{re.escape(part)}{after}"


@dataclass(frozen=True)
class Rule:
    """A standing topic made ready to be looked for."""

    topic: Topic
    words: tuple[Word, ...]
    exclude: tuple[str, ...]

    @classmethod
    def of(cls, topic: Topic) -> Rule:
        return cls(topic, tuple(map(Word, topic.words)), tuple(map(fold, topic.exclude)))

    def hits(self, text: str, subject: str = "") -> Counter[str]:
        """Word as written in the rule → times in the text."""
        for phrase in self.exclude:
            text = text.replace(phrase, " ")
        found = ((word.written, word.count(text, subject)) for word in self.words)
        return Counter({written: count for written, count in found if count})


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a thread speaks of a topic: as a whole, and from one message on, 0 to 1; and by which words."""

    whole: float
    later: float
    since: int
    """Number of the message from which on it speaks of it as strongly as `later`; 0 where it comes to it nowhere."""
    words: Counter[str]


def speaks(rule: Rule, read: Sequence[Passage]) -> Spoken:
    """Look for the topic's words in every passage.

    The opening says what a thread is about; but a thread may use many of the words only as a whole, or come to
    the topic later.
    """
    context = read[0].subject if read else ""
    subjects = [rule.hits(passage.subject) for passage in read]
    texts = [rule.hits(passage.text, context) for passage in read]
    words = sum([*subjects, *texts], Counter[str]())
    if not words:
        return Spoken(0.0, 0.0, 0, words)
    opening = SUBJECT * sum(map(times, subjects[0].values())) + sum(map(times, texts[0].values()))
    pooled: dict[str, float] = defaultdict(float)
    for passage, text in zip(read, texts, strict=True):
        for word, count in text.items():
            pooled[word] += passage.weight * count
    length = sum(passage.weight * len(passage.text) for passage in read)
    together = strength(sum(math.log2(1 + count) for count in pooled.values()), length)
    since, later = _drift(read, subjects, texts)
    return Spoken(max(strength(opening, len(read[0].text)), together), later, since, words)


def _drift(
    read: Sequence[Passage], subjects: Sequence[Counter[str]], texts: Sequence[Counter[str]]
) -> tuple[int, float]:
    """(number of the message from which on a thread speaks most of the topic, how strongly).

    From its second message on, and two messages at least have to speak of it.
    """
    best, length, speaking = (0, 0.0), 0, 0
    pooled: Counter[str] = Counter()
    for at in range(len(read) - 1, 0, -1):
        here = subjects[at] + texts[at]
        pooled.update(here)
        length += len(read[at].text)
        speaking += bool(here)
        if here and speaking >= 2:
            tail = strength(sum(map(times, pooled.values())), length)
            best = max(best, (at + 1, tail), key=lambda each: each[1])
    return best
