"""Searching: runs a compiled query on the archive's indexes; never sees what a person typed.

Every query is walked from its newest hit and no further than `MOST_COUNTED`, so that a word of every mail costs no
more than a rare one.  What lies beyond is neither counted nor ranked, and the answer says so.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, get_args

from archiver.store.archive import AGENDA_ITEM_IDS, ATTACHMENT_IDS, message_of
from archiver.store.filtering import Condition, Kind, Values, conditions
from archiver.store.places import Place, places
from archiver.store.ranking import best_first
from archiver.text import fold

MOST_COUNTED = 1_000
"""Hits beyond this are not counted."""
_MOST_SUBJECTS = 300


class Question(Protocol):
    """A compiled query (archiver.search.Query)."""

    @property
    def match(self) -> str: ...
    @property
    def words(self) -> str: ...
    @property
    def exclude(self) -> str: ...
    @property
    def exclude_words(self) -> str: ...
    @property
    def scored(self) -> str: ...
    @property
    def filters(self) -> Sequence[Condition]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a query found: places in the index in the order asked for."""

    places: tuple[Place, ...]
    is_capped: bool
    """There are more than `MOST_COUNTED`: these are the newest of them."""


def search(connection: sqlite3.Connection, question: Question, *, sort: str, most: int) -> Hits:
    """What `question` finds, sorted best or newest first; the first `most` are surely in that order."""
    connection.create_function("fold", 1, _folded, deterministic=True)
    walks = [_Walk(connection, question, kind) for kind in get_args(Kind)]
    mail, files, minutes = walks
    minutes_ids = minutes.newest(MOST_COUNTED + 1)
    rest = MOST_COUNTED + 1 - len(minutes_ids)
    mail_ids = sorted([*mail.newest(rest), *files.newest(rest)], key=message_of, reverse=True)[:rest]
    is_capped = len(minutes_ids) + len(mail_ids) > MOST_COUNTED
    if sort == "best" and question.scored:
        ids = [*minutes_ids, *mail_ids]
        titled = [number for walk in walks for number in walk.in_subject(_MOST_SUBJECTS)] if is_capped else []
        found = best_first(connection, question.scored, ids, titled, is_capped=is_capped)
    else:
        found = _newest(connection, (mail, files), mail_ids, minutes_ids, most if is_capped else None)
    return Hits(places=tuple(found[:MOST_COUNTED]), is_capped=is_capped)


def _folded(text: str | None) -> str:
    return fold(text or "")


class _Walk:
    """The statement of one question about documents of one kind, to be run from the newest on."""

    def __init__(self, connection: sqlite3.Connection, question: Question, kind: Kind) -> None:
        self.connection = connection
        self.question = question
        found, values = conditions(connection, question.filters, kind)
        found.append(_RANGES[kind])
        if kind == "files" and not question.scored:
            found.append("0")  # without words it is mail that is asked for
        if question.exclude:
            found.append("+place.rowid NOT IN (SELECT rowid FROM search WHERE search MATCH :exclude)")
        if question.exclude_words:
            found.append(
                "+place.rowid NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH :exclude_words)"
            )
        self.kind = kind
        self.conditions = found
        self.values: Values = {
            **values,
            "exclude": question.exclude,
            "exclude_words": question.exclude_words,
        }

    def newest(self, most: int) -> list[int]:
        """At most `most` hits, those that came last first."""
        return self._run(self.question.match, self.question.words, [], {"most": most})

    def among(self, ids: Sequence[int]) -> list[int]:
        """The hits among some documents."""
        values: Values = {"among": json.dumps(ids), "most": MOST_COUNTED}
        extra = ["place.rowid IN (SELECT value FROM json_each(:among))"]
        return self._run(self.question.match, self.question.words, extra, values)

    def in_subject(self, most: int) -> list[int]:
        """At most `most` hits that have all the words in the subject or title."""
        return self._run(f"subject : ({self.question.scored})", "", [], {"most": most})

    def _run(self, match: str, words: str, extra: Sequence[str], values: Values) -> list[int]:
        found = [*self.conditions, *extra]
        if match and words:
            found.append("+place.rowid IN (SELECT rowid FROM search_words WHERE search_words MATCH :words)")
        if match:
            source = "search AS place WHERE search MATCH :match"
        elif words:
            source = "search_words AS place WHERE search_words MATCH :words"
        else:
            source = f"{_EVERYTHING[self.kind]} AS place WHERE 1"
        statement = (
            " AND ".join((f"SELECT place.rowid FROM {source}", *found))
            + " ORDER BY place.rowid DESC LIMIT :most"
        )
        bound = {**self.values, **values, "match": match, "words": words}
        return [number for (number,) in self.connection.execute(statement, bound)]


_RANGES: dict[Kind, str] = {
    "mail": f"place.rowid < {AGENDA_ITEM_IDS}",
    "files": f"place.rowid >= {ATTACHMENT_IDS}",
    "minutes": f"place.rowid BETWEEN {AGENDA_ITEM_IDS} AND {ATTACHMENT_IDS - 1}",
}
_EVERYTHING: dict[Kind, str] = {"mail": "messages", "files": "places", "minutes": "places"}


def _newest(
    connection: sqlite3.Connection,
    walks: Sequence[_Walk],
    mails: list[int],
    minutes: list[int],
    most: int | None,
) -> list[Place]:
    """By date.  `most`: there are more mails than these, and so many have to be in order for certain."""
    rest: list[int] = []
    if most is not None and mails:
        mails, rest = mails[:most], mails[most:]
    found = places(connection, [*mails, *minutes, *rest])
    others = [found.pop(number) for number in rest]
    if most is not None and mails:
        # Mail that came early may be dated late: such a one belongs among the newest too.
        late = _late(connection, min(found[number].date for number in mails), message_of(mails[-1]))
        found |= places(connection, [number for walk in walks for number in walk.among(late)] if late else [])
        others = [place for place in others if place.id not in found]
    return sorted(found.values(), key=lambda place: (place.date, place.id), reverse=True) + others


def _late(connection: sqlite3.Connection, date: str, message: int) -> list[int]:
    """Documents that came before a message and are dated after `date`; few, since the index is in order of date."""
    return [
        number
        for (number,) in connection.execute(_LATE, {"date": date, "message": message, "most": MOST_COUNTED})
    ]


_LATE = """
    WITH late AS (
      SELECT id FROM messages INDEXED BY messages_date WHERE date > :date AND id < :message LIMIT :most)
    SELECT id FROM late UNION ALL SELECT document FROM attachments WHERE message IN (SELECT id FROM late)"""
