"""Pages that a reader has already: told to hold while they do, to that reader only."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from datasette.app import Datasette

from archiver.settings import MailingList, Settings
from archiver.site import serving
from archiver.site.reading.seen import COOKIE as SEEN
from tests.site.sample_site import LIST, Visit, key, write_archive, write_vault

PAGES = (
    "/",
    "/meetings/2011-06-20",
    f"/threads/{key('cloud')}?view=flat",
    "/search?q=クラウド",
    "/topics",
    "/people",
)


@pytest.fixture
def site(tmp_path: Path) -> Datasette:
    write_vault(tmp_path / "vault.db")
    write_archive(tmp_path / "archive.db")
    return serving.application(
        Settings(data=tmp_path, title="役員会", lists=(MailingList(address=LIST, name="役員会"),))
    )


def again(visit: Visit, path: str, tag: str) -> int:
    return visit.get(path, headers={"if-none-match": tag}).status_code


def tag_of(visit: Visit, path: str) -> str:
    answer = visit.get(path)
    assert answer.status_code == 200 and answer.headers["cache-control"] == "private, no-cache"
    assert {"Cookie", "Accept-Language"} <= {each.strip() for each in answer.headers["vary"].split(",")}
    return str(answer.headers["etag"])


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sent_once(officer: Visit, path: str) -> None:
    """Asked again with its tag, it is not made again; the answer is empty and carries the safe headers."""
    answer = officer.get(path, headers={"if-none-match": f'"other", {tag_of(officer, path)}'})
    assert (answer.status_code, answer.content) == (304, b"")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "private, no-cache"


def test_nobody_else_has_it(officer: Visit, visitor: Visit, secretariat: Visit) -> None:
    """The tag of one session is nothing to another of the same role, to another role, or to a stranger."""
    for path in PAGES:
        tag = tag_of(officer, path)
        assert again(visitor, path, tag) in (200, 403) and "etag" not in visitor.get(path).headers
        assert again(secretariat, path, tag) == 200
        assert again(visitor.as_("officer"), path, tag) == 200
        assert again(officer, "/threads", tag) == 200
        assert officer.get(path, headers={"if-none-match": tag, "accept-language": "en"}).status_code == 200


def test_what_changes_is_sent(site: Datasette, tmp_path: Path) -> None:
    """After anything is written to the archive, by a build or a decision, no kept page holds."""
    visit = Visit(site, {}).as_("officer")
    tags = {path: tag_of(visit, path) for path in PAGES}
    assert {again(visit, path, tag) for path, tag in tags.items()} == {304}
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        connection.execute("UPDATE threads SET subject = '変わった件名'")
    connection.close()
    assert {again(visit, path, tag) for path, tag in tags.items()} == {200}
    assert "変わった件名" in visit.get("/").text


def test_a_thread_that_was_read_is_made_anew(officer: Visit) -> None:
    """What is new since the last visit is part of the page; visits to other threads are not."""
    path = f"/threads/{key('cloud')}"
    cookie = officer.get(path).cookies[SEEN]
    here = Visit(officer.datasette, {**officer.cookies, SEEN: cookie})
    tag = tag_of(here, path)
    elsewhere = Visit(
        officer.datasette, {**here.cookies, SEEN: here.get(f"/threads/{key('dates')}").cookies[SEEN]}
    )
    assert again(elsewhere, path, tag) == 304
    assert again(officer, path, tag) == 200


@pytest.mark.parametrize(
    "path", ["/desk", "/desk/journal", "/?lang=en", "/no-such-page", "/archive", "/sign-in"]
)
def test_what_may_not_be_kept(secretariat: Visit, path: str) -> None:
    """Forms, choices and Datasette's own pages have no tag."""
    headers = secretariat.get(path).headers
    assert "no-store" in headers["cache-control"] and "etag" not in headers


def test_signing_out_clears_what_was_kept(visitor: Visit) -> None:
    """ "Back" shows nothing to whoever sits down next."""
    visit = visitor.as_("officer")
    tag = tag_of(visit, "/threads")
    assert visit.post("/sign-out").headers["clear-site-data"] == '"cache"'
    assert again(visit, "/threads", tag) == 403


def test_our_files_are_kept_for_good(officer: Visit) -> None:
    """Stylesheet and script are asked for once: their addresses change with what is in them."""
    page = officer.get("/").text
    for name in ("archiver.css", "reading.js"):
        address = page.partition(f"archiver/{name}")[2].partition('"')[0]
        answer = officer.get(f"/-/static-plugins/archiver/{name}{address}")
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
