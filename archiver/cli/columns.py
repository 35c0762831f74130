"""Columns: text → lines that fit a terminal on which Japanese letters take two columns.  Pure."""

from __future__ import annotations

import re
import unicodedata

from archiver.text import CJK

_WIDE = rf"{CJK}\u3000-\u303f\uff00-\uffef"
_OPENING = "「『（［｛〈《【〔(["
_CLOSING = "、。，．・：；？！」』）］｝〉》】〕ー々ぁぃぅぇぉっゃゅょ)],.:;?!…"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[゠-ヿ]+|[{_WIDE}]|[^\s{_WIDE}]+)[{re.escape(_CLOSING)}]*|\s+"
)
"""What stays in one line: a word, also in katakana, or a letter, with its brackets and what begins no line."""


def width(text: str) -> int:
    """How many columns a text takes on a terminal (Unicode, UAX #11)."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(each) else 2 if unicodedata.east_asian_width(each) in "WF" else 1
        for each in text
    )


def padded(text: str, columns: int) -> str:
    """A text with blanks after it, so that the next column begins where it should."""
    return text + " " * (columns - width(text))


def wrapped(text: str, columns: int) -> list[str]:
    """The lines of one paragraph.  Words stay whole; Japanese breaks between letters, not before a full stop."""
    lines = [""]
    for piece in _PIECE.findall(re.sub(r"\s*\n\s*", " ", text)):
        if lines[-1] and width(lines[-1]) + width(piece) > columns:
            lines.append("")
        if lines[-1] or not piece.isspace():
            lines[-1] += piece
    return [line.rstrip() for line in lines]
