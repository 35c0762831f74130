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
from archiver.store.filtering import Condition, Kind, Values, conditions, of_files
from archiver.text import fold

MOST_COUNTED = 1_000
"""Hits beyond this are not counted."""
_MOST_SCORED = 3_000
"""Hits of the words alone beyond which bm25 would take too long."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Hits:
    """What a query found: places in the index in the order asked for."""

    ids: tuple[int, ...]
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
        ids = _best(connection, question, walks, [*minutes_ids, *mail_ids], is_capped=is_capped)
    else:
        ids = _newest(connection, (mail, files), mail_ids, minutes_ids, most if is_capped else None)
    return Hits(ids=tuple(ids[:MOST_COUNTED]), is_capped=is_capped)


def _folded(text: str | None) -> str:
    return fold(text or "")


class _Walk:
    """The statement of one question about documents of one kind, to be run from the newest on."""

    def __init__(self, connection: sqlite3.Connection, question: Question, kind: Kind) -> None:
        self.connection = connection
        self.question = question
        found, values = conditions(connection, question.filters, kind)
        found.append(_RANGES[kind])
        if question.exclude:
            found.append("+rowid NOT IN (SELECT rowid FROM search WHERE search MATCH :exclude)")
        if question.exclude_words:
            found.append(
                "+rowid NOT IN (SELECT rowid FROM search_words WHERE search_words MATCH :exclude_words)"
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

    def late(self, date: str, place: int) -> list[int]:
        """Hits that came before `place` in the index and are dated after `date`."""
        late = "+rowid IN (SELECT id FROM messages WHERE date > :date AND id < :place)"
        extra = [of_files(late) if self.kind == "files" else late]
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
            source = "search AS place WHERE search MATCH :match"
        elif words:
            source = "search_words AS place WHERE search_words MATCH :words"
        else:
            source = f"{_EVERYTHING[self.kind]} AS place WHERE 1"
        statement = " AND ".join((f"SELECT rowid FROM {source}", *found)) + " ORDER BY rowid DESC LIMIT :most"
        bound = {**self.values, **values, "match": match, "words": words}
        return [number for (number,) in self.connection.execute(statement, bound)]


_RANGES: dict[Kind, str] = {
    "mail": f"rowid < {AGENDA_ITEM_IDS}",
    "files": f"rowid >= {ATTACHMENT_IDS}",
    "minutes": f"rowid BETWEEN {AGENDA_ITEM_IDS} AND {ATTACHMENT_IDS - 1}",
}
_EVERYTHING: dict[Kind, str] = {
    "mail": "messages",
    "files": "(SELECT 0 AS rowid WHERE 0)",  # without words it is mail that is asked for
    "minutes": "(SELECT id AS rowid FROM agenda_items UNION ALL SELECT id FROM speeches)",
}


def _newest(
    connection: sqlite3.Connection,
    walks: Sequence[_Walk],
    mails: list[int],
    minutes: list[int],
    most: int | None,
) -> list[int]:
    """By date.  `most`: there are more mails than these, and so many have to be in order for certain."""
    rest: list[int] = []
    if most is not None and mails:
        mails, rest = mails[:most], mails[most:]
    dates = _dates(connection, [*mails, *minutes])
    if most is not None and mails:
        # Mail that came early may be dated late: such a one belongs among the newest too.
        earliest, last = min(dates[number] for number in mails), message_of(mails[-1])
        late = [number for walk in walks for number in walk.late(earliest, last)]
        dates |= _dates(connection, late)
        rest = [number for number in rest if number not in dates]
    return sorted(dates, key=lambda number: (dates[number], number), reverse=True) + rest


def _dates(connection: sqlite3.Connection, ids: Sequence[int]) -> dict[int, str]:
    """When each was written: an instant of mail, the day of a meeting."""
    of_mail = dict(map(tuple, connection.execute(_MAIL_DATES, [json.dumps(list(map(message_of, ids)))])))
    sql = "SELECT date FROM documents WHERE id = ?"
    return {
        number: of_mail[message]
        if (message := message_of(number))
        else connection.execute(sql, [number]).fetchone()[0]
        for number in ids
    }


_MAIL_DATES = (
    "SELECT id, date FROM messages INDEXED BY messages_facts WHERE id IN (SELECT value FROM json_each(?))"
)

# --- best first ---

_WEIGHTS = "2.0, 6.0, 0.5, 3.0, 2.0"
"""Of the index's columns: own words, subject, quotes, people, names of attachments."""
_SCORES = f"SELECT rowid, -bm25(search, {_WEIGHTS}) FROM search WHERE search MATCH :match"
_STARTS = 0.25
"""How much more the mail that begins a thread weighs than an answer in it."""
_PLACED = 0.25
"""How much more a thread weighs that continues an agenda item or a standing topic; so do the minutes themselves."""
_RECENT = 0.2
"""How much more the newest weighs than the oldest."""
_MOST_WEIGHED = 200


def _best(
    connection: sqlite3.Connection,
    question: Question,
    walks: Sequence[_Walk],
    ids: list[int],
    *,
    is_capped: bool,
) -> list[int]:
    """Best first: bm25 by column, or for very common words subject before text; then what each one is."""
    scores = None if is_capped else _scores(connection, question.scored)
    if scores is None:
        titled = [number for walk in walks for number in walk.in_subject(_MOST_SUBJECTS)]
        scores = dict.fromkeys(ids, 1.0) | dict.fromkeys(titled, 2.0)
        ids = list(scores)
    ids.sort(key=lambda number: (scores.get(number, 0.0), number), reverse=True)
    first, others = ids[:_MOST_WEIGHED], ids[_MOST_WEIGHED:]
    dates = _dates(connection, first)
    weights = _weights(connection, first, dates)
    first.sort(
        key=lambda number: (scores.get(number, 0.0) * weights[number], dates[number], number), reverse=True
    )
    return first + others


def _scores(connection: sqlite3.Connection, match: str) -> dict[int, float] | None:
    """bm25 of everything that the words alone find; None for too much."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH ? LIMIT ?)", [match, _MOST_SCORED + 1]
    ).fetchone()
    if count > _MOST_SCORED:
        return None
    return {row[0]: row[1] for row in connection.execute(_SCORES, {"match": match})}


def _weights(connection: sqlite3.Connection, ids: Sequence[int], dates: dict[int, str]) -> dict[int, float]:
    """What each document weighs, apart from its words."""
    years = [int(dates[number][:4]) for number in ids]
    oldest, newest = min(years, default=0), max(years, default=0)
    weights = {}
    for number, year in zip(ids, years, strict=True):
        starts, placed = True, True
        if message := message_of(number):
            starts, placed = connection.execute(_PLACE, [message]).fetchone()
        age = (newest - year) / (newest - oldest or 1)
        weights[number] = (1 + _STARTS * starts) * (1 + _PLACED * placed) * (1 + _RECENT * (1 - age))
    return weights


_PLACE = """
    SELECT nodes.parent = '', EXISTS (
      SELECT 1 FROM placements WHERE placements.thread = nodes.thread AND status IN ('sure', 'confirmed'))
    FROM messages JOIN nodes USING (key) WHERE messages.id = ?"""

# --- what is shown ---


def hits(connection: sqlite3.Connection, ids: Sequence[int]) -> list[Hit]:
    """The places with these numbers."""
    rows = (
        connection.execute(
            "SELECT id, kind, date, message, thread, meeting, item, speech FROM documents WHERE id = ?",
            [number],
        ).fetchone()
        for number in ids
    )
    return [Hit(**row) for row in rows]


def threads(connection: sqlite3.Connection, ids: Sequence[int]) -> list[str]:
    """The thread of each, or for minutes the meeting and item: what results are grouped by."""
    of_mail = dict(map(tuple, connection.execute(_THREADS, [json.dumps(list(map(message_of, ids)))])))
    sql = "SELECT meeting || '/' || item FROM documents WHERE id = ?"
    return [
        of_mail[message]
        if (message := message_of(number))
        else connection.execute(sql, [number]).fetchone()[0]
        for number in ids
    ]


_THREADS = """
    SELECT messages.id, nodes.thread FROM messages INDEXED BY messages_facts JOIN nodes USING (key)
    WHERE messages.id IN (SELECT value FROM json_each(?))"""


def texts(connection: sqlite3.Connection, found: Sequence[Hit]) -> dict[int, sqlite3.Row]:
    """What each hit shows: (id, subject, sender, address, list, message_id, body), and of a file its name."""
    return {hit.id: connection.execute(_TEXTS[hit.kind], {"id": hit.id}).fetchone() for hit in found}


_TEXTS = {
    "message": """
        SELECT id, subject, from_name AS sender, from_address AS address, body, message_id,
               (SELECT min(list) FROM message_lists WHERE message = messages.id) AS list
        FROM messages WHERE id = :id""",
    "attachment": """
        SELECT document AS id, subject, from_name AS sender, from_address AS address, text AS body, message_id, name,
               (SELECT min(list) FROM message_lists WHERE message = messages.id) AS list
        FROM attachments JOIN attachment_texts USING (sha256, format) JOIN messages ON messages.id = message
        WHERE document = :id""",
    "agenda_item": """
        SELECT agenda_items.id, agenda_items.title AS subject, meetings.title AS sender, '' AS address,
               agenda_items.title || char(10) || text || char(10) || outcome AS body, '' AS message_id, '' AS list
        FROM agenda_items JOIN meetings USING (meeting) WHERE agenda_items.id = :id""",
    "speech": """
        SELECT speeches.id, agenda_items.title AS subject, speaker AS sender, '' AS address,
               speeches.text AS body, '' AS message_id, '' AS list
        FROM speeches JOIN agenda_items USING (meeting, item) WHERE speeches.id = :id""",
}
