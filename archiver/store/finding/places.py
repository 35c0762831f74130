"""Places: the documents of the search index → what search has to know of each hit, in one narrow table."""

from __future__ import annotations

from operator import itemgetter

from archiver.store.archive import Archive
from archiver.store.database import explained
from archiver.store.documents import AGENDA_ITEM_IDS, ATTACHMENT_IDS, POSITION_BITS
from archiver.store.finding.spans import SPAN

Place = tuple[str, int, str, int, int]
"""One document of the index: its date (UTC, ISO 8601; of minutes the day alone), its number, its thread (what results
are grouped by; of minutes meeting/item), whether it begins that (1), and the number of its row in `origins`.

A plain tuple, as SQLite gives it, since a search makes a thousand; they sort by date.
"""

date_of, id_of, thread_of, _, origin_of = map(itemgetter, range(5))

RANGES = {
    "mail": (0, AGENDA_ITEM_IDS - 1),
    "files": (ATTACHMENT_IDS, (1 << 63) - 1),
    "minutes": (AGENDA_ITEM_IDS, ATTACHMENT_IDS - 1),
}
"""Numbers of each kind of document, both included."""
COLUMNS = ", ".join(f"place.{name}" for name in ("date", "id", "thread", "begins", "origin"))


def replace_places(archive: Archive) -> None:
    """Bring the table up to messages and meetings that changed (`noticing`), and to the threads and bodies of these."""
    with explained(archive.path):
        execute = archive.connection.execute
        execute("CREATE TEMP TABLE standing AS " + _STANDING)
        execute("CREATE UNIQUE INDEX temp.standing_id ON standing(id)")
        ids = {"minutes": AGENDA_ITEM_IDS, "attachments": ATTACHMENT_IDS, "bits": POSITION_BITS}
        execute("CREATE TEMP TABLE gone AS " + _GONE, ids)
        execute("CREATE TEMP TABLE moved AS " + _MOVED, {"span": SPAN, "end": AGENDA_ITEM_IDS})
        execute("DELETE FROM places WHERE id IN (SELECT id FROM temp.gone)")
        execute(_ORIGINS)
        execute(_CHANGED)
        execute(_UNUSED)
        execute("DELETE FROM spans WHERE span IN (SELECT span FROM temp.moved)")
        execute(_SPANS, {"span": SPAN})
        for table in ("standing", "gone", "moved"):
            execute(f"DROP TABLE temp.{table}")


_OF_MAIL = """
    coalesce(nullif(people.organisation, ''), lower(substr(from_address, instr(from_address, '@') + 1))) AS body,
    (SELECT group_concat(list, ' ') FROM (SELECT list FROM message_lists WHERE message = messages.id ORDER BY list))"""
_STANDING = f"""
    SELECT messages.id, date, nodes.thread, nodes.parent = '' AS begins, {_OF_MAIL} AS lists,
           EXISTS (SELECT 1 FROM attachments WHERE message = messages.id) AS attached
    FROM temp.changed_messages AS changed CROSS JOIN messages ON messages.id = changed.message
    JOIN nodes USING (key) LEFT JOIN people ON people.address = lower(from_address)
    UNION ALL
    SELECT document, date, nodes.thread, 0, {_OF_MAIL}, 1
    FROM temp.changed_messages AS changed CROSS JOIN attachments USING (message)
    JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = attachments.message
    JOIN nodes USING (key) LEFT JOIN people ON people.address = lower(from_address)
    WHERE text <> ''
    UNION ALL
    SELECT id, date, meeting || '/' || item, 1, '', '', 0
    FROM temp.changed_meetings CROSS JOIN agenda_items USING (meeting) JOIN meetings USING (meeting)
    UNION ALL
    SELECT id, date, meeting || '/' || item, 1, '', '', 0
    FROM temp.changed_meetings CROSS JOIN speeches USING (meeting) JOIN meetings USING (meeting)"""
_GONE = """
    SELECT id, date FROM temp.changed_messages CROSS JOIN places ON id = message
    WHERE id NOT IN (SELECT id FROM temp.standing)
    UNION ALL
    SELECT id, date FROM temp.changed_messages CROSS JOIN places
      ON id >= :attachments + (message << :bits) AND id < :attachments + ((message + 1) << :bits)
    WHERE id NOT IN (SELECT id FROM temp.standing)
    UNION ALL
    SELECT id, date FROM places
    WHERE EXISTS (SELECT 1 FROM temp.changed_meetings) AND id >= :minutes AND id < :attachments
      AND id NOT IN (SELECT id FROM temp.standing)"""
_MOVED = """
    SELECT id / :span AS span FROM temp.gone WHERE id < :end
    UNION SELECT new.id / :span FROM temp.standing AS new LEFT JOIN places AS old USING (id)
    WHERE new.id < :end AND old.date IS NOT new.date"""
_ORIGINS = """
    INSERT OR IGNORE INTO origins (body, lists, attached) SELECT DISTINCT body, lists, attached FROM temp.standing"""
_CHANGED = """
    INSERT OR REPLACE INTO places
    SELECT new.id, new.date, new.thread, new.begins, origins.origin
    FROM temp.standing AS new JOIN origins USING (lists, body, attached) LEFT JOIN places AS old ON old.id = new.id
    WHERE (old.date, old.thread, old.begins, old.origin) IS NOT (new.date, new.thread, new.begins, origins.origin)"""
_UNUSED = "DELETE FROM origins WHERE NOT EXISTS (SELECT 1 FROM places WHERE places.origin = origins.origin)"
_SPANS = """
    INSERT INTO spans SELECT span, min(date), max(date) FROM temp.moved CROSS JOIN places
      ON id >= span * :span AND id < (span + 1) * :span GROUP BY span"""
