"""Facets: the documents that a query found → by what they could be narrowed, with counts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from archiver.store.archive import message_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One value that some of the found documents share."""

    field: str
    """year, topic, body, list, kind, attachment"""
    value: str
    label: str
    label_en: str
    count: int


def facets(connection: sqlite3.Connection, ids: Sequence[int], zone: tzinfo | None) -> list[Facet]:
    """Every value shared by at least one of `ids`, field by field, the most frequent first (years: the newest)."""
    mails = json.dumps([message for number in ids if (message := message_of(number))])
    minutes = [number for number in ids if not message_of(number)]
    rows = connection.execute(_MAILS, [mails]).fetchall()
    years = Counter(str(datetime.fromisoformat(row[0]).astimezone(zone).year) for row in rows)
    years += Counter(
        connection.execute("SELECT date FROM documents WHERE id = ?", [number]).fetchone()[0][:4]
        for number in minutes
    )
    bodies = Counter(row[1].rpartition("@")[2].lower() for row in rows)
    kinds = {"mail": len(rows), "minutes": len(minutes)}
    found = [_facet("year", year, years[year]) for year in sorted(years, reverse=True)]
    found += [
        Facet(field="topic", value=row[0], label=row[1], label_en=row[2], count=row[3])
        for row in connection.execute(_TOPICS, [mails])
    ]
    found += [_facet("body", body, count) for body, count in bodies.most_common() if body]
    found += [_facet("list", *row) for row in connection.execute(_LISTS, [mails])]
    found += [_facet("kind", kind, count) for kind, count in kinds.items() if count]
    (attached,) = connection.execute(_ATTACHED, [mails]).fetchone()
    return found + ([_facet("attachment", "attachment", attached)] if attached else [])


def _facet(field: str, value: str, count: int) -> Facet:
    return Facet(field=field, value=value, label=value, label_en=value, count=count)


_FOUND = "SELECT value FROM json_each(?)"
_MAILS = f"SELECT date, from_address FROM messages INDEXED BY messages_facts WHERE id IN ({_FOUND})"
_TOPICS = f"""
    SELECT topics.topic, topics.title, topics.title_en, count(DISTINCT messages.id)
    FROM messages INDEXED BY messages_facts JOIN nodes USING (key) JOIN placements ON placements.thread = nodes.thread
    JOIN topics ON topics.topic = placements.topic
    WHERE messages.id IN ({_FOUND}) AND status <> 'rejected' GROUP BY topics.topic ORDER BY 4 DESC, 1"""
_LISTS = (
    f"SELECT list, count(*) FROM message_lists WHERE message IN ({_FOUND}) GROUP BY list ORDER BY 2 DESC, 1"
)
_ATTACHED = f"SELECT count(DISTINCT message) FROM attachments WHERE message IN ({_FOUND})"
