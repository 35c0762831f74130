"""Walking: a compiled query and a kind of document → the places that it finds, from the newest on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from archiver.model import Question
from archiver.store.database import plain_rows, value
from archiver.store.documents import document_of
from archiver.store.finding.filtering import Kind, Values, conditions, newest
from archiver.store.finding.places import COLUMNS, RANGES, Place, date_of, id_of
from archiver.store.finding.spans import EVER, Stretch, in_order, stretches
from archiver.store.finding.statements import LAST_FIRST, LATEST_FIRST, Statement, both, statement

_LOOKED_UP = 2_500
"""Entries of a list that are read in the time in which one document is looked up there."""
_FIRST_STRETCH, _GROWTH = 4_096, 4
"""Mails that are looked at first where a set is made of what else holds of them, and how many times more after that."""
_FIRST_COUNTED = 65_536
"""The same where they are counted alone: mostly of a question that is near one without an answer, which finds few."""
_MOST_PARTS = 12
"""Stretches in which mail lies in order that are walked one by one; where that is not enough, all is put in order."""
Range = tuple[int, int]
"""Places between two, both included."""


class Walk:
    """One question about documents of one kind, to be asked from the newest on."""

    def __init__(
        self, connection: sqlite3.Connection, question: Question, values: Values, kind: Kind
    ) -> None:
        """`values` as `filtering.values` gives them."""
        self.connection = connection
        self.question = question
        self.kind = kind
        self.narrowed = conditions(connection, question.filters, values, kind)
        self.period = self.narrowed.period
        self.ranges = self._ranges()

    def _ranges(self) -> list[Range]:
        """Where to look, from the newest on."""
        everything = RANGES[self.kind]
        if self.kind == "files" and not self.question.scored:
            return []  # without words it is mail that is asked for
        if self.kind != "mail" and not self.connection.execute(_ANY, everything).fetchone():
            return []  # to look for words would take longer than to see that there is nothing
        if self.kind == "minutes" or self.period == EVER:
            return [everything]
        return [self._range(each) for each in stretches(self.connection, self.period)]

    def _range(self, stretch: Stretch) -> Range:
        """The places of mails, or of their attachments."""
        if self.kind == "mail":
            return stretch.low, stretch.high
        return document_of(stretch.low, 0), document_of(stretch.high + 1, 0) - 1

    def begin(self, since: str) -> None:
        """Look for nothing that is dated before `since`."""
        if self.ranges:
            self.period = self.period.within(since=since)
            self.ranges = self._ranges()

    def newest(self, most: int, certain: int) -> list[Place]:
        """At most `most` hits, the newest; whatever their order, the latest `certain` of them are the latest of all."""
        return self._newest(self.question.match, self.question.words, most, certain)

    def in_subject(self, most: int) -> list[Place]:
        """At most `most` hits that have all the words in the subject or title; a file has none."""
        asked = self.question
        if self.kind == "files" or not asked.subject_words:
            return []
        # Most phrases stand in no subject: their words tell that thirty times as fast.
        likely = self._newest("", asked.subject_words, most, certain=most)
        if not asked.in_subject:
            return likely
        is_told = asked.match == asked.scored  # nothing else has to hold than what stands in the subject
        match = asked.in_subject if is_told else both(asked.match, asked.in_subject)
        return self._among(match, list(map(id_of, likely)))

    def count(self, most: int) -> int:
        """How many hits there are, up to `most`."""
        asked = self._statement(self.question.match, self.question.words, COLUMNS)
        if (few := self._few(asked, most, self.ranges)) is not None:
            return len(few)
        found, hit = 0, asked.sql.replace(COLUMNS, "1", 1)
        for low, high in self._pieces(self.ranges, _FIRST_COUNTED) if asked.has_sets else self.ranges:
            if found >= most:
                break
            bound = asked.bound | {"low": low, "high": high, "most": most - found}
            found += value(self.connection, f"SELECT count(*) FROM ({hit})", bound)
        return found

    @cached_property
    def _parts(self) -> list[Stretch]:
        return in_order(self.connection, self.period)

    def _newest(self, match: str, words: str, most: int, certain: int) -> list[Place]:
        found = self._run(match, words, most, self.ranges)
        if len(found) < most or self.kind == "minutes":
            return found
        if len(self._parts) == 1:
            behind = [(0, id_of(found[-1]) - 1)]
        else:
            found, behind = self._by_date(match, words, most)
        # Mail that came early may be dated late: such a one belongs among the newest too.
        since = min(map(date_of, found[:certain]))
        where = map(self._range, stretches(self.connection, self.period.within(since=since)))
        late = self._run(match, words, most, _common(behind, list(where)), since=since)
        return sorted([*found, *late], reverse=True)[:most] if late else found

    def _by_date(self, match: str, words: str, most: int) -> tuple[list[Place], list[Range]]:
        """The newest by date where mail came out of order, and of each part what lies behind those that were found."""
        found: list[Place] = []
        behind: list[Range] = []
        for number, part in enumerate(self._parts):
            if len(found) >= most and date_of(found[most - 1]) > part.last:
                break
            if number == _MOST_PARTS:
                return self._run(match, words, most, self.ranges, order=LATEST_FIRST), []
            low, high = self._range(part)
            hits = self._run(match, words, most, [(low, high)])
            behind += [(low, id_of(hits[-1]) - 1)] if len(hits) == most else []
            found = sorted([*found, *hits], reverse=True)
        return found[:most], behind

    def _among(self, match: str, ids: Sequence[int]) -> list[Place]:
        """The hits among some documents."""
        if not ids:
            return []
        # The plus sign: to look one up takes as long as to walk, since FTS5 goes to its first hit before it jumps.
        extra = "+hit.rowid IN (SELECT value FROM json_each(:among))"
        asked = self._statement(match, self.question.words, COLUMNS, extra, order="")
        bound: Values = {"among": json.dumps(ids), "low": min(ids), "high": max(ids), "most": len(ids)}
        return plain_rows(self.connection, asked.sql, asked.bound | bound)

    def _run(
        self,
        match: str,
        words: str,
        most: int,
        ranges: Sequence[Range],
        *,
        since: str = "",
        order: str = LAST_FIRST,
    ) -> list[Place]:
        """At most `most` hits of these ranges that are dated after `since`."""
        if self.kind == "minutes" and ranges and match:
            # FTS5 jumps to a place from below, but from above it goes there step by step: above are attachments.
            found = self._through(self._statement(match, words, COLUMNS, order=""), ranges, most + 1, since)
            if len(found) <= most:
                return found
        extra = ["place.date > :since"] if since else []
        asked = self._statement(match, words, COLUMNS, *extra, order=order)
        if (few := self._few(asked, most, ranges, since)) is not None:
            return few
        is_parted = asked.has_sets and order == LAST_FIRST
        return self._through(asked, self._pieces(ranges) if is_parted else ranges, most, since)

    def _few(
        self, asked: Statement, most: int, ranges: Sequence[Range], since: str = ""
    ) -> list[Place] | None:
        """The same where the index with positions alone finds but a few, which are looked up in the vocabulary one by
        one: a set of all that it has would take longer.  None where it finds more."""
        if not asked.looked_up or self.kind != "mail":
            return None
        last = newest(self.connection)
        few = int(sum(min(high, last) - low for low, high in ranges if low < last) * asked.gain / _LOOKED_UP)
        found = self._through(replace(asked, sql=asked.bare), ranges, few + 1, since)
        if len(found) > few:
            return None
        among = {"among": json.dumps(list(map(id_of, found)))}
        held = {number for (number,) in plain_rows(self.connection, asked.looked_up, asked.bound | among)}
        return [place for place in found if place[1] in held][:most]

    def _through(self, asked: Statement, ranges: Iterable[Range], most: int, since: str) -> list[Place]:
        """One range after the other, until there is enough."""
        found: list[Place] = []
        for low, high in ranges:
            if len(found) >= most:
                break
            bound = asked.bound | {"low": low, "high": high, "most": most - len(found), "since": since}
            found += plain_rows(self.connection, asked.sql, bound)
        return found

    def _pieces(self, ranges: Sequence[Range], size: int = _FIRST_STRETCH) -> Iterator[Range]:
        """The ranges in pieces, the newest first and the smallest: most queries find enough there."""
        last = newest(self.connection)
        for low, high in ranges:
            high = min(high, last) if self.kind == "mail" else high
            while self.kind == "mail" and high - size > low:
                yield high - size + 1, high
                high, size = high - size, size * _GROWTH
            yield low, high

    def _statement(
        self, match: str, words: str, columns: str, *extra: str, order: str = LAST_FIRST
    ) -> Statement:
        return statement(self.question, self.narrowed, match, words, columns, extra, order)


def _common(ranges: Sequence[Range], others: Sequence[Range]) -> list[Range]:
    """What lies in one of both."""
    both = [(max(one[0], other[0]), min(one[1], other[1])) for one in ranges for other in others]
    return [(low, high) for low, high in both if low <= high]


_ANY = "SELECT 1 FROM places WHERE id BETWEEN ? AND ? LIMIT 1"


def counted(connection: sqlite3.Connection, table: str, match: str, most: int) -> int:
    """How many documents one of the indexes finds, up to `most`, whatever else may hold of them."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM {table} WHERE {table} MATCH ? LIMIT ?)"
    return int(value(connection, sql, [match, most]))


def answerable(connection: sqlite3.Connection, question: Question) -> Question | None:
    """The question without what nobody here is called; None where there can be no hit.

    The vocabulary tells that before the index with positions has all the words together that begin as one of the
    question's does.
    """
    if question.likely and not counted(connection, "search_words", question.likely, 1):
        return None
    for names in question.names:
        if not counted(connection, "search", names.beginning, 1):
            question = question.without(names)
    return question


def named(connection: sqlite3.Connection, message_id: str) -> list[Place]:
    """The mails of a Message-ID, several where they differ."""
    return plain_rows(connection, _NAMED, {"message_id": message_id}) if message_id else []


_NAMED = f"""
    SELECT {COLUMNS} FROM messages CROSS JOIN places AS place ON place.id = messages.id
    WHERE message_id = :message_id"""
