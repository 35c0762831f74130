"""A real FTS5 table over texts, as the archive has it, and the slow scan that it has to agree with."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from datetime import date
from importlib.resources import files

from archiver import search
from archiver.text import CJK, fold, join_lines

TODAY = date(2011, 12, 5)


SCHEMA = re.findall(
    r"CREATE VIRTUAL TABLE .*?\n\);",
    files("archiver.store").joinpath("archive.sql").read_text("utf-8"),
    re.DOTALL,
)
"""The two indexes, as the archive has them."""


class Index:
    """Texts in the indexes, each as a body, or (subject, body) where a text is a pair."""

    def __init__(self, texts: Sequence[str | tuple[str, str]]) -> None:
        self.connection = sqlite3.connect(":memory:")
        for statement in SCHEMA:
            self.connection.execute(statement)
        self.everything: set[int] = set()
        for text in texts:
            subject, own = ("", text) if isinstance(text, str) else text
            self.add(subject, own)

    def add(self, subject: str, own: str, quoted: str = "") -> None:
        title, text = map(search.tokens, (subject, own))
        others = search.words(search.tokens(quoted))
        number = len(self.everything)
        self.connection.execute(
            "INSERT INTO search(rowid, subject, text) VALUES (?, ?, ?)",
            (number, title, f"{text} {search.marked(others)}"),
        )
        self.connection.execute(
            "INSERT INTO search_words(rowid, text) VALUES (?, ?)",
            (number, search.vocabulary((title, text), others)),
        )
        self.everything.add(number)

    def find(self, query: str) -> set[int]:
        """The numbers of the texts that a query finds, filters aside."""
        compiled = search.compile(query, TODAY)
        found = set(self.everything)
        if compiled.match:
            found &= self.matching(compiled.match)
        if compiled.words:
            found &= self.matching(compiled.words, "search_words")
        for text, words in compiled.either:
            found &= self.matching(text) | self.matching(words, "search_words")
        found -= self.matching(compiled.exclude) if compiled.exclude else set()
        return found - (
            self.matching(compiled.exclude_words, "search_words") if compiled.exclude_words else set()
        )

    def matching(self, expression: str, table: str = "search") -> set[int]:
        rows = self.connection.execute(f"SELECT rowid FROM {table} WHERE {table} MATCH ?", [expression])
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
