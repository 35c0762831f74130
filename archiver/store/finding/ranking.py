"""Ranking: hits → the best first: by their words, by where these stand, and by what each document is.

docs/decisions/search.md says why, and what it was measured against.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from math import log2

from archiver.model import Question
from archiver.store.database import plain_rows
from archiver.store.finding.places import Place, date_of, id_of, thread_of
from archiver.store.finding.walking import counted

_MOST_SCORED = 20_000
"""Hits of the words alone, filters aside, beyond which it would take too long to find those that are wanted."""
_WEIGHTS = "2.0, 6.0, 3.0, 2.0, 0.3"
"""Of the index's columns: text, subject, sender, names of attachments, recipients."""
_SCORES = f"""
    SELECT rowid, -bm25(search, {_WEIGHTS}) FROM search
    WHERE search MATCH :match AND rowid BETWEEN :low AND :high AND +rowid IN (SELECT value FROM json_each(:ids))"""
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
        scores = dict.fromkeys(map(id_of, titled), 2.0)
        rest = [place for place in found if place[1] not in scores]
        order = [*_latest_first(titled), *_latest_first(rest)]
        unscored = 1.0
    else:
        unscored = 0.0
        scored = [(scores.get(place[1], unscored), place[1], place) for place in found]
        order = [place for _, _, place in sorted(scored, reverse=True)]
    first = order[:_MOST_WEIGHED]
    weights = _weights(connection, first, Counter(map(thread_of, order)))
    weighed = [
        (scores.get(place[1], unscored) * weight, place) for place, weight in zip(first, weights, strict=True)
    ]
    weighed.sort(reverse=True)
    order[:_MOST_WEIGHED] = [place for _, place in weighed]
    return order


def _latest_first(places: Sequence[Place]) -> list[Place]:
    return sorted(places, key=date_of, reverse=True)


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
    ids = list(map(id_of, found))
    values = {"match": match, "ids": json.dumps(ids), "low": min(ids), "high": max(ids)}
    return dict(plain_rows(connection, _SCORES, values))


def _holds_more(question: Question) -> bool:
    """Whether its words may find much besides what it finds itself."""
    return bool(question.filters or question.exclude or question.exclude_words)


def _weights(connection: sqlite3.Connection, found: Sequence[Place], hits: Counter[str]) -> list[float]:
    """What each document weighs, apart from its words."""
    years = [int(date[:4]) for date in map(date_of, found)]
    oldest, newest = min(years, default=0), max(years, default=0)
    recent = {year: 1 + _RECENT * (1 - (newest - year) / (newest - oldest or 1)) for year in set(years)}
    talked = {number: 1 + _TALKED * log2(number) for number in set(hits.values())}
    threads = json.dumps(list(set(map(thread_of, found))))
    placed = {thread for (thread,) in plain_rows(connection, _PLACED_THREADS, [threads])}
    return [
        (1 + _STARTS * begins)
        * (1 + _PLACED * (thread in placed or "/" in thread))
        * recent[year]
        * talked[hits[thread]]
        for (_, _, thread, begins, _), year in zip(found, years, strict=True)
    ]


_PLACED_THREADS = """
    SELECT DISTINCT thread FROM json_each(?) CROSS JOIN placements ON thread = value
    WHERE status IN ('sure', 'confirmed')"""
