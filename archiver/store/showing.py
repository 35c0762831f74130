"""Showing: places in the index → what a person is shown of each: where it leads, its title, its text."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place that a query found."""

    id: int
    kind: str
    date: str
    message: str
    thread: str
    meeting: str
    item: int
    speech: int


def hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    """The places with these numbers."""
    rows = (
        connection.execute(
            "SELECT id, kind, date, message, thread, meeting, item, speech FROM documents WHERE id = ?",
            [number],
        ).fetchone()
        for number in ids
    )
    return [Hit(**row) for row in rows]


def texts(connection: sqlite3.Connection, found: Sequence[Hit]) -> dict[int, sqlite3.Row]:
    """What each hit shows: (id, subject, sender, address, list, message_id, body), and of a file its name."""
    return {hit.id: connection.execute(_TEXTS[hit.kind], {"id": hit.id}).fetchone() for hit in found}


_TEXTS = {
    "message": """
        SELECT id, subject, from_name AS sender, from_address AS address, body, message_id,
               (SELECT min(list) FROM message_lists WHERE message = messages.id) AS list
        FROM messages WHERE id = :id""",
    "attachment": """
        SELECT document AS id, subject, from_name AS sender, from_address AS address, text AS body, message_id, name,
               (SELECT min(list) FROM message_lists WHERE message = messages.id) AS list
        FROM attachments JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
        WHERE document = :id""",
    "agenda_item": """
        SELECT agenda_items.id, agenda_items.title AS subject, meetings.title AS sender, '' AS address,
               agenda_items.title || char(10) || text || char(10) || outcome AS body, '' AS message_id, '' AS list
        FROM agenda_items JOIN meetings USING (meeting) WHERE agenda_items.id = :id""",
    "speech": """
        SELECT speeches.id, agenda_items.title AS subject, speaker AS sender, '' AS address,
               speeches.text AS body, '' AS message_id, '' AS list
        FROM speeches JOIN agenda_items USING (meeting, item) WHERE speeches.id = :id""",
}
