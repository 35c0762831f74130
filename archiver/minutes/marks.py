"""Marks: the small TOML file in which the secretariat states what a page does not say, or what was misread."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, time
from typing import Any

from archiver.errors import MinutesError
from archiver.model import ActionItem, AgendaItem, Deferral, Meeting
from archiver.words import Phrase

_MEETING: dict[str, type] = {
    "title": str,
    "date": date,
    "start": time,
    "end": time,
    "place": str,
    "attendees": list,
    "documents": list,
    "agenda": list,
    "inquiry": str,
}
_ITEM: dict[str, type] = {"title": str, "outcome": str, "promises": list, "deferrals": list}


@dataclass(frozen=True, slots=True, kw_only=True)
class Marks:
    """What is stated of the meeting, and of its items by their order; `misunderstood`: a flaw for every other entry."""

    meeting: dict[str, Any] = field(default_factory=dict)
    items: dict[int, dict[str, Any]] = field(default_factory=dict)
    misunderstood: tuple[str, ...] = ()


def read_marks(marks: bytes | None, name: str) -> Marks:
    """Raises `MinutesError` for what is no TOML."""
    if marks is None:
        return Marks()
    try:
        found = tomllib.loads(marks.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MinutesError(f"{name}.toml", [Phrase("TOML that can be read ({error})", error=error)]) from None
    tables = found.pop("items", {})
    tables = tables if isinstance(tables, dict) else {}
    items = {
        int(order): table for order, table in tables.items() if order.isdecimal() and isinstance(table, dict)
    }
    strange = [
        *_strange(found, _MEETING, ""),
        *(f"items.{order}" for order in tables if not order.isdecimal()),
    ]
    strange += [each for order, table in items.items() for each in _strange(table, _ITEM, f"items.{order}.")]
    return Marks(
        meeting=_known(found, _MEETING),
        items={order: _known(table, _ITEM) for order, table in items.items()},
        misunderstood=tuple(f"marks: {entry} was not understood" for entry in sorted(strange)),
    )


def apply_marks(meeting: Meeting, marks: Marks) -> Meeting:
    """The meeting as stated; flaws about what is stated are settled, items that are not there are named."""
    fields = {key: value for key, value in marks.meeting.items() if key != "agenda"}
    flaws = tuple(flaw for flaw in meeting.flaws if flaw.split(":")[0] not in fields)
    orders = {item.order for item in meeting.agenda_items}
    absent = tuple(f"marks: there is no item {order}" for order in sorted(marks.items.keys() - orders))
    items = tuple(_apply(item, marks.items.get(item.order, {})) for item in meeting.agenda_items)
    return replace(meeting, **fields, agenda_items=items, flaws=(*flaws, *absent))


def _apply(item: AgendaItem, stated: dict[str, Any]) -> AgendaItem:
    plain = {key: stated[key] for key in ("title", "outcome") if key in stated}
    item = replace(item, **plain)
    if "promises" in stated:
        said = (_said(entry, item) for entry in stated["promises"])
        actions = (ActionItem(owner=who, text=text, speech=speech) for who, text, speech in said)
        item = replace(item, action_items=tuple(actions))
    if "deferrals" in stated:
        said = (_said(entry, item) for entry in stated["deferrals"])
        deferrals = (Deferral(speaker=who, text=text, speech=speech) for who, text, speech in said)
        item = replace(item, deferrals=tuple(deferrals))
    return item


def _said(entry: str, item: AgendaItem) -> tuple[str, str, int]:
    """`事務局: 後日、資料を送付する。` → who, what, and the speech that says so."""
    who, colon, text = entry.replace("\uff1a", ":").partition(":")
    who, text = (who.strip(), text.strip()) if colon else ("", entry.strip())
    speech = next((at for at, each in enumerate(item.speeches) if text in each.text), -1)
    return who, text, speech


def _known(found: dict[str, Any], kinds: dict[str, type]) -> dict[str, Any]:
    return {key: _value(value) for key, value in found.items() if type(value) is kinds.get(key)}


def _strange(found: dict[str, Any], kinds: dict[str, type], prefix: str) -> Iterator[str]:
    return (f"{prefix}{key}" for key, value in found.items() if type(value) is not kinds.get(key))


def _value(value: Any) -> Any:
    return tuple(map(str, value)) if isinstance(value, list) else value
