"""Kin: messages that changed → those that threading has to look at again with them, and no others.

The *kin* of a message are all that carry or name a Message-ID that it carries or names, all that stand in a thread with
it, and the kin of these.  Hidden messages count; there are few, and all of them are held here.
"""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any
from zlib import crc32

from archiver.model import Envelope, Seeker, Sought
from archiver.store.entries import from_json
from archiver.store.noticing import OF_ENVELOPES

COLUMNS = OF_ENVELOPES.replace("date", "CAST(strftime('%s', date) AS INTEGER)")
"""Of messages and of hidden ones: an envelope."""


def mention(message_id: str) -> int:
    """The number under which a Message-ID is looked up among those that mails name.  Two ids that share one only
    make a family larger."""
    return crc32(message_id.encode("utf-8", "surrogatepass"))


def note_mentions(connection: sqlite3.Connection, message: int, named: Iterable[str]) -> None:
    """A message of this number names these Message-IDs."""
    rows = [(mention(each), message) for each in named]
    connection.executemany("INSERT OR IGNORE INTO mentions VALUES (?, ?)", rows)


def forget_mentions(connection: sqlite3.Connection, message: int) -> None:
    """Whatever a message names, as it stands; before that is replaced or gone."""
    row = connection.execute(
        'SELECT "references", in_reply_to FROM messages WHERE id = ?', (message,)
    ).fetchone()
    rows = [(mention(each), message) for texts in row for each in from_json(texts)]
    connection.executemany("DELETE FROM mentions WHERE named = ? AND message = ?", rows)


def envelopes(connection: sqlite3.Connection) -> list[Envelope]:
    """Every message, hidden or not, as threading needs it."""
    return _read(connection, f"SELECT {COLUMNS} FROM messages UNION ALL SELECT {COLUMNS} FROM hidden")


def changed(connection: sqlite3.Connection) -> tuple[list[Envelope], list[Envelope]]:
    """The messages that are new or not what they were since the archive was opened (`noticing`): as they are now, and
    as those of them, and those that are gone, were."""
    return _read(connection, _NEW), _read(connection, _FORMER)


def _read(connection: sqlite3.Connection, statement: str, *values: str) -> list[Envelope]:
    return list(map(_envelope, connection.execute(statement, values).fetchall()))


def _envelope(row: tuple[Any, ...]) -> Envelope:
    """From `COLUMNS`; without `_make`, which takes four times as long."""
    key, message_id, references, in_reply_to, base, is_reply, seconds, quotes, sender, quoted, outside = row
    named, answered = from_json(references), from_json(in_reply_to)
    told = (quotes == 1, sender.lower(), quoted, outside == 1)
    return tuple.__new__(Envelope, (key, message_id, named, answered, base, is_reply == 1, seconds, *told))


class Family:
    """Messages with all their kin, as they stand now; and what stood where they stood before."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.held: dict[str, Envelope] = {}
        """By key."""
        self.keys: set[str] = set()
        """Of all these, and of what was asked for beside them: ghosts, and what is gone."""
        self.threads: set[str] = set()
        """The threads, as the archive has them, of all these."""
        self.ids: set[str] = set()
        """The Message-IDs that they carry and name."""
        self._hidden = {each.key: each for each in _read(connection, f"SELECT {COLUMNS} FROM hidden")}
        self._hidden_by_id: dict[str, set[str]] = defaultdict(set)
        for each in self._hidden.values():
            for message_id in ids_of(each):
                self._hidden_by_id[message_id].add(each.key)

    def take(self, keys: Iterable[str], ids: Iterable[str] = ()) -> bool:
        """Take in the messages with these keys or in the threads of such ghosts, those that carry or name these ids,
        and the kin of all.  True where there were any that were not here."""
        before = len(self.held)
        found, named = set(keys), set(ids) - self.ids
        while found or named:
            self.ids |= named
            self.keys |= found
            fresh = {each.key: each for each in self._with_keys(found - self.held.keys())}
            self.held |= fresh
            found = (self._in_threads_with(found) | self._with_ids(named)) - self.keys
            named = {each for envelope in fresh.values() for each in ids_of(envelope)} - self.ids
        return len(self.held) > before

    def _with_keys(self, keys: Collection[str]) -> Iterator[Envelope]:
        yield from (self._hidden[key] for key in self._hidden.keys() & keys)
        yield from _read(self.connection, _WITH_KEYS, json.dumps(list(keys)))

    def _in_threads_with(self, keys: Collection[str]) -> set[str]:
        threads = self._column(_THREADS_OF, keys) - self.threads
        self.threads |= threads
        return self._column(_KEYS_OF_THREADS, threads)

    def _with_ids(self, ids: Collection[str]) -> set[str]:
        hidden = {key for message_id in ids for key in self._hidden_by_id.get(message_id, ())}
        return hidden | self._column(_CARRYING, ids) | self._column(_NAMING, map(mention, ids))

    def alike(self, places: Iterable[Sought]) -> list[Envelope]:
        """The messages that lie where these say, and all hidden ones."""
        rows: dict[str, tuple[Any, ...]] = {}
        for each in places:
            told = {
                "subjects": json.dumps(each.subjects),
                "beginnings": json.dumps(each.beginnings),
                "since": each.since,
                "until": each.until,
            }
            rows |= {row[0]: row for row in self.connection.execute(_SOUGHT, told)}
        # What many lead to is made an envelope once.
        return [*self._hidden.values(), *map(_envelope, rows.values())]

    def seekers(self, spans: Iterable[tuple[int, int]], subjects: Iterable[str], since: int) -> list[Seeker]:
        """Those of the forest as it stands that were sent in one of these spans of seconds, or under one of these
        subjects at this second or later."""
        execute = self.connection.execute
        rows = execute(_SEEKERS_SINCE, {"subjects": json.dumps(list(subjects)), "since": since}).fetchall()
        for span in spans:
            rows += execute("SELECT * FROM seeking WHERE seconds BETWEEN ? AND ?", span).fetchall()
        return list(map(Seeker._make, rows))

    def _column(self, statement: str, values: Iterable[str | int]) -> set[str]:
        asked = json.dumps(list(values))
        return {value for (value,) in self.connection.execute(statement, (asked,))}


def ids_of(envelope: Envelope) -> set[str]:
    """The Message-IDs that a mail carries and names."""
    return {envelope.message_id, *envelope.references, *envelope.in_reply_to} - {""}


_NEW = f"""
SELECT {COLUMNS} FROM temp.changed_messages CROSS JOIN messages ON messages.id = message
UNION ALL SELECT * FROM (SELECT {COLUMNS} FROM hidden EXCEPT SELECT {COLUMNS} FROM temp.were_hidden)"""
_FORMER = f"""
SELECT {COLUMNS} FROM temp.former
UNION ALL SELECT * FROM (SELECT {COLUMNS} FROM temp.were_hidden EXCEPT SELECT {COLUMNS} FROM hidden)"""
_ASKED = "(SELECT value FROM json_each(?1))"
_WITH_KEYS = f"SELECT {COLUMNS} FROM messages WHERE key IN {_ASKED}"
_THREADS_OF = f"""
SELECT thread FROM nodes WHERE key IN {_ASKED}
UNION SELECT thread FROM named JOIN nodes ON nodes.key = named.node WHERE named.key IN {_ASKED}"""
_KEYS_OF_THREADS = f"SELECT key FROM nodes WHERE thread IN {_ASKED}"
_CARRYING = f"SELECT key FROM messages WHERE message_id IN {_ASKED}"
_NAMING = f"SELECT key FROM mentions JOIN messages ON messages.id = message WHERE named IN {_ASKED}"
_SPAN = """date >= coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', :since, 'unixepoch'), '')
           AND date <= coalesce(strftime('%Y-%m-%dT%H:%M:%SZ', :until, 'unixepoch'), '~')"""
_SOUGHT = f"""
SELECT {COLUMNS} FROM messages WHERE base_subject IN (SELECT value FROM json_each(:subjects)) AND {_SPAN}
UNION ALL
SELECT {COLUMNS} FROM (SELECT value AS begins FROM json_each(:beginnings))
CROSS JOIN messages ON base_subject >= begins AND base_subject < begins || char(1114111) AND {_SPAN}"""
_SEEKERS_SINCE = """
SELECT * FROM seeking WHERE subject IN (SELECT value FROM json_each(:subjects)) AND seconds >= :since"""
