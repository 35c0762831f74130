"""PDF (ISO 32000) → its text, page by page."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from io import BytesIO

from pdfminer.high_level import extract_pages
from pdfminer.layout import LAParams, LTContainer, LTPage, LTTextContainer
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException

from archiver.attachments.limits import Encrypted, Unreadable

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_RADICALS = {
    radical: folded
    for radical in (*range(0x2E80, 0x2FD6),)
    if len(folded := unicodedata.normalize("NFKC", chr(radical))) == 1
}
"""QUIRK: fonts share one glyph between a kanji and the radical that looks like it, and what prints to PDF (Chromium,
Quartz) names the radical: ⽤ for 用."""

_LAYOUT = LAParams(all_texts=True, boxes_flow=None)
"""Passages from top to bottom.  To find the flow of columns takes time by the square of what is on a page, and breaks
on a page with thousands of lines."""


def text(content: bytes) -> Iterator[str]:
    """One that only forbids to print or to copy opens without a password."""
    try:
        for page in extract_pages(BytesIO(content), laparams=_LAYOUT):
            for passage in _passages(page):
                yield passage.translate(_RADICALS)
            yield "\n"
    except PDFEncryptionError as error:
        raise Encrypted(str(error)) from None
    except (PDFSyntaxError, PSException) as error:
        raise Unreadable(str(error)) from None


def _passages(page: LTPage) -> Iterator[str]:
    """In reading order; text may stand in drawings, which lie in one another."""
    stack = [iter(page)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif isinstance(element, LTTextContainer):
            yield element.get_text()
        elif isinstance(element, LTContainer):
            stack.append(iter(element))
