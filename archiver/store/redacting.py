"""Redacting in the archive: which messages are shown without some of their words, and what is shown of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace

from archiver.store.archive import WITHHELD, Archive
from archiver.store.database import explained
from archiver.store.entries import MESSAGE_COLUMNS, Entry

_SHA256 = MESSAGE_COLUMNS.split(", ").index("sha256")


def redacted(archive: Archive) -> dict[tuple[str, str], list[int]]:
    """(Message-ID, fingerprint) of each redacted message → numbers of the decisions that take words out."""
    rows = archive.connection.execute("SELECT message_id, fingerprint, decisions FROM redacted")
    return {(message_id, fingerprint): json.loads(decisions) for message_id, fingerprint, decisions in rows}


def message_at(archive: Archive, key: str) -> tuple[str, str] | None:
    """(Message-ID, fingerprint) of a message that is in view."""
    row = archive.connection.execute(
        "SELECT message_id, fingerprint FROM messages WHERE key = ?", (key,)
    ).fetchone()
    return (str(row[0]), str(row[1])) if row else None


def show(archive: Archive, entry: Entry, decisions: Sequence[int]) -> None:
    """Show a message as this entry has it: without words, where there are decisions, and then without a source."""
    with explained(archive.path):
        which = (entry.message_id, entry.fingerprint)
        row = archive.connection.execute(
            "SELECT id FROM messages WHERE message_id = ? AND fingerprint = ?", which
        ).fetchone()
        if row is None:
            return
        archive.replace(row[0], _withheld(entry) if decisions else entry)
        archive.connection.execute("DELETE FROM redacted WHERE message_id = ? AND fingerprint = ?", which)
        if decisions:
            archive.connection.execute(
                "INSERT INTO redacted VALUES (?, ?, ?)", (*which, json.dumps(list(decisions)))
            )


def _withheld(entry: Entry) -> Entry:
    row = list(entry.row)
    row[_SHA256] = f"{WITHHELD} {entry.key}"
    return replace(entry, row=tuple(row))


def is_withheld(archive: Archive, message_id: str, fingerprint: str) -> bool:
    """Whether the message is shown redacted, or is not in view at all."""
    row = archive.connection.execute(
        "SELECT sha256 FROM messages WHERE message_id = ? AND fingerprint = ?", (message_id, fingerprint)
    ).fetchone()
    return row is None or str(row[0]).startswith(WITHHELD)
