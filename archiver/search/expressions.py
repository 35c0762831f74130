"""Expressions: parts of a query → FTS5 expressions, for the index with positions and for the vocabulary, combined."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.model import COMMON, KANA, LACKING, known
from archiver.search.tokens import ANY, BEFORE, NAMED, QUOTED, SUBJECT, Words, is_cjk, marked

SHORTEST_BEGINNING = 2
"""Letters before a `*`: the vocabulary knows beginnings from here on."""
FIRST_PHRASE = {True: 2, False: sys.maxsize}
"""Characters from which a piece is a phrase, which the vocabulary cannot answer, by whether it is CJK."""


@dataclass(frozen=True, slots=True)
class Expression:
    """An FTS5 expression; `is_negative`: what it does *not* match is wanted."""

    text: str
    is_negative: bool = False
    words: str = ""
    """The same for the vocabulary, '' where that cannot answer."""
    likely: str = ""
    """For the vocabulary, which finds all that matches with this, and perhaps more: never ''."""
    is_scored: bool = True
    """False: who wrote, to whom, what file: nothing to rank by."""
    is_slow: bool = False
    """One character or a beginning: the index with positions would have to merge many of its lists."""
    either: tuple[str, str] = ("", "")
    """The same in two parts, of which one is enough, for the index with positions and for the vocabulary; ('', '')
    where that would not be faster."""

    def own(self) -> Expression:
        """The same, in what is not quoted."""
        text, words = self.either
        return replace(
            self,
            text=own(self.text),
            words=own(self.words),
            likely=own(self.likely),
            either=(own(text), own(words)),
        )


def everywhere(literal: str) -> str:
    """A phrase, where it stands in quotes too."""
    _, words, open_end = literal.split('"')
    return f'({literal} OR "{marked(Words(words.split(" ")))}"{open_end})'


def own(text: str) -> str:
    """An expression about what is not quoted."""
    return _EVERYWHERE.sub(r"\1", text)


_QUOTED = f"{BEFORE[QUOTED]}{chr(QUOTED)}-{chr(SUBJECT - 1)}"
_EVERYWHERE = re.compile(rf'\(("[^"]*"\*?|\("{KANA}" NOT "."\)) OR "[^"]*[{_QUOTED}][^"]*"\*?\)')
_COMMON = re.compile(rf'\("{KANA}" NOT "(.)"\)')
_ENTRY = re.compile('"([^"]*)"')


def closed(text: str) -> str:
    """Without a last character that would be looked for as a beginning, after a phrase that tells nearly as much."""
    return _LAST.sub(r'\1"', text)


_LAST = re.compile(f'( [^ "]{ANY}) [^ "]"\\*')


def entries(form: list[str], *, is_prefix: bool) -> str:
    """Every word and character of a form, wherever they stand, each once; of many without those that all texts have."""
    *before, last = [each for piece in form for each in (piece if is_cjk(piece) else [piece])]
    distinct = dict.fromkeys(before)
    if len(rare := [each for each in distinct if each not in COMMON]) >= _ENOUGH:
        distinct = dict.fromkeys(rare)
    found = [entry(each, is_prefix=False) for each in distinct if each != last or is_prefix]
    return joined("AND", [*found, entry(last, is_prefix=is_prefix)])


_ENOUGH = 8
"""Rarer entries, beside which it takes longest to ask of the common ones, and tells least."""


def entry(piece: str, *, is_prefix: bool) -> str:
    if is_cjk(piece):
        return f'({known(piece)} OR "{marked(Words([piece]))}")'
    return everywhere(f'"{piece}"{"*" if is_prefix else ""}')


def in_column(found: Expression | None, column: str) -> Expression | None:
    if not found or not column:
        return found
    mark = _MARKS.get(column, 0)
    words, likely = (_under(mark, each) if mark else each for each in (found.words, found.likely))
    text = f"{column} : ({own(found.text)})"
    return replace(found, text=text, words=words if mark else "", likely=likely, either=("", ""))


_MARKS = {"subject": SUBJECT, "names": NAMED}
"""Columns of which the vocabulary knows what stands in them."""


def in_subject(words: str) -> str:
    """An expression for the vocabulary as one about the subject alone."""
    return _under(SUBJECT, words)


def _under(mark: int, words: str) -> str:
    """An expression for the vocabulary as one about what stands there under a mark."""
    words = _COMMON.sub(lambda found: f'"{chr(ord(found[1]) - LACKING)}"', own(words))
    return _ENTRY.sub(lambda found: f'"{marked(Words([found[1]]), mark)}"', words)


def joined(operator: str, texts: Sequence[str]) -> str:
    """The expressions under one operator; '' for none."""
    if not texts:
        return ""
    return texts[0] if len(texts) == 1 else f"({f' {operator} '.join(texts)})"


def all_of(found: Sequence[Expression]) -> Expression | None:
    """Every one of `found`: a b -c is (a AND b) NOT c; -b -c is what (b OR c) does not match."""
    return _combined(found, negative=False)


def any_of(found: Sequence[Expression]) -> Expression | None:
    """At least one of `found`: a OR -b is what (b NOT a) does not match."""
    return _combined(found, negative=True)


def _combined(found: Sequence[Expression], *, negative: bool) -> Expression | None:
    """By De Morgan's law the two are one: those of the leading sign are joined by AND, the others taken off."""
    if not found:
        return None
    leading = [each for each in found if each.is_negative is negative]
    others = [each for each in found if each.is_negative is not negative]
    is_known = all(each.words for each in found)
    return Expression(
        _difference([each.text for each in leading], [each.text for each in others]),
        is_negative=negative if leading else not negative,
        words=_difference([each.words for each in leading], [each.words for each in others])
        if is_known
        else "",
        likely=_difference(
            [each.likely for each in leading], [] if leading else [each.likely for each in others]
        ),
        is_slow=any(each.is_slow for each in found),
        either=_either(found) if negative and not is_known else ("", ""),
    )


def _either(found: Sequence[Expression]) -> tuple[str, str]:
    """Alternatives in those that the vocabulary answers and the others, where any would be slow among these."""
    known = [each.words for each in found if each.words]
    others = [each.text for each in found if not each.words]
    is_faster = any(each.words and each.is_slow for each in found)
    if not is_faster or any(each.is_negative for each in found):
        return "", ""
    return joined("OR", others), joined("OR", known)


def _difference(leading: Sequence[str], others: Sequence[str]) -> str:
    """All of `leading` and none of `others`; of no `leading`, any of `others`."""
    if not leading:
        return joined("OR", others)
    text = joined("AND", leading)
    return f"({text} NOT {joined('OR', others)})" if others else text
