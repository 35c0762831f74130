"""Snippets: a text and the words that were looked for → the place that shows them, marked on the original text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import accumulate

from archiver.search.tokens import is_cjk
from archiver.text import CJK, VARIANTS

LONGEST = 200_000
"""Characters of a text that are looked at."""

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""

# What NFKC composes stands together: ｶﾞ is two characters that fold to one.
_CLUSTER = re.compile(
    "[^\u0300-\u036f\u3099\u309a\uff9e\uff9f][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*|.", re.DOTALL
)
_BETWEEN = r"[ \t\u3000]*(?:\n[ \t\u3000]*(?:[>＞][ \t\u3000]*)*)?"


def highlight(text: str, words: Sequence[str]) -> Pieces:
    """The whole text, marked where a word stands."""
    marks = _marks(text, words)
    return _cut(text, marks, 0, len(text))


def snippet(text: str, words: Sequence[str], width: int = 120) -> Pieces:
    """About `width` characters around the densest place, marked."""
    marks = _marks(text, words)
    start = _densest(marks, width)
    end = min(len(text), start + width)
    pieces = _cut(text, marks, start, end)
    return (
        *((("…", False),) if start else ()),
        *pieces,
        *((("…", False),) if end < len(text) else ()),
    )


def _marks(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """(start, end) in the original text of every place where a word stands, without overlaps."""
    if not words:
        return []
    folded, offsets = _fold_with_offsets(text[:LONGEST])
    pattern = "|".join(_pattern(word) for word in sorted(words, key=len, reverse=True))
    return [
        (offsets[match.start()], offsets[match.end()])
        for match in re.finditer(pattern, folded)
        if match.group()
    ]


def _pattern(word: str) -> str:
    """A folded word (or phrase) as a regular expression: CJK characters over broken lines, Latin as whole words."""
    parts = []
    for piece in word.split():
        if is_cjk(piece):
            parts.append(_BETWEEN.join(map(re.escape, piece)))
        else:
            parts.append(rf"(?<![^\W_{CJK}]){re.escape(piece)}")
    return r"[\W_]{0,3}".join(parts)


def _fold_with_offsets(text: str) -> tuple[str, list[int]]:
    """The folded text, and for each of its characters (and its end) where it stands in the original."""
    if text.isascii():
        return text.lower(), list(range(len(text) + 1))
    folded = [
        unicodedata.normalize("NFKC", cluster).casefold().translate(VARIANTS)
        for cluster in _CLUSTER.findall(text)
    ]
    starts = accumulate((len(cluster) for cluster in _CLUSTER.findall(text)), initial=0)
    offsets = [start for start, piece in zip(starts, folded, strict=False) for _ in piece]
    return "".join(folded), [*offsets, len(text)]


def _densest(marks: list[tuple[int, int]], width: int) -> int:
    """Where a window of `width` begins that shows most marks, a little before the first of them."""
    if not marks:
        return 0
    best, most, last = 0, 0, 0
    for first in range(len(marks)):
        last = max(last, first)
        while last + 1 < len(marks) and marks[last + 1][1] <= marks[first][0] + width * 2 // 3:
            last += 1
        if last - first + 1 > most:
            best, most = first, last - first + 1
    start = marks[best][0] - width // 4
    return start if start > width // 8 else 0


def _cut(text: str, marks: list[tuple[int, int]], start: int, end: int) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last in marks:
        if last <= at or first >= end:
            continue
        first, last = max(first, at), min(last, end)
        pieces += [(text[at:first], False), (text[first:last], True)]
        at = last
    pieces.append((text[at:end], False))
    return tuple(piece for piece in pieces if piece[0])
