"""Forest: where messages hang → the rows of nodes and threads; of those that stand, only what changed is written."""

from __future__ import annotations

import json
from collections.abc import Mapping

from archiver.model import Forest, Node, public_id
from archiver.store.archive import Archive
from archiver.store.database import explained
from archiver.store.kin import Family


def replace_forest(archive: Archive, forest: Forest, of: Family | None = None) -> None:
    """Bring the forest, and one row a thread made from it, up to this one and the messages as they stand.

    `of`: the family whose forest it is, where it is not the whole.  The threads that changed, those of changed
    messages among them, are in `temp.changed_threads` afterwards, and all their messages in `temp.changed_messages`.
    """
    with explained(archive.path):
        changed = _replace_nodes(archive, forest, of)
        _replace_named(archive, forest, of)
        _replace_seekers(archive, forest, of)
        execute = archive.connection.execute
        execute("DELETE FROM temp.changed_threads")
        archive.connection.executemany(
            "INSERT INTO temp.changed_threads VALUES (?)", [(thread,) for thread in sorted(changed)]
        )
        execute(_OF_MESSAGES)
        execute(ALL_OF_THREADS)
        execute("DELETE FROM threads WHERE thread IN (SELECT thread FROM temp.changed_threads)")
        execute(_THREADS)


def _replace_nodes(archive: Archive, forest: Forest, of: Family | None) -> set[str]:
    """The threads in which a node is new, another or gone.  The table's columns are a node's fields, in their order."""
    execute, executemany = archive.connection.execute, archive.connection.executemany
    hidden = {key for (key,) in execute("SELECT key FROM hidden")}
    rows = {node._replace(is_ghost=True) if node.key in hidden else node for node in forest.nodes}
    if of:
        asked = json.dumps(list(of.threads))
        standing = set(
            execute("SELECT * FROM nodes WHERE thread IN (SELECT value FROM json_each(?))", (asked,))
        )
    else:
        standing = set(execute("SELECT * FROM nodes"))
    new, gone = rows - standing, list(map(Node._make, standing - rows))
    executemany("DELETE FROM nodes WHERE key = ?", [(node.key,) for node in gone])
    executemany("INSERT INTO nodes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(new))
    return {node.thread for node in (*new, *gone)}


def _replace_named(archive: Archive, forest: Forest, of: Family | None) -> None:
    execute, executemany = archive.connection.execute, archive.connection.executemany
    if of:
        asked = json.dumps(list(map(public_id, of.ids)))
        rows = execute("SELECT * FROM named WHERE key IN (SELECT value FROM json_each(?))", (asked,))
    else:
        rows = execute("SELECT * FROM named")
    standing: Mapping[str, str] = dict(rows.fetchall())
    new, gone = forest.named.items() - standing.items(), standing.items() - forest.named.items()
    executemany("DELETE FROM named WHERE key = ?", [(key,) for key, _ in gone])
    executemany("INSERT INTO named VALUES (?, ?)", sorted(new))


def _replace_seekers(archive: Archive, forest: Forest, of: Family | None) -> None:
    execute, executemany = archive.connection.execute, archive.connection.executemany
    if of:
        executemany("DELETE FROM seeking WHERE key = ?", [(key,) for key in sorted(of.keys)])
    else:
        execute("DELETE FROM seeking")
    executemany("INSERT INTO seeking VALUES (?, ?, ?, ?, ?, ?)", forest.seekers)


_OF_MESSAGES = """
INSERT OR IGNORE INTO temp.changed_threads
SELECT thread FROM temp.changed_messages CROSS JOIN messages ON messages.id = message JOIN nodes USING (key)
"""
ALL_OF_THREADS = """
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
