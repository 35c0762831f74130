"""Mailbox: a thread → its mails as received, as one mboxrd file, sent while it is read: never all in memory."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from datetime import datetime
from typing import Any

from datasette.utils.asgi import NotFound, Request

from archiver import errors
from archiver.site.instance import Site
from archiver.store.vault import read_source

_FROM = re.compile(rb"^(>*From )", re.MULTILINE)


class Mailbox:
    """An answer whose body is made mail by mail."""

    def __init__(self, site: Site, key: str, mails: list[sqlite3.Row]) -> None:
        self.site, self.key, self.mails = site, key, mails

    async def asgi_send(self, send: Any) -> None:
        headers = {
            "content-type": "application/mbox",
            "content-disposition": f'attachment; filename="{self.key}.mbox"',
            "content-security-policy": "sandbox; default-src 'none'",
        }
        raw = [(name.encode(), value.encode()) for name, value in headers.items()]
        await send({"type": "http.response.start", "status": 200, "headers": raw})
        for row in self.mails:
            content = await asyncio.to_thread(self._entry, row)
            await send({"type": "http.response.body", "body": content, "more_body": True})
        await send({"type": "http.response.body", "body": b""})

    def _entry(self, row: sqlite3.Row) -> bytes:
        try:
            content = read_source(self.site.vault, row["sha256"])
        except errors.NotFound:
            return b""
        return entry(content, row["from_address"], datetime.fromisoformat(row["date"]))


def entry(content: bytes, sender: str, sent: datetime) -> bytes:
    """One mail as mboxrd (RFC 4155, and `>` before every line that begins with `>`s and `From `)."""
    address = sender if re.fullmatch(r"[!-~]+", sender) else "MAILER-DAEMON"
    quoted = _FROM.sub(rb">\1", content.replace(b"\r\n", b"\n"))
    return f"From {address} {sent.ctime()}\n".encode() + quoted.rstrip(b"\n") + b"\n\n"


async def mailbox(site: Site, request: Request) -> Mailbox:
    """The mails of a thread in the order of the reading; those withdrawn from view are not among them."""
    key = request.url_vars["key"]

    def mails(connection: sqlite3.Connection) -> list[sqlite3.Row]:
        return connection.execute(
            """SELECT sha256, from_address, date FROM nodes JOIN messages USING (key)
               WHERE thread = :thread AND NOT is_ghost ORDER BY position""",
            {"thread": key},
        ).fetchall()

    found = await site.read(mails)
    if not found:
        raise NotFound("no such thread")
    return Mailbox(site, key, found)
