"""Examples: an archive → words, names and dates that stand in it, to show how to search with something that works."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Examples:
    """What an archive offers to search for, '' or () for what it has none of."""

    subjects: tuple[str, ...]
    """Of its longest threads and the latest meeting's agenda items."""
    sender: str
    list: str
    topic: str
    meeting: str
    date: str
    """Of the latest mail or meeting, ISO 8601."""
    file: str
    """Of the latest attachment."""


def examples(connection: sqlite3.Connection) -> Examples:
    """Something of everything; a few milliseconds for any archive."""

    def one(statement: str) -> str:
        row = connection.execute(statement).fetchone()
        return str(row[0] or "") if row else ""

    return Examples(
        subjects=tuple(row[0] for row in connection.execute(_SUBJECTS)),
        sender=one(_SENDER),
        list=one("SELECT list FROM message_lists LIMIT 1"),
        topic=one("SELECT topic FROM placements WHERE topic <> '' AND status <> 'rejected' LIMIT 1"),
        meeting=one("SELECT max(meeting) FROM meetings"),
        date=one("SELECT max(date) FROM messages") or one("SELECT max(date) FROM meetings"),
        file=one("SELECT name FROM attachments WHERE name <> '' ORDER BY message DESC LIMIT 1"),
    )


_SUBJECTS = """
    SELECT * FROM (
      SELECT title FROM agenda_items WHERE meeting = (SELECT max(meeting) FROM meetings) ORDER BY item DESC LIMIT 3)
    UNION ALL
    SELECT * FROM (
      SELECT subject FROM (SELECT subject, messages FROM threads ORDER BY last_date DESC LIMIT 1000)
      ORDER BY messages DESC LIMIT 5)"""
_SENDER = """
    SELECT from_name FROM (SELECT from_name FROM messages ORDER BY id DESC LIMIT 1000)
    WHERE from_name <> '' GROUP BY from_name ORDER BY count(*) DESC, from_name LIMIT 1"""
