"""Few: a question whose words find little → its hits of every kind, after one walk along the index for all of them.

FTS5 goes to the first hit there is before it jumps to where it was told to begin: to look for rare words among minutes,
files and mail by themselves takes as long as to look for them three times.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from archiver.model import EVERYTHING, Question
from archiver.store.database import plain_rows
from archiver.store.finding.filtering import Kind, Values, conditions
from archiver.store.finding.places import COLUMNS, RANGES, Place
from archiver.store.finding.statements import lookups, main

_MOST, _MOST_LOOKED_UP = 256, 64
"""Documents that are found before it is given up: of a common word so many take a fiftieth of the time of a question;
and where each of them is looked up in the vocabulary besides."""


def few(connection: sqlite3.Connection, question: Question) -> list[int] | None:
    """The documents that the words of a question find, whatever else may hold of them; None where they are more than a
    few, or not told by one walk."""
    table, match = main(question)
    is_one = " AND " not in match and " NOT " not in match
    is_common = table == "search_words" and (is_one or question.words == f'"{EVERYTHING}"')
    if not match or is_common or question.either or (question.exclude and not question.match):
        return None
    most = _MOST_LOOKED_UP if lookups(question) else _MOST
    rows = plain_rows(
        connection, f"SELECT rowid FROM {table} WHERE {table} MATCH ? LIMIT ?", [match, most + 1]
    )
    return [number for (number,) in rows] if len(rows) <= most else None


def held(
    connection: sqlite3.Connection, question: Question, values: Values, kind: Kind, among: Sequence[int]
) -> list[Place]:
    """Those of one kind among these documents of which all else holds that a question asks for, in their order."""
    if not among or (kind == "files" and not question.scored):
        return []  # without words it is mail that is asked for, not a file
    narrowed = conditions(connection, question.filters, values, kind, are_few=True)
    holds = [*narrowed.conditions, *(mark.condition for mark in narrowed.marks), *lookups(question)]
    low, high = RANGES[kind]
    bound: Values = {
        **{"among": json.dumps(among), "low": low, "high": high},
        **{"words_alone": question.words_alone, "exclude_words": question.exclude_words},
    }
    return plain_rows(connection, " AND ".join([_AMONG, *holds]), narrowed.values | bound)


_AMONG = f"""
    SELECT {COLUMNS} FROM (SELECT value AS rowid FROM json_each(:among)) AS hit
    CROSS JOIN places AS place ON place.id = hit.rowid WHERE hit.rowid BETWEEN :low AND :high"""
