"""Places: every agenda item and standing topic under which a thread can be put, for the desk's lists to choose from."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

MEETINGS = 20
"""How many meetings are offered to choose an item of; any other item's own page of the desk takes threads."""


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


def places(connection: sqlite3.Connection, meetings: Iterable[str] = ()) -> dict[str, list[Place]]:
    """By meeting, the latest first: of the latest `MEETINGS` and of these; the standing topics under ''."""
    rows = connection.execute(
        """WITH offered AS (SELECT value AS meeting FROM json_each(:meetings)
             UNION SELECT meeting FROM (SELECT meeting FROM meetings ORDER BY date DESC, meeting DESC LIMIT :latest))
           SELECT meeting, item, '' AS topic, agenda_items.title, date
           FROM agenda_items JOIN meetings USING (meeting) JOIN offered USING (meeting)
           UNION ALL SELECT '', 0, topic, title, '' FROM topics
           ORDER BY date DESC, meeting DESC, item, title""",
        {"latest": MEETINGS, "meetings": json.dumps(list(meetings))},
    )
    found: dict[str, list[Place]] = {}
    for row in rows:
        found.setdefault(row["meeting"], []).append(Place(**row))
    return found
