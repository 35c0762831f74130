"""UTF-8 that went wrong on its way: encoded twice, in halves, cut → what can be read of it."""

from __future__ import annotations

import codecs
import re

_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0192\u02c6-\u02dc\u2013-\u203a\u20ac\u2122]")
_FROM_1252 = {
    ord(character): byte
    for byte in range(0x80, 0xA0)
    if (character := bytes([byte]).decode("cp1252", "ignore"))
}


def encoded_twice(text: str) -> str | None:
    """The text where a program took UTF-8 for windows-1252 and encoded it again; None unless all of it is so."""
    if not _TWICE.search(text):
        return None
    try:
        found = text.translate(_FROM_1252).encode("latin-1").decode("utf-8")
    except UnicodeError:
        return None
    return found if len(text) - len(found) >= 2 else None


def joined_halves(content: bytes) -> str | None:
    """QUIRK: Java and Oracle write an emoji as two halves (CESU-8)."""
    try:
        return content.decode("utf-8", "surrogatepass").encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeError:
        return None


def cut(content: bytes) -> str | None:
    """A text that is whole but for its last character, which was cut; None for any other."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(content)
    except UnicodeDecodeError:
        return None
    return None if text.isascii() else f"{text}\ufffd"


def is_mostly(content: bytes) -> bool:
    """Whether most of what is more than ASCII is whole: the rest was cut."""
    text = content.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 3 < foreign


_SELDOM = re.compile("[\u0250-\u036f\u0500-\u058f\u0700-\u07ff]+")
_SYLLABLE = re.compile("[\uac00-\ud7a3][@-~]")
LONGEST_CHANCE = 4
"""Characters: two kanji of EUC-JP can be two letters of UTF-8, many cannot."""


def is_improbable(text: str) -> bool:
    """Whether a text is a few letters of scripts that hardly any mail is in, and nothing else."""
    if len(text) > LONGEST_CHANCE:
        return False
    return _SELDOM.fullmatch(text) is not None or _is_unknown_syllable(text)


def _is_unknown_syllable(text: str) -> bool:
    """QUIRK: 﨑 and a kanji after it, in Windows' Shift_JIS, are a syllable that no Korean writes, and a letter."""
    # The codec writes a syllable that is not of the standard's table in eight bytes.
    return _SYLLABLE.fullmatch(text) is not None and len(text.encode("euc_kr")) > LONGEST_CHANCE
