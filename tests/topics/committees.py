"""Four bodies: the meetings, topics and labelled threads of committees.toml → placements and their labels."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from archiver import topics
from archiver.model import AgendaItem, Deferral, HeldMeeting, Meeting, Placement, Speech, ThreadText, Topic
from tests.topics import officers


@cache
def _source() -> dict[str, Any]:
    return tomllib.loads((Path(__file__).parent / "committees.toml").read_text("utf-8"))


def bodies() -> list[str]:
    return sorted({thread["body"] for thread in _source()["thread"]})


def meetings(body: str) -> list[HeldMeeting]:
    if body == "officers":
        return [officers.meeting()]
    return [
        HeldMeeting(slug=str(each["date"]), meeting=_meeting(each))
        for each in _source()["meeting"]
        if each["body"] == body
    ]


def _meeting(source: dict[str, Any]) -> Meeting:
    items = tuple(_item(order, each) for order, each in enumerate(source["items"], 1))
    return Meeting(
        title=source["title"],
        date=source["date"],
        start=None,
        end=None,
        place="",
        attendees=(),
        documents=(),
        agenda_items=items,
    )


def _item(order: int, source: dict[str, Any]) -> AgendaItem:
    said = source.get("said", [])
    return AgendaItem(
        order=order,
        title=source["title"],
        outcome="",
        text=source.get("text", ""),
        speeches=tuple(Speech(speaker="", text=text) for text in said),
        deferrals=(Deferral(speaker="", text=said[-1]),) if source.get("deferred") else (),
    )


def standing(body: str) -> tuple[Topic, ...]:
    if body == "officers":
        return officers.shipped_topics()
    return tuple(
        Topic(slug=each["slug"], title=each["title"], words=tuple(each["words"]), items=tuple(each["items"]))
        for each in _source()["topic"]
        if each["body"] == body
    )


def threads(body: str) -> tuple[list[ThreadText], set[officers.Label]]:
    cases = [each for each in _source()["thread"] if each["body"] == body]
    talks = [
        officers.talk(each["subject"], *each["mails"], on=each["date"], name=each["name"]) for each in cases
    ]
    return talks, {(each["name"], label) for each in cases for label in each["gold"]}


def placed(body: str) -> list[Placement]:
    return topics.place(threads(body)[0], meetings(body), standing(body))


def label(placement: Placement) -> officers.Label:
    return placement.thread, placement.topic or f"{placement.meeting}/{placement.agenda_item}"


def measured(*, sure_only: bool) -> tuple[set[officers.Label], set[officers.Label]]:
    """(labels found, labels given) over all bodies."""
    found: set[officers.Label] = set()
    gold: set[officers.Label] = set()
    for body in bodies():
        found |= {label(each) for each in placed(body) if each.status == "sure" or not sure_only}
        gold |= threads(body)[1]
    return found, gold
