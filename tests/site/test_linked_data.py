"""Linked data: what a programme reads from the page of the minutes."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from archiver.site.minutes import linked_data
from tests.site.sample_site import Visit
from tests.site.test_pages import one, soup


@dataclass(frozen=True)
class Item:
    item: int
    title: str
    outcome: str = ""


def block(visit: Visit, path: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(one(soup(visit, path), 'script[type="application/ld+json"]').text)
    return found


def test_the_minutes_are_an_event(officer: Visit) -> None:
    """schema.org: when, where, what about, and each agenda item with its own address."""
    event = block(officer, "/meetings/2011-06-20")
    assert (event["@type"], event["startDate"], event["endDate"]) == (
        "Event",
        "2011-06-20T12:00",
        "2011-06-20T13:00",
    )
    assert event["location"]["name"] == "センター会議室"
    assert [each["name"] for each in event["about"]] == ["本会の概要について", "情報交換会議の議題について"]
    assert event["subEvent"][1]["url"] == "/meetings/2011-06-20#item-2"
    assert event["subEvent"][1]["description"] == "原案のとおり承認された。"


def test_minutes_cannot_end_the_block() -> None:
    """Whatever a page of minutes holds is data."""
    title = "</script><script>alert(1)</script><!-- & \u2028"
    meeting = {
        "meeting": "x",
        "title": title,
        "date": "2011-06-20",
        "start": "",
        "end": "",
        "place": "",
        "documents": [],
    }
    written = str(linked_data.event(meeting, [Item(1, title)]))
    inside = written.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set("<>&\u2028") & set(inside)
    assert json.loads(inside)["about"][0]["name"] == title
    assert "endDate" not in json.loads(inside)
