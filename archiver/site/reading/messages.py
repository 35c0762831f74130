"""Messages: one mail as received: its headers, text and attachments, and its source bytes."""

from __future__ import annotations

import asyncio
import json
import re
import sqlite3
from datetime import datetime
from urllib.parse import quote

from datasette.utils.asgi import NotFound, Request, Response
from datasette.views.base import DatasetteError

from archiver import errors, mail
from archiver.links import message_path, thread_path
from archiver.moments import day_of
from archiver.site.instance import Site
from archiver.site.pages import address_of, page
from archiver.site.reading import body
from archiver.site.reading.citing import Cited, forms
from archiver.site.reading.posts import came_as_html
from archiver.site.words import words_for
from archiver.store.attached import files_of
from archiver.store.database import value
from archiver.store.people import person_key
from archiver.store.vault import read_source

_MEDIA_TYPE = re.compile(r"[A-Za-z0-9.+-]{1,80}/[A-Za-z0-9.+_-]{1,120}")


async def message(site: Site, request: Request) -> Response:
    found = await site.read(lambda connection: _read(connection, request.url_vars["key"]))
    if isinstance(found, str):
        return Response.redirect(found)
    row, today = found["message"], datetime.now(site.zone).date()
    assert isinstance(row, sqlite3.Row)  # noqa: S101  the type that _read put there
    found["cite"] = forms(_cited(site, request, row, found["lists"]), today)
    return page(site, request, "message.html", found)


def _cited(site: Site, request: Request, row: sqlite3.Row, lists: object) -> Cited:
    words = words_for(request, site.language)
    day = day_of(row["date"], site.zone)
    return Cited(
        title=mail.title_of(row["subject"]) or words("thread.no_subject"),
        address=address_of(site, request, message_path(row["key"])),
        author=row["from_name"] or row["from_address"],
        source=words("page.comma").join(map(site.list_name, lists if isinstance(lists, list) else ())),
        first=day,
        last=day,
    )


async def source(site: Site, request: Request) -> Response:
    """The mail's bytes as received (RFC 5322)."""
    key = request.url_vars["key"]
    digest = (await site.read(lambda connection: row_of(connection, key)))["sha256"]
    headers = {"ETag": f'"{digest}"'} | _download(f"{key}.eml")
    if f'"{digest}"' in (request.headers.get("if-none-match") or ""):
        return Response("", status=304, headers=headers, content_type="message/rfc822")
    content = await source_of(site, digest)
    return Response(content, headers=headers, content_type="message/rfc822")


async def attachment(site: Site, request: Request) -> Response:
    """One attachment, always as a download: a browser never shows what came by mail as if it were ours."""
    key, number = request.url_vars["key"], int(request.url_vars["number"][:6])
    found = await site.read(lambda connection: _attachment(connection, key, number))
    bytes_of_mail = await source_of(site, found["sha256"])
    content = await asyncio.to_thread(mail.attachment, bytes_of_mail, number)
    if content is None:
        raise NotFound("no such attachment")
    return Response(content, headers=_download(found["name"]), content_type=sound_type(found["type"]))


async def source_of(site: Site, digest: str) -> bytes:
    """The bytes of a mail as received."""
    try:
        return await asyncio.to_thread(read_source, site.vault, digest)
    except errors.NotFound:
        raise NotFound("the vault does not hold it") from None


def _download(name: str) -> dict[str, str]:
    """Headers of a file to be kept, not shown (RFC 6266, RFC 8187)."""
    plain = "".join(each if each.isascii() and (each.isalnum() or each in "._- ") else "_" for each in name)
    encoded = quote(name, safe="", errors="replace")
    return {
        "Content-Disposition": f"attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def sound_type(claimed: str) -> str:
    """The media type as it may stand in a header (RFC 2045 §5.1): what a mail claims is anyone's text.

    No script came by mail: the pages may run scripts of this host, and this is none of them.
    """
    is_sound = _MEDIA_TYPE.fullmatch(claimed) and "script" not in claimed.lower()
    return claimed if is_sound else "application/octet-stream"


def ensure_in_view(connection: sqlite3.Connection, key: str) -> None:
    """Raise `DatasetteError` (410) for a message that was hidden: who cited it may know that it is gone on purpose."""
    if value(connection, "SELECT 1 FROM hidden WHERE key = ?", [key]):
        raise DatasetteError("withdrawn from view", status=410)


def row_of(connection: sqlite3.Connection, key: str) -> sqlite3.Row:
    """All that the archive has of one message."""
    row: sqlite3.Row | None = connection.execute(
        "SELECT * FROM messages WHERE key = :key", {"key": key}
    ).fetchone()
    if row is None:
        raise NotFound("no such message")
    return row


def _attachment(connection: sqlite3.Connection, key: str, number: int) -> sqlite3.Row:
    row: sqlite3.Row | None = connection.execute(
        """SELECT attachments.name, attachments.type, messages.sha256
           FROM messages JOIN attachments ON attachments.message = messages.id
           WHERE key = :key AND position = :position""",
        {"key": key, "position": number},
    ).fetchone()
    if row is None:
        raise NotFound("no such attachment")
    return row


def _read(connection: sqlite3.Connection, key: str) -> dict[str, object] | str:
    """What the page shows; or, for a message that is missing or hidden, the address where its thread says so."""
    node = connection.execute(
        """SELECT nodes.thread, position, subject, is_ghost FROM nodes JOIN threads USING (thread) WHERE key = :key""",
        {"key": key},
    ).fetchone()
    if node and node["is_ghost"]:
        return thread_path(key)
    ensure_in_view(connection, key)
    row = row_of(connection, key)
    return {
        "message": row,
        "parts_shown": tuple(body.parts(row["body"])),
        "recipients": json.loads(row["to_cc"]),
        "flaws": json.loads(row["flaws"]),
        "has_original": came_as_html(json.loads(row["flaws"])),
        "attachments": files_of(connection, [key]).get(row["id"], []),
        "lists": [
            address
            for (address,) in connection.execute(
                "SELECT list FROM message_lists WHERE message = :message ORDER BY list",
                {"message": row["id"]},
            )
        ],
        "person": person_key(row["from_address"], row["from_name"]),
        "thread": node,
        "place": thread_path(key) if node else "",
        "neighbours": _neighbours(connection, node),
    }


def _neighbours(connection: sqlite3.Connection, node: sqlite3.Row | None) -> dict[str, sqlite3.Row]:
    """The messages before and after in the thread's reading order, ghosts passed over."""
    if node is None:
        return {}
    found = {}
    for name, where in (
        ("previous", "position < ? ORDER BY position DESC"),
        ("next", "position > ? ORDER BY position"),
    ):
        sql = f"""SELECT key, from_name, from_address, date FROM nodes JOIN messages USING (key)
                  WHERE thread = ? AND {where} LIMIT 1"""  # noqa: S608
        if row := connection.execute(sql, [node["thread"], node["position"]]).fetchone():
            found[name] = row
    return found
