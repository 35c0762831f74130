"""Likeness: how much two texts speak of the same, by the words that few other texts have.

Words are runs of kanji, katakana, letters or digits; of longer runs the bigrams, since office Japanese compounds
freely (情報交換会議, 交換会).  Hiragana carries grammar, not subjects, and is passed over.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from operator import add

from archiver.text import fold, join_lines

Terms = Mapping[str, float]

_RUN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff々]+|[ァ-ヺー]+|[a-z0-9]{2,}")
_COMMON = frozenset(
    "お世 世話 御世 宜し 宜敷 以上 本日 先日 今回 今後 当方 皆様 各位 件名 連絡 確認 返信 送信 お願 願い 拝見 失礼 御礼"
    " 了解 承知 対応"
    " 会議 役員 事務 務局 資料 議題 平成 年度 よろ 各団 団体 会長 情報 市町 町村 村の".split()
)
"""Bigrams that every mail of a committee has."""


def terms(text: str) -> Counter[str]:
    """The terms of a text with their counts."""
    found: Counter[str] = Counter()
    for run in _RUN.findall(fold(join_lines(text))):
        if run.isascii():
            found[run] += 1
        elif len(run) == 1:
            continue
        else:
            found.update(map(add, run, run[1:]))
    return found


def weights(documents: Iterable[Terms]) -> dict[str, float]:
    """Inverse document frequency of every term among `documents`; what every mail has weighs little."""
    seen: Counter[str] = Counter()
    total = 0
    for document in documents:
        total += 1
        seen.update(document.keys())
    return {
        term: (0.2 if term in _COMMON else 1.0) * math.log(1 + (total - count + 0.5) / (count + 0.5))
        for term, count in seen.items()
    }


def damped(document: Terms, weight: Mapping[str, float]) -> dict[str, float]:
    """Counts damped by the logarithm, times the weight of each term."""
    return {
        term: (1 + math.log(count)) * weight.get(term, 0.0) if count > 1 else count * weight.get(term, 0.0)
        for term, count in document.items()
    }


def cosine(one: Terms, other: Terms) -> float:
    """1 for the same direction, 0 for nothing in common."""
    if len(other) < len(one):
        one, other = other, one
    product = sum(value * other[term] for term, value in one.items() if term in other)
    if not product:
        return 0.0
    return product / math.sqrt(sum(v * v for v in one.values()) * sum(v * v for v in other.values()))


def covered(wanted: Terms, given: Terms) -> tuple[float, list[str]]:
    """The share of `wanted`'s weight that `given` has too, and the heaviest of those terms."""
    total = sum(wanted.values())
    shared = [term for term in wanted if term in given]
    share = sum(wanted[term] for term in shared) / total if total else 0.0
    return share, sorted(shared, key=lambda term: (-wanted[term], term))[:6]
