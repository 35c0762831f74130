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
from archiver.store.noticing import WHO

Row = tuple[Any, ...]
"""Of the table of people."""
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
    threads: int
    first_date: str
    last_date: str


def person_key(address: str, name: str) -> str:
    """The permanent id of whoever sends from this address (under this name, where there is no address); '' nobody."""
    who = (address or name).translate(_LOWER)
    return public_id(who) if who else ""


def replace_people(archive: Archive) -> None:
    """Bring the table, one row a sender, up to the messages and the forest: for senders that changed (`noticing`).

    The messages of those who speak for another body than before have changed then too.
    """
    execute, executemany = archive.connection.execute, archive.connection.executemany
    with explained(archive.path):
        execute(_SENDERS)
        standing: set[Row] = set(execute("SELECT * FROM people"))
        _add_those_joined(archive, standing)
        changed = {address for (address,) in execute("SELECT address FROM temp.changed_people")}
        kept = [_standing(row) for row in standing if row[1] not in changed]
        found = _in_order(_joined_by_host([*kept, *_found(archive)]))
        rows = {_row(each, position) for position, each in enumerate(found)}
        executemany("DELETE FROM people WHERE person = ?", [row[:1] for row in standing - rows])
        executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(rows - standing))
        bodies = {row[1]: row[3] for row in standing}
        others = [(row[1],) for row in rows if bodies.get(row[1]) != row[3]]
        executemany(
            f"INSERT OR IGNORE INTO temp.changed_messages SELECT id FROM messages WHERE {WHO} = ?", others
        )


_SENDERS = f"""
INSERT OR IGNORE INTO temp.changed_people
SELECT {WHO} FROM temp.changed_messages CROSS JOIN messages ON messages.id = message
"""


def _add_those_joined(archive: Archive, standing: Iterable[Row]) -> None:
    """Whose body is told by the others at their host is to be asked again where one of these changed."""
    execute, executemany = archive.connection.execute, archive.connection.executemany
    hosts = {_host(address) for (address,) in execute("SELECT address FROM temp.changed_people")}
    joined = [(row[1],) for row in standing if row[4] == "address" and _host(row[1]) in hosts]
    executemany("INSERT OR IGNORE INTO temp.changed_people VALUES (?)", joined)


def _found(archive: Archive) -> list[Person]:
    """The senders that changed, as their messages have them."""
    execute = archive.connection.execute
    changed = f"{WHO} IN (SELECT address FROM temp.changed_people)"
    threads = dict(
        execute(
            f"""SELECT {WHO}, count(DISTINCT thread) FROM messages JOIN nodes USING (key)
                WHERE {changed} GROUP BY 1"""
        )
    )
    rows = execute(
        f"""SELECT {WHO} AS who, from_name, organisation, told_by, count(*), min(date), max(date)
            FROM messages WHERE {changed} AND who <> '' GROUP BY 1, 2, 3, 4 ORDER BY 1"""
    )
    return [_person(who, list(same), threads.get(who, 0)) for who, same in groupby(rows, key=itemgetter(0))]


def _standing(row: Row) -> Person:
    _, address, name, organisation, told_by, messages, threads, first, last, _ = row
    return Person(
        address=address,
        name=name,
        organisation=organisation,
        told_by=told_by,
        messages=messages,
        threads=threads,
        first_date=first,
        last_date=last,
    )


def _row(each: Person, position: int) -> Row:
    return (
        *(person_key(each.address, ""), each.address, each.name, each.organisation, each.told_by),
        *(each.messages, each.threads, each.first_date, each.last_date, position),
    )


def _person(who: str, rows: list[Row], threads: int) -> Person:
    """The rows are of one sender: (who, name, organisation, told by, messages, first date, last date)."""
    named = max((row for row in rows if row[1]), key=lambda row: (row[6], row[1]), default=rows[0])
    surest = min(rows, key=lambda row: (_CERTAINTY.index(row[3]), -row[4], row[2]))
    return Person(
        address=who,
        name=named[1],
        organisation=surest[2],
        told_by=surest[3],
        messages=sum(row[4] for row in rows),
        threads=threads,
        first_date=min(row[5] for row in rows),
        last_date=max(row[6] for row in rows),
    )


def _joined_by_host(people: list[Person]) -> list[Person]:
    """Whose address alone tells a body belongs to the one that all the others at the host name, where they do."""
    named: dict[str, set[str]] = defaultdict(set)
    for each in people:
        if each.told_by in ("name", "signature"):
            named[_host(each.address)].add(each.organisation)
    joined = []
    for each in people:
        bodies = named.get(_host(each.address), set())
        is_joined = each.told_by == "address" and len(bodies) == 1
        joined.append(replace(each, organisation=min(bodies)) if is_joined else each)
    return joined


def _host(address: str) -> str:
    return address.rpartition("@")[2]


def _in_order(people: Iterable[Person]) -> list[Person]:
    """Bodies by how much was written, of as much those with a name before hosts; last those of no body."""
    groups: dict[str, list[Person]] = defaultdict(list)
    for each in people:
        groups[each.organisation].append(each)

    def rank(group: list[Person]) -> tuple[bool, int, bool, str]:
        name = group[0].organisation
        is_host = all(each.told_by == "address" for each in group)
        return not name, -sum(each.messages for each in group), is_host, name

    return [
        each
        for group in sorted(groups.values(), key=rank)
        for each in sorted(group, key=lambda each: (-each.messages, each.address))
    ]
