"""Forest: nodes → the rows of nodes and threads; where most of them stand already, only what changed is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from archiver.model import Node
from archiver.store.archive import Archive
from archiver.store.database import explained


def replace_forest(archive: Archive, nodes: Iterable[Node], named: Mapping[str, str] | None = None) -> None:
    """Bring the forest, and one row a thread made from it, up to these nodes and the messages as they stand.

    `named`: key of a message that is nowhere in the forest but in others' headers → key of the message that names
    it.  The threads that changed, those of changed messages among them, are in `temp.changed_threads` afterwards,
    and all their messages in `temp.changed_messages`.
    """
    with explained(archive.path):
        changed = _replace_nodes(archive, nodes)
        _replace_named(archive, named or {})
        execute = archive.connection.execute
        execute("DELETE FROM temp.changed_threads")
        archive.connection.executemany(
            "INSERT INTO temp.changed_threads VALUES (?)", [(thread,) for thread in sorted(changed)]
        )
        execute(_OF_MESSAGES)
        execute(_ALL_OF_THREADS)
        execute("DELETE FROM threads WHERE thread IN (SELECT thread FROM temp.changed_threads)")
        execute(_THREADS)


def _replace_nodes(archive: Archive, nodes: Iterable[Node]) -> set[str]:
    """The threads in which a node is new, another or gone.  The table's columns are a node's fields, in their order."""
    execute, executemany = archive.connection.execute, archive.connection.executemany
    hidden = {key for (key,) in execute("SELECT key FROM hidden")}
    rows = {node._replace(is_ghost=True) if node.key in hidden else node for node in nodes}
    standing = set(execute("SELECT * FROM nodes"))
    new, gone = rows - standing, list(map(Node._make, standing - rows))
    executemany("DELETE FROM nodes WHERE key = ?", [(node.key,) for node in gone])
    executemany("INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(new))
    return {node.thread for node in (*new, *gone)}


def _replace_named(archive: Archive, named: Mapping[str, str]) -> None:
    if dict(archive.connection.execute("SELECT key, node FROM named").fetchall()) != named:
        archive.connection.execute("DELETE FROM named")
        archive.connection.executemany("INSERT INTO named VALUES (?, ?)", named.items())


_OF_MESSAGES = """
INSERT OR IGNORE INTO temp.changed_threads
SELECT thread FROM temp.changed_messages CROSS JOIN messages ON messages.id = message JOIN nodes USING (key)
"""
_ALL_OF_THREADS = """
INSERT OR IGNORE INTO temp.changed_messages
SELECT messages.id FROM temp.changed_threads CROSS JOIN nodes USING (thread) JOIN messages USING (key)
"""
_THREADS = """
INSERT INTO threads
SELECT thread, subject, list, min(date), max(date), count(*), count(DISTINCT from_address),
       (SELECT split_from FROM nodes AS root WHERE root.key = posts.thread),
       max(0, min(CASE WHEN from_address <> asker THEN strftime('%s', date) END) - strftime('%s', min(asked)))
FROM (
  SELECT nodes.thread, messages.date, messages.from_address,
         first_value(messages.subject) OVER reading AS subject,
         first_value(messages.from_address) OVER reading AS asker,
         first_value(messages.date) OVER reading AS asked,
         first_value((SELECT min(list) FROM message_lists WHERE message = messages.id)) OVER reading AS list
  FROM nodes JOIN messages USING (key)
  WHERE nodes.thread IN (SELECT thread FROM temp.changed_threads)
  WINDOW reading AS (PARTITION BY nodes.thread ORDER BY nodes.position)
) AS posts
GROUP BY thread
"""
