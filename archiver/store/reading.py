"""Reading: what more than one page of the site reads from the archive, as values.  Only SELECTs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from archiver.model import PlacementStatus
from archiver.store.database import value


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadLine:
    """A thread as lists show it."""

    thread: str
    subject: str
    list: str
    first_date: str
    """UTC, ISO 8601, as `last_date`."""
    last_date: str
    messages: int
    people: int
    names: tuple[str, ...]
    """Who took part, the earliest first; at most `NAMES`."""
    bodies: tuple[str, ...]
    """The same by the body that they speak for, and by name where none is told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A thread under an agenda item (`meeting`, `item`) or a standing topic (`topic`), and why."""

    thread: str
    meeting: str
    item: int
    topic: str
    score: float
    status: PlacementStatus
    evidence: tuple[str, ...]

    @property
    def is_proposed(self) -> bool:
        """Nobody has confirmed it, and its score is not sure."""
        return self.status == "proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingLine:
    """A meeting as lists show it."""

    meeting: str
    title: str
    date: str
    place: str
    items: int
    threads: int
    """How many threads continue its agenda, those only proposed aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicLine:
    """A standing topic as lists show it."""

    topic: str
    title: str
    title_en: str
    threads: int
    last_date: str
    """Of the latest message in its threads, '' when it has none."""

    def title_in(self, language: str) -> str:
        return self.title_en if language == "en" and self.title_en else self.title


NAMES = 6


def latest_threads(connection: sqlite3.Connection, *, limit: int, offset: int = 0) -> list[ThreadLine]:
    """Threads by their latest message, newest first."""
    rows = connection.execute(
        """SELECT thread, subject, list, first_date, last_date, messages, people FROM threads
           WHERE thread IN (SELECT thread FROM threads ORDER BY last_date DESC, thread DESC LIMIT :limit OFFSET :offset)
           ORDER BY last_date DESC, thread DESC""",
        {"limit": limit, "offset": offset},
    ).fetchall()
    return _lines(connection, rows)


def threads(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, ThreadLine]:
    """These threads, by key, newest last message first; those that are not there are left out."""
    rows = connection.execute(
        """SELECT thread, subject, list, first_date, last_date, messages, people FROM threads
           WHERE thread IN (SELECT value FROM json_each(:keys)) ORDER BY last_date DESC, thread DESC""",
        {"keys": json.dumps(list(keys))},
    ).fetchall()
    return {line.thread: line for line in _lines(connection, rows)}


def thread_of(connection: sqlite3.Connection, key: str) -> str | None:
    """The thread in which a permanent id, of a message, a thread, or a message only named in others, stands now;
    None where there is none, or none of its messages is in view."""
    found: str | None = value(
        connection,
        """SELECT nodes.thread FROM nodes JOIN threads USING (thread)
           WHERE nodes.key = coalesce((SELECT node FROM named WHERE key = :key), :key)""",
        {"key": key},
    )
    return found


def _lines(connection: sqlite3.Connection, rows: Sequence[sqlite3.Row]) -> list[ThreadLine]:
    names: dict[str, list[str]] = {row["thread"]: [] for row in rows}
    bodies: dict[str, dict[str, None]] = {row["thread"]: {} for row in rows}
    people = connection.execute(
        """SELECT nodes.thread, max(from_name) AS name, from_address AS address,
                  max(CASE WHEN told_by IN ('name', 'signature') THEN organisation ELSE '' END) AS body
           FROM nodes JOIN messages USING (key) WHERE nodes.thread IN (SELECT value FROM json_each(:keys))
           GROUP BY nodes.thread, from_address ORDER BY min(messages.date)""",
        {"keys": json.dumps(list(names))},
    )
    for thread, name, address, body in people:
        names[thread].append(name or address)
        bodies[thread][body or name or address] = None
    return [
        ThreadLine(**row, names=tuple(names[row["thread"]][:NAMES]), bodies=tuple(bodies[row["thread"]]))
        for row in rows
    ]


def placed_of_thread(connection: sqlite3.Connection, thread: str) -> list[Placed]:
    """Where one thread stands, likeliest first; rejected placements are left out, here and below."""
    return _placed(
        connection.execute(
            """SELECT thread, meeting, item, topic, score, status, evidence FROM placements
               WHERE thread = :thread AND status <> 'rejected'
               ORDER BY status = 'proposed', score DESC, meeting, topic""",
            {"thread": thread},
        )
    )


def placed_of_meeting(connection: sqlite3.Connection, meeting: str) -> list[Placed]:
    """The threads under the agenda items of one meeting, likeliest first, of those alike the latest."""
    return _placed(
        connection.execute(
            """SELECT thread, meeting, item, topic, score, status, evidence
               FROM placements JOIN threads USING (thread) WHERE meeting = :meeting AND status <> 'rejected'
               ORDER BY status = 'proposed', score DESC, last_date DESC, thread""",
            {"meeting": meeting},
        )
    )


def placed_of_topic(connection: sqlite3.Connection, topic: str) -> list[Placed]:
    """The threads of one standing topic, the latest first."""
    return _placed(
        connection.execute(
            """SELECT thread, meeting, item, topic, score, status, evidence
               FROM placements JOIN threads USING (thread) WHERE topic = :topic AND status <> 'rejected'
               ORDER BY status = 'proposed', last_date DESC, thread""",
            {"topic": topic},
        )
    )


def _placed(rows: sqlite3.Cursor) -> list[Placed]:
    return [Placed(**{**row, "evidence": tuple(json.loads(row["evidence"]))}) for row in rows]


def meetings(connection: sqlite3.Connection, *, limit: int = -1) -> list[MeetingLine]:
    """The meetings, newest first."""
    rows = connection.execute(
        """SELECT meeting, title, date, place,
                  (SELECT count(*) FROM agenda_items WHERE agenda_items.meeting = meetings.meeting) AS items,
                  (SELECT count(DISTINCT thread) FROM placements
                   WHERE placements.meeting = meetings.meeting AND status IN ('sure', 'confirmed')) AS threads
           FROM meetings ORDER BY date DESC, meeting DESC LIMIT :limit""",
        {"limit": limit},
    )
    return [MeetingLine(**row) for row in rows]


def topics(connection: sqlite3.Connection) -> list[TopicLine]:
    """The standing topics, the liveliest first."""
    rows = connection.execute(
        """SELECT topics.topic, topics.title, topics.title_en, count(threads.thread) AS threads,
                  coalesce(max(threads.last_date), '') AS last_date
           FROM topics LEFT JOIN placements ON placements.topic = topics.topic AND status IN ('sure', 'confirmed')
             LEFT JOIN threads USING (thread)
           GROUP BY topics.topic ORDER BY last_date DESC, topics.topic"""
    )
    return [TopicLine(**row) for row in rows]
