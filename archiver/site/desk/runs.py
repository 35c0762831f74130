"""Runs on the desk: what each pull or import brought, whether it balances, and what a check finds."""

from __future__ import annotations

import asyncio
import sqlite3
from functools import partial
from pathlib import Path
from urllib.parse import parse_qsl

from datasette.utils.asgi import Request, Response

from archiver.pipeline.proving import checking
from archiver.site.desk.pages import check_token, desk_page
from archiver.site.instance import Site
from archiver.store.database import reading

_RUNS = 50
_REFUSALS = 20


async def runs(site: Site, request: Request) -> Response:
    """GET shows the ledger; POST checks as well, which reads every byte of the vault."""
    findings = None
    if request.method == "POST":
        form = dict(parse_qsl((await request.post_body(max_bytes=2000)).decode("utf-8", "replace")))
        check_token(site, request, form.get("form_token", ""))
        findings = await asyncio.to_thread(checking.check, site.settings)
    values = {
        **await asyncio.to_thread(_read, site),
        "findings": findings,
        "named": partial(named, site.settings.data),
    }
    return await desk_page(site, request, "desk_runs.html", values)


def named(data: Path, source: str) -> str:
    """A source as people know it: a file by its place beside the data folder, by its name alone where it is elsewhere.
    How the server is laid out is nobody's business."""
    path = Path(source)
    home = data.resolve().parent
    if not path.is_absolute():
        return source
    return str(path.relative_to(home) if path.is_relative_to(home) else path.name)


def _read(site: Site) -> dict[str, object]:
    with reading(site.vault) as connection:
        found = connection.execute(
            """SELECT id, source, list, started_at, finished_at, read, stored, duplicate, refused
               FROM runs ORDER BY id DESC LIMIT :limit""",
            {"limit": _RUNS},
        ).fetchall()
        return {"runs": found, "refusals": {row["id"]: _refusals(connection, row["id"]) for row in found}}


def _refusals(connection: sqlite3.Connection, run: int) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT position, reason FROM refusals WHERE run = :run LIMIT :limit",
        {"run": run, "limit": _REFUSALS},
    ).fetchall()
