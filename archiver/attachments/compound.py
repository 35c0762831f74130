"""Compound files ([MS-CFB]): the container of Office 97–2003 → its streams, whole."""

from __future__ import annotations

from io import BytesIO

import olefile

from archiver.attachments.limits import LARGEST, TooLarge, Unreadable


class Compound:
    """An open compound file."""

    def __init__(self, content: bytes) -> None:
        try:
            self._file = olefile.OleFileIO(BytesIO(content))
        except OSError as error:
            raise Unreadable(str(error)) from None

    def stream(self, name: str) -> bytes:
        """The bytes of a stream; raises `Unreadable` where there is none."""
        if not self._file.exists(name):
            raise Unreadable(f"no {name}")
        if self._file.get_size(name) > LARGEST:
            raise TooLarge(name)
        return bytes(self._file.openstream(name).read())
