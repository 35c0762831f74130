"""A real FTS5 table over texts, as the archive has it, and the slow scan that it has to agree with."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date

from archiver import search
from archiver.text import CJK, fold, join_lines

TODAY = date(2011, 12, 5)


class Index:
    """Texts in an index, each in the column `own`, or (subject, own) where a text is a pair."""

    def __init__(self, texts: Sequence[str | tuple[str, str]]) -> None:
        self.connection = sqlite3.connect(":memory:")
        self.connection.execute(
            "CREATE VIRTUAL TABLE search USING fts5(subject, own, quoted, people, names, content='', tokenize='ascii')"
        )
        pairs = [("", text) if isinstance(text, str) else text for text in texts]
        self.connection.executemany(
            "INSERT INTO search(rowid, subject, own) VALUES (?, ?, ?)",
            [
                (number, search.tokens(subject), search.tokens(own))
                for number, (subject, own) in enumerate(pairs)
            ],
        )
        self.everything = set(range(len(pairs)))

    def find(self, query: str) -> set[int]:
        """The numbers of the texts that a query finds, filters aside."""
        compiled = search.compile(query, TODAY)
        found = self.matching(compiled.match) if compiled.match else self.everything
        return found - self.matching(compiled.exclude) if compiled.exclude else found

    def matching(self, expression: str) -> set[int]:
        rows = self.connection.execute("SELECT rowid FROM search WHERE search MATCH ?", [expression])
        return {number for (number,) in rows}


class Scan:
    """The same texts, folded, to be read from end to end."""

    def __init__(self, texts: Sequence[str]) -> None:
        self.texts = [fold(join_lines(text)) for text in texts]

    def find(self, query: str) -> set[int]:
        """CJK characters as they stand; a Latin or digit word whole; between scripts nothing that is a letter."""
        letter = rf"[^\W_{CJK}]"
        words = re.findall(rf"[{CJK}]+|{letter}+", fold(query))
        pattern = r"[\W_]*".join(
            word if re.match(f"[{CJK}]", word) else rf"(?<!{letter}){word}(?!{letter})" for word in words
        )
        return {number for number, text in enumerate(self.texts) if re.search(pattern, text)}


def finds(query: str, text: str) -> bool:
    return bool(Index([text]).find(query))
