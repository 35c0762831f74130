"""Marks: the small TOML file in which the secretariat states what a page does not say, or what was misread."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date, time
from typing import Any

from archiver.errors import MinutesError
from archiver.model import Meeting

_KINDS: dict[str, type] = {
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


def read_marks(marks: bytes | None, name: str) -> tuple[dict[str, Any], list[str]]:
    """(what is stated, a flaw for each entry that was not understood).  Raises `MinutesError` for no TOML."""
    if marks is None:
        return {}, []
    try:
        found = tomllib.loads(marks.decode("utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MinutesError(f"{name}.toml", [f"TOML that can be read ({error})"]) from None
    known = {key: _value(value) for key, value in found.items() if isinstance(value, _KINDS.get(key, ()))}
    return known, [f"marks: {key} was not understood" for key in sorted(found.keys() - known.keys())]


def apply_marks(meeting: Meeting, known: dict[str, Any]) -> Meeting:
    """The meeting as stated; flaws about what is stated are settled."""
    fields = {key: value for key, value in known.items() if key != "agenda"}
    flaws = tuple(flaw for flaw in meeting.flaws if flaw.split(":")[0] not in fields)
    return replace(meeting, **fields, flaws=flaws)


def _value(value: Any) -> Any:
    return tuple(map(str, value)) if isinstance(value, list) else value
