"""Minutes on the desk: their items with the threads under them, the links to copy, and whether they are public."""

from __future__ import annotations

import asyncio
import sqlite3

from datasette.utils.asgi import NotFound, Request, Response

from archiver.pipeline.showing import rendering
from archiver.site.desk.pages import desk_page, journal_of
from archiver.site.instance import Site
from archiver.store import reading


async def meeting_list(site: Site, request: Request) -> Response:
    """The minutes that are kept, and which of them are public."""
    journal = await journal_of(site)
    values = {"meetings": await site.read(reading.meetings), "published": journal.published}
    return await desk_page(site, request, "desk_meetings.html", values)


async def meeting(site: Site, request: Request) -> Response:
    slug = request.url_vars["slug"]
    base = site.settings.address or f"{request.scheme}://{request.host}"
    found = await site.read(lambda connection: _read(connection, slug, base))
    journal = await journal_of(site)
    values = {**found, "is_published": slug in journal.published}
    return await desk_page(site, request, "desk_meeting.html", values)


def _read(connection: sqlite3.Connection, slug: str, base: str) -> dict[str, object]:
    row = connection.execute(
        "SELECT meeting, title, date FROM meetings WHERE meeting = ?", (slug,)
    ).fetchone()
    if row is None:
        raise NotFound("no such meeting")
    blocks = rendering.related_threads(connection, slug)
    placed = reading.placed_of_meeting(connection, slug)
    items = connection.execute(
        "SELECT item, title FROM agenda_items WHERE meeting = ? ORDER BY item", (slug,)
    ).fetchall()
    return {
        "meeting": row,
        "items": items,
        "placed": {item["item"]: [each for each in placed if each.item == item["item"]] for item in items},
        "threads": reading.threads(connection, {each.thread for each in placed}),
        "html": {item: rendering.block(item, related, base) for item, related in blocks.items()},
        "text": {item: rendering.text(related, base) for item, related in blocks.items()},
        "whole_html": "".join(
            rendering.block(item, related, base, _title(items, item)) for item, related in blocks.items()
        ),
        "whole_text": "\n\n".join(
            f"{_title(items, item)}\n{rendering.text(related, base)}" for item, related in blocks.items()
        ),
    }


def _title(items: list[sqlite3.Row], item: int) -> str:
    return next((f"議題{item} {row['title']}" for row in items if row["item"] == item), "")


async def rendered(site: Site, request: Request) -> Response:
    """The complete minutes page with the related threads under each item, to be saved."""
    slug = request.url_vars["slug"]
    content = await asyncio.to_thread(_rendered, site, slug, f"{request.scheme}://{request.host}")
    return Response(
        content.decode("utf-8"),
        headers={
            "content-disposition": f'attachment; filename="{slug}.html"',
            "content-security-policy": "default-src 'none'; sandbox",
        },
        content_type="text/html; charset=utf-8",
    )


def _rendered(site: Site, slug: str, host: str) -> bytes:
    from archiver.errors import NotFound as NotKept

    try:
        return rendering.render_minutes(site.settings, slug, base=site.settings.address or host)
    except NotKept:
        raise NotFound("no such meeting") from None
