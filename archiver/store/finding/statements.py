"""Statements: a compiled query with its conditions → the SQL that finds documents of one kind.

The document that was found is called `hit`, what is known of it `place`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.model import EVERYTHING, Question
from archiver.store.finding.filtering import Mark, Narrowed, Values

LAST_FIRST = " ORDER BY hit.rowid DESC"
LATEST_FIRST = " ORDER BY place.date DESC"


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """SQL, and what is bound in it; but for `low` and `high`, between which documents are looked for, and `most`."""

    sql: str
    bound: Values
    has_sets: bool
    """It makes sets of what holds between `low` and `high`."""
    gain: float
    """How many times as many lists of the vocabulary are read for these as for one document."""
    bare: str
    """The same SQL without these sets."""
    looked_up: str
    """What selects those of the documents `among` for which they hold; '' where that is not quick."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """What the two indexes are asked: what matches, and what may not."""

    match: str
    words: str
    exclude: str
    exclude_words: str


def statement(
    question: Question,
    narrowed: Narrowed,
    match: str,
    words: str,
    columns: str,
    extra: Sequence[str] = (),
    order: str = LAST_FIRST,
) -> Statement:
    """What selects `columns` of what `match` (in the index with positions) and `words` (in the vocabulary) find, where
    all else holds that `question` asks for."""
    asked = _asked(question, match, words)
    if match:
        marked = [mark.condition for mark in narrowed.marks]
    else:
        marked, asked = [], replace(asked, words=_with_marks(asked.words, narrowed.marks))
    sets, told = _sets(asked, question), lookups(question) if match and not question.either else []
    source = _MATCHING if asked.match else _KNOWING if asked.words else _EVERYTHING
    holds = [source, "hit.rowid BETWEEN :low AND :high", *narrowed.conditions, *marked, *extra]
    bound: Values = {
        **narrowed.values,
        **{"match": asked.match, "words": asked.words, "words_alone": question.words_alone},
        **{"exclude": asked.exclude, "exclude_words": asked.exclude_words},
    }
    for number, (text, known) in enumerate(question.either):
        bound |= {f"text{number}": text, f"known{number}": known}
    select, end = f"SELECT {columns} FROM ", f"{order} LIMIT :most"
    return Statement(
        sql=f"{select}{' AND '.join([*holds, *sets])}{end}",
        bound=bound,
        has_sets=bool(sets),
        gain=(asked.words + asked.exclude_words).count('"')
        / ((question.words_alone + asked.exclude_words).count('"') or 1),
        bare=f"{select}{' AND '.join(holds)}{end}",
        looked_up=f"{_OF_AMONG} WHERE {' AND '.join(told)}" if told else "",
    )


def _asked(question: Question, match: str, words: str) -> _Asked:
    """FTS5 takes away what comes in the same order by itself, without a set."""
    asked = _Asked(match=match, words=words, exclude=question.exclude, exclude_words=question.exclude_words)
    if asked.match and asked.exclude:
        asked = replace(asked, match=f"({asked.match} NOT {asked.exclude})", exclude="")
    if asked.words and asked.exclude_words and not asked.match:
        asked = replace(asked, words=f"({asked.words} NOT {asked.exclude_words})", exclude_words="")
    return asked


def _with_marks(words: str, marks: Sequence[Mark]) -> str:
    """So do lists of marks, where otherwise each hit would be asked."""
    for mark in marks:
        entry = f'"{mark.entry}"'
        words = f"({words or _ALL} NOT {entry})" if mark.is_excluded else both(words, entry)
    return words


def _sets(asked: _Asked, question: Question) -> list[str]:
    """Conditions that are told by a set, since one statement can only walk along one index."""
    either = [
        f"({_SET.format('IN', 'search', f':text{number}')} OR {_SET.format('IN', 'search_words', f':known{number}')})"
        for number in range(len(question.either))
    ]
    return [
        *([_SET.format("IN", "search_words", ":words")] if asked.match and asked.words else []),
        *([_SET.format("NOT IN", "search", ":exclude")] if asked.exclude else []),
        *([_SET.format("NOT IN", "search_words", ":exclude_words")] if asked.exclude_words else []),
        *either,
    ]


def lookups(question: Question) -> list[str]:
    """What the vocabulary tells beside the index with positions, as conditions on a single `hit`."""
    if not question.match:
        return []
    return [
        *([_ONE.format("EXISTS", ":words_alone")] if question.words_alone else []),
        *([_ONE.format("NOT EXISTS", ":exclude_words")] if question.exclude_words else []),
    ]


def main(question: Question) -> tuple[str, str]:
    """The index that is walked along for a question, and what it is asked."""
    asked = _asked(question, question.match, question.words)
    return ("search", asked.match) if asked.match else ("search_words", asked.words)


def both(one: str, other: str) -> str:
    """What matches two FTS5 expressions, of which the first may be ''."""
    return f"({one} AND {other})" if one else other


_ALL = f'"{EVERYTHING}"'
_SET = "+hit.rowid {0} (SELECT rowid FROM {1} WHERE {1} MATCH {2} AND rowid BETWEEN :low AND :high)"
_ONE = "{0} (SELECT 1 FROM search_words WHERE search_words MATCH {1} AND rowid = hit.rowid)"
_OF_AMONG = "SELECT rowid FROM (SELECT value AS rowid FROM json_each(:among)) AS hit"
_JOINED = "AS hit CROSS JOIN places AS place ON place.id = hit.rowid"
_MATCHING = f"search {_JOINED} WHERE search MATCH :match"
_KNOWING = f"search_words {_JOINED} WHERE search_words MATCH :words"
_EVERYTHING = f"places {_JOINED} WHERE 1"
