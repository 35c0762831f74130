"""Zips: an archive → the names of what is in it.  Never unpacks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from archiver.attachments.limits import Unreadable
from archiver.mail import charsets

MOST_NAMES = 10_000
_UTF_8 = 0x800


def names(content: bytes) -> Iterator[str]:
    """One name a line; those that Japanese Windows packed are in its code page, and do not say so."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            for each in archive.infolist()[:MOST_NAMES]:
                is_told = bool(each.flag_bits & _UTF_8)
                yield (each.orig_filename if is_told else _decoded(each.orig_filename)) + "\n"
    except zipfile.BadZipFile as error:
        raise Unreadable(str(error)) from None


def _decoded(name: str) -> str:
    """`zipfile` reads what is not marked as UTF-8 in the code page of the first IBM PC."""
    return charsets.decode(name.encode("cp437", "replace"), "")[0]
