"""Freshness: what a page was made of → a tag (RFC 9110 §8.8.3); who has that page already is told that it still holds.

A tag holds for one address, one session, one language, one day and one state of the archive: a copy that one person's
browser keeps is never an answer to another, nor to the same person after signing in with another role.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from datasette.utils.asgi import Request

from archiver.site.access.doorstep import COOKIE as SESSION
from archiver.site.access.permissions import OURS, PUBLIC
from archiver.site.instance import Site
from archiver.site.reading import seen
from archiver.site.words import COOKIE as LANGUAGE

_STARTED = os.urandom(16).hex()
"""Templates, settings and code may have changed while no site was running."""
_THREAD = re.compile(r"/threads/([A-Z2-7]{32}[^/.]*)")
_TAGS = re.compile(r'(?:W/)?"[^"]*"|\*')


def tag_of(site: Site, request: Request, archive: Path) -> str:
    """The tag of a page that is asked for; '' for what has none: forms, the desk, what sets a cookie on purpose."""
    is_ours = (PUBLIC if site.is_public else OURS).fullmatch(request.path)
    if request.method not in ("GET", "HEAD") or not is_ours or "lang" in request.args:
        return ""
    return f'W/"{hashlib.sha256(repr(list(_made_of(site, request, archive))).encode()).hexdigest()[:32]}"'


def _made_of(site: Site, request: Request, archive: Path) -> Iterator[object]:
    now = datetime.now(UTC)
    yield from (_STARTED, request.scheme, request.host, request.path, request.query_string)
    yield from (request.actor, request.cookies.get(SESSION), request.cookies.get(LANGUAGE))
    yield request.headers.get("accept-language")
    yield now.astimezone(site.zone).date()
    for path in (archive, archive.with_name(f"{archive.name}-wal")):
        yield _state(path)
    if found := _THREAD.fullmatch(request.path):
        person = str((request.actor or {}).get("id", ""))
        yield seen.read(request.cookies.get(seen.COOKIE, ""), person).unread_after(found[1], now)


def _state(path: Path) -> tuple[int, ...]:
    """What changes with every transaction that is written to a file of the archive."""
    try:
        found = path.stat()
    except OSError:
        return ()
    return (found.st_ino, found.st_size, found.st_mtime_ns)


def holds(tag: str, request: Request) -> bool:
    """Whether the reader has the page of this tag (RFC 9110 §13.1.2: compared weakly)."""
    asked = _TAGS.findall((request.headers.get("if-none-match") or "")[:2000])
    return bool(tag) and tag.removeprefix("W/") in (each.removeprefix("W/") for each in asked)
