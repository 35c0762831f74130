"""Spreadsheets: a table as CSV of Datasette → one that a spreadsheet opens as it stands and calculates nothing of.

Excel takes a CSV without a byte order mark for Shift_JIS, and shows Japanese as noise; and it calculates every cell
that begins with one of a few signs, whoever wrote it (OWASP, "CSV Injection").
"""

from __future__ import annotations

import asyncio
import csv
import io
import re
import sys
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

# A mail may be longer than what the module takes for a field.  Of the whole process: never lowered while another reads.
csv.field_size_limit(sys.maxsize)
_BYTE_ORDER_MARK = "\ufeff"
_CALCULATED = re.compile(r"[=+\-@\t\r]")
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?")


def opened(content: bytes) -> bytes:
    """The same rows; an apostrophe stands before what would be calculated, as a person types it there."""
    text, file = content.decode("utf-8"), io.StringIO(newline="")
    csv.writer(file).writerows(
        [_safe(cell) for cell in row] for row in csv.reader(io.StringIO(text, newline=""))
    )
    return (_BYTE_ORDER_MARK + file.getvalue()).encode("utf-8")


def _safe(cell: str) -> str:
    return f"'{cell}" if _CALCULATED.match(cell) and not _NUMBER.fullmatch(cell) else cell


def as_file(send: Send, name: str) -> Send:
    """Send what Datasette streams as one file of this name; any other answer (an error) as it is."""
    start: MutableMapping[str, Any] = {}
    parts: list[bytes] = []

    async def send_file(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            start.update(message)
        if not _is_csv(start):
            await send(message)
            return
        if message["type"] == "http.response.body":
            parts.append(message.get("body", b""))
            if not message.get("more_body"):
                body = await asyncio.to_thread(opened, b"".join(parts))
                await send({**start, "headers": _headers(start, name, len(body))})
                await send({"type": "http.response.body", "body": body})

    return send_file


def _is_csv(start: MutableMapping[str, Any]) -> bool:
    kinds = [value for name, value in start.get("headers", ()) if name.lower() == b"content-type"]
    return start.get("status") == 200 and bool(kinds) and kinds[0].startswith((b"text/plain", b"text/csv"))


def _headers(start: MutableMapping[str, Any], name: str, size: int) -> list[tuple[bytes, bytes]]:
    ours = {
        b"content-type": b"text/csv; charset=utf-8",
        b"content-disposition": f'attachment; filename="{name}"'.encode(),
        b"content-length": str(size).encode(),
    }
    return [*((n, v) for n, v in start["headers"] if n.lower() not in ours), *ours.items()]
