"""People: who wrote, by the body that they speak for, and each one's threads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from itertools import groupby
from typing import Any

from datasette.utils.asgi import NotFound, Request, Response

from archiver import links
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.store import reading
from archiver.store.database import value
from archiver.store.noticing import WHO

PEOPLE, THREADS = 100, 50
"""How many a page shows."""
_LONGEST_QUERY = 100


async def people_list(site: Site, request: Request) -> Response:
    query = asked_for(request)
    number = page_number(request)
    count, rows = await site.read(lambda connection: people(connection, query, number))
    groups = [(body, list(same)) for body, same in groupby(rows, key=lambda row: row["organisation"])]
    pages = Pages(request=request, number=number, size=PEOPLE, count=count)
    return page(site, request, "people.html", {"query": query, "groups": groups, "pages": pages})


def asked_for(request: Request) -> str:
    """What the list of people is narrowed by, '' for nothing."""
    return (request.args.get("q") or "")[:_LONGEST_QUERY].strip()


def people(connection: sqlite3.Connection, query: str, number: int) -> tuple[int, list[sqlite3.Row]]:
    """How many people there are whose name, address or body holds `query`, and one page of them."""
    asked = {"query": query, "limit": PEOPLE, "offset": (number - 1) * PEOPLE}
    holds = """:query = '' OR instr(lower(name), lower(:query)) OR instr(address, lower(:query))
               OR instr(lower(organisation), lower(:query))"""
    other = f"SELECT same_as FROM people WHERE same_as <> '' AND :query <> '' AND ({holds})"  # noqa: S608
    where = f"same_as = '' AND ({holds} OR address IN ({other}))"
    (count,) = connection.execute(f"SELECT count(*) FROM people WHERE {where}", asked).fetchone()  # noqa: S608
    rows = connection.execute(
        f"""SELECT person, address, name, organisation, told_by, people.messages, threads, first_date, last_date
            FROM bodies CROSS JOIN people USING (organisation) WHERE {where}
            ORDER BY organisation = '', bodies.messages DESC, is_host, organisation, people.messages DESC, address
            LIMIT :limit OFFSET :offset""",  # noqa: S608
        asked,
    ).fetchall()
    return count, rows


async def person(site: Site, request: Request) -> Response:
    key, number = request.url_vars["key"], page_number(request)

    def one(connection: sqlite3.Connection) -> dict[str, Any]:
        found = person_of(connection, key)
        addresses = addresses_of(connection, found["address"])
        threads = threads_of(connection, found["address"], number)
        pages = Pages(request=request, number=number, size=THREADS, count=found["threads"])
        return {"person": found, "others": addresses, "threads": threads, "pages": pages}

    found = await site.read(one)
    if found["person"]["person"] != key:
        return Response.redirect(links.person_path(found["person"]["person"]), status=303)
    return page(site, request, "person.html", found)


def person_of(connection: sqlite3.Connection, key: str) -> sqlite3.Row:
    """The person with this permanent id, or with another address that has it.  Raises `NotFound`."""
    row: sqlite3.Row | None = connection.execute(
        """SELECT person, address, name, organisation, told_by, messages, threads, first_date, last_date
           FROM people WHERE address = (
             SELECT coalesce(nullif(same_as, ''), address) FROM people WHERE person = :person)""",
        {"person": key},
    ).fetchone()
    if row is None:
        raise NotFound("no such person")
    return row


def addresses_of(connection: sqlite3.Connection, who: str) -> list[sqlite3.Row]:
    """The other addresses from which a person writes, and who decided that they are theirs."""
    return connection.execute(
        """SELECT people.person, address, name, messages, last_date, decision, made_by, made_at, reason
           FROM people JOIN same_people USING (address) WHERE same_as = :who ORDER BY messages DESC, address""",
        {"who": who},
    ).fetchall()


def threads_of(connection: sqlite3.Connection, who: str, number: int) -> list[reading.ThreadLine]:
    """One page of the threads in which somebody wrote, by their own latest message in each."""
    has_others = value(connection, "SELECT 1 FROM same_people WHERE person = ?", [who])
    # Of one address alone the index has them in order.
    among = (
        "IN (SELECT :who UNION SELECT address FROM same_people WHERE person = :who)"
        if has_others
        else "= :who"
    )
    rows = connection.execute(
        f"""SELECT thread FROM messages JOIN nodes USING (key)
            WHERE {WHO} {among} ORDER BY messages.date DESC, thread""",  # noqa: S608
        {"who": who},
    )
    # Read only as far as this page needs: some people wrote thousands of messages.
    threads = _first(rows, number * THREADS)[(number - 1) * THREADS :]
    found = reading.threads(connection, threads)
    return [found[thread] for thread in threads if thread in found]


def _first(rows: Iterable[sqlite3.Row], most: int) -> list[str]:
    """The first so many distinct threads."""
    threads: dict[str, None] = {}
    for (thread,) in rows:
        threads.setdefault(thread)
        if len(threads) == most:
            break
    return list(threads)
