"""Home: a search box, the meetings, the topics and the latest threads."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import Request, Response

from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.store import reading
from archiver.store.database import value

MEETINGS, THREADS = 6, 12


async def home(site: Site, request: Request) -> Response:
    if site.is_public:
        return page(site, request, "meetings.html", {"meetings": await site.read(reading.meetings)})
    return page(site, request, "home.html", await site.read(_read))


def _read(connection: sqlite3.Connection) -> dict[str, object]:
    return {
        "messages": value(connection, "SELECT count(*) FROM messages"),
        "meetings": reading.meetings(connection, limit=MEETINGS),
        "topics": reading.topics(connection),
        "threads": reading.latest_threads(connection, limit=THREADS),
    }
