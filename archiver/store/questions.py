"""Questions: the threads that hold any, as turns; and which of them nobody has answered, as a build writes it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from operator import itemgetter

from archiver.model import UNANSWERED, Turn
from archiver.store.archive import Archive
from archiver.store.database import explained
from archiver.store.noticing import WHO


def turns(archive: Archive) -> Iterator[list[Turn]]:
    """The messages and ghosts of every thread that changed (`replace_forest`) and in which somebody asks, in reading
    order."""
    rows = archive.connection.execute(
        f"""SELECT thread, nodes.key, parent,
                  coalesce((SELECT person FROM same_people WHERE address = {WHO}), {WHO}, ''),
                  coalesce(date, ''), coalesce(asks, '')
           FROM nodes LEFT JOIN messages USING (key)
           WHERE thread IN (
             SELECT thread FROM temp.changed_threads AS changed WHERE EXISTS (
               SELECT 1 FROM nodes JOIN messages USING (key) WHERE nodes.thread = changed.thread AND asks <> ''))
           ORDER BY thread, position"""
    )
    for _, thread in groupby(rows, key=itemgetter(0)):
        yield [
            Turn(key=key, parent=parent, person=person, sent=sent, asks=bool(asks))
            for _, key, parent, person, sent, asks in thread
        ]


def replace_unanswered(archive: Archive, keys: Iterable[Iterable[str]]) -> None:
    """Write which messages of the threads that changed wait for an answer: `keys` of each thread."""
    execute = archive.connection.execute
    with explained(archive.path):
        waiting = json.dumps([key for each in keys for key in each])
        now = dict(execute(_WAITING, [waiting]))
        before = {number for (number,) in execute(_WAITED, [json.dumps(list(now))])}
        archive.connection.executemany(
            "DELETE FROM unanswered WHERE message = ?", [(each,) for each in before]
        )
        archive.connection.executemany("INSERT INTO unanswered VALUES (?, ?)", now.items())
        archive.index.unmark(UNANSWERED, before - now.keys())
        archive.index.mark(UNANSWERED, now.keys() - before)


_WAITING = """
    SELECT messages.id, thread FROM json_each(?) AS waiting
      CROSS JOIN messages ON messages.key = waiting.value CROSS JOIN nodes ON nodes.key = waiting.value"""
_WAITED = """
    SELECT message FROM unanswered WHERE thread IN (SELECT thread FROM temp.changed_threads)
    UNION SELECT message FROM unanswered WHERE message IN (SELECT value FROM json_each(?))"""
