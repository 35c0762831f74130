"""Beside: the threads that stand under an agenda item or topic → how each of them ends.  Only SELECTs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from functools import lru_cache

from archiver.mail import segments
from archiver.threads.endings import Ending, ending

_REMEMBERED = 500
"""So many last messages are not read again."""


def endings(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Ending]:
    """How these threads end, by key, as far as their last messages say."""
    rows = connection.execute(_LAST, {"keys": json.dumps(list(keys))})
    found = {row["thread"]: _ending(row["body"]) for row in rows}
    return {thread: each for thread, each in found.items() if each}


_LAST = """
    SELECT thread, body FROM (
      SELECT nodes.thread, messages.id,
             row_number() OVER (PARTITION BY nodes.thread ORDER BY messages.date DESC, nodes.position DESC) AS rank
      FROM nodes JOIN messages USING (key) WHERE nodes.thread IN (SELECT value FROM json_each(:keys))
    ) AS last JOIN messages ON messages.id = last.id WHERE rank = 1"""


@lru_cache(_REMEMBERED)
def _ending(body: str) -> Ending | None:
    return ending("\n".join(each.text for each in segments(body) if each.kind == "own"))
