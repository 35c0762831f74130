"""Topics: what spans meetings: its threads, and the agenda items that these threads continue."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import NotFound, Request, Response

from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.store import reading


async def topic_list(site: Site, request: Request) -> Response:
    return page(site, request, "topics.html", {"topics": await site.read(reading.topics)})


async def topic(site: Site, request: Request) -> Response:
    found = await site.read(lambda connection: _read(connection, request.url_vars["slug"]))
    return page(site, request, "topic.html", found)


def _read(connection: sqlite3.Connection, slug: str) -> dict[str, object]:
    topic = next((each for each in reading.topics(connection) if each.topic == slug), None)
    if topic is None:
        raise NotFound("no such topic")
    placed = reading.placed_of_topic(connection, slug)
    return {
        "topic": topic,
        "placed": placed,
        "threads": reading.threads(connection, {each.thread for each in placed}),
        "items": connection.execute(
            """SELECT agenda_items.meeting, agenda_items.item, agenda_items.title, meetings.date,
                      count(DISTINCT mine.thread) AS threads
               FROM placements AS mine JOIN placements AS theirs USING (thread)
                 JOIN agenda_items ON agenda_items.meeting = theirs.meeting AND agenda_items.item = theirs.item
                 JOIN meetings ON meetings.meeting = agenda_items.meeting
               WHERE mine.topic = :topic AND mine.status IN ('sure', 'confirmed')
                 AND theirs.status IN ('sure', 'confirmed')
               GROUP BY agenda_items.id ORDER BY meetings.date DESC, agenda_items.item""",
            {"topic": slug},
        ).fetchall(),
    }
