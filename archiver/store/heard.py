"""Heard: the texts of threads that may be placed; and what was heard of each, kept until the thread, the minutes or the
rules change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from archiver.store.archive import Archive
from archiver.store.database import explained, value


class Hearing(NamedTuple):
    """What all threads were heard for, and what they are like together."""

    under: str
    """Digest of the minutes and rules."""
    until: int
    """Up to when words were counted, in seconds since 1970 UTC."""
    census: str
    crowds: str
    """JSON, as is the census."""


def note_changed(archive: Archive) -> None:
    """The threads that changed (`forest.replace_forest`) are to be read again; what was heard of them is kept until
    then."""
    archive.connection.execute(
        """INSERT INTO heard SELECT thread, 1, '[]', '' FROM temp.changed_threads WHERE true
           ON CONFLICT DO UPDATE SET is_due = 1"""
    )


def hearing(archive: Archive) -> Hearing | None:
    """What all threads but those that are to be read again were heard for; None where nothing was heard."""
    row = archive.connection.execute("SELECT * FROM hearing").fetchone()
    return Hearing(*row) if row else None


def replace_hearing(archive: Archive, hearing: Hearing) -> None:
    """Note what all threads are heard for now."""
    with explained(archive.path):
        archive.connection.execute("DELETE FROM hearing")
        archive.connection.execute("INSERT INTO hearing VALUES (?, ?, ?, ?)", hearing)


def moment(archive: Archive, since: str, counted: Callable[[int], int]) -> int:
    """When the last of the messages from `since` on that are counted was; `counted`: how many of so many are."""
    execute = archive.connection.execute
    (messages,) = execute("SELECT count(*) FROM messages WHERE date >= ?", (since,)).fetchone()
    row = execute(
        "SELECT strftime('%s', date) FROM messages WHERE date >= ? ORDER BY date LIMIT 1 OFFSET ?",
        (since, counted(messages) - 1),
    ).fetchone()
    return int(row[0]) if messages else 0


def due(archive: Archive) -> dict[str, str]:
    """Thread that is to be read again → what was heard of it; '' nothing."""
    return dict(archive.connection.execute("SELECT thread, kept FROM heard WHERE is_due"))


def due_messages(archive: Archive) -> int:
    """How many messages the threads have that are to be read again."""
    sql = "SELECT count(*) FROM heard CROSS JOIN nodes USING (thread) WHERE is_due AND NOT is_ghost"
    return int(value(archive.connection, sql))


def forget_due(archive: Archive) -> None:
    """Keep nothing of the threads that are to be read again, which leaves all to be read again."""
    archive.connection.execute("UPDATE heard SET kept = '', crowds = '[]' WHERE is_due")
    archive.connection.execute("DELETE FROM hearing")


Kept = tuple[str, str, str]
"""(thread, the meetings with long agendas that it may continue, what was heard of it)"""


def replace(archive: Archive, heard: Iterable[Kept], *, only_changed: bool) -> None:
    """Keep what was heard of threads: in the place of all, or of those that were to be read."""
    with explained(archive.path):
        found = list(heard)
        archive.connection.execute("DELETE FROM heard" + (" WHERE is_due" if only_changed else ""))
        archive.connection.executemany("INSERT INTO heard VALUES (?, 0, ?, ?)", found)


def kept(archive: Archive) -> Iterator[str]:
    """All that is kept, by thread."""
    yield from (text for (text,) in archive.connection.execute("SELECT kept FROM heard ORDER BY thread"))


def continuing(archive: Archive, meetings: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Thread and what is kept of it, of those that may continue one of some meetings with long agendas, by thread."""
    yield from archive.connection.execute(
        f"SELECT thread, kept FROM heard WHERE {_CONTINUING} ORDER BY thread", (json.dumps(sorted(meetings)),)
    )


def continuing_threads(archive: Archive, meetings: Iterable[str]) -> int:
    """How many these are."""
    asked = json.dumps(sorted(meetings))
    return int(value(archive.connection, f"SELECT count(*) FROM heard WHERE {_CONTINUING}", (asked,)))


_CONTINUING = """?1 <> '[]' AND crowds <> '[]' AND EXISTS (
  SELECT 1 FROM json_each(crowds) WHERE value IN (SELECT value FROM json_each(?1)))"""


def written_from(archive: Archive, hosts: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The same, of threads in which somebody wrote whose address has one of these hosts."""
    yield from archive.connection.execute(
        """SELECT thread, kept FROM heard WHERE thread IN (
             SELECT thread FROM people JOIN wrote USING (address)
             WHERE rtrim(host, '>') IN (SELECT value FROM json_each(?)))""",
        (json.dumps(sorted(hosts), ensure_ascii=False),),
    )


Row = tuple[str, str, str, str, str, str, int]
"""Of a message: (thread, key, subject, body, date, `name <address>` of the sender, 1: what it quotes is news)."""


def texts(archive: Archive, since: str, match: str, *, only_changed: bool) -> Iterator[Row]:
    """Every message, thread by thread in reading order, of the threads that were alive at `since` (UTC, ISO 8601) or
    hold a message that `match` finds (FTS5); or of those of them that are to be read again."""
    statement = _OF_CHANGED if only_changed else _OF_ALL
    yield from archive.connection.execute(statement, {"since": since, "match": match or '""'})


_TEXTS = """
SELECT threads.thread, messages.key, messages.subject, messages.body, messages.date,
       trim(messages.from_name || ' <' || messages.from_address || '>'),
       nodes.position = 0 AND nodes.split_from = ''
FROM threads JOIN nodes USING (thread) JOIN messages USING (key)
WHERE """
_FOUND = "messages.id IN (SELECT rowid FROM search WHERE search MATCH :match)"
_OF_ALL = f"""{_TEXTS} (threads.last_date >= :since
  OR threads.thread IN (SELECT thread FROM nodes JOIN messages USING (key) WHERE {_FOUND}))
ORDER BY threads.thread, nodes.position"""
_OF_CHANGED = f"""{_TEXTS} threads.thread IN (SELECT thread FROM heard WHERE is_due)
  AND (threads.last_date >= :since OR threads.thread IN (
    SELECT thread FROM heard CROSS JOIN nodes USING (thread) CROSS JOIN messages USING (key)
    WHERE is_due AND {_FOUND}))
ORDER BY threads.thread, nodes.position"""
