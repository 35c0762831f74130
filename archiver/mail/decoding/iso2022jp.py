"""ISO-2022-JP as it is really sent: bytes → text, with the vendors' characters that Python's codecs refuse.

RFC 1468 knows JIS X 0201 and 0208; Windows mailers put NEC's ① ㈱ and IBM's 髙 﨑 into the empty rows of 0208
(cp50221), half-width kana behind ESC ( I or SO, and forget to escape back.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable

from archiver.mail.decoding import emoji, likeness

_ESCAPE = re.compile(rb"(\x1b(?:&@\x1b)?(?:\([BHIJ]|\$[@AB]|\$\([@ABCDOPQ])|[\x0e\x0f])")
_BEGINS = re.compile(rb"\x1b(?:&@\x1b)?(?:\([BHIJ]|\$[@AB]|\$\([@ABCDOPQ])")
_MODES = {
    **dict.fromkeys((b"\x1b(B", b"\x1b(J", b"\x1b(H", b"\x0f"), "ascii"),
    **dict.fromkeys((b"\x1b(I", b"\x0e"), "kana"),
    **dict.fromkeys((b"\x1b$B", b"\x1b$@", b"\x1b$(B", b"\x1b$(@", b"\x1b&@\x1b$B"), "0208"),
    b"\x1b$(D": "0212",
    **dict.fromkeys((b"\x1b$(O", b"\x1b$(Q"), "0213"),
    b"\x1b$(P": "0213, second plane",
    **dict.fromkeys((b"\x1b$A", b"\x1b$(A"), "gb2312"),
    b"\x1b$(C": "ksc5601",
}
_TO_HIGH = bytes((byte | 0x80) if 0x21 <= byte <= 0x7E else byte for byte in range(256))


def has_escapes(content: bytes) -> bool:
    return b"\x1b" in content and bool(_BEGINS.search(content))


_BACK = re.compile(rb"( ?\([BJ])")
_SHOWN = re.compile(rb"\^\[(?=\$[B@]|\([BJ])")
"""An escape as a terminal shows it."""
_KANJI_BYTES = re.compile(rb"(?:[!-~]{2}){2,}")
_ONE_KANJI = re.compile(rb"[!-~]{2}")


def with_its_escapes(content: bytes) -> bytes:
    """A text with the escapes that a gateway took for noise; b'' where it cannot have had them."""
    parts: list[bytes] = []
    is_found = False
    pieces = _BACK.split(_SHOWN.sub(b"", content))
    for piece, back in zip(pieces[::2], [*pieces[1::2], b""], strict=True):
        word = max(piece.rfind(b"\n"), piece.rfind(b" ")) + 1
        found = [at for sign in (b"$B", b"$@") if (at := piece.find(sign, word)) >= 0]
        is_many = bool(back and found) and _KANJI_BYTES.fullmatch(piece, min(found) + 2) is not None
        if is_many or (back and found and _ONE_KANJI.fullmatch(piece, min(found) + 2)):
            # A blank stands for each escape, or for none.
            before = piece[: min(found)].removesuffix(b" " if back.startswith(b" ") else b"")
            parts += [before, b"\x1b", piece[min(found) :], b"\x1b", back.lstrip()]
            is_found |= is_many
        else:
            parts += [piece, back]
    return b"".join(parts) if is_found else b""


def decode(content: bytes, plain: Callable[[bytes], str]) -> tuple[str, bool]:
    """(text, whether vendors' characters were needed).  Never raises; what means nothing becomes U+FFFD.

    `plain` reads what stands outside the escapes.
    """
    parts: list[str] = []
    mode, is_vendor = "ascii", False
    for piece in _ESCAPE.split(content):
        if piece in _MODES:
            mode = _MODES[piece]
            is_vendor |= mode == "kana"
            continue
        if not piece:
            continue
        text, vendor = _run(piece, mode, plain)
        parts.append(text)
        is_vendor |= vendor
    return "".join(parts), is_vendor


def _run(piece: bytes, mode: str, plain: Callable[[bytes], str]) -> tuple[str, bool]:
    """One run between escapes.  A line end closes a run (RFC 1468), unless the next lines can only go on; so does a
    blank, which no character of two bytes has."""
    if mode == "ascii":
        return plain(piece), False
    texts, is_vendor, is_over = [], False, False
    for index, line in enumerate(piece.split(b"\n")):
        is_over = is_over or (index > 0 and bool(line.strip()) and not _is_double_byte(line))
        if is_over:
            texts.append(plain(line))
            continue
        first, blank, rest = line.partition(b" ") if mode != "kana" else (line, b"", b"")
        is_over = bool(blank) and not _is_double_byte(rest)
        text, vendor = _characters(first if is_over else line, mode)
        texts.append(text + plain(blank + rest) if is_over else text)
        is_vendor |= vendor
    return "\n".join(texts), is_vendor


def _is_double_byte(line: bytes) -> bool:
    """Whether a line without an escape can be kanji, and reads like some."""
    line = line.rstrip(b"\r")
    if not (len(line) > 1 and len(line) % 2 == 0 and _ALL_KANJI.fullmatch(line)):
        return False
    return len(line) > LONGEST_CHANCE or likeness.common_in_japan(kanji(line)) >= LEAST_COMMON


LONGEST_CHANCE = 12
"""Bytes: words in ASCII can be a few kanji."""
LEAST_COMMON = 0.5
_ALL_KANJI = re.compile(rb"[!-O][!-~]*")


def _characters(line: bytes, mode: str) -> tuple[str, bool]:
    end = b"\r" if line.endswith(b"\r") else b""
    line = line.removesuffix(b"\r")
    text, is_vendor = _DECODERS[mode](line)
    return text + end.decode(), is_vendor


def _kana(line: bytes) -> tuple[str, bool]:
    return "".join(
        chr(byte - 0x21 + 0xFF61) if 0x21 <= byte <= 0x5F else chr(byte & 0x7F) for byte in line
    ), True


def _jis_x_0208(line: bytes) -> tuple[str, bool]:
    try:
        return line.translate(_TO_HIGH).decode("euc_jp"), False
    except UnicodeDecodeError:
        return kanji(line), True


def kanji(line: bytes) -> str:
    """Rows and cells of JIS X 0208, the vendors' among them.

    What a telephone company or an office put into rows that nobody else knows becomes 〓, as printers have it.
    """
    # cp932 has the vendors' rows.
    shifted = bytearray()
    at = 0
    while at < len(line):
        first, second = line[at] & 0x7F, line[at + 1] & 0x7F if at + 1 < len(line) else 0
        if not (0x21 <= first <= 0x7E and 0x21 <= second <= 0x7E):
            shifted.append(first)
            at += 1
            continue
        lead = (first - 0x21) // 2 + 0x81
        shifted.append(lead if lead <= 0x9F else lead + 0x40)
        shifted.append(second + (0x7E if first % 2 == 0 else 0x1F if second < 0x60 else 0x20))
        at += 2
    return shifted.decode("cp932", "geta")


def _geta(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)  # noqa: S101  nothing is encoded here
    lead = error.object[error.start]
    is_private = lead in (*range(0xEB, 0xED), *range(0xEF, 0xFD))
    if lead in (0xEB, 0xEC) and error.start + 1 < len(error.object):
        return emoji.of_au(lead << 8 | error.object[error.start + 1]), error.start + 2
    return ("〓" if is_private else "\ufffd"), min(error.start + 1 + is_private, len(error.object))


codecs.register_error("geta", _geta)


def _jis_x_0212(line: bytes) -> tuple[str, bool]:
    high = line.translate(_TO_HIGH)
    return b"".join(b"\x8f" + high[at : at + 2] for at in range(0, len(high), 2)).decode(
        "euc_jp", "replace"
    ), True


def _jis_x_0213(line: bytes) -> tuple[str, bool]:
    return (b"\x1b$(Q" + line + b"\x1b(B").decode("iso2022_jp_2004", "replace"), True


def _second_plane(line: bytes) -> tuple[str, bool]:
    return (b"\x1b$(P" + line + b"\x1b(B").decode("iso2022_jp_2004", "replace"), True


def _gb2312(line: bytes) -> tuple[str, bool]:
    return line.translate(_TO_HIGH).decode("gb2312", "replace"), True


def _ksc5601(line: bytes) -> tuple[str, bool]:
    return line.translate(_TO_HIGH).decode("euc_kr", "replace"), True


_DECODERS = {
    "kana": _kana,
    "0208": _jis_x_0208,
    "0212": _jis_x_0212,
    "0213": _jis_x_0213,
    "0213, second plane": _second_plane,
    "gb2312": _gb2312,
    "ksc5601": _ksc5601,
}
