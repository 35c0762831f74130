"""Charsets: bytes and the charset they claim → text and the charset they are in.  A claim is tested, never trusted.

Detection happens only where the claim fails, and never for ASCII: UTF-8 proves itself, the others are tried and told
apart by how much the text looks like a language (`likeness`).  Where no one charset explains the bytes, each line is
read on its own: list servers put footers in one charset under mails in another.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from functools import lru_cache

from archiver.mail import interleaved, iso2022jp, likeness

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
}
_NOT_TEXT = frozenset(
    "rot13 rot_13 base64 base_64 bz2 bz2_codec hex hex_codec quopri quoted_printable uu uu_codec zip zlib zlib_codec "
    "idna punycode undefined unicode_escape raw_unicode_escape unicode-escape raw-unicode-escape mbcs oem".split()
)
"""Python codecs that a hostile mail could name and that are no charset."""
_WEAK = frozenset(
    ("us-ascii", "", "unknown-8bit", "x-unknown", "8bit", "binary", "unknown", "x-user-defined")
)
"""Claims that say nothing of 8-bit bytes."""
_ASIAN = ("gb18030", "cp949", "cp950")
_JAPANESE = ("cp932", "euc_jp")
_NOT_WESTERN = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
"""Bytes that windows-1252 does not have."""
_UTF8_KANA = re.compile(rb"\xe3[\x81-\x83][\x80-\xbf]")
"""In GBK and its like, characters that hardly anyone writes."""
_UNUSUAL_ASCII = ("utf-7", "iso-2022-kr", "iso-2022-cn", "utf-16", "utf-16le", "utf-16be", "utf-32")


def normal(name: str) -> str:
    """The charset that a name claims, in one form; '' for no claim."""
    name = name.strip().strip("'\"").casefold()
    return ALIASES.get(name, name)


def is_japanese(name: str) -> bool:
    """Whether a charset is one that only Japanese text is in."""
    claim = normal(name)
    return claim in _JAPANESE or claim.startswith("iso-2022-jp")


def is_weak(name: str) -> bool:
    """Whether a claim says nothing of bytes beyond ASCII."""
    return normal(name) in _WEAK


def decode(content: bytes, declared: str) -> tuple[str, str]:
    """(text, charset used).  Never raises; what no charset explains becomes U+FFFD."""
    text, used, _ = decode_noting(content, declared)
    return text, used


def decode_noting(content: bytes, declared: str) -> tuple[str, str, bool]:
    """The same, and whether parts of the text are in other charsets than the one named."""
    claim = normal(declared)
    if content.isascii():
        return (*_decode_ascii(content, claim), False)
    if iso2022jp.has_escapes(content) and not claim.startswith(("iso-2022-kr", "iso-2022-cn")):
        text, is_vendor = iso2022jp.decode(content, _plain)
        return text, "cp50221" if is_vendor else "iso-2022-jp", True
    found = _by_claim(content, claim) or _by_likeness(content, claim)
    return (*found, False) if found else _by_lines(content, claim)


def _decode_ascii(content: bytes, claim: str) -> tuple[str, str]:
    if iso2022jp.has_escapes(content) and not claim.startswith(("iso-2022-kr", "iso-2022-cn")):
        text, is_vendor = iso2022jp.decode(content, _plain)
        return text, "cp50221" if is_vendor else "iso-2022-jp"
    if claim in _UNUSUAL_ASCII:
        text_or_none = _strict(content, claim)
        if text_or_none is not None:
            return text_or_none, claim
    if b"~{" in content and claim == "gb18030":
        text_or_none = _strict(content, "hz")
        if text_or_none is not None:
            return text_or_none, "hz"
    return content.decode("ascii"), "us-ascii"


def _plain(content: bytes) -> str:
    """What stands between the escapes of ISO-2022-JP; 8-bit bytes there are in another Japanese charset."""
    return content.decode("ascii") if content.isascii() else decode(content, "iso-2022-jp")[0]


# --- the whole text in one charset ---


def _by_claim(content: bytes, claim: str) -> tuple[str, str] | None:
    """The text by its claim, where the bytes bear the claim out and no other charset proves itself."""
    if claim in _WEAK or claim.startswith("iso-2022-jp"):
        return None
    text = _strict(content, claim)
    if text is None or claim == "utf-8":
        return None if text is None else (text, claim)
    as_utf8 = _strict(content, "utf-8")
    if claim in _JAPANESE:
        score = likeness.japanese(text)
        is_right = (as_utf8 is None or score >= 0.3) and _japanese(content, score + 0.2) is None
    elif claim in _ASIAN:
        by_turns = interleaved.decode(content, claim) if _UTF8_KANA.search(content) else None
        if by_turns is not None and likeness.in_company(by_turns) > likeness.in_company(text):
            return by_turns, claim
        is_right = as_utf8 is None or _likeness(text, claim) >= 0.1
    else:
        is_right = as_utf8 is None and _japanese(content, 0.8) is None
    return (text, claim) if is_right else None


def _by_likeness(content: bytes, claim: str) -> tuple[str, str] | None:
    """The text in the charset in which it looks most like a language; None where it looks like none."""
    text = _strict(content, "utf-8")
    if text is not None:
        return text, "utf-8"
    if _is_mostly_utf8(content):
        return None
    if is_japanese(claim):
        return _in_japanese(content)
    if _is_known(claim) and claim not in _WEAK and claim not in _ASIAN and claim != "utf-8":
        return _japanese(content, 0.8)
    return (
        _asian(content)
        or _japanese(content, 0.5)
        or (_in_japanese(content) if _NOT_WESTERN.search(content) else None)
    )


def _japanese(content: bytes, least: float) -> tuple[str, str] | None:
    """The text in the Japanese charset that it looks most like."""
    return _best(content, likeness.japanese, least)


def _in_japanese(content: bytes) -> tuple[str, str] | None:
    """The same where it is known that the text is Japanese, however short."""
    return _best(content, likeness.in_company, 0.2)


def _best(content: bytes, how_like: Callable[[str], float], least: float) -> tuple[str, str] | None:
    found = [(how_like(text), -rank, text, name) for rank, (text, name) in enumerate(_trials(content))]
    score, _, text, name = max(found, default=(-1.0, 0, "", ""))
    return (text, name) if score >= least else None


def _asian(content: bytes) -> tuple[str, str] | None:
    """Korean or Chinese without a claim: only where there are no kana, and the commonest characters abound."""
    trials = [text for text, _ in _trials(content)]
    if len(content) < 16 or any(map(likeness.has_kana, trials)):
        return None
    found = [
        (_likeness(text, name), name, text) for name in _ASIAN if (text := _strict(content, name)) is not None
    ]
    score, name, text = max(found, default=(0.0, "", ""))
    return (text, name) if score >= max([0.25, *map(likeness.kanji, trials)]) else None


def _likeness(text: str, charset: str) -> float:
    return likeness.korean(text) if charset == "cp949" else likeness.chinese(text)


def _trials(content: bytes) -> list[tuple[str, str]]:
    found = [(text, name) for name in _JAPANESE if (text := _strict(content, name)) is not None]
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


# --- several charsets in one text ---


def _by_lines(content: bytes, claim: str) -> tuple[str, str, bool]:
    """Each line in a charset that explains it; the charset used is that of most lines."""
    votes: dict[str, int] = {}
    texts = []
    for line in content.split(b"\n"):
        text, used = (line.decode("ascii"), "") if line.isascii() else _line(line, claim)
        texts.append(text)
        if used:
            votes[used] = votes.get(used, 0) + 1
    return "\n".join(texts), max(votes, key=lambda name: votes[name]), len(votes) > 1


def _line(line: bytes, claim: str) -> tuple[str, str]:
    return _by_claim(line, claim) or _by_likeness(line, claim) or _one_line(line, claim)


def _one_line(line: bytes, claim: str) -> tuple[str, str]:
    """What is left: UTF-8 that was cut, a mixture within the line, or bytes that mean nothing."""
    if _is_mostly_utf8(line):
        return line.decode("utf-8", "replace"), "utf-8"
    for double in dict.fromkeys((claim if claim in _ASIAN else "euc_jp", "euc_jp", "cp932")):
        text = interleaved.decode(line, double)
        if text is not None and likeness.has_kana(text) and likeness.in_company(text) > 0.8:
            return text, double
    fallback = claim if _is_known(claim) and claim not in ("us-ascii", "utf-8") else "cp1252"
    if fallback.startswith("iso-2022-jp"):
        fallback = "cp932"
    return line.decode(fallback, "replace"), fallback


def _is_mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 3 < foreign


def _strict(content: bytes, name: str) -> str | None:
    """The text when the bytes are wholly in this charset; None otherwise."""
    if not _is_known(name):
        return None
    try:
        return content.decode(name)
    except (UnicodeError, ValueError, LookupError):
        return None


@lru_cache(maxsize=256)
def _is_known(name: str) -> bool:
    if not name or name.replace("-", "_") in _NOT_TEXT or name in _NOT_TEXT or not name.isascii():
        return False
    try:
        return bool(codecs.lookup(name)._is_text_encoding)
    except (LookupError, ValueError):
        return False
