"""Claims: the name of a charset as a mail gives it → the codec that it means, and whether bytes are in it."""

from __future__ import annotations

import codecs
from functools import lru_cache

ALIASES = {
    **dict.fromkeys(
        (
            "shift_jis",
            "shift-jis",
            "sjis",
            "x-sjis",
            "ms_kanji",
            "windows-31j",
            "ms932",
            "cp943c",
            "shiftjis",
        ),
        "cp932",
    ),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp", "euc_jp", "x-eucjp", "eucjp-ms", "cp51932"), "euc_jp"),
    **dict.fromkeys(
        ("gb2312", "gbk", "x-gbk", "cn-gb", "gb_2312-80", "hz", "hz-gb-2312", "cp936"), "gb18030"
    ),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr", "ks_c_5601", "ksc5601", "windows-949", "euc_kr"), "cp949"),
    **dict.fromkeys(("big5", "cn-big5", "x-x-big5"), "cp950"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "iso_8859-1", "windows-1252"), "cp1252"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "x-utf-8", "utf-8n", "utf_8", "utf-8-sig"), "utf-8"),
    **dict.fromkeys(("unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "unicode-2-0-utf-7", "utf7"), "utf-7"),
    **dict.fromkeys(("ascii", "us", "ansi_x3.4-1968", "iso646-us", "x-us-ascii"), "us-ascii"),
    **dict.fromkeys(
        ("cp50220", "cp50221", "cp50222", "iso-2022-jp-ms", "csiso2022jp", "jis", "iso2022-jp", "iso2022jp"),
        "iso-2022-jp",
    ),
    **dict.fromkeys(("unicode", "ucs-2", "iso-10646-ucs-2", "utf16"), "utf-16"),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "iso-8859-8", "logical"), "cp1255"),
    **dict.fromkeys(("windows-874", "tis-620", "iso-8859-11"), "cp874"),
}
_NOT_TEXT = frozenset(
    "rot13 rot_13 base64 base_64 bz2 bz2_codec hex hex_codec quopri quoted_printable uu uu_codec zip zlib zlib_codec "
    "idna punycode undefined unicode_escape raw_unicode_escape unicode-escape raw-unicode-escape mbcs oem".split()
)
"""Python codecs that a hostile mail could name and that are no charset."""
WEAK = frozenset(
    (
        "us-ascii",
        "",
        "unknown-8bit",
        "x-unknown",
        "8bit",
        "binary",
        "unknown",
        "x-user-defined",
        "default",
        "none",
    )
)
"""Claims that say nothing of 8-bit bytes."""
ASIAN = ("gb18030", "cp949", "cp950")
JAPANESE = ("cp932", "euc_jp")


@lru_cache(maxsize=256)
def normal(name: str) -> str:
    """The charset that a name claims, in one form; '' for no claim."""
    name = name.strip().strip("'\"").casefold()
    return ALIASES.get(name, name)


def is_japanese(name: str) -> bool:
    """Whether a charset is one that only Japanese text is in."""
    claim = normal(name)
    return claim in JAPANESE or claim.startswith("iso-2022-jp")


def is_weak(name: str) -> bool:
    """Whether a claim says nothing of bytes beyond ASCII."""
    return normal(name) in WEAK


def strict(content: bytes, name: str) -> str | None:
    """The text when the bytes are wholly in this charset; None otherwise."""
    if not is_known(name):
        return None
    try:
        return content.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None


@lru_cache(maxsize=256)
def is_known(name: str) -> bool:
    """Whether Python knows a charset by this name."""
    if not name or name.replace("-", "_") in _NOT_TEXT or name in _NOT_TEXT or not name.isascii():
        return False
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False
