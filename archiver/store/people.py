"""People: the archive's messages → who wrote them, by address, and the body that each speaks for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter
from string import ascii_uppercase
from typing import Any

from archiver.model import public_id
from archiver.store.archive import Archive
from archiver.store.database import explained

WHO = "lower(coalesce(nullif(from_address, ''), from_name))"
"""In SQL: what tells one person from another: the address, the name where there is none."""
_LOWER = {ord(letter): letter.lower() for letter in ascii_uppercase}
"""As `lower` of SQLite does it."""
_CERTAINTY = ("name", "signature", "address", "")
"""What tells the body of a sender, the surest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A sender."""

    address: str
    name: str
    organisation: str
    told_by: str
    messages: int
    first_date: str
    last_date: str


def person_key(address: str, name: str) -> str:
    """The permanent id of whoever sends from this address (under this name, where there is no address); '' nobody."""
    who = (address or name).translate(_LOWER)
    return public_id(who) if who else ""


def replace_people(archive: Archive) -> None:
    """Write one row a sender, from the messages and the forest as they stand."""
    execute = archive.connection.execute
    with explained(archive.path):
        rows = execute(
            f"""SELECT {WHO} AS who, from_name, organisation, told_by, count(*), min(date), max(date)
                FROM messages WHERE who <> '' GROUP BY 1, 2, 3, 4 ORDER BY 1"""
        )
        found = [_person(who, list(same)) for who, same in groupby(rows, key=itemgetter(0))]
        threads = dict(
            execute(f"SELECT {WHO}, count(DISTINCT thread) FROM messages JOIN nodes USING (key) GROUP BY 1")
        )
        execute("DELETE FROM people")
        archive.connection.executemany(
            "INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(person_key(each.address, ""), each.address, each.name, each.organisation, each.told_by),
                    *(each.messages, threads.get(each.address, 0), each.first_date, each.last_date, position),
                )
                for position, each in enumerate(_in_order(_joined_by_host(found)))
            ),
        )


def _person(who: str, rows: list[tuple[Any, ...]]) -> Person:
    """The rows are of one sender: (who, name, organisation, told by, messages, first date, last date)."""
    named = max((row for row in rows if row[1]), key=lambda row: (row[6], row[1]), default=rows[0])
    surest = min(rows, key=lambda row: (_CERTAINTY.index(row[3]), -row[4], row[2]))
    return Person(
        address=who,
        name=named[1],
        organisation=surest[2],
        told_by=surest[3],
        messages=sum(row[4] for row in rows),
        first_date=min(row[5] for row in rows),
        last_date=max(row[6] for row in rows),
    )


def _joined_by_host(people: list[Person]) -> list[Person]:
    """Whose address alone tells a body belongs to the one that all the others at the host name, where they do."""
    named: dict[str, set[str]] = defaultdict(set)
    for each in people:
        if each.told_by in ("name", "signature"):
            named[each.address.rpartition("@")[2]].add(each.organisation)
    joined = []
    for each in people:
        bodies = named.get(each.address.rpartition("@")[2], set())
        is_joined = each.told_by == "address" and len(bodies) == 1
        joined.append(replace(each, organisation=min(bodies)) if is_joined else each)
    return joined


def _in_order(people: Iterable[Person]) -> list[Person]:
    """Bodies with a name before hosts before nobody's; each kind by how much was written."""
    groups: dict[str, list[Person]] = defaultdict(list)
    for each in people:
        groups[each.organisation].append(each)

    def rank(group: list[Person]) -> tuple[bool, bool, int, str]:
        name = group[0].organisation
        is_host = all(each.told_by == "address" for each in group)
        return not name, is_host, -sum(each.messages for each in group), name

    return [
        each
        for group in sorted(groups.values(), key=rank)
        for each in sorted(group, key=lambda each: (-each.messages, each.address))
    ]
