"""Places: the documents of the search index → what search has to know of each hit, in one narrow table."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archiver.store.archive import Archive
from archiver.store.database import explained


@dataclass(frozen=True, slots=True)
class Place:
    """One document of the index."""

    id: int
    date: str
    """UTC, ISO 8601; of minutes the day alone."""
    thread: str
    """What results are grouped by; of minutes meeting/item."""
    begins: int
    body: str


def replace_places(archive: Archive) -> None:
    """Bring the table up to messages, forest, people and minutes as they stand; what is right already is left alone."""
    with explained(archive.path):
        execute = archive.connection.execute
        # Without an index of its own SQLite would read all the people for each of the messages.
        execute("CREATE TEMP TABLE bodies (address TEXT PRIMARY KEY, organisation TEXT) WITHOUT ROWID")
        execute("INSERT OR IGNORE INTO temp.bodies SELECT address, organisation FROM people")
        execute("CREATE TEMP TABLE standing AS " + _STANDING)
        execute("DELETE FROM places WHERE id NOT IN (SELECT id FROM temp.standing)")
        execute("INSERT OR REPLACE INTO places SELECT * FROM temp.standing EXCEPT SELECT * FROM places")
        execute("DROP TABLE temp.standing")
        execute("DROP TABLE temp.bodies")


_STANDING = """
    SELECT messages.id, date, nodes.thread, nodes.parent = '' AS begins,
           coalesce(nullif(bodies.organisation, ''), lower(substr(from_address, instr(from_address, '@') + 1))) AS body
    FROM messages JOIN nodes USING (key)
    LEFT JOIN temp.bodies ON bodies.address = lower(from_address)
    UNION ALL
    SELECT document, date, nodes.thread, 0,
           coalesce(nullif(bodies.organisation, ''), lower(substr(from_address, instr(from_address, '@') + 1)))
    FROM attachments JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
    JOIN nodes USING (key) LEFT JOIN temp.bodies ON bodies.address = lower(from_address)
    WHERE text <> ''
    UNION ALL
    SELECT id, date, meeting || '/' || item, 1, '' FROM agenda_items JOIN meetings USING (meeting)
    UNION ALL
    SELECT id, date, meeting || '/' || item, 1, '' FROM speeches JOIN meetings USING (meeting)"""


def places(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, Place]:
    """The places with these numbers."""
    return {row[0]: Place(*row) for row in connection.execute(_PLACES, [json.dumps(ids)])}


_PLACES = "SELECT id, date, thread, begins, body FROM places WHERE id IN (SELECT value FROM json_each(?))"
