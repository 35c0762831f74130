"""Filtering: the filters of a compiled query → conditions on the places of mails, files or minutes in the index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Literal, Protocol

from archiver.store.archive import ATTACHMENT_IDS, POSITION_BITS, document_of

Kind = Literal["mail", "files", "minutes"]
"""What a statement looks for; files are the attachments of mail whose text was read."""
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
    connection: sqlite3.Connection, filters: Sequence[Condition], kind: Kind
) -> tuple[list[str], Values]:
    """Conditions on `place.rowid` for documents of one kind, and their values, each bound under a name of its own.

    What is selected from is called `place`: a table inside of a condition has a `rowid` of its own.  The connection
    knows the SQL function `fold`.
    """
    found: list[str] = []
    values: Values = {}
    for number, each in enumerate(filters):
        name = f":value{number}"
        values |= _values(connection, each, name[1:])
        if each.field in _SIDES:
            found += _bounds(connection, each, name, kind)
            continue
        sql = _sql(connection, each, values, name, kind)
        found.append(f"NOT ({sql})" if each.is_excluded else f"({sql})")
    return found, values


def _values(connection: sqlite3.Connection, each: Condition, name: str) -> Values:
    if each.field == "within":
        first, _, end = each.value.partition("/")
        return {f"{name}_first": first, f"{name}_end": end}
    if each.field == "organisation":
        return {name: json.dumps(_bodies(connection, each.value))}
    if each.field == "list":
        lists = connection.execute(_LISTS, {"value_like": _escaped(each.value)})
        return {name: json.dumps([row[0] for row in lists])}
    return {name: each.value, f"{name}_like": _escaped(each.value)}


def _sql(connection: sqlite3.Connection, each: Condition, values: Values, name: str, kind: Kind) -> str:
    known = _KNOWN[kind]
    sql = known.get(each.field) or known.get(f"{each.field}={each.value}", "0")
    if not isinstance(sql, str):
        gathered, asked = (_bound(part, name, kind) for part in sql)
        (count,) = connection.execute(
            f"SELECT count(*) FROM ({gathered} LIMIT {_FEW + 1})", values
        ).fetchone()
        which = "+place.rowid" if "places" in gathered else _MAIL_OF[kind]
        return asked if count > _FEW else f"{which} IN ({gathered})"
    return _bound(sql, name, kind)


def _bound(sql: str, name: str, kind: Kind) -> str:
    return sql.replace(":value", name).replace(":message", _MAIL_OF[kind])


_MAIL_OF: dict[Kind, str] = {
    "mail": "+place.rowid",
    "files": f"((place.rowid - {ATTACHMENT_IDS}) >> {POSITION_BITS})",
    "minutes": "NULL",
}
"""The message that a document is, or is an attachment of."""


_SIDES = {"since": (">=", "<"), "before": ("<", ">=")}


def _bounds(connection: sqlite3.Connection, each: Condition, name: str, kind: Kind) -> list[str]:
    """One end of a period: of mail as a range of places, which are nearly in order of date, and exactly."""
    sign = _SIDES[each.field][each.is_excluded]
    exactly = f"EXISTS (SELECT 1 FROM places WHERE id = +place.rowid AND date {sign} {name})"
    if kind == "minutes":
        return [exactly]
    which, side = ("min", ">=") if sign == ">=" else ("max", "<=")
    (place,) = connection.execute(
        f"SELECT {which}(id) FROM messages INDEXED BY messages_date WHERE date {sign} ?", [each.value]
    ).fetchone()
    if place is None:
        return ["0"]
    if kind == "files":
        place = document_of(place if side == ">=" else place + 1, 0)
    return [f"place.rowid {side} {place:d}", exactly]


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
# From one list to the next, without reading what lies between.
_LISTS = f"""
    WITH RECURSIVE lists (list) AS (
      SELECT min(list) FROM message_lists
      UNION ALL
      SELECT (SELECT min(list) FROM message_lists WHERE list > lists.list) FROM lists WHERE list IS NOT NULL)
    SELECT list FROM lists WHERE list {_LIKE}"""
# The plus sign keeps SQLite from asking the index for one document after another.
_IN_THREADS = (
    "SELECT id FROM places WHERE thread IN ({0})",
    "(SELECT thread FROM places WHERE id = +place.rowid) IN ({0})",
)
_OF_TOPIC = f"""
    SELECT thread FROM placements LEFT JOIN topics USING (topic) LEFT JOIN agenda_items USING (meeting, item)
    WHERE status <> 'rejected' AND (topic = :value OR fold(topics.title) {_LIKE}
          OR fold(topics.title_en) {_LIKE} OR fold(agenda_items.title) {_LIKE})"""
_OF_MEETING = (
    f"SELECT thread FROM placements WHERE status <> 'rejected' AND meeting <> '' AND meeting {_BEGINS}"
)
_WITHIN = (
    "EXISTS (SELECT 1 FROM places WHERE id = +place.rowid AND date >= :value_first AND date < :value_end)"
)
_OF_MAIL: dict[str, str | tuple[str, str]] = {
    "list": (
        "SELECT message FROM message_lists WHERE list IN (SELECT value FROM json_each(:value))",
        """EXISTS (SELECT 1 FROM message_lists
            WHERE message = :message AND list IN (SELECT value FROM json_each(:value)))""",
    ),
    "topic": (_IN_THREADS[0].format(_OF_TOPIC), _IN_THREADS[1].format(_OF_TOPIC)),
    "meeting": (_IN_THREADS[0].format(_OF_MEETING), _IN_THREADS[1].format(_OF_MEETING)),
    "organisation": (
        "SELECT id FROM places WHERE body IN (SELECT value FROM json_each(:value))",
        "(SELECT body FROM places WHERE id = +place.rowid) IN (SELECT value FROM json_each(:value))",
    ),
    "has": (
        "SELECT message FROM attachments",
        "EXISTS (SELECT 1 FROM attachments WHERE message = :message)",
    ),
    "within": _WITHIN,
    "in=mail": "1",
    "is=unanswered": "EXISTS (SELECT 1 FROM unanswered WHERE message = :message)",
    "is=own": "1",
}
"""SQL of each filter, '0' for what is not named; of a pair, the first gathers a set, the second asks of each hit.

`:value` is bound, folded, `:value_like` with LIKE's wildcards escaped; `:message` is the mail that is asked about.
"""

_SPOKEN = "SELECT speeches.id FROM speeches JOIN agenda_items USING (meeting, item)"
_OF_MINUTES: dict[str, str | tuple[str, str]] = {
    "topic": f"""+place.rowid IN (SELECT id FROM agenda_items WHERE fold(title) {_LIKE}
        UNION ALL {_SPOKEN} WHERE fold(title) {_LIKE})""",
    "meeting": f"""+place.rowid IN (SELECT id FROM agenda_items WHERE meeting {_BEGINS}
        UNION ALL SELECT id FROM speeches WHERE meeting {_BEGINS})""",
    "within": _WITHIN,
    "in=minutes": "1",
    "is=own": "1",  # a matter of columns: the match expression has seen to it
}
_KNOWN = {"mail": _OF_MAIL, "files": _OF_MAIL | {"has": "1"}, "minutes": _OF_MINUTES}
