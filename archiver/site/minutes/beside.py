"""Beside: the threads that stand under an agenda item or topic → how each of them ends.  Only SELECTs."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from archiver.mail import segments, text_of
from archiver.threads.endings import settled

_REMEMBERED = 500
"""So many last messages are not read again."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a thread ends: settled by its last message, or with a question that nobody has answered."""

    kind: Literal["asked", "settled"]
    sentence: str


def endings(connection: sqlite3.Connection, keys: Iterable[str]) -> dict[str, Ending]:
    """How these threads end, by key, as far as their messages say."""
    asked = {"keys": json.dumps(list(keys))}
    found = {row["thread"]: Ending("asked", row["asks"]) for row in connection.execute(_WAITING, asked)}
    for row in connection.execute(_LAST, asked):
        if sentence := _settled(row["body"]):
            found[row["thread"]] = Ending("settled", sentence)
    return found


_WAITING = """
    SELECT unanswered.thread, asks FROM unanswered JOIN messages ON id = message
    WHERE unanswered.thread IN (SELECT value FROM json_each(:keys)) ORDER BY messages.date, messages.key"""
_LAST = """
    SELECT thread, body FROM (
      SELECT nodes.thread, messages.id,
             row_number() OVER (PARTITION BY nodes.thread ORDER BY messages.date DESC, nodes.position DESC) AS rank
      FROM nodes JOIN messages USING (key) WHERE nodes.thread IN (SELECT value FROM json_each(:keys))
    ) AS last JOIN messages ON messages.id = last.id WHERE rank = 1"""


@lru_cache(_REMEMBERED)
def _settled(body: str) -> str:
    return settled(text_of(segments(body), "own"))
