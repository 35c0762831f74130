"""The queue: what was proposed and waits for a person: the thread, where it may belong, and the evidence."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from datasette.utils.asgi import Request, Response

from archiver import links
from archiver.site.desk.pages import desk_page
from archiver.site.desk.places import Place, places
from archiver.site.desk.telling import evidence
from archiver.site.excerpts import unwrapped
from archiver.site.instance import Site
from archiver.site.paging import Pages, page_number
from archiver.site.reading import body
from archiver.store import reading
from archiver.store.database import value
from archiver.store.reading import ThreadLine

_PROPOSALS = 15
_EXCERPT = 160
"""Characters of the first message's own words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A thread that may belong somewhere."""

    thread: ThreadLine
    place: str
    """As the decision functions name it: 2011-06-20/4, or a topic's short name."""
    place_path: str
    meeting: str
    item: int
    title: str
    date: str
    score: float
    evidence: tuple[str, ...]
    excerpt: str


async def queue(site: Site, request: Request) -> Response:
    found = await site.read(lambda connection: _read(connection, request))
    return await desk_page(site, request, "desk_queue.html", found)


def _read(connection: sqlite3.Connection, request: Request) -> dict[str, object]:
    count = value(
        connection, "SELECT count(*) FROM placements JOIN threads USING (thread) WHERE status = 'proposed'"
    )
    last = max((count + _PROPOSALS - 1) // _PROPOSALS, 1)
    number = min(page_number(request), last)  # the last proposal of the last page was just decided
    rows = connection.execute(_WAITING, {"limit": _PROPOSALS, "offset": (number - 1) * _PROPOSALS}).fetchall()
    threads = reading.threads(connection, {row["thread"] for row in rows})
    return {
        "pages": Pages(request=request, number=number, size=_PROPOSALS, count=count),
        "proposals": [_proposal(row, threads[row["thread"]]) for row in rows],
        "places": _near(places(connection, {row["meeting"] for row in rows})),
        "no_meetings": not value(connection, "SELECT 1 FROM meetings"),
    }


def _near(kept: dict[str, list[Place]]) -> dict[str, dict[str, list[Place]]]:
    """By meeting of a proposal ('' a topic): where its thread is likely to belong instead: the same meeting, or that
    after it; the rest is on the thread's own page of the desk."""
    names = [name for name in kept if name]
    near = {}
    for name in kept:
        at = names.index(name) if name else 0
        chosen = [*names[max(at - 1, 0) : at + 1], ""]
        near[name] = {each: kept[each] for each in chosen if each in kept}
    return near


_WAITING = """
    SELECT placements.thread, placements.meeting, placements.item, placements.topic, score, evidence,
           coalesce(agenda_items.title, topics.title) AS title, coalesce(meetings.date, '') AS date,
           (SELECT body FROM nodes JOIN messages USING (key)
            WHERE nodes.thread = placements.thread ORDER BY nodes.position LIMIT 1) AS body
    FROM placements JOIN threads USING (thread)
      LEFT JOIN agenda_items ON agenda_items.meeting = placements.meeting AND agenda_items.item = placements.item
      LEFT JOIN meetings ON meetings.meeting = placements.meeting
      LEFT JOIN topics ON topics.topic = placements.topic
    WHERE status = 'proposed'
    ORDER BY date DESC, placements.meeting, placements.item, placements.topic, score DESC, placements.thread
    LIMIT :limit OFFSET :offset"""


def _proposal(row: sqlite3.Row, thread: ThreadLine) -> Proposal:
    place = Place(
        meeting=row["meeting"], item=row["item"], topic=row["topic"], title=row["title"] or "", date=""
    )
    return Proposal(
        thread=thread,
        place=place.name,
        place_path=(
            links.topic_path(row["topic"]) if row["topic"] else links.item_path(row["meeting"], row["item"])
        ),
        meeting=row["meeting"],
        item=row["item"],
        title=row["title"] or row["topic"] or row["meeting"],
        date=row["date"],
        score=row["score"],
        evidence=evidence(row["evidence"]),
        excerpt=_excerpt(row["body"] or ""),
    )


def _excerpt(text: str) -> str:
    """The beginning of what the first author wrote themselves."""
    own = "\n".join(part.text for part in body.parts(text) if part.kind == "own")[: 4 * _EXCERPT]
    joined = " ".join("".join(each for each, _ in unwrapped([(own, False)])).split())
    return joined if len(joined) <= _EXCERPT else f"{joined[:_EXCERPT]}…"
