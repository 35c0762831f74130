"""Rendering: a minutes page with a block of HTML at the end of each agenda item, its own structure kept."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

from bs4 import BeautifulSoup, Tag
from bs4.dammit import EntitySubstitution
from bs4.element import Doctype, NavigableString, PageElement
from bs4.formatter import HTMLFormatter

from archiver.minutes.meeting import Reading, read_meeting
from archiver.minutes.page.blocks import BLOCK_ELEMENTS, Page, read_page

_PLACES = frozenset(
    "address article aside blockquote body center dd details div fieldset footer form header li main section "
    "td th html [document]".split()
)
"""Elements that may hold a block of HTML among other contents; a page may leave out <html> and <body>."""
_STAYS = frozenset(("body", "main", "article", "html", "[document]"))
"""Elements that a block is never moved out of."""
_FORMAT = HTMLFormatter(entity_substitution=EntitySubstitution.substitute_xml, void_element_close_prefix="")


def render(
    content: bytes, blocks: Mapping[int, str], name: str = "minutes", marks: bytes | None = None
) -> bytes:
    """The page in UTF-8 with `blocks[order]` (HTML) after the agenda item of that order.

    A page of plain text becomes a simple page of HTML.  Raises `MinutesError` as `read` does.
    """
    page = read_page(content)
    reading = read_meeting(page, name, marks)
    if page.soup is None:
        return _as_page(page, reading, blocks).encode()
    places = [
        (order, _place_after(order, reading))
        for order in range(1, len(reading.blocks) + 1)
        if order in blocks
    ]
    for order, place in reversed(places):
        if place is not None:
            place.insert_after(BeautifulSoup(blocks[order], "html.parser"))
    for doctype in page.soup.find_all(string=lambda text: isinstance(text, Doctype), limit=1):
        # Beautiful Soup writes a line break after the doctype, besides the page's own.
        if isinstance(doctype.next_sibling, NavigableString):
            doctype.next_sibling.replace_with(doctype.next_sibling.removeprefix("\n"))
    return page.soup.encode("utf-8", formatter=_FORMAT)


def _place_after(order: int, reading: Reading) -> PageElement | None:
    """The element or text after which a block may stand: as far out as the item reaches without the next one."""
    node: PageElement | None = reading.blocks[order - 1][-1].last
    if node is None:
        return None
    ahead = _ancestors(reading.blocks[order][0].first) if order < len(reading.blocks) else set()
    place = node
    while node is not None and node.parent is not None:
        parent = node.parent
        if parent.name in _PLACES:
            place = node
        if parent.name in _STAYS or id(parent) in ahead:
            return place if parent.name in _PLACES else _split(node, place)
        node = parent
    return place


def _ancestors(node: NavigableString | None) -> set[int]:
    return {id(parent) for parent in node.parents} if node is not None else set()


def _split(node: PageElement, place: PageElement) -> PageElement:
    """Where two items share a paragraph, end it after the first and let the rest begin another."""
    parent = node.parent
    while parent is not None and parent.name not in _PLACES and parent.name not in BLOCK_ELEMENTS - {"p"}:
        attributes = {name: value for name, value in parent.attrs.items() if name != "id"}
        rest = Tag(name=parent.name, attrs=attributes)
        tail = list(node.next_siblings)
        rest.extend([sibling.extract() for sibling in tail])
        parent.insert_after(rest)
        node, parent = parent, parent.parent
    return node if parent is not None and parent.name in _PLACES else place


def _as_page(page: Page, reading: Reading, blocks: Mapping[int, str]) -> str:
    """Plain text as HTML: the items' titles are headings, every other line a paragraph."""
    titles = {id(item[0]) for item in reading.blocks if "。" not in item[0].text}
    ends = {id(item[-1]): order for order, item in enumerate(reading.blocks, 1)}
    lines = []
    for block in page.blocks:
        element = "h1" if block.text == reading.meeting.title else "h2" if id(block) in titles else "p"
        lines.append(f"<{element}>{escape(block.text, quote=False)}</{element}>")
        if id(block) in ends:
            lines.append(blocks.get(ends[id(block)], ""))
    body = "\n".join(line for line in lines if line)
    title = escape(reading.meeting.title, quote=False)
    return (
        f'<!DOCTYPE html>\n<html lang="ja">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )
