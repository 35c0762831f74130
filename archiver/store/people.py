"""People: the archive's messages → who wrote them, by address, and the body that each speaks for."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple

from archiver.model import lower_ascii, public_id
from archiver.store.archive import Archive
from archiver.store.database import explained
from archiver.store.forest import ALL_OF_THREADS
from archiver.store.noticing import WHO
from archiver.store.vault import Decision

Row = tuple[Any, ...]
"""Of the table of people; its columns are in the order of a person's fields, behind the permanent id."""
_CERTAINTY = ("name", "signature", "address", "")
"""What tells the body of a sender, the surest first."""


class Person(NamedTuple):
    """A sender."""

    address: str
    host: str
    name: str
    organisation: str
    told_by: str
    messages: int
    threads: int
    first_date: str
    last_date: str
    same_as: str = ""


def person_key(address: str, name: str) -> str:
    """The permanent id of whoever sends from this address (under this name, where there is no address); '' nobody."""
    who = lower_ascii(address or name)
    return public_id(who) if who else ""


def replace_joined(archive: Archive, joined: Mapping[str, tuple[str, Decision]]) -> None:
    """Write which addresses are one person's: address → that under which the person is counted, and who decided it.
    All that they wrote in has changed where that has."""
    execute, executemany = archive.connection.execute, archive.connection.executemany
    with explained(archive.path):
        standing: set[Row] = set(execute("SELECT * FROM same_people"))
        rows = {
            (address, person, each.id, each.made_by, each.made_at, each.reason)
            for address, (person, each) in joined.items()
        }
        if rows == standing:
            return
        executemany("DELETE FROM same_people WHERE address = ?", [row[:1] for row in standing - rows])
        executemany("INSERT INTO same_people VALUES (?, ?, ?, ?, ?, ?)", sorted(rows - standing))
        changed = {(address,) for row in standing ^ rows for address in row[:2]}
        executemany("INSERT OR IGNORE INTO temp.changed_people VALUES (?)", sorted(changed))
        executemany(_THREADS_OF, sorted(changed))
        execute(ALL_OF_THREADS)


def replace_people(archive: Archive) -> None:
    """Bring the tables, one row a sender and one a body, up to the messages and the forest: for senders that changed
    (`noticing`).

    The messages of those who speak for another body than before have changed then too.
    """
    execute, executemany = archive.connection.execute, archive.connection.executemany
    with explained(archive.path):
        execute(_SENDERS)
        execute(_FORGET_WROTE)
        execute(_WROTE)
        execute(_TOGETHER)
        found = _joined_by_host(archive)
        found += _other_addresses(archive, {each.address: each for each in found})
        standing: set[Row] = set(execute(f"SELECT * FROM people WHERE address IN ({_CHANGED})"))
        rows = {(person_key(each.address, ""), *each) for each in found}
        executemany("DELETE FROM people WHERE person = ?", [row[:1] for row in standing - rows])
        executemany("INSERT INTO people VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", sorted(rows - standing))
        bodies = {row[1]: row[4] for row in standing}
        _replace_bodies(archive, {row[4] for row in standing ^ rows})
        others = [(row[1],) for row in rows if bodies.get(row[1]) != row[4]]
        executemany(
            f"INSERT OR IGNORE INTO temp.changed_messages SELECT id FROM messages WHERE {WHO} = ?", others
        )


_THREADS_OF = "INSERT OR IGNORE INTO temp.changed_threads SELECT thread FROM wrote WHERE address = ?"
_CHANGED = "SELECT address FROM temp.changed_people"
_SENDERS = f"""
INSERT OR IGNORE INTO temp.changed_people
SELECT {WHO} FROM temp.changed_messages CROSS JOIN messages ON messages.id = message
"""
_TOGETHER = """
INSERT OR IGNORE INTO temp.changed_people
WITH counted AS (
  SELECT coalesce(person, address) AS person FROM temp.changed_people LEFT JOIN same_people USING (address))
SELECT address FROM same_people WHERE person IN counted
UNION SELECT person FROM same_people WHERE person IN counted
"""
"""Who has several addresses changes with any of them."""

# `+`: what there is of a sender is gone through, not every sender asked for in every thread.
_FORGET_WROTE = f"""
DELETE FROM wrote WHERE address IN ({_CHANGED}) AND +thread IN (SELECT thread FROM temp.changed_threads)
"""
_WROTE = f"""
INSERT INTO wrote
SELECT {WHO} AS who, thread, from_name, organisation, told_by, count(*), min(date), max(date)
FROM temp.changed_threads CROSS JOIN nodes USING (thread) CROSS JOIN messages USING (key)
WHERE who <> '' GROUP BY 1, 2, 3, 4, 5
"""


def _replace_bodies(archive: Archive, organisations: Iterable[str]) -> None:
    """Bodies by how much was written, of as much those with a name before hosts; last those of no body."""
    asked = [(each,) for each in sorted(organisations)]
    archive.connection.executemany("DELETE FROM bodies WHERE organisation = ?", asked)
    archive.connection.executemany(
        """INSERT INTO bodies
           SELECT organisation, sum(messages), min(told_by = 'address')
           FROM people WHERE organisation = ? AND same_as = '' GROUP BY organisation""",
        asked,
    )


def _joined_by_host(archive: Archive) -> list[Person]:
    """The senders that changed.  Whose address alone tells a body belongs to the one that all the others at the host
    name, where they do; so all of these have changed where that did."""
    execute = archive.connection.execute
    found = _found(archive)
    hosts = json.dumps(sorted({each.host for each in found} | _hosts_of_changed(archive)))
    before = _one_each(execute(_NAMED, (hosts,)))
    others = execute(f"{_NAMED} AND address NOT IN ({_CHANGED})", (hosts,)).fetchall()
    now = _one_each([*others, *((each.host, each.organisation) for each in found if _is_named(each))])
    moved = [host for host in before.keys() | now.keys() if before.get(host) != now.get(host)]
    if moved:
        execute(_ADDRESSES_ALONE, (json.dumps(moved),))
        execute(_TOGETHER)
        found = _found(archive)
    return [
        each._replace(organisation=now[each.host]) if each.told_by == "address" and each.host in now else each
        for each in found
    ]


_AT_HOSTS = "host IN (SELECT value FROM json_each(?)) AND same_as = ''"
_NAMED = (
    f"SELECT DISTINCT host, organisation FROM people WHERE {_AT_HOSTS} AND told_by IN ('name', 'signature')"
)
_ADDRESSES_ALONE = f"""
INSERT OR IGNORE INTO temp.changed_people SELECT address FROM people WHERE {_AT_HOSTS} AND told_by = 'address'
"""


def _hosts_of_changed(archive: Archive) -> set[str]:
    return {_host(address) for (address,) in archive.connection.execute(_CHANGED)}


def _is_named(each: Person) -> bool:
    return each.told_by in ("name", "signature")


def _one_each(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Host → the body that all who name any there name; hosts where they do not are left out."""
    named: dict[str, set[str]] = defaultdict(set)
    for host, organisation in rows:
        named[host].add(organisation)
    return {host: min(bodies) for host, bodies in named.items() if len(bodies) == 1}


def _found(archive: Archive) -> list[Person]:
    """The senders that changed, as their messages have them: who has several addresses under one of them."""
    return _counted(archive, "coalesce(person, address)", _CHANGED)


def _other_addresses(archive: Archive, found: Mapping[str, Person]) -> list[Person]:
    """The other addresses of those that changed: each with what was written from there, and whose it is."""
    whose: dict[str, str] = dict(archive.connection.execute("SELECT address, person FROM same_people"))
    others = _counted(archive, "address", f"{_CHANGED} INTERSECT SELECT address FROM same_people")
    persons = [(each, found[whose[each.address]]) for each in others]
    return [
        each._replace(organisation=person.organisation, told_by=person.told_by, same_as=person.address)
        for each, person in persons
    ]


def _counted(archive: Archive, who: str, addresses: str) -> list[Person]:
    """What was written from some addresses, by `who` they are."""
    execute = archive.connection.execute
    wrote = f"FROM wrote LEFT JOIN same_people USING (address) WHERE address IN ({addresses})"
    threads = dict(execute(f"SELECT {who}, count(DISTINCT thread) {wrote} GROUP BY 1"))
    rows = execute(
        f"""SELECT {who}, name, organisation, told_by, sum(messages), min(first_date), max(last_date),
                   max(address = {who})
            {wrote} GROUP BY 1, 2, 3, 4 ORDER BY 1"""
    )
    return [_person(who, list(same), threads[who]) for who, same in groupby(rows, key=itemgetter(0))]


def _person(who: str, rows: list[Row], threads: int) -> Person:
    """The rows are of one sender: (who, name, organisation, told by, messages, first date, last date, whether from the
    address under which they are counted)."""
    named = max((row for row in rows if row[1]), key=lambda row: (row[7], row[6], row[1]), default=rows[0])
    surest = min(rows, key=lambda row: (_CERTAINTY.index(row[3]), -row[4], row[2]))
    return Person(
        address=who,
        host=_host(who),
        name=named[1],
        organisation=surest[2],
        told_by=surest[3],
        messages=sum(row[4] for row in rows),
        threads=threads,
        first_date=min(row[5] for row in rows),
        last_date=max(row[6] for row in rows),
    )


def _host(address: str) -> str:
    return address.rpartition("@")[2]


def people_of(connection: sqlite3.Connection) -> list[dict[str, list[str]]]:
    """Of each person who has several addresses: the names under which they write, by address."""
    rows = connection.execute(
        """SELECT DISTINCT coalesce(person, address) AS counted, address, name
           FROM (SELECT address AS joined FROM same_people UNION SELECT person FROM same_people)
             CROSS JOIN wrote ON wrote.address = joined LEFT JOIN same_people USING (address)
           ORDER BY 1, 2, 3"""
    )
    found: dict[str, dict[str, list[str]]] = {}
    for counted, address, name in rows:
        found.setdefault(counted, {}).setdefault(address, []).append(name)
    return list(found.values())
