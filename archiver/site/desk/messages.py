"""A message on the desk: where it hangs, and what can be done with it, each with what will happen."""

from __future__ import annotations

import sqlite3

from datasette.utils.asgi import NotFound, Request, Response

from archiver.site.access.permissions import has_role
from archiver.site.desk.pages import desk_page
from archiver.site.instance import Site
from archiver.site.reading import body

_EXCERPT = 3_000
"""Bytes of its text: enough to know it by."""


async def message(site: Site, request: Request) -> Response:
    found = await site.read(lambda connection: _read(connection, request.url_vars["key"]))
    found["may_purge"] = has_role(request.actor, "administrator")
    return await desk_page(site, request, "desk_message.html", found)


def _read(connection: sqlite3.Connection, key: str) -> dict[str, object]:
    row = connection.execute(_MESSAGE, {"key": key}).fetchone()
    if row is None:
        raise NotFound("no such message")
    parts, rest = body.beginning(row["body"], _EXCERPT)
    return {"message": row, "parts_shown": parts, "rest": rest}


_MESSAGE = """
    SELECT nodes.key, nodes.thread, nodes.parent, nodes.reason, messages.subject, messages.date, messages.body,
           messages.from_name, messages.from_address, threads.subject AS thread_subject,
           above.from_name AS parent_name, above.from_address AS parent_address,
           EXISTS (SELECT 1 FROM hidden WHERE hidden.key = nodes.parent) AS parent_hidden,
           (SELECT count(*) FROM nodes AS below WHERE below.thread = nodes.thread AND NOT below.is_ghost
              AND below.position > nodes.position AND below.position < coalesce(
                (SELECT min(position) FROM nodes AS after WHERE after.thread = nodes.thread
                   AND after.position > nodes.position AND after.depth <= nodes.depth), 1e9)) AS below
    FROM nodes JOIN messages USING (key) JOIN threads USING (thread)
      LEFT JOIN messages AS above ON above.key = nodes.parent
    WHERE nodes.key = :key"""
