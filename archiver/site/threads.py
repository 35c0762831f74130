"""Threads: the list of them, and one thread as it is read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archiver.links import thread_path
from archiver.site import body
from archiver.site.instance import enter, read
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.store import reading

if TYPE_CHECKING:
    from datasette.app import Datasette

THREADS = 50
MESSAGES = 50
"""How many messages a page of a thread shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A message in its thread, or a ghost: a message that is known only because others refer to it."""

    row: sqlite3.Row
    parent: sqlite3.Row | None
    parts: tuple[body.Part, ...]
    attachments: tuple[sqlite3.Row, ...]
    parent_path: str


async def thread_list(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    number = page_number(request)

    def listed(connection: sqlite3.Connection) -> dict[str, object]:
        (count,) = connection.execute("SELECT count(*) FROM threads").fetchone()
        return {
            "pages": Pages(request=request, number=number, size=THREADS, count=count),
            "threads": reading.latest_threads(connection, limit=THREADS, offset=(number - 1) * THREADS),
        }

    return page(site, request, "threads.html", await read(datasette, listed))


async def thread(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    key = request.url_vars["key"]
    found = await read(datasette, lambda connection: _read(connection, key, request))
    if isinstance(found, str):
        return Response.redirect(found)
    return page(site, request, "thread.html", found)


def place_of(thread: str, key: str, position: int) -> str:
    """Where a message stands: its thread's page, and there its anchor."""
    number = position // MESSAGES + 1
    return f"{thread_path(thread)}{f'?page={number}' if number > 1 else ''}#{key}"


def _read(connection: sqlite3.Connection, key: str, request: Request) -> dict[str, object] | str:
    """What the page shows; or, for a message of another thread, the address where it stands."""
    node = connection.execute(
        "SELECT thread, key, nodes.position FROM nodes JOIN threads USING (thread) WHERE key = :key",
        {"key": key},
    ).fetchone()
    if node is None:
        return _leads_to(connection, key)
    if node["thread"] != key:
        return place_of(*node)
    (count,) = connection.execute(
        "SELECT count(*) FROM nodes WHERE thread = :thread", {"thread": key}
    ).fetchone()
    number = page_number(request)
    placed = reading.placed_of_thread(connection, key)
    line = reading.threads(connection, [key])[key]
    posts = _posts(connection, key, number)
    return {
        "thread": line,
        "pages": Pages(request=request, number=number, size=MESSAGES, count=count),
        "posts": posts,
        "base_subject": next((post.row["base_subject"] for post in posts if not post.row["is_ghost"]), ""),
        "placed": placed,
        "items": _items(connection, key),
        "topics": {topic.topic: topic for topic in reading.topics(connection)} if placed else {},
        "split_from": _split_from(connection, key),
        "lists": _lists(connection, key),
    }


def _leads_to(connection: sqlite3.Connection, key: str) -> str:
    """Where an address leads that was once that of a thread, and now is that of no node."""
    thread = reading.thread_of(connection, key)
    if thread is None:
        raise NotFound("no such thread")
    return thread_path(thread)


def _posts(connection: sqlite3.Connection, thread: str, number: int) -> list[Post]:
    range_ = {"thread": thread, "first": (number - 1) * MESSAGES, "last": number * MESSAGES - 1}
    rows = connection.execute(
        """SELECT nodes.key, nodes.message_id, is_ghost, parent, reason, position, depth,
                  id, date, subject, base_subject, from_name, from_address, body
           FROM nodes LEFT JOIN messages USING (key)
           WHERE thread = :thread AND position BETWEEN :first AND :last ORDER BY position""",
        range_,
    ).fetchall()
    parents = {
        row["key"]: row
        for row in connection.execute(
            """SELECT nodes.key, position, from_name, from_address FROM nodes LEFT JOIN messages USING (key)
               WHERE nodes.key IN (SELECT parent FROM nodes
                 WHERE thread = :thread AND position BETWEEN :first AND :last)""",
            range_,
        )
    }
    attachments: dict[int, list[sqlite3.Row]] = {}
    for row in connection.execute(
        """SELECT message, attachments.position, name, type, attachments.size
           FROM nodes JOIN messages USING (key) JOIN attachments ON attachments.message = messages.id
           WHERE thread = :thread AND nodes.position BETWEEN :first AND :last ORDER BY attachments.position""",
        range_,
    ):
        attachments.setdefault(row["message"], []).append(row)
    return [_post(row, thread, parents.get(row["parent"]), attachments.get(row["id"], [])) for row in rows]


def _post(row: sqlite3.Row, thread: str, parent: sqlite3.Row | None, attachments: list[sqlite3.Row]) -> Post:
    return Post(
        row=row,
        parent=parent,
        parts=tuple(body.parts(row["body"] or "")),
        attachments=tuple(attachments),
        parent_path=place_of(thread, parent["key"], parent["position"]) if parent else "",
    )


def _items(connection: sqlite3.Connection, thread: str) -> dict[tuple[str, int], sqlite3.Row]:
    """The agenda items under which the thread stands, by meeting and order."""
    rows = connection.execute(
        """SELECT agenda_items.meeting, agenda_items.item, agenda_items.title, meetings.date
           FROM placements JOIN agenda_items USING (meeting, item) JOIN meetings USING (meeting)
           WHERE placements.thread = :thread""",
        {"thread": thread},
    )
    return {(row["meeting"], row["item"]): row for row in rows}


def _split_from(connection: sqlite3.Connection, thread: str) -> sqlite3.Row | None:
    """The message in another thread that this thread grew from."""
    row: sqlite3.Row | None = connection.execute(
        """SELECT nodes.key, threads.subject FROM threads AS mine JOIN nodes ON nodes.key = mine.split_from
             JOIN threads ON threads.thread = nodes.thread WHERE mine.thread = :thread""",
        {"thread": thread},
    ).fetchone()
    return row


def _lists(connection: sqlite3.Connection, thread: str) -> list[str]:
    rows = connection.execute(
        """SELECT DISTINCT list FROM nodes JOIN messages USING (key)
             JOIN message_lists ON message_lists.message = messages.id WHERE thread = :thread ORDER BY list""",
        {"thread": thread},
    )
    return [address for (address,) in rows]
