"""Eudora: a text as it keeps it, between marks of its own → the text, and whether that is HTML."""

from __future__ import annotations

import re

_BEGINS = re.compile(r"\s*<x-(flowed|html|rich)>[ \t]*\n?")


def without_marks(text: str) -> tuple[str, bool]:
    """QUIRK: it takes a mail to pieces when it comes, and writes `<x-html>` where the parts were."""
    match = _BEGINS.match(text) if text.lstrip()[:3] == "<x-" else None
    if match is None:
        return text, False
    within, _, under = text[match.end() :].partition(f"</x-{match[1]}>")
    return within.rstrip(" \t").removesuffix("\n") + under, match[1] == "html"
