"""Ranking: hits → the best first: by their words, by where these stand, and by what each document is.

docs/decisions/search.md says why, and what it was measured against.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from math import log2
from operator import attrgetter

from archiver.model import Question
from archiver.store.finding.places import Place
from archiver.store.finding.walking import counted

_MOST_SCORED = 20_000
"""Hits of the words alone, filters aside, beyond which it would take too long to find those that are wanted."""
_WEIGHTS = "2.0, 6.0, 3.0, 2.0, 0.3"
"""Of the index's columns: text, subject, sender, names of attachments, recipients."""
_SCORES = f"""
    SELECT rowid, -bm25(search, {_WEIGHTS}) FROM search
    WHERE search MATCH :match AND rowid BETWEEN :low AND :high AND +rowid IN (SELECT value FROM json_each(:ids))"""
_DATE = attrgetter("date")
_THREAD = attrgetter("thread")
_STARTS = 0.15
"""How much more the mail that begins a thread weighs than an answer in it."""
_PLACED = 0.25
"""How much more a thread weighs that continues an agenda item or a standing topic; so do the minutes themselves."""
_TALKED = 0.05
"""How much more a hit weighs with every doubling of the hits in its thread: where much is said, it is answered."""
_RECENT = 0.2
"""How much more the newest weighs than the oldest."""
_MOST_WEIGHED = 200


def best_first(
    connection: sqlite3.Connection,
    question: Question,
    found: Sequence[Place],
    titled: Sequence[Place],
    *,
    is_capped: bool,
) -> list[Place]:
    """`found` with the best first: bm25 by column, or for very common words (`is_capped`) subject before text.

    `titled`: hits that have the words in the subject, of `found` or others.
    """
    scores = None if is_capped else _scores(connection, question, found)
    if scores is None:
        scores = {place.id: 2.0 for place in titled}
        rest = [place for place in found if place.id not in scores]
        order = [place for places in (titled, rest) for place in sorted(places, key=_DATE, reverse=True)]
        scores |= {place.id: 1.0 for place in rest}
    else:
        order = sorted(found, key=lambda place: (scores.get(place.id, 0.0), place.id), reverse=True)
    first, others = order[:_MOST_WEIGHED], order[_MOST_WEIGHED:]
    weights = _weights(connection, first, Counter(map(_THREAD, order)))
    first.sort(
        key=lambda place: (scores.get(place.id, 0.0) * weights[place.id], place.date, place.id), reverse=True
    )
    return first + others


def _scores(
    connection: sqlite3.Connection, question: Question, found: Sequence[Place]
) -> dict[int, float] | None:
    """bm25 of `found`, each of which the words find; None where these find too much else."""
    match = question.ranked
    if len(found) < 2:
        return {}
    if _holds_more(question):
        # The vocabulary counts in a fraction of the time, where it can.
        by_words = question.words and not question.match
        table, asked = ("search_words", question.words) if by_words else ("search", match)
        if counted(connection, table, asked, _MOST_SCORED + 1) > _MOST_SCORED:
            return None
    ids = [place.id for place in found]
    values = {"match": match, "ids": json.dumps(ids), "low": min(ids), "high": max(ids)}
    return {row[0]: row[1] for row in connection.execute(_SCORES, values)}


def _holds_more(question: Question) -> bool:
    """Whether its words may find much besides what it finds itself."""
    return bool(question.filters or question.exclude or question.exclude_words)


def _weights(connection: sqlite3.Connection, found: Sequence[Place], hits: Counter[str]) -> dict[int, float]:
    """What each document weighs, apart from its words."""
    years = [int(place.date[:4]) for place in found]
    oldest, newest = min(years, default=0), max(years, default=0)
    placed = {
        row[0] for row in connection.execute(_PLACED_THREADS, [json.dumps([each.thread for each in found])])
    }
    weights = {}
    for place, year in zip(found, years, strict=True):
        is_placed = place.thread in placed or "/" in place.thread
        age = (newest - year) / (newest - oldest or 1)
        weights[place.id] = (
            (1 + _STARTS * place.begins)
            * (1 + _PLACED * is_placed)
            * (1 + _RECENT * (1 - age))
            * (1 + _TALKED * log2(hits[place.thread]))
        )
    return weights


_PLACED_THREADS = """
    SELECT thread FROM placements
    WHERE thread IN (SELECT value FROM json_each(?)) AND status IN ('sure', 'confirmed')"""
