"""Bodies: a mail's text → what a page shows of it: own words, folded quotes, links that can be clicked.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup, escape

from archiver.mail import segments
from archiver.model import SegmentKind

FOLDED_LINES = 3
"""Quotes longer than this are folded: a line or two is read with the answer under it."""
_URL = re.compile(r"https?://[!#-;=?-Z\\^_a-z~]+")
_TRAILING = ".,;:!?)]}'"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a body as shown."""

    kind: SegmentKind
    text: Markup
    heading: str = ""
    """Of a quote: the line that says whose words they are."""
    lines: int = 0

    @property
    def is_folded(self) -> bool:
        return self.kind in ("signature", "footer") or self.lines > FOLDED_LINES or self.has_long_heading

    @property
    def has_long_heading(self) -> bool:
        """The heading is the head of a whole mail, as some programs put it above what they quote."""
        return self.heading.count("\n") > 1


def parts(body: str) -> Iterator[Part]:
    """The parts of a body, in order; the line that names who is quoted goes with its quote."""
    heading = ""
    for segment in segments(body):
        text = segment.text.strip("\n")
        if segment.kind == "attribution":
            heading = "\n".join(filter(None, (heading, text.strip())))
            continue
        if not text.strip():
            continue
        if heading and segment.kind != "quote":
            yield Part(kind="attribution", text=linked(heading))
            heading = ""
        lines = text.count("\n") + 1 if segment.kind == "quote" else 0
        yield Part(kind=segment.kind, text=linked(text), heading=heading, lines=lines)
        heading = ""
    if heading:
        yield Part(kind="attribution", text=linked(heading))


def linked(text: str) -> Markup:
    """The text, escaped, with http and https addresses as links that tell the other host nothing."""
    pieces = []
    end = 0
    for found in _URL.finditer(text):
        address = found[0].rstrip(_TRAILING)
        pieces += [escape(text[end : found.start()]), _LINK.format(address, address)]
        end = found.start() + len(address)
    return Markup("".join([*pieces, escape(text[end:])]))  # noqa: S704  each piece is escaped


_LINK = Markup('<a href="{}" rel="noreferrer nofollow noopener">{}</a>')
