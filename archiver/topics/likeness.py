"""Likeness: how much a thread speaks of what an agenda item speaks of, by the terms that few others have.  Pure.

Terms are the kanji, and the pairs of neighbours, in runs of kanji, of katakana; and Latin words.  Hiragana carries
grammar and is passed over.  docs/decisions/topics.md has what was tried.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import add

from archiver.model import AgendaItem
from archiver.text import fold, join_lines

Vector = Mapping[str, float]

_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff々]+|[ァ-ヺー]+|[a-z0-9]*[a-z][a-z0-9]+")
_COURTESY = re.compile(
    "お世話|世話|願い|お願|御礼|御中|各位|皆様|皆さん|先日|本日|今回|今後|今週|来週|連絡|返信|送信|送付|拝見|失礼|了解|承知|対応"
    r"|(?:議題|議案|資料|document|agenda item)\s?[(第no.#]{0,4}\d{1,2}|説明"
    "|ご意見|案内|担当|事務局|教えて|以上|以下|当市|当町|当村|お知らせ|件名|ください|会長|市長|役員の|件|ご相談|ご確認|確認"
)
"""What every office mail has; said of nothing."""
TITLE, SPEECHES, ALIKE = 1.0, 0.7, 0.6
"""Weights of an item's title, of what was said under it, and of what was said under items with a similar title."""
_ALIKE_FROM, _ALIKE_MOST = 0.15, 10


def terms(text: str) -> Counter[str]:
    """The terms of a folded text with their counts."""
    found: Counter[str] = Counter()
    for run in _RUN.findall(_COURTESY.sub(" ", text)):
        if run.isascii():
            found[run] += 1
            continue
        found.update(map(add, run, run[1:]))
        if run[0] > "ー":
            found.update(run)
    return found


def item_words(item: AgendaItem) -> str:
    """What was said under an item, the formula of its outcome aside."""
    return "\n".join(speech.text for speech in item.speeches)


@dataclass(frozen=True, slots=True)
class Item:
    """An agenda item's terms: of its title, and of what was said."""

    title: Counter[str]
    said: Counter[str]
    text: str

    @classmethod
    def of(cls, item: AgendaItem) -> Item:
        text = fold(join_lines(f"{item.title}\n{item_words(item)}"))
        title, _, said = text.partition("\n")
        return cls(terms(title), terms(said), text)


class Profiles:
    """Agenda items in the order given, as unit vectors, learned from the items themselves and one another.

    `seen` counts in how many threads of the archive each term stands (document frequency), out of `threads`.
    """

    def __init__(self, items: Sequence[Item], seen: Mapping[str, int], threads: int) -> None:
        frequency = Counter(term for item in items for term in item.title.keys() | item.said.keys())
        total = len(items) + threads
        self.rarity = {
            term: math.log((total + 1) / (count + seen.get(term, 0))) for term, count in frequency.items()
        }
        self._rarest = math.log(total + 1)
        titles = [self.unit(item.title) for item in items]
        said = [self.unit(item.said) for item in items]
        alike = _alike(titles, said)
        vectors = [
            _sum([(one, TITLE), (two, SPEECHES), (three, ALIKE)])
            for one, two, three in zip(titles, said, alike, strict=True)
        ]
        self._postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for place, vector in enumerate(vectors):
            for term, value in vector.items():
                self._postings[term].append((place, value))

    def unit(self, counts: Vector, others: int = 0) -> dict[str, float]:
        """Counts damped, times rarity, as a vector of length one; `others` terms are in no item."""
        values = {
            term: math.log1p(count) * self.rarity[term]
            for term, count in counts.items()
            if term in self.rarity
        }
        length = math.sqrt(
            sum(value * value for value in values.values()) + others * (0.5 * self._rarest) ** 2
        )
        return {term: value / length for term, value in values.items()} if length else {}

    def scores(self, vector: Vector) -> dict[int, float]:
        """Place of each item that shares a term → how alike."""
        found: dict[int, float] = defaultdict(float)
        for term, value in vector.items():
            for place, weight in self._postings.get(term, ()):
                found[place] += value * weight
        return found


def _alike(titles: Sequence[Vector], said: Sequence[Vector]) -> list[dict[str, float]]:
    """For each item what was said under the items whose titles are most like its own."""
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for place, title in enumerate(titles):
        if said[place]:
            for term, value in title.items():
                postings[term].append((place, value))
    found = []
    for place, title in enumerate(titles):
        likeness: dict[int, float] = defaultdict(float)
        for term, value in title.items():
            for other, weight in postings.get(term, ()):
                likeness[other] += value * weight
        likeness.pop(place, None)
        best = sorted(likeness.items(), key=lambda each: (-each[1], each[0]))[:_ALIKE_MOST]
        mixed = _sum([(said[other], value) for other, value in best if value >= _ALIKE_FROM])
        length = math.sqrt(sum(value * value for value in mixed.values()))
        found.append({term: value / length for term, value in mixed.items()} if length else {})
    return found


def _sum(parts: Iterable[tuple[Vector, float]]) -> dict[str, float]:
    total: dict[str, float] = defaultdict(float)
    for vector, weight in parts:
        for term, value in vector.items():
            total[term] += weight * value
    return dict(total)


def shared_words(text: str, vector: Vector, rarity: Mapping[str, float]) -> list[str]:
    """The words of an item's text that a thread has too, the most telling first: runs whose pairs are all known."""
    weight: dict[str, float] = {}
    for run in _RUN.findall(_COURTESY.sub(" ", text)):
        if run.isascii():
            if run in vector:
                weight[run] = rarity[run]
            continue
        word, value = run[0], 0.0
        for character in run[1:]:
            pair = word[-1] + character
            if pair in vector:
                word, value = word + character, value + rarity[pair]
                continue
            if value:
                weight[word] = value
            word, value = character, 0.0
        if value:
            weight[word] = value
    return sorted(weight, key=lambda word: (-weight[word], word))
