"""Word 6.0 to 2003 ([MS-DOC]): .doc → its text: the body, then notes, heads and feet, as they are kept."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

from archiver.attachments.compound import Compound
from archiver.attachments.limits import Encrypted, Unreadable
from archiver.mail.decoding import charsets

_ENCRYPTED, _WHICH_TABLE = 0x0100, 0x0200
_WORD_97 = 193
_FC_CLX = 0x01A2
"""Where the header says at what place of the table stream, and how long, the list of pieces is (§2.5.6)."""
_EIGHT_BIT = 0x40000000
_MOST_PIECES = 1_000_000

_INSTRUCTION = re.compile("\x13[^\x13\x14\x15]*(?:\x14|(?=\x15))")
"""What a field is told to do: it stands before what it shows."""
_END_OF_ROW = "\x07\x07"
"""The end of its last cell, and its own."""
_MARKS = {
    7: "\t",
    11: "\n",
    12: "\n",
    13: "\n",
    30: "-",
    31: None,
    1: None,
    2: None,
    5: None,
    8: None,
    20: None,
    21: None,
}


def text(content: bytes) -> Iterator[str]:
    file = Compound(content)
    document = file.stream("WordDocument")
    version, flags = _number(document, 2, "<H"), _number(document, 10, "<H")
    if flags & _ENCRYPTED:
        raise Encrypted("needs a password")
    if version < _WORD_97:
        first, end = _number(document, 0x18), _number(document, 0x1C)
        yield _shown(charsets.decode(document[first:end], "")[0])
        return
    table = file.stream("1Table" if flags & _WHICH_TABLE else "0Table")
    start, length = _number(document, _FC_CLX), _number(document, _FC_CLX + 4)
    pieces = _pieces(document, _list_of_pieces(table[start : start + length]))
    yield _shown("".join(pieces))


def _number(content: bytes, at: int, form: str = "<I") -> int:
    try:
        return int(struct.unpack_from(form, content, at)[0])
    except struct.error:
        raise Unreadable("ends too early") from None


def _list_of_pieces(clx: bytes) -> bytes:
    """Behind any number of runs of properties (§2.9.38)."""
    at = 0
    while clx[at : at + 1] == b"\x01":
        at += 3 + _number(clx, at + 1, "<H")
    if clx[at : at + 1] != b"\x02":
        raise Unreadable("no list of pieces")
    return clx[at + 5 : at + 5 + _number(clx, at + 1)]


def _pieces(document: bytes, listed: bytes) -> Iterator[str]:
    """Places in the text, one more than there are pieces, and then the pieces, each with its place in the file."""
    count = (len(listed) - 4) // 12
    if not 0 < count < _MOST_PIECES:
        raise Unreadable("no pieces")
    places = struct.unpack_from(f"<{count + 1}I", listed)
    for number in range(count):
        characters = places[number + 1] - places[number]
        at = _number(listed, 4 * (count + 1) + 8 * number + 2)
        if at & _EIGHT_BIT:
            at = (at & ~_EIGHT_BIT) // 2
            yield document[at : at + characters].decode("cp1252", "replace")
        else:
            yield document[at : at + 2 * characters].decode("utf-16-le", "replace")


def _shown(text: str) -> str:
    """Without the instructions of fields, which lie in one another, and the marks of the format."""
    for _ in range(5):
        text, count = _INSTRUCTION.subn("", text)
        if not count:
            break
    return text.replace(_END_OF_ROW, "\n").translate(_MARKS)
