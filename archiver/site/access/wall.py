"""The wall: every request passes here first.  It knows the person, shuts closed doors, and sets the safe headers."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response

from archiver.site import freshness
from archiver.site.access import permissions
from archiver.site.access.doorstep import COOKIE, actor_of, sign_in_page, wanted_by
from archiver.site.access.proxy import behind
from archiver.site.errors import error_page
from archiver.site.instance import Site
from archiver.site.pages import keep_language
from archiver.site.spreadsheets import as_file
from archiver.site.words import LANGUAGES

if TYPE_CHECKING:
    from datasette.app import Datasette

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_COMMON = "img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
STRICT_POLICY = f"default-src 'none'; style-src 'self'; {_COMMON}"
PAGE_POLICY = f"{STRICT_POLICY}; script-src 'self'"
"""Of pages that a reader sees: the one or two small scripts of our own, from files."""
_HEADERS = {
    b"referrer-policy": b"same-origin",
    b"x-content-type-options": b"nosniff",
    b"x-robots-tag": b"noindex, nofollow, noarchive",
    b"x-dns-prefetch-control": b"off",
    b"cross-origin-opener-policy": b"same-origin",
    b"cross-origin-resource-policy": b"same-origin",
    b"cache-control": b"no-store",
}
_KEPT = {"cache-control": "private, no-cache", "vary": "Cookie, Accept-Language"}
"""Of a page with a tag: one reader's browser may keep it, and has to ask each time whether it still holds."""
_SECONDS_TO_FINISH = 30


class Wall:
    """ASGI middleware around the whole of Datasette."""

    def __init__(self, app: Callable[..., Awaitable[None]], datasette: Datasette, site: Site) -> None:
        self.app = app
        self.datasette = datasette
        self.site = site
        self.opened = _identity(self._archive_path())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
        elif scope["type"] == "http":
            await self._answer(scope, receive, send)
        # Anything else (a WebSocket) has no door here.

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        scope, named = behind(scope, self.site.settings.proxy)
        request = Request(scope, receive)
        actor = actor_of(self.site, request, named)
        scope = {**scope, "actor": actor, "headers": _without_credentials(scope["headers"])}
        request = Request(scope, receive)
        is_public = self.site.is_public
        passes = permissions.may_pass(request.path, actor, is_public=is_public)
        send = _safely(
            send,
            _policy(actor, is_public=is_public) if passes else STRICT_POLICY,
            is_public=is_public,
        )
        if passes and not _is_met(scope["method"], request.path):
            await error_page(self.site, request, 405).asgi_send(send)
        elif passes:
            self._reopen_archive()
            if permissions.is_native(request.path) and request.path.endswith(".csv"):
                send = as_file(send, request.path.rpartition("/")[2])
            await self._fresh(scope, receive, send, request)
        elif actor is None and not is_public:
            await self._shut(request).asgi_send(send)
        else:
            await error_page(self.site, request, 404).asgi_send(send)

    def _shut(self, request: Request) -> Response:
        """To those who have not signed in: what became of what they sent, if anything, and of their sign-in."""
        status = 200 if request.path == "/" else 403
        # A cookie that opens nothing any more: its time is over, or an administrator ended it.
        reason = "sign_in.ended" if request.cookies.get(COOKIE) else ""
        if request.method != "POST":
            return sign_in_page(self.site, request, status, reason=reason)
        return sign_in_page(
            self.site, request, status, reason="sign_in.not_done", wanted=wanted_by(request, {})
        )

    async def _fresh(self, scope: Scope, receive: Receive, send: Send, request: Request) -> None:
        """The page with its tag; only word that it still holds, where the reader has it already."""
        if permissions.is_native(request.path) and request.args.get("lang") in LANGUAGES:
            await _in_chosen_language(request).asgi_send(send)
            return
        tag = freshness.tag_of(self.site, request, self._archive_path())
        if freshness.holds(tag, request):
            await Response("", status=304, headers=_KEPT | {"etag": tag}).asgi_send(send)
        else:
            await self.app(scope, receive, _kept(send, tag) if tag else _kept_file(send, request))

    def _archive_path(self) -> Path:
        return Path(self.datasette.get_database(permissions.ARCHIVE).path)

    def _reopen_archive(self) -> None:
        """A rebuild puts a new file in the archive's place: read that one from now on."""
        path = self._archive_path()
        found = _identity(path)
        if found in (None, self.opened):
            return
        self.opened = found
        old = self.datasette.get_database(permissions.ARCHIVE)
        new = type(old)(self.datasette, str(path), is_mutable=True)
        new.name, new.route = old.name, old.route
        # Not remove_database(), which closes at once: pages that are being read may finish on the old file.
        self.datasette.databases = {**self.datasette.databases, old.name: new}
        asyncio.get_running_loop().call_later(_SECONDS_TO_FINISH, old.close)


def _policy(actor: dict[str, Any] | None, *, is_public: bool) -> str:
    return PAGE_POLICY if is_public or permissions.is_signed_in(actor) else STRICT_POLICY


def _is_met(method: str, path: str) -> bool:
    return method in ("GET", "HEAD") or (method == "POST" and bool(permissions.FORMS.fullmatch(path)))


def _in_chosen_language(request: Request) -> Response:
    """To the same page of Datasette's, which sets no cookie, with the language kept in one."""
    query = urlencode([each for each in parse_qsl(request.query_string) if each[0] != "lang"])
    response = Response.redirect(f"{request.path}{'?' if query else ''}{query}")
    keep_language(response, request)
    return response


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def _without_credentials(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Without Datasette's own ways in: its actor cookie (no expiry, no HttpOnly) and its API tokens."""
    kept = []
    for name, value in headers:
        if name.lower() == b"cookie":
            cookies = [each for each in value.split(b";") if each.split(b"=")[0].strip() != b"ds_actor"]
            value = b";".join(cookies)
        if name.lower() != b"authorization":
            kept.append((name, value))
    return kept


def _kept(send: Send, tag: str) -> Send:
    """Put the tag on a page that was made; an answer with a tag of its own keeps it.

    Datasette, which lies further in, forbids all keeping of what it sends to people: this replaces that.
    """

    async def send_kept(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = [each for each in message.get("headers", []) if each[0].decode().lower() not in _KEPT]
            wanted = _KEPT if any(name.lower() == b"etag" for name, _ in headers) else _KEPT | {"etag": tag}
            message = {
                **message,
                "headers": [*headers, *((n.encode(), v.encode()) for n, v in wanted.items())],
            }
        await send(message)

    return send_kept


def _kept_file(send: Send, request: Request) -> Send:
    """Our own files, whose addresses change with what is in them, are kept for good."""
    if not (permissions.FILES.fullmatch(request.path) and request.args.get("v")):
        return send

    async def send_kept(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            headers = [each for each in message.get("headers", []) if each[0].lower() != b"cache-control"]
            message = {
                **message,
                "headers": [*headers, (b"cache-control", b"public, max-age=31536000, immutable")],
            }
        await send(message)

    return send_kept


def _safely(send: Send, policy: str, *, is_public: bool) -> Send:
    """Add the headers that no answer may lack; what a page set itself stays."""

    async def send_safely(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            headers = list(message.get("headers", []))
            present = {name.lower() for name, _ in headers}
            wanted = {**_HEADERS, b"content-security-policy": policy.encode()}
            if is_public:
                del wanted[b"x-robots-tag"]
            missing = [(name, value) for name, value in wanted.items() if name not in present]
            message = {**message, "headers": [*headers, *missing]}
        await send(message)

    return send_safely
