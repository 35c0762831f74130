"""Drafting: what came since a meeting, by agenda item and standing topic → the draft of the next agenda."""

from __future__ import annotations

import sqlite3
from dataclasses import asdict, dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from archiver import links
from archiver.errors import NotFound
from archiver.moments import written
from archiver.pipeline.settling.following import record as promise_record
from archiver.settings import Settings
from archiver.store import following, since
from archiver.store.archive import opened
from archiver.store.deciding import ensure_meeting
from archiver.store.following import PromiseLine
from archiver.store.since import Place, ThreadSince


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """An agenda item of the meeting, or a standing topic, and what goes on under it."""

    item: int
    """Order on the agenda, 0 for a standing topic."""
    topic: str
    """Short name of a standing topic, '' for an item."""
    title: str
    outcome: str
    path: str
    """Its address on the site."""
    threads: tuple[ThreadSince, ...]
    """That stand here for sure."""
    proposed: tuple[ThreadSince, ...]
    """That may stand here: nobody has looked yet."""
    promises: tuple[PromiseLine, ...]
    """Made under the item, whatever became of them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What came since a meeting."""

    meeting: str
    title: str
    since: date
    """The day of the meeting."""
    until: date
    """The last day that counts: today, or that of the next meeting."""
    items: tuple[Part, ...]
    topics: tuple[Part, ...]
    """Standing topics with mail since."""
    elsewhere: tuple[ThreadSince, ...]
    """Threads with mail since that stand nowhere."""
    left_out: int
    """How many more of them there are, before these."""
    earlier: tuple[PromiseLine, ...]
    """What earlier meetings promised and nothing answers."""


def draft(settings: Settings, meeting: str | None, today: date) -> Draft:
    """The draft after `meeting` (None: the latest before `today`).  Raises `NotFound`."""
    with opened(settings.archive) as connection:
        return draft_from(connection, meeting, today, settings.zone)


def draft_from(
    connection: sqlite3.Connection,
    meeting: str | None,
    today: date,
    zone: ZoneInfo,
    *,
    most: int | None = None,
) -> Draft:
    """The same, of an open archive; of threads that stand nowhere the latest `most` (None: all)."""
    this, following_one = _meetings(connection, meeting, today)
    until = min(today, date.fromisoformat(following_one["date"])) if following_one else today
    begins = _instant(this, this["end"] or this["start"], zone)
    if following_one and until < today:
        ends = _instant(following_one, following_one["start"], zone)
    else:
        ends = written(datetime.combine(until + timedelta(days=1), time(), zone))
    placed = since.places(connection)
    names = since.began_since(connection, begins, ends)
    elsewhere = _elsewhere(names, placed, this["meeting"])
    left_out = elsewhere[:-most] if most else []
    unseen = set(left_out)
    threads = since.threads_since(connection, begins, ends, [each for each in names if each not in unseen])
    promises = following.promises(connection, today=until)
    return Draft(
        meeting=this["meeting"],
        title=this["title"],
        since=date.fromisoformat(this["date"]),
        until=until,
        items=_items(connection, this["meeting"], threads, placed, promises),
        topics=_topics(connection, threads, placed),
        elsewhere=tuple(threads[each] for each in elsewhere if each in threads),
        left_out=len(left_out),
        earlier=tuple(
            line for line in promises if line.meeting < this["meeting"] and line.state in ("open", "overdue")
        ),
    )


def _meetings(
    connection: sqlite3.Connection, meeting: str | None, today: date
) -> tuple[sqlite3.Row, sqlite3.Row | None]:
    """The meeting of this name (None: the latest up to `today`), and the one that was held after it, if any."""
    if meeting:
        ensure_meeting(connection, meeting)
    held = connection.execute(
        "SELECT meeting, title, date, start, end FROM meetings ORDER BY date, meeting"
    ).fetchall()
    past = [
        row for row in held if (row["meeting"] == meeting if meeting else row["date"] <= today.isoformat())
    ]
    if not past:
        raise NotFound(
            "No minutes are kept of a meeting up to {day}. `archiver minutes list` names them.", day=today
        )
    this = past[-1]
    return this, next((row for row in held if row["date"] > this["date"]), None)


def record(made: Draft) -> dict[str, Any]:
    """{"meeting", "title", "since", "until", "items": [part], "topics": [part], "elsewhere": [thread], "earlier":
    [promise]}; a part is {"item", "topic", "title", "outcome", "threads", "proposed", "promises"}, a thread
    {"thread_id", "subject", "messages", "first_date", "last_date", "people", "unanswered", "attachments"}; a promise
    as `archiver promises` gives it."""
    return {
        "meeting": made.meeting,
        "title": made.title,
        "since": made.since.isoformat(),
        "until": made.until.isoformat(),
        "items": [_part_record(each) for each in made.items],
        "topics": [_part_record(each) for each in made.topics],
        "elsewhere": [_thread_record(each) for each in made.elsewhere],
        "earlier": [promise_record(each) for each in made.earlier],
    }


def _items(
    connection: sqlite3.Connection,
    meeting: str,
    threads: dict[str, ThreadSince],
    placed: dict[Place, dict[str, Any]],
    promises: list[PromiseLine],
) -> tuple[Part, ...]:
    rows = connection.execute(
        "SELECT item, title, outcome FROM agenda_items WHERE meeting = ? ORDER BY item", (meeting,)
    )
    return tuple(
        Part(
            item=row["item"],
            topic="",
            title=row["title"],
            outcome=row["outcome"],
            path=links.item_path(meeting, row["item"]),
            promises=tuple(line for line in promises if (line.meeting, line.item) == (meeting, row["item"])),
            **_standing(threads, placed.get((meeting, row["item"], ""), {})),
        )
        for row in rows
    )


def _topics(
    connection: sqlite3.Connection, threads: dict[str, ThreadSince], placed: dict[Place, dict[str, Any]]
) -> tuple[Part, ...]:
    rows = connection.execute("SELECT topic, title FROM topics ORDER BY topic")
    parts = (
        Part(
            item=0,
            topic=row["topic"],
            title=row["title"],
            outcome="",
            path=links.topic_path(row["topic"]),
            promises=(),
            **_standing(threads, placed.get(("", 0, row["topic"]), {})),
        )
        for row in rows
    )
    return tuple(part for part in parts if part.threads or part.proposed)


def _standing(
    threads: dict[str, ThreadSince], statuses: dict[str, Any]
) -> dict[str, tuple[ThreadSince, ...]]:
    here = [each for each in threads.values() if each.thread in statuses]
    return {
        "threads": tuple(each for each in here if statuses[each.thread] != "proposed"),
        "proposed": tuple(each for each in here if statuses[each.thread] == "proposed"),
    }


def _elsewhere(names: list[str], placed: dict[Place, dict[str, Any]], meeting: str) -> list[str]:
    """Threads that stand under no part of this draft."""
    shown = {thread for place, here in placed.items() if place[0] in (meeting, "") for thread in here}
    return [each for each in names if each not in shown]


def _instant(row: sqlite3.Row, clock: str, zone: ZoneInfo) -> str:
    """When a meeting was at `clock` (HH:MM, '' for the beginning of its day)."""
    at = time.fromisoformat(clock) if clock else time()
    return written(datetime.combine(date.fromisoformat(row["date"]), at, zone))


def _part_record(part: Part) -> dict[str, Any]:
    return {
        "item": part.item or None,
        "topic": part.topic or None,
        "title": part.title,
        "outcome": part.outcome,
        "threads": [_thread_record(each) for each in part.threads],
        "proposed": [_thread_record(each) for each in part.proposed],
        "promises": [promise_record(each) for each in part.promises],
    }


def _thread_record(each: ThreadSince) -> dict[str, Any]:
    return {
        "thread_id": each.thread,
        "subject": each.subject,
        "messages": each.messages,
        "first_date": each.first_date,
        "last_date": each.last_date,
        "people": each.people,
        "unanswered": [asdict(waiting) for waiting in each.waiting],
        "attachments": [asdict(paper) for paper in each.papers],
    }
