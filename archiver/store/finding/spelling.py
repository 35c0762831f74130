"""Spelling: a word that finds nothing → words of this archive that look like it."""

from __future__ import annotations

import difflib
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator

from archiver.model import known
from archiver.store.finding import showing
from archiver.text import CJK, fold, join_lines

_MOST_COMPARED = 5_000
_LIKENESS = 0.72
_MOST_APART = 2
"""Letters by which a word is longer or shorter, and which it may lack."""


def alike(connection: sqlite3.Connection, word: str, most: int = 3) -> list[str]:
    """Latin words of the archive that begin as `word` (folded, one word) does and differ little from it."""
    if len(word) < 4 or not (word.isascii() and word.isalnum()):
        return []
    # To read the words that begin with two letters takes eight times as long as with three.
    for beginning in (word[:3], word[:2]):
        if found := difflib.get_close_matches(word, _near(connection, word, beginning), most, _LIKENESS):
            return found
    return []


def one_letter_apart(connection: sqlite3.Connection, word: str, most: int = 2) -> list[str]:
    """What stands here of the letters of `word` (folded, CJK characters alone) with another in one place, else one less
    or one more; the most frequent first.  It is looked for in a few texts that have all its other letters."""
    if not _SHORTEST <= len(word) <= _LONGEST:
        return []
    found: Counter[str] = Counter()
    for at in range(1, len(word)):
        before, after = word[:at], word[at + 1 :]
        pattern = re.compile(
            f"{before}[{CJK}]{{0,{1 + bool(after)}}}{after}" if after else f"{before}[{CJK}]"
        )
        for text in _texts_with(connection, before + after):
            found.update(pattern.findall(text))
    del found[word]
    alike = [each for each, _ in found.most_common()]
    # 懇新会 is 懇親会, and not 懇親会会, which stands in 懇親会会場.
    same = [each for each in alike if len(each) == len(word)]
    # Of three letters two are left: 見書, which stands in 意見書, is no slip for 見積書.
    return same[:most] or [each for each in alike if len(each) >= _SHORTEST][:most]


def _texts_with(connection: sqlite3.Connection, letters: str) -> Iterator[str]:
    """A few folded texts, the newest first, in which all of these letters stand."""
    match = " AND ".join(map(known, dict.fromkeys(letters)))
    ids = [row[0] for row in connection.execute(_NEWEST, [match, _MOST_READ])]
    for hit in showing.hits(connection, ids):
        yield fold(join_lines(f"{hit.subject}\n{hit.body[:_MOST_LETTERS]}"))


_NEWEST = "SELECT rowid FROM search_words WHERE search_words MATCH ? ORDER BY rowid DESC LIMIT ?"
_SHORTEST, _LONGEST = 3, 8
_MOST_READ, _MOST_LETTERS = 12, 4_000


def _near(connection: sqlite3.Connection, word: str, beginning: str) -> list[str]:
    """The words that begin so, are about as long and have nearly all of the word's letters."""
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search_words, row)"
    )
    found = connection.execute(
        "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? || x'7f' LIMIT ?",
        [beginning, beginning, _MOST_COMPARED],
    )
    letters = set(word)
    return [
        term
        for (term,) in found
        if abs(len(term) - len(word)) <= _MOST_APART and len(letters.difference(term)) <= _MOST_APART
    ]
