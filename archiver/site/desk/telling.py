"""Telling: decisions of the journal → lines that a person reads, with the names of what they are about."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from archiver import links
from archiver.pipeline.settling.journal import UNDO, Journal
from archiver.store import reading
from archiver.store.database import value
from archiver.store.people import person_key
from archiver.store.vault import Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A decision with what it is about."""

    decision: Decision
    verb: str
    """Its name in the catalogues."""
    undoes: int
    """The number of the decision that it took back, 0 for none."""
    is_undone: bool
    subject: str
    """The subject of the thread or message, '' where it is not here (any more); or a person's address."""
    subject_path: str
    sender: str
    """Of the message that it is about, '' for a thread, or where the message is out of view."""
    date: str
    place: str
    """Title of the agenda item, topic or meeting, or a person's address; '' for none."""
    place_path: str
    meeting: str
    item: int


def told(connection: sqlite3.Connection, journal: Journal, decisions: Sequence[Decision]) -> list[Told]:
    """Each decision with the names that the archive has for what it is about."""
    return [_told(connection, journal, each) for each in decisions]


def _told(connection: sqlite3.Connection, journal: Journal, decision: Decision) -> Told:
    about = decision
    undoes = int(decision.subject["decision"]) if decision.verb == UNDO else 0
    if undoes:
        about = journal.by_number.get(undoes, decision)
    fields = about.subject
    thread = str(fields.get("thread", "") or fields.get("message", ""))
    meeting, item, topic = (
        str(fields.get("meeting", "")),
        int(fields.get("item", 0)),
        str(fields.get("topic", "")),
    )
    found = reading.thread_of(connection, thread) if thread else None
    address, person = str(fields.get("address", "")), str(fields.get("person", ""))
    sender, date = _message(connection, str(fields.get("message", "")))
    return Told(
        decision=decision,
        verb=about.verb.replace(" ", "_"),
        undoes=undoes,
        is_undone=decision.id in journal.undone,
        subject=address or _subject(connection, thread, found),
        subject_path=_person_path(address) if address else links.thread_path(found) if found else "",
        sender=sender,
        date=date,
        place=person or _place(connection, meeting, item, topic),
        place_path=_person_path(person) if person else _path(meeting, item, topic),
        meeting=meeting,
        item=item,
    )


def _subject(connection: sqlite3.Connection, key: str, thread: str | None) -> str:
    sql = "SELECT subject FROM messages WHERE key = ? UNION ALL SELECT subject FROM threads WHERE thread = ?"
    return value(connection, sql, [key, thread]) or ""


def _message(connection: sqlite3.Connection, key: str) -> tuple[str, str]:
    row = connection.execute(
        "SELECT coalesce(nullif(from_name, ''), from_address), date FROM messages WHERE key = ?", [key]
    ).fetchone()
    return (row[0], row[1]) if row else ("", "")


def _place(connection: sqlite3.Connection, meeting: str, item: int, topic: str) -> str:
    sql = """SELECT title FROM agenda_items WHERE meeting = :meeting AND item = :item
             UNION ALL SELECT title FROM topics WHERE topic = :topic
             UNION ALL SELECT title FROM meetings WHERE meeting = :meeting"""
    return value(connection, sql, {"meeting": meeting, "item": item, "topic": topic}) or meeting or topic


def _person_path(address: str) -> str:
    return links.person_path(person_key(address, ""))


def _path(meeting: str, item: int, topic: str) -> str:
    if topic:
        return links.topic_path(topic)
    return links.item_path(meeting, item) if item else links.meeting_path(meeting) if meeting else ""


def evidence(text: str) -> tuple[str, ...]:
    """The evidence of a placement as the archive keeps it."""
    return tuple(json.loads(text))
