"""Searching: runs a compiled query on the archive's indexes; never sees what a person typed.

Every query is walked from its newest hit and no further than `MOST_COUNTED`, so that a word of every mail costs no
more than a rare one.  What lies beyond is neither counted nor ranked, and the answer says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import get_args

from archiver.model import Question
from archiver.store.database import value
from archiver.store.finding.few import few, held
from archiver.store.finding.filtering import Kind, values
from archiver.store.finding.places import Place, date_of
from archiver.store.finding.ranking import best_first
from archiver.store.finding.walking import Walk, answerable, counted, named

MOST_COUNTED = 1_000
"""Hits beyond this are not counted."""
_MOST_SUBJECTS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a query found: places in the index in the order asked for."""

    places: tuple[Place, ...]
    is_capped: bool
    """There are more than `MOST_COUNTED`: these are the newest of them."""


def search(connection: sqlite3.Connection, asked: Question, *, sort: str, most: int) -> Hits:
    """What a question finds, sorted best or newest first; the first `most` are surely in that order."""
    question = answerable(connection, asked)
    if not question:
        return Hits(places=(), is_capped=False)
    among = few(connection, question)
    if among is None:
        walks = _walks(connection, question)
        found, is_capped = _walked(walks, most)
    else:
        walks, is_capped = [], False
        found = [place for places in _held(connection, question, among) for place in places]
    if sort == "best" and question.scored:
        titled = [place for walk in walks for place in walk.in_subject(_MOST_SUBJECTS)] if is_capped else []
        found = best_first(connection, question, found, titled, is_capped=is_capped)
    else:
        found.sort(reverse=True)
    if meant := named(connection, question.message_id):  # who types a Message-ID wants nothing else first
        found = [*meant, *(place for place in found if place not in meant)]
    return Hits(places=tuple(found[:MOST_COUNTED]), is_capped=is_capped)


def _walked(walks: Sequence[Walk], most: int) -> tuple[list[Place], bool]:
    """What is found from the newest on, and whether there is more."""
    mail, files, minutes = walks
    spoken = minutes.newest(MOST_COUNTED + 1, most)
    rest = MOST_COUNTED + 1 - len(spoken)
    written = mail.newest(rest, most)
    if len(written) == rest > 0:
        files.begin(min(map(date_of, written)))  # older files would be cut off
    if attached := files.newest(rest, most):
        written = sorted([*written, *attached], reverse=True)[:rest]
    found = [*spoken, *written]
    return found, len(found) > MOST_COUNTED


def count(connection: sqlite3.Connection, asked: Question) -> int:
    """How many documents a question finds, up to `MOST_COUNTED`: for far less than they themselves."""
    question = answerable(connection, asked)
    if not question:
        return 0
    if question.is_simple():
        table, match = ("search", question.match) if question.match else ("search_words", question.words)
        return counted(connection, table, match, MOST_COUNTED)
    among = few(connection, question)
    if among is not None:
        return sum(map(len, _held(connection, question, among)))
    return min(MOST_COUNTED, sum(walk.count(MOST_COUNTED) for walk in _walks(connection, question)))


def _held(connection: sqlite3.Connection, question: Question, among: Sequence[int]) -> list[list[Place]]:
    """Of each kind what holds among some documents; as it is walked, that is of the minutes from the oldest on."""
    bound = values(connection, question.filters)
    kinds: dict[Kind, Sequence[int]] = {"minutes": among, "mail": among[::-1], "files": among[::-1]}
    return [held(connection, question, bound, kind, numbers) for kind, numbers in kinds.items()]


def last_day(connection: sqlite3.Connection) -> date | None:
    """The day of the latest mail; None where there is none."""
    last = value(connection, "SELECT max(last) FROM spans")
    return date.fromisoformat(last[:10]) if last else None


def _walks(connection: sqlite3.Connection, question: Question) -> list[Walk]:
    bound = values(connection, question.filters)
    return [Walk(connection, question, bound, kind) for kind in get_args(Kind)]
