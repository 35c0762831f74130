"""Names and kinds of attachments: what a mail claims → a safe file name, and the type that the bytes show."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 150

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"{\\rtf", "application/rtf"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"x\x9f>\x22", "application/ms-tnef"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_MARKS = (_ZIP, _OLE, *(mark for mark, _ in _MAGIC))
_OLE_TYPES = {
    "xls": "application/vnd.ms-excel",
    "doc": "application/msword",
    "ppt": "application/vnd.ms-powerpoint",
    "jtd": "application/x-js-taro",
    "msg": "application/vnd.ms-outlook",
}
_OLE_STREAMS = {
    "EncryptedPackage": "application/x-encrypted-office",
    "DocumentText": "application/x-js-taro",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "__properties_version1.0": "application/vnd.ms-outlook",
}
"""Names of entries in a compound file's directory, each followed by its end; a slide show may hold a workbook."""
_OFFICE = "application/vnd.openxmlformats-officedocument."
_ZIP_TYPES: tuple[tuple[bytes, str], ...] = (
    (b"word/", _OFFICE + "wordprocessingml.document"),
    (b"xl/", _OFFICE + "spreadsheetml.sheet"),
    (b"ppt/", _OFFICE + "presentationml.presentation"),
    (b"mimetypeapplication/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.text"),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.spreadsheet",
    ),
    (
        b"mimetypeapplication/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.presentation",
    ),
)
_EXTENSIONS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "text/html": "html",
    "text/plain": "txt",
    "text/csv": "csv",
    "text/calendar": "ics",
    "message/rfc822": "eml",
    "application/zip": "zip",
    "application/ms-tnef": "dat",
}
_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_BIDI = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


@lru_cache(maxsize=256)
def safe_name(claimed: str, media_type: str, index: int) -> str:
    """A name without path, control characters or direction overrides; `part-N.ext` where nothing is left."""
    name = unicodedata.normalize("NFC", claimed)
    name = _BIDI.sub("\ufffd", name)
    name = re.split(r"[/\\]", name)[-1]
    name = "".join(
        character
        for character in name
        if unicodedata.category(character) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    )
    name = re.sub(r'[<>:"|?*]', "_", re.sub(r"\s+", " ", name)).strip(" .")
    if not name:
        return f"part-{index + 1}.{_EXTENSIONS.get(media_type, 'bin')}"
    if _RESERVED.match(name):
        name = f"_{name}"
    stem, dot, extension = name.rpartition(".")
    if len(name) > LONGEST and dot and len(extension) <= 10:
        return f"{stem[: LONGEST - len(extension) - 1]}.{extension}"
    return name[:LONGEST]


def media_type(content: bytes, claimed: str, name: str) -> str:
    """The type that the bytes show; the claimed one where they show none."""
    return shown_type(content, claimed, name) or claimed or "application/octet-stream"


def shown_type(content: bytes, claimed: str, name: str) -> str:
    """The type that the first bytes show, '' where they show none."""
    if not content.startswith(_MARKS):
        return ""
    if content.startswith(_ZIP):
        head = content[:4000] + content[-4000:]
        return next((kind for mark, kind in _ZIP_TYPES if mark in head), "application/zip")
    if content.startswith(_OLE):
        return _ole_type(content, name.rpartition(".")[2].casefold()[:3])
    for magic, kind in _MAGIC:
        if content.startswith(magic) and not (len(magic) == 2 and claimed.startswith("text/")):
            return kind
    return ""


def _ole_type(content: bytes, extension: str) -> str:
    """One file may lie in another: a sheet in a letter, a letter in a sheet.  There the name tells them apart."""
    found = [kind for name, kind in _OLE_STREAMS.items() if f"{name}\0".encode("utf-16-le") in content]
    claimed = _OLE_TYPES.get(extension, "application/x-ole-storage")
    return claimed if claimed in found or not found else found[0]
