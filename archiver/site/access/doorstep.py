"""The doorstep: the pages on which a person signs in and out, and the cookie that remembers them."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from datasette.utils.asgi import Request, Response
from itsdangerous import BadSignature

from archiver.site.access.permissions import DESK, FEEDS, OURS, is_signed_in
from archiver.site.access.postman import send_link
from archiver.site.access.sign_in import SESSION_SECONDS, TooManyTries
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.words import words_for
from archiver.store.accounts import LONGEST_NAME, Role

COOKIE = "archiver_session"
_NAMESPACE = "archiver-session"
_LONGEST_TOKEN = 200
_LONGEST_BODY = 2000
_ADDRESS = re.compile(r"[!-~]{1,500}")
"""What may stand in the header that leads there."""
_LINKS_AT_ONCE = 20


def link(address: str, site: Site, *, role: Role, name: str = "") -> str:
    """A new one-time link to the site at `address` (http://127.0.0.1:8001)."""
    if site.sign_ins is None:
        return f"{address}/"
    return f"{address}/sign-in?{urlencode({'token': site.sign_ins.issue(role, name)})}"


def actor_of(site: Site, request: Request, named: str = "") -> dict[str, Any] | None:
    """Who sent this request: whom the web server in front `named`, else who holds an open session of ours, else whose
    feed reader it is."""
    if site.sign_ins is None:
        return None
    if named:
        account = site.sign_ins.accounts.find(named)
        return {"id": named, "role": account.role if account else "officer", "named": True}
    if grant := site.sign_ins.who(session_of(site, request)):
        return {"id": grant.name, "role": grant.role, "kind": grant.kind}
    # A key says who reads at the doors of feeds, and there alone.
    key = (request.args.get("key") or "")[:_LONGEST_TOKEN] if FEEDS.fullmatch(request.path) else ""
    reader = site.sign_ins.feed_reader(key)
    return {"id": reader.name, "role": reader.role, "is_feed_reader": True} if reader else None


def session_of(site: Site, request: Request) -> str:
    """The token in the cookie, '' where there is none that we signed."""
    try:
        return str(site.datasette.unsign(request.cookies.get(COOKIE, ""), _NAMESPACE))
    except BadSignature:
        return ""


def sign_in_page(
    site: Site,
    request: Request,
    status: int,
    reason: str = "",
    token: str = "",
    wanted: str = "",
    name: str = "",
) -> Response:
    """`wanted`: the page to which the person was on the way, where the address does not say so any more; `name`: what
    they typed before, which need not be typed again."""
    values = {
        "reason": reason,
        "token": token,
        "wanted": wanted,
        "name": name[:LONGEST_NAME],
        "sends_mail": site.settings.smtp is not None,
    }
    return page(site, request, "sign_in.html", values, status=status)


async def sign_in(site: Site, request: Request) -> Response:
    """GET shows forms, so that a program that previews links uses none up; POST uses link or password."""
    if is_signed_in(request.actor):
        return Response.redirect("/", status=303)
    if request.method != "POST":
        reason = "sign_in.out" if "out" in request.args else ""
        token = (request.args.get("token") or "")[:_LONGEST_TOKEN]
        return sign_in_page(site, request, 200, reason, token=token)
    form = await _form(request)
    wanted, name = wanted_by(request, form), form.get("name", "")
    try:
        session = await _session(site, form, _client(request))
    except TooManyTries:
        return sign_in_page(site, request, 429, reason="sign_in.too_many", wanted=wanted, name=name)
    if session is None:
        return sign_in_page(site, request, 403, reason=_why_not(site, form), wanted=wanted, name=name)
    response = Response.redirect(wanted or "/", status=303)
    response.set_cookie(
        COOKIE,
        site.datasette.sign(session, _NAMESPACE),
        max_age=SESSION_SECONDS,
        httponly=True,
        samesite="lax",
        secure=request.scheme == "https",
    )
    return response


def _why_not(site: Site, form: Mapping[str, str]) -> str:
    """What is said to those who did not get in."""
    if "token" not in form:
        return "sign_in.no_match"
    return "sign_in.wrong_mailed" if site.settings.smtp else "sign_in.wrong"


def wanted_by(request: Request, form: Mapping[str, str]) -> str:
    """The page at whose address the form stood, or that it names after a failure: one of ours, whatever they say."""
    scheme, _, address = (request.headers.get("referer") or "").partition("://")
    host, _, place = address.partition("/")
    came_from = f"/{place}" if scheme in ("http", "https") and host == request.host else ""
    target = form.get("wanted") or came_from
    path = target.partition("?")[0].partition("#")[0]
    is_page = (OURS.fullmatch(path) or DESK.fullmatch(path)) and _ADDRESS.fullmatch(target)
    return target if is_page and path not in ("/sign-out", "/desk/decide", "/desk/undo") else ""


async def _session(site: Site, form: dict[str, str], client: str) -> str | None:
    if site.sign_ins is None:
        return None
    if "token" in form:
        return site.sign_ins.use(form["token"][:_LONGEST_TOKEN], client)
    return await site.sign_ins.by_password(form.get("name", ""), form.get("password", ""), client)


async def ask_for_link(site: Site, request: Request) -> Response:
    """Mail a one-time link to a member of the list.  The answer, and how long it takes, is the same for anyone."""
    smtp = site.settings.smtp
    if request.method != "POST" or smtp is None or site.sign_ins is None:
        return Response.redirect("/sign-in", status=303)
    address = (await _form(request)).get("address", "")
    try:
        token = site.sign_ins.issue_by_mail(address, _client(request))
    except TooManyTries:
        return sign_in_page(site, request, 429, reason="sign_in.too_many_mails")
    if token and len(_SENDING) < _LINKS_AT_ONCE:
        target = f"{site.settings.address.rstrip('/')}/sign-in?{urlencode({'token': token})}"
        words = words_for(request, site.language)
        task = asyncio.create_task(
            asyncio.to_thread(send_link, smtp, address.strip(), target, site.title, words)
        )
        _SENDING.add(task)
        task.add_done_callback(_sent)
    return sign_in_page(site, request, 200, reason="sign_in.sent")


_SENDING: set[asyncio.Task[None]] = set()
"""Mails under way."""


def _sent(task: asyncio.Task[None]) -> None:
    _SENDING.discard(task)
    error = None if task.cancelled() else task.exception()
    if error:
        print(f"archiver: a sign-in link could not be mailed: {error}", file=sys.stderr)


async def _form(request: Request) -> dict[str, str]:
    body = (await request.post_body(max_bytes=_LONGEST_BODY)).decode("utf-8", "replace")
    return dict(parse_qsl(body, keep_blank_values=True))


def _client(request: Request) -> str:
    return str((request.scope.get("client") or [""])[0])


async def sign_out(site: Site, request: Request) -> Response:
    response = Response.redirect("/sign-in?out" if request.method == "POST" else "/", status=303)
    if request.method == "POST" and site.sign_ins:
        site.sign_ins.close(session_of(site, request))
        response.set_cookie(COOKIE, "", max_age=0, httponly=True, samesite="lax")
        # The pages that the browser kept, which "back" would show to the next person at this desk.
        response.headers["clear-site-data"] = '"cache"'
    return response


async def robots(site: Site, request: Request) -> Response:
    return Response.text(f"User-agent: *\nDisallow:{'' if site.is_public else ' /'}\n")
