"""A thread on the desk: where it stands, putting it elsewhere, and putting right what hangs together."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from datasette.utils.asgi import NotFound, Request, Response

from archiver.site.desk.pages import desk_page
from archiver.site.desk.places import places
from archiver.site.instance import enter, read
from archiver.store import reading

if TYPE_CHECKING:
    from datasette.app import Datasette

_MESSAGES = 200
_OTHERS = 50
"""How many of the latest threads are offered to merge into; any other by its address."""


async def thread(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    found = await read(datasette, lambda connection: _read(connection, request.url_vars["key"]))
    return await desk_page(datasette, site, request, "desk_thread.html", found)


def _read(connection: sqlite3.Connection, key: str) -> dict[str, object]:
    line = reading.threads(connection, [key]).get(key)
    if line is None:
        raise NotFound("no such thread")
    kept = places(connection)
    return {
        "thread": line,
        "placed": reading.placed_of_thread(connection, key),
        "places": kept,
        "place_titles": {each.name: each for group in kept.values() for each in group},
        "messages": connection.execute(
            """SELECT key, position, depth, parent, reason, is_ghost, date, subject, from_name, from_address
               FROM nodes LEFT JOIN messages USING (key) WHERE thread = :thread ORDER BY position LIMIT :limit""",
            {"thread": key, "limit": _MESSAGES},
        ).fetchall(),
        "others": [each for each in reading.latest_threads(connection, limit=_OTHERS) if each.thread != key],
    }
