"""Walking: a compiled query and a kind of document → the places that it finds, from the newest on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence

from archiver.model import Question
from archiver.store.finding.filtering import Kind, Values, conditions
from archiver.store.finding.places import COLUMNS, SPAN, Place, chosen

_MOST_LATE = 1_000
_WALKED = 4_000
"""Documents that are walked over in the time in which one is looked up."""
_FIRST_STRETCH, _GROWTH = 4_096, 4
"""Mails that are looked at first where a set is made of what else holds of them, and how many times more after that."""


class Walk:
    """The statement of one question about documents of one kind, to be run from the newest on.

    The document that was found is called `hit`, what is known of it `place`.
    """

    def __init__(
        self, connection: sqlite3.Connection, question: Question, values: Values, kind: Kind
    ) -> None:
        """`values` as `filtering.values` gives them."""
        self.connection = connection
        self.question = question
        self.kind = kind
        narrowed = conditions(connection, question.filters, values, kind)
        self.conditions = narrowed.conditions
        self.values = narrowed.values
        self.low, self.high = narrowed.low, narrowed.high
        if kind == "files" and not question.scored:
            self.high = -1  # without words it is mail that is asked for
        elif kind != "mail" and not connection.execute(_ANY, [self.low, self.high]).fetchone():
            self.high = -1  # to look for words would take longer than to see that there is nothing

    def newest(self, most: int) -> list[Place]:
        """At most `most` hits, those that came last first."""
        return self._run(self.question.match, self.question.words, most)

    def among(self, ids: Sequence[int]) -> list[Place]:
        """The hits among some documents."""
        return self._among(self.question.match, ids)

    def in_subject(self, most: int) -> list[Place]:
        """At most `most` hits that have all the words in the subject or title; a file has none."""
        asked = self.question
        if self.kind == "files" or not asked.subject_words:
            return []
        if not asked.in_subject:
            return self._run("", asked.subject_words, most)
        # Most phrases stand in no subject: their words tell that thirty times as fast.
        likely = [place.id for place in self._run("", asked.subject_words, most)]
        is_told = asked.match == asked.scored  # nothing else has to hold than what stands in the subject
        return self._among(asked.in_subject if is_told else _both(asked.match, asked.in_subject), likely)

    def count(self, most: int) -> int:
        """How many hits there are, up to `most`."""
        if self.low > self.high:
            return 0
        statement, bound, has_sets = self._statement(self.question.match, self.question.words, "hit.rowid")
        found = 0
        for low, high in self._stretches() if has_sets else [(self.low, self.high)]:
            if low > high or found >= most:
                break
            bound |= {"low": low, "high": high, "most": most - found}
            found += self.connection.execute(f"SELECT count(*) FROM ({statement})", bound).fetchone()[0]
        return found

    def _among(self, match: str, ids: Sequence[int]) -> list[Place]:
        ids = [number for number in ids if self.low <= number <= self.high]
        if not ids:
            return []
        # To look up one document in the index takes as long as to walk over some thousands.
        is_far = len(ids) * _WALKED < max(ids) - min(ids)
        extra = f"{'' if is_far else '+'}hit.rowid IN (SELECT value FROM json_each(:among))"
        statement, bound, _ = self._statement(match, self.question.words, COLUMNS, extra, order="")
        bound |= {"among": json.dumps(ids), "low": min(ids), "high": max(ids), "most": len(ids)}
        return chosen(self.connection, statement, bound)

    def _run(self, match: str, words: str, most: int) -> list[Place]:
        if self.low > self.high:
            return []
        if self.kind == "minutes":
            # FTS5 jumps to a place from below, but from above it goes there step by step: and there is much mail above.
            statement, bound, _ = self._statement(match, words, COLUMNS, order="")
            bound |= {"low": self.low, "high": self.high, "most": most + 1}
            found = chosen(self.connection, statement, bound)
            if len(found) <= most:
                return found
        statement, bound, has_sets = self._statement(match, words, COLUMNS)
        found = []
        for low, high in self._stretches() if has_sets else [(self.low, self.high)]:
            if low > high or len(found) >= most:
                break
            bound |= {"low": low, "high": high, "most": most - len(found)}
            found += chosen(self.connection, statement, bound)
        return found

    def _stretches(self) -> Iterator[tuple[int, int]]:
        """The range of places in pieces, the newest first and the smallest: most queries find enough there."""
        high, size = self.high, _FIRST_STRETCH
        if self.kind == "mail":
            (newest,) = self.connection.execute("SELECT max(id) FROM messages").fetchone()
            high = min(high, newest or 0)
            while high - size > self.low:
                yield high - size + 1, high
                high, size = high - size, size * _GROWTH
        yield self.low, high

    def _statement(
        self, match: str, words: str, columns: str, *extra: str, order: str = " ORDER BY hit.rowid DESC"
    ) -> tuple[str, Values, bool]:
        """The statement, what is bound in it, and whether it makes sets of what holds between `low` and `high`."""
        exclude, exclude_words = self.question.exclude, self.question.exclude_words
        if match and exclude:  # FTS5 takes away what comes in the same order by itself, without a set
            match, exclude = f"({match} NOT {exclude})", ""
        if words and exclude_words and not match:
            words, exclude_words = f"({words} NOT {exclude_words})", ""
        sets = [
            *([_SET.format("IN", "search_words", ":words")] if match and words else []),
            *([_SET.format("NOT IN", "search", ":exclude")] if exclude else []),
            *([_SET.format("NOT IN", "search_words", ":exclude_words")] if exclude_words else []),
        ]
        for number in range(len(self.question.either)):
            one = _SET.format("IN", "search", f":text{number}")
            sets.append(f"({one} OR {_SET.format('IN', 'search_words', f':known{number}')})")
        source = _MATCHING if match else _KNOWING if words else _EVERYTHING
        found = [source, "hit.rowid BETWEEN :low AND :high", *self.conditions, *sets, *extra]
        statement = f"SELECT {columns} FROM {' AND '.join(found)}{order} LIMIT :most"
        bound = {"match": match, "words": words, "exclude": exclude, "exclude_words": exclude_words}
        for number, (text, known) in enumerate(self.question.either):
            bound |= {f"text{number}": text, f"known{number}": known}
        return statement, {**self.values, **bound}, bool(sets)


def _both(one: str, other: str) -> str:
    return f"({one} AND {other})" if one else other


_ANY = "SELECT 1 FROM places WHERE id BETWEEN ? AND ? LIMIT 1"
_SET = "+hit.rowid {0} (SELECT rowid FROM {1} WHERE {1} MATCH {2} AND rowid BETWEEN :low AND :high)"
_JOINED = "AS hit CROSS JOIN places AS place ON place.id = hit.rowid"
_MATCHING = f"search {_JOINED} WHERE search MATCH :match"
_KNOWING = f"search_words {_JOINED} WHERE search_words MATCH :words"
_EVERYTHING = f"places {_JOINED} WHERE 1"


def counted(connection: sqlite3.Connection, table: str, match: str, most: int) -> int:
    """How many documents one of the indexes finds, up to `most`, whatever else may hold of them."""
    statement = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)"
    return int(connection.execute(statement, [match, most]).fetchone()[0])


def is_possible(connection: sqlite3.Connection, question: Question) -> bool:
    """Whether there may be any hit: the vocabulary tells that before the index with positions has all the words
    together that begin as one of the question's does."""
    statement = "SELECT 1 FROM search_words WHERE search_words MATCH ? LIMIT 1"
    return not question.likely or bool(connection.execute(statement, [question.likely]).fetchone())


def named(connection: sqlite3.Connection, message_id: str) -> list[Place]:
    """The mails of a Message-ID, several where they differ."""
    return chosen(connection, _NAMED, {"message_id": message_id}) if message_id else []


_NAMED = f"""
    SELECT {COLUMNS} FROM messages CROSS JOIN places AS place ON place.id = messages.id
    WHERE message_id = :message_id"""


def late(connection: sqlite3.Connection, date: str, message: int) -> list[int]:
    """Documents that came before a message and are dated after `date`; few, since the index is in order of date."""
    values = {"date": date, "message": message, "span": SPAN, "most": _MOST_LATE}
    return [number for (number,) in connection.execute(_LATE, values)]


_LATE = """
    WITH late AS (
      SELECT id FROM spans CROSS JOIN places ON id >= span * :span AND id < min((span + 1) * :span, :message)
      WHERE last > :date AND span * :span < :message AND date > :date LIMIT :most)
    SELECT id FROM late UNION ALL SELECT document FROM attachments WHERE message IN (SELECT id FROM late)"""
