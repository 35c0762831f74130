"""Query: what a person typed → an FTS5 expression, filters, and words to highlight.  Nothing typed is an error.

Space is AND; OR, -word or NOT, "…" 「…」, word*, parentheses, and fields in both languages.  What could not be
understood is searched as words, and said in `notes`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from archiver.search.fields import COLUMNS, Filter, filters
from archiver.search.forms import forms, shortest
from archiver.search.reading import Field, Group, Item, Term, read
from archiver.search.tokens import is_cjk, phrase
from archiver.text import fold

OWN_COLUMNS = "{subject own people names}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A compiled query.  `match` '' means: everything, narrowed by `exclude` and `filters`."""

    match: str = ""
    exclude: str = ""
    """What may not match: FTS5 has no NOT that stands alone."""
    filters: tuple[Filter, ...] = ()
    highlights: tuple[str, ...] = ()
    """Folded words to mark, every form of them: runs of one script between blanks, `*` at the end of a beginning."""
    notes: tuple[str, ...] = ()
    """`slug: detail` of what was not taken as typed: not-understood, many-words, long, deep, no-words."""

    def is_empty(self) -> bool:
        return not (self.match or self.exclude or self.filters)


def compile(text: str, today: date) -> Query:
    """Compile what a person typed.  `today` tells 先月 and the like."""
    root, notes = read(text)
    return _Compiler(today, notes).query(root)


def table_query(text: str) -> str:
    """The FTS5 expression for Datasette's own search box: never an error, '""' (nothing) for no words.

    A table cannot be filtered here: fields become columns of the index, or words.
    """
    root, notes = read(text)
    return _Compiler(None, notes).query(root).match or '""'


@dataclass(frozen=True, slots=True)
class _Expression:
    """An FTS5 expression; `is_negative`: what it does *not* match is wanted."""

    text: str
    is_negative: bool


class _Compiler:
    """Compiles a query that was read.  `today` None: there is nothing that could apply filters."""

    def __init__(self, today: date | None, notes: Sequence[str]) -> None:
        self.today = today
        self.notes = list(notes)
        self.filters: list[Filter] = []
        self.highlights: list[str] = []
        self.columns = ""

    def query(self, root: Group) -> Query:
        found = self._group(root, is_whole=True, is_shown=True)
        text = found.text if found else ""
        if self.columns and text:
            text = f"{self.columns} : ({text})"
        is_negative = found is not None and found.is_negative
        if not text and not self.filters and any(root.alternatives):
            self.notes.append("no-words")
        return Query(
            match="" if is_negative else text,
            exclude=text if is_negative else "",
            filters=tuple(self.filters),
            highlights=tuple(dict.fromkeys(self.highlights)),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _group(self, group: Group, *, is_whole: bool, is_shown: bool) -> _Expression | None:
        """`is_whole`: what is said here holds for the whole query, so it may be a filter.

        Groups lie in one another no deeper than `reading.DEEPEST`.
        """
        alternatives = [items for items in group.alternatives if items]
        is_whole = is_whole and len(alternatives) == 1
        found = [self._together(items, is_whole=is_whole, is_shown=is_shown) for items in alternatives]
        return _any([each for each in found if each])

    def _together(self, items: Sequence[Item], *, is_whole: bool, is_shown: bool) -> _Expression | None:
        found = []
        for item in items:
            shown = is_shown and not item.is_negated
            if isinstance(item, Group):
                each = self._group(item, is_whole=is_whole and not item.is_negated, is_shown=shown)
                each = _in_column(each, item.column)
            elif isinstance(item, Field):
                each = self._field(item, is_whole=is_whole, is_shown=shown)
            else:
                each = self._term(item, is_shown=shown)
            if each:
                found.append(_Expression(each.text, each.is_negative != item.is_negated))
        return _all(found)

    def _field(self, item: Field, *, is_whole: bool, is_shown: bool) -> _Expression | None:
        """Take a field in as a filter where that is possible; else its words, in its column if there is one."""
        value, column = item.value, COLUMNS.get(item.name, "")
        if is_whole and self.today and item.name != "subject" and self._filter(item, self.today):
            return None
        if not column:
            self.notes.append(f"not-understood: {value.text}")
        return _in_column(self._term(value, is_shown=is_shown), column)

    def _filter(self, item: Field, today: date) -> bool:
        """Note the filters of a field; False when its value means nothing."""
        found = filters(item.name, item.value.text, today, is_excluded=item.is_negated)
        if Filter(field="is", value="own") in found:
            self.columns = OWN_COLUMNS
        self.filters += found
        return bool(found)

    def _term(self, item: Term, *, is_shown: bool) -> _Expression | None:
        """The expression of one word or phrase; None when it holds no letter or digit."""
        found = forms(fold(item.text))
        if not found:
            return None
        is_prefix = item.text.endswith("*") and not item.is_quoted
        if item.is_quoted or is_prefix:
            del found[1:]
        if is_shown:
            self.highlights += [_highlight(form, is_prefix) for form in found]
        phrases = [phrase(form, prefix=is_prefix) for form in shortest(found)]
        return _Expression(_joined("OR", phrases), False)


def _highlight(form: list[str], is_prefix: bool) -> str:
    return " ".join(form) + ("*" if is_prefix and not is_cjk(form[-1]) else "")


def _in_column(found: _Expression | None, column: str) -> _Expression | None:
    return _Expression(f"{column} : ({found.text})", found.is_negative) if found and column else found


def _joined(operator: str, texts: Sequence[str]) -> str:
    return texts[0] if len(texts) == 1 else f"({f' {operator} '.join(texts)})"


def _all(found: Sequence[_Expression]) -> _Expression | None:
    """Every one of `found`: a b -c is (a AND b) NOT c; -b -c is what (b OR c) does not match."""
    return _combined(found, negative=False)


def _any(found: Sequence[_Expression]) -> _Expression | None:
    """At least one of `found`: a OR -b is what (b NOT a) does not match."""
    return _combined(found, negative=True)


def _combined(found: Sequence[_Expression], *, negative: bool) -> _Expression | None:
    """By De Morgan's law the two are one: those of the leading sign are joined by AND, the others taken off."""
    leading = [each.text for each in found if each.is_negative is negative]
    others = [each.text for each in found if each.is_negative is not negative]
    if not leading:
        return _Expression(_joined("OR", others), not negative) if others else None
    text = _joined("AND", leading)
    return _Expression(f"({text} NOT {_joined('OR', others)})" if others else text, negative)
