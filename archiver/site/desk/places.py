"""Places: every agenda item and standing topic under which a thread can be put, for the desk's lists to choose from."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An agenda item of a meeting, or a standing topic."""

    meeting: str
    item: int
    topic: str
    title: str
    date: str

    @property
    def name(self) -> str:
        """As the decision functions name it."""
        return self.topic or f"{self.meeting}/{self.item}"


def places(connection: sqlite3.Connection) -> dict[str, list[Place]]:
    """By meeting, the latest first; the standing topics under ''."""
    rows = connection.execute(
        """SELECT meeting, item, '' AS topic, agenda_items.title, date FROM agenda_items JOIN meetings USING (meeting)
           UNION ALL SELECT '', 0, topic, title, '' FROM topics
           ORDER BY date DESC, meeting DESC, item, title"""
    )
    found: dict[str, list[Place]] = {}
    for row in rows:
        found.setdefault(row["meeting"], []).append(Place(**row))
    return found
