"""Reading: bytes and format → Extract: as much text as there is up to the limit, and how it went."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Literal

from archiver.attachments.limits import MOST_CHARACTERS, Unreadable

State = Literal["read", "cut", "empty", "encrypted", "damaged", "too-large", "too-slow", "failed"]
"""cut: longer than what is kept; empty: holds no text, as a scanned page; damaged: may have text all the same;
too-slow and failed: the process that read it had to be ended, or ended itself."""

Reader = Callable[[bytes], Iterator[str]]
"""Gives the text piece by piece, as it comes.  Raises `Unreadable`, or anything that its library raises."""

_READERS = {
    "pdf": "pdf:text",
    "word": "ooxml:word",
    "excel": "excel:text",
    "powerpoint": "ooxml:powerpoint",
    "office-encrypted": "ooxml:encrypted",
    "opendocument-text": "opendocument:text",
    "opendocument-sheet": "opendocument:text",
    "opendocument-slides": "opendocument:text",
    "word-97": "word97:text",
    "excel-97": "excel97:text",
    "powerpoint-97": "powerpoint97:text",
    "rtf": "rtf:text",
    "csv": "plain:text",
    "text": "plain:text",
    "html": "plain:html",
    "mail-file": "plain:mail_file",
    "zip": "zips:names",
}
"""Module and function of each format; loaded when the first file of it comes."""

READABLE = tuple(_READERS)
"""The formats that can be read."""

_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_BLANKS = re.compile(r"[ \t\xa0]+(?=\n)")
_EMPTY_LINES = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extract:
    """What was got out of a file."""

    state: State
    text: str = ""


def read(content: bytes, format_name: str) -> Extract:
    """The text of a file in one of the `READABLE` formats."""
    module, _, function = _READERS[format_name].partition(":")
    reader: Reader = getattr(import_module(f"archiver.attachments.{module}"), function)
    pieces: list[str] = []
    state: State = "read"
    try:
        state = _gather(reader(content), pieces)
    except Unreadable as error:
        state = error.state  # type: ignore[assignment]
    except MemoryError:
        state = "too-large"
    except Exception:
        # Whatever a library raises on a file that it cannot read; what it gave before is kept.
        state = "damaged"
    text = _tidy("".join(pieces)[:MOST_CHARACTERS])
    return Extract(state="empty" if state in ("read", "cut") and not text else state, text=text)


def _gather(found: Iterator[str], pieces: list[str]) -> State:
    length = 0
    for piece in found:
        pieces.append(piece)
        length += len(piece)
        if length > MOST_CHARACTERS:
            return "cut"
    return "read"


def _tidy(text: str) -> str:
    """Lines end in '\\n', without the controls and blanks that formats are full of."""
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0c", "\n"))
    return _EMPTY_LINES.sub("\n\n", _BLANKS.sub("", text)).strip()
