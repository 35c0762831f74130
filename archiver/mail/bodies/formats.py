"""Formats: what an attachment's bytes, type and name show → the kind of file it is, as people call it.  Pure."""

from __future__ import annotations

import re

from archiver.mail.bodies import names
from archiver.mail.decoding import claims

_BY_TYPE = {
    "application/pdf": "pdf",
    "application/msword": "word-97",
    "application/vnd.ms-excel": "excel-97",
    "application/vnd.ms-powerpoint": "powerpoint-97",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "excel",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "powerpoint",
    "application/vnd.oasis.opendocument.text": "opendocument-text",
    "application/vnd.oasis.opendocument.spreadsheet": "opendocument-sheet",
    "application/vnd.oasis.opendocument.presentation": "opendocument-slides",
    "application/x-encrypted-office": "office-encrypted",
    "application/x-js-taro": "taro",
    "application/vnd.ms-outlook": "outlook",
    "application/vnd.fujixerox.docuworks": "docuworks",
    "application/rtf": "rtf",
    "text/rtf": "rtf",
    "text/html": "html",
    "application/xhtml+xml": "html",
    "text/csv": "csv",
    "text/tab-separated-values": "csv",
    "message/rfc822": "mail",
    "application/zip": "zip",
    "application/ms-tnef": "tnef",
    "application/gzip": "packed",
    "application/x-bzip2": "packed",
    "application/x-7z-compressed": "packed",
    "application/vnd.rar": "packed",
    "application/x-lzh": "packed",
    "application/pgp-signature": "signature",
    "application/pkcs7-signature": "signature",
    "application/x-pkcs7-signature": "signature",
    "application/pkcs7-mime": "encrypted",
    "application/x-pkcs7-mime": "encrypted",
    "application/pgp-encrypted": "encrypted",
    "application/vnd.microsoft.portable-executable": "program",
    "application/x-executable": "program",
    "application/pgp-keys": "text",
    **dict.fromkeys(
        (
            "message/delivery-status",
            "message/disposition-notification",
            "message/global-delivery-status",
            "message/global-headers",
        ),
        "text",
    ),
    "application/json": "text",
    "application/xml": "text",
    "application/x-patch": "text",
    "application/x-shellscript": "text",
}
_BY_EXTENSION = {
    **dict.fromkeys(
        ("txt", "log", "md", "patch", "diff", "ics", "vcf", "json", "xml", "toml", "ini"), "text"
    ),
    **dict.fromkeys(("csv", "tsv"), "csv"),
    **dict.fromkeys(("htm", "html"), "html"),
    **dict.fromkeys(("jtd", "jtt", "jsw", "jaw", "jbw", "juw", "jfw", "jvw"), "taro"),
    **dict.fromkeys(("xdw", "xbd"), "docuworks"),
    **dict.fromkeys(("lzh", "gz", "bz2", "xz", "7z", "rar", "tar"), "packed"),
    **dict.fromkeys(("exe", "com", "scr", "bat", "js", "vbs"), "program"),
    **dict.fromkeys("png jpg jpeg gif bmp tif tiff webp heic svg".split(), "image"),
    **dict.fromkeys("mp3 wav m4a ogg".split(), "sound"),
    **dict.fromkeys("mp4 mov avi wmv mpg mpeg".split(), "film"),
    "p7s": "signature",
    "p7m": "encrypted",
    "eml": "mail-file",
    "msg": "outlook",
    "doc": "word-97",
    "xls": "excel-97",
    "ppt": "powerpoint-97",
    "pdf": "pdf",
    "rtf": "rtf",
}
_ARMOURED = (
    (b"-----BEGIN PGP MESSAGE-----", "encrypted"),
    (b"-----BEGIN PGP SIGNATURE-----", "signature"),
)
"""Sent under any type, often `application/octet-stream`."""
_BY_FAMILY = {"image": "image", "audio": "sound", "video": "film", "text": "text"}
_SHOWN_BY_BYTES = frozenset(
    "pdf word excel powerpoint word-97 excel-97 powerpoint-97 rtf zip tnef"
    " opendocument-text opendocument-sheet opendocument-slides".split()
)
"""Formats that their first bytes give away: a type or name that claims one for other bytes is mistaken."""


def format_of(content: bytes, claimed_type: str, name: str) -> str:
    """The format of a file, 'other' for one that nothing is known of.

    A table as text is sent under the type of a spreadsheet, and anything under `application/octet-stream`: where the
    bytes show nothing, the name helps.
    """
    shown = names.shown_type(content, claimed_type, name)
    if found := _BY_TYPE.get(shown) or _BY_FAMILY.get(shown.partition("/")[0]):
        return found
    if found := next((kind for mark, kind in _ARMOURED if content.startswith(mark)), ""):
        return found
    by_type = _BY_TYPE.get(claimed_type) or _BY_FAMILY.get(claimed_type.partition("/")[0], "")
    by_name = _BY_EXTENSION.get(name.rpartition(".")[2].casefold(), "")
    chosen = by_name if by_type in ("", "text") and by_name else by_type
    if chosen == "pdf" and b"%PDF-" in content[:1024]:
        return "pdf"
    if chosen in _SHOWN_BY_BYTES:
        chosen = by_name if by_name not in _SHOWN_BY_BYTES else ""
        return chosen or _of_text(content)
    return chosen or ("text" if claimed_type in _SAYS_NOTHING and _is_text(content) else "other")


_SAYS_NOTHING = frozenset(("", "application/octet-stream", "application/unknown", "application/binary"))
_NOT_OF_TEXT = re.compile(rb"[\x00-\x08\x0b\x0e-\x1a\x1c-\x1f\x7f]")


def _is_text(content: bytes) -> bool:
    """Whether a file of no known kind is words in a charset that shows itself: ASCII, UTF-8, ISO-2022-JP."""
    head = content[:4000]
    if not head.strip() or _NOT_OF_TEXT.search(head):
        return False
    whole = head if len(content) <= len(head) else head[: head.rfind(b"\n") + 1]
    return claims.strict(whole, "utf-8") is not None


def _of_text(content: bytes) -> str:
    """What bytes under a mistaken claim may be at least."""
    head = content[:2000]
    if b"\0" in head:
        return "other"
    return "html" if b"<html" in head.lower() else "text"
