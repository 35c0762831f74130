"""The desk's frame: what every page of it shows: how much waits, what was just decided, and the token of its forms."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import sqlite3
from collections.abc import Mapping

from datasette.utils.asgi import Request, Response
from datasette.views.base import DatasetteError

from archiver.pipeline.settling.journal import Journal
from archiver.site.access.doorstep import session_of
from archiver.site.access.permissions import DESK_SCRIPT
from archiver.site.desk.telling import Told, told
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.store.vault import Vault


async def desk_page(
    site: Site,
    request: Request,
    template: str,
    values: Mapping[str, object],
    *,
    status: int = 200,
) -> Response:
    """A page of the desk."""
    made = numbers_in((request.args.get("made") or "")[:100])
    frame = await site.read(_frame)
    just = await told_of(site, made) if made else []
    values = {
        **frame,
        **values,
        "just_made": [each for each in just if not each.is_undone],
        "is_late": "late" in request.args,
        "form_token": form_token(site, request),
        "script": DESK_SCRIPT,
        "back": request.path,
    }
    return page(site, request, template, values, status=status)


def numbers_in(text: str) -> list[int]:
    """The numbers in a text, commas between them, that a decision may have."""
    return [int(each) for each in text.split(",") if each.isdecimal() and len(each) < 10]


def _frame(connection: sqlite3.Connection) -> dict[str, object]:
    row = connection.execute(
        """SELECT (SELECT count(*) FROM placements JOIN threads USING (thread) WHERE status = 'proposed') AS waiting,
                  (SELECT decisions FROM built) AS seen"""
    ).fetchone()
    return {"waiting": row["waiting"], "seen": row["seen"] or 0}


async def journal_of(site: Site) -> Journal:
    """The journal as it stands now."""

    def reading() -> Journal:
        with Vault(site.vault) as vault:
            return Journal(vault.decisions())

    return await asyncio.to_thread(reading)


async def told_of(site: Site, numbers: list[int]) -> list[Told]:
    """These decisions, as people read them; numbers that the journal lacks are left out."""
    journal = await journal_of(site)
    found = [journal.by_number[number] for number in numbers if number in journal.by_number]
    return await site.read(lambda connection: told(connection, journal, found))


def form_token(site: Site, request: Request) -> str:
    """What a form of ours carries, so that no other site can make a browser send one: bound to this sign-in."""
    who = f"{request.actor['id']}\n{session_of(site, request)}"
    return hmac.new(site.datasette._secret.encode(), who.encode(), hashlib.sha256).hexdigest()


def check_token(site: Site, request: Request, token: str) -> None:
    """Raise `DatasetteError` for a form from elsewhere, or from before the person signed in anew."""
    if not hmac.compare_digest(token.encode(), form_token(site, request).encode()):
        raise DatasetteError("not a form of this sign-in", status=409)
