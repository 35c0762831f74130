"""Sharing: a promise and what was said after it → how much of the promise's words stand in it.  Pure.

A term is a Latin word, or a pair of neighbours in a run of other characters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from operator import add

from archiver.text import fold
from archiver.topics.terms import words

Word = tuple[str, ...]
"""A word as its terms."""
_ENOUGH = 6
"""Of a long sentence so many words, the rarest, are enough."""
_FORMULA = re.compile(
    r"情報提供|提供|検討|確認|努力|予定|約束|次第|報告|説明|紹介|送付|送信|配信|周知|連絡|対応|回答|例えば|具体的|参考|上手|必要"
    r"|場合|内容|以降|今後|後日|次回|できる|行い|\b(?:will|shall|would|to|the|and|of|for|by|with|before|next|meeting"
    r"|agreed|report|circulate|send|provide|prepare|check|bring|members|committee|secretary|list|in|on|at|an|all|it|is|be)\b"
)
"""What any promise may say, whatever it is about."""


def promised(text: str) -> list[Word]:
    """The words of a promise, without what any promise may say."""
    return _words(_FORMULA.sub(" ", fold(text)))


def _words(text: str) -> list[Word]:
    """The words of a text, each as its pairs of neighbours; 国 alone is a word too."""
    return list(dict.fromkeys(_pairs(word) for word in words(fold(text))))


def _pairs(word: str) -> Word:
    return (word,) if word.isascii() or len(word) == 1 else tuple(map(add, word, word[1:]))


def telling(text: str) -> frozenset[str]:
    """The terms of a text."""
    return frozenset(term for word in _words(text) for term in word)


class Shares:
    """The words of a promise, each by how rare it is, not by its length, to tell how much of them is shared."""

    def __init__(self, words: Sequence[Word], rarity: Mapping[str, float]) -> None:
        self._words = [(word, (sum(rarity[term] for term in word) / len(word)) ** 2) for word in words]
        self._whole = sum(sorted((weight for _, weight in self._words), reverse=True)[:_ENOUGH])

    def of(self, shared: AbstractSet[str]) -> float:
        """How much of the words these terms are, 0 to 1."""
        found = sum(
            weight * (sum(term in shared for term in word) / len(word)) ** 3
            for word, weight in self._words
            if not shared.isdisjoint(word)
        )
        return min(1.0, found / self._whole) if self._whole else 0.0


def shown(text: str, shared: frozenset[str]) -> list[str]:
    """The promise's own words of which a message has some part, as they stand in it."""
    found: dict[str, int] = defaultdict(int)
    for word in words(fold(text)):
        found[word] += sum(pair in shared for pair in _pairs(word))
    return [word for word, count in found.items() if count][:8]
