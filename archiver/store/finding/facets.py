"""Facets: the documents that a query found → by what they could be narrowed, with counts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import tzinfo
from operator import attrgetter

from archiver.moments import day_of
from archiver.store.documents import is_of_minutes
from archiver.store.finding.places import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """One value that some of the found documents share."""

    field: str
    """year, topic, organisation, list, kind, attachment"""
    value: str
    label: str
    label_en: str
    count: int


def facets(connection: sqlite3.Connection, found: Sequence[Place], zone: tzinfo | None) -> list[Facet]:
    """Every value shared by at least one of them, field by field, the most frequent first (years: the newest)."""
    mails = [place for place in found if not is_of_minutes(place.id)]
    years = _years(found, zone)
    facets = [_facet("year", year, years[year]) for year in sorted(years, reverse=True)]
    facets += _topics(connection, Counter(map(attrgetter("thread"), mails)))
    bodies, lists, attached = _origins(connection, Counter(map(attrgetter("origin"), mails)))
    facets += [_facet("organisation", body, count) for body, count in bodies.most_common() if body]
    facets += [_facet("list", name, count) for name, count in lists.most_common()]
    kinds = {"mail": len(mails), "minutes": len(found) - len(mails)}
    facets += [_facet("kind", kind, count) for kind, count in kinds.items() if count]
    return facets + ([_facet("attachment", "attachment", attached)] if attached else [])


def _origins(connection: sqlite3.Connection, mails: Counter[int]) -> tuple[Counter[str], Counter[str], int]:
    """Of mails by their origin: by body, by list, and how many bring files."""
    bodies, by_lists, lists = Counter[str](), Counter[str](), Counter[str]()
    attached = 0
    for origin, body, names, is_attached in connection.execute(_ORIGINS, [json.dumps(list(mails))]):
        count = mails[origin]
        bodies[body] += count
        by_lists[names] += count
        attached += count * is_attached
    for names, count in by_lists.items():
        lists.update(dict.fromkeys(names.split(), count))
    return bodies, lists, attached


def _years(found: Sequence[Place], zone: tzinfo | None) -> Counter[str]:
    """Where the archive's people live: only about New Year can the year be another there than in UTC."""
    years: Counter[str] = Counter()
    dates = Counter(
        [date if date[5:10] in _NEW_YEAR else date[:4] for date in map(attrgetter("date"), found)]
    )
    for date, count in dates.items():
        years[_year(date, zone)] += count
    return years


def _year(date: str, zone: tzinfo | None) -> str:
    if len(date) > len("2011-12-31"):
        return str(day_of(date, zone).year)
    return date[:4]


def _topics(connection: sqlite3.Connection, threads: Counter[str]) -> list[Facet]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for thread, *topic in connection.execute(_TOPICS, [json.dumps(list(threads))]):
        counts[topic[0], topic[1], topic[2]] += threads[thread]
    return [
        Facet(field="topic", value=topic, label=title, label_en=title_en, count=count)
        for (topic, title, title_en), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _facet(field: str, value: str, count: int) -> Facet:
    return Facet(field=field, value=value, label=value, label_en=value, count=count)


_FOUND = "SELECT value FROM json_each(?)"
_ORIGINS = (
    f"SELECT origin, body, lists, attached FROM origins WHERE origin IN ({_FOUND}) ORDER BY body, lists"
)
_TOPICS = f"""
    SELECT DISTINCT placements.thread, topic, title, title_en FROM placements JOIN topics USING (topic)
    WHERE placements.thread IN ({_FOUND}) AND status <> 'rejected'"""
_NEW_YEAR = ("12-31", "01-01")
