"""Noticing: which messages, senders and threads are new, gone or not what they were since the archive was opened.

What is derived from messages is made again for these alone.  They are in three tables of the connection: the archive
writes the first two as it writes messages, `forest.replace_forest` the third, and adds the messages and senders of
these threads.
"""

from __future__ import annotations

WHO = "lower(coalesce(nullif(from_address, ''), from_name))"
"""In SQL: what tells one person from another: the address, the name where there is none."""

# Triggers would not do: SQLite then begins a savepoint for each statement, and FTS5 writes all that it has gathered.
TABLES = """
CREATE TEMP TABLE changed_messages (message INTEGER PRIMARY KEY);
CREATE TEMP TABLE changed_people (address TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TEMP TABLE changed_threads (thread TEXT PRIMARY KEY) WITHOUT ROWID;
"""
