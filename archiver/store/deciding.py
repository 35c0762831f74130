"""Deciding: whether what a person names is there, so that a slip of the finger is no decision."""

from __future__ import annotations

import sqlite3


def has_place(connection: sqlite3.Connection, meeting: str, item: int, topic: str) -> bool:
    """Whether there is this agenda item, or this standing topic."""
    row = connection.execute(
        """SELECT 1 FROM agenda_items WHERE meeting = :meeting AND item = :item
           UNION ALL SELECT 1 FROM topics WHERE topic = :topic""",
        {"meeting": meeting, "item": item, "topic": topic},
    ).fetchone()
    return row is not None


def has_thread(connection: sqlite3.Connection, thread: str) -> bool:
    """Whether there is this thread."""
    return connection.execute("SELECT 1 FROM threads WHERE thread = ?", [thread]).fetchone() is not None
