"""The public site: the minutes that the secretariat released, from a file that holds nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.pipeline import demonstrating
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.showing import publishing
from archiver.settings import Settings
from archiver.site import serving
from tests.site.sample_site import Visit
from tests.site.test_doors import doors

MEETING = "2011-06-20"
ACT = Act(made_by="jimu")
OPEN = {
    *("/", "/robots.txt", "/favicon.ico", "/search", "/search.json", "/meetings", f"/meetings/{MEETING}"),
    *("/meetings.json", f"/meetings/{MEETING}.json", "/meetings.atom"),
}


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return demonstrating.build(tmp_path_factory.mktemp("public")).settings


@pytest.fixture(scope="module")
def public(settings: Settings) -> Iterator[Visit]:
    made = deciding.publish(settings, "publish", MEETING, ACT)
    assert publishing.publish(settings, settings.public) == [MEETING]
    yield Visit(serving.application(settings, is_public=True), {})
    deciding.undo(settings, made.number, ACT)


def test_nothing_is_public_until_it_is_released(settings: Settings, tmp_path: Path) -> None:
    """Released and taken back, the minutes come into the file and are gone from it, from its free pages too."""
    target = tmp_path / "public.db"
    assert publishing.publish(settings, target) == []
    deciding.publish(settings, "publish", MEETING, ACT)
    assert publishing.publish(settings, target) == [MEETING]
    assert "情報交換会議".encode() in target.read_bytes()
    deciding.publish(settings, "unpublish", MEETING, ACT)
    assert publishing.publish(settings, target) == []
    assert "情報交換会議".encode() not in target.read_bytes()
    assert [each.name for each in tmp_path.iterdir()] == ["public.db"]


def test_the_file_holds_no_mail(public: Visit, settings: Settings) -> None:
    """No message, thread, placement or decision, and not where the page lay on our disk."""
    connection = sqlite3.connect(settings.public)
    for table in (
        "messages",
        "message_lists",
        "attachments",
        "nodes",
        "threads",
        "placements",
        "hidden",
        "named",
    ):
        assert connection.execute(f"SELECT count(*) FROM {table}").fetchone() == (0,), table
    (source,) = connection.execute("SELECT source FROM meetings").fetchone()
    assert source == f"{MEETING}.html"
    connection.close()


def test_anyone_reads_the_minutes(public: Visit) -> None:
    """Without sign-in, found by search, in both languages, and without a word of the list behind them."""
    page = public.get(f"/meetings/{MEETING}")
    assert page.status_code == 200 and "情報交換会議" in page.text
    for word in ("/threads", "/desk", "sign-out", "続くスレッド", "メーリングリストでの続き"):
        assert word not in page.text, word
    assert "クラウド" in public.get("/search?q=クラウド").text
    assert "/meetings/2011-06-20" in public.get("/").text
    assert '<html lang="en">' in public.get("/meetings?lang=en").text
    assert "/meetings?lang=en" in public.get("/meetings").text
    record = public.get(f"/meetings/{MEETING}.json").json()
    assert record["agenda_items"] and not any(item["threads"] for item in record["agenda_items"])
    assert f"/meetings/{MEETING}" in public.get("/meetings.atom").text
    assert public.get("/robots.txt").text == "User-agent: *\nDisallow:\n"


def test_every_other_door_is_no_door(public: Visit) -> None:
    """Whatever the closed site has, Datasette's own pages included, is a missing page here, to whoever asks."""
    missing = public.get("/no-such-page")
    assert missing.status_code == 404
    for path, _ in doors():
        bare = path.partition("?")[0]
        if bare in OPEN or bare.startswith("/-/static-plugins"):
            continue
        for cookies in ({}, {"archiver_session": "x"}):
            answer = Visit(public.datasette, cookies).get(path)
            assert answer.status_code == 404, path
    for path in ("/sign-in", "/desk/decide", "/sign-in/link", "/"):
        assert public.post(path, data={"name": "a"}).status_code in (404, 405), path


def test_a_new_edition_is_served_at_once(public: Visit, settings: Settings) -> None:
    """`publish` puts a new file in place; the next page shows it."""
    deciding.publish(settings, "unpublish", MEETING, ACT)
    publishing.publish(settings, settings.public)
    assert public.get(f"/meetings/{MEETING}").status_code == 404
    deciding.publish(settings, "publish", MEETING, ACT)
    publishing.publish(settings, settings.public)
    assert public.get(f"/meetings/{MEETING}").status_code == 200


def test_the_document_of_access_is_that_of_the_doors() -> None:
    """docs/access.md was made from the table of doors as it is."""
    from tests.site.access import document

    written = (Path(__file__).resolve().parents[2] / "docs" / "access.md").read_text("utf-8")
    assert written == document(), "run: python -m tests.site.access > docs/access.md"
