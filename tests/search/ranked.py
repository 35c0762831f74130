"""The questions of questions.toml asked of an archive: at which place of the answer the right thread stands."""

from __future__ import annotations

import json
import sqlite3
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from archiver import search
from archiver.store.finding.places import id_of
from archiver.store.finding.searching import search as ours

MOST = 100
"""Threads that are looked at; a right one further down counts as none."""

Ranking = Callable[[sqlite3.Connection, search.Query], list[int]]
"""Documents of the index, the best first."""


@dataclass(frozen=True)
class Question:
    asks: str
    answers: tuple[str, ...]
    """Message-IDs, one of each thread that answers."""


def questions(name: str) -> list[Question]:
    text = Path(__file__).with_name("questions.toml").read_text("utf-8")
    return [Question(each["asks"], tuple(each["answers"])) for each in tomllib.loads(text)[name]]


def as_the_page_does(connection: sqlite3.Connection, query: search.Query) -> list[int]:
    return [id_of(place) for place in ours(connection, query, sort="best", most=MOST).places]


def plain_bm25(connection: sqlite3.Connection, query: search.Query) -> list[int]:
    """What FTS5 gives by itself: one weight for every column, nothing about the document."""
    sql = "SELECT rowid FROM search WHERE search MATCH ? ORDER BY rank LIMIT 1000"
    return [number for (number,) in connection.execute(sql, [query.scored])]


def place_of_answer(connection: sqlite3.Connection, question: Question, ranking: Ranking) -> int:
    """The place of the first right thread among threads, from 1; 0 for none."""
    query = search.compile(question.asks, date(2026, 3, 1))
    right = _threads(connection, "nodes.message_id", list(question.answers))
    documents = ranking(connection, query)
    by_document = dict(connection.execute(_OF_PLACES, [json.dumps(documents)]).fetchall())
    threads = list(dict.fromkeys(by_document[number] for number in documents))[:MOST]
    return next((at for at, thread in enumerate(threads, 1) if thread in right), 0)


_OF_PLACES = "SELECT id, thread FROM places WHERE id IN (SELECT value FROM json_each(?))"


def _threads(connection: sqlite3.Connection, column: str, values: list[str]) -> set[str]:
    sql = f"SELECT thread FROM nodes WHERE {column} IN (SELECT value FROM json_each(?))"
    return {thread for (thread,) in connection.execute(sql, [json.dumps(values)])}


def mean_reciprocal_rank(places: Mapping[str, int]) -> float:
    return sum(1 / place if place else 0 for place in places.values()) / len(places)


def places_of(connection: sqlite3.Connection, name: str, ranking: Ranking) -> dict[str, int]:
    return {each.asks: place_of_answer(connection, each, ranking) for each in questions(name)}
