"""Filtering: the filters of a compiled query → conditions on the places of mails, or of minutes, in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Protocol

Values = dict[str, str | int]
_FEW = 20_000
"""Documents up to which it is quicker to gather a set than to ask of each hit whether it is in it."""


class Condition(Protocol):
    """A filter of a compiled query (archiver.search.Filter)."""

    @property
    def field(self) -> str: ...
    @property
    def value(self) -> str: ...
    @property
    def is_excluded(self) -> bool: ...


def conditions(
    connection: sqlite3.Connection, filters: Sequence[Condition], *, of_mail: bool
) -> tuple[list[str], Values]:
    """Conditions on `rowid` for mails, or for minutes, and their values, each bound under a name of its own.

    The connection knows the SQL function `fold`.
    """
    found: list[str] = []
    values: Values = {}
    for number, each in enumerate(filters):
        name = f":value{number}"
        values |= _values(connection, each, name[1:])
        if each.field in _SIDES:
            found += _bounds(connection, each, name, of_mail=of_mail)
            continue
        sql = _sql(connection, each, values, name, of_mail=of_mail)
        found.append(f"NOT ({sql})" if each.is_excluded else f"({sql})")
    return found, values


def _values(connection: sqlite3.Connection, each: Condition, name: str) -> Values:
    if each.field == "within":
        first, _, end = each.value.partition("/")
        return {f"{name}_first": first, f"{name}_end": end}
    if each.field == "organisation":
        return {name: json.dumps(_bodies(connection, each.value))}
    return {name: each.value, f"{name}_like": _escaped(each.value)}


def _sql(connection: sqlite3.Connection, each: Condition, values: Values, name: str, *, of_mail: bool) -> str:
    known = _OF_MAIL if of_mail else _OF_MINUTES
    sql = known.get(each.field) or known.get(f"{each.field}={each.value}", "0")
    if not isinstance(sql, str):
        gathered, asked = (part.replace(":value", name) for part in sql)
        (count,) = connection.execute(
            f"SELECT count(*) FROM ({gathered} LIMIT {_FEW + 1})", values
        ).fetchone()
        return asked if count > _FEW else f"+rowid IN ({gathered})"
    return sql.replace(":value", name)


_SIDES = {"since": (">=", "<"), "before": ("<", ">=")}


def _bounds(connection: sqlite3.Connection, each: Condition, name: str, *, of_mail: bool) -> list[str]:
    """One end of a period: of mail as a range of places, which are nearly in order of date, and exactly."""
    sign = _SIDES[each.field][each.is_excluded]
    exactly = f"EXISTS (SELECT 1 FROM places WHERE id = +rowid AND date {sign} {name})"
    if not of_mail:
        return [exactly]
    which, side = ("min", ">=") if sign == ">=" else ("max", "<=")
    (place,) = connection.execute(
        f"SELECT {which}(id) FROM messages INDEXED BY messages_date WHERE date {sign} ?", [each.value]
    ).fetchone()
    return ["0"] if place is None else [f"rowid {side} {place:d}", exactly]


def _bodies(connection: sqlite3.Connection, value: str) -> list[str]:
    """The bodies of this name; where there is none, those whose name holds it."""
    found = [row[0] for row in connection.execute(_BODIES, {"value_like": _escaped(value)})]
    exact = connection.execute(
        "SELECT value FROM json_each(?) WHERE fold(value) = ?", [json.dumps(found), value]
    ).fetchall()
    return [row[0] for row in exact] or found


def _escaped(value: str) -> str:
    """LIKE's wildcards as plain characters."""
    return value.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


_LIKE = r"LIKE '%' || :value_like || '%' ESCAPE '\'"
_BEGINS = r"LIKE :value_like || '%' ESCAPE '\'"
_BODIES = f"""
    SELECT DISTINCT coalesce(nullif(organisation, ''), substr(address, instr(address, '@') + 1)) AS body
    FROM people WHERE fold(body) {_LIKE}"""
# The plus sign keeps SQLite from asking the index for one document after another.
_IN_THREADS = (
    "SELECT id FROM places WHERE thread IN ({0})",
    "(SELECT thread FROM places WHERE id = +rowid) IN ({0})",
)
_OF_TOPIC = f"""
    SELECT thread FROM placements LEFT JOIN topics USING (topic) LEFT JOIN agenda_items USING (meeting, item)
    WHERE status <> 'rejected' AND (topic = :value OR fold(topics.title) {_LIKE}
          OR fold(topics.title_en) {_LIKE} OR fold(agenda_items.title) {_LIKE})"""
_OF_MEETING = (
    f"SELECT thread FROM placements WHERE status <> 'rejected' AND meeting <> '' AND meeting {_BEGINS}"
)
_WITHIN = "EXISTS (SELECT 1 FROM places WHERE id = +rowid AND date >= :value_first AND date < :value_end)"
_OF_MAIL: dict[str, str | tuple[str, str]] = {
    "list": (
        f"SELECT message FROM message_lists WHERE list {_LIKE}",
        f"EXISTS (SELECT 1 FROM message_lists WHERE message = +rowid AND list {_LIKE})",
    ),
    "topic": (_IN_THREADS[0].format(_OF_TOPIC), _IN_THREADS[1].format(_OF_TOPIC)),
    "meeting": (_IN_THREADS[0].format(_OF_MEETING), _IN_THREADS[1].format(_OF_MEETING)),
    "organisation": (
        "SELECT id FROM places WHERE body IN (SELECT value FROM json_each(:value))",
        "(SELECT body FROM places WHERE id = +rowid) IN (SELECT value FROM json_each(:value))",
    ),
    "has": (
        "SELECT message FROM attachments",
        "EXISTS (SELECT 1 FROM attachments WHERE message = +rowid)",
    ),
    "within": _WITHIN,
    "in=mail": "1",
    "is=unanswered": "EXISTS (SELECT 1 FROM unanswered WHERE message = +rowid)",
    "is=own": "1",
}
"""SQL of each filter, '0' for what is not named; of a pair, the first gathers a set, the second asks of each hit.

`:value` is bound, folded, `:value_like` with LIKE's wildcards escaped.
"""

_SPOKEN = "SELECT speeches.id FROM speeches JOIN agenda_items USING (meeting, item)"
_OF_MINUTES = {
    "topic": f"""+rowid IN (SELECT id FROM agenda_items WHERE fold(title) {_LIKE}
        UNION ALL {_SPOKEN} WHERE fold(title) {_LIKE})""",
    "meeting": f"""+rowid IN (SELECT id FROM agenda_items WHERE meeting {_BEGINS}
        UNION ALL SELECT id FROM speeches WHERE meeting {_BEGINS})""",
    "within": _WITHIN,
    "in=minutes": "1",
    "is=own": "1",  # a matter of columns: the match expression has seen to it
}
