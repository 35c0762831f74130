"""Search: a question, best or newest first, over mail and minutes."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archiver.pipeline import searching
from archiver.site.instance import enter, read
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.site.words import Words, words_for

if TYPE_CHECKING:
    from datasette.app import Datasette

_RESULTS = 20
_LONGEST_QUERY = 500
_PAGES = 50


async def results(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    query = (request.args.get("q") or "")[:_LONGEST_QUERY].strip()
    sort = "newest" if request.args.get("sort") == "newest" else "best"
    number = min(page_number(request), _PAGES)
    found = pages = None
    notes: list[str] = []
    if query:
        now = datetime.now(site.zone)
        found = await read(
            datasette,
            lambda connection: searching.find(
                connection, query, sort=sort, limit=_RESULTS, offset=(number - 1) * _RESULTS, now=now
            ),
        )
        pages = Pages(
            request=request, number=number, size=_RESULTS, count=min(found.count, _RESULTS * _PAGES)
        )
        notes = [_explain(note, words_for(request, site.language)) for note in found.notes]
    return page(
        site,
        request,
        "search.html",
        {"query": query, "sort": sort, "found": found, "pages": pages, "notes": notes},
    )


def _explain(note: str, words: Words) -> str:
    """What was made of the query, in the reader's language."""
    slug, _, detail = note.partition(": ")
    return words(f"notes.{slug.replace('-', '_')}", detail=detail)
