"""Searching: runs a compiled query on the archive's index; never sees what a person typed."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.text import fold

MOST_COUNTED = 10_000
"""Hits beyond this are not counted."""

_WEIGHTS = "2.0, 6.0, 0.5, 3.0, 2.0"
"""Of the index's columns: own words, subject, quotes, people, names of attachments."""
_SCORE = f"bm25(search, {_WEIGHTS})"
_SCORES = f"SELECT rowid, {_SCORE} FROM search WHERE search MATCH :match"
_HIT = "id, kind, date, message, thread, meeting, item, speech"
_BEST = f"""
    SELECT rowid AS id FROM search WHERE search MATCH :match
    ORDER BY {_SCORE}, rowid DESC LIMIT :limit OFFSET :offset"""
# Mail is walked from the newest until enough of it matches; minutes are few.
_NEWEST = """
    SELECT id, date FROM (
      SELECT id, date FROM messages INDEXED BY messages_date
      WHERE id IN (SELECT rowid FROM search WHERE search MATCH :match)
      ORDER BY date DESC, id DESC LIMIT :limit + :offset
    )
    UNION ALL
    SELECT agenda_items.id, meetings.date FROM agenda_items JOIN meetings USING (meeting)
    WHERE agenda_items.id IN (SELECT rowid FROM search WHERE search MATCH :match)
    UNION ALL
    SELECT speeches.id, meetings.date FROM speeches JOIN meetings USING (meeting)
    WHERE speeches.id IN (SELECT rowid FROM search WHERE search MATCH :match)
    ORDER BY date DESC, id DESC LIMIT :limit OFFSET :offset"""


class Condition(Protocol):
    """A filter of a compiled query (archiver.search.Filter)."""

    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def is_excluded(self) -> bool: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """One place that a query found."""

    id: int
    kind: str
    date: str
    message: str
    thread: str
    meeting: str
    item: int
    speech: int


_LIKE = r"LIKE '%' || :value || '%' ESCAPE '\'"
_CONDITIONS = {
    "from": f"fold(documents.person) {_LIKE}",
    "to": f"documents.id IN (SELECT id FROM messages WHERE fold(to_cc) {_LIKE})",
    "list": f"documents.id IN (SELECT message FROM message_lists WHERE list {_LIKE})",
    "topic": f"""(documents.thread IN (
        SELECT thread FROM placements LEFT JOIN topics USING (topic) LEFT JOIN agenda_items USING (meeting, item)
        WHERE status <> 'rejected' AND (topic = :value OR fold(topics.title) {_LIKE} OR fold(topics.title_en) {_LIKE}
              OR fold(agenda_items.title) {_LIKE}))
      OR (documents.meeting, documents.item) IN (SELECT meeting, item FROM agenda_items WHERE fold(title) {_LIKE}))""",
    "meeting": """(documents.meeting LIKE :value || '%' ESCAPE '\\'
      OR documents.thread IN (SELECT thread FROM placements
         WHERE status <> 'rejected' AND meeting <> '' AND meeting LIKE :value || '%' ESCAPE '\\'))""",
    "file": f"documents.id IN (SELECT message FROM attachments WHERE fold(name) {_LIKE})",
    "has": "documents.id IN (SELECT message FROM attachments)",
    "since": "documents.date >= :value",
    "before": "documents.date < :value",
    "in=minutes": "documents.kind <> 'message'",
    "in=mail": "documents.kind = 'message'",
    "is=unanswered": "documents.thread IN (SELECT thread FROM threads WHERE messages = 1)",
    "is=own": "1",  # a matter of columns: the match expression has seen to it
}
"""SQL of each filter, over the view `documents`; `:value` is bound, folded, with LIKE's wildcards escaped."""


def search(
    connection: sqlite3.Connection,
    *,
    match: str,
    exclude: str,
    filters: Sequence[Condition],
    sort: str,
    limit: int,
    offset: int,
) -> tuple[int, list[Hit]]:
    """(count, hits): the count goes no further than `MOST_COUNTED` + 1; `sort` is best or newest."""
    connection.create_function("fold", 1, fold, deterministic=True)
    if match and not exclude and not filters:
        return _search_index(connection, match, sort, limit, offset)
    where, values = _where(exclude, filters)
    if match:
        where += " AND documents.id IN (SELECT rowid FROM search WHERE search MATCH :match)"
        values["match"] = match
    found = connection.execute(
        f"SELECT id, date FROM documents WHERE {where} ORDER BY date DESC, id DESC", values
    )
    ids = [row["id"] for row in found]
    if match and sort == "best":
        scores = dict(tuple(row) for row in connection.execute(_SCORES, {"match": match}))
        ids.sort(key=scores.__getitem__)
    return min(len(ids), MOST_COUNTED + 1), _hits(connection, ids[offset : offset + limit])


def _search_index(
    connection: sqlite3.Connection, match: str, sort: str, limit: int, offset: int
) -> tuple[int, list[Hit]]:
    """A query without filters: the index answers alone, and only the hits that are shown are looked up."""
    values = {"match": match, "limit": limit, "offset": offset, "most": MOST_COUNTED + 1}
    ids = connection.execute(_BEST if sort == "best" else _NEWEST, values).fetchall()
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :match LIMIT :most)", values
    ).fetchone()
    return count, _hits(connection, [row["id"] for row in ids])


def _hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    rows = (
        connection.execute(f"SELECT {_HIT} FROM documents WHERE id = ?", [number]).fetchone()
        for number in ids
    )
    return [Hit(**row) for row in rows]


def _where(exclude: str, filters: Sequence[Condition]) -> tuple[str, dict[str, str | int]]:
    """The WHERE clause, every value bound under a name of its own."""
    conditions = ["1"]
    values: dict[str, str | int] = {}
    if exclude:
        conditions.append("documents.id NOT IN (SELECT rowid FROM search WHERE search MATCH :exclude)")
        values["exclude"] = exclude
    for number, each in enumerate(filters):
        sql = _CONDITIONS.get(each.field) or _CONDITIONS[f"{each.field}={each.value}"]
        values[f"value{number}"] = _escaped(each.value)
        sql = sql.replace(":value", f":value{number}")
        conditions.append(f"NOT ({sql})" if each.is_excluded else sql)
    return " AND ".join(conditions), values


def _escaped(value: str) -> str:
    """LIKE's wildcards as plain characters."""
    return value.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


def texts(connection: sqlite3.Connection, hits: Sequence[Hit]) -> dict[int, sqlite3.Row]:
    """What each hit shows: (id, subject, sender, address, list, message_id, body)."""
    found: dict[int, sqlite3.Row] = {}
    for hit in hits:
        found[hit.id] = connection.execute(_TEXTS[hit.kind], {"id": hit.id}).fetchone()
    return found


_TEXTS = {
    "message": """
        SELECT id, subject, from_name AS sender, from_address AS address, body, message_id,
               (SELECT min(list) FROM message_lists WHERE message = messages.id) AS list
        FROM messages WHERE id = :id""",
    "agenda_item": """
        SELECT agenda_items.id, agenda_items.title AS subject, meetings.title AS sender, '' AS address,
               agenda_items.title || char(10) || text || char(10) || outcome AS body, '' AS message_id, '' AS list
        FROM agenda_items JOIN meetings USING (meeting) WHERE agenda_items.id = :id""",
    "speech": """
        SELECT speeches.id, agenda_items.title AS subject, speaker AS sender, '' AS address,
               speeches.text AS body, '' AS message_id, '' AS list
        FROM speeches JOIN agenda_items USING (meeting, item) WHERE speeches.id = :id""",
}
