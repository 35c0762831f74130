"""Exporting: the archive → records as documented, one by one, in an order that depends on their content only."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator
from typing import Any

from archiver.settings import Settings
from archiver.store.archive import opened
from archiver.store.database import reading

Record = dict[str, Any]


def export(settings: Settings, kind: str) -> Iterator[Record]:
    """The records of one of `KINDS`.  Raises `StoreError` where the database cannot be read."""
    reader, is_in_vault = KINDS[kind]
    with reading(settings.vault) if is_in_vault else opened(settings.archive) as connection:
        yield from reader(connection)


def messages(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"message_id", "id", "list", "date", "subject", "from_name", "from_address", "body", "attachments",
    "charset_declared", "charset_used", "flaws", "fidelity"}, by date; a cross-post once a list.

    An attachment is {"name", "type", "size", "format", "text"}; `text`: how reading it went, null where nothing reads
    its format."""
    rows = connection.execute(
        """SELECT message_id, key AS id, list, date, subject, from_name, from_address, body,
                  (SELECT json_group_array(json_object('name', name, 'type', type, 'size', size, 'format', format,
                     'text', (SELECT state FROM attachment_texts AS texts
                              WHERE texts.sha256 = files.sha256 AND texts.format = files.format)))
                   FROM (SELECT * FROM attachments WHERE message = messages.id ORDER BY position) AS files)
                    AS attachments,
                  charset_declared, charset_used, flaws, fidelity
           FROM messages JOIN message_lists ON message = messages.id ORDER BY date, key, list"""
    )
    for row in rows:
        yield {**row, "attachments": json.loads(row["attachments"]), "flaws": json.loads(row["flaws"])}


def threads(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"message_id", "thread_id", "parent", "reason", "split_from"}, one a message, by thread in reading order;
    `parent` is the Message-ID above, null for a root."""
    rows = connection.execute(
        """SELECT nodes.message_id, nodes.thread AS thread_id, above.message_id AS parent, nodes.reason,
                  nullif(nodes.split_from, '') AS split_from
           FROM nodes LEFT JOIN nodes AS above ON above.key = nodes.parent
           WHERE NOT nodes.is_ghost ORDER BY nodes.thread, nodes.position"""
    )
    for row in rows:
        yield dict(row)


def placements(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"thread_id", "meeting", "agenda_item", "topic", "score", "status", "evidence"}; null where it does not apply."""
    rows = connection.execute(
        """SELECT thread AS thread_id, nullif(meeting, '') AS meeting, nullif(item, 0) AS agenda_item,
                  nullif(topic, '') AS topic, score, status, evidence
           FROM placements ORDER BY thread, meeting, item, topic"""
    )
    for row in rows:
        yield {**row, "evidence": json.loads(row["evidence"])}


def meetings(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"meeting", "title", "date", "start", "end", "place", "attendees", "documents", "agenda_items", "inquiry"}."""
    for (slug,) in connection.execute("SELECT meeting FROM meetings ORDER BY meeting").fetchall():
        if record := meeting(connection, slug):
            yield record


def meeting(connection: sqlite3.Connection, slug: str) -> Record | None:
    """One of `meetings`, None where there is none."""
    row = connection.execute(
        """SELECT meeting, title, date, start, "end", place, attendees, documents, inquiry, flaws, source
           FROM meetings WHERE meeting = ?""",
        [slug],
    ).fetchone()
    if row is None:
        return None
    lists = {name: json.loads(row[name]) for name in ("attendees", "documents", "flaws")}
    items = connection.execute(
        'SELECT item AS "order", title, outcome, text FROM agenda_items WHERE meeting = ? ORDER BY item',
        [slug],
    ).fetchall()
    return {**row, **lists, "agenda_items": [_item(connection, slug, item) for item in items]}


def _item(connection: sqlite3.Connection, meeting: str, item: sqlite3.Row) -> Record:
    parts = {
        "speeches": "SELECT speaker, text FROM speeches WHERE meeting = ? AND item = ? ORDER BY speech",
        "action_items": "SELECT owner, text FROM action_items WHERE meeting = ? AND item = ? ORDER BY position",
        "deferrals": "SELECT speaker, text FROM deferrals WHERE meeting = ? AND item = ? ORDER BY position",
    }
    found = {
        name: [dict(row) for row in connection.execute(sql, [meeting, item["order"]])]
        for name, sql in parts.items()
    }
    return {**item, **found}


def decisions(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"id", "made_at", "made_by", "verb", "subject", "reason", "replaced"}: the journal, oldest first."""
    for row in connection.execute("SELECT * FROM decisions ORDER BY id"):
        yield {**row, "subject": json.loads(row["subject"]), "replaced": json.loads(row["replaced"])}


def refusals(connection: sqlite3.Connection) -> Iterator[Record]:
    """{"source", "list", "started_at", "position", "reason"}: everything that was not kept, oldest first."""
    for row in connection.execute(
        """SELECT source, list, started_at, position, reason
           FROM refusals JOIN runs ON runs.id = refusals.run ORDER BY refusals.rowid"""
    ):
        yield dict(row)


KINDS: dict[str, tuple[Callable[[sqlite3.Connection], Iterator[Record]], bool]] = {
    "messages": (messages, False),
    "threads": (threads, False),
    "placements": (placements, False),
    "meetings": (meetings, False),
    "decisions": (decisions, True),
    "refusals": (refusals, True),
}
"""What can be exported: how it is read, and whether from the vault (else from the archive)."""
