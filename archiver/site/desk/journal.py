"""The journal on the desk: every decision, the latest first, each with who, when, why, and a way to take it back."""

from __future__ import annotations

from datasette.utils.asgi import Request, Response

from archiver.site.desk.pages import desk_page, journal_of
from archiver.site.desk.telling import told
from archiver.site.instance import Site
from archiver.site.paging import Pages, page_number

_DECISIONS = 50


async def journal(site: Site, request: Request) -> Response:
    kept = await journal_of(site)
    number = page_number(request)
    newest = sorted(kept.decisions, key=lambda each: each.id, reverse=True)
    shown = newest[(number - 1) * _DECISIONS : number * _DECISIONS]
    values = {
        "pages": Pages(request=request, number=number, size=_DECISIONS, count=len(newest)),
        "entries": await site.read(lambda connection: told(connection, kept, shown)),
    }
    return await desk_page(site, request, "desk_journal.html", values)
