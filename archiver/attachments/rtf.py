"""Rich Text Format → its text."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from striprtf.striprtf import rtf_to_text

from archiver.attachments.limits import Unreadable


def text(content: bytes) -> Iterator[str]:
    """RTF is ASCII; other characters are written as codes of the code page that the file names."""
    if not content.startswith(b"{\\rtf"):
        raise Unreadable("no RTF")
    to_text: Callable[..., str] = rtf_to_text
    yield to_text(content.decode("latin-1"), encoding="cp932", errors="replace")
