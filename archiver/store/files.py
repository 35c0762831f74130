"""Files: the attachments of the archive, by kind and date: what the page of all files asks."""

from __future__ import annotations

from typing import Literal, get_args

from archiver.store.archive import Archive
from archiver.store.database import explained, value

FileKind = Literal["text", "sheet", "slides", "image", "media", "archive", "mail", "signature", "other"]
FILE_KINDS: tuple[FileKind, ...] = get_args(FileKind)

_ENDINGS: dict[FileKind, str] = {
    "text": "doc docx docm odt rtf pdf txt md tex html htm jtd jtdc jaw xdw xbd xps ps patch diff log sh c h py pl",
    "sheet": "xls xlsx xlsm ods csv tsv",
    "slides": "ppt pptx pptm pps ppsx odp",
    "image": "jpg jpeg png gif bmp tif tiff webp avif heic svg emf wmf",
    "media": "mp3 mp4 m4a wav mov avi wmv mpg mpeg ogg webm",
    "archive": "zip lzh 7z rar tar gz tgz bz2 xz cab zst",
    "mail": "eml msg vcf ics mbox",
    "signature": "p7s asc sig",
}
_KIND_OF_ENDING = {ending: kind for kind, endings in _ENDINGS.items() for ending in endings.split()}
_TYPES: tuple[tuple[str, FileKind], ...] = (
    ("application/pgp-", "signature"),
    ("application/pkcs7-", "signature"),
    ("application/x-pkcs7-", "signature"),
    ("application/vnd.ms-excel", "sheet"),
    ("application/vnd.openxmlformats-officedocument.spreadsheetml", "sheet"),
    ("application/vnd.oasis.opendocument.spreadsheet", "sheet"),
    ("text/csv", "sheet"),
    ("application/vnd.ms-powerpoint", "slides"),
    ("application/vnd.openxmlformats-officedocument.presentationml", "slides"),
    ("application/vnd.oasis.opendocument.presentation", "slides"),
    ("application/msword", "text"),
    ("application/vnd.openxmlformats-officedocument.wordprocessingml", "text"),
    ("application/vnd.oasis.opendocument.text", "text"),
    ("application/rtf", "text"),
    ("application/pdf", "text"),
    ("application/postscript", "text"),
    ("image/", "image"),
    ("audio/", "media"),
    ("video/", "media"),
    ("application/zip", "archive"),
    ("application/gzip", "archive"),
    ("application/x-xz", "archive"),
    ("application/x-bzip2", "archive"),
    ("application/x-lzh", "archive"),
    ("message/", "mail"),
    ("text/calendar", "mail"),
    ("text/vcard", "mail"),
    ("text/x-vcard", "mail"),
    ("application/mbox", "mail"),
    ("text/", "text"),
)
"""(beginning of a media type, kind); the first that fits."""


def kind_of(media_type: str, name: str) -> FileKind:
    """What people would call the file: by media type, and where that says nothing by the ending of the name."""
    if found := next((kind for start, kind in _TYPES if media_type.lower().startswith(start)), None):
        return found
    return _KIND_OF_ENDING.get(name.rpartition(".")[2].lower(), "other")


def replace_files(archive: Archive) -> None:
    """Write one row an attachment, for messages that changed (`noticing`)."""
    with explained(archive.path):
        rows = archive.connection.execute(
            """SELECT type, name, date, attachments.message, position
               FROM temp.changed_messages CROSS JOIN attachments USING (message)
               JOIN messages ON messages.id = attachments.message"""
        ).fetchall()
        # Going through all files takes as long as there are many: only what was here before can have any.
        if value(archive.connection, "SELECT 1 FROM temp.former"):
            archive.connection.execute(
                "DELETE FROM files WHERE message IN (SELECT message FROM temp.changed_messages)"
            )
        archive.connection.executemany(
            "INSERT OR IGNORE INTO files VALUES (?, ?, ?, ?)",
            [(kind_of(media_type, name), *place) for media_type, name, *place in rows],
        )
