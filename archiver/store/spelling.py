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
    connection.execute(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.vocabulary USING fts5vocab(main, search_words, row)"
    )
    begin = word[:2]
    found = connection.execute(
        "SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? || x'7f' LIMIT ?",
        [begin, begin, _MOST_COMPARED],
    )
    letters = set(word)
    near = [
        term
        for (term,) in found
        if abs(len(term) - len(word)) <= _MOST_APART and len(letters.difference(term)) <= _MOST_APART
    ]
    return difflib.get_close_matches(word, near, most, _LIKENESS)
