"""Searching: what a person typed → results with snippets, the same for the site, its JSON and the terminal."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo

from archiver import links, mail, search
from archiver.model import Filter
from archiver.moments import written
from archiver.pipeline.showing.near import Near, near
from archiver.store.documents import position_of
from archiver.store.finding import searching as store
from archiver.store.finding import showing
from archiver.store.finding.facets import Facet, facets
from archiver.store.finding.places import Place, id_of
from archiver.store.people import people_of
from archiver.text import CJK, fold

_STRETCH, _OVERLAP = 20_000, 500
"""Characters of a long text that are looked at together, and into the next."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One message, attachment, agenda item or speech that answers a query."""

    kind: str
    key: str
    """Public id of a message, '' for minutes."""
    message_id: str
    thread: str
    list: str
    subject: str
    title: search.Pieces
    """The subject without the list's name and number; of an attachment its name."""
    sender: str
    """Display name, or address where there is none; for minutes the speaker or the meeting's title."""
    date: str
    snippet: search.Pieces
    path: str
    """Where it stands on the site."""
    file: str = ""
    """Name of an attachment."""
    more: int = 0
    """How many more results there are in its thread, where results are grouped."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One of the fields of a query, as typed, and the query without it."""

    text: str
    without: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The answer to a query: one page of results."""

    query: str
    count: int
    is_capped: bool
    """There are more than `count`: the newest were looked at."""
    notes: tuple[search.Note, ...]
    """What was not understood."""
    results: tuple[Result, ...]
    groups: int = 0
    """How many there are to page through: threads where results are grouped, else results."""
    facets: tuple[Facet, ...] = ()
    near: tuple[Near, ...] = ()
    """Where nothing was found: what would find something."""
    conditions: tuple[Condition, ...] = ()
    """The fields of the query that narrow the answer."""
    settled: str = ""
    """The query with days in the place of 先月 and its kind, '' where it has none."""
    timed: str = ""
    """The query with 先月 as a condition, where it was typed as a word; '' where none was, or nothing found."""


def find(
    connection: sqlite3.Connection,
    text: str,
    *,
    sort: str,
    limit: int,
    offset: int,
    now: datetime,
    synonyms: search.Synonyms | None = None,
    is_grouped: bool = False,
    is_faceted: bool = False,
) -> Found:
    """Search the archive.  `sort` is best or newest.  Nothing that can be typed is an error.

    `now`, aware, tells what 先月 is and when a day begins where the archive's people live.  `is_grouped`: each
    thread (each agenda item of the minutes) is shown once, by its first result; `limit` and `offset` count threads.
    `is_faceted`: say by what the answer could be narrowed.
    """
    query = search.compile(text, now.date(), synonyms, people_of(connection))
    if query.is_empty():
        return Found(query=text, count=0, is_capped=False, notes=query.notes, results=())
    settled, dated = search.settled(text, query.conditions, now.date())
    query = _in_zone(query, now.tzinfo)
    found = store.search(connection, query, sort=sort, most=limit + offset)
    timed = search.timed(text, now.date()) if found.places else ""
    more = _grouped(found.places) if is_grouped else {}
    shown = list(more) if is_grouped else list(map(id_of, found.places))
    hits = showing.hits(connection, shown[offset : offset + limit])
    return Found(
        query=text,
        count=len(found.places),
        groups=len(shown),
        is_capped=found.is_capped,
        notes=(*query.notes, *dated, *([search.Note("time", timed)] if timed else [])),
        results=tuple(_result(hit, query.highlights, more.get(hit.id, 0)) for hit in hits),
        facets=tuple(facets(connection, found.places, now.tzinfo)) if is_faceted else (),
        near=() if found.places else tuple(near(connection, text, query, now.date())),
        conditions=tuple(
            Condition(text=text[start:end], without=search.without(text, (start, end)))
            for start, end in query.conditions
        ),
        settled=settled,
        timed=timed,
    )


def narrowed(query: str, facet: Facet, language: str, *, is_excluded: bool = False) -> str:
    """The query narrowed to what a facet counts, or to all else."""
    field = _FIELDS.get(facet.field, facet.field)
    return search.narrowed(query, field, facet.value, language, is_excluded=is_excluded)


_FIELDS = {"kind": "in", "attachment": "has"}
"""The fields that ask for a facet's values, where they have another name."""


def _grouped(places: Sequence[Place]) -> dict[int, int]:
    """The first of every thread, with how many more there are of it."""
    first: dict[str, int] = {}
    more: dict[int, int] = {}
    for _, number, thread, _, _ in places:
        if thread in first:
            more[first[thread]] += 1
        else:
            first[thread] = number
            more[number] = 0
    return more


def _in_zone(query: search.Query, zone: tzinfo | None) -> search.Query:
    return replace(query, filters=tuple(_in_utc(each, zone) for each in query.filters))


def _in_utc(condition: Filter, zone: tzinfo | None) -> Filter:
    """A day's beginning as the instant that mail is dated by.

    Minutes are dated by the day alone, which compares rightly with either.
    """
    if condition.field not in ("since", "before", "within"):
        return condition
    return replace(condition, value="/".join(_instant(day, zone) for day in condition.value.split("/")))


def _instant(day: str, zone: tzinfo | None) -> str:
    try:
        return written(datetime.combine(date.fromisoformat(day), time.min, zone))
    except OverflowError:  # the first or last day there is
        return day


def _result(hit: showing.Hit, highlights: tuple[str, ...], more: int) -> Result:
    return Result(
        kind=hit.kind,
        file=hit.name,
        key=hit.message,
        message_id=hit.message_id,
        thread=hit.thread,
        list=hit.list,
        subject=hit.subject,
        title=search.highlight(hit.name or mail.title_of(hit.subject), highlights),
        sender=hit.sender or hit.address,
        date=hit.date,
        snippet=_snippet(hit, highlights),
        path=_path(hit),
        more=more,
    )


def _snippet(hit: showing.Hit, highlights: tuple[str, ...]) -> search.Pieces:
    """From lines that are not quoted where the words stand there, else from quotes too; early in a long mail."""
    body = hit.body
    if hit.kind == "message":
        for text in (body[:_BEGINNING], body) if len(body) > _BEGINNING else (body,):
            found = search.snippet(_stretch(_unquoted(text), highlights), highlights)
            if any(is_marked for _, is_marked in found) or not highlights:
                return found
    return search.snippet(_stretch(body, highlights), highlights)


def _unquoted(text: str) -> str:
    return _QUOTED.sub("", f"\n{text}").strip() if ">" in text or "＞" in text else text.strip()


_AROUND = 300
"""Characters: more than a snippet has."""
_JAPANESE = re.compile(f"[{CJK}]+$")
_BEGINNING = 6_000
"""Characters: where the words stand in them, the rest of a long mail is not read."""
_QUOTED = re.compile("\n(?: ?>|＞)[^\n]*")
"""To tell every quote and signature (`mail.segments`) would take as long as all the rest."""


def _stretch(text: str, highlights: tuple[str, ...]) -> str:
    """Of a text, where all the words stand near one another as they were typed; of one as long as a book, the first
    stretch in which one of them may stand."""
    places = [text.find(word) for word in highlights]
    if (
        places
        and min(places) >= 0
        and max(places) - min(places) <= _AROUND
        and _JAPANESE.match("".join(highlights))
    ):
        return text[
            max(0, min(places) - _AROUND) : max(places) + 2 * _AROUND
        ]  # to fold it all would take longest
    if len(text) <= _STRETCH:
        return text
    parts = [word.removesuffix("*").split() for word in highlights]
    for start in range(0, len(text), _STRETCH):
        stretch = text[start : start + _STRETCH + _OVERLAP]
        folded = fold(stretch)
        if any(all(part in folded for part in word) for word in parts):
            return stretch
    return text[:_STRETCH]


def _path(hit: showing.Hit) -> str:
    if hit.kind == "message":
        # A thread's page may be one of several: the message's own key leads to the right one.
        return links.thread_path(hit.message)
    if hit.kind == "attachment":
        return links.attachment_text_path(hit.message, position_of(hit.id))
    if hit.kind == "speech":
        return links.speech_path(hit.meeting, hit.item, hit.speech)
    return links.item_path(hit.meeting, hit.item)


def document(found: Found, language: str = "en") -> dict[str, object]:
    """The documented JSON shape of an answer.  Facets come with the query that narrows it, written in `language`."""
    return {
        "query": found.query,
        "count": found.count,
        "count_is_capped": found.is_capped,
        "notes": [{"kind": note.kind, "detail": note.detail} for note in found.notes],
        "results": [
            {
                "kind": result.kind,
                "message_id": result.message_id,
                "thread_id": result.thread,
                "list": result.list,
                "subject": result.subject,
                "from": result.sender,
                "date": result.date,
                "snippet": "".join(piece for piece, _ in result.snippet),
                "url": result.path,
                **({"file": result.file} if result.file else {}),
            }
            for result in found.results
        ],
        "facets": [
            {
                "field": facet.field,
                "value": facet.value,
                "count": facet.count,
                "query": narrowed(found.query, facet, language),
            }
            for facet in found.facets
        ],
        "near": [{"kind": near.kind, "query": near.text, "count": near.count} for near in found.near],
    }
