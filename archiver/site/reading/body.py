"""Bodies: a mail's text → what a page shows of it: own words, folded quotes, links that can be clicked.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup, escape

from archiver.mail import segments
from archiver.model import SegmentKind

FOLDED_LINES = 3
"""Quotes longer than this are folded: a line or two is read with the answer under it."""
_REMEMBERED = 500
"""So many bodies are not taken apart again."""
_URL = re.compile(r"https?://[!#-;=?-Z\\^_a-z~]+")
_TRAILING = ".,;:!?)]}'"
_COLUMNS = re.compile(r"^.*(?:[^\s>|]{2}(?: {3,}|\u3000{2,}|\t)\S|[─│┌├└].*[─│┐┤┘])", re.MULTILINE)
_PATCH = re.compile(r"^(?:> ?)*@@ -\d", re.MULTILINE)
_COLUMN_LINES = 3
"""So many such lines are a table or program text, fewer an accident."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a body as shown."""

    kind: SegmentKind
    text: Markup
    heading: str = ""
    """Of a quote: the line that says whose words they are."""
    lines: int = 0
    is_aligned: bool = False
    """Its lines are set in columns, as in tables and program text: they need characters of one width."""

    @property
    def is_folded(self) -> bool:
        return self.kind in ("signature", "footer") or self.lines > FOLDED_LINES or self.has_long_heading

    @property
    def has_long_heading(self) -> bool:
        """The heading is the head of a whole mail, as some programs put it above what they quote."""
        return self.heading.count("\n") > 1


def parts(body: str) -> Iterator[Part]:
    """The parts of a body, in order; the line that names who is quoted goes with its quote."""
    return map(_part, _passages(body))


@lru_cache(_REMEMBERED)
def beginning(body: str, most: int) -> tuple[tuple[Part, ...], int]:
    """The parts of no more than `most` bytes of HTML (whole lines), and how many lines are left out."""
    size = bytes_shown(body)
    if size <= most:
        return tuple(parts(body)), 0
    shown: list[Part] = []
    left = most * len(body.encode()) // size
    lines = 0
    for passage in _passages(body):
        text = passage.text if left > 0 else ""
        if len(text.encode()) > left:
            text = text.encode()[:left].decode("utf-8", "ignore").rpartition("\n")[0] or text[: left // 4]
        left -= len(passage.text.encode())
        lines += passage.text.count("\n") - text.count("\n") + (not text)
        if text:
            shown.append(_part(passage._replace(text=text)))
    return tuple(shown), lines


class _Passage(NamedTuple):
    """A part before it is made HTML."""

    kind: SegmentKind
    text: str
    heading: str = ""


def _part(passage: _Passage) -> Part:
    lines = passage.text.count("\n") + 1 if passage.kind == "quote" else 0
    return Part(
        kind=passage.kind,
        text=linked(passage.text),
        heading=passage.heading,
        lines=lines,
        is_aligned=_is_aligned(passage.text),
    )


def _is_aligned(text: str) -> bool:
    """Whether some lines have columns: wide gaps between words, lines drawn with characters, or a patch."""
    if "@@ -" in text and _PATCH.search(text):
        return True
    has_gaps = any(gap in text for gap in ("   ", "\u3000\u3000", "\t", "─", "│"))
    return has_gaps and len(_COLUMNS.findall(text)) >= _COLUMN_LINES


def _passages(body: str) -> Iterator[_Passage]:
    heading = ""
    for segment in segments(body):
        text = segment.text.strip("\n")
        if segment.kind == "attribution":
            heading = "\n".join(filter(None, (heading, text.strip())))
            continue
        if not text.strip():
            continue
        if heading and segment.kind != "quote":
            yield _Passage("attribution", heading)
            heading = ""
        yield _Passage(segment.kind, text, heading)
        heading = ""
    if heading:
        yield _Passage("attribution", heading)


def bytes_shown(body: str) -> int:
    """About how many bytes of HTML a text becomes: with its characters escaped, and each address as a link."""
    escaped = 3 * (body.count("<") + body.count(">")) + 4 * sum(map(body.count, "&'\""))
    return len(body.encode()) + escaped + 120 * body.count("http")


def share(sizes: Sequence[int], budget: int) -> int:
    """How much of each text may be shown so that all together are no more than `budget`: short ones whole, so that the
    long ones have what those leave."""
    left = budget
    for at, size in enumerate(sorted(sizes)):
        most = left // (len(sizes) - at)
        if size > most:
            return most
        left -= size
    return max(sizes, default=0)


def linked(text: str) -> Markup:
    """The text, escaped, with http and https addresses as links that tell the other host nothing."""
    if "http" not in text:
        return escape(text)
    pieces: list[str] = []
    end = 0
    for found in _URL.finditer(text):
        address = found[0].rstrip(_TRAILING)
        shown = escape(address)
        pieces += [escape(text[end : found.start()]), f'<a href="{shown}" rel="{_RELATION}">{shown}</a>']
        end = found.start() + len(address)
    return Markup("".join([*pieces, escape(text[end:])]))  # noqa: S704  each piece is escaped


_RELATION = "noreferrer nofollow noopener"
"""What the other host learns of the page: nothing."""
