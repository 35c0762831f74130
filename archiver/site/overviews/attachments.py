"""Attachments: every file that came with a mail, by kind and year."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import tzinfo
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archiver.site import dates
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.store.files import FILE_KINDS

FILES = 50
_SHOWN = tuple(kind for kind in FILE_KINDS if kind != "signature")
"""What is shown where no kind is asked for: what a program adds to sign a mail is nobody's file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to narrow the list: what the address says, how many files, and the address."""

    value: str
    count: int
    path: str
    is_chosen: bool


async def file_list(site: Site, request: Request) -> Response:
    kind, year, number = chosen_kind(request), chosen_year(request), page_number(request)

    def listed(connection: sqlite3.Connection) -> dict[str, object]:
        counts = counted(connection, site.zone)
        return {
            "pages": Pages(request=request, number=number, size=FILES, count=count(counts, kind, year)),
            "files": files(connection, kind, dates.year_bounds(year, site.zone), number),
            "kinds": _choices(request, "kind", ("", *FILE_KINDS), kind, counts, year=year),
            "years": _choices(
                request,
                "year",
                ("", *sorted({when for _, when in counts}, reverse=True)),
                year,
                counts,
                kind=kind,
            ),
            "is_narrowed": bool(kind or year),
        }

    return page(site, request, "attachments.html", await site.read(listed))


def chosen_kind(request: Request) -> str:
    kind = request.args.get("kind") or ""
    return kind if kind in FILE_KINDS else ""


def chosen_year(request: Request) -> str:
    year = request.args.get("year") or ""
    return year if len(year) == 4 and year.isascii() and year.isdigit() and year > "0000" else ""


def files(
    connection: sqlite3.Connection, kind: str, bounds: tuple[str, str], number: int
) -> list[sqlite3.Row]:
    """One page of the files of this kind and time, the newest first."""
    return connection.execute(
        """SELECT files.kind, attachments.name, attachments.type, attachments.format, attachments.size, files.position,
                  coalesce(texts.state, '') AS state, coalesce(texts.text <> '', 0) AS has_text,
                  messages.key, messages.date, messages.from_name, messages.from_address,
                  nodes.thread, threads.subject
           FROM (SELECT kind, date, message, position FROM files
                 WHERE kind IN (SELECT value FROM json_each(:kinds)) AND date >= :since AND date < :until
                 ORDER BY date DESC, message DESC, position LIMIT :limit OFFSET :offset) AS files
             JOIN attachments USING (message, position)
             LEFT JOIN attachment_texts AS texts
               ON texts.sha256 = attachments.sha256 AND texts.format = attachments.format
             JOIN messages ON messages.id = files.message
             JOIN nodes USING (key) JOIN threads USING (thread)
           ORDER BY files.date DESC, files.message DESC, files.position""",
        {
            "kinds": json.dumps([kind] if kind else _SHOWN),
            "since": bounds[0],
            "until": bounds[1],
            "limit": FILES,
            "offset": (number - 1) * FILES,
        },
    ).fetchall()


def counted(connection: sqlite3.Connection, zone: tzinfo) -> Counter[tuple[str, str]]:
    """(kind, year) → how many files."""
    first, last = connection.execute("SELECT min(date), max(date) FROM files").fetchone()
    if first is None:
        return Counter()
    years = [f"{year:04d}" for year in range(int(first[:4]) - 1, int(last[:4]) + 2) if 0 < year < 9999]
    rows = connection.execute(
        """SELECT kinds.value AS kind, years.value ->> 0 AS year,
                  (SELECT count(*) FROM files WHERE kind = kinds.value
                   AND date >= years.value ->> 1 AND date < years.value ->> 2) AS files
           FROM json_each(:kinds) AS kinds, json_each(:years) AS years""",
        {
            "kinds": json.dumps(FILE_KINDS),
            "years": json.dumps([(year, *dates.year_bounds(year, zone)) for year in years]),
        },
    )
    return Counter({(row["kind"], row["year"]): row["files"] for row in rows if row["files"]})


def count(counts: Counter[tuple[str, str]], kind: str, year: str) -> int:
    """How many files of this kind and year there are; '' for any."""
    return sum(n for (each, when), n in counts.items() if _fits(each, when, kind, year))


def _choices(
    request: Request,
    name: str,
    values: tuple[str, ...],
    chosen: str,
    counts: Counter[tuple[str, str]],
    *,
    kind: str = "",
    year: str = "",
) -> list[Choice]:
    """The values of `name` with what each would show beside what else is chosen; without those that show nothing."""
    others = {"kind": kind, "year": year}
    choices = []
    for value in values:
        asked = others | {name: value}
        shown = count(counts, asked["kind"], asked["year"])
        query = urlencode({key: each for key, each in asked.items() if each})
        path = f"{request.path}{'?' if query else ''}{query}"
        if shown or value == chosen:
            choices.append(Choice(value=value, count=shown, path=path, is_chosen=value == chosen))
    return choices


def _fits(kind: str, year: str, wanted_kind: str, wanted_year: str) -> bool:
    return (kind == wanted_kind or (not wanted_kind and kind in _SHOWN)) and wanted_year in ("", year)
