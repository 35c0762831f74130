"""Emoji of Japanese telephones, in the private rows of docomo, au and SoftBank → Unicode's.

The table beside this module is Unicode's own (EmojiSources.txt, as it comes), by the Shift_JIS codes of the three.
What it lacks becomes 〓, as printers have it.  Where two companies use one code, the one is taken whose mail is met in
that charset: docomo's and au's in Shift_JIS and ISO-2022-JP, SoftBank's (the first iPhones) in UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_TABLE = Path(__file__).with_name("EmojiSources.txt")
_PRIVATE = re.compile("[\ue000-\uebff]")
_WEB_BEGINS = re.compile("\x1b\\$[E-GO-Q]")
_WEB_CODE = re.compile("\x1b\\$([E-GO-Q])([!-~]+)\x0f?")
"""SoftBank's in a text of any charset: an escape, a letter for the row, and cells."""
_WEB_ROWS = {"G": 0xE000, "E": 0xE100, "F": 0xE200, "O": 0xE300, "P": 0xE400, "Q": 0xE500}
_SOFTBANK_ROWS = {
    0xF941: 0xE001,
    0xF741: 0xE101,
    0xF7A1: 0xE201,
    0xF9A1: 0xE301,
    0xFB41: 0xE401,
    0xFBA1: 0xE501,
}
"""Where each of SoftBank's rows begins in Shift_JIS, and in its Unicode."""
_AU_PLANE = 0xEA80
"""Where au has in Unicode what is at F340 in Shift_JIS."""


def shown(text: str, charset: str) -> str:
    """A decoded text with the telephones' private characters made Unicode's.

    An office's own characters become 〓 where the text was in Shift_JIS; in others they stay: a font may have them.
    """
    if not _PRIVATE.search(text) and not ("\x1b$" in text and _WEB_BEGINS.search(text)):
        return text
    unicode_table, shift_jis_table = _tables()
    text = _WEB_CODE.sub(lambda match: _from_web_code(match[1], match[2]), text)
    if charset.startswith("utf"):
        return text.translate(unicode_table)
    text = text.translate(shift_jis_table)
    return _PRIVATE.sub("〓", text) if charset == "cp932" else text


def of_au(code: int) -> str:
    """The emoji that au has at this code of Shift_JIS in mail (EB40 to ECFC, rows 75 to 78 of JIS); 〓 for none."""
    return _tables()[1].get(_private(code + 0x0B00), "〓")


def _from_web_code(row: str, cells: str) -> str:
    table = _tables()[0]
    return "".join(table.get(_WEB_ROWS[row] + ord(cell) - 0x20, "〓") for cell in cells)


@cache
def _tables() -> tuple[dict[int, str], dict[int, str]]:
    """Emoji by private character, of texts that were in Unicode and of texts that were in Shift_JIS (as cp932)."""
    in_unicode: dict[int, str] = {}
    in_shift_jis: dict[int, str] = {}
    rows = list(_rows())
    for emoji, _, au, _ in rows:
        if au:
            private = _private(au)
            in_shift_jis[private] = emoji
            in_unicode[private if au >= 0xF640 else private - _private(0xF340) + _AU_PLANE] = emoji
    for emoji, docomo, _, softbank in rows:
        if docomo:
            in_shift_jis[_private(docomo)] = in_unicode[_private(docomo)] = emoji
        if softbank:
            first = max(each for each in _SOFTBANK_ROWS if each <= softbank)
            in_unicode[_SOFTBANK_ROWS[first] + _private(softbank) - _private(first)] = emoji
            in_shift_jis.setdefault(_private(softbank), emoji)
    return in_unicode, in_shift_jis


def _rows() -> Iterator[tuple[str, int, int, int]]:
    for line in _TABLE.read_text("utf-8").splitlines():
        fields = line.partition("#")[0].strip().split(";")
        if len(fields) == 4:
            emoji = "".join(chr(int(point, 16)) for point in fields[0].split())
            docomo, au, softbank = (int(code or "0", 16) for code in fields[1:])
            yield emoji, docomo, au, softbank


def _private(code: int) -> int:
    """The private character that cp932 has for a code of Shift_JIS from F040 on."""
    lead, trail = divmod(code, 256)
    return 0xE000 + (lead - 0xF0) * 188 + trail - 0x40 - (trail > 0x7F)
