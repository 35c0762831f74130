"""Extracting: attachments whose files nobody has read yet → their text in the archive, each file once."""

from __future__ import annotations

from pathlib import Path

from archiver import mail
from archiver.attachments import READABLE
from archiver.errors import NotFound
from archiver.pipeline import limited
from archiver.store.archive import Archive
from archiver.store.attached import Waiting, waiting
from archiver.store.vault import read_source


def read_waiting(archive: Archive, vault: Path) -> None:
    """Read every file that is new, in processes with limits.  A file that cannot be read is noted with the reason."""

    def question(file: Waiting) -> limited.Question:
        return file.format, _content(vault, file)

    for file, extract in limited.read_files(list(waiting(archive, READABLE)), question):
        archive.add_text(file.sha256, file.format, extract.state, extract.text)


def _content(vault: Path, file: Waiting) -> bytes:
    try:
        return mail.attachment(read_source(vault, file.source), file.position) or b""
    except NotFound:  # `check` says that the vault lacks a mail
        return b""
