"""Eudora: a text as it keeps it, between marks of its own → the text, and whether that is HTML."""

from __future__ import annotations

import re

_MARKS = re.compile(r"\s*<x-(flowed|html|rich)>[ \t]*\n?(.*?)\n?[ \t]*(?:</x-\1>(.*))?", re.DOTALL)


def without_marks(text: str) -> tuple[str, bool]:
    """QUIRK: it takes a mail to pieces when it comes, and writes `<x-html>` where the parts were."""
    if text.lstrip()[:3] != "<x-":
        return text, False
    match = _MARKS.fullmatch(text)
    return (match[2] + (match[3] or ""), match[1] == "html") if match else (text, False)
