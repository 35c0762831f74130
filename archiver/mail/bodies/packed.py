"""Packed: files that stand in a text (uuencode, base64, yEnc), and texts whose transfer encoding nobody declares."""

from __future__ import annotations

import binascii
import re

from archiver.mail.fields.headers import base64_bytes

Files = list[tuple[str, bytes]]
"""(name, content) of each."""

_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} (?P<name>\S.{0,200})\n(?P<lines>(?:[!-`][ -`]{0,90}\n)+)(?:[` ]?\n?end[ \t]*$|(?P<cut>`?\s*\Z))"
    r"|^begin-base64 [0-7]{3,4} (?P<name64>\S.{0,200})\n(?P<lines64>(?:[A-Za-z0-9+/=]{1,90}\n)+?)====[ \t]*$",
    re.MULTILINE,
)
_BEGINS = re.compile("begin(?:-base64)? [0-7]{3}")
_YENC = re.compile(
    rb"^=ybegin [^\r\n]{0,200}?name=([^\r\n]{1,200})\r?\n(?:=ypart [^\r\n]{0,200}\r?\n)?(.*?)^=yend[^\r\n]{0,200}",
    re.DOTALL | re.MULTILINE,
)
_YENC_ESCAPED = re.compile(rb"=(.)", re.DOTALL)
_YENC_BYTES = bytes((byte - 42) & 0xFF for byte in range(256))
_HIGH_BYTE = re.compile(rb"=[89A-Fa-f][0-9A-Fa-f]")
_NOT_QUOTED_PRINTABLE = re.compile(rb"=(?![0-9A-Fa-f]{2}|[ \t]*\r?(?:\n|\Z))")
_LINES_OF_BASE64 = re.compile(
    rb"(\s*(?:[A-Za-z0-9+/]{40,80}\r?\n)*[A-Za-z0-9+/]{1,80}={0,2}\s*)((?:[_-]{10,}.*)?)", re.DOTALL
)
"""And what a list server put under them."""
_WORDS = re.compile(rb"(?:[!-~]{1,60}\s+){5}")
LEAST_HIGH_BYTES = 6
LEAST_BASE64 = 40
"""Characters; shorter lines are words."""


def without_uuencoded(text: str) -> tuple[str, Files, bool]:
    """A text without the uuencoded files in it, each of which leaves its name in brackets; whether one was cut off."""
    if not _BEGINS.search(text):
        return text, [], False
    files: Files = []
    is_cut = False

    def taken(match: re.Match[str]) -> str:
        nonlocal is_cut
        name = (match["name"] or match["name64"]).strip()
        lines = match["lines"]
        if match["cut"] is not None and not _is_uuencode(lines):
            return match[0]
        is_cut |= match["cut"] is not None
        files.append(
            (name, from_uuencode(lines.splitlines()) if lines else base64_bytes(match["lines64"].encode()))
        )
        return f"[{name}]"

    return _UUENCODED.sub(taken, text), files, is_cut


def _is_uuencode(lines: str) -> bool:
    """Whether the first line is as long as it says."""
    first = lines.partition("\n")[0]
    length = (((ord(first[0]) - 32) & 63) + 2) // 3 * 4
    return length > 0 and length <= len(first.rstrip()) - 1 + 2 and len(first) - 1 <= length + 1


def from_uuencode(lines: list[str]) -> bytes:
    """What uuencoded lines give; a line whose last blanks were lost is read as far as it goes."""
    pieces = []
    for line in lines:
        if line.startswith(("begin ", "end")) or not line.strip("`"):
            continue
        try:
            pieces.append(binascii.a2b_uu(line.encode("ascii", "replace")))
        except binascii.Error:
            length = (((ord(line[0]) - 32) & 63) * 4 + 5) // 3
            try:
                pieces.append(binascii.a2b_uu(line[: length + 1].encode("ascii", "replace")))
            except binascii.Error:
                continue
    return b"".join(pieces)


def without_yenc(content: bytes) -> tuple[bytes, Files]:
    """The bytes of a text without the files in yEnc in it: they are bytes of no charset."""
    files: Files = []
    # Behind the last end there is no file: each beginning would look for one.
    last = content.rfind(b"\n=yend") + 300

    def taken(match: re.Match[bytes]) -> bytes:
        lines = match[2].replace(b"\r", b"").replace(b"\n", b"")
        lines = _YENC_ESCAPED.sub(lambda each: bytes([(each[1][0] - 64) & 0xFF]), lines)
        files.append((match[1].strip().decode("utf-8", "replace"), lines.translate(_YENC_BYTES)))
        return b"[" + match[1].strip() + b"]"

    return _YENC.sub(taken, content[:last]) + content[last:], files


def without_its_encoding(content: bytes) -> bytes | None:
    """What an ASCII text gives that is in quoted-printable or base64 though its head does not say so; else None.

    QUIRK: list servers and exports lose Content-Transfer-Encoding.  Only what is words, UTF-8 or ISO-2022-JP when
    it is decoded is taken for encoded.
    """
    if content.count(b"=") >= LEAST_HIGH_BYTES and len(_HIGH_BYTE.findall(content)) >= LEAST_HIGH_BYTES:
        if _NOT_QUOTED_PRINTABLE.search(content):
            return None
        return _if_text(binascii.a2b_qp(content))
    if b" " in content[:LEAST_BASE64] or len(content) < LEAST_BASE64:
        return None
    match = _LINES_OF_BASE64.fullmatch(content)
    found = _if_text(base64_bytes(match[1])) if match else None
    return found + b"\n" + match[2] if found and match else None


def _if_text(content: bytes) -> bytes | None:
    if content.isascii():
        return content if b"\x1b$" in content or (_WORDS.match(content) and b"\0" not in content) else None
    try:
        return content if content.decode("utf-8") else None
    except UnicodeDecodeError:
        return None
