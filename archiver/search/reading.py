"""Reading a query: what a person typed → groups of words, phrases and fields.  Nothing typed is an error."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field

from archiver.search.fields import COLUMNS, field_named
from archiver.words import Phrase

LONGEST = 500
"""Characters of a query that are read."""
MOST_TERMS = 50
DEEPEST = 10
"""Parentheses within parentheses: the parser of FTS5 has a stack of 100."""


@dataclass(frozen=True, slots=True)
class Note:
    """What was not taken as it was typed."""

    kind: str
    """not-understood, short-beginning, synonyms, relative, time, many-words, long, deep, no-words"""
    detail: str = ""

    @property
    def sentence(self) -> Phrase:
        """It in words for people."""
        return _SENTENCES[self.kind](self.detail)


_SENTENCES: dict[str, Callable[[str], Phrase]] = {
    "not-understood": lambda word: Phrase(
        "“{word}” was not understood, so it was searched as a word.", word=word
    ),
    "many-words": lambda number: Phrase("Only the first {number} words were searched.", number=number),
    "long": lambda number: Phrase("Only the first {number} characters were read.", number=number),
    "deep": lambda number: Phrase("Parentheses deeper than {number} were not understood.", number=number),
    "no-words": lambda _: Phrase("There is no letter or digit to search for."),
    "short-beginning": lambda word: Phrase(
        "“{word}” has too few letters before the *: only the word itself was searched.", word=word
    ),
    "relative": lambda days: Phrase("Read as of today: {days}", days=days),
    "time": lambda query: Phrase("Searched as words. As a time it is: {query}", query=query),
    "synonyms": lambda words: Phrase("Words of the same meaning were searched too: {words}", words=words),
}


@dataclass(frozen=True, slots=True)
class Term:
    """A word, or a phrase between quotation marks."""

    text: str
    is_quoted: bool = False
    is_negated: bool = False
    span: tuple[int, int] = (0, 0)
    """Where it stands in the query, its quotation marks included."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field and its value.  `name` is one of `fields.field_named`."""

    name: str
    value: Term
    is_negated: bool = False
    span: tuple[int, int] = (0, 0)
    """Where it stands in the query, its minus sign or NOT included."""


@dataclass(slots=True)
class Group:
    """What stands between two parentheses: alternatives (OR), each of items that all have to hold."""

    column: str = ""
    is_negated: bool = False
    alternatives: list[list[Item]] = field(default_factory=lambda: [[]])


Item = Term | Field | Group

# An input method for Japanese types these where an engineer types the sign; 、 and 。 end a word.
_SIGNS = str.maketrans("（）：“”„〝〟＂｢｣－−＊、。\0", '():""""""「」--*   ')
_COMMA = re.compile("，(?![0-9０-９])|(?<![0-9０-９])，")
"""As 、 does; １，０００ is a number."""
_SURROGATES = re.compile("[\ud800-\udfff]")

_LEXEME = re.compile(
    r"""(?:(?P<scope>[^\s:()"「]{1,20}):)?(?P<open>\() | (?P<close>\)) | (?P<minus>-(?=[^\s)]))
      | (?:(?P<field>[^\s:()"「]{1,20}):(?=[^\s()]))?
        (?: "(?P<double>[^"]*)"? | 「(?P<kagi>[^」]*)」? | (?P<word>[^\s()"「]+) )""",
    re.VERBOSE,
)


def read(text: str) -> tuple[Group, list[Note]]:
    """The query as a group, and notes on what was left out of it."""
    text = _COMMA.sub(" ", _SURROGATES.sub(" ", text.translate(_SIGNS)))
    reader = _Reader()
    if len(text.strip()) > LONGEST:
        reader.notes.append(Note("long", str(LONGEST)))
    for lexeme in _LEXEME.finditer(text[: len(text) - len(text.lstrip()) + LONGEST]):
        reader.take(lexeme)
    return reader.stack[0], reader.notes


class _Reader:
    """Reads lexemes from left to right; open parentheses wait on a stack."""

    def __init__(self) -> None:
        self.notes: list[Note] = []
        self.stack = [Group()]
        self.too_deep = 0
        self.negated_from: int | None = None
        """Where the minus sign or NOT stands that the next item has before it."""
        self.terms = 0

    def take(self, lexeme: re.Match[str]) -> None:
        if lexeme["open"]:
            self._open(lexeme["scope"] or "")
        elif lexeme["close"]:
            self._close()
        elif lexeme["minus"]:
            self.negated_from = lexeme.start()
        else:
            self._take_term(lexeme)

    def _open(self, scope: str) -> None:
        column = COLUMNS.get(field_named(scope), "")
        if scope and not column:
            self._add(Term(scope))
        if len(self.stack) > DEEPEST:
            self.too_deep += 1
            self.notes.append(Note("deep", str(DEEPEST)))
            return
        group = Group(column, self.negated_from is not None)
        self._add(group)
        self.stack.append(group)

    def _close(self) -> None:
        if self.too_deep:
            self.too_deep -= 1
        elif len(self.stack) > 1:
            self.stack.pop()
        self.negated_from = None

    def _take_term(self, lexeme: re.Match[str]) -> None:
        quoted = next((lexeme[kind] for kind in ("double", "kagi") if lexeme[kind] is not None), None)
        word = quoted if quoted is not None else lexeme["word"]
        operator = "" if lexeme["field"] or quoted is not None else unicodedata.normalize("NFKC", word)
        if operator == "OR":
            self.stack[-1].alternatives.append([])
            self.negated_from = None
        elif operator == "NOT":
            self.negated_from = lexeme.start()
        elif operator != "AND":
            self._add_term(lexeme["field"] or "", Term(word, quoted is not None), lexeme.span())

    def _add_term(self, prefix: str, term: Term, span: tuple[int, int]) -> None:
        is_negated = self.negated_from is not None
        self.terms += 1
        if self.terms > MOST_TERMS:
            self.notes.append(Note("many-words", str(MOST_TERMS)))
        elif name := field_named(prefix):
            start = span[0] if self.negated_from is None else self.negated_from
            self._add(Field(name, term, is_negated, (start, span[1])))
        else:
            text = f"{prefix}:{term.text}" if prefix else term.text
            self._add(Term(text, term.is_quoted, is_negated, span))

    def _add(self, item: Item) -> None:
        self.stack[-1].alternatives[-1].append(item)
        self.negated_from = None
