"""Removals: a form that takes a message, or words of it, out of view → a page that says what will happen, and asks."""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import replace

from datasette.utils.asgi import Request, Response

from archiver import mail
from archiver.errors import DecisionError, NotFound
from archiver.pipeline.settling import removing
from archiver.pipeline.settling.deciding import Act, Made
from archiver.settings import Settings
from archiver.site.access.permissions import has_role
from archiver.site.desk.pages import desk_page
from archiver.site.instance import Site
from archiver.store.archive import opened

REMOVALS = ("hide", "redact", "purge")
_LINES, _OTHERS = 5, 20
"""How many lines of the mail, and other mails that hold the words, are shown."""


def is_asked(form: dict[str, str]) -> bool:
    """Whether the form takes something out of view, and the person has not been asked yet."""
    return form.get("act") in REMOVALS and form.get("sure") != "yes"


def check(form: dict[str, str], actor: dict[str, str], key: str, settings: Settings, act: Act) -> None:
    """Raise what speaks against it, before anybody is asked: `DecisionError` or `NotFound`."""
    if form["act"] == "purge" and not has_role(actor, "administrator"):
        raise DecisionError("Only an administrator may remove a message for ever.")
    if not act.reason.strip():
        raise DecisionError("Taking mail out of view needs a reason, for those who will ask.")
    if form["act"] == "redact":
        removing.redaction(settings, key, form.get("words", ""), act)
    elif not _messages(settings, [key]):
        raise NotFound(
            "There is no such message in view: it is withdrawn already, or only known by reference."
        )


def purge(settings: Settings, key: str, act: Act) -> Made:
    """Remove a message for ever; `is_shown` tells whether the free pages of the files are empty of it, too."""
    made, purged = removing.purge(settings, key, act)
    return replace(made, is_shown=purged.is_scoured)


async def asked(site: Site, request: Request, form: dict[str, str], key: str) -> Response:
    """The page that says what will happen, and asks whether this is meant."""
    effects = await asyncio.to_thread(_effects, site.settings, form, key)
    kept = {name: form.get(name, "") for name in ("act", "message", "words", "reason", "back", "seen")}
    return await desk_page(site, request, "desk_removal.html", {"act": form["act"], "form": kept, **effects})


def _effects(settings: Settings, form: dict[str, str], key: str) -> dict[str, object]:
    """The message; of words the lines that change, as they will read, and other mails that hold them too."""
    message = next(iter(_messages(settings, [key])), None)
    lines, others = [], []
    if form["act"] == "redact" and message:
        words = form.get("words", "").strip()
        lines = [line for line in message["body"].splitlines() if mail.holds(line, words)][:_LINES]
        lines = [mail.without(line, [words]) for line in lines]
        others = _messages(settings, removing.others_with(settings, key, words)[:_OTHERS])
    return {"message": message, "lines": lines, "others": others}


def _messages(settings: Settings, keys: list[str]) -> list[sqlite3.Row]:
    """The messages of these ids that are in view, in their order."""
    statement = "SELECT key, subject, from_name, from_address, date, body FROM messages WHERE key = ?"
    with opened(settings.archive) as archive:
        return [row for key in keys for row in archive.execute(statement, [key])]
