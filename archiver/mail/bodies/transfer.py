"""Transfer: the bytes of a part as they were sent → as they were meant (RFC 2045 §6), and what had to be repaired."""

from __future__ import annotations

import binascii
import re
from itertools import filterfalse

from archiver.mail.bodies import packed
from archiver.mail.bodies.mime import Part
from archiver.mail.fields import headers

_ENCODINGS = {
    **dict.fromkeys(("", "7bit", "8bit", "binary"), ""),
    **dict.fromkeys(("base64", "b64"), "base64"),
    **dict.fromkeys(("quotedprintable", "qp"), "quoted-printable"),
    **dict.fromkeys(("xuuencode", "uuencode", "uue", "xuue"), "uuencode"),
}


def encoding_of(part: Part) -> str:
    """The transfer encoding that a part claims: one of ours, '' for none."""
    found = ""
    for value in part.fields.get("content-transfer-encoding", ()):
        name = value if value in _ENCODINGS else _LETTERS.sub("", value.partition("(")[0].casefold())
        found = found or _ENCODINGS.get(name, "")
    return found


_LETTERS = re.compile(r"[^a-z0-9]+")


def decoded(part: Part, *, is_text: bool) -> tuple[bytes, str]:
    """(the bytes of a part, decoded; what had to be repaired, '' for nothing)."""
    encoding = encoding_of(part)
    if encoding == "base64":
        return _from_base64(part.content, is_text=is_text)
    if encoding == "quoted-printable":
        return binascii.a2b_qp(_SOFT.sub(b"=", part.content) if b"= " in part.content else part.content), ""
    if encoding == "uuencode":
        return packed.from_uuencode(part.content.decode("ascii", "replace").splitlines()), ""
    lost = packed.without_its_encoding(part.content) if is_text and part.content.isascii() else None
    return (part.content, "") if lost is None else (lost, "encoding: not declared")


_SOFT = re.compile(rb"=[ \t]+(?=\r?\n)")


def _from_base64(raw: bytes, *, is_text: bool) -> tuple[bytes, str]:
    """What base64 gives; under a text, a footer that a list server put there is kept as it stands."""
    flaw = ""
    rest: list[bytes] = []
    is_clean = _BASE64.fullmatch(raw) and b" " not in raw
    lines = [raw] if is_clean else list(map(_not_indented, raw.splitlines(keepends=True)))
    if not is_clean and (meant := _without_strays(lines)) != lines:
        lines, flaw = meant, "encoding: damaged base64"
    if not is_clean and (bad := next(filterfalse(_is_base64, lines), None)) is not None:
        first = lines.index(bad)
        is_under = bool(b"".join(lines[:first]).strip()) and not any(
            map(_BASE64_LINE.fullmatch, lines[first:])
        )
        lines, rest = (lines[:first], lines[first:]) if is_under else (lines, [])
        flaw = "encoding: text under the base64" if is_under and not flaw else "encoding: damaged base64"
        lines = list(filter(_is_base64, lines))
        if len(lines) * 2 <= len(raw.splitlines()) - len(rest):
            lines, rest, flaw = [], [raw], "encoding: claims base64, is not"
    joined = b"".join(lines)
    padding = joined.find(b"=")
    try:
        is_one = padding < 0 or not joined[padding:].strip(b"= \t\r\n")
        content = binascii.a2b_base64(joined) if is_one else headers.base64_bytes(joined)
    except binascii.Error:
        content, flaw = headers.base64_bytes(joined), flaw or "encoding: damaged base64"
    return content + b"".join(rest) if is_text or not content else content, flaw


def _not_indented(line: bytes) -> bytes:
    bare = line.lstrip(b" \t")
    return bare if len(bare) < len(line) and _is_base64(bare) else line


def _without_strays(lines: list[bytes]) -> list[bytes]:
    """The lines without signs that base64 has not (RFC 2045 §6.8 passes them over), where what is left is as long as
    the first line, or is the rest under such a one: what a list put under it is not."""
    usual = len(_STRAY.sub(b"", lines[0])) if lines else 0
    if usual < LEAST_LINE:
        return lines
    found: list[bytes] = []
    for line in lines:
        kept = _STRAY.sub(b"", line)
        is_rest = bool(found) and 0 < len(kept) < usual and found[-1] != lines[len(found) - 1]
        is_meant = len(kept) == usual or is_rest
        is_strayed = is_meant and len(kept) % 4 == 0 and not _is_base64(line) and _STRAYED.fullmatch(line)
        found.append(kept + b"\n" if is_strayed else line)
    return found


def _is_base64(line: bytes) -> bool:
    return _WHOLE_LINE.fullmatch(line) is not None


LEAST_LINE = 20
"""Bytes of a first line: less may be anything."""
_STRAYED = re.compile(rb"(?:[>|] )?(?:[A-Za-z0-9+/=]*+[^\sA-Za-z0-9+/=]){0,3}[A-Za-z0-9+/=]*+\s*")
_STRAY = re.compile(rb"[^A-Za-z0-9+/=]")
_BASE64 = re.compile(rb"[A-Za-z0-9+/=\s]*")
_WHOLE_LINE = re.compile(rb"[A-Za-z0-9+/=]*\s*")
_BASE64_LINE = re.compile(rb"[A-Za-z0-9+/]{60,}={0,2}\s*")
