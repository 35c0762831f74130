"""Searching: what a person typed → results with snippets, the same for the site, its JSON and the terminal."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path

from archiver import links, search
from archiver.store import searching as store
from archiver.store.database import explained, open_readonly


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One message, agenda item or speech that answers a query."""

    kind: str
    key: str
    """Public id of a message, '' for minutes."""
    message_id: str
    thread: str
    list: str
    subject: str
    sender: str
    """Display name, or address where there is none; for minutes the speaker or the meeting's title."""
    date: str
    snippet: search.Pieces
    path: str
    """Where it stands on the site."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a query: one page of results."""

    query: str
    count: int
    is_capped: bool
    """There are more than `count`."""
    notes: tuple[str, ...]
    """What was not understood."""
    results: tuple[Result, ...]


@contextmanager
def opened(archive: Path) -> Iterator[sqlite3.Connection]:
    """A read-only connection to the archive; SQLite's complaints become `StoreError`."""
    connection = open_readonly(archive)
    with explained(archive):
        yield connection
    connection.close()


def find(
    connection: sqlite3.Connection, text: str, *, sort: str, limit: int, offset: int, now: datetime
) -> Found:
    """Search the archive.  `sort` is best or newest.  Nothing that can be typed is an error.

    `now`, aware, tells what 先月 is and when a day begins where the archive's people live.
    """
    query = search.compile(text, now.date())
    if query.is_empty():
        return Found(query=text, count=0, is_capped=False, notes=query.notes, results=())
    count, hits = store.search(
        connection,
        match=query.match,
        exclude=query.exclude,
        filters=[_in_utc(each, now.tzinfo) for each in query.filters],
        sort=sort,
        limit=limit,
        offset=offset,
    )
    texts = store.texts(connection, hits)
    return Found(
        query=text,
        count=min(count, store.MOST_COUNTED),
        is_capped=count > store.MOST_COUNTED,
        notes=query.notes,
        results=tuple(_result(hit, texts[hit.id], query.highlights) for hit in hits),
    )


def _in_utc(condition: search.Filter, zone: tzinfo | None) -> search.Filter:
    """A day's beginning as the instant that mail is dated by.

    Minutes are dated by the day alone, which compares rightly with either.
    """
    if condition.field not in ("since", "before"):
        return condition
    beginning = datetime.combine(date.fromisoformat(condition.value), time.min, zone)
    try:
        return replace(condition, value=beginning.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"))
    except OverflowError:  # the first or last day there is
        return condition


def _result(hit: store.Hit, text: sqlite3.Row, highlights: tuple[str, ...]) -> Result:
    return Result(
        kind=hit.kind,
        key=hit.message,
        message_id=text["message_id"],
        thread=hit.thread,
        list=text["list"],
        subject=text["subject"],
        sender=text["sender"] or text["address"],
        date=hit.date,
        snippet=search.snippet(text["body"], highlights),
        path=_path(hit),
    )


def _path(hit: store.Hit) -> str:
    if hit.kind == "message":
        # A thread's page may be one of several: the message's own key leads to the right one.
        return links.thread_path(hit.message)
    if hit.kind == "speech":
        return links.speech_path(hit.meeting, hit.item, hit.speech)
    return links.item_path(hit.meeting, hit.item)


def document(found: Found) -> dict[str, object]:
    """The documented JSON shape of an answer."""
    return {
        "query": found.query,
        "count": found.count,
        "count_is_capped": found.is_capped,
        "notes": found.notes,
        "results": [
            {
                "kind": result.kind,
                "message_id": result.message_id,
                "thread_id": result.thread,
                "list": result.list,
                "subject": result.subject,
                "from": result.sender,
                "date": result.date,
                "snippet": "".join(piece for piece, _ in result.snippet),
                "url": result.path,
            }
            for result in found.results
        ],
    }
