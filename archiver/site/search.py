"""Search: a question over mail and minutes → a page of answers, the same as JSON, and what a reader may do next."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from datasette.utils.asgi import Request, Response

from archiver.pipeline.showing import exemplifying, searching
from archiver.search import LONGEST
from archiver.site.conditional import answer
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.site.programs import atom
from archiver.site.programs.feeds import base_of
from archiver.site.words import Words, words_for
from archiver.store.finding.facets import Facet

_RESULTS = 20
_PAGES = 50
_MEANT = 5
"""Results of what a sentence may have meant, where it finds nothing as it stands."""
_MOST_VALUES = 8
"""Values of one facet that are shown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the address of a search says: all that is needed to make the same answer again."""

    query: str
    sort: str = "best"
    """best, newest"""
    view: str = "threads"
    """threads: each thread once, by its best mail; flat"""
    synonyms: str = "on"

    def path(self, form: str = "", **changes: str) -> str:
        """The address of this search with some of it changed, as a page or in the form `json`."""
        asked = replace(self, **changes)
        return f"/search{'.' * bool(form)}{form}?{urlencode({'q': asked.query} | asked.hidden())}"

    def hidden(self) -> dict[str, str]:
        """What a form has to repeat, so that a new question is asked in the same way."""
        return {name: getattr(self, name) for name in _CHOICES if getattr(self, name) != _CHOICES[name][0]}


_CHOICES = {"sort": ("best", "newest"), "view": ("threads", "flat"), "synonyms": ("on", "off")}
"""What may stand for each in an address; the first goes without saying."""


def asked_of(request: Request) -> Asked:
    said = {name: request.args.get(name) for name in _CHOICES}
    known = {name: value for name, value in said.items() if value in _CHOICES[name]}
    return Asked(query=(request.args.get("q") or "")[: LONGEST + 1].strip(), **known)


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrower:
    """One value by which the answer can be narrowed, and the addresses that do it."""

    label: str
    count: int
    only: str
    others: str


async def results(site: Site, request: Request) -> Response:
    words = words_for(request, site.language)
    asked, number = asked_of(request), min(page_number(request), _PAGES)

    def reading(connection: sqlite3.Connection) -> dict[str, Any]:
        found = _find(site, connection, asked, number) if asked.query else None
        return {
            "found": found,
            "meant_results": _meant(site, connection, asked, found) if found else (),
            "examples": _examples(site, connection, words.language),
            "topics": _titles(connection, words.language),
        }

    read_at_once = await site.read(reading)
    found: searching.Found | None = read_at_once["found"]
    count = min(found.groups, _RESULTS * _PAGES) if found else 0
    return page(
        site,
        request,
        "search.html",
        {
            "asked": asked,
            **read_at_once,
            "pages": Pages(request=request, number=number, size=_RESULTS, count=count),
            "narrowers": _narrowers(site, asked, found, words) if found else {},
        },
    )


async def as_json(site: Site, request: Request) -> Response:
    asked, number = asked_of(request), min(page_number(request), _PAGES)
    found = await site.read(lambda connection: _find(site, connection, asked, number))
    language = words_for(request, site.language).language
    return Response.json(searching.document(found, language))


async def as_feed(site: Site, request: Request) -> Response:
    """What a search finds, the newest first: a feed reader tells when there is more."""
    asked = replace(asked_of(request), sort="newest", view="flat")
    found = await site.read(lambda connection: _find(site, connection, asked, is_faceted=False))
    has_text = not (request.actor or {}).get("is_feed_reader")
    entries = [_entry(result, has_text=has_text) for result in found.results]
    title = f"{asked.query} | {site.title}"
    text = atom.feed(
        base_of(site, request),
        asked.path("atom", sort="best", view="threads"),
        asked.path(),
        title,
        site.title,
        entries,
    )
    return answer(request, text, atom.MEDIA_TYPE)


def _entry(result: searching.Result, *, has_text: bool) -> atom.Entry:
    return atom.Entry(
        path=result.path,
        title=result.file or result.subject or "–",
        author=result.sender or "–",
        date=result.date if "T" in result.date else f"{result.date}T00:00:00Z",
        text="".join(text for text, _ in result.snippet) if has_text else None,
    )


def _titles(connection: sqlite3.Connection, language: str) -> dict[str, str]:
    """The titles of the standing topics, by what a query calls them."""
    rows = connection.execute("SELECT topic, title, title_en FROM topics")
    return {topic: (title_en if language == "en" else "") or title for topic, title, title_en in rows}


def _meant(
    site: Site, connection: sqlite3.Connection, asked: Asked, found: searching.Found
) -> tuple[searching.Result, ...]:
    """The first results of the likeliest reading of a question that, as it stands, is nowhere."""
    meant = [near.text for near in found.near if near.is_reading]
    if not meant:
        return ()
    question = replace(asked, query=meant[0])
    return _find(site, connection, question, limit=_MEANT, is_faceted=False).results


def _find(
    site: Site,
    connection: sqlite3.Connection,
    asked: Asked,
    number: int = 1,
    *,
    limit: int = _RESULTS,
    is_faceted: bool = True,
) -> searching.Found:
    """Page `number` of the answer, with `limit` results on a page."""
    return searching.find(
        connection,
        asked.query,
        sort=asked.sort,
        limit=limit,
        offset=(number - 1) * limit,
        now=datetime.now(site.zone),
        synonyms=site.synonyms if asked.synonyms == "on" else None,
        is_grouped=asked.view == "threads",
        is_faceted=is_faceted,
    )


def _narrowers(site: Site, asked: Asked, found: searching.Found, words: Words) -> dict[str, list[Narrower]]:
    """By facet, those values that would leave something out."""
    by_field: dict[str, list[Facet]] = {}
    for facet in found.facets:
        by_field.setdefault(facet.field, []).append(facet)
    return {
        field: [_narrower(site, asked, facet, words) for facet in facets[:_MOST_VALUES]]
        for field, facets in by_field.items()
        if len(facets) > 1 or (field in ("topic", "attachment") and facets[0].count < found.count)
    }


def _narrower(site: Site, asked: Asked, facet: Facet, words: Words) -> Narrower:
    label = facet.label_en if words.language == "en" and facet.label_en else facet.label
    if facet.field in ("kind", "attachment"):
        label = words(f"search.is_{facet.value}")
    return Narrower(
        label=site.list_name(label) if facet.field == "list" else label,
        count=facet.count,
        only=asked.path(query=searching.narrowed(asked.query, facet, words.language)),
        others=asked.path(query=searching.narrowed(asked.query, facet, words.language, is_excluded=True)),
    )


_EXAMPLES: dict[tuple[object, ...], list[exemplifying.Example]] = {}


def _examples(site: Site, connection: sqlite3.Connection, language: str) -> list[exemplifying.Example]:
    """Found once for each state of the archive."""
    state = (site.settings.archive, language, *(connection.execute("SELECT * FROM built").fetchone() or ()))
    found = _EXAMPLES.get(state)
    if found is None:
        found = exemplifying.of_archive(connection, language, datetime.now(site.zone))
        if len(_EXAMPLES) > len(("ja", "en")):
            _EXAMPLES.clear()
        _EXAMPLES[state] = found
    return found
