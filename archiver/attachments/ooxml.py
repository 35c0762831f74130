"""Office Open XML (ECMA-376): .docx and .pptx, and documents with a password → their text, in reading order."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.attachments.limits import Encrypted
from archiver.attachments.packages import Package, Prose

_PARTS = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")
_SLIDE = re.compile(r"ppt/slides/slide(\d{1,6})\.xml")


def word(content: bytes) -> Iterator[str]:
    package = Package(content)
    for name in ("word/document.xml", *filter(_PARTS.fullmatch, package.names)):
        yield from package.run(name, _prose())
        yield "\n"


def powerpoint(content: bytes) -> Iterator[str]:
    """Slide by slide, each with its notes."""
    package = Package(content)
    found = filter(None, map(_SLIDE.fullmatch, package.names))
    for number in sorted(int(slide[1]) for slide in found):
        yield from package.run(f"ppt/slides/slide{number}.xml", _prose())
        yield from package.run(f"ppt/notesSlides/notesSlide{number}.xml", _prose())
        yield "\n"


def _prose() -> Prose:
    return Prose(
        texts={"t"},
        before={"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
        after={"p": "\n", "tc": "\t", "tr": "\n"},
        # A text box is there a second time for older programmes; a reading stands beside its kanji.
        skipped={"Fallback", "rt", "pPr", "rPr", "sectPr"},
    )


def encrypted(_: bytes) -> Iterator[str]:
    """A document with a password lies as a whole in another kind of file ([MS-OFFCRYPTO])."""
    raise Encrypted("needs a password")
