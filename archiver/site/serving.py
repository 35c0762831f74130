"""Serving: the settings → a Datasette with closed settings, on this machine only."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import uvicorn
from datasette.app import Datasette

from archiver.errors import ServeError, StoreError
from archiver.settings import Settings
from archiver.site import doorstep, tables
from archiver.site.instance import site_of
from archiver.site.permissions import ARCHIVE
from archiver.site.words import words_in
from archiver.store.archive import APPLICATION_ID, VERSION
from archiver.store.database import explained, open_readonly

HOST = "127.0.0.1"
_CLOSED = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "allow_signed_tokens": False,
    "trace_debug": False,
    "template_debug": False,
    "suggest_facets": False,
    "truncate_cells_html": 300,
    "default_page_size": 50,
    "default_cache_ttl": 0,
}


def application(settings: Settings) -> Datasette:
    """The site.  Raises `ServeError` when there is no archive to serve."""
    _check(settings.archive)
    return Datasette(
        files=[str(settings.archive)],
        config={
            "plugins": {
                "archiver": {
                    "title": settings.title,
                    "language": settings.language,
                    "timezone": settings.timezone,
                    "vault": str(settings.vault),
                    "synonyms": settings.synonyms,
                    "lists": {each.address: each.name for each in settings.lists},
                }
            },
            "databases": {ARCHIVE: {"tables": tables.configuration()}},
        },
        metadata={
            "title": settings.title,
            "databases": {ARCHIVE: {"tables": tables.metadata(words_in(settings.language))}},
        },
        settings=_CLOSED,
        default_deny=True,
    )


def serve(settings: Settings, *, port: int, announce: Callable[[str], None], open_link: bool = True) -> None:
    """Serve the site on this machine until it is interrupted.

    `announce` is told the address, with a one-time sign-in link if `open_link`; port 0 takes a free one.
    Raises `ServeError` when there is nothing to serve or the port is taken.
    """
    datasette = application(settings)
    listener = _listen(port)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    site = site_of(datasette)
    announce(doorstep.link(address, site) if open_link and site else f"{address}/")
    # No access log: what people search for is private.
    configuration = uvicorn.Config(
        datasette.app(), log_level="warning", access_log=False, lifespan="on", ws="none"
    )
    uvicorn.Server(configuration).run(sockets=[listener])


def _check(archive: Path) -> None:
    """Raise `ServeError` when there is no archive of this version."""
    if not archive.exists():
        raise ServeError(f"{archive} is not there: run `archiver build` first.")
    try:
        with closing(open_readonly(archive)) as connection, explained(archive):
            (application_id,) = connection.execute("PRAGMA application_id").fetchone()
            (version,) = connection.execute("PRAGMA user_version").fetchone()
    except StoreError as error:
        raise ServeError(str(error)) from None
    if (application_id, version) != (APPLICATION_ID, VERSION):
        raise ServeError(
            f"{archive} is not an archive of this version: run `archiver build --rebuild` first."
        )


def _listen(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        # From here on a browser that is quicker than the server waits instead of being refused.
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(f"Port {port} cannot be used ({error}): name another with --port N.") from None
    return listener
