"""Standing rules: the words of a topic in a thread's passages → how strongly each message speaks for it.  Pure."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from archiver.model import Topic
from archiver.text import fold
from archiver.topics.reading import SUBJECT, Passage, strength, times

_SEVERAL = 1.5
"""What is said in several messages is no passing mention: it counts so much more."""
_OPENED = 0.3
"""Where the opening speaks of it so strongly, the thread does not turn to it later."""
_PART_OF_A_NAME = 0.5
"""A word that stands in the subject alone, and there only as the beginning of a longer one (集金 in 集金袋), counts so
much less: the longer one may be of something else."""
_GOES_ON = re.compile(
    r"(?<=[\u3400-\u4dbf\u4e00-\u9fff々])[\u3400-\u4dbf\u4e00-\u9fff々]|(?<=[ァ-ヺー])[ァ-ヺー]"
)
"""A word is longer where the same script goes on: ASP事業者 has two."""
_SENTENCE = re.compile(r"[^。!?\n]+")


@dataclass(frozen=True, slots=True)
class Word:
    """One entry of a topic's `words`: all its parts must stand in one sentence (or some of them in the subject)."""

    written: str
    parts: tuple[re.Pattern[str], ...]

    @classmethod
    def of(cls, written: str) -> Word:
        return cls(written, tuple(re.compile(_bounded(part)) for part in fold(written).split()))

    def count(self, text: str, subject: str) -> int:
        """Times in the text; what the subject has a part in counts twice."""
        if len(self.parts) == 1:
            return sum(1 for _ in self.parts[0].finditer(text))
        if not all(part.search(text) or part.search(subject) for part in self.parts):
            return 0
        return sum(self._in_sentence(sentence, subject) for sentence in _SENTENCE.findall(text))

    def _in_sentence(self, sentence: str, subject: str) -> int:
        missing = [part for part in self.parts if not part.search(sentence)]
        if len(missing) == len(self.parts) or not all(part.search(subject) for part in missing):
            return 0
        return 2 if missing else 1


def _bounded(part: str) -> str:
    """A word in Latin letters is not found inside another."""
    before = r"(?<![a-z0-9])" if part[0].isascii() and part[0].isalnum() else ""
    after = r"(?![a-z0-9])" if part[-1].isascii() and part[-1].isalnum() else ""
    return f"{before}{re.escape(part)}{after}"


@dataclass(frozen=True, slots=True)
class Rule:
    """A standing topic made ready to be looked for."""

    topic: Topic
    words: tuple[Word, ...]
    exclude: tuple[str, ...]
    within: tuple[tuple[str, str], ...]
    """Each word that stands in a longer one (ポンプ in 給水ポンプ), with that: what is said of this is said once."""
    parts: re.Pattern[str]
    """Any part of any word: most texts have none, and are done with."""

    @classmethod
    def of(cls, topic: Topic, topics: Sequence[Topic] = ()) -> Rule:
        """What the longer words of other topics say (会費改定) is not said of this one (会費)."""
        parts = sorted({part for word in topic.words for part in fold(word).split()})
        return cls(
            topic,
            tuple(map(Word.of, topic.words)),
            (*map(fold, topic.exclude), *_longer(topic, topics)),
            _within(topic.words),
            re.compile("|".join(map(re.escape, parts)) or "(?!)"),
        )

    def stands_in(self, text: str) -> bool:
        """One of the words stands in a text as such, and not as the beginning of a longer one; or several do."""
        found = [word for word in self.words if word.count(text, "")]
        ends = (match.end() for word in found for part in word.parts for match in part.finditer(text))
        return len(found) > 1 or any(not _GOES_ON.match(text, end) for end in ends)

    def used(self, passage: Passage, context: str) -> tuple[Counter[str], Counter[str]]:
        """What a passage's subject and its text have of the topic's words; `context`: the thread's subject."""
        return self.hits(passage.subject), self.hits(passage.text, context)

    def hits(self, text: str, subject: str = "") -> Counter[str]:
        """Word as written in the rule → times in the text."""
        if not self.parts.search(text):
            return Counter()
        for phrase in self.exclude:
            text = text.replace(phrase, " ")
        found = Counter({word.written: word.count(text, subject) for word in self.words})
        for word, longer in self.within:
            found[word] -= found[longer]
        return +found


def _within(words: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """(word, longer word), the longest words first: by then, these are without those that they stand in."""
    folded = sorted(((fold(word), word) for word in words), key=lambda each: -len(each[0]))
    return tuple(
        (word, longer)
        for at, (own, word) in enumerate(folded)
        for other, longer in folded[:at]
        if own in other and own != other and not own.isascii() and " " not in other
    )


def _longer(topic: Topic, topics: Sequence[Topic]) -> set[str]:
    ours = set(map(fold, topic.words))
    theirs = {fold(word) for other in topics if other.slug != topic.slug for word in other.words}
    return {
        word
        for word in theirs - ours
        if not word.isascii() and " " not in word and any(own in word for own in ours)
    }


@dataclass(frozen=True, slots=True)
class Spoken:
    """How a thread speaks of a topic: as a whole, and from one message on, 0 to 1; and by which words."""

    whole: float
    later: float
    since: int
    """Number of the message from which on it speaks of it as strongly as `later`; 0 for all along, or never."""
    words: Counter[str]


class Use(NamedTuple):
    """How one message uses a topic's words, and how much it says."""

    subject: Counter[str]
    """Word as written in the rule → times in its subject."""
    text: Counter[str]
    length: int
    """Characters of its text."""
    weight: float


def spoken_in(rule: Rule, context: str, read: Sequence[Use]) -> Spoken:
    """How a thread speaks of a topic, of what was found in every passage; `context`: the thread's subject.

    The opening says what a thread is about; but a thread may use many of the words only as a whole, or come to
    the topic later.
    """
    words = sum((each.subject + each.text for each in read if each.subject or each.text), Counter[str]())
    if not words:
        return Spoken(0.0, 0.0, 0, words)
    first = read[0]
    stress: float = SUBJECT
    if first.subject and not any(each.text for each in read) and not rule.stands_in(context):
        stress *= _PART_OF_A_NAME
    hits = stress * sum(map(times, first.subject.values())) + sum(map(times, first.text.values()))
    opening = strength(hits, first.length)
    pooled: dict[str, float] = defaultdict(float)
    for each in read:
        for word, count in each.text.items():
            pooled[word] += each.weight * count
    length = sum(each.weight * each.length for each in read)
    voices = _SEVERAL if sum(bool(each.text) for each in read) > 1 else 1.0
    together = strength(voices * sum(math.log2(1 + count) for count in pooled.values()), length)
    since, later = _drift(read)
    return Spoken(max(opening, together), later, since if opening < _OPENED else 0, words)


def _drift(read: Sequence[Use]) -> tuple[int, float]:
    """(number of the message from which on a thread speaks most of the topic, how strongly).

    From its second message on, and two messages at least have to speak of it.
    """
    best, length, speaking = (0, 0.0), 0, 0
    pooled: Counter[str] = Counter()
    for at in range(len(read) - 1, 0, -1):
        here = read[at].subject + read[at].text
        pooled.update(here)
        length += read[at].length
        speaking += bool(here)
        if here and speaking >= 2:
            tail = strength(sum(map(times, pooled.values())), length)
            best = max(best, (at + 1, tail), key=lambda each: each[1])
    return best
