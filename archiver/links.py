"""Permalinks: where each thing stands on the site.  Pure functions of permanent ids; they never change."""

from __future__ import annotations

import re

_KEY = re.compile(r"[A-Z2-7]{32}(?:-[0-9a-f]{8})?")


def key_in(typed: str) -> str:
    """The permanent id in what a person typed or pasted: an id, or an address of the site; '' where there is none."""
    found = _KEY.search(typed)
    return found.group() if found else ""


def is_address(source: str) -> bool:
    """Whether a page came from the web, and not from a file."""
    return source.startswith(("http://", "https://"))


def thread_path(thread: str) -> str:
    return f"/threads/{thread}"


def message_path(key: str) -> str:
    return f"/messages/{key}"


def attachment_path(key: str, position: int) -> str:
    """A file that came with a message; `position` counts from 0."""
    return f"{message_path(key)}/attachments/{position}"


def attachment_text_path(key: str, position: int) -> str:
    """What stands in it."""
    return f"{attachment_path(key, position)}/text"


def meeting_path(meeting: str) -> str:
    return f"/meetings/{meeting}"


def item_path(meeting: str, item: int) -> str:
    """An agenda item: an anchor on its meeting's page."""
    return f"/meetings/{meeting}#item-{item}"


def speech_path(meeting: str, item: int, speech: int) -> str:
    """A speech: an anchor on its meeting's page; `speech` counts from 1 within the item."""
    return f"/meetings/{meeting}#item-{item}-speech-{speech}"


def person_path(person: str) -> str:
    return f"/people/{person}"


def day_path(day: str) -> str:
    """A day (2011-06-20) or a month (2011-06) of the calendar."""
    return f"/calendar/{day}"


def topic_path(topic: str) -> str:
    return f"/topics/{topic}"
