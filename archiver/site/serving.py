"""Serving: the settings → a Datasette with closed settings, on this machine only."""

from __future__ import annotations

import getpass
import socket
from collections.abc import Callable
from pathlib import Path

import uvicorn
from datasette.app import Datasette
from datasette.database import Database

from archiver.errors import ServeError, StoreError
from archiver.settings import Settings
from archiver.site import tables
from archiver.site.access import doorstep
from archiver.site.access.permissions import ARCHIVE
from archiver.site.instance import configuration, site_of
from archiver.site.words import words_in
from archiver.store.accounts import Accounts
from archiver.store.archive import is_archive

HOST = "127.0.0.1"
_CLOSED = {
    "default_allow_sql": False,
    "allow_download": False,
    "allow_csv_stream": False,
    "allow_signed_tokens": False,
    "trace_debug": False,
    "template_debug": False,
    "suggest_facets": False,
    "truncate_cells_html": 80,
    "default_page_size": 25,
    "default_cache_ttl": 0,
}


class ArchiveFile(Database):  # type: ignore[misc]  # Datasette has no types
    """The archive as Datasette reads it: it counts the tables that people may explore, not those of the search index,
    of which some cannot be counted."""

    async def table_names(self) -> list[str]:
        return [name for name in await super().table_names() if name in tables.TABLES]


def application(settings: Settings, *, is_public: bool = False) -> Datasette:
    """The site; with `is_public` of what was published only.  Raises `ServeError` when there is nothing to serve."""
    file = settings.public if is_public else settings.archive
    _check(file, "archiver publish" if is_public else "archiver build")
    datasette = Datasette(
        config={
            "plugins": {"archiver": configuration(settings, is_public=is_public)},
            "databases": {ARCHIVE: {"tables": tables.configuration()}},
        },
        metadata={
            "title": settings.title,
            "databases": {ARCHIVE: {"tables": tables.metadata(words_in(settings.language))}},
        },
        settings=_CLOSED,
        secret=_secret(settings) if not is_public else None,
        default_deny=True,
        template_dir=str(Path(__file__).parent / "native"),
    )
    del datasette.databases["_memory"]
    datasette.add_database(ArchiveFile(datasette, str(file), is_mutable=True), name=ARCHIVE)
    return datasette


def _secret(settings: Settings) -> str:
    with Accounts(settings.accounts) as accounts:
        return accounts.secret()


def serve(
    settings: Settings,
    *,
    port: int,
    announce: Callable[[str], None],
    is_public: bool = False,
) -> None:
    """Serve the site on this machine until it is interrupted.

    `announce` is told the address, with a one-time sign-in link where nobody has an account yet; port 0 takes a
    free one.
    Raises `ServeError` when there is nothing to serve or the port is taken.
    """
    datasette = application(settings, is_public=is_public)
    listener = _listen(port)
    address = f"http://{HOST}:{listener.getsockname()[1]}"
    site = site_of(datasette)
    if site and site.sign_ins and not site.sign_ins.accounts.all():
        announce(doorstep.link(address, site, role="administrator", name=getpass.getuser()))
    else:
        announce(f"{address}/")
    # No access log: what people search for is private.  What a web server in front says is read by our own wall,
    # which needs to know who really sent it.
    server = uvicorn.Config(
        datasette.app(),
        log_level="warning",
        access_log=False,
        lifespan="on",
        ws="none",
        proxy_headers=False,
        server_header=False,
    )
    uvicorn.Server(server).run(sockets=[listener])


def _check(archive: Path, verb: str) -> None:
    """Raise `ServeError` when there is no archive of this version, which `verb` makes."""
    if not archive.exists():
        raise ServeError("{archive} is not there: run `{verb}` first.", archive=archive, verb=verb)
    try:
        is_ours = is_archive(archive)
    except StoreError as error:
        raise ServeError(error.sentence) from None
    if not is_ours:
        again = verb if verb.endswith("publish") else f"{verb} --rebuild"
        raise ServeError(
            "{archive} is not an archive of this version: run `{again}` first.", archive=archive, again=again
        )


def _listen(port: int) -> socket.socket:
    # QUIRK: asyncio sends without waiting (TCP_NODELAY) only on sockets that say they are TCP; on others the three
    # small writes of an answer meet Nagle's algorithm and the browser's delayed ACK, and each page takes 40 ms more.
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
        # From here on a browser that is quicker than the server waits instead of being refused.
        listener.listen()
    except (OSError, OverflowError) as error:
        listener.close()
        raise ServeError(
            "Port {port} cannot be used ({error}): name another with --port N.", port=port, error=error
        ) from None
    return listener
