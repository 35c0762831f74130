"""Merging: a thread → those that it may be part of: near it in time, under a like title or in the same place."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from itertools import pairwise

from archiver.mail import title_of
from archiver.store import reading
from archiver.text import fold

MOST = 8
"""How many are offered."""
_COMPARED = 150
"""How many threads before and after it are looked at."""
_ALIKE = 0.4
"""Share of pairs of letters that two titles have in common, from which they are said to be alike."""
_SAME_PLACE = 0.3


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A thread that another may be part of, and why."""

    line: reading.ThreadLine
    is_alike: bool
    shares_place: bool


def candidates(connection: sqlite3.Connection, line: reading.ThreadLine) -> list[Candidate]:
    """The likeliest first; of those as likely the nearest in time."""
    rows = connection.execute(_AROUND, {"thread": line.thread, "date": line.last_date, "most": _COMPARED})
    own = _pairs(line.subject)
    scored = [(_likeness(own, _pairs(row["subject"])), row["shares_place"], row["thread"]) for row in rows]
    best = sorted(scored, key=lambda each: -each[0] - _SAME_PLACE * each[1])[:MOST]
    lines = reading.threads(connection, [thread for _, _, thread in best])
    return [
        Candidate(line=lines[thread], is_alike=likeness >= _ALIKE, shares_place=bool(shares_place))
        for likeness, shares_place, thread in best
    ]


def _pairs(subject: str) -> frozenset[str]:
    letters = "".join(filter(str.isalnum, fold(title_of(subject))))
    return frozenset(map("".join, pairwise(letters)))


def _likeness(one: Collection[str], other: frozenset[str]) -> float:
    """Dice's coefficient: 0 nothing in common, 1 the same."""
    total = len(one) + len(other)
    return 2 * len(other.intersection(one)) / total if total else 0


_PLACES = "SELECT meeting || '/' || item || topic FROM placements WHERE thread = {} AND status <> 'rejected'"
_AROUND = f"""
SELECT thread, subject, EXISTS ({_PLACES.format("around.thread")} INTERSECT {_PLACES.format(":thread")}) AS shares_place
FROM (SELECT * FROM (SELECT thread, subject, last_date FROM threads
                     WHERE last_date <= :date ORDER BY last_date DESC LIMIT :most)
      UNION SELECT * FROM (SELECT thread, subject, last_date FROM threads
                           WHERE last_date > :date ORDER BY last_date LIMIT :most)) AS around
WHERE thread <> :thread ORDER BY abs(julianday(last_date) - julianday(:date)), thread"""  # noqa: S608
