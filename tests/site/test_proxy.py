"""The web server in front: whom it has signed in, from where and over what, believed from a trusted address only."""

from __future__ import annotations

from dataclasses import replace

import pytest

from archiver.settings import Proxy, Settings
from archiver.site import serving
from archiver.site.access.proxy import behind
from tests.site.sample_site import Visit

NAMED = {"x-remote-user": "%E5%A4%9A%E6%B2%BB%E8%A6%8B%E5%B8%82"}


@pytest.mark.parametrize(
    ("proxy", "status"),
    [
        (Proxy(), 403),
        (Proxy(addresses=("192.0.2.0/24",), user_header="X-Remote-User"), 403),
        (Proxy(addresses=("127.0.0.0/8",), user_header="X-Other-User"), 403),
        (Proxy(addresses=("127.0.0.0/8",), user_header="X-Remote-User"), 200),
    ],
    ids=["off by default", "from elsewhere", "another header", "trusted"],
)
def test_who_the_web_server_names(settings: Settings, proxy: Proxy, status: int) -> None:
    """Off by default; from a trusted address the person is in, as an officer unless there is an account."""
    visit = Visit(serving.application(replace(settings, proxy=proxy)), {})
    assert visit.get("/threads", headers=NAMED).status_code == status
    assert visit.get("/threads", headers={"x-remote-user": ""}).status_code == 403
    assert visit.get("/archive.db", headers=NAMED).status_code in (403, 404)


def test_an_account_gives_the_role(settings: Settings) -> None:
    """Whom the web server names has the role of the account of that name."""
    proxy = Proxy(addresses=("127.0.0.1",), user_header="X-Remote-User")
    visit = Visit(serving.application(replace(settings, proxy=proxy)), {})
    assert visit.get("/-/versions", headers={"x-remote-user": "root"}).status_code == 404
    visit.sign_ins.accounts.add("root", "administrator", "a long enough password")
    assert visit.get("/-/versions", headers={"x-remote-user": "root"}).status_code == 200
    visit.sign_ins.accounts.remove("root")


def scope(client: str, *headers: tuple[str, str]) -> dict[str, object]:
    return {
        "client": (client, 1),
        "scheme": "http",
        "headers": [(name.encode(), value.encode()) for name, value in headers],
    }


def test_only_the_nearest_stranger_is_believed() -> None:
    """What a client writes into X-Forwarded-For itself stands to the left, and slows nobody else's sign-in."""
    proxy = Proxy(addresses=("10.0.0.1", "10.0.0.2"), user_header="X-User")
    about = (
        ("x-forwarded-for", "198.51.100.9, 203.0.113.5, 10.0.0.2"),
        ("x-forwarded-proto", "https"),
        ("x-user", "a"),
    )
    found, named = behind(scope("10.0.0.1", *about), proxy)
    assert (found["client"], found["scheme"], named, found["headers"]) == (
        ("203.0.113.5", 0),
        "https",
        "a",
        [],
    )
    found, named = behind(scope("203.0.113.5", *about), proxy)
    assert (found["client"], found["scheme"], named, found["headers"]) == (("203.0.113.5", 1), "http", "", [])


def test_two_names_are_none() -> None:
    """A client that adds the header beside the web server's own gains nothing."""
    proxy = Proxy(addresses=("10.0.0.1",), user_header="X-User")
    assert behind(scope("10.0.0.1", ("x-user", "a"), ("X-User", "b")), proxy)[1] == ""
