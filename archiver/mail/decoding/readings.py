"""Readings: 8-bit text → what it reads as in the Japanese charsets, and whether it can only be meant so."""

from __future__ import annotations

import re
from collections.abc import Callable

from archiver.mail.decoding import iso2022jp, likeness
from archiver.mail.decoding.claims import JAPANESE, strict

LEAST_MEANT = 0.75
"""Share of letters that offices write, of a text that claims to be Chinese or Korean and is taken for Japanese."""
_HALF_WIDTH = re.compile(
    rb"(?:[\xa1-\xdd]|(?<=[\xb3\xb6-\xc4\xca-\xce])\xde|(?<=[\xca-\xce])\xdf){3,}(?![a-z])"
)
"""Half-width kana; what makes a sound voiced stands behind those that can be."""
_LEAST_HALF_WIDTH = 6
_EUC_KANA = re.compile(rb"(?:[\x00-\x7f]|\xa1[\xa1-\xfe]|\xa4[\xa1-\xf3]|\xa5[\xa1-\xf6])*")
_EUC_KANA_IN_A_ROW = re.compile(rb"(?:[\xa4\xa5][\xa1-\xf6]){2}")


def japanese(content: bytes, least: float) -> tuple[str, str] | None:
    """The text in the Japanese charset that it looks most like."""
    return _best(content, likeness.japanese, least)


def in_japanese(content: bytes) -> tuple[str, str] | None:
    """The same where it is known that the text is Japanese, however short."""
    return _best(content, likeness.in_company, 0.2)


def _best(content: bytes, how_like: Callable[[str], float], least: float) -> tuple[str, str] | None:
    found = [(how_like(text), -rank, text, name) for rank, (text, name) in enumerate(trials(content))]
    score, _, text, name = max(found, default=(-1.0, 0, "", ""))
    return (text, name) if score >= least else None


def is_meant(content: bytes, text: str, claim: str) -> bool:
    """Whether a text in Japanese claims a charset of its neighbours, which hold nearly all bytes."""
    share = max((likeness.common_in_japan(trial) for trial, _ in trials(content)), default=0.0)
    if share < LEAST_MEANT:
        return False
    as_claimed = max(likeness.common_abroad(text, claim), likeness.common_in_japan(text))
    return share >= as_claimed + 0.3


def is_half_width(content: bytes) -> bool:
    """Whether words of half-width kana, which would be signs between capitals, are all that a text has beyond ASCII."""
    words = b"".join(_HALF_WIDTH.findall(content))
    signs = sum(0xB1 <= byte <= 0xBF for byte in words)
    high = sum(byte > 0x7F for byte in content) if signs * 4 > len(words) >= _LEAST_HALF_WIDTH else 0
    if not 0 < high <= len(words) * 1.1:
        return False
    return not any(likeness.common_in_japan(text) > 0.7 for text, name in trials(content) if name == "euc_jp")


def is_kana(content: bytes) -> bool:
    """Whether all of a text beyond ASCII is kana of EUC-JP, whose bytes would be signs and capitals by turns."""
    return _EUC_KANA_IN_A_ROW.search(content) is not None and _EUC_KANA.fullmatch(content) is not None


def trials(content: bytes) -> list[tuple[str, str]]:
    found = [(text, name) for name in JAPANESE if (text := strict(content, name)) is not None]
    if not any(name == "euc_jp" for _, name in found):
        vendor = _vendor_euc(content)
        if vendor is not None:
            found.append((vendor, "euc_jp"))
    return found


_EUC_RUN = re.compile(rb"(?:[\xa1-\xfe]{2})+")
_EUC = re.compile(rb"(?:[\x00-\x7f]|[\xa1-\xfe]{2}|\x8e[\xa1-\xdf])*")
_TO_LOW = bytes(byte & 0x7F for byte in range(256))


def _vendor_euc(content: bytes) -> str | None:
    """EUC-JP with NEC's and IBM's rows (eucJP-ms)."""
    if not _EUC.fullmatch(content):
        return None
    parts, at = [], 0
    for match in _EUC_RUN.finditer(content):
        parts.append(content[at : match.start()].decode("euc_jp", "replace"))
        parts.append(iso2022jp.kanji(match.group().translate(_TO_LOW)))
        at = match.end()
    parts.append(content[at:].decode("euc_jp", "replace"))
    return "".join(parts)
