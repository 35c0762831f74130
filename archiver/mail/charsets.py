"""Charsets: bytes and the charset they claim → text and the charset they are in.  A claim is tested, never trusted.

Detection happens only where the claim fails, and never for ASCII; it knows Japanese office mail: UTF-8 proves
itself, Shift_JIS and EUC-JP are told apart by how much kana and kanji they give.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from archiver.mail import iso2022jp

ALIASES = {
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "windows-31j", "ms932", "cp943c"), "cp932"
    ),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp", "euc_jp", "x-eucjp", "eucjp-ms", "cp51932"), "euc_jp"),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "cn-gb", "gb_2312-80", "hz"), "gb18030"),
    **dict.fromkeys(("ks_c_5601-1987", "euc-kr", "ks_c_5601", "ksc5601"), "cp949"),
    **dict.fromkeys(("big5", "cn-big5", "x-x-big5"), "cp950"),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "iso8859-1", "iso_8859-1"), "cp1252"),
    **dict.fromkeys(("utf8", "unicode-1-1-utf-8", "x-utf-8", "utf-8n"), "utf-8"),
    **dict.fromkeys(("unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "unicode-2-0-utf-7"), "utf-7"),
    **dict.fromkeys(("ascii", "us", "ansi_x3.4-1968", "iso646-us", "x-us-ascii"), "us-ascii"),
    "cp50220": "iso-2022-jp",
    "cp50221": "iso-2022-jp",
    "cp50222": "iso-2022-jp",
    "iso-2022-jp-ms": "iso-2022-jp",
    "csiso2022jp": "iso-2022-jp",
    "jis": "iso-2022-jp",
}
_NOT_TEXT = frozenset(
    "rot13 rot_13 base64 base_64 bz2 bz2_codec hex hex_codec quopri quoted_printable uu uu_codec zip zlib zlib_codec "
    "idna punycode undefined unicode_escape raw_unicode_escape unicode-escape raw-unicode-escape mbcs oem".split()
)
"""Python codecs that a hostile mail could name and that are no charset."""
_WEAK = frozenset(("us-ascii", "cp1252", "", "unknown-8bit", "x-unknown", "8bit", "binary", "unknown"))
"""Claims that any bytes fulfil, or that say nothing."""


def normal(name: str) -> str:
    """The charset that a name claims, in one form; '' for no claim."""
    name = name.strip().strip("'\"").casefold()
    return ALIASES.get(name, name)


def decode(content: bytes, declared: str) -> tuple[str, str]:
    """(text, charset used).  Never raises; what no charset explains becomes U+FFFD."""
    claim = normal(declared)
    if content.isascii():
        return _decode_ascii(content, claim)
    if claim.startswith("iso-2022-jp") or iso2022jp.has_escapes(content):
        return _decode_mixed(content)
    if claim not in _WEAK:
        text = _strict(content, claim)
        if text is not None and not _is_implausible(text, claim, content):
            return text, claim
    return _detect(content, claim)


def _decode_ascii(content: bytes, claim: str) -> tuple[str, str]:
    if iso2022jp.has_escapes(content) and not claim.startswith(("iso-2022-kr", "iso-2022-cn")):
        text, is_vendor = iso2022jp.decode(content)
        return text, "cp50221" if is_vendor else "iso-2022-jp"
    if claim in ("utf-7", "iso-2022-kr", "iso-2022-cn", "utf-16", "utf-16le", "utf-16be", "utf-32"):
        text_or_none = _strict(content, claim)
        if text_or_none is not None:
            return text_or_none, claim
    if b"~{" in content and claim == "gb18030":
        text_or_none = _strict(content, "hz")
        if text_or_none is not None:
            return text_or_none, "hz"
    return content.decode("ascii"), "us-ascii"


def _decode_mixed(content: bytes) -> tuple[str, str]:
    """Escapes and 8-bit bytes in one text, or a claim of ISO-2022-JP that 8-bit bytes belie."""
    if iso2022jp.has_escapes(content):
        return iso2022jp.decode(content)[0], "cp50221"
    return _detect(content, "")


def _detect(content: bytes, claim: str) -> tuple[str, str]:
    text = _strict(content, "utf-8")
    if text is not None:
        return text, "utf-8"
    if claim in ("utf-8", "") and _is_mostly_utf8(content):
        return content.decode("utf-8", "replace"), "utf-8"
    found = [(plausibility(text), -rank, text, name) for rank, (text, name) in enumerate(_japanese(content))]
    if found:
        score, _, text, name = max(found)
        if score >= 0.5:
            return text, name
    fallback = claim if _is_known(claim) and claim != "us-ascii" else "cp1252"
    return content.decode(fallback, "replace"), fallback


def _japanese(content: bytes) -> list[tuple[str, str]]:
    found = [(text, name) for name in ("cp932", "euc_jp") if (text := _strict(content, name)) is not None]
    if not any(name == "euc_jp" for _, name in found):
        vendor = _vendor_euc(content)
        if vendor is not None:
            found.append((vendor, "euc_jp"))
    return found


def _vendor_euc(content: bytes) -> str | None:
    """EUC-JP with NEC's and IBM's rows (eucJP-ms)."""
    if not re.fullmatch(rb"(?:[\x00-\x7f]|[\xa1-\xfe]{2}|\x8e[\xa1-\xdf])*", content):
        return None
    run = re.compile(rb"(?:[\xa1-\xfe]{2})+")
    parts, at = [], 0
    for match in run.finditer(content):
        parts.append(content[at : match.start()].decode("euc_jp", "replace"))
        escaped = b"\x1b$B" + match.group().translate(_TO_LOW) + b"\x1b(B"
        parts.append(iso2022jp.decode(escaped)[0])
        at = match.end()
    parts.append(content[at:].decode("euc_jp", "replace"))
    return "".join(parts)


_TO_LOW = bytes(byte & 0x7F for byte in range(256))


def _is_implausible(text: str, claim: str, content: bytes) -> bool:
    """A claim that the bytes fulfil by accident: another charset gives far better Japanese."""
    if (
        claim in ("cp932", "euc_jp", "gb18030", "cp949", "cp950")
        or claim.startswith("iso-8859")
        or claim.startswith("windows")
    ):
        if claim not in ("cp932", "euc_jp") and _strict(content, "utf-8") is not None:
            return True
        if claim in ("gb18030", "cp949", "cp950"):
            return plausibility(text) < 0.3
        return (
            claim in ("cp932", "euc_jp")
            and plausibility(text) < 0.3
            and _strict(content, "utf-8") is not None
        )
    return False


_KANA = re.compile("[\u3041-\u30ff]")
_HAN = re.compile("[\u4e00-\u9fff\u3001-\u3020\uff01-\uff5e々]")
_HALF_KANA = re.compile("[\uff61-\uff9f]")
_ODD = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd\u0400-\u04ff]")


def plausibility(text: str) -> float:
    """How much like Japanese the non-ASCII part of a text is: up to 1, below 0 for noise."""
    foreign = [character for character in text[:20_000] if character > "\x7f"]
    if not foreign:
        return 1.0
    sample = "".join(foreign)
    kana, han = len(_KANA.findall(sample)), len(_HAN.findall(sample))
    half, odd = len(_HALF_KANA.findall(sample)), len(_ODD.findall(sample))
    if not kana and not half and re.search("[\u4e00-\u9fff]{2}", text) is None:
        return -1.0  # lone kanji between ASCII letters are accented letters of a Western text
    mixed = 0.6 * half if half and kana + han < half else 0.2 * half
    return (kana + han + mixed - 2 * odd) / len(foreign)


def _is_mostly_utf8(content: bytes) -> bool:
    text = content.decode("utf-8", "replace")
    foreign = sum(character > "\x7f" for character in text)
    return text.count("\ufffd") * 10 < foreign


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
