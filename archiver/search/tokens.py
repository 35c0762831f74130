"""Tokens: text → the string that an FTS5 table with the `ascii` tokenizer indexes.

A run of CJK characters c1…cn gives the bigrams c1c2 … c(n-1)cn and the closing unigram cn, so each character begins
exactly one token: a longer query is a phrase, a query of one character a prefix, and no phrase crosses punctuation
(SEARCH.md has the measurements).  A Latin or digit word is one token.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from operator import add

from archiver.model import ATTACHED, EVERYTHING
from archiver.text import CJK, fold, join_lines, runs_of_lines

LONGEST_WORD = 64
"""Characters of a Latin or digit word that are indexed: base64 and keys would fill the index with what nobody types."""

SUBJECT = "\ue000"
"""Before an entry of the vocabulary: it stands in the subject.  A private character, which no token string holds."""

QUOTED = "\ue002"
"""Before a token: it stands in a quote, a signature or a footer.  A column would cost two bytes a posting."""

NAMED = "\ue005"
"""Before an entry of the vocabulary: it stands in the name of a file."""

_CJK_RUN = re.compile(f"[{CJK}]+")
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


def words(text: str) -> list[str]:
    """The words of a token string, as the tokenizer of the index parts it."""
    return text.encode("utf-8", "replace").translate(_WORDS).decode().split()


def marked(found: Iterable[str], mark: str = QUOTED) -> str:
    """The token string of words that are told from others by a mark: those of quoted text."""
    return f" {mark}".join(["", *found])


def vocabulary(
    texts: Sequence[str], quoted: Sequence[str] = (), *, names: str = "", is_attached: bool = False
) -> str:
    """The distinct words and CJK characters of token strings, the first of them the subject's.

    What stands in the subject is there a second time, behind `SUBJECT`, in `names` of files, behind `NAMED`; words of
    `quoted` alone, behind `QUOTED`.  `is_attached`: it is a mail that brings files.
    This is what the index without positions holds: one character, one word or the beginning of one is found in it at a
    fraction of the cost.
    """
    whole = "\n".join(texts)
    own, subject = _entries(words(whole), whole), _entries(words(texts[0]), texts[0])
    others = [each for each in _entries(quoted, "".join(quoted)) if each not in own]
    marks = marked(subject, SUBJECT) + (marked(_entries(words(names), names), NAMED) if names else "")
    return (
        f"{' '.join(own)}{marked(others)}{marks} {EVERYTHING}{f' {ATTACHED}' if is_attached else ''}".lstrip()
    )


def _entries(found: Sequence[str], text: str) -> dict[str, None]:
    """The words of a text, distinct; a bigram or closing unigram stands for the character that it begins with."""
    distinct = dict.fromkeys(found)
    if text.isascii():
        return distinct
    return dict.fromkeys(each[0] if each[0] > "\x7f" and is_cjk(each[0]) else each for each in distinct)


def _grams(match: re.Match[str]) -> str:
    run = match.group()
    return f" {' '.join(map(add, run, run[1:]))} {run[-1]} "


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
    for piece in words[:-1]:
        found += [*map(add, piece, piece[1:]), piece[-1]] if is_cjk(piece) else [piece]
    last = words[-1]
    if is_cjk(last):
        found += [*map(add, last, last[1:])] or [last]
        prefix = len(last) == 1
    else:
        found.append(last)
    return f'"{" ".join(found)}"{"*" if prefix else ""}'
