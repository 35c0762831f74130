"""Pages: the bytes of a minutes page → its blocks of text in reading order.  Never judges what they mean."""

from __future__ import annotations

import re
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, NavigableString, Tag, XMLParsedAsHTMLWarning
from bs4.dammit import UnicodeDammit

MOST_BLOCKS = 100_000
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_BLOCKS = frozenset(
    "address article aside blockquote body caption center dd div dl dt figcaption figure footer form header hr html"
    " li main nav ol p pre section table tbody td tfoot th thead title tr ul br".split()
) | frozenset(_HEADINGS)
_SKIPPED = frozenset("script style template noscript head option button".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading or paragraph of a page."""

    text: str
    """As the page has it, runs of white space made one."""
    level: int = 0
    """1 to 6 for a heading, 0 otherwise."""
    is_bullet: bool = False
    element: Tag | None = None
    """Where it stands in the page; None for a page of plain text."""

    @property
    def folded(self) -> str:
        """For comparison: widths made one, inner spaces kept."""
        return unicodedata.normalize("NFKC", self.text).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in blocks; `soup` is None for plain text."""

    blocks: tuple[Block, ...]
    title: str
    """Of the <title> element, '' when there is none."""
    soup: BeautifulSoup | None


def read_page(content: bytes) -> Page:
    """The blocks of a page: HTML by its elements, anything else line by line."""
    text = decode(content)
    if not re.search(r"<\s*(?:html|body|p|div|h[1-6]|table|br)\b", text[:200_000], re.IGNORECASE):
        blocks = [_block(line) for line in text.splitlines()]
        return Page(blocks=tuple(block for block in blocks if block.text), title="", soup=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        soup = BeautifulSoup(text, "html.parser")
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    return Page(blocks=tuple(_blocks(soup)), title=_tidy(title), soup=soup)


def decode(content: bytes) -> str:
    """UTF-8 wherever the bytes are UTF-8, whatever the page declares; else as declared; else as Japanese pages are."""
    try:
        # QUIRK: gijiroku.com and kensakusystem declare Shift_JIS and send UTF-8.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    found = UnicodeDammit(content, ["cp932", "euc_jp", "iso2022_jp"], is_html=True)
    return found.unicode_markup or content.decode("cp932", "replace")


def _blocks(soup: BeautifulSoup) -> Iterator[Block]:
    """Walks the tree from a stack of its own: pages may nest deeper than Python's."""
    run: list[str] = []
    owner: Tag | None = None
    stack: list[Tag | NavigableString | None] = [soup]
    # None on the stack marks the end of a block element.
    count = 0
    while stack and count < MOST_BLOCKS:
        node = stack.pop()
        if isinstance(node, Tag) and node.name in _SKIPPED:
            continue
        is_break = node is None or (isinstance(node, Tag) and node.name in _BLOCKS)
        if is_break:
            block = _block("".join(run), owner)
            run = []
            if block.text:
                count += 1
                yield block
        if isinstance(node, Tag):
            if node.name in _BLOCKS:
                stack.append(None)
            stack.extend(
                child for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)
            )
        elif type(node) is NavigableString:
            if not run or not "".join(run).strip():
                owner = _block_of(node)
            run.append(str(node))


def _block_of(node: NavigableString) -> Tag | None:
    for parent in node.parents:
        if parent.name in _BLOCKS and parent.name != "br":
            return parent
    return None


def _block(text: str, element: Tag | None = None) -> Block:
    text = _tidy(text)
    name = element.name if element else ""
    return Block(
        text=text,
        level=_HEADINGS.get(name, 0),
        is_bullet=name == "li" or text.startswith(("・", "･", "※", "-", "•", "●", "■")),
        element=element,
    )


def _tidy(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
