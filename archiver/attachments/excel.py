"""Excel (ECMA-376 part 1 §18): .xlsx → sheet by sheet, a line a row, cells between tabs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from posixpath import normpath

from archiver.attachments.packages import Attributes, Package, Quiet

_BOOK = "xl/workbook.xml"
_NOTES = re.compile(r"xl/(?:comments/?\w*|threadedComments/\w+|drawings/drawing\d+)\.xml")
_DAY_ZERO = datetime(1899, 12, 30)
_DATE_FORMATS = frozenset((14, 15, 16, 17, 22, *range(27, 37), *range(50, 59)))
"""Formats of dates that need no definition; 27 to 58 are those of Japan and its neighbours (§18.8.30)."""
_NO_CODE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_MOST_DAYS = 2_958_465  # the last day of the year 9999


def text(content: bytes) -> Iterator[str]:
    package = Package(content)
    book, strings, styles = _Book(), _Strings(), _Styles()
    for name, handler in (
        (_BOOK, book),
        ("xl/_rels/workbook.xml.rels", book),
        ("xl/sharedStrings.xml", strings),
        ("xl/styles.xml", styles),
    ):
        package.gather(name, handler)
    for title, path in book.sheets():
        yield f"{title}\n"
        yield from package.run(path, _Sheet(strings.all, styles.dated))
        yield "\n"
    for name in filter(_NOTES.fullmatch, package.names):
        yield from package.run(name, _Notes())


class _Book(Quiet):
    """The sheets in the order of their tabs, and in which part each lies."""

    def __init__(self) -> None:
        super().__init__()
        self._titles: list[tuple[str, str]] = []
        self._targets: dict[str, str] = {}

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "sheet":
            self._titles.append((attributes.get("name", ""), attributes.get("id", "")))
        elif name == "Relationship":
            self._targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheets(self) -> Iterator[tuple[str, str]]:
        for title, relation in self._titles:
            target = self._targets.get(relation, "")
            yield title, target[1:] if target.startswith("/") else normpath(f"xl/{target}")


class _Strings(Quiet):
    """The strings that cells share, by number; without the readings that stand over kanji."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[str] = []
        self._parts: list[str] = []
        self._is_text = self._is_reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        self._is_reading = self._is_reading or name == "rPh"
        self._is_text = name == "t" and not self._is_reading

    def end(self, name: str) -> None:
        self._is_text = False
        self._is_reading = self._is_reading and name != "rPh"
        if name == "si":
            self.all.append("".join(self._parts))
            self._parts.clear()

    def characters(self, text: str) -> None:
        if self._is_text:
            self._parts.append(text)


class _Styles(Quiet):
    """Which styles of cells show their number as a date."""

    def __init__(self) -> None:
        super().__init__()
        self.dated: list[bool] = []
        self._formats = set(map(str, _DATE_FORMATS))
        self._is_of_cells = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "numFmt" and re.search(
            "[yged]", _NO_CODE.sub("", attributes.get("formatCode", "")).lower()
        ):
            if "general" not in attributes["formatCode"].lower():
                self._formats.add(attributes.get("numFmtId", ""))
        elif name == "cellXfs":
            self._is_of_cells = True
        elif name == "xf" and self._is_of_cells:
            self.dated.append(attributes.get("numFmtId") in self._formats)

    def end(self, name: str) -> None:
        if name == "cellXfs":
            self._is_of_cells = False


class _Sheet:
    """The cells of one sheet."""

    def __init__(self, strings: list[str], dated: list[bool]) -> None:
        self.found: list[str] = []
        self._strings, self._dated = strings, dated
        self._kind = self._style = ""
        self._value: list[str] = []
        self._is_value = self._is_reading = False

    def start(self, name: str, attributes: Attributes) -> None:
        if name == "c":
            self._kind, self._style = attributes.get("t", "n"), attributes.get("s", "0")
        self._is_reading = self._is_reading or name == "rPh"
        self._is_value = name in ("v", "t") and not self._is_reading

    def end(self, name: str) -> None:
        self._is_value = False
        if name == "rPh":
            self._is_reading = False
        elif name == "c":
            value = self._shown("".join(self._value))
            self._value.clear()
            self.found.append(f"{value}\t" if value else "")
        elif name == "row":
            self.found.append("\n")

    def characters(self, text: str) -> None:
        if self._is_value:
            self._value.append(text)

    def _shown(self, value: str) -> str:
        if self._kind == "s":
            return self._strings[int(value)] if value.isdecimal() and int(value) < len(self._strings) else ""
        style = int(self._style) if self._style.isdecimal() else 0
        if self._kind == "n" and style < len(self._dated) and self._dated[style]:
            return day_of(value)
        return value


class _Notes(Quiet):
    """What stands beside the cells: remarks, and text in drawings."""

    def __init__(self) -> None:
        super().__init__()
        self._is_text = False

    def start(self, name: str, attributes: Attributes) -> None:
        self._is_text = name in ("t", "text")

    def end(self, name: str) -> None:
        self._is_text = False
        self.found.append("\n" if name in ("p", "comment", "threadedComment") else "")

    def characters(self, text: str) -> None:
        if self._is_text:
            self.found.append(text)


def day_of(value: str) -> str:
    """A day that is kept as the number of days since the end of 1899, as people write it; else the value itself."""
    try:
        days = float(value)
    except ValueError:
        return value
    if not 1 <= days <= _MOST_DAYS:
        return value
    moment = _DAY_ZERO + timedelta(days=days)
    return f"{moment:%Y/%m/%d %H:%M}".removesuffix(" 00:00")
