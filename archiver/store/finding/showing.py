"""Showing: places in the index → what a person is shown of each: where it leads, its title, its text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from archiver.store.database import plain_rows
from archiver.store.documents import AGENDA_ITEM_IDS, ATTACHMENT_IDS, SPEECH_IDS


class Hit(NamedTuple):
    """One place that a query found."""

    id: int
    kind: str
    """message, attachment, agenda_item or speech"""
    date: str
    message: str
    """Key of the message, '' for minutes."""
    thread: str
    meeting: str
    item: int
    speech: int
    subject: str
    sender: str
    """Display name; for minutes the speaker or the meeting's title."""
    address: str
    list: str
    message_id: str
    name: str
    """Of a file."""
    body: str


def hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    """The places with these numbers, in their order."""
    by_kind: dict[str, list[int]] = {}
    for number in ids:
        by_kind.setdefault(_kind(number), []).append(number)
    found = {
        row[0]: Hit._make(row)
        for kind, numbers in by_kind.items()
        for row in plain_rows(connection, _SHOWN[kind], {"ids": json.dumps(numbers)})
    }
    return [found[number] for number in ids if number in found]


def _kind(number: int) -> str:
    if number < AGENDA_ITEM_IDS:
        return "message"
    if number < SPEECH_IDS:
        return "agenda_item"
    return "speech" if number < ATTACHMENT_IDS else "attachment"


_IDS = "SELECT value FROM json_each(:ids)"
_LIST = "substr(lists, 1, instr(lists || ' ', ' ') - 1)"  # the first in the order of the alphabet
_SHOWN = {
    "message": f"""
        SELECT id, 'message', places.date, key, thread, '', 0, 0, subject, from_name, from_address, {_LIST},
               message_id, '', messages.body
        FROM places JOIN origins USING (origin) JOIN messages USING (id) WHERE id IN ({_IDS})""",
    "attachment": f"""
        SELECT document, 'attachment', places.date, key, thread, '', 0, 0, subject, from_name, from_address, {_LIST},
               message_id, name, text
        FROM places JOIN origins USING (origin) JOIN attachments ON document = places.id
        JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
        WHERE places.id IN ({_IDS})""",
    "agenda_item": f"""
        SELECT agenda_items.id, 'agenda_item', meetings.date, '', '', meeting, item, 0, agenda_items.title,
               meetings.title, '', '', '', '', agenda_items.title || char(10) || text || char(10) || outcome
        FROM agenda_items JOIN meetings USING (meeting) WHERE agenda_items.id IN ({_IDS})""",
    "speech": f"""
        SELECT speeches.id, 'speech', meetings.date, '', '', meeting, item, speech, agenda_items.title,
               speaker, '', '', '', '', speeches.text
        FROM speeches JOIN agenda_items USING (meeting, item) JOIN meetings USING (meeting)
        WHERE speeches.id IN ({_IDS})""",
}
