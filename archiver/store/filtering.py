"""Filtering: the filters of a compiled query → conditions on the places of mails, files or minutes in the index."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Literal, Protocol

from archiver.store.archive import ATTACHMENT_IDS, POSITION_BITS, document_of

Kind = Literal["mail", "files", "minutes"]
"""What a statement looks for; files are the attachments of mail whose text was read."""
Values = dict[str, str | int]


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
    """Conditions on `rowid` for documents of one kind, and their values, each bound under a name of its own.

    In a subquery over a table that has a `rowid` of its own it is `place.rowid`: what is selected from is called so.

    The connection knows the SQL function `fold`.
    """
    found: list[str] = []
    values: Values = {}
    for number, each in enumerate(filters):
        name = f":value{number}"
        values[name[1:]] = _escaped(each.value)
        if each.field == "within":
            values[f"{name[1:]}_first"], _, values[f"{name[1:]}_end"] = each.value.partition("/")
        if kind != "minutes" and each.field in _SIDES:
            found += _bounds(connection, each, name, kind)
            continue
        known = _KNOWN[kind]
        sql = known.get(each.field) or known.get(f"{each.field}={each.value}", "0")
        if each.field == "list" and kind == "mail" and _is_most(connection, each.value):
            sql = _OF_A_BIG_LIST
        found.append(("NOT ({})" if each.is_excluded else "({})").format(sql.replace(":value", name)))
    return found, values


_SIDES = {"since": (">=", "<"), "before": ("<", ">=")}


def _bounds(connection: sqlite3.Connection, each: Condition, name: str, kind: Kind) -> list[str]:
    """One end of a period: as a range of places, which are nearly in order of date, and exactly."""
    sign = _SIDES[each.field][each.is_excluded]
    which, side = ("min", ">=") if sign == ">=" else ("max", "<=")
    (place,) = connection.execute(
        f"SELECT {which}(id) FROM messages INDEXED BY messages_date WHERE date {sign} ?", [each.value]
    ).fetchone()
    if place is None:
        return ["0"]
    exactly = f"""EXISTS (SELECT 1 FROM messages AS dated INDEXED BY messages_facts
        WHERE id = +place.rowid AND date {sign} {name})"""
    if kind == "files":
        end = place if side == ">=" else place + 1
        return [f"rowid {side} {document_of(end, 0):d}", of_files(exactly)]
    return [f"rowid {side} {place:d}", exactly]


def of_files(sql: str) -> str:
    """A condition on mails as one on files: what is asked of a file is asked of the mail that brings it."""
    message = f"((place.rowid - {ATTACHMENT_IDS}) >> {POSITION_BITS})"
    return sql.replace("+rowid", message).replace("+place.rowid", message)


def _is_most(connection: sqlite3.Connection, value: str) -> bool:
    """Whether a list has so many of the mails that to ask of each is quicker than to gather them."""
    of_list, of_all = connection.execute(
        """SELECT (SELECT count(*) FROM message_lists WHERE list LIKE '%' || ? || '%' ESCAPE '\\'),
                  (SELECT count(*) FROM message_lists)""",
        [_escaped(value)],
    ).fetchone()
    return bool(of_list * 3 > of_all)


def _escaped(value: str) -> str:
    """LIKE's wildcards as plain characters."""
    return value.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_")


_LIKE = r"LIKE '%' || :value || '%' ESCAPE '\'"
_BEGINS = r"LIKE :value || '%' ESCAPE '\'"
_IN_THREADS = "+rowid IN (SELECT messages.id FROM nodes JOIN messages USING (key) WHERE nodes.thread IN"
_OF_A_BIG_LIST = f"EXISTS (SELECT 1 FROM message_lists WHERE message = +rowid AND list {_LIKE})"
# The plus sign keeps SQLite from asking the index for one document after another.
_OF_MAIL = {
    # Distinct senders are few: they are folded and compared once each, not once a message.  Without the limits SQLite
    # would move the comparison inwards, to where it is made for every message.
    "from": f"""+rowid IN (
        SELECT id FROM (
          SELECT address, name FROM (
            SELECT DISTINCT from_address AS address, from_name AS name FROM messages LIMIT -1)
          WHERE fold(name || ' ' || address) {_LIKE} LIMIT -1) AS senders
        CROSS JOIN messages INDEXED BY messages_sender ON from_address = address AND from_name = name)""",
    "to": f"+rowid IN (SELECT id FROM messages WHERE fold(to_cc) {_LIKE})",
    "list": f"+rowid IN (SELECT message FROM message_lists WHERE list {_LIKE})",
    "topic": f"""{_IN_THREADS} (
        SELECT thread FROM placements LEFT JOIN topics USING (topic) LEFT JOIN agenda_items USING (meeting, item)
        WHERE status <> 'rejected' AND (topic = :value OR fold(topics.title) {_LIKE}
              OR fold(topics.title_en) {_LIKE} OR fold(agenda_items.title) {_LIKE})))""",
    "meeting": f"""{_IN_THREADS} (
        SELECT thread FROM placements WHERE status <> 'rejected' AND meeting <> '' AND meeting {_BEGINS}))""",
    "file": f"+rowid IN (SELECT message FROM attachments WHERE fold(name) {_LIKE})",
    "has": "+rowid IN (SELECT message FROM attachments)",
    "within": """EXISTS (SELECT 1 FROM messages AS dated INDEXED BY messages_facts
        WHERE id = +place.rowid AND date >= :value_first AND date < :value_end)""",
    "in=mail": "1",
    "is=unanswered": "+rowid IN (SELECT message FROM unanswered)",
    "is=own": "1",
}
"""SQL of each filter, '0' for what is not named; `:value` is bound, folded, with LIKE's wildcards escaped."""

_SPOKEN = "SELECT speeches.id FROM speeches JOIN agenda_items USING (meeting, item)"
_DATED = "SELECT id FROM documents WHERE kind NOT IN ('message', 'attachment') AND date"
_OF_MINUTES = {
    "from": f"+rowid IN (SELECT id FROM speeches WHERE fold(speaker) {_LIKE})",
    "topic": f"""+rowid IN (SELECT id FROM agenda_items WHERE fold(title) {_LIKE}
        UNION ALL {_SPOKEN} WHERE fold(title) {_LIKE})""",
    "meeting": f"""+rowid IN (SELECT id FROM agenda_items WHERE meeting {_BEGINS}
        UNION ALL SELECT id FROM speeches WHERE meeting {_BEGINS})""",
    "since": f"+rowid IN ({_DATED} >= :value)",
    "before": f"+rowid IN ({_DATED} < :value)",
    "within": f"+rowid IN ({_DATED} >= :value_first AND date < :value_end)",
    "in=minutes": "1",
    "is=own": "1",  # a matter of columns: the match expression has seen to it
}
_OF_FILES = {field: of_files(sql) for field, sql in _OF_MAIL.items()} | {
    "file": f"+rowid IN (SELECT document FROM attachments WHERE fold(name) {_LIKE})",
    "has": "1",
}
_KNOWN: dict[Kind, dict[str, str]] = {"mail": _OF_MAIL, "files": _OF_FILES, "minutes": _OF_MINUTES}
