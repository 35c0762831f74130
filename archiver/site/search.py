"""Search: a question, best or newest first, over mail and minutes."""

from __future__ import annotations

import re
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

_NOTES = (
    (re.compile(r"(?P<detail>.+): not understood, searched as a word"), "notes.not_understood"),
    (re.compile(r"only the first (?P<detail>\d+) words were searched"), "notes.many_words"),
    (re.compile(r"only the first (?P<detail>\d+) characters were read"), "notes.long"),
    (re.compile(r"a word to leave out needs a word to look for beside it(?P<detail>)"), "notes.only_without"),
)
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
        today = datetime.now(site.zone).date()
        found = await read(
            datasette,
            lambda connection: searching.find(
                connection, query, sort=sort, limit=_RESULTS, offset=(number - 1) * _RESULTS, today=today
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
    """What was made of the query, in the reader's language; as it stands where there are no words for it."""
    for pattern, key in _NOTES:
        if found := pattern.fullmatch(note):
            return words(key, detail=found["detail"])
    return note
