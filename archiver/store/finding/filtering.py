"""Filtering: the filters of a compiled query → conditions on the places of mails, files or minutes in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isqrt
from typing import Literal

from archiver.model import ATTACHED, UNANSWERED, Filter
from archiver.store.database import value
from archiver.store.documents import ATTACHMENT_IDS, POSITION_BITS
from archiver.store.finding.spans import EVER, Period
from archiver.text import fold

Kind = Literal["mail", "files", "minutes"]
"""What a statement looks for; files are the attachments of mail whose text was read."""
Values = dict[str, str | int]
_FEW = 24
"""Times the root of the number of mails: so many documents are gathered into a set, which takes as long for each of
them; with more, each hit is asked, the longer the fewer of them there are."""


@dataclass(slots=True, kw_only=True)
class Narrowed:
    """What the filters leave of the documents of one kind."""

    values: Values
    """What is bound in the conditions."""
    period: Period = EVER
    """When they are dated, where that is known."""
    conditions: list[str] = field(default_factory=list)
    """SQL about `hit`, the document that was found, and `place`, what is known of it."""
    marks: list[Mark] = field(default_factory=list)
    """More of them, each of which the vocabulary can tell."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A condition that has an entry of its own in the vocabulary: for the vocabulary, and as SQL."""

    entry: str
    condition: str
    is_excluded: bool


def values(connection: sqlite3.Connection, filters: Sequence[Filter]) -> Values:
    """What is bound in the conditions of `filters`, each under a name of its own, whatever the kind of document."""
    found: Values = {}
    for number, each in enumerate(filters):
        found |= _values(connection, each, f"value{number}")
    return found


def conditions(
    connection: sqlite3.Connection,
    filters: Sequence[Filter],
    values: Values,
    kind: Kind,
    *,
    are_few: bool = False,
) -> Narrowed:
    """What `filters` leave of the documents of one kind, of which there may be but a few."""
    found = Narrowed(values=values)
    for number, each in enumerate(filters):
        name = f":value{number}"
        if each.field in ("since", "before"):
            is_since = (each.field == "since") is not each.is_excluded
            found.conditions.append(f"place.date {'>=' if is_since else '<'} {name}")
            found.period = found.period.within(**{"since" if is_since else "before": each.value})
            continue
        sql = _sql(connection, each, found.values, name, kind, are_few=are_few)
        condition = f"NOT ({sql})" if each.is_excluded else f"({sql})"
        entry = _ENTRIES.get((each.field, each.value)) if kind == "mail" else None
        if entry:
            found.marks.append(Mark(entry, condition, each.is_excluded))
        else:
            found.conditions.append(condition)
    return found


def _values(connection: sqlite3.Connection, each: Filter, name: str) -> Values:
    if each.field in ("topic", "organisation"):
        _know_fold(connection)
    if each.field == "within":
        first, _, end = each.value.partition("/")
        return {f"{name}_first": first, f"{name}_end": end}
    if each.field == "organisation":
        return {name: json.dumps(_bodies(connection, each.value))}
    if each.field == "list":
        lists = [row[0] for row in connection.execute(_LISTS)]
        asked = [names for names in lists if any(each.value in fold(address) for address in names.split())]
        return {name: json.dumps(asked), f"{name}_all": len(asked) == len(lists)}
    return {name: each.value, f"{name}_like": _escaped(each.value)}


def _sql(
    connection: sqlite3.Connection, each: Filter, values: Values, name: str, kind: Kind, *, are_few: bool
) -> str:
    known = _KNOWN[kind]
    sql = known.get(each.field) or known.get(f"{each.field}={each.value}", "0")
    if each.field == "list" and values[f"{name[1:]}_all"] and kind != "minutes":
        return "1"
    if not isinstance(sql, str):
        gathered, asked = (_bound(part, name, kind) for part in sql)
        if kind == "files" or are_few:
            return asked
        few = _FEW * isqrt(newest(connection))
        statement = f"SELECT count(*) FROM ({gathered} LIMIT {few + 1})"
        return asked if value(connection, statement, values) > few else f"+hit.rowid IN ({gathered})"
    return _bound(sql, name, kind)


def newest(connection: sqlite3.Connection) -> int:
    """The highest number of a mail: about as many as there are."""
    return value(connection, "SELECT max(id) FROM messages") or 0


def _bound(sql: str, name: str, kind: Kind) -> str:
    return sql.replace(":value", name).replace(":message", _MAIL_OF[kind])


_MAIL_OF: dict[Kind, str] = {
    "mail": "+hit.rowid",
    "files": f"((hit.rowid - {ATTACHMENT_IDS}) >> {POSITION_BITS})",
    "minutes": "NULL",
}
"""The message that a document is, or is an attachment of."""


def _bodies(connection: sqlite3.Connection, value: str) -> list[str]:
    """The bodies of this name; where there is none, those whose name holds it."""
    found = [row[0] for row in connection.execute(_BODIES, {"value_like": _escaped(value)})]
    exact = connection.execute(
        "SELECT value FROM json_each(?) WHERE fold(value) = ?", [json.dumps(found), value]
    ).fetchall()
    return [row[0] for row in exact] or found


def _know_fold(connection: sqlite3.Connection) -> None:
    """See to it that the connection knows the SQL function `fold`.

    Not made anew where it does: SQLite would prepare all statements of the connection again.
    """
    try:
        connection.execute("SELECT fold('')")
    except sqlite3.OperationalError:
        connection.create_function("fold", 1, _folded, deterministic=True)


def _folded(text: str | None) -> str:
    return fold(text or "")


def _escaped(value: str) -> str:
    """LIKE's wildcards as plain characters."""
    return value.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


_LIKE = r"LIKE '%' || :value_like || '%' ESCAPE '\'"
_BEGINS = r"LIKE :value_like || '%' ESCAPE '\'"
_BODIES = f"""
    SELECT DISTINCT coalesce(nullif(organisation, ''), substr(address, instr(address, '@') + 1)) AS body
    FROM people WHERE fold(body) {_LIKE}"""
_LISTS = "SELECT DISTINCT lists FROM origins WHERE lists <> ''"
# The plus sign keeps SQLite from asking the index for one document after another.
_IN_THREADS = (
    "SELECT id FROM places WHERE thread IN ({0})",
    "place.thread IN ({0})",
)
_OF_ORIGINS = "origin IN (SELECT origin FROM origins WHERE {})"
_OF_LISTS = _OF_ORIGINS.format("lists IN (SELECT value FROM json_each(:value))")
_OF_BODIES = _OF_ORIGINS.format("body <> '' AND body IN (SELECT value FROM json_each(:value))")
_OF_TOPIC = f"""
    SELECT thread FROM placements LEFT JOIN topics USING (topic) LEFT JOIN agenda_items USING (meeting, item)
    WHERE status <> 'rejected' AND (topic = :value OR fold(topics.title) {_LIKE}
          OR fold(topics.title_en) {_LIKE} OR fold(agenda_items.title) {_LIKE})"""
_OF_MEETING = (
    f"SELECT thread FROM placements WHERE status <> 'rejected' AND meeting <> '' AND meeting {_BEGINS}"
)
_WITHIN = "place.date >= :value_first AND place.date < :value_end"
_OF_MAIL: dict[str, str | tuple[str, str]] = {
    "list": (f"SELECT id FROM places WHERE {_OF_LISTS}", f"place.{_OF_LISTS}"),
    "topic": (_IN_THREADS[0].format(_OF_TOPIC), _IN_THREADS[1].format(_OF_TOPIC)),
    "meeting": (_IN_THREADS[0].format(_OF_MEETING), _IN_THREADS[1].format(_OF_MEETING)),
    "organisation": (f"SELECT id FROM places WHERE {_OF_BODIES}", f"place.{_OF_BODIES}"),
    "has": f"place.{_OF_ORIGINS.format('attached')}",
    "within": _WITHIN,
    "in=mail": "1",
    "is=unanswered": "EXISTS (SELECT 1 FROM unanswered WHERE message = :message)",
    "is=own": "1",
}
"""SQL of each filter, '0' for what is not named; of a pair, the first gathers a set, the second asks of each hit.

`:value` is bound, folded, `:value_like` with LIKE's wildcards escaped; `:message` is the mail that is asked about.
"""

_ENTRIES = {("has", "attachment"): ATTACHED, ("is", "unanswered"): UNANSWERED}
"""Entries of the vocabulary that tell which mails a filter lets through."""
_SPOKEN = "SELECT speeches.id FROM speeches JOIN agenda_items USING (meeting, item)"
_OF_MINUTES: dict[str, str | tuple[str, str]] = {
    "topic": f"""+hit.rowid IN (SELECT id FROM agenda_items WHERE fold(title) {_LIKE}
        UNION ALL {_SPOKEN} WHERE fold(title) {_LIKE})""",
    "meeting": f"""+hit.rowid IN (SELECT id FROM agenda_items WHERE meeting {_BEGINS}
        UNION ALL SELECT id FROM speeches WHERE meeting {_BEGINS})""",
    "within": _WITHIN,
    "in=minutes": "1",
    "is=own": "1",  # a matter of columns: the match expression has seen to it
}
_KNOWN = {"mail": _OF_MAIL, "files": _OF_MAIL | {"has": "1", "in=attachments": "1"}, "minutes": _OF_MINUTES}
