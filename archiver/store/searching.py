"""Searching: runs a compiled query on the archive's indexes; never sees what a person typed.

Every query is walked from its newest hit and no further than `MOST_COUNTED`, so that a word of every mail costs no
more than a rare one.  What lies beyond is neither counted nor ranked, and the answer says so.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from archiver.store.archive import AGENDA_ITEM_IDS
from archiver.store.filtering import Condition, Values, conditions
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
    mail, minutes = _Walk(connection, question, of_mail=True), _Walk(connection, question, of_mail=False)
    minutes_ids = minutes.newest(MOST_COUNTED + 1)
    mail_ids = mail.newest(MOST_COUNTED + 1 - len(minutes_ids)) if len(minutes_ids) <= MOST_COUNTED else []
    is_capped = len(minutes_ids) + len(mail_ids) > MOST_COUNTED
    if sort == "best" and question.scored:
        ids = [*minutes_ids, *mail_ids]
        titled = (
            [number for walk in (mail, minutes) for number in walk.in_subject(_MOST_SUBJECTS)]
            if is_capped
            else []
        )
        found = best_first(connection, question.scored, ids, titled, is_capped=is_capped)
    else:
        found = _newest(connection, mail, mail_ids, minutes_ids, most if is_capped else None)
    return Hits(places=tuple(found[:MOST_COUNTED]), is_capped=is_capped)


def _folded(text: str | None) -> str:
    return fold(text or "")


class _Walk:
    """The statement of one question about mails, or about minutes, to be run from the newest on."""

    def __init__(self, connection: sqlite3.Connection, question: Question, *, of_mail: bool) -> None:
        self.connection = connection
        self.question = question
        found, values = conditions(connection, question.filters, of_mail=of_mail)
        found.append(f"rowid {'<' if of_mail else '>='} {AGENDA_ITEM_IDS}")
        if question.exclude:
            found.append("+rowid NOT IN (SELECT rowid FROM search WHERE search MATCH :exclude)")
        if question.exclude_words:
            found.append(
                "+rowid NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH :exclude_words)"
            )
        self.everything = "messages" if of_mail else _MINUTES
        self.conditions = found
        self.values: Values = {
            **values,
            "exclude": question.exclude,
            "exclude_words": question.exclude_words,
        }

    def newest(self, most: int) -> list[int]:
        """At most `most` hits, those that came last first."""
        return self._run(self.question.match, self.question.words, [], {"most": most})

    def late(self, date: str, place: int) -> list[int]:
        """Hits that came before `place` in the index and are dated after `date`."""
        extra = ["rowid < :place", "+rowid IN (SELECT id FROM messages WHERE date > :date AND id < :place)"]
        values: Values = {"date": date, "place": place, "most": MOST_COUNTED}
        return self._run(self.question.match, self.question.words, extra, values)

    def in_subject(self, most: int) -> list[int]:
        """At most `most` hits that have all the words in the subject or title."""
        return self._run(f"subject : ({self.question.scored})", "", [], {"most": most})

    def _run(self, match: str, words: str, extra: Sequence[str], values: Values) -> list[int]:
        found = [*self.conditions, *extra]
        if match and words:
            found.append("+rowid IN (SELECT rowid FROM search_words WHERE search_words MATCH :words)")
        if match:
            source = "search WHERE search MATCH :match"
        elif words:
            source = "search_words WHERE search_words MATCH :words"
        else:
            source = f"{self.everything} WHERE 1"
        statement = " AND ".join((f"SELECT rowid FROM {source}", *found)) + " ORDER BY rowid DESC LIMIT :most"
        bound = {**self.values, **values, "match": match, "words": words}
        return [number for (number,) in self.connection.execute(statement, bound)]


_MINUTES = "(SELECT id AS rowid FROM agenda_items UNION ALL SELECT id FROM speeches)"


def _newest(
    connection: sqlite3.Connection, mail: _Walk, mails: list[int], minutes: list[int], most: int | None
) -> list[Place]:
    """By date.  `most`: there are more mails than these, and so many have to be in order for certain."""
    rest: list[int] = []
    if most is not None and mails:
        mails, rest = mails[:most], mails[most:]
    found = places(connection, [*mails, *minutes, *rest])
    others = [found.pop(number) for number in rest]
    if most is not None and mails:
        # Mail that came early may be dated late: such a one belongs among the newest too.
        late = mail.late(min(found[number].date for number in mails), mails[-1])
        found |= places(connection, late)
        others = [place for place in others if place.id not in found]
    return sorted(found.values(), key=lambda place: (place.date, place.id), reverse=True) + others
