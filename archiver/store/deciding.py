"""Deciding: whether what a person names is there, so that a slip of the finger is no decision, and how it stands."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from archiver import links
from archiver.errors import NotFound
from archiver.store import reading
from archiver.store.database import value


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A message or ghost in its thread."""

    key: str
    parent: str
    thread: str
    fingerprint: str
    """Of the message, '' for a ghost."""

    @property
    def identity(self) -> dict[str, str | int]:
        """By which a decision names it.  The fingerprint tells mails that share a Message-ID apart, whose keys change
        when an older one comes in."""
        return {"message": self.key.partition("-")[0], "fingerprint": self.fingerprint}

    def subject(self, parent: str) -> dict[str, str | int]:
        """What a decision that hangs it under `parent` ('' none) is about."""
        return {**self.identity, "parent": parent}

    @property
    def place(self) -> dict[str, str]:
        """Where it stands, for the journal: what a decision replaces."""
        return {"parent": self.parent, "thread": self.thread}


def has_place(connection: sqlite3.Connection, meeting: str, item: int, topic: str) -> bool:
    """Whether there is this agenda item, or this standing topic."""
    sql = """SELECT 1 FROM agenda_items WHERE meeting = :meeting AND item = :item
             UNION ALL SELECT 1 FROM topics WHERE topic = :topic"""
    return bool(value(connection, sql, {"meeting": meeting, "item": item, "topic": topic}))


def has_meeting(connection: sqlite3.Connection, meeting: str) -> bool:
    """Whether there are these minutes."""
    return bool(value(connection, "SELECT 1 FROM meetings WHERE meeting = ?", [meeting]))


def ensure_meeting(connection: sqlite3.Connection, meeting: str) -> None:
    """Raise `NotFound` where there are no such minutes."""
    if not has_meeting(connection, meeting):
        raise NotFound(
            "No minutes are kept under {meeting}. `archiver minutes list` names them.", meeting=meeting
        )


def thread_of(connection: sqlite3.Connection, thread: str) -> str:
    """The thread that an id or address, old or new, leads to.  Raises `NotFound`."""
    found = reading.thread_of(connection, links.key_in(thread) or thread)
    if found is None:
        raise NotFound(
            "No thread has the id {thread}. Name its address on the site, or the last part of that.",
            thread=thread,
        )
    return found


def status_of(connection: sqlite3.Connection, thread: str, meeting: str, item: int, topic: str) -> str:
    """How the thread is placed there, '' when it is not."""
    sql = "SELECT status FROM placements WHERE (thread, meeting, item, topic) = (?, ?, ?, ?)"
    return value(connection, sql, [thread, meeting, item, topic]) or ""


def person(connection: sqlite3.Connection, named: str) -> str:
    """The address under which a person is counted, by any of their addresses or by the address of their page.  Raises
    `NotFound`."""
    sql = """SELECT coalesce(nullif(same_as, ''), address) FROM people
             WHERE address = lower(trim(:named)) OR person = :key"""
    found = value(connection, sql, {"named": named, "key": links.key_in(named)})
    if found is None:
        raise NotFound(
            "Nobody here writes from {address}. The page of people on the site lists who does.", address=named
        )
    return str(found)


def is_sender(connection: sqlite3.Connection, address: str) -> bool:
    """Whether there is mail from this address, or it stands for a person who writes from another."""
    return bool(value(connection, "SELECT 1 FROM people WHERE address = ?", [address]))


def is_joined(connection: sqlite3.Connection, address: str, decision: int) -> bool:
    """Whether this decision made an address one of another person's."""
    sql = "SELECT 1 FROM same_people WHERE address = ? AND decision = ?"
    return bool(value(connection, sql, [address, decision]))


def find(connection: sqlite3.Connection, key: str) -> Known | None:
    """A message or ghost by its permanent id; None where it has no place in the forest."""
    row = connection.execute(
        """SELECT nodes.key, parent, thread, coalesce(fingerprint, '') AS fingerprint
           FROM nodes LEFT JOIN messages USING (key) WHERE nodes.key = :key""",
        {"key": key},
    ).fetchone()
    return Known(**row) if row else None


def known_key(connection: sqlite3.Connection, plain: str, fingerprint: str) -> str:
    """The key under which the message with this permanent id and fingerprint stands: the id itself, unless an older
    mail shares it."""
    sql = "SELECT key FROM nodes WHERE key = ? AND ? <> ''"
    return value(connection, sql, [f"{plain}-{fingerprint[:8]}", fingerprint]) or plain


def is_known(connection: sqlite3.Connection, plain: str, fingerprint: str) -> bool:
    """Whether this permanent id is that of a message or ghost, or named in a message's headers."""
    sql = "SELECT 1 FROM nodes WHERE key = :key UNION ALL SELECT 1 FROM named WHERE key = :key"
    return bool(value(connection, sql, {"key": known_key(connection, plain, fingerprint)}))


def node(connection: sqlite3.Connection, key: str) -> Known:
    """A message or ghost by its permanent id or address.  Raises `NotFound`."""
    known = find(connection, links.key_in(key) or key)
    if known is None:
        raise NotFound(
            "No message has the id {key}. Name its address on the site, or the last part of that.", key=key
        )
    return known


def hangs_under(connection: sqlite3.Connection, key: str, above: str) -> bool:
    """Whether a node is `above` itself or hangs under it, however deep."""
    sql = """WITH RECURSIVE line(key) AS (
               VALUES (:key)
               UNION SELECT parent FROM nodes JOIN line USING (key) WHERE parent <> '')
             SELECT 1 FROM line WHERE key = :above"""
    return bool(value(connection, sql, {"key": key, "above": above}))


def mail(connection: sqlite3.Connection, key: str) -> Known:
    """A message by its permanent id, in view or hidden.  Raises `NotFound` for any other, a ghost too."""
    row = connection.execute(
        """SELECT nodes.key, parent, thread, coalesce(messages.fingerprint, hidden.fingerprint) AS fingerprint
           FROM nodes LEFT JOIN messages USING (key) LEFT JOIN hidden ON hidden.key = nodes.key
           WHERE nodes.key = :key""",
        {"key": links.key_in(key)},
    ).fetchone()
    if row is None or row["fingerprint"] is None:
        raise NotFound(
            "No message here has the id {key}. It is the last part of the message's address on the site.",
            key=key,
        )
    return Known(**row)


def keys_beside(connection: sqlite3.Connection, key: str) -> list[str]:
    """The other messages of its thread, in reading order."""
    rows = connection.execute(
        """SELECT key FROM nodes JOIN messages USING (key)
           WHERE thread = (SELECT thread FROM nodes WHERE key = :key) AND key <> :key ORDER BY position""",
        {"key": links.key_in(key)},
    )
    return [str(row["key"]) for row in rows]


def is_in_archive(connection: sqlite3.Connection, plain: str, fingerprint: str) -> bool:
    """Whether the mail with this permanent id and fingerprint is here, be it hidden."""
    sql = """SELECT 1 FROM messages WHERE key GLOB :plain || '*' AND fingerprint = :fingerprint
             UNION ALL SELECT 1 FROM hidden WHERE key GLOB :plain || '*' AND fingerprint = :fingerprint"""
    return bool(value(connection, sql, {"plain": plain, "fingerprint": fingerprint}))


def is_indexed(connection: sqlite3.Connection, key: str, match: str) -> bool:
    """Whether the search index finds this message by `match` (FTS5)."""
    sql = "SELECT 1 FROM search WHERE search MATCH :match AND rowid = (SELECT id FROM messages WHERE key = :key)"
    return bool(value(connection, sql, {"match": match, "key": key}))
