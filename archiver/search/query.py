"""Query: what a person typed → an FTS5 expression, filters, and words to highlight.  Nothing typed is an error.

Space is AND; OR, -word or NOT, "…" 「…」, word*, parentheses, and fields in both languages.  What could not be
understood is searched as words, and said in `notes`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archiver.model import EVERYTHING, Filter, Names, Question
from archiver.search.expressions import (
    FIRST_PHRASE,
    SHORTEST_BEGINNING,
    Expression,
    all_of,
    any_of,
    closed,
    entries,
    entry,
    everywhere,
    in_column,
    in_subject,
    joined,
    own,
)
from archiver.search.fields import COLUMNS, filters
from archiver.search.forms import forms, shortest
from archiver.search.names import as_names, beginnings, is_open, named
from archiver.search.people import People, addresses_of
from archiver.search.reading import Field, Group, Item, Note, Term, read
from archiver.search.synonyms import Synonyms
from archiver.search.tokens import is_cjk, phrase, pieces
from archiver.text import fold

_MESSAGE_ID = re.compile(r'<?([^\s<>@"]+@[^\s<>@"]+)>?')
_PEOPLE = "{people recipients}"
_LONG = 20
"""Tokens of an expression that take longer to look for together than to ask the vocabulary whether they can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Question):
    """A compiled query: what the archive is asked, and what of it a person is shown."""

    highlights: tuple[str, ...] = ()
    """Folded words to mark, every form of them: runs of one script between blanks, `*` at the end of a beginning."""
    terms: tuple[str, ...] = ()
    """The words and phrases that are looked for, as typed."""
    conditions: tuple[tuple[int, int], ...] = ()
    """Where in the query the fields stand that narrow the answer: a person may take each out again."""
    notes: tuple[Note, ...] = ()

    def is_empty(self) -> bool:
        found = self.match or self.words or self.either
        return not (found or self.exclude or self.exclude_words or self.filters)


def compile(text: str, today: date, synonyms: Synonyms | None = None, people: People = ()) -> Query:
    """Compile what a person typed.  `today` tells 先月 and the like; a word is searched with its `synonyms`, a sender
    under all the addresses of the one of `people` whom it names."""
    root, notes = read(text)
    query = _Compiler(today, notes, synonyms or {}, people).query(root)
    if query.is_empty() and text.strip():
        query = replace(query, notes=(*query.notes, Note("no-words")))
    meant = _MESSAGE_ID.fullmatch(text.strip())
    return replace(query, message_id=meant[1]) if meant else query


def table_query(text: str) -> str:
    """The FTS5 expression for Datasette's own search box: never an error, '""' (nothing) for no words.

    A table cannot be filtered here: fields become columns of the index, or words.
    """
    root, notes = read(text)
    return _Compiler(None, notes, {}).query(root).scored or '""'


class _Compiler:
    """Compiles a query that was read.  `today` None: there is nothing that could apply filters."""

    def __init__(
        self, today: date | None, notes: Sequence[Note], synonyms: Synonyms, people: People = ()
    ) -> None:
        self.today = today
        self.synonyms = synonyms
        self.people = people
        self.terms: list[str] = []
        self.notes = list(notes)
        self.filters: list[Filter] = []
        self.conditions: list[tuple[int, int]] = []
        self.highlights: list[str] = []
        self.names: list[Names] = []
        self.is_own = False

    def query(self, root: Group) -> Query:
        found = self._parts(root)
        is_told = all(each.words and each.is_scored for each in found if not each.is_negative)
        if self.is_own:
            found = [each.own() for each in found]
        wanted = [each for each in found if not each.is_negative]
        unwanted = [each for each in found if each.is_negative]
        in_words = _for_vocabulary(wanted)
        exclude_words = [words for each in unwanted if (words := each.words or each.either[1])]
        scored = [each for each in wanted if each.is_scored]
        either = [each for each in wanted if each.either[1]]
        match = joined("AND", [each.text for each in wanted if each not in in_words and each not in either])
        # To make a set of all that holds の takes longest: of the rest the vocabulary knows at least what is likely.
        beside = [each.likely for each in wanted if match and each not in in_words and each.likely]
        return Query(
            match=match,
            words=joined("AND", [*(each.words for each in in_words), *beside] if in_words else [])
            or (f'"{EVERYTHING}"' if exclude_words and not wanted else ""),
            words_alone=joined("AND", [each.words for each in in_words]),
            either=tuple(each.either for each in either),
            exclude=joined("OR", [each.either[0] or each.text for each in unwanted if not each.words]),
            exclude_words=joined("OR", exclude_words),
            scored=joined("AND", [each.text for each in scored]),
            ranked=closed(own(joined("AND", _telling(scored)))),
            likely=joined("AND", [each.likely for each in wanted])
            if "*" in match or match.count(" ") > _LONG
            else "",
            subject_words=joined("AND", [in_subject(each.likely) for each in scored])
            if is_told or all(each.words or not each.is_slow for each in scored)
            else "",
            in_subject="" if is_told else f"subject : ({own(joined('AND', [each.text for each in scored]))})",
            names=tuple(dict.fromkeys(self.names)),
            filters=tuple(self.filters),
            conditions=tuple(self.conditions),
            highlights=tuple(dict.fromkeys(self.highlights)),
            terms=tuple(dict.fromkeys(self.terms)),
            notes=tuple(dict.fromkeys(self.notes)),
        )

    def _parts(self, root: Group) -> list[Expression]:
        """What has to hold side by side."""
        alternatives = [items for items in root.alternatives if items]
        if len(alternatives) == 1:
            return self._items(alternatives[0], is_whole=True, is_shown=True)
        found = self._group(root, is_whole=True, is_shown=True)
        return [found] if found else []

    def _group(self, group: Group, *, is_whole: bool, is_shown: bool) -> Expression | None:
        """`is_whole`: what is said here holds for the whole query, so it may be a filter.

        Groups lie in one another no deeper than `reading.DEEPEST`.
        """
        alternatives = [items for items in group.alternatives if items]
        is_whole = is_whole and len(alternatives) == 1
        found = [self._together(items, is_whole=is_whole, is_shown=is_shown) for items in alternatives]
        return any_of([each for each in found if each])

    def _together(self, items: Sequence[Item], *, is_whole: bool, is_shown: bool) -> Expression | None:
        return all_of(self._items(items, is_whole=is_whole, is_shown=is_shown))

    def _items(self, items: Sequence[Item], *, is_whole: bool, is_shown: bool) -> list[Expression]:
        found = []
        for item in _unfolded(items):
            shown = is_shown and not item.is_negated
            if isinstance(item, Group):
                each = self._group(item, is_whole=is_whole and not item.is_negated, is_shown=shown)
                each = in_column(each, item.column)
            elif isinstance(item, Field):
                each = self._field(item, is_whole=is_whole, is_shown=shown)
            else:
                each = self._term(item, is_shown=shown)
            if each:
                found.append(replace(each, is_negative=each.is_negative != item.is_negated))
        return list(dict.fromkeys(found))  # what is said twice is looked for once

    def _field(self, item: Field, *, is_whole: bool, is_shown: bool) -> Expression | None:
        """Take a field in as a filter where that is possible; else its words, in its column if there is one."""
        value, column = item.value, COLUMNS.get(item.name, "")
        if is_whole and self.today and self._filter(item, self.today):
            return None
        if not column:
            self.notes.append(Note("not-understood", value.text))
        if column in ("", "subject"):
            return in_column(self._term(value, is_shown=is_shown), column)
        is_condition = is_whole and self.today is not None
        self.conditions += [item.span] if is_condition else []
        typed = pieces(fold(value.text))
        found = [typed, *as_names(typed)]
        may_go_on = is_open(value, typed)
        people = self.people if item.name == "from" and typed else ()
        others = [pieces(each) for each in addresses_of(found, people, is_open=may_go_on)] if people else []
        if not others:
            self.names += beginnings(f"{column} : (", column, [phrase(form) for form in found])
        return in_column(named(found, others, is_open=may_go_on, is_scored=not is_condition), column)

    def _filter(self, item: Field, today: date) -> bool:
        """Note the filters of a field; False when its value means nothing."""
        if COLUMNS.get(item.name) and item.name != "attached":
            return False
        found = filters(item.name, item.value.text, today, is_excluded=item.is_negated)
        if Filter(field="is", value="own") in found:
            self.is_own = True
        self.filters += found
        self.conditions += [item.span] if found else []
        return bool(found)

    def _term(self, item: Term, *, is_shown: bool) -> Expression | None:
        """The expression of one word or phrase; None when it holds no letter or digit."""
        found = forms(fold(item.text))
        if not found:
            return None
        is_prefix = self._is_beginning(item, found[0])
        if item.is_quoted or is_prefix:
            del found[1:]
        if not item.is_quoted and not is_prefix:
            found += self._of_the_same_meaning(item.text)
        if is_shown:
            self.terms.append(_as_typed(item))
            self.highlights += [_highlight(form, is_prefix) for form in found]
        looked_for = shortest(found)
        is_known = all(len(form) == 1 and len(form[0]) < FIRST_PHRASE[is_cjk(form[0])] for form in looked_for)
        names = [phrase(form) for form in as_names(found[0])]
        by_name = [f"{_PEOPLE} : {joined('OR', names)}"] if names else []
        self.names += beginnings(f"{_PEOPLE} : ", _PEOPLE, names)
        return Expression(
            joined("OR", [*(everywhere(phrase(form, prefix=is_prefix)) for form in looked_for), *by_name]),
            words=joined("OR", [entry(form[0], is_prefix=is_prefix) for form in looked_for])
            if is_known
            else "",
            likely=joined("OR", [entries(form, is_prefix=is_prefix) for form in looked_for]),
            is_slow=is_prefix or any(len(form[-1]) == 1 and is_cjk(form[-1]) for form in looked_for),
        )

    def _of_the_same_meaning(self, word: str) -> list[list[str]]:
        others = self.synonyms.get(fold(word).strip(), ())
        if others:
            self.notes.append(Note("synonyms", f"{word} = {', '.join(others)}"))
        return [form for other in others for form in forms(fold(other))]

    def _is_beginning(self, item: Term, typed: list[str]) -> bool:
        """Whether a term asks for every word that begins so: not with so few letters that half the words do."""
        if item.is_quoted or not item.text.endswith("*"):
            return False
        if is_cjk(typed[-1]) or len(typed[-1]) >= (SHORTEST_BEGINNING if len(typed) == 1 else 4):
            return True
        self.notes.append(Note("short-beginning", item.text))
        return False


def _unfolded(items: Iterable[Item]) -> Iterator[Item]:
    """The items, without parentheses about what holds all the same: each is then looked for where that is quickest.

    Groups lie in one another no deeper than `reading.DEEPEST`.
    """
    for item in items:
        is_plain = isinstance(item, Group) and not item.is_negated and not item.column
        if isinstance(item, Group) and is_plain and len(item.alternatives) == 1:
            yield from _unfolded(item.alternatives[0])
        else:
            yield item


def _as_typed(item: Term) -> str:
    return f'"{item.text}"' if item.is_quoted else item.text


def _for_vocabulary(wanted: Sequence[Expression]) -> list[Expression]:
    """The parts that the vocabulary answers, where these are all or the other index is slow at one of them."""
    known = [each for each in wanted if each.words]
    is_asked = len(known) == len(wanted) or any(each.is_slow for each in known)
    return known if is_asked else []


def _telling(scored: Sequence[Expression]) -> list[str]:
    """What to rank by."""
    found = [
        each.either[0] if each.either[1] else each.text
        for each in scored
        if each.either[1] or not each.is_slow
    ]
    return found or [each.text for each in scored]


def _highlight(form: list[str], is_prefix: bool) -> str:
    return " ".join(form) + ("*" if is_prefix and not is_cjk(form[-1]) else "")
