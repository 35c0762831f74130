"""Noticing: which messages, senders, meetings and threads are new, gone or changed since the archive was opened.

What is derived from messages is made again for these alone.  They are in tables of the connection: the archive writes
the messages, senders, and what messages were, as it writes messages; `forest.replace_forest` the threads, and adds the
messages of these; `people.replace_people` adds the senders of all these messages.
"""

from __future__ import annotations

import sqlite3

WHO = "lower(coalesce(nullif(from_address, ''), from_name))"
"""In SQL: what tells one person from another: the address, the name where there is none."""

OF_ENVELOPES = """key, message_id, "references", in_reply_to, base_subject, is_reply, date, quotes, from_address,
                  quoted_subject, is_from_outside"""
"""The columns of which threading makes envelopes."""

# Triggers would not do: SQLite then begins a savepoint for each statement, and FTS5 writes all that it has gathered.
TABLES = f"""
CREATE TEMP TABLE changed_messages (message INTEGER PRIMARY KEY);
CREATE TEMP TABLE changed_people (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE changed_meetings (meeting TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE former AS SELECT {OF_ENVELOPES} FROM hidden WHERE 0;
CREATE TEMP TABLE were_hidden AS SELECT {OF_ENVELOPES} FROM hidden;
CREATE TEMP TABLE changed_threads (thread TEXT PRIMARY KEY) WITHOUT ROWID;
"""


def note(connection: sqlite3.Connection, message: int) -> None:
    """A message will not be what it was, and perhaps no longer by whom it was: to be called before it changes."""
    sender = connection.execute(f"SELECT {WHO} FROM messages WHERE id = ?", (message,)).fetchone()
    connection.execute("INSERT OR IGNORE INTO temp.changed_messages VALUES (?)", (message,))
    connection.execute("INSERT OR IGNORE INTO temp.changed_people VALUES (?)", sender)
    connection.execute(
        f"INSERT INTO temp.former SELECT {OF_ENVELOPES} FROM messages WHERE id = ?", (message,)
    )
