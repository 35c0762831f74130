"""Pages: the bytes of a minutes page → its blocks of text in reading order.  Never judges what they mean."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bs4 import BeautifulSoup, Tag, XMLParsedAsHTMLWarning
from bs4.dammit import EncodingDetector
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

MOST_BLOCKS = 100_000
BOLD = 7
"""The level of a paragraph that is bold from end to end: a heading to the eye."""
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
BLOCK_ELEMENTS = frozenset(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form "
    "h1 h2 h3 h4 h5 h6 header hr html li main menu ol p pre section summary table tbody td tfoot th thead tr ul".split()
)
_SKIPPED = frozenset("script style template noscript head option button nav select textarea".split())
_BOLD_ELEMENTS = frozenset(("b", "strong"))
_BULLETS = ("・", "･", "※", "•", "●", "■", "◆", "‣", "▪", "- ", "* ")
_HTML = re.compile(r"<\s*(?:html|body|p|div|h[1-6]|table|br|frameset)\b", re.IGNORECASE)
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""One for one; NFKC would make ① and Ⅰ into plain figures and letters."""
_CHROME = re.compile(r"検索語: ?なし|\d{1,4}:?|選択|<PAGE=\S{1,12}>|[\s─━―—_=*◇・-]+")
"""Ruled lines, and quirks: dbsr.jp prints the number and the search of each speech, kensakusystem its pages."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, paragraph or line of a page."""

    text: str
    """As the page has it, runs of white space made one."""
    folded: str
    """Of the same length, full-width figures, letters and brackets made half-width: what patterns are written for."""
    level: int = 0
    """1 to 6 for a heading, `BOLD` for a bold paragraph, 0 otherwise."""
    is_bullet: bool = False
    first: NavigableString | None = None
    """Where it begins in the page; None for a page of plain text."""
    last: NavigableString | None = None
    """Where it ends."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page in blocks; `soup` is None for plain text."""

    blocks: tuple[Block, ...]
    title: str
    """Of the <title> element, '' when there is none."""
    soup: BeautifulSoup | None


class _Soup(BeautifulSoup):
    """Closes <p> where browsers do: html.parser leaves it open, and old pages never close it (HTML §13.2.6.4.7)."""

    def handle_starttag(self, name: str, *arguments: Any, **named: Any) -> Tag | None:
        if name in BLOCK_ELEMENTS and self.open_tag_counter["p"]:
            self.handle_endtag("p")
        tag: Tag | None = super().handle_starttag(name, *arguments, **named)
        return tag


def block_of(
    text: str, *, level: int = 0, is_bullet: bool = False, at: list[NavigableString] | None = None
) -> Block:
    """A block with its folded form."""
    text = tidy(text)
    return Block(
        text=text,
        folded=text.translate(HALF_WIDTH),
        level=level,
        is_bullet=is_bullet or text.startswith(_BULLETS),
        first=at[0] if at else None,
        last=at[-1] if at else None,
    )


def read_page(content: bytes) -> Page:
    """The blocks of a page: HTML by its elements, anything else line by line."""
    text = decode(content)
    if not _HTML.search(text[:200_000]):
        return Page(blocks=tuple(_lines(text)), title="", soup=None)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", XMLParsedAsHTMLWarning)
        try:
            soup = _Soup(text, "html.parser")
        except ParserRejectedMarkup:  # <![no[section]]>
            return Page(blocks=tuple(_lines(text)), title="", soup=None)
    title = soup.title.get_text(" ", strip=True) if soup.title else ""
    return Page(blocks=tuple(_elements(soup)), title=tidy(title), soup=soup)


def decode(content: bytes) -> str:
    """UTF-8 wherever the bytes are UTF-8, whatever the page declares; else as declared; else as Japanese pages are."""
    if b"\x1b$" in content and b"\x1b(" in content:
        return content.decode("iso2022_jp_ext", "replace")
    try:
        # QUIRK: gijiroku.com and kensakusystem declare Shift_JIS and send UTF-8.
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    declared = EncodingDetector.find_declared_encoding(content, is_html=True)
    for charset in (declared or "", "cp932", "euc_jp", "utf-16"):
        try:
            return content.decode("cp932" if "shift" in charset.casefold() else charset)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("utf-8" if _is_mostly_utf8(content) else "cp932", "replace")


def tidy(text: str) -> str:
    """Runs of white space (NBSP and full-width spaces too) made one space."""
    return re.sub(r"\s+", " ", text).strip()


def _is_mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    return text.count("\ufffd") * 20 < len(text)


def _lines(text: str) -> Iterator[Block]:
    """Lines of a plain text; English ones that were wrapped are joined, Markdown's headings are headings."""
    held = ""
    for line in [*text.splitlines()[:MOST_BLOCKS], ""]:
        if held and _goes_on(held, line):
            held = f"{held} {line.strip()}"
            continue
        if held.strip():
            marks = re.match(r"\s*(#{1,6})\s+(?=\S)", held)
            level = len(marks[1]) if marks else 0
            if not _CHROME.fullmatch(tidy(held)):
                yield block_of(held[marks.end() :] if marks else held, level=level)
        held = line


def _goes_on(line: str, following: str) -> bool:
    """A wrapped line of English: long, not ended, and the next line neither empty, bullet nor number."""
    return (
        len(line.strip()) >= 60
        and line.isascii()
        and not line.rstrip().endswith((".", ":", "!", "?"))
        and bool(re.match(r"\s*[A-Za-z(\"'](?![\w ]{0,24}:)", following))
    )


def _elements(soup: BeautifulSoup) -> Iterator[Block]:
    """Walks the tree from a stack of its own: pages may nest deeper than Python's."""
    run: list[NavigableString] = []
    stack: list[Tag | NavigableString | None] = [soup]
    # None on the stack marks the end of a block element.
    count = 0
    while stack and count < MOST_BLOCKS:
        node = stack.pop()
        if isinstance(node, Tag) and node.name in _SKIPPED:
            continue
        if node is None or (isinstance(node, Tag) and (node.name in BLOCK_ELEMENTS or node.name == "br")):
            for block in _run(run):
                count += 1
                yield block
            run = []
        if isinstance(node, Tag):
            if node.name in BLOCK_ELEMENTS:
                stack.append(None)
            stack.extend(
                child for child in reversed(node.contents) if isinstance(child, Tag | NavigableString)
            )
        elif type(node) is NavigableString:
            run.append(node)


def _run(run: list[NavigableString]) -> Iterator[Block]:
    """The block of a run of text nodes; every line of a <pre> is one."""
    text = "".join(run)
    run = [node for node in run if node.strip()]
    if not run:
        return
    ancestors = _names_to_block(run[0])
    if "pre" in ancestors:
        for line in text.splitlines():
            if line.strip():
                yield block_of(line, at=run)
        return
    if not _CHROME.fullmatch(tidy(text)):
        is_bold = all(_BOLD_ELEMENTS.intersection(_names_to_block(node)) for node in run)
        level = _HEADINGS.get(ancestors[-1], BOLD if is_bold else 0)
        yield block_of(text, level=level, is_bullet=ancestors[-1] == "li", at=run)


def _names_to_block(node: NavigableString) -> list[str]:
    """Names of the elements around a text node, up to the block element that holds it."""
    names: list[str] = []
    for parent in node.parents:
        names.append(parent.name)
        if parent.name in BLOCK_ELEMENTS or len(names) > 50:
            break
    return names or [""]
