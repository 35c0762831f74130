"""Rendering: a minutes page with a block of HTML at the end of each agenda item, its own structure kept."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.formatter import HTMLFormatter

from archiver.minutes.meeting import read_meeting
from archiver.minutes.page import Page, read_page

_FORMATTER = HTMLFormatter(EntitySubstitution.substitute_xml, void_element_close_prefix="")
"""HTML as people write it: `<meta charset="utf-8">`, characters as they are."""
_INSIDE = frozenset(("li", "td", "th", "tr", "tbody", "dt", "dd", "caption", "option"))
"""Elements that a block may not follow: it goes after what holds them."""


def render(
    content: bytes, blocks: Mapping[int, str], name: str = "minutes", marks: bytes | None = None
) -> bytes:
    """The page in UTF-8 with `blocks[order]` (HTML) after the agenda item of that order.

    A page of plain text becomes a simple page of HTML.  Raises `MinutesError` as `read` does.
    """
    page = read_page(content)
    if page.soup is None:
        page = read_page(_as_html(page).encode())
    reading = read_meeting(page, name, marks)
    for order, end in enumerate(reading.ends, 1):
        if order in blocks and end.element is not None:
            _holder(end.element).insert_after(BeautifulSoup(blocks[order], "html.parser"))
    assert page.soup is not None  # noqa: S101  made above where it was missing
    return page.soup.encode("utf-8", formatter=_FORMATTER)


def _holder(element: Tag) -> Tag:
    while element.name in _INSIDE and element.parent is not None:
        element = element.parent
    return element


def _as_html(page: Page) -> str:
    paragraphs = "\n".join(f"<p>{escape(block.text)}</p>" for block in page.blocks)
    return (
        '<!DOCTYPE html>\n<html lang="ja">\n<head><meta charset="utf-8"><title></title></head>\n'
        f"<body>\n{paragraphs}\n</body>\n</html>\n"
    )
