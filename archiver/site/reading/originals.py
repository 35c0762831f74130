"""Originals: mail that came as HTML, as its sender made it: behind a notice, in a frame that can run, send and load
nothing."""

from __future__ import annotations

import asyncio
import sqlite3

from datasette.utils.asgi import NotFound, Request, Response

from archiver import mail
from archiver.site.access.wall import PAGE_POLICY
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.reading.messages import row_of, source_of

POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
"""No script, no form, no picture from elsewhere, no origin; only our own page may frame it."""


async def framed(site: Site, request: Request) -> Response:
    """Our page around the original."""
    row = await site.read(lambda connection: row_of(connection, request.url_vars["key"]))
    await _html(site, row)
    response = page(site, request, "original.html", {"message": row})
    response.headers["content-security-policy"] = f"{PAGE_POLICY}; frame-src 'self'"
    return response


async def original(site: Site, request: Request) -> Response:
    """The HTML itself."""
    row = await site.read(lambda connection: row_of(connection, request.url_vars["key"]))
    return Response(
        await _html(site, row),
        headers={"content-security-policy": POLICY},
        content_type="text/html; charset=utf-8",
    )


async def _html(site: Site, row: sqlite3.Row) -> str:
    html = await asyncio.to_thread(mail.html_of, await source_of(site, row["sha256"]))
    if html is None:
        raise NotFound("no HTML")
    return html
