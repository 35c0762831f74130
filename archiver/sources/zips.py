"""Zips: an entry → its name as a person sees it, in whatever charset its packer wrote it."""

from __future__ import annotations

import zipfile

_UTF_8 = 0x800
"""The flag that says so."""


def name_of(member: zipfile.ZipInfo) -> str:
    """`zipfile` reads what is not marked as UTF-8 in the code page of the first IBM PC.

    QUIRK: macOS writes UTF-8 and does not say so; Windows writes the code page of its country.
    """
    name = member.orig_filename
    if member.flag_bits & _UTF_8 or name.isascii():
        return name
    content = name.encode("cp437", "replace")
    for charset in ("utf-8", "cp932"):
        try:
            return content.decode(charset)
        except UnicodeDecodeError:
            continue
    return name
