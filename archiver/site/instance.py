"""Instance: what makes one Datasette our site: its settings, its sign-ins, the archive that it has open."""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from weakref import WeakKeyDictionary, proxy
from zoneinfo import ZoneInfo

from datasette.utils.asgi import Forbidden, Request, Response

from archiver.search import Synonyms, synonyms
from archiver.settings import Settings
from archiver.site.access.permissions import ARCHIVE, may_pass
from archiver.site.access.sign_in import SignIns
from archiver.store.accounts import Accounts, roster

if TYPE_CHECKING:
    from datasette.app import Datasette

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The settings of a site, from the plugin's configuration, the ways to sign in, and what it reads."""

    datasette: Datasette
    title: str
    language: str
    zone: ZoneInfo
    vault: Path
    list_names: Mapping[str, str]
    """The name that people see, by address of the list."""
    settings: Settings
    is_public: bool
    """It serves what was published, to everyone, and nobody signs in."""
    sign_ins: SignIns | None
    """None on a public site."""
    synonyms: Synonyms

    def list_name(self, address: str) -> str:
        return self.list_names.get(address) or address

    async def read(self, reading: Callable[[sqlite3.Connection], Found]) -> Found:
        """Run all of a page's reads in one thread hop, on one state of the archive."""

        def in_one_transaction(connection: sqlite3.Connection) -> Found:
            connection.execute("BEGIN")
            try:
                return reading(connection)
            finally:
                connection.rollback()

        found: Found = await self.datasette.get_database(ARCHIVE).execute_fn(in_one_transaction)
        return found


View = Callable[[Site, Request], Awaitable[Response]]
"""A page: what it answers to somebody who may be here."""

_SITES: WeakKeyDictionary[Datasette, Site] = WeakKeyDictionary()


def configuration(settings: Settings, *, is_public: bool) -> dict[str, Any]:
    """The plugin's configuration, as `site_of` reads it."""
    return {"settings": settings, "public": is_public}


def site_of(datasette: Datasette) -> Site | None:
    """The site that this Datasette serves; None where our plugin is installed but not configured."""
    found = datasette.plugin_config("archiver")
    if found is None:
        return None
    if datasette not in _SITES:
        _SITES[datasette] = _site(datasette, **found)
    return _SITES[datasette]


def _site(datasette: Datasette, settings: Settings, public: bool) -> Site:
    is_member = partial(roster.is_member, settings.vault, settings.members)
    return Site(
        datasette=proxy(datasette),  # which is the key to its site: it would never be let go of
        title=settings.title,
        language=settings.language,
        zone=settings.zone,
        vault=settings.vault,
        list_names={each.address: each.name for each in settings.lists},
        settings=settings,
        is_public=public,
        synonyms=synonyms(settings.synonyms),
        sign_ins=None if public else SignIns(Accounts(settings.accounts), is_member),
    )


def door(view: View) -> Callable[[Datasette, Request], Awaitable[Response]]:
    """The page as Datasette asks for it: only a person who may be here comes in.  Raises `Forbidden`."""

    async def entered(datasette: Datasette, request: Request) -> Response:
        site = site_of(datasette)
        if site is None or not may_pass(request.path, request.actor, is_public=site.is_public):
            raise Forbidden("not here")
        return await view(site, request)

    return entered
