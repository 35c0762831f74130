"""Every door of the site, ours and Datasette's, asked without sign-in and after it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

import pytest

from archiver.site.access.permissions import DESK_SCRIPT, FORMS, READING_SCRIPT, STYLESHEET
from archiver.store.accounts import Role
from tests.site.sample_site import Visit, key, person, run

MAIL, HTML_MAIL = key("dates"), key("party")
OPEN, CLOSED = 200, 404
SUFFIX = r"(\.(?P<format>json))?$"
DATABASE, TABLE, ROW = (
    r"/(?P<database>[^\/\.]+)",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)",
    r"/(?P<database>[^\/\.]+)/(?P<table>[^/]+?)/(?P<pks>[^/]+?)",
)
QUERY = r"/(?P<database>[^\/\.]+)/(?P<query>[^\/\.]+)"

DOORS: dict[str, dict[str, int]] = {
    # Ours.
    r"/$": {"/": OPEN},
    r"/sign-in$": {"/sign-in": 303},
    r"/sign-in/link$": {"/sign-in/link": 303},
    r"/sign-out$": {"/sign-out": 303},
    r"/robots\.txt$": {"/robots.txt": OPEN},
    r"/search$": {
        "/search": OPEN,
        "/search?q=クラウド": OPEN,
        "/search?q=%22": OPEN,
        "/search?q=x&page=999999999": OPEN,
    },
    r"/search\.json$": {"/search.json?q=クラウド": OPEN, "/search.json": OPEN},
    r"/meetings$": {"/meetings": OPEN},
    r"/meetings/(?P<slug>[^/.]+)$": {"/meetings/2011-06-20": OPEN, "/meetings/1999-01-01": CLOSED},
    r"/topics$": {"/topics": OPEN},
    r"/topics/(?P<slug>[^/.]+)$": {"/topics/cloud-adoption": OPEN, "/topics/none": CLOSED},
    r"/threads$": {"/threads": OPEN, "/threads?page=x": OPEN, "/threads?page=99": OPEN},
    r"/threads/(?P<key>[^/.]+)$": {
        f"/threads/{key('cloud')}": OPEN,
        f"/threads/{key('cloud-2')}": 302,
        f"/threads/{key('none')}": CLOSED,
        "/threads/short": CLOSED,
    },
    r"/threads/(?P<key>[^/.]+)\.mbox$": {
        f"/threads/{key('cloud')}.mbox": OPEN,
        f"/threads/{key('none')}.mbox": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)/original$": {
        f"/messages/{HTML_MAIL}/original": OPEN,
        f"/messages/{MAIL}/original": CLOSED,
        f"/messages/{key('none')}/original": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)/original\.html$": {
        f"/messages/{HTML_MAIL}/original.html": OPEN,
        f"/messages/{MAIL}/original.html": CLOSED,
        f"/messages/{key('none')}/original.html": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)$": {f"/messages/{MAIL}": OPEN, f"/messages/{key('none')}": CLOSED},
    r"/messages/(?P<key>[^/.]+)\.eml$": {
        f"/messages/{MAIL}.eml": OPEN,
        f"/messages/{key('none')}.eml": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)/attachments/(?P<number>[0-9]+)$": {
        f"/messages/{MAIL}/attachments/0": OPEN,
        f"/messages/{MAIL}/attachments/7": CLOSED,
        f"/messages/{key('none')}/attachments/0": CLOSED,
    },
    r"/people$": {"/people": OPEN, "/people?q=%25": OPEN, "/people?page=99": OPEN},
    r"/people/(?P<key>[^/.]+)$": {
        f"/people/{person('tajimi')}": OPEN,
        f"/people/{person('none')}": CLOSED,
        "/people/short": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)/attachments/(?P<number>[0-9]+)/text$": {
        f"/messages/{MAIL}/attachments/0/text": OPEN,
        f"/messages/{MAIL}/attachments/0/text?page=99": OPEN,
        f"/messages/{MAIL}/attachments/7/text": CLOSED,
        f"/messages/{key('none')}/attachments/0/text": CLOSED,
    },
    r"/attachments$": {
        "/attachments": OPEN,
        "/attachments?kind=none&year=none": OPEN,
        "/attachments?year=9999": OPEN,
    },
    r"/calendar$": {"/calendar": 302},
    r"/calendar/(?P<month>[0-9]{4}-[0-9]{2})$": {
        "/calendar/2011-07": OPEN,
        "/calendar/0001-01": OPEN,
        "/calendar/9999-12": OPEN,
        "/calendar/2011-13": CLOSED,
    },
    r"/calendar/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})$": {
        "/calendar/2011-07-05": OPEN,
        "/calendar/9999-12-31": OPEN,
        "/calendar/2011-02-30": CLOSED,
    },
    r"/statistics$": {"/statistics": OPEN},
    r"/feeds$": {"/feeds": OPEN},
    # Feeds; with a key for them too, see test_feeds.
    r"/search\.atom$": {"/search.atom?q=クラウド": OPEN, "/search.atom": OPEN},
    r"/messages\.atom$": {
        "/messages.atom": OPEN,
        "/messages.atom?list=x": OPEN,
        "/messages.atom?key=x": OPEN,
    },
    r"/meetings\.atom$": {"/meetings.atom": OPEN},
    r"/meetings/(?P<slug>[^/.]+)\.atom$": {
        "/meetings/2011-06-20.atom": OPEN,
        "/meetings/1999-01-01.atom": CLOSED,
    },
    r"/topics/(?P<slug>[^/.]+)\.atom$": {"/topics/cloud-adoption.atom": OPEN, "/topics/none.atom": CLOSED},
    r"/threads/(?P<key>[^/.]+)\.atom$": {
        f"/threads/{key('cloud')}.atom": OPEN,
        f"/threads/{key('cloud-2')}.atom": 302,
        f"/threads/{key('none')}.atom": CLOSED,
    },
    # The pages as JSON.
    r"/home\.json$": {"/home.json": OPEN},
    r"/meetings\.json$": {"/meetings.json": OPEN},
    r"/meetings/(?P<slug>[^/.]+)\.json$": {
        "/meetings/2011-06-20.json": OPEN,
        "/meetings/1999-01-01.json": CLOSED,
    },
    r"/topics\.json$": {"/topics.json": OPEN},
    r"/topics/(?P<slug>[^/.]+)\.json$": {"/topics/cloud-adoption.json": OPEN, "/topics/none.json": CLOSED},
    r"/threads\.json$": {"/threads.json": OPEN, "/threads.json?page=99": OPEN},
    r"/threads/(?P<key>[^/.]+)\.json$": {
        f"/threads/{key('cloud')}.json": OPEN,
        f"/threads/{key('cloud')}.json?page=99": OPEN,
        f"/threads/{key('cloud-2')}.json": 302,
        f"/threads/{key('none')}.json": CLOSED,
    },
    r"/messages/(?P<key>[^/.]+)\.json$": {
        f"/messages/{MAIL}.json": OPEN,
        f"/messages/{key('none')}.json": CLOSED,
    },
    r"/people\.json$": {"/people.json": OPEN},
    r"/people/(?P<key>[^/.]+)\.json$": {
        f"/people/{person('tajimi')}.json": OPEN,
        f"/people/{person('none')}.json": CLOSED,
    },
    r"/attachments\.json$": {"/attachments.json": OPEN},
    r"/calendar/(?P<month>[0-9]{4}-[0-9]{2})\.json$": {
        "/calendar/2011-07.json": OPEN,
        "/calendar/2011-13.json": CLOSED,
    },
    r"/calendar/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.json$": {
        "/calendar/2011-07-05.json": OPEN,
        "/calendar/2011-02-30.json": CLOSED,
    },
    r"/statistics\.json$": {"/statistics.json": OPEN},
    # The secretariat's desk: BY_ROLE says who.
    r"/desk$": {"/desk": CLOSED},
    r"/desk/decide$": {"/desk/decide": CLOSED},
    r"/desk/undo$": {"/desk/undo": CLOSED},
    r"/desk/journal$": {"/desk/journal": CLOSED},
    r"/desk/promises$": {"/desk/promises": CLOSED},
    r"/desk/runs$": {"/desk/runs": CLOSED},
    r"/desk/threads/(?P<key>[^/.]+)$": {
        f"/desk/threads/{key('cloud')}": CLOSED,
        f"/desk/threads/{key('none')}": CLOSED,
    },
    r"/desk/messages/(?P<key>[^/.]+)$": {
        f"/desk/messages/{key('cloud')}": CLOSED,
        f"/desk/messages/{key('none')}": CLOSED,
    },
    r"/desk/people$": {"/desk/people": CLOSED},
    r"/desk/people/(?P<key>[^/.]+)$": {
        f"/desk/people/{person('tajimi')}": CLOSED,
        f"/desk/people/{person('none')}": CLOSED,
    },
    r"/desk/meetings$": {"/desk/meetings": CLOSED},
    r"/desk/meetings/(?P<slug>[^/.]+)$": {
        "/desk/meetings/2011-06-20": CLOSED,
        "/desk/meetings/1999-01-01": CLOSED,
    },
    r"/desk/meetings/(?P<slug>[^/.]+)/minutes\.html$": {
        "/desk/meetings/2011-06-20/minutes.html": CLOSED,
        "/desk/meetings/1999-01-01/minutes.html": CLOSED,
    },
    r"/desk/meetings/(?P<slug>[^/.]+)/since$": {
        "/desk/meetings/2011-06-20/since": CLOSED,
        "/desk/meetings/1999-01-01/since": CLOSED,
    },
    r"/desk/meetings/(?P<slug>[^/.]+)/since\.md$": {
        "/desk/meetings/2011-06-20/since.md": CLOSED,
        "/desk/meetings/1999-01-01/since.md": CLOSED,
    },
    r"/desk/meetings/(?P<slug>[^/.]+)/since\.html$": {
        "/desk/meetings/2011-06-20/since.html": CLOSED,
        "/desk/meetings/1999-01-01/since.html": CLOSED,
    },
    # Datasette's, to explore the tables.
    rf"/-/{SUFFIX}": {"/-/": CLOSED, "/-/.json": CLOSED},
    r"/-/static/(?P<path>.*)$": {"/-/static/app.css": CLOSED, "/-/static/../app.py": CLOSED},
    r"/-/static-plugins/archiver/(?P<path>.*)$": {
        STYLESHEET: OPEN,
        READING_SCRIPT: OPEN,
        DESK_SCRIPT: OPEN,
        "/-/static-plugins/archiver/none.css": CLOSED,
    },
    r"/favicon.ico": {"/favicon.ico": OPEN},
    rf"{DATABASE}(\.(?P<format>\w+))?$": {
        "/archive": OPEN,
        "/archive.json": CLOSED,
        "/archive?sql=select+1": 302,
        "/_memory": CLOSED,
        "/_internal": CLOSED,
        "/vault": CLOSED,
        "/none": CLOSED,
    },
    rf"{TABLE}(\.(?P<format>\w+))?$": {
        "/archive/messages": OPEN,
        "/archive/messages.json": OPEN,
        "/archive/messages.csv": OPEN,
        "/archive/messages.csv?_stream=1": 400,
        "/archive/messages.json?_where=1": CLOSED,
        "/archive/messages?_trace=1": OPEN,
        "/archive/agenda_threads": OPEN,
        "/archive/mail.json": OPEN,
        "/archive/built": CLOSED,
        "/archive/hidden": CLOSED,
        "/archive/documents": CLOSED,
        "/archive/files": CLOSED,
        "/archive/none": CLOSED,
        "/archive/search": CLOSED,
        "/archive/search_data": CLOSED,
        "/archive/search_idx.json": CLOSED,
        "/archive/search_docsize": CLOSED,
        "/archive/search_config": CLOSED,
        "/archive/SEARCH_DATA": CLOSED,
        "/archive/sqlite_master": CLOSED,
        "/archive/%6Dessages": CLOSED,
    },
    rf"{ROW}(\.(?P<format>\w+))?$": {
        "/archive/messages/1": OPEN,
        "/archive/messages/1.json": OPEN,
        "/archive/messages/99": CLOSED,
        "/archive/search_data/1": CLOSED,
    },
    # Counts are asked by POST.
    rf"{TABLE}/-/count$": {"/archive/messages/-/count": CLOSED, "/archive/search_data/-/count": CLOSED},
    rf"{TABLE}/-/autocomplete$": {"/archive/messages/-/autocomplete?q=x": CLOSED},
    # Datasette's, closed to all.
    rf"/{SUFFIX}": {"/.json": CLOSED},
    r"/-$": {"/-": CLOSED},
    r"/:memory:(?P<rest>.*)$": {"/:memory:": CLOSED},
    **{
        rf"/-/{name}{SUFFIX}": {f"/-/{name}": CLOSED, f"/-/{name}.json": CLOSED}
        for name in (
            *(
                "versions",
                "plugins",
                "settings",
                "config",
                "threads",
                "tasks",
                "databases",
                "actor",
                "actions",
            ),
            *("jump", "queries", "allowed", "rules", "check"),
        )
    },
    **{
        rf"/-/{name}$": {f"/-/{name}": CLOSED}
        for name in (
            *(
                "auth-token",
                "create-token",
                "api",
                "logout",
                "permissions",
                "messages",
                "allow-debug",
                "patterns",
            ),
            "debug/autocomplete",
        )
    },
    r"/-/schema(\.(?P<format>json|md))?$": {"/-/schema": CLOSED, "/-/schema.md": CLOSED},
    rf"{DATABASE}\.db$": {"/archive.db": CLOSED, "/vault.db": CLOSED},
    **{
        rf"{DATABASE}/-/{name}$": {f"/archive/-/{name}": CLOSED}
        for name in (
            *("create", "foreign-key-targets", "queries/analyze", "queries/store"),
            *("execute-write/analyze", "execute-write", "query/parameters"),
        )
    },
    rf"{DATABASE}/-/queries{SUFFIX}": {"/archive/-/queries": CLOSED},
    rf"{DATABASE}/-/schema(\.(?P<format>json|md))?$": {
        "/archive/-/schema": OPEN,
        "/archive/-/schema.json": CLOSED,
    },
    rf"{DATABASE}/-/query(\.(?P<format>\w+))?$": {
        "/archive/-/query?sql=select+1": CLOSED,
        "/archive/-/query.json?sql=select+body+from+messages": CLOSED,
        "/archive/-/query.csv?sql=select+1": CLOSED,
    },
    **{
        rf"{QUERY}/-/{name}$": {f"/archive/q/-/{name}": CLOSED}
        for name in ("definition", "edit", "update", "delete")
    },
    **{
        rf"{TABLE}/-/{name}$": {f"/archive/messages/-/{name}": CLOSED}
        for name in (
            *("insert", "upsert", "alter", "foreign-key-suggestions", "set-column-type", "fragment", "drop"),
        )
    },
    rf"{TABLE}/-/schema(\.(?P<format>json|md))?$": {"/archive/messages/-/schema": CLOSED},
    rf"{ROW}/-/delete$": {"/archive/messages/1/-/delete": CLOSED},
    rf"{ROW}/-/update$": {"/archive/messages/1/-/update": CLOSED},
}
# What the secretariat or the administrator finds behind a door, where it is not what an officer finds there.
BY_ROLE: dict[str, dict[str, int]] = {
    **{
        path: {"secretariat": OPEN}
        for path in (
            *("/desk", "/desk/journal", "/desk/promises", "/desk/runs", f"/desk/threads/{key('cloud')}"),
            *(f"/desk/messages/{key('cloud')}", "/desk/people", f"/desk/people/{person('tajimi')}"),
            *("/desk/meetings", "/desk/meetings/2011-06-20", "/desk/meetings/2011-06-20/minutes.html"),
            *(f"/desk/meetings/2011-06-20/since{suffix}" for suffix in ("", ".md", ".html")),
        )
    },
    # What is only posted sends a browser that asks for it back to the desk.
    **{path: {"secretariat": 303} for path in ("/desk/decide", "/desk/undo")},
    **{
        f"/-/{name}{suffix}": {"administrator": OPEN}
        for name in ("versions", "plugins", "settings", "databases")
        for suffix in ("", ".json")
    },
}
ANYONE = {
    "/": 200,
    "/sign-in": 200,
    "/robots.txt": 200,
    STYLESHEET: 200,
    READING_SCRIPT: 200,
    DESK_SCRIPT: 200,
    "/favicon.ico": 200,
}
"""What answers without sign-in; `/` with the sign-in page."""
SENT_BACK = {"/sign-in/link": 303}
"""What is only posted, and sends who asks for it to the sign-in page."""


def doors() -> Iterator[tuple[str, int]]:
    for paths in DOORS.values():
        yield from paths.items()


def test_every_route_is_on_the_list(officer: Visit) -> None:
    """A door that a plugin or a newer Datasette adds fails this test until someone says who may use it."""
    routes = {getattr(pattern, "pattern", pattern) for pattern, _ in officer.datasette._routes()}
    assert routes == DOORS.keys()
    for route, paths in DOORS.items():
        path = next(iter(paths)).partition("?")[0]
        assert re.match(route, path), f"{path} is not behind {route}"


@pytest.mark.parametrize("method", ["GET", "POST", "HEAD"])
def test_without_sign_in_every_door_answers_alike(visitor: Visit, method: str) -> None:
    """Nobody learns what exists: status, headers and body are the same whether it does or not."""
    closed = visitor.ask(method, "/no-such-page")
    assert closed.status_code == 403
    for path, _ in doors():
        if path in ANYONE or path in SENT_BACK:
            continue
        answer = visitor.ask(method, path)
        assert (answer.status_code, answer.headers, answer.content) == (
            403,
            closed.headers,
            closed.content,
        ), path


def test_without_sign_in_only_the_doorstep_is_open(visitor: Visit) -> None:
    """What answers a stranger says nothing of the archive."""
    for path, status in ANYONE.items():
        answer = visitor.get(path)
        assert answer.status_code == status, path
        assert not any(word in answer.text for word in ("クラウド", "多治見", "messages", "2011")), path


@pytest.mark.parametrize(("path", "status"), [*doors()], ids=lambda value: str(value))
def test_signed_in(officer: Visit, path: str, status: int) -> None:
    """Who has signed in may read and explore, and may not configure, write, run SQL or take the file."""
    assert officer.get(path).status_code == status


@pytest.mark.parametrize("role", ["secretariat", "administrator"])
def test_each_role(role: Role, visitor: Visit) -> None:
    """Every door as the secretariat and the administrator: what an officer finds, but for what the table says."""
    visit = visitor.as_(role)
    expected = {path: expected_for(path, status, role) for path, status in doors()}
    assert {path: visit.get(path).status_code for path in expected} == expected


def expected_for(path: str, officer: int, role: str) -> int:
    by_role = BY_ROLE.get(path, {})
    return by_role.get(role, by_role.get("secretariat", officer) if role == "administrator" else officer)


@pytest.mark.parametrize(
    "path", ["/archive/messages/-/insert", "/archive/-/create", "/archive/-/execute-write"]
)
def test_nothing_can_be_written(officer: Visit, path: str) -> None:
    """No write door of Datasette opens, whatever is sent to it."""
    assert officer.post(path, json={"row": {"id": 1}}).status_code == CLOSED


@pytest.mark.parametrize(
    ("method", "name", "value"),
    [
        ("ds_actor cookie", "cookie", "ds_actor={actor}"),
        ("API token", "authorization", "Bearer {token}"),
        ("forged session", "cookie", "archiver_session={actor}"),
        ("session of another name", "cookie", "archiver_session={unknown}"),
    ],
)
def test_other_ways_in_are_shut(visitor: Visit, method: str, name: str, value: str) -> None:
    """Even what this Datasette's own secret signed is no way in, unless it is a session that is open."""
    datasette = visitor.datasette
    signed = value.format(
        actor=datasette.sign({"a": {"id": "root", "role": "officer"}}, "actor"),
        token="dstok_" + datasette.sign({"a": "root", "t": 1}, "token"),
        unknown=datasette.sign("no-such-session", "archiver-session"),
    )
    assert visitor.get("/threads", headers={name: signed}).status_code == 403, method


@pytest.mark.parametrize("role", ["visitor", "officer", "secretariat", "administrator"])
def test_safe_headers_on_every_answer(role: str, visitor: Visit) -> None:
    """No answer may be framed, sniffed, indexed, kept in a cache, send its address elsewhere or look up hosts."""
    visit = visitor if role == "visitor" else visitor.as_(cast(Role, role))
    for path, _ in doors():
        headers = visit.get(path).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] in ("same-origin", "no-referrer"), path
        assert headers["x-robots-tag"].startswith("noindex"), path
        assert headers["x-dns-prefetch-control"] == "off", path
        policy = headers["content-security-policy"]
        assert "sandbox" in policy or "frame-ancestors 'none'" in policy, path
        assert "default-src 'none'" in policy and "http" not in policy, path
        # The HTML of a mail keeps its own looks, in a sandbox.
        assert path.endswith("/original.html") or "unsafe" not in policy, path
        assert "unsafe-inline" not in policy.partition("script-src")[2], path


def test_only_forms_are_sent_anywhere(visitor: Visit) -> None:
    """What is no form of ours changes nothing and shows no page, whatever a program sends and wherever."""
    visit = visitor.as_("administrator")
    for path, _ in doors():
        sends = FORMS.fullmatch(path.partition("?")[0])
        for method in ("DELETE",) if sends else ("DELETE", "POST"):
            assert visit.ask(method, path).status_code in (404, 405), (method, path)


@pytest.mark.parametrize("role", ["officer", "secretariat", "administrator"])
@pytest.mark.parametrize("header", [("origin", "http://evil.example"), ("sec-fetch-site", "cross-site")])
def test_no_form_of_another_site_passes(role: Role, header: tuple[str, str], visitor: Visit) -> None:
    """A POST that another site makes a browser send is refused at every door, whoever is signed in."""
    visit = visitor.as_(role)
    for path, _ in doors():
        assert visit.post(path, headers=dict([header])).status_code in (403, 404, 405), path
    assert visit.get("/threads").status_code == OPEN


def test_a_websocket_has_no_door(officer: Visit) -> None:
    """What is not an ordinary request is not answered, signed in or not."""
    sent: list[Any] = []

    async def knock() -> None:
        scope = {"type": "websocket", "path": "/archive/messages.json", "headers": [], "query_string": b""}
        await officer.datasette.app()(scope, None, sent.append)

    run(knock())
    assert sent == []


def test_our_pages_run_our_own_file_only(officer: Visit, visitor: Visit) -> None:
    """No script stands in our pages, and none runs in them but files of ours; the doorstep runs none at all."""
    page = officer.get("/threads")
    assert page.headers["content-security-policy"].endswith("; script-src 'self'")
    assert page.text.count("<script") == 1 and f'<script src="{READING_SCRIPT}' in page.text
    assert "script-src" not in visitor.get("/threads").headers["content-security-policy"]
    assert "<script" not in visitor.get("/sign-in").text
