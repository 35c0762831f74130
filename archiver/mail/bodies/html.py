"""HTML mail → the text that a reader sees: tables, lists and links kept; scripts, trackers and hidden parts dropped."""

from __future__ import annotations

import re
import warnings
from html import unescape
from itertools import islice

from archiver.mail.decoding import claims
from archiver.text import CJK

LARGEST = 2_000_000
"""Characters of HTML that are read."""
MOST_ELEMENTS = 12_000
"""Tags that are read."""
LONGEST_HEAD = 4_000
"""Bytes of a page in which it may say its charset."""
MOST_NEVER_CLOSED = 100
"""Tags behind the last that ends."""
DEEPEST = 200
"""Elements inside one another; deeper ones are read as if they were not nested."""

_SKIPPED = frozenset("script style head title template noscript object embed iframe svg math option".split())
_BLOCKS = frozenset(
    "address article aside blockquote body center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6 header hr"
    " html li main nav ol p pre section table tr ul".split()
)
_HIDDEN = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])|max-height\s*:\s*0(?![.\d])"
    r"|(?<![-\w])height\s*:\s*0(?:px)?\s*;.*overflow\s*:\s*hidden|(?<![-\w])(?:left|text-indent)\s*:\s*-\d{4,}px"
    r"|opacity\s*:\s*0(?:\.0*)?(?![.\d])|mso-hide\s*:\s*all|(?<![-\w])color\s*:\s*transparent"
)
_TAG = re.compile(r"<[^>]{0,2000}>")
_MARKED = re.compile(r"<!--.*?(?:-->|\Z)|<!\[[^>]*+>?", re.DOTALL)
"""Comments; and what Word puts around a paragraph: to browsers a comment, too, which the parser may refuse."""
_META = re.compile(rb"<meta\s[^>]{0,300}?charset\s{0,5}=\s{0,5}[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_ANY_TAG = re.compile(r"<[a-zA-Z/!?]")
_WIDE = f"[{CJK}\u3001-\u303f\uff01-\uff60]"
_CJK_LINE_END = re.compile(rf"(?<={_WIDE})[ \t]*\r?\n[ \t]*(?={_WIDE})")
"""QUIRK: Word wraps Japanese text at 76 columns, within words; browsers that know Japanese show no blank there."""


def claim_of(page: bytes, declared: str) -> str:
    """The charset that a page claims: what its part declares, or the page itself where that says nothing of use."""
    match = _META.search(page, 0, LONGEST_HEAD) if claims.is_weak(declared) else None
    return match[1].decode("ascii", "replace") if match else declared


def to_text(html: str) -> str:
    """The text of an HTML body.  Never raises: what the parser cannot take loses its tags."""
    if not _ANY_TAG.search(html[:LARGEST]):
        return unescape(html[:LARGEST])  # a plain text that claims to be HTML
    # Only mail without a text part needs it.
    from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, ParserRejectedMarkup

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        try:
            read, rest = _parted(html[:LARGEST])
            soup = BeautifulSoup(read, "html.parser")
        except (RecursionError, AssertionError, ValueError, ParserRejectedMarkup):
            return _tidy(_TAG.sub(" ", html[:LARGEST]))
    return _tidy(f"{_walk(soup)}{_BLOCK}{_TAG.sub(' ', rest)}")


def _parted(html: str) -> tuple[str, str]:
    """(what is read as HTML, what only loses its tags): a mail of hostile many elements would take minutes."""
    if "<![" in html:
        html = _MARKED.sub(lambda found: found[0] if found[0].startswith("<!--") else "", html)
    # The parser looks for the end of each tag through all that follows.
    end = html.rfind(">") + 1
    if html.count("<", end) > MOST_NEVER_CLOSED:
        return html[:end], html[end:]
    pieces = html.split("<", MOST_ELEMENTS)
    if len(pieces) <= MOST_ELEMENTS:
        return html, ""
    return "<".join(pieces[:-1]), "<" + pieces[-1]


def _walk(soup: object) -> str:
    from bs4 import Tag
    from bs4.element import NavigableString, RubyParenthesisString, RubyTextString

    assert isinstance(soup, Tag)  # noqa: S101  the caller's type
    within_pre = 0
    parts: list[str] = []
    numbers: dict[int, int] = {}
    stack: list[tuple[object, bool]] = [(soup, False)]
    while stack:
        node, is_end = stack.pop()
        if isinstance(node, Tag):
            if is_end:
                within_pre -= node.name == "pre"
                parts.append(_after(node))
            elif not _is_hidden(node):
                within_pre += node.name == "pre"
                parts.append(_before(node, numbers))
                stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.contents))
        elif type(node) in (NavigableString, RubyTextString, RubyParenthesisString):
            assert isinstance(node, NavigableString)  # noqa: S101  said above
            parts.append(_preformatted(str(node)) if within_pre else _collapsed(str(node)))
    return "".join(parts)


def _collapsed(text: str) -> str:
    return re.sub(r"[ \t\r\n]+", " ", _CJK_LINE_END.sub("", text))


def _preformatted(text: str) -> str:
    """Blanks that no tidying may take."""
    return text.replace(" ", "\x06").replace("\t", "\x07").removeprefix("\n")


def _is_hidden(tag: object) -> bool:
    from bs4 import Tag

    assert isinstance(tag, Tag)  # noqa: S101  the caller's type
    if tag.name in _SKIPPED or tag.has_attr("hidden"):
        return True
    return bool(_HIDDEN.search(str(tag.get("style", "")).casefold()))


_BLOCK, _PARAGRAPH, _QUOTE, _UNQUOTE = "\x04", "\x05", "\x02", "\x03"
"""Where a line ends if it has begun; where an empty line stands; where a quote begins and ends."""
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 blockquote pre".split())


def _before(tag: object, numbers: dict[int, int]) -> str:
    from bs4 import Tag

    assert isinstance(tag, Tag)  # noqa: S101  the caller's type
    if tag.name == "br":
        return "\n"
    if tag.name == "li":
        return _BLOCK + _item(tag, numbers)
    if tag.name == "hr":
        return f"{_BLOCK}----{_BLOCK}"
    if tag.name == "blockquote":
        return _PARAGRAPH + _QUOTE
    if tag.name == "img":
        alternative = str(tag.get("alt", "")).strip()
        return f"[{alternative}]" if alternative else ""
    return _break(tag.name)


def _item(tag: object, numbers: dict[int, int]) -> str:
    """What stands before an item of a list: its number, where the list counts.  `numbers`: by list, the last."""
    from bs4 import Tag

    assert isinstance(tag, Tag)  # noqa: S101  the caller's type
    # An item that was not closed holds those after it.
    around = next((each for each in islice(tag.parents, DEEPEST) if each.name != "li"), None)
    if around is None or around.name != "ol":
        return "・"
    before = numbers.get(id(around), _number(around.get("start"), 1) - 1)
    numbers[id(around)] = _number(tag.get("value"), before + 1)
    return f"{numbers[id(around)]}. "


def _number(value: object, default: int) -> int:
    return int(str(value)) if re.fullmatch(r"\d{1,6}", str(value), re.ASCII) else default


def _break(name: str) -> str:
    return _PARAGRAPH if name in _PARAGRAPHS else _BLOCK if name in _BLOCKS else ""


def _after(tag: object) -> str:
    from bs4 import Tag

    assert isinstance(tag, Tag)  # noqa: S101  the caller's type
    if tag.name == "a":
        target = str(tag.get("href", "")).strip()
        is_shown = target.casefold() in tag.get_text().casefold()
        return f" <{target}>" if re.match(r"https?://", target, re.IGNORECASE) and not is_shown else ""
    if tag.name in ("td", "th"):
        return "\t"
    return _UNQUOTE + _PARAGRAPH if tag.name == "blockquote" else _break(tag.name)


def _at_a_quote(match: re.Match[str]) -> str:
    """Breaks, of which none stand just inside of a quote."""
    run = match[0]
    opens, closes = run.startswith(_QUOTE), run.endswith(_UNQUOTE)
    return (_QUOTE if opens else "") + (_UNQUOTE if closes else "") if opens or closes else run


def _tidy(text: str) -> str:
    """Breaks made into line ends, blockquotes marked with `> `."""
    # Each pattern begins where a run does, or it would try again at every character of the run.
    text = re.sub(r"(?<![ \t])[ \t]*([\x02-\x05\n])[ \t]*", r"\1", text.replace("\xa0", " "))
    text = re.sub(r"\x02?[\x04\x05\n]+\x03?", _at_a_quote, text)
    text = re.sub(r"[\x04\x05]{2,}", lambda match: _PARAGRAPH if _PARAGRAPH in match[0] else _BLOCK, text)
    text = re.sub(r"(?<!\n)\n*\x05\n*", "\n\n", re.sub(r"\n?\x04", "\n", text))
    lines, depth = [], 0
    for line in text.split("\n"):
        depth += line.count(_QUOTE)
        shown = line.replace(_QUOTE, "").replace(_UNQUOTE, "")
        lines.append("> " * min(depth, 10) + shown if shown else "")
        depth = max(0, depth - line.count(_UNQUOTE))
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")
    return tidy.replace("\x06", " ").replace("\x07", "\t")
