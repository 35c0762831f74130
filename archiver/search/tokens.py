"""Tokens: text → the string that an FTS5 table with the `ascii` tokenizer indexes.

A run of CJK characters c1…cn gives the bigrams c1c2 … c(n-1)cn and the closing unigram cn, so each character begins
exactly one token: a longer query is a phrase, a query of one character a prefix, and no phrase crosses punctuation
(SEARCH.md has the measurements).  A Latin or digit word is one token.

Of a kanji or katakana after hiragana the bigram says only that one follows (の予 is の〓): which, the next token tells.
Of these there are few, of the pairs many.  A run that begins with hiragana begins with a token that says so (〓の):
what ends in の after a word or a sign need not be looked for under all that begins with の.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import filterfalse
from operator import add
from typing import NamedTuple

from archiver.model import ATTACHED, COMMON, EVERYTHING, KANA, LACKING
from archiver.text import CJK, fold, join_lines, runs_of_lines

LONGEST_WORD = 64
"""Characters of a Latin or digit word that are indexed: base64 and keys would fill the index with what nobody types."""

QUOTED, SUBJECT, NAMED = 0x40000, 0x80000, 0xC0000
"""How far the first character of a token is moved for one that stands in a quote, a signature or a footer, and for an
entry of the vocabulary that stands in the subject or in the name of a file: to planes of Unicode without characters.
A column would cost two bytes a posting; a mark before it would make a beginning of every character that is marked."""
BEFORE = {QUOTED: "\ue002", SUBJECT: "\ue000", NAMED: "\ue005", LACKING: "\ue007"}
"""What stands before a token of ASCII instead: those begin with few characters, and are marked in half the time."""

_CJK_RUN = re.compile(f"[{CJK}]+")
_HIRAGANA = "\u3041-\u3096\u309d-\u309f"
_OTHER_AFTER_HIRAGANA = re.compile(f"[^{_HIRAGANA}ー](?<=[{_HIRAGANA}].)", re.DOTALL)
_BEGINS_IN_HIRAGANA = re.compile(f"[{_HIRAGANA}]")
ANY = "〓"
"""In place of a character: no letter, so that no text has it."""
# The ascii tokenizer takes every byte ≥ 0x80 for part of a word: other punctuation has to go before.
_NO_WORD = re.compile(rf"[^\x00-\x7f\w{CJK}][^\x00-\x7f\w{CJK}]*")
_PIECE = re.compile(rf"[{CJK}]+|[^\W_{CJK}]+")
_LONG_WORD = re.compile(rf"([0-9A-Za-z]{{{LONGEST_WORD}}})[0-9A-Za-z]+")

# A regular expression would take 14 ms a megabyte to find that there is no long word; two passes over bytes take 1.
_SHAPE = bytes(ord("a") if chr(byte).isalnum() and byte < 0x80 else ord(" ") for byte in range(256))
_LONG_SHAPE = b"a" * (LONGEST_WORD + 1)
_WORDS = bytes(
    byte if byte >= 0x80 else ord(chr(byte).lower()) if chr(byte).isalnum() else ord(" ")
    for byte in range(256)
)
"""What the tokenizer does to the bytes of a token string, before it splits them."""


def tokens(text: str) -> str:
    """The token string of a text: words between blanks and ASCII punctuation.

    ASCII text is its own token string: the tokenizer splits and lower-cases it.  So are the lines of ASCII in a text
    of which others are more.
    """
    if text.isascii():
        return _shorten(text)
    return "\n".join(_shorten(run) if is_ascii else _folded(run) for run, is_ascii in runs_of_lines(text))


def _folded(text: str) -> str:
    return _CJK_RUN.sub(_grams, _NO_WORD.sub(" ", _shorten(fold(join_lines(text)))))


def _grams(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(_opening(run) + _pairs(run))} {run[-1]} "


def _pairs(run: str) -> list[str]:
    return list(map(add, run, _OTHER_AFTER_HIRAGANA.sub(ANY, run)[1:]))


def _opening(run: str) -> list[str]:
    return [ANY + run[0]] if _BEGINS_IN_HIRAGANA.match(run) else []


class Words(NamedTuple):
    """Words, and whether they are all of ASCII: what is joined to see that takes as long as to part it."""

    found: Collection[str]
    is_ascii: bool = False


_NONE = Words((), is_ascii=True)


def words(text: str) -> Words:
    """The words of a token string, as the tokenizer of the index parts it."""
    return Words(text.encode("utf-8", "replace").translate(_WORDS).decode().split(), text.isascii())


class _Moved(dict[str, str]):
    """Tokens that begin beyond ASCII with this mark in the place of any other: common ones once for all mails."""

    def __init__(self, by: int) -> None:
        self.by = by

    def __missing__(self, token: str) -> str:
        if ANY in token:  # it never stands alone in a question: the token beside it tells
            moved = token
        elif token[0] in BEFORE.values():
            moved = BEFORE[self.by] + token[1:]
        else:
            moved = chr(ord(token[0]) % QUOTED + self.by) + token[1:]
        if len(self) < _MOST_KEPT and len(token) <= LONGEST_WORD:
            self[token] = moved
        return moved


_MOST_KEPT = 20_000
_MOVED = {mark: _Moved(mark) for mark in BEFORE}


def marked(words: Words, mark: int = QUOTED) -> str:
    """The token string of words that are told from others by a mark."""
    before = BEFORE[mark]
    if words.is_ascii:
        return before + f" {before}".join(words.found) if words.found else ""
    moved = _MOVED[mark]
    return " ".join([before + each if each < "\x80" else moved[each] for each in words.found])


def vocabulary(
    texts: Sequence[str],
    quoted: Words = _NONE,
    *,
    names: str = "",
    is_attached: bool = False,
) -> str:
    """The distinct words and CJK characters of token strings, the first of them the subject's.

    What stands in the subject is there a second time, marked `SUBJECT`, in `names` of files, marked `NAMED`; words of
    `quoted` alone, marked `QUOTED`.  `is_attached`: it is a mail that brings files.
    This is what the index without positions holds: one character, one word or the beginning of one is found in it at a
    fraction of the cost.
    """
    whole = words("\n".join(texts))
    own = _entries(whole)
    found = [
        " ".join(own if whole.is_ascii else _said_or_lacking(own)),
        marked(Words(list(filterfalse(own.__contains__, _entries(quoted))), quoted.is_ascii)),
        _marked_entries(texts[0], SUBJECT),
        _marked_entries(names, NAMED) if names else "",
        EVERYTHING,
        *([ATTACHED] if is_attached else []),
    ]
    return " ".join(filter(None, found))


def _marked_entries(text: str, mark: int) -> str:
    found = words(text)
    return marked(Words(_entries(found), found.is_ascii), mark)


def _said_or_lacking(own: dict[str, None]) -> Iterable[str]:
    """The entries; of characters that nearly every text has, where there is any, those that are not there."""
    if own.keys().isdisjoint(COMMON):
        return own
    lacking = marked(Words(sorted(COMMON - own.keys())), LACKING)
    return [*(each for each in own if each not in COMMON), KANA, *([lacking] if lacking else [])]


def _entries(words: Words) -> dict[str, None]:
    """The words, distinct; a bigram or closing unigram stands for the character that it begins with."""
    distinct = dict.fromkeys(words.found)
    if words.is_ascii:
        return distinct
    first = dict.fromkeys([each if each < "\x80" else _ENTRY[each] for each in distinct])
    first.pop(ANY, None)
    return first


class _Entry(dict[str, str]):
    """Tokens that begin beyond ASCII and what stands for each: common ones once for all mails."""

    def __missing__(self, token: str) -> str:
        entry = token[0] if token[0] == ANY or is_cjk(token) else token
        if len(self) < _MOST_KEPT and len(token) <= LONGEST_WORD:
            self[token] = entry
        return entry


_ENTRY = _Entry()


def _shorten(text: str) -> str:
    """Cut long words.  A query's words are cut in the same place, so a whole long word is still found."""
    if len(text) > LONGEST_WORD and _LONG_SHAPE in text.encode("utf-8", "replace").translate(_SHAPE):
        return _LONG_WORD.sub(r"\1", text)
    return text


def pieces(text: str) -> list[str]:
    """The words and CJK runs of a folded query, in order."""
    return _PIECE.findall(_NO_WORD.sub(" ", _shorten(text)))


def is_cjk(piece: str) -> bool:
    return bool(_CJK_RUN.match(piece))


def phrase(words: list[str], *, prefix: bool = False) -> str:
    """The FTS5 phrase that finds `words` (of `pieces`) next to one another; '' for no words.

    The last run of CJK characters may go on in the text; a Latin word may only with `prefix`.
    """
    if not words:
        return ""
    found: list[str] = []
    for number, piece in enumerate(words):
        is_last = number == len(words) - 1
        if not is_cjk(piece):
            found.append(piece)
            continue
        found += _opening(piece) if number else []
        found += _pairs(piece)
        if not is_last:
            found.append(piece[-1])
        elif len(piece) == 1:
            prefix = not (number and _opening(piece))
            found += [piece] if prefix else []
        elif prefix := found[-1].endswith(ANY):
            found.append(piece[-1])
        else:
            prefix = False
    return f'"{" ".join(found)}"{"*" if prefix else ""}'
