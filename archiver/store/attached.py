"""Attached: what the archive holds of attachments.  Only SELECTs."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from archiver.store.archive import Archive


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A file that has not been read, and where to find it: in the mail of digest `source`, at `position`."""

    sha256: str
    format: str
    source: str
    position: int


def waiting(archive: Archive, formats: Sequence[str]) -> Iterator[Waiting]:
    """The files in these formats that have not been read, each once, those of the earliest messages first."""
    rows = archive.connection.execute(
        """SELECT attachments.sha256, attachments.format, messages.sha256, position, min(messages.id)
           FROM attachments JOIN messages ON messages.id = message
           WHERE format IN (SELECT value FROM json_each(?)) AND NOT EXISTS (
             SELECT 1 FROM attachment_texts AS texts
             WHERE texts.sha256 = attachments.sha256 AND texts.format = attachments.format)
           GROUP BY attachments.sha256, attachments.format ORDER BY min(messages.id), position""",
        [json.dumps(formats)],
    )
    for sha256, format_name, source, position, _ in rows:
        yield Waiting(sha256=sha256, format=format_name, source=source, position=position)
