"""Scrubbed mails: what pipermail took out of a mail, found by its notice and put back.  Pure: fetches nothing.

A notice is known by its address (`…/LIST/attachments/20110704/0a1b2c3d/name`) and by standing under other words;
those are in the language of the list and are not read, but for the name and the type among them.
"""

from __future__ import annotations

import base64
import hashlib
import html
import mimetypes
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import PurePosixPath
from urllib.parse import quote, unquote

MOST = 100
"""Notices of one mail that are followed."""

_ADDRESS = re.compile(
    rb"^(?![>|])[^\n<>]{0,40}?<?(?:https?:/)?(?:/[^/\s<>]{1,200}){0,9}?/(?P<list>[^/\s<>]{1,200})/"
    rb"(?P<path>attachments/\d{8}/[0-9a-f]{6,64}/[^\s<>]{1,300})>?[ \t]*$",
    re.MULTILINE,
)
_TYPE = re.compile(r":[ \t]*([A-Za-z]+/[\w.+-]+)[ \t]*$", re.MULTILINE | re.ASCII)
_VALUE = re.compile(r"^[^\n:]{1,40}:[ \t]*(\S[^\n]*)", re.MULTILINE)
_DESCRIPTION = re.compile(
    rb"^(?:content-[a-z-]+|mime-version):[^\n]*\n(?:[ \t][^\n]*\n)*", re.IGNORECASE | re.MULTILINE
)
_BEGINNING = re.compile(rb"\n\n|-{6,}\n")
"""Of a notice: after an empty line, or the line that says that another part begins."""
_SOFT = re.compile(rb"(?<!\?)=\n")
_HEAD_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True)
class Notice:
    """One part that was taken out."""

    path: str
    """Of its address, from the list's own on."""
    name: str
    type: str


def notices(content: bytes, list_name: str) -> list[Notice]:
    """What the text of a mail says was taken out of it and is kept for this list (quoted notices aside)."""
    # QUIRK: texts of old builds keep the soft line ends of quoted-printable mails, also in notices.
    content = _SOFT.sub(b"", content.replace(b"\r", b""))
    found = []
    for match in _ADDRESS.finditer(content):
        above = content[max(0, match.start() - 1000) : match.start()]
        words = _BEGINNING.split(above)[-1] if above.endswith(b"\n") else b""
        if words.strip() and unquote(match["list"].decode()).casefold() == list_name.casefold():
            found.append(_notice(match["path"].decode("ascii", "replace"), _decoded(words)))
    return list(dict.fromkeys(found))[:MOST]


def _notice(path: str, words: str) -> Notice:
    file = unquote(PurePosixPath(path).name)
    told, value = _TYPE.search(words), _VALUE.search(words)
    name = value[1].strip() if told and value else ""
    return Notice(
        path=path,
        # Where a part had no name the notice says so in the list's language: those words have no file's ending.
        name=name if PurePosixPath(name).suffix else file,
        type=told[1].lower() if told else mimetypes.guess_type(file)[0] or "application/octet-stream",
    )


def _decoded(words: bytes) -> str:
    """In the encodings of Japanese and English lists; other words are not needed."""
    for encoding in ("iso-2022-jp", "utf-8", "euc-jp"):
        with suppress(UnicodeDecodeError):
            return words.decode(encoding)
    return words.decode("ascii", "replace")


def as_sent(content: bytes) -> bytes:
    """A part as it was before pipermail made it harmless: HTML comes escaped between <tt> and </tt>."""
    if not content.startswith(b"<tt>\n") or not content.rstrip().endswith(b"</tt>"):
        return content
    text = content.rstrip()[len(b"<tt>\n") : -len(b"</tt>")].removesuffix(b"\n")
    text = re.sub(rb"<br>(?=\n)", b"", text, flags=re.IGNORECASE)
    text = text.replace(b"&nbsp" * 8, b"\t").replace(b"&nbsp;", b" ")
    return html.unescape(text.decode("utf-8", "surrogateescape")).encode("utf-8", "surrogateescape")


def rejoined(content: bytes, parts: Sequence[tuple[Notice, bytes]]) -> bytes:
    """The mail with its parts as attachments (RFC 2046 §5.1.3); its text stays byte for byte, notices included."""
    if not parts:
        return content
    end = _HEAD_END.search(content)
    head, text = (content[: end.start()] + b"\n", content[end.end() :]) if end else (content, b"")
    described = b"".join(_DESCRIPTION.findall(head))
    boundary = f"rejoined-{hashlib.sha256(content).hexdigest()[:32]}".encode()
    pieces = [
        _DESCRIPTION.sub(b"", head),
        b'MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary="' + boundary + b'"\n\n',
        b"--" + boundary + b"\n" + re.sub(rb"(?im)^mime-version:.*\n", b"", described) + b"\n" + text + b"\n",
    ]
    for notice, part in parts:
        pieces += [b"--" + boundary + b"\n", _part_head(notice), base64.encodebytes(part)]
    return b"".join([*pieces, b"--" + boundary + b"--\n"])


def _part_head(notice: Notice) -> bytes:
    return (
        f"Content-Type: {notice.type}\n"
        f"Content-Disposition: attachment; filename*=utf-8''{quote(notice.name, safe='')}\n"
        "Content-Transfer-Encoding: base64\n\n"
    ).encode("ascii")
