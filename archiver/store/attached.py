"""Attached: what the archive holds of attachments: which wait to be read, and what pages show.  Only SELECTs."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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


def files_of(connection: sqlite3.Connection, keys: Sequence[str]) -> Mapping[int, list[sqlite3.Row]]:
    """The attachments of messages, by number of the message: (message, position, name, type, format, size, state,
    has_text); `state`: how reading it went, '' where nothing reads its format."""
    found: defaultdict[int, list[sqlite3.Row]] = defaultdict(list)
    for row in connection.execute(f"{_FILES} ORDER BY position", {"keys": json.dumps(keys)}):
        found[row["message"]].append(row)
    return found


def file_of(connection: sqlite3.Connection, key: str, position: int) -> sqlite3.Row | None:
    """One attachment as `files_of` gives it, and its text."""
    row: sqlite3.Row | None = connection.execute(
        f"{_FILES.replace(_HAS_TEXT, _HAS_TEXT + ', text')} AND position = :position",
        {"keys": json.dumps([key]), "position": position},
    ).fetchone()
    return row


_HAS_TEXT = "coalesce(text <> '', 0) AS has_text"
_FILES = f"""
    SELECT message, position, name, type, attachments.format, attachments.size,
           coalesce(state, '') AS state, {_HAS_TEXT}
    FROM messages JOIN attachments ON attachments.message = messages.id
      LEFT JOIN attachment_texts AS texts ON texts.sha256 = attachments.sha256 AND texts.format = attachments.format
    WHERE key IN (SELECT value FROM json_each(:keys))"""
