"""Attached: what stands in one attachment, as text that can be read and searched without the programme that made it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from datasette.utils.asgi import NotFound, Request, Response

from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.site.reading.body import linked
from archiver.site.reading.messages import row_of
from archiver.store.attached import file_of

_CHARACTERS = 40_000
"""On one page of a long text, and the rest of the line that they end in."""


async def text(site: Site, request: Request) -> Response:
    key, position = request.url_vars["key"], int(request.url_vars["number"][:6])
    message, file = await site.read(lambda connection: _read(connection, key, position))
    stretches = list(_stretches(file["text"]))
    pages = Pages(request=request, number=page_number(request), size=1, count=len(stretches))
    shown = stretches[pages.number - 1 : pages.number]
    values = {"message": message, "file": file, "pages": pages, "text": linked("".join(shown))}
    return page(site, request, "attachment_text.html", values)


def _read(connection: sqlite3.Connection, key: str, position: int) -> tuple[sqlite3.Row, sqlite3.Row]:
    message, file = row_of(connection, key), file_of(connection, key, position)
    if file is None or not file["has_text"]:
        raise NotFound("no text of it")
    return message, file


def _stretches(text: str) -> Iterator[str]:
    start = 0
    while start < len(text):
        end = text.find("\n", start + _CHARACTERS) + 1 or len(text)
        end = min(end, start + 2 * _CHARACTERS)
        yield text[start:end]
        start = end
