"""Excel 97–2003 (BIFF): .xls → sheet by sheet, a line a row, cells between tabs."""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO

import xlrd

from archiver.attachments.excel import day_of
from archiver.attachments.limits import Encrypted, Unreadable


def text(content: bytes) -> Iterator[str]:
    try:
        book = xlrd.open_workbook(file_contents=content, on_demand=True, logfile=StringIO())
    except xlrd.XLRDError as error:
        if "encrypted" in str(error).lower():
            raise Encrypted(str(error)) from None
        raise Unreadable(str(error)) from None
    for name in book.sheet_names():
        sheet = book.sheet_by_name(name)
        yield f"{name}\n"
        for row in range(sheet.nrows):
            yield "\t".join(filter(None, map(_shown, sheet.row(row)))) + "\n"
        book.unload_sheet(name)
        yield "\n"


def _shown(cell: xlrd.sheet.Cell) -> str:
    if cell.ctype == xlrd.XL_CELL_NUMBER:
        return str(int(cell.value)) if cell.value == int(cell.value) else repr(cell.value)
    if cell.ctype == xlrd.XL_CELL_DATE:
        return day_of(str(cell.value))
    return str(cell.value) if cell.ctype == xlrd.XL_CELL_TEXT else ""
