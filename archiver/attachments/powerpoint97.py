"""PowerPoint 97–2003 ([MS-PPT]): .ppt → the text of its slides and notes, without that of the masters."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from archiver.attachments.compound import Compound
from archiver.attachments.limits import Encrypted

_HEADER = struct.Struct("<HHI")
_IS_CONTAINER = 0xF
_MASTER, _WIDE, _NARROW = 0x03F8, 0x0FA0, 0x0FA8
_PLACEHOLDER = "*"
"""Where the number of a slide, or the day, is put when it is shown."""
_BREAKS = {11: "\n", 13: "\n"}
_ENCRYPTED = 0xF3D1C4DF


def text(content: bytes) -> Iterator[str]:
    file = Compound(content)
    user = file.stream("Current User")
    if len(user) >= 16 and struct.unpack_from("<I", user, 12)[0] == _ENCRYPTED:
        raise Encrypted("needs a password")
    document = file.stream("PowerPoint Document")
    at = 0
    while at + _HEADER.size <= len(document):
        version, kind, length = _HEADER.unpack_from(document, at)
        at += _HEADER.size
        if version & _IS_CONTAINER == _IS_CONTAINER and kind != _MASTER:
            continue  # what is in it comes next
        if kind in (_WIDE, _NARROW):
            raw = document[at : at + length]
            found = raw.decode("utf-16-le", "replace") if kind == _WIDE else raw.decode("latin-1")
            if found != _PLACEHOLDER:
                yield found.translate(_BREAKS) + "\n"
        at += length
