"""Excerpts: a stretch of a mail as a mail program wrapped it → the same in one run, no blank in the midst of a word."""

from __future__ import annotations

import re
from collections.abc import Iterable

_WIDE = "\u3001-\u303f\u3041-\u30fa\u30fc-\u30ff\u3400-\u9fff\uff01-\uff60"
"""What stands without blanks in Japanese, but for the dot before each thing of a list."""
_BREAK = re.compile(rf"(?<=[{_WIDE}])[ \t]*\n(?=[{_WIDE}])")
_SHORTEST = 16
"""Characters: a shorter line (a name, a heading) ended where its writer wanted."""


def unwrapped(pieces: Iterable[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Pieces of a text, some marked: lines that go on in the next are joined.  Of any other break a browser makes a
    blank."""
    kept = list(pieces)
    text = "".join(piece for piece, _ in kept)
    gone = {
        at for found in _BREAK.finditer(text) if _is_long(text, found.start()) for at in range(*found.span())
    }
    if not gone:
        return kept
    at, shown = 0, []
    for piece, is_marked in kept:
        shown.append(
            ("".join(each for number, each in enumerate(piece, at) if number not in gone), is_marked)
        )
        at += len(piece)
    return shown


def _is_long(text: str, end: int) -> bool:
    """Whether the line that ends there filled its width, or began before the excerpt does."""
    start = text.rfind("\n", 0, end) + 1
    return end - start >= _SHORTEST or (start == 0 and text.startswith("…"))
