"""Heard: the texts of threads that may be placed; and what was heard of each, kept until the thread, the minutes or the
rules change."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archiver.store.archive import Archive
from archiver.store.database import explained


def note_changed(archive: Archive) -> None:
    """The threads that changed (`forest.replace_forest`) are to be read again."""
    archive.connection.execute("INSERT OR REPLACE INTO heard SELECT thread, 1, '' FROM temp.changed_threads")


def is_kept(archive: Archive, under: str) -> bool:
    """Whether all that is kept was heard under this digest, but for threads that are to be read again."""
    return archive.connection.execute("SELECT under FROM hearing").fetchall() == [(under,)]


def replace(archive: Archive, under: str, heard: Iterable[tuple[str, str]], *, only_changed: bool) -> None:
    """Keep what was heard of threads, (id, what): in the place of all, or of those that were to be read again."""
    execute = archive.connection.execute
    with explained(archive.path):
        found = [(thread, 0, kept) for thread, kept in heard]
        execute("DELETE FROM heard" + (" WHERE is_due" if only_changed else ""))
        archive.connection.executemany("INSERT INTO heard VALUES (?, ?, ?)", found)
        execute("DELETE FROM hearing")
        execute("INSERT INTO hearing VALUES (?)", (under,))


def kept(archive: Archive) -> Iterator[str]:
    """All that is kept, by thread."""
    yield from (text for (text,) in archive.connection.execute("SELECT kept FROM heard ORDER BY thread"))


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
