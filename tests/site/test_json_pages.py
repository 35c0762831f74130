"""The pages as JSON: at stable addresses, in the documented shapes, for those who may see the page."""

from __future__ import annotations

import re
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, is_typeddict

import pytest

from archiver.pipeline.showing import exporting
from archiver.settings import Settings
from archiver.site.access.permissions import DATA
from archiver.site.routes import ROUTES
from tests.site.fields import ADDRESSES, document, every_shape, fields
from tests.site.sample_site import Visit, key, person

EXAMPLES = {
    "MEETING": "2011-06-20",
    "TOPIC": "cloud-adoption",
    "THREAD_ID": key("cloud"),
    "YYYY-MM-DD": "2011-07-05",
    "YYYY-MM": "2011-07",
    "PERSON": person("tajimi"),
    "ID": key("dates"),
}


def example(address: str) -> str:
    return re.sub("|".join(EXAMPLES), lambda match: EXAMPLES[match.group()], address)


def hold(value: Any, kind: Any, where: str) -> None:
    """`value` has exactly this shape, all the way down."""
    if is_typeddict(kind):
        assert isinstance(value, dict) and value.keys() == fields(kind).keys(), where
        for name, (inner, _) in fields(kind).items():
            hold(value[name], inner, f"{where}.{name}")
    elif get_origin(kind) is list:
        assert isinstance(value, list), where
        for at, each in enumerate(value):
            hold(each, get_args(kind)[0], f"{where}[{at}]")
    elif isinstance(kind, UnionType):
        assert value is None or isinstance(value, (*get_args(kind), int)), where
    else:
        assert isinstance(value, (int, float) if kind is float else kind), where


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_answer_has_its_documented_shape(address: str, officer: Visit) -> None:
    """No field more, none less, each of its type."""
    answer = officer.get(example(address))
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json; charset=utf-8"
    hold(answer.json(), ADDRESSES[address], address)


def test_every_address_is_documented() -> None:
    """A JSON page without a shape fails here."""
    patterns = [pattern for pattern, _ in ROUTES if pattern.endswith(r"\.json$") and "search" not in pattern]
    documented = [example(address) for address in ADDRESSES]
    for pattern in patterns:
        assert any(re.match(pattern, address) for address in documented), pattern
    assert len(patterns) == len(ADDRESSES)
    assert all(DATA.fullmatch(address) for address in documented)


def test_the_document_is_that_of_the_shapes() -> None:
    """docs/json.md was made from the shapes as they are, and says something of every field."""
    written = (Path(__file__).resolve().parents[2] / "docs" / "json.md").read_text("utf-8")
    assert written == "".join(document()), "run: python -m tests.site.fields > docs/json.md"
    assert all(said for shape in every_shape() for _, said in fields(shape).values())


def test_a_message_is_what_export_gives(officer: Visit, settings: Settings) -> None:
    """The same names, the same values, whichever way a programme takes."""
    exported = {record["id"]: record for record in exporting.export(settings, "messages")}
    answered = officer.get(f"/messages/{key('dates')}.json").json()
    for name, value in exported[key("dates")].items():
        if name == "attachments":
            assert [{each: file[each] for each in file if each != "url"} for file in answered[name]] == value
        elif name in answered:
            assert answered[name] == value, name


def test_a_thread_has_its_messages_in_reading_order(officer: Visit) -> None:
    """With what each answers; ghosts are named as parents only."""
    thread = officer.get(f"/threads/{key('cloud')}.json").json()
    assert [each["id"] for each in thread["messages"]] == [
        key(name) for name in ("cloud", "cloud-2", "cloud-3")
    ]
    assert [each["parent"] for each in thread["messages"]] == [
        *(None, "cloud@kachokai.example", "cloud-2@kachokai.example")
    ]
    assert {each["meeting"] or each["topic"] for each in thread["placements"]} == {
        "2011-06-20",
        "cloud-adoption",
    }
    lost = officer.get(f"/threads/{key('lost')}.json").json()
    assert [each["parent"] for each in lost["messages"]] == ["lost@kachokai.example"]


def test_an_old_address_leads_to_the_new(officer: Visit) -> None:
    """As it does for the page."""
    answer = officer.get(f"/threads/{key('cloud-2')}.json")
    assert answer.headers["location"] == f"/threads/{key('cloud')}.json"


def test_minutes_hold_their_threads(officer: Visit) -> None:
    """Each item with what continues it: sure and proposed, not what was rejected."""
    meeting = officer.get("/meetings/2011-06-20.json").json()
    assert [(each["thread_id"], each["status"]) for each in meeting["agenda_items"][1]["threads"]] == [
        (key("cloud"), "sure"),
        (key("dates"), "proposed"),
    ]
    assert (meeting["start"], meeting["agenda_items"][1]["speeches"][0]["speaker"]) == ("12:00", "多治見市")


def test_what_is_missing_is_missing_in_json(officer: Visit) -> None:
    """The error is JSON too."""
    answer = officer.get(f"/messages/{key('none')}.json")
    assert answer.status_code == 404 and answer.json()["ok"] is False


def test_json_that_has_not_changed_is_not_sent_again(officer: Visit) -> None:
    """ETag and If-None-Match."""
    first = officer.get("/threads.json")
    again = officer.get("/threads.json", headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
