"""Minutes: a page's bytes → a Meeting with its agenda items, speeches, promises and deferrals.  Pure."""

from __future__ import annotations

from archiver.minutes.following import followed
from archiver.minutes.meeting import read_meeting
from archiver.minutes.page import read_page
from archiver.minutes.rendering import render
from archiver.model import Meeting

__all__ = ["followed", "read", "render"]


def read(content: bytes, name: str, marks: bytes | None = None) -> Meeting:
    """Read a page, HTML or its plain-text rendering, as minutes.

    `name` is the file's name or address, for messages; `marks` is TOML by which the secretariat states what was
    not understood: title, date, start, end, place, attendees, documents, inquiry, and `agenda`, the titles (or
    first words) with which the items begin.
    Raises `MinutesError` naming everything that is missing for the page to be minutes.
    """
    return read_meeting(read_page(content), name, marks).meeting
