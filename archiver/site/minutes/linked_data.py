"""Linked data: the minutes of a meeting → JSON-LD (schema.org Event), for programmes that read the page.  Pure.

It stands in the page as a data block, which browsers never run: a policy without scripts lets it be.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from markupsafe import Markup

from archiver import links


class Item(Protocol):
    """An agenda item: its place from 1, its title, and what was decided."""

    @property
    def item(self) -> int: ...
    @property
    def title(self) -> str: ...
    @property
    def outcome(self) -> str: ...


def event(meeting: Mapping[str, Any], items: Iterable[Item]) -> Markup:
    """The data block.  Addresses in it are relative to the page's own."""
    path = links.meeting_path(meeting["meeting"])
    values = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": path,
        "name": meeting["title"],
        "url": path,
        "startDate": _moment(meeting["date"], meeting["start"]),
        "endDate": _moment(meeting["date"], meeting["end"]) if meeting["end"] else "",
        "location": {"@type": "Place", "name": meeting["place"]} if meeting["place"] else None,
        "about": [{"@type": "Thing", "name": item.title} for item in items],
        "subEvent": [_item(meeting, item) for item in items],
        "workFeatured": [{"@type": "CreativeWork", "name": name} for name in meeting["documents"]],
        "subjectOf": {"@type": "Report", "name": meeting["title"], "url": path},
    }
    return _block({name: value for name, value in values.items() if value})


def _item(meeting: Mapping[str, Any], item: Item) -> dict[str, Any]:
    path = links.item_path(meeting["meeting"], item.item)
    values = {
        "@type": "Event",
        "@id": path,
        "name": item.title,
        "url": path,
        "startDate": meeting["date"],
        "description": item.outcome,
    }
    return {name: value for name, value in values.items() if value}


def _moment(day: str, time: str) -> str:
    return f"{day}T{time}" if time else day


def _block(values: dict[str, Any]) -> Markup:
    # Nothing in it may end the element or begin a comment, whatever a page of minutes holds.
    text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(f'<script type="application/ld+json">{text}</script>')  # noqa: S704  escaped above
