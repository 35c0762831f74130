"""People on the desk: who seems to write from several addresses, and putting right whose address is whose."""

from __future__ import annotations

import sqlite3
from itertools import groupby
from operator import itemgetter
from typing import Any

from datasette.utils.asgi import Request, Response

from archiver.links import person_path
from archiver.site.desk.pages import desk_page, journal_of
from archiver.site.instance import Site
from archiver.site.overviews.people import addresses_of, person_of

_MOST = 40
"""How many are proposed, and shown as decided, on one page."""


async def people_list(site: Site, request: Request) -> Response:
    apart = (await journal_of(site)).apart

    def reading(connection: sqlite3.Connection) -> dict[str, object]:
        return {"proposed": _proposed(connection, apart), "several": connection.execute(_SEVERAL).fetchall()}

    found = await site.read(reading)
    return await desk_page(site, request, "desk_people.html", found)


async def person(site: Site, request: Request) -> Response:
    def reading(connection: sqlite3.Connection) -> dict[str, Any]:
        found = person_of(connection, request.url_vars["key"])
        said = {"name": found["name"], "address": found["address"], "most": _MOST}
        return {
            "person": found,
            "others": addresses_of(connection, found["address"]),
            "alike": connection.execute(_ALIKE, said).fetchall(),
        }

    found = await site.read(reading)
    key = found["person"]["person"]
    if key != request.url_vars["key"]:
        query = f"?{request.query_string}" if request.query_string else ""
        return Response.redirect(f"/desk{person_path(key)}{query}", status=303)
    return await desk_page(site, request, "desk_person.html", found)


def _proposed(connection: sqlite3.Connection, apart: set[frozenset[str]]) -> list[list[sqlite3.Row]]:
    """Those who write under one name from several addresses, the busiest address of each first; without those that are
    another person's than that one, as somebody decided."""
    rows = connection.execute(_PROPOSED, {"most": _MOST}).fetchall()
    found = []
    for _, (first, *others) in groupby(rows, key=itemgetter("said")):
        likely = [each for each in others if {each["address"], first["address"]} not in apart]
        found += [[first, *likely]] if likely else []
    return found


_SAID = "lower(replace(replace({}, ' ', ''), '\u3000', ''))"
"""In SQL: a name as it is compared."""
_PERSON = "person, address, name, organisation, messages, last_date"
_PROPOSED = f"""
WITH named AS (SELECT {_SAID.format("name")} AS said, {_PERSON} FROM people
               WHERE same_as = '' AND name <> '' AND NOT instr(name, '@')),
     several AS (SELECT said, max(last_date) AS latest FROM named GROUP BY said HAVING count(*) > 1
                 ORDER BY latest DESC, said LIMIT :most)
SELECT named.* FROM several JOIN named USING (said) ORDER BY latest DESC, said, messages DESC, address"""  # noqa: S608
_ALIKE = f"""
SELECT {_PERSON} FROM people
WHERE same_as = '' AND name <> '' AND address <> :address AND {_SAID.format("name")} = {_SAID.format(":name")}
ORDER BY messages DESC, address LIMIT :most"""  # noqa: S608
_SEVERAL = f"""
SELECT {_PERSON}, (SELECT count(*) FROM same_people WHERE same_people.person = people.address) AS others
FROM people WHERE address IN (SELECT person FROM same_people) AND same_as = ''
ORDER BY last_date DESC LIMIT {_MOST}"""  # noqa: S608
