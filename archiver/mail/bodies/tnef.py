"""TNEF: `winmail.dat`, in which Outlook wraps what it sends → the files and text in it ([MS-OXTNEF]).  Never raises.

Only an Outlook opens such a file; everyone else sees one that cannot be read, with the true ones inside.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.mail.bodies import richtext
from archiver.mail.decoding import charsets

MARK = b"\x78\x9f\x3e\x22"
MOST_FILES = 1000

_BODY, _MESSAGE, _CODE_PAGE = 0x0002800C, 0x00069003, 0x00069007
_NEXT_FILE, _TITLE, _DATA, _FILE = 0x00069002, 0x00018010, 0x0006800F, 0x00069005
_LONG_NAME, _SHORT_NAME, _MIME_TYPE, _OBJECT = 0x3707, 0x3704, 0x370E, 0x3701
_TEXT, _HTML, _RICH, _SUBJECT, _SENDER = 0x1000, 0x1013, 0x1009, 0x0037, 0x0042
_LENGTHS = {
    **dict.fromkeys((2, 3, 4, 10, 11), 4),
    **dict.fromkeys((5, 6, 7, 20, 64), 8),
    0x0048: 16,
}
"""Bytes of values of fixed length, by type ([MS-OXCDATA] §2.11.1), as they lie here."""
_OF_ANY_LENGTH = frozenset((0x000D, 0x001E, 0x001F, 0x0102))
_WIDE, _INTERFACE = 0x001F, 0x000D
_SEVERAL = 0x1000
_NAMED = 0x8000
_INTERFACE_BYTES = 16
"""What an object is; then the object, where it is one and not only bytes."""


@dataclass(slots=True)
class PackedFile:
    """A file in it."""

    name: str = ""
    type: str = ""
    content: bytes = b""


@dataclass(slots=True)
class Unpacked:
    """What is in it; `text` is HTML where `is_html`."""

    files: list[PackedFile] = field(default_factory=list)
    text: str = ""
    is_html: bool = False
    subject: str = ""
    sender: str = ""
    is_whole: bool = True
    """False: it broke off, or there was more than is taken."""


def unpack(content: bytes) -> Unpacked | None:
    """None for what is no TNEF."""
    if not content.startswith(MARK):
        return None
    found = Unpacked()
    charset = ""
    try:
        for attribute, value in _attributes(content):
            if attribute == _CODE_PAGE and len(value) >= 4:
                charset = f"cp{struct.unpack_from('<I', value)[0]}"
            elif attribute == _NEXT_FILE:
                if len(found.files) == MOST_FILES:
                    found.is_whole = False
                    break
                found.files.append(PackedFile())
            elif found.files:
                _take_into(found.files[-1], attribute, value, charset)
            else:
                _take_text(found, attribute, value, charset)
    except (struct.error, ValueError):
        found.is_whole = False
    found.files = [file for file in found.files if file.content]
    return found


def _attributes(content: bytes) -> Iterator[tuple[int, bytes]]:
    """A byte for the level, four for the attribute, four for the length; after the value two for its sum."""
    at = 6
    while at + 9 <= len(content):
        attribute, length = struct.unpack_from("<xII", content, at)
        value = content[at + 9 : at + 9 + length]
        if len(value) < length:
            raise ValueError("ends in a value")
        yield attribute, value
        at += 9 + length + 2


def _take_into(file: PackedFile, attribute: int, value: bytes, charset: str) -> None:
    if attribute == _DATA:
        file.content = value
    elif attribute == _TITLE:
        file.name = file.name or _decoded(value, charset)
    elif attribute == _FILE:
        for name, kind, content in _properties(value):
            if name == _LONG_NAME or (name == _SHORT_NAME and not file.name):
                file.name = _string(content, kind, charset)
            elif name == _MIME_TYPE:
                file.type = _string(content, kind, charset)
            elif name == _OBJECT and not file.content:
                # A mail that was forwarded lies in it as another TNEF.
                file.content = content[_INTERFACE_BYTES if kind == _INTERFACE else 0 :]


def _take_text(found: Unpacked, attribute: int, value: bytes, charset: str) -> None:
    if attribute == _BODY and not found.text:
        found.text = _decoded(value, charset)
    elif attribute == _MESSAGE:
        rich = b""
        for name, kind, content in _properties(value):
            if name == _TEXT or (name == _HTML and not found.text):
                found.text, found.is_html = _string(content, kind, charset), name == _HTML
            elif name == _RICH:
                rich = content
            elif name == _SUBJECT:
                found.subject = _string(content, kind, charset)
            elif name == _SENDER:
                found.sender = _string(content, kind, charset)
        if rich and not found.text.strip():
            found.text, found.is_html = richtext.text_of(richtext.unpacked(rich))


def _properties(value: bytes) -> Iterator[tuple[int, int, bytes]]:
    """(id, type, value) of each ([MS-OXTNEF] §2.1.3.4); values begin at multiples of four."""
    (count,) = struct.unpack_from("<I", value)
    at = 4
    for _ in range(count):
        kind, name = struct.unpack_from("<HH", value, at)
        at = _past_name(value, at + 4) if name >= _NAMED else at + 4
        if not kind & _SEVERAL and kind in _LENGTHS:
            yield name, kind, value[at : at + _LENGTHS[kind]]
            at += _LENGTHS[kind]
            continue
        (values,) = struct.unpack_from("<I", value, at)
        at += 4
        single = kind & ~_SEVERAL
        if single not in _OF_ANY_LENGTH and single not in _LENGTHS:
            raise ValueError("a value of no known type")
        if single in _LENGTHS:
            at += _LENGTHS[single] * values
            continue
        for _ in range(values):
            (length,) = struct.unpack_from("<I", value, at)
            content = value[at + 4 : at + 4 + length]
            if len(content) < length:
                raise ValueError("ends in a value")
            yield name, single, content
            at += 4 + length + -length % 4


def _past_name(value: bytes, at: int) -> int:
    """A property with a name of its own has that before its value: a set, and a number or a string."""
    kind, number = struct.unpack_from("<II", value, at + 16)
    return at + 24 + (number + -number % 4 if kind else 0)


def _string(content: bytes, kind: int, charset: str) -> str:
    return (
        content.decode("utf-16-le", "replace").rstrip("\0") if kind == _WIDE else _decoded(content, charset)
    )


def _decoded(content: bytes, charset: str) -> str:
    return charsets.decode(content.rstrip(b"\0"), charset)[0]
