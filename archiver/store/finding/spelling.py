"""Spelling: a word that finds nothing → words of this archive that look like it."""

from __future__ import annotations

import difflib
import sqlite3

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
