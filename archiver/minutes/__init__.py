"""Minutes: a page's bytes → a Meeting with its agenda items, speeches, promises and deferrals.  Pure.

What reads pages is loaded with the first page: it needs a parser of HTML, and most updates bring mail alone.
"""

from __future__ import annotations

from collections.abc import Mapping

from archiver.minutes.promises.following import followed
from archiver.model import Meeting


def read(content: bytes, name: str, marks: bytes | None = None) -> Meeting:
    """Read a page, HTML or its plain-text rendering, as minutes.

    `name` is the file's name or address, for messages; `marks` is TOML by which the secretariat states what was
    not understood: title, date, start, end, place, attendees, documents, inquiry, and `agenda`, the titles (or
    first words) with which the items begin.
    Raises `MinutesError` naming everything that is missing for the page to be minutes.
    """
    from archiver.minutes.meeting import read_meeting
    from archiver.minutes.page.blocks import read_page

    return read_meeting(read_page(content), name, marks).meeting


def render(
    content: bytes, blocks: Mapping[int, str], name: str = "minutes", marks: bytes | None = None
) -> bytes:
    """The page in UTF-8 with `blocks[order]` (HTML) after the agenda item of that order.

    A page of plain text becomes a simple page of HTML.  Raises `MinutesError` as `read` does.
    """
    from archiver.minutes.rendering import render as rendered

    return rendered(content, blocks, name, marks)
