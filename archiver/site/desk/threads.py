"""A thread on the desk: where it stands, putting it elsewhere, and putting right what hangs together."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import NotFound, Request, Response

from archiver.links import thread_path
from archiver.site.desk.merging import candidates
from archiver.site.desk.pages import desk_page
from archiver.site.desk.places import places
from archiver.site.instance import Site
from archiver.site.paging import Pages, page_number
from archiver.store import reading
from archiver.store.database import value

_MESSAGES = 50


async def thread(site: Site, request: Request) -> Response:
    found = await site.read(lambda connection: _read(connection, request, request.url_vars["key"]))
    if isinstance(found, str):
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"/desk{thread_path(found)}{query}", status=303)
    return await desk_page(site, request, "desk_thread.html", found)


def _read(connection: sqlite3.Connection, request: Request, key: str) -> dict[str, object] | str:
    """The page's values; the id of the thread that has taken this one in, where one has."""
    line = reading.threads(connection, [key]).get(key)
    if line is None:
        taken_in_by = reading.thread_of(connection, key)
        if taken_in_by is None:
            raise NotFound("no such thread")
        return taken_in_by
    number, placed = page_number(request), reading.placed_of_thread(connection, key)
    kept = places(connection, {each.meeting for each in placed})
    return {
        "thread": line,
        "placed": placed,
        "places": kept,
        "place_titles": {each.name: each for group in kept.values() for each in group},
        "pages": Pages(
            request=request, number=number, size=_MESSAGES, count=value(connection, _NODES, [key])
        ),
        "messages": connection.execute(
            """SELECT key, position, depth, parent, reason, is_ghost, date, subject, from_name, from_address
               FROM nodes LEFT JOIN messages USING (key) WHERE thread = :thread
               ORDER BY position LIMIT :limit OFFSET :offset""",
            {"thread": key, "limit": _MESSAGES, "offset": (number - 1) * _MESSAGES},
        ).fetchall(),
        "candidates": candidates(connection, line),
    }


_NODES = "SELECT count(*) FROM nodes WHERE thread = ?"
