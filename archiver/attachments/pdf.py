"""PDF (ISO 32000) → its text, page by page, passages from top to bottom."""

from __future__ import annotations

import logging
import unicodedata
from collections.abc import Iterator
from io import BytesIO
from typing import Any

from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LAParams, LTContainer, LTPage, LTTextContainer
from pdfminer.pdfdocument import PDFEncryptionError
from pdfminer.pdffont import PDFFont
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException

from archiver.attachments.limits import Encrypted, Unreadable

logging.getLogger("pdfminer").setLevel(logging.CRITICAL)

_RADICALS = {
    radical: folded
    for radical in range(0x2E80, 0x2FD6)
    if len(folded := unicodedata.normalize("NFKC", chr(radical))) == 1
}
"""QUIRK: fonts share one glyph between a kanji and the radical that looks like it, and what prints to PDF (Chromium,
Quartz) names the radical: ⽤ for 用."""

# No `boxes_flow`: to find the flow of columns takes time by the square of what is on a page, and breaks on a page with
# thousands of lines.
_LINES = LAParams(all_texts=True, boxes_flow=None)
_COLUMNS = LAParams(all_texts=True, boxes_flow=None, detect_vertical=True)
"""For pages that are written from top to bottom; on others it takes words apart."""


def text(content: bytes) -> Iterator[str]:
    """One that only forbids to print or to copy opens without a password."""
    resources = PDFResourceManager()
    device = _Device(resources, laparams=_LINES)
    interpreter = PDFPageInterpreter(resources, device)
    try:
        for page in PDFPage.get_pages(BytesIO(content)):
            interpreter.process_page(page)
            for passage in _passages(device.get_result()):
                yield passage.translate(_RADICALS)
            yield "\n"
    except PDFEncryptionError as error:
        raise Encrypted(str(error)) from None
    except (PDFSyntaxError, PSException) as error:
        raise Unreadable(str(error)) from None


class _Device(PDFPageAggregator):
    """Lays a page out in lines, or in columns where a font of it writes from top to bottom."""

    def begin_page(self, page: PDFPage, ctm: Any) -> None:
        self.laparams = _LINES
        super().begin_page(page, ctm)

    def render_char(self, matrix: Any, font: PDFFont, *more: Any) -> float:
        if font.is_vertical():
            self.laparams = _COLUMNS
        return super().render_char(matrix, font, *more)


def _passages(page: LTPage) -> Iterator[str]:
    """Text may stand in drawings, which lie in one another."""
    stack = [iter(page)]
    while stack:
        element = next(stack[-1], None)
        if element is None:
            stack.pop()
        elif isinstance(element, LTTextContainer):
            yield element.get_text()
        elif isinstance(element, LTContainer):
            stack.append(iter(element))
