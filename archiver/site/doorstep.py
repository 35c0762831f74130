"""The doorstep: the pages on which a person signs in and out, and the cookie that remembers them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from archiver.site.instance import Site, enter
from archiver.site.pages import page
from archiver.site.permissions import ROLE, is_signed_in
from archiver.site.sign_in import SESSION_SECONDS, TooManyTries

if TYPE_CHECKING:
    from datasette.app import Datasette

COOKIE = "archiver_session"
_NAMESPACE = "archiver-session"
_LONGEST_TOKEN = 200
_LONGEST_BODY = 2000


def link(address: str, site: Site) -> str:
    """A new one-time link to the site at `address` (http://127.0.0.1:8001)."""
    return f"{address}/sign-in?{urlencode({'token': site.sign_ins.issue()})}"


def actor_of(datasette: Datasette, site: Site, request: Request) -> dict[str, Any] | None:
    """Who sent this request: None unless its cookie is ours, unexpired, and its session still open."""
    session = _session(datasette, request)
    return {"id": ROLE, "role": ROLE} if session and site.sign_ins.is_open(session) else None


def _session(datasette: Datasette, request: Request) -> str:
    try:
        return str(datasette.unsign(request.cookies.get(COOKIE, ""), _NAMESPACE))
    except BadSignature:
        return ""


def sign_in_page(site: Site, request: Request, status: int, reason: str = "", token: str = "") -> Response:
    return page(site, request, "sign_in.html", {"reason": reason, "token": token}, status=status)


async def sign_in(datasette: Datasette, request: Request) -> Response:
    """GET shows a button, so that a program that previews links uses none up; POST uses the link."""
    site = enter(datasette, request)
    if is_signed_in(request.actor):
        return Response.redirect("/", status=303)
    if request.method != "POST":
        return sign_in_page(site, request, 200, token=(request.args.get("token") or "")[:_LONGEST_TOKEN])
    body = (await request.post_body(max_bytes=_LONGEST_BODY)).decode("utf-8", "replace")
    token = dict(parse_qsl(body)).get("token", "")[:_LONGEST_TOKEN]
    try:
        session = site.sign_ins.use(token, (request.scope.get("client") or [""])[0])
    except TooManyTries:
        return sign_in_page(site, request, 429, reason="sign_in.too_many")
    if session is None:
        return sign_in_page(site, request, 403, reason="sign_in.wrong")
    response = Response.redirect("/", status=303)
    response.set_cookie(
        COOKIE,
        datasette.sign(session, _NAMESPACE),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.scheme == "https",
    )
    return response


async def sign_out(datasette: Datasette, request: Request) -> Response:
    site = enter(datasette, request)
    response = Response.redirect("/", status=303)
    if request.method == "POST":
        site.sign_ins.close(_session(datasette, request))
        response.set_cookie(COOKIE, "", max_age=0, httponly=True, samesite="lax")
    return response


async def robots(datasette: Datasette) -> Response:
    return Response.text("User-agent: *\nDisallow: /\n")
