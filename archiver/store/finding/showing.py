"""Showing: places in the index → what a person is shown of each: where it leads, its title, its text."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

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
        row[0]: Hit(*row)
        for kind, numbers in by_kind.items()
        for row in connection.execute(_SHOWN[kind], {"ids": json.dumps(numbers)})
    }
    return [found[number] for number in ids if number in found]


def _kind(number: int) -> str:
    if number < AGENDA_ITEM_IDS:
        return "message"
    if number < SPEECH_IDS:
        return "agenda_item"
    return "speech" if number < ATTACHMENT_IDS else "attachment"


_IDS = "SELECT value FROM json_each(:ids)"
_LIST = "(SELECT min(list) FROM message_lists WHERE message = messages.id)"
_SHOWN = {
    "message": f"""
        SELECT messages.id, 'message', date, key, thread, '', 0, 0, subject, from_name, from_address, {_LIST},
               messages.message_id, '', body
        FROM messages JOIN nodes USING (key) WHERE messages.id IN ({_IDS})""",
    "attachment": f"""
        SELECT document, 'attachment', date, key, thread, '', 0, 0, subject, from_name, from_address, {_LIST},
               messages.message_id, name, text
        FROM attachments JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
        JOIN nodes USING (key) WHERE document IN ({_IDS}) AND text <> ''""",
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
