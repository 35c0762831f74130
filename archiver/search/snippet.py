"""Snippets: a text and the words that were looked for → the place that shows them, marked on the original text."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate, count, islice
from operator import add, itemgetter, methodcaller

from archiver.search.tokens import LONGEST_WORD, is_cjk, pieces
from archiver.text import CJK, INVISIBLE, fold

LONGEST = 100_000
"""Characters of a text that are looked at."""

Pieces = tuple[tuple[str, bool], ...]
"""A text in pieces, each with whether it is marked."""

# What NFKC composes stands together: ｶﾞ is two characters that fold to one.
_COMBINING = f"\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f{INVISIBLE}"
# Each of these folds to one character: ASCII, signs, kana, kanji, full-width forms.
_SIGNS = "§¶×÷\u2010-\u2015\u2018-\u2022※\u2190-\u21ff①-⑨\u2500-\u26ff"
_PLAIN = f"\x00-\x7f{_SIGNS}\u3000-\u3020\u3041-\u3094\u30a1-\u30fe\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff5e"
_EVEN = re.compile(f"[{_PLAIN}]*")
_STRETCH = re.compile(f"([{_PLAIN}]+(?![{_COMBINING}]))|[^{_COMBINING}][{_COMBINING}]*|.", re.DOTALL)

# As `text.join_lines` does: a word goes on over the end of a line and the quote marks after it.
_BROKEN = r"[ \t]*\n[ \t]*(?:>[ \t]*)*"
_MOST_MARKS = 200
"""Places of one word in a text that are looked at."""
_NEAR = 3
"""Times the width of a snippet: marks further away than that are not in it."""
_A_LETTER = re.compile(rf"[^\W_{CJK}]")
_APART = r"[\W_]+"
_SPAN = methodcaller("span")
_GAPS = {
    (True, True): rf"(?!{_BROKEN}[{CJK}]){_APART}",
    (False, False): _APART,
    (True, False): r"[\W_]*",
    (False, True): r"[\W_]*",
}
"""What separates two tokens next to one another, by whether each is CJK."""


_Mark = tuple[int, int, int]
"""Where a word stands, from which character up to but without which, and which of the words it is."""


def highlight(text: str, words: Sequence[str]) -> Pieces:
    """The whole text, marked where a word stands.  `words` as in `Query.highlights`."""
    folded = _Folded(text[:LONGEST])
    return _cut(text, map(folded.original, _marks(folded, words)), 0, len(text))


def snippet(text: str, words: Sequence[str], width: int = 120) -> Pieces:
    """About `width` characters where most of the words stand together, marked; from the start of a sentence if near."""
    folded = _Folded(text[:LONGEST])
    marks = _marks(folded, words)
    start = 0
    if marks:
        best = _fullest(marks, width * 2 // 3)
        start = _start(text, folded.original(best), width // 3)
        earliest, latest = best[0] - _NEAR * width, best[0] + _NEAR * width
        marks = [mark for mark in marks if earliest <= mark[0] <= latest]
    end = min(len(text), start + width)
    before: Pieces = (("…", False),) if start else ()
    after: Pieces = (("…", False),) if end < len(text) else ()
    return (*before, *_cut(text, map(folded.original, marks), start, end), *after)


def _marks(folded: _Folded, words: Sequence[str]) -> list[_Mark]:
    """Every place of the folded text where a word stands, in order; the longest first of those that begin together."""
    patterns = [(number, pattern) for number, word in enumerate(words) if (pattern := _pattern(word))]
    marks = [
        (start, end, number)
        for number, pattern in patterns
        for start, end in islice(pattern.places(folded.text, is_ascii=folded.is_ascii), _MOST_MARKS)
    ]
    if len(patterns) > 1:
        marks.sort(key=itemgetter(1), reverse=True)
        marks.sort(key=itemgetter(0))
    return marks


@dataclass(frozen=True, slots=True)
class _Pattern:
    """How a word looks in a folded text.  Only ASCII letters are kept from its ends by the expression itself, which is
    enough for a text in ASCII: with those of all scripts it would take longer to make than everything else."""

    expression: re.Pattern[str]
    is_word: bool
    """It begins with a letter that may not stand in the middle of a word."""
    is_whole: bool
    """It ends where its last word ends."""

    def places(self, text: str, *, is_ascii: bool) -> Iterator[tuple[int, int]]:
        """(start, end) of each place."""
        if is_ascii or not (self.is_word or self.is_whole):
            return map(_SPAN, self.expression.finditer(text))
        return self._apart(text)

    def _apart(self, text: str) -> Iterator[tuple[int, int]]:
        """The same, where no letter of another script stands beside it."""
        at = 0
        while found := self.expression.search(text, at):
            start, end = found.span()
            is_apart = not (self.is_word and start and _is_letter(text[start - 1]))
            if is_apart and not (self.is_whole and _is_letter(text[end : end + 1])):
                yield start, end
                at = end
            else:
                at = start + 1


def _is_letter(sign: str) -> bool:
    """Whether it is a letter that the expression itself does not know: of another script than Latin and Japanese."""
    return sign > "\x7f" and bool(_A_LETTER.match(sign))


@lru_cache(maxsize=512)
def _pattern(word: str) -> _Pattern | None:
    """How a highlight is found, None for one without letters.  Between tokens stands what separates them."""
    parts = pieces(fold(word))
    if not parts:
        return None
    pattern = ""
    for number, part in enumerate(parts):
        if number:
            pattern += _GAPS[is_cjk(parts[number - 1]), is_cjk(part)]
        # The look behind comes after the word, so that the engine can skip to the word's first letter.
        apart = rf"(?<![0-9a-z]{part})" if not number else ""
        pattern += f"(?:{_BROKEN})?".join(part) if is_cjk(part) else part + apart
    is_open = is_cjk(parts[-1]) or word.endswith("*") or len(parts[-1]) == LONGEST_WORD
    ended = pattern if is_open else f"{pattern}(?![0-9a-z])"
    return _Pattern(re.compile(ended), not is_cjk(parts[0]), not is_open)


class _Folded:
    """A folded text that knows where each of its characters stands in the original.

    Folding never adds or takes away the end of a line: so it is done at one go, and only in lines where something
    stands that was looked for is it asked which character became which.
    """

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self._original = text
        self.is_ascii = text.isascii()
        self.is_even = self.is_ascii or bool(_EVEN.fullmatch(text))
        self._stretches: dict[int, list[tuple[int, int, int, bool]]] = {}

    @cached_property
    def _lines(self) -> tuple[list[int], list[int]]:
        """Where the lines begin, folded and as they are."""
        folded, original = (
            list(map(add, accumulate(map(len, text.split("\n")), initial=0), count()))
            for text in (self.text, self._original)
        )
        return folded, original

    def original(self, mark: _Mark) -> _Mark:
        """The same in the original text."""
        start, end, word = mark
        return mark if self.is_even else (self._character(start)[0], self._character(end - 1)[1], word)

    def _character(self, at: int) -> tuple[int, int]:
        """(start, end) of what folded to the character at `at`: ㈱ folds to three."""
        folded_starts, starts = self._lines
        number = bisect_right(folded_starts, at) - 1
        before = starts[number]
        if number not in self._stretches:
            end = self._original.find("\n", before)
            line = self._original[before:] if end < 0 else self._original[before : end + 1]
            is_same = self.text.startswith(line, folded_starts[number])
            self._stretches[number] = [(0, 0, len(line), True)] if is_same else list(_stretches(line))
        at -= folded_starts[number]
        stretches = self._stretches[number]
        folded, start, end, is_plain = stretches[bisect_right(stretches, at, key=itemgetter(0)) - 1]
        if not is_plain:
            return before + start, before + end
        start += before + at - folded
        return start, start + 1


def _stretches(line: str) -> Iterator[tuple[int, int, int, bool]]:
    """A line in stretches that fold by themselves: where each stands folded, where (start, end) as it is, and whether
    character by character."""
    at = 0
    for found in _STRETCH.finditer(line):
        is_plain = found[1] is not None
        yield at, found.start(), found.end(), is_plain
        at += found.end() - found.start() if is_plain else len(fold(found[0]))


def _fullest(marks: Sequence[_Mark], width: int) -> _Mark:
    """The first mark of the stretch of `width` that holds most different words, the first that holds all of several; of
    one word the stretch where it stands most often."""
    best, most = marks[0], (0, 0)
    words = {word for _, _, word in marks}
    inside = dict.fromkeys(words, 0)
    last = different = 0
    for first, mark in enumerate(marks):
        end = mark[0] + width
        while last < len(marks) and (last == first or marks[last][1] <= end):
            word = marks[last][2]
            different += not inside[word]
            inside[word] += 1
            last += 1
        if (different, last - first) > most:
            best, most = mark, (different, last - first)
            if different == len(words) > 1:
                break
        if last == len(marks):
            break  # from here on there are only fewer
        inside[mark[2]] -= 1
        different -= not inside[mark[2]]
    return best


def _start(text: str, mark: _Mark, before: int) -> int:
    """Where to begin: at the sentence or line that holds the mark, if it begins at most `before` characters earlier."""
    earliest = max(0, mark[0] - before)
    found = max(text.rfind("。", earliest, mark[0]), text.rfind("\n", earliest, mark[0]))
    return found + 1 if found >= 0 else earliest


def _cut(text: str, marks: Iterable[_Mark], start: int, end: int) -> Pieces:
    pieces: list[tuple[str, bool]] = []
    at = start
    for first, last, _ in marks:
        if max(first, at) >= end:
            break
        if last <= at:
            continue
        if first > at:
            pieces.append((text[at:first], False))
        pieces.append((text[max(first, at) : min(last, end)], True))
        at = min(last, end)
    if at < end:
        pieces.append((text[at:end], False))
    return tuple(pieces)
