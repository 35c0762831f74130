"""Extracting: attachments whose files nobody has read yet → their text in the archive, each file once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from archiver import mail
from archiver.attachments import READABLE
from archiver.errors import NotFound
from archiver.pipeline.making import limited
from archiver.store.archive import Archive
from archiver.store.attached import Waiting, waiting
from archiver.store.vault import read_source

MOST_LOST = 3
"""Files of one mail that may cost the process that reads them; after that the rest of them is left unread."""


def read_waiting(archive: Archive, vault: Path) -> None:
    """Read every file that is new, in processes with limits.  A file that cannot be read is noted with the reason."""
    lost: Counter[str] = Counter()

    def files() -> Iterator[Waiting]:
        for file in list(waiting(archive, READABLE)):
            if lost[file.source] < MOST_LOST:
                yield file
            else:
                archive.add_text(file.sha256, file.format, "too-slow", "")

    def question(file: Waiting) -> limited.Question:
        return file.format, _content(vault, file)

    for file, extract in limited.read_files(files(), question, limited.LIMITS):
        lost[file.source] += extract.state in ("too-slow", "failed")
        archive.add_text(file.sha256, file.format, extract.state, extract.text)


def _content(vault: Path, file: Waiting) -> bytes:
    try:
        return mail.attachment(read_source(vault, file.source), file.position) or b""
    except NotFound:  # `check` says that the vault lacks a mail
        return b""
