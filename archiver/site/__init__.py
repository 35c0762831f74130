"""The site: a Datasette plugin that shows the archive to people.  Reads archive.db and vault.db, never writes them.

The hooks do nothing in a Datasette that is not ours, except that it may not show our files.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from datasette.permissions import PermissionSQL
from datasette.utils.asgi import Request
from markupsafe import Markup
from pluggy import HookimplMarker

from archiver import links
from archiver.search import table_query
from archiver.site import errors, exploring
from archiver.site.access import permissions
from archiver.site.access.wall import Wall
from archiver.site.instance import door, site_of
from archiver.site.routes import ROUTES
from archiver.store.database import map_file

if TYPE_CHECKING:
    from datasette.app import Datasette


hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes(datasette: Datasette) -> list[tuple[str, Callable[..., Any]]]:
    return [(path, door(view)) for path, view in ROUTES] if site_of(datasette) else []


@hookimpl
def asgi_wrapper(datasette: Datasette) -> Callable[[Any], Any]:
    site = site_of(datasette)
    return (lambda app: Wall(app, datasette, site)) if site else lambda app: app


@hookimpl
async def permission_resources_sql(
    datasette: Datasette, actor: dict[str, Any] | None, action: str
) -> PermissionSQL | None:
    return await permissions.rules(datasette, actor, action)


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection, datasette: Datasette) -> None:
    # Plugins are asked before Datasette's own functions are set: trylast, so that ours replaces its escape_fts.
    if site_of(datasette):
        conn.create_function("escape_fts", 1, table_query, deterministic=True)
        map_file(conn)
        # Datasette decodes every text in Python, since files of others may hold bytes that are none; ours do not.
        conn.text_factory = str


@hookimpl
def forbidden(datasette: Datasette, request: Request) -> Callable[[], Any] | None:
    return errors.answer(datasette, request, 404)


@hookimpl
def handle_exception(
    datasette: Datasette, request: Request, exception: Exception
) -> Callable[[], Any] | None:
    return errors.answer(datasette, request, getattr(exception, "status", 500))


@hookimpl
def extra_template_vars(datasette: Datasette, request: Request | None) -> dict[str, Any]:
    site = site_of(datasette)
    return exploring.values(site, request) if site and request else {}


@hookimpl
def render_cell(datasette: Datasette, value: Any, column: str) -> Markup | None:
    """In Datasette's own tables, permanent ids lead to the pages for people."""
    path = _PATHS.get(column)
    if path is None or not isinstance(value, str) or not value or site_of(datasette) is None:
        return None
    return Markup('<a href="{}">{}</a>').format(path(value), value)


_PATHS = {
    "key": links.thread_path,
    "thread": links.thread_path,
    "meeting": links.meeting_path,
    "topic": links.topic_path,
}
