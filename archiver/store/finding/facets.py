"""Facets: the documents that a query found → by what they could be narrowed, with counts."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from datetime import tzinfo
from operator import itemgetter
from typing import NamedTuple

from archiver.moments import day_of
from archiver.store.database import plain_rows
from archiver.store.documents import AGENDA_ITEM_IDS, is_of_minutes
from archiver.store.finding.places import Place, date_of, id_of, origin_of, thread_of


class Facet(NamedTuple):
    """One value that some of the found documents share.  A tuple: there may be hundreds of bodies."""

    field: str
    """year, topic, organisation, list, kind, attachment"""
    value: str
    label: str
    label_en: str
    count: int  # type: ignore[assignment]  # a tuple's own `count` is asked by nobody


def facets(connection: sqlite3.Connection, found: Sequence[Place], zone: tzinfo | None) -> list[Facet]:
    """Every value shared by at least one of them, field by field, the most frequent first (years: the newest)."""
    mails = _mails(found)
    years = _years(found, zone)
    facets = [_facet("year", year, years[year]) for year in sorted(years, reverse=True)]
    facets += _topics(connection, Counter(map(thread_of, mails)))
    bodies, lists, attached = _origins(connection, Counter(map(origin_of, mails)))
    facets += [_facet("organisation", body, count) for body, count in bodies.most_common() if body]
    facets += [_facet("list", name, count) for name, count in lists.most_common()]
    kinds = {"mail": len(mails), "minutes": len(found) - len(mails)}
    facets += [_facet("kind", kind, count) for kind, count in kinds.items() if count]
    return facets + ([_facet("attachment", "attachment", attached)] if attached else [])


def _mails(found: Sequence[Place]) -> Sequence[Place]:
    """Those that are no minutes."""
    if max(map(id_of, found), default=0) < AGENDA_ITEM_IDS:
        return found
    return [place for place in found if not is_of_minutes(place[1])]


def _origins(connection: sqlite3.Connection, mails: Counter[int]) -> tuple[Counter[str], Counter[str], int]:
    """Of mails by their origin: by body, by list, and how many bring files."""
    bodies: dict[str, int] = {}
    by_lists: dict[str, int] = {}
    first: dict[str, str] = {}
    attached = 0
    for origin, body, names, is_attached in plain_rows(connection, _ORIGINS, [json.dumps(list(mails))]):
        count = mails[origin]
        bodies[body] = bodies.get(body, 0) + count
        by_lists[names] = by_lists.get(names, 0) + count
        first[names] = min(body, first.get(names, body))
        attached += count * is_attached
    lists = Counter[str]()
    for names in sorted(by_lists, key=lambda names: (first[names], names)):
        lists.update(dict.fromkeys(names.split(), by_lists[names]))
    return Counter(dict(sorted(bodies.items()))), lists, attached


def _years(found: Sequence[Place], zone: tzinfo | None) -> Counter[str]:
    """Where the archive's people live: only about New Year can the year be another there than in UTC."""
    dates = list(map(date_of, found))
    years: Counter[str] = Counter()
    is_new_year = False
    for day, count in Counter(map(_DAY, dates)).items():
        if day[5:] in _NEW_YEAR:
            is_new_year = True
        else:
            years[day[:4]] += count
    if is_new_year:
        years.update(_year(date, zone) for date in dates if date[5:10] in _NEW_YEAR)
    return years


def _year(date: str, zone: tzinfo | None) -> str:
    if len(date) > len("2011-12-31"):
        return str(day_of(date, zone).year)
    return date[:4]


def _topics(connection: sqlite3.Connection, threads: Counter[str]) -> list[Facet]:
    counts: Counter[tuple[str, str, str]] = Counter()
    for thread, *topic in plain_rows(connection, _TOPICS, [json.dumps(list(threads))]):
        counts[topic[0], topic[1], topic[2]] += threads[thread]
    return [
        Facet(field="topic", value=topic, label=title, label_en=title_en, count=count)
        for (topic, title, title_en), count in sorted(counts.items(), key=lambda each: (-each[1], each[0]))
    ]


def _facet(field: str, value: str, count: int) -> Facet:
    return Facet(field, value, value, value, count)


_ORIGINS = "SELECT origin, body, lists, attached FROM json_each(?) CROSS JOIN origins ON origin = value"
_TOPICS = """
    SELECT DISTINCT placements.thread, topic, title, title_en
    FROM json_each(?) CROSS JOIN placements ON placements.thread = value JOIN topics USING (topic)
    WHERE status <> 'rejected'"""
_DAY = itemgetter(slice(10))
_NEW_YEAR = ("12-31", "01-01")
