"""Threads: the list of them, and one thread as it is read."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from datasette.utils.asgi import NotFound, Request, Response

from archiver.links import thread_path
from archiver.mail import title_of
from archiver.moments import day_of
from archiver.site.instance import Site
from archiver.site.pages import address_of, page
from archiver.site.paging import Pages, page_number
from archiver.site.reading import seen
from archiver.site.reading.citing import Cited, forms
from archiver.site.reading.messages import ensure_in_view
from archiver.site.reading.posts import Order, View, order_of, outline, posts
from archiver.site.words import words_for
from archiver.store import reading
from archiver.store.database import value
from archiver.store.reading import ThreadLine

THREADS = 50


async def thread_list(site: Site, request: Request) -> Response:
    number = page_number(request)

    def listed(connection: sqlite3.Connection) -> dict[str, object]:
        count = value(connection, "SELECT count(*) FROM threads")
        return {
            "pages": Pages(request=request, number=number, size=THREADS, count=count),
            "threads": reading.latest_threads(connection, limit=THREADS, offset=(number - 1) * THREADS),
        }

    return page(site, request, "threads.html", await site.read(listed))


async def thread(site: Site, request: Request) -> Response:
    key = request.url_vars["key"]
    now = datetime.now(UTC)
    before = seen.read(request.cookies.get(seen.COOKIE, ""), str((request.actor or {}).get("id", "")))
    unread_after = before.unread_after(key, now)
    found = await site.read(lambda connection: _read(connection, key, request, unread_after))
    if isinstance(found, str):
        return Response.redirect(found)
    line, newest = found["thread"], str(found.pop("newest"))
    assert isinstance(line, ThreadLine)  # noqa: S101  the type that _read put there
    found["cite"] = forms(_cited(site, request, line), now.astimezone(site.zone).date())
    response = page(site, request, "thread.html", found)
    if newest:
        _remember(response, request, before.after(key, newest, now))
    return response


def _remember(response: Response, request: Request, now_seen: seen.Seen) -> None:
    response.set_cookie(
        seen.COOKIE,
        str(now_seen),
        path=seen.PATH,
        max_age=seen.SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.scheme == "https",
    )


def _read(
    connection: sqlite3.Connection, key: str, request: Request, unread_after: str
) -> dict[str, object] | str:
    """What the page shows; or, for a message of another thread, the address where it stands."""
    view: View = "flat" if request.args.get("view") == "flat" else "tree"
    thread = value(connection, "SELECT thread FROM nodes JOIN threads USING (thread) WHERE key = ?", [key])
    if thread is None:
        return _leads_to(connection, key)
    order = order_of(connection, thread, view)
    if thread != key:
        # By date there is no place for a message that is missing.
        return order.path(key) or order_of(connection, thread, "tree").path(key)
    return _shown(connection, order, request, unread_after)


def _leads_to(connection: sqlite3.Connection, key: str) -> str:
    """Where an address leads that was once that of a thread, and now is that of no node."""
    thread = reading.thread_of(connection, key)
    if thread is None:
        ensure_in_view(connection, key)
        raise NotFound("no such thread")
    return thread_path(thread)


def _shown(
    connection: sqlite3.Connection, order: Order, request: Request, unread_after: str
) -> dict[str, object]:
    key = order.thread
    number = page_number(request)
    line = reading.threads(connection, [key])[key]
    placed = reading.placed_of_thread(connection, key)
    shown = posts(connection, order, number, unread_after=unread_after)
    unread = [each["key"] for each in order.nodes if unread_after and (each["date"] or "") > unread_after]
    return {
        "thread": line,
        "view": order.view,
        "pages": Pages(request=request, number=number, size=1, count=len(order.starts)),
        "posts": shown,
        "outline": outline(shown) if len(shown) > 2 else [],
        "newest": max((each.node["date"] or "" for each in shown), default=""),
        "unread": len(unread),
        "unread_path": order.path(unread[0]) if unread else "",
        "base_subject": next((each.mail["base_subject"] for each in shown if each.mail), ""),
        "placed": placed,
        "turns": _turns(connection, key, placed),
        "items": _items(connection, key),
        "topics": {topic.topic: topic for topic in reading.topics(connection)} if placed else {},
        "split_from": _split_from(connection, key),
        "lists": _lists(connection, key),
        "neighbours": _neighbours(connection, line),
    }


def _cited(site: Site, request: Request, line: ThreadLine) -> Cited:
    words = words_for(request, site.language)
    others = line.people > 1
    first, last = (day_of(each, site.zone) for each in (line.first_date, line.last_date))
    return Cited(
        title=title_of(line.subject) or words("thread.no_subject"),
        address=address_of(site, request, thread_path(line.thread)),
        author=words("cite.and_others", name=line.names[0]) if others else "".join(line.names[:1]),
        source=site.list_name(line.list),
        first=first,
        last=last,
    )


def _neighbours(connection: sqlite3.Connection, line: ThreadLine) -> dict[str, sqlite3.Row]:
    """The threads that were last written to before and after this one."""
    place = {"date": line.last_date, "thread": line.thread}
    found = {
        "previous": connection.execute(
            """SELECT thread, subject FROM threads WHERE (last_date, thread) < (:date, :thread)
               ORDER BY last_date DESC, thread DESC LIMIT 1""",
            place,
        ).fetchone(),
        "next": connection.execute(
            """SELECT thread, subject FROM threads WHERE (last_date, thread) > (:date, :thread)
               ORDER BY last_date, thread LIMIT 1""",
            place,
        ).fetchone(),
    }
    return {name: row for name, row in found.items() if row is not None}


def _items(connection: sqlite3.Connection, thread: str) -> dict[tuple[str, int], sqlite3.Row]:
    """The agenda items under which the thread stands, by meeting and order."""
    rows = connection.execute(
        """SELECT agenda_items.meeting, agenda_items.item, agenda_items.title, meetings.date
           FROM placements JOIN agenda_items USING (meeting, item) JOIN meetings USING (meeting)
           WHERE placements.thread = :thread""",
        {"thread": thread},
    )
    return {(row["meeting"], row["item"]): row for row in rows}


def _turns(
    connection: sqlite3.Connection, thread: str, placed: list[reading.Placed]
) -> dict[str, list[reading.Placed]]:
    """By the message with which the thread comes to them: the items and topics that it was not about before."""
    since = [
        (int(remark.removeprefix("drift: ")), each)
        for each in placed
        for remark in each.evidence
        if remark.startswith("drift: ")
    ]
    turns: dict[str, list[reading.Placed]] = {}
    if since:
        rows = connection.execute(
            "SELECT key FROM nodes WHERE thread = :thread AND NOT is_ghost ORDER BY position",
            {"thread": thread},
        )
        keys = [key for (key,) in rows]
        for number, each in since:
            if number <= len(keys):
                turns.setdefault(keys[number - 1], []).append(each)
    return turns


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
