"""Errors: what people see when a page cannot be shown.  Never tells what exists or what went wrong inside."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from datasette.utils.asgi import Request, Response

from archiver.site.instance import Site, site_of
from archiver.site.pages import page

if TYPE_CHECKING:
    from datasette.app import Datasette

_SHOWN = (400, 404, 405, 409, 410, 413, 500)


def error_page(site: Site, request: Request, status: int) -> Response:
    """The page for this status; JSON where JSON was asked for."""
    shown = status if status in _SHOWN else 404 if status < 500 else 500
    if request.path.endswith(".json"):
        return Response.error(f"Status {shown}", shown)
    return page(site, request, "error.html", {"status": shown}, status=shown)


def answer(datasette: Datasette, request: Request, status: int) -> Callable[[], Awaitable[Response]] | None:
    """For Datasette's error hooks: our page, on our site.  A forbidden page answers as a missing one does."""
    site = site_of(datasette)
    if site is None:
        return None

    async def inner() -> Response:
        return error_page(site, request, 404 if status == 403 else status)

    return inner
