"""Since: the threads in which somebody wrote within some days, and what of them the others have to take up.  Reads."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter

from archiver.model import PlacementStatus


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A question that nobody has answered."""

    key: str
    """Permanent id of the message."""
    who: str
    date: str
    """UTC, ISO 8601."""
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """An attachment: of the message `key`, at `position` among its attachments."""

    key: str
    position: int
    name: str
    size: int
    """Bytes, decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreadSince:
    """A thread, and what came into it within the days."""

    thread: str
    subject: str
    messages: int
    first_date: str
    """UTC, ISO 8601; as `last_date`."""
    last_date: str
    people: tuple[str, ...]
    """Who wrote, in the order in which they began."""
    waiting: tuple[Waiting, ...]
    papers: tuple[Paper, ...]


Place = tuple[str, int, str]
"""Meeting, agenda item and standing topic of a placement."""


def began_since(connection: sqlite3.Connection, since: str, until: str) -> list[str]:
    """Ids of the threads with mail from `since` up to `until` (UTC, ISO 8601), in the order in which they went on."""
    rows = connection.execute(
        """SELECT thread, CASE WHEN first_date >= :since THEN first_date ELSE
                            (SELECT min(date) FROM nodes JOIN messages USING (key)
                             WHERE nodes.thread = threads.thread AND date >= :since) END AS went_on
           FROM threads WHERE last_date >= :since AND first_date < :until""",
        {"since": since, "until": until},
    )
    found = [(went_on, thread) for thread, went_on in rows if went_on and went_on < until]
    return [thread for _, thread in sorted(found)]


def threads_since(
    connection: sqlite3.Connection, since: str, until: str, threads: Sequence[str]
) -> dict[str, ThreadSince]:
    """What came into these threads from `since` up to `until` (UTC, ISO 8601), in their order."""
    values = {"since": since, "until": until, "threads": json.dumps(threads)}
    rows = connection.execute(
        """SELECT nodes.thread, threads.subject, messages.id, messages.key, messages.date, asks,
                  coalesce(nullif(from_name, ''), from_address) AS who, unanswered.message IS NOT NULL AS waits
           FROM nodes JOIN messages USING (key) JOIN threads USING (thread)
             LEFT JOIN unanswered ON unanswered.message = messages.id
           WHERE nodes.thread IN (SELECT value FROM json_each(:threads))
             AND messages.date >= :since AND messages.date < :until
           ORDER BY nodes.thread, messages.date, nodes.position""",
        values,
    ).fetchall()
    papers = _papers(connection, values)
    found = {
        thread: _thread(thread, list(group), papers)
        for thread, group in groupby(rows, key=itemgetter("thread"))
    }
    return {thread: found[thread] for thread in threads if thread in found}


def places(connection: sqlite3.Connection) -> dict[Place, dict[str, PlacementStatus]]:
    """The threads that stand, or may stand, at each place."""
    found: dict[Place, dict[str, PlacementStatus]] = {}
    rows = connection.execute(
        "SELECT thread, meeting, item, topic, status FROM placements WHERE status <> 'rejected' ORDER BY score DESC"
    )
    for row in rows:
        found.setdefault((row["meeting"], row["item"], row["topic"]), {})[row["thread"]] = row["status"]
    return found


def _thread(thread: str, rows: list[sqlite3.Row], papers: dict[int, list[Paper]]) -> ThreadSince:
    return ThreadSince(
        thread=thread,
        subject=rows[0]["subject"],
        messages=len(rows),
        first_date=rows[0]["date"],
        last_date=rows[-1]["date"],
        people=tuple(dict.fromkeys(row["who"] for row in rows if row["who"])),
        waiting=tuple(
            Waiting(key=row["key"], who=row["who"], date=row["date"], sentence=row["asks"])
            for row in rows
            if row["waits"]
        ),
        papers=tuple(paper for row in rows for paper in papers.get(row["id"], ())),
    )


def _papers(connection: sqlite3.Connection, values: dict[str, str]) -> dict[int, list[Paper]]:
    found: dict[int, list[Paper]] = {}
    rows = connection.execute(
        """SELECT message, messages.key, attachments.position, name, attachments.size
           FROM nodes JOIN messages USING (key) JOIN attachments ON attachments.message = messages.id
           WHERE nodes.thread IN (SELECT value FROM json_each(:threads))
             AND messages.date >= :since AND messages.date < :until ORDER BY message, attachments.position""",
        values,
    )
    for row in rows:
        paper = Paper(key=row["key"], position=row["position"], name=row["name"], size=row["size"])
        found.setdefault(row["message"], []).append(paper)
    return found
