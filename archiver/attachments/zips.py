"""Zips: an archive → the names of what is in it.  Never unpacks."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from io import BytesIO

from archiver.attachments.limits import Encrypted, Unreadable
from archiver.sources.zips import name_of

MOST_NAMES = 10_000
_LOCKED = 0x1
"""An entry's flag: it needs a password."""


def names(content: bytes) -> Iterator[str]:
    """One name a line; a file under a password shows its names all the same, and is said to be locked."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise Unreadable(str(error)) from None
    for each in members[:MOST_NAMES]:
        yield name_of(each) + "\n"
    if any(each.flag_bits & _LOCKED for each in members):
        raise Encrypted
