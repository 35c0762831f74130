"""Statistics: how much was written each month, how soon threads were answered, and by topic."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from statistics import median

from datasette.utils.asgi import Request, Response

from archiver.moments import day_of
from archiver.site import dates
from archiver.site.instance import Site
from archiver.site.overviews import charts
from archiver.site.overviews.charts import Bar
from archiver.site.pages import page
from archiver.site.words import Words, words_for
from archiver.store.database import value

_MOST_MONTHS = 100 * 12
_MONTHS_EACH = 60
"""Where the archive is longer than so many months, the chart shows years."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A month, or a year, and how many messages were sent in it."""

    first: date
    messages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Threads that began in one year, or belong to one topic: how many, how many answered by somebody else, and the
    median of the seconds until then (None: none was)."""

    name: str
    threads: int
    answered: int
    seconds: float | None


async def statistics(site: Site, request: Request) -> Response:
    words = words_for(request, site.language)

    def found(connection: sqlite3.Connection) -> dict[str, object]:
        months = months_of(connection, site.zone)
        years = years_of(months)
        answers = answers_by_year(connection, site.zone)
        topics = answers_by_topic(connection, words.language)
        return {
            "months": months[::-1],
            "years": years[::-1],
            "answers": answers[::-1],
            "topics": topics,
            "messages": sum(each.messages for each in months),
            "posts_chart": _posts_chart(months if len(months) <= _MONTHS_EACH else years, words, months),
            "answers_chart": _answers_chart(answers, words),
            "topics_chart": _topics_chart(topics, words),
            "duration": lambda seconds: duration(seconds, words),
            "month": lambda when: dates.month(when, words.language),
        }

    return page(site, request, "statistics.html", await site.read(found))


def months_of(connection: sqlite3.Connection, zone: tzinfo) -> list[Period]:
    """Every month from the first message to the last, in order; of more than a century the latest."""
    first, last = connection.execute(
        "SELECT (SELECT min(date) FROM messages), (SELECT max(date) FROM messages)"
    ).fetchone()
    if first is None:
        return []
    month, end = day_of(first, zone).replace(day=1), day_of(last, zone)
    months = [month]
    while (month := dates.month_after(month)) <= end and month != months[-1]:
        months.append(month)
    months = months[-_MOST_MONTHS:]
    rows = connection.execute(
        """SELECT (SELECT count(*) FROM messages WHERE date >= value ->> 0 AND date < value ->> 1) AS messages
           FROM json_each(:months)""",
        {"months": json.dumps([dates.month_bounds(each, zone) for each in months])},
    )
    return [Period(first=each, messages=row["messages"]) for each, row in zip(months, rows, strict=True)]


def years_of(months: Iterable[Period]) -> list[Period]:
    """The months added up."""
    totals: dict[int, int] = defaultdict(int)
    for each in months:
        totals[each.first.year] += each.messages
    return [Period(first=date(year, 1, 1), messages=messages) for year, messages in totals.items()]


def answers_by_year(connection: sqlite3.Connection, zone: tzinfo) -> list[Answers]:
    """How soon the threads that began in each year were answered; years without threads are left out."""
    first, last = connection.execute(
        "SELECT (SELECT min(first_date) FROM threads), (SELECT max(first_date) FROM threads)"
    ).fetchone()
    if first is None:
        return []
    years = range(day_of(first, zone).year, day_of(last, zone).year + 1)
    found = []
    for year in years:
        seconds = value(
            connection,
            "SELECT json_group_array(answer_seconds) FROM threads WHERE first_date >= ? AND first_date < ?",
            dates.year_bounds(f"{year:04d}", zone),
        )
        found.append(_answers(str(year), json.loads(seconds)))
    return [each for each in found if each.threads]


def answers_by_topic(connection: sqlite3.Connection, language: str) -> list[Answers]:
    """How soon the threads of each standing topic were answered, the topic with most threads first."""
    rows = connection.execute(
        """SELECT topics.topic, title, title_en, threads.thread, answer_seconds
           FROM topics LEFT JOIN placements ON placements.topic = topics.topic AND status IN ('sure', 'confirmed')
             LEFT JOIN threads USING (thread) ORDER BY topics.topic"""
    )
    seconds: dict[str, list[int | None]] = {}
    for row in rows:
        title = row["title_en"] if language == "en" and row["title_en"] else row["title"]
        mine = seconds.setdefault(title, [])
        if row["thread"]:
            mine.append(row["answer_seconds"])
    found = [_answers(title, each) for title, each in seconds.items()]
    return sorted(found, key=lambda each: (-each.threads, each.name))


def _answers(name: str, seconds: list[int | None]) -> Answers:
    known = [each for each in seconds if each is not None]
    return Answers(
        name=name, threads=len(seconds), answered=len(known), seconds=median(known) if known else None
    )


def duration(seconds: float | None, words: Words) -> str:
    """A length of time as people say it, to two figures."""
    if seconds is None:
        return "–"
    for unit, size in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= size * 2 or unit == "minutes":
            number = seconds / size
            return words(
                f"statistics.{unit}", n=f"{number:.1f}".removesuffix(".0") if number < 10 else round(number)
            )
    raise AssertionError("minutes are the last unit")


def _posts_chart(bars: list[Period], words: Words, months: list[Period]) -> str:
    is_by_month = len(bars) == len(months)
    most = max(months, key=lambda each: each.messages, default=None)
    summary = (
        words(
            "statistics.posts_summary",
            first=dates.month(months[0].first, words.language),
            last=dates.month(months[-1].first, words.language),
            most=dates.month(most.first, words.language),
            n=most.messages,
        )
        if most
        else ""
    )
    shown = [
        Bar(
            label=f"{each.first:%Y-%m}" if is_by_month else f"{each.first.year}",
            value=each.messages,
            said=words("count.messages", n=each.messages),
        )
        for each in bars
    ]
    title = words("statistics.posts_by_month" if is_by_month else "statistics.posts_by_year")
    return charts.columns("posts", title, summary, shown)


def _answers_chart(answers: list[Answers], words: Words) -> str:
    bars = [
        Bar(label=each.name, value=(each.seconds or 0) / 3_600, said=duration(each.seconds, words))
        for each in answers
    ]
    return charts.columns(
        "answers",
        words("statistics.answers"),
        words("statistics.answers_summary"),
        bars,
        words("statistics.scale"),
    )


def _topics_chart(topics: list[Answers], words: Words) -> str:
    bars = [
        Bar(label=each.name, value=each.threads, said=words("count.threads", n=each.threads))
        for each in topics
    ]
    return charts.rows("topics", words("statistics.topics"), words("statistics.topics_summary"), bars)
