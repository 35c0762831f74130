"""Rich text: the compressed RTF in which Outlook keeps a mail ([MS-OXRTFCP], [MS-OXRTFEX]) → its text, or its HTML.

Files in RTF are read in processes with limits; this is the body of a mail, so it is read here, each byte once.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass, replace

from archiver.mail.decoding import claims

LARGEST = 500_000
"""Bytes that are unpacked."""
_HEADER = 16
_KNOWN = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every text may refer to as if it had stood before it (§2.1.2.1)."""
_WINDOW = 4096

_TOKEN = re.compile(
    rb"\\(?:([a-z]{1,32})(-?[0-9]{1,9})? ?|'([0-9a-fA-F]{2})|([^a-z]))|([{}])|([^\\{}\r\n]+)", re.DOTALL
)
_SHOWN = {
    **dict.fromkeys((b"par", b"line", b"row", b"sect", b"page"), "\n"),
    **dict.fromkeys((b"tab", b"cell"), "\t"),
    **{b"bullet": "•", b"endash": "–", b"emdash": "—", b"lquote": "‘", b"rquote": "’"},
    **{b"ldblquote": "“", b"rdblquote": "”"},
}
_SIGNS = {b"~": " ", b"_": "-", b"-": "", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_ASIDE = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer generator themedata mhtmltag".split()
)
"""Groups that hold something else than text."""
_OF_FONTS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253", 162: "cp1254"} | {
    **{177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"},
}


def unpacked(content: bytes) -> bytes:
    """The RTF of a property; what breaks off gives what there is."""
    if content[8:12] == b"MELA":
        return content[_HEADER : _HEADER + LARGEST]
    if content[8:12] != b"LZFu":
        return b""
    out = bytearray(_KNOWN)
    at = _HEADER
    while at < len(content) and len(out) < LARGEST:
        kinds = content[at]
        at += 1
        for bit in range(8):
            if not kinds >> bit & 1:
                out += content[at : at + 1]
                at += 1
                continue
            if at + 2 > len(content):
                break
            (place,) = struct.unpack_from(">H", content, at)
            at += 2
            if place >> 4 == len(out) % _WINDOW:
                return bytes(out[len(_KNOWN) :])
            _repeat(out, place >> 4, (place & 15) + 2)
    return bytes(out[len(_KNOWN) :])


def _repeat(out: bytearray, place: int, count: int) -> None:
    """Bytes from a place in the window, which may be those that are being written."""
    start = len(out) - (len(out) - place) % _WINDOW
    for each in range(start, start + count):
        out.append(out[each] if 0 <= each < len(out) else 0)


@dataclass(frozen=True, slots=True)
class _Group:
    is_aside: bool = False
    is_hidden: bool = False
    """What stands only for readers of RTF, in RTF that was HTML."""
    codec: str = ""
    skip: int = 1
    """Characters that stand in for one in Unicode."""


def text_of(rtf: bytes) -> tuple[str, bool]:
    """(the text of RTF, whether it is HTML: programs wrap that in RTF)."""
    reader = _Reader(b"\\fromhtml" in rtf[:2000])
    for word, number, code, sign, brace, plain in _TOKEN.findall(rtf[:LARGEST]):
        if brace:
            reader.brace(brace)
        elif word:
            reader.word(word, int(number) if number else None)
        elif code:
            reader.take(bytes.fromhex(code.decode("ascii")))
        elif sign == b"*":
            reader.is_marked = True
        elif sign:
            reader.show(_SIGNS.get(sign, ""))
        else:
            reader.take(plain)
    return reader.text(), reader.is_html


class _Reader:
    """What was read of RTF as far as it was read."""

    def __init__(self, is_html: bool) -> None:
        self.is_html = is_html
        self.is_marked = False
        """After `\\*`: the group is for those who know its word."""
        self.stack: list[_Group] = []
        self.group = _Group()
        self.codec = "cp1252"
        self.fonts: dict[int, str] = {}
        self.font = 0
        self.pieces: list[str] = []
        self.pending = bytearray()
        self.left = 0

    def brace(self, brace: bytes) -> None:
        self._flush()
        self.left = 0
        if brace == b"{":
            self.stack.append(self.group)
        elif self.stack:
            self.group = self.stack.pop()

    def word(self, word: bytes, number: int | None) -> None:
        is_marked, self.is_marked = self.is_marked, False
        if word in _ASIDE or (is_marked and not (self.is_html and word == b"htmltag")):
            self._flush()
            self.group = replace(self.group, is_aside=True)
        elif word == b"u" and number is not None:
            self.show(chr(number % 0x10000))
            self.left = self.group.skip
        elif word in _SHOWN:
            self.show(_SHOWN[word])
        elif number is not None or word == b"htmlrtf":
            self._told(word, number)

    def _told(self, word: bytes, number: int | None) -> None:
        """What a word says of the text that follows."""
        if word == b"htmlrtf":
            self._flush()
            self.group = replace(self.group, is_hidden=number != 0)
        elif word == b"ansicpg":
            self.codec = f"cp{number}" if claims.is_known(f"cp{number}") else self.codec
        elif word == b"uc":
            self.group = replace(self.group, skip=min(number or 0, 9))
        elif word == b"fcharset":
            self.fonts[self.font] = _OF_FONTS.get(number or 0, "")
        elif word == b"f":
            self._flush()
            self.font = number or 0
            self.group = replace(self.group, codec=self.fonts.get(self.font, ""))

    def take(self, content: bytes) -> None:
        """Bytes of text, in the charset of the font."""
        skipped, self.left = content[self.left :], max(0, self.left - len(content))
        if not (self.group.is_aside or self.group.is_hidden):
            self.pending += skipped

    def show(self, text: str) -> None:
        self._flush()
        if not (self.group.is_aside or self.group.is_hidden):
            self.pieces.append(text)

    def _flush(self) -> None:
        if self.pending:
            # It says its charsets itself, font by font, and detection for each piece would take its time.
            self.pieces.append(self.pending.decode(self.group.codec or self.codec, "replace"))
            self.pending.clear()

    def text(self) -> str:
        """All of it; halves of a character are joined."""
        self._flush()
        whole = "".join(self.pieces)
        return whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
