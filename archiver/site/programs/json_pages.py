"""JSON pages: beside each page for people the same as JSON, under its address with .json; fields in docs/json.md."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable

from datasette.utils.asgi import NotFound, Request, Response

from archiver import links
from archiver.site import dates, home
from archiver.site.conditional import answer
from archiver.site.instance import Site, View
from archiver.site.overviews import attachments, calendar, people, statistics
from archiver.site.paging import Pages, page_number
from archiver.site.programs import records, shapes
from archiver.site.reading.threads import THREADS
from archiver.store import reading
from archiver.store.database import value

_MESSAGES = 50
"""Of a thread, on a page."""
Reader = Callable[[sqlite3.Connection, Request, Site], object]
"""What answers: a record; or, where the thing has another address now, a text: that address."""


def page_of(reader: Reader) -> View:
    """The page that answers what `reader` finds; missing where that is None."""

    async def view(site: Site, request: Request) -> Response:
        found = await site.read(lambda connection: reader(connection, request, site))
        if found is None:
            raise NotFound("nothing here")
        if isinstance(found, str):
            return Response.redirect(found)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        return answer(request, text, "application/json; charset=utf-8")

    return view


def first(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.HomeShape:
    lines = reading.latest_threads(connection, limit=home.THREADS)
    return {
        "message_count": value(connection, "SELECT count(*) FROM messages"),
        "meetings": [
            records.meeting_line(each) for each in reading.meetings(connection, limit=home.MEETINGS)
        ],
        "topics": [records.topic_line(each) for each in reading.topics(connection)],
        "threads": [records.thread_line(each) for each in lines],
    }


def message(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.MessageShape | None:
    return next(iter(records.messages(connection, [request.url_vars["key"]])), None)


def threads(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.ThreadsShape:
    number = page_number(request)
    count = value(connection, "SELECT count(*) FROM threads")
    lines = reading.latest_threads(connection, limit=THREADS, offset=(number - 1) * THREADS)
    return {
        "count": count,
        **_part(request, THREADS, count),
        "threads": [records.thread_line(each) for each in lines],
    }


def thread(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.ThreadShape | str | None:
    key, number = request.url_vars["key"], page_number(request)
    found = reading.thread_of(connection, key)
    if found != key:
        return f"{links.thread_path(found)}.json" if found else None
    rows = connection.execute(
        """SELECT key, (SELECT split_from FROM threads WHERE threads.thread = nodes.thread) AS split_from,
                  (SELECT count(*) FROM nodes WHERE thread = :thread) AS count
           FROM nodes WHERE thread = :thread AND position BETWEEN :first AND :last ORDER BY position""",
        {"thread": key, "first": (number - 1) * _MESSAGES, "last": number * _MESSAGES - 1},
    ).fetchall()
    return {
        **records.thread_line(reading.threads(connection, [key])[key]),
        **_part(request, _MESSAGES, rows[0]["count"] if rows else 0),
        "split_from": (rows[0]["split_from"] if rows else "") or None,
        "placements": [records.placement(each) for each in reading.placed_of_thread(connection, key)],
        "messages": records.messages(connection, [row["key"] for row in rows]),
    }


def meetings(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.MeetingsShape:
    found = [records.meeting_line(each) for each in reading.meetings(connection)]
    return {"count": len(found), "meetings": found}


def meeting(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.MeetingShape | None:
    return records.meeting(connection, request.url_vars["slug"])


def topics(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.TopicsShape:
    found = [records.topic_line(each) for each in reading.topics(connection)]
    return {"count": len(found), "topics": found}


def topic(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.TopicShape | None:
    return records.topic(connection, request.url_vars["slug"])


def people_list(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.PeopleShape:
    number = page_number(request)
    count, rows = people.people(connection, people.asked_for(request), number)
    return {
        "count": count,
        **_part(request, people.PEOPLE, count),
        "people": [records.person_line(row) for row in rows],
    }


def person(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.PersonShape:
    number = page_number(request)
    found = people.person_of(connection, request.url_vars["key"])
    lines = people.threads_of(connection, found["address"], number)
    return {
        **records.person_line(found),
        "other_addresses": [each["address"] for each in people.addresses_of(connection, found["address"])],
        **_part(request, people.THREADS, found["threads"]),
        "threads": [records.thread_line(each) for each in lines],
    }


def files(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.FilesShape:
    kind, year, number = (
        attachments.chosen_kind(request),
        attachments.chosen_year(request),
        page_number(request),
    )
    count = attachments.count(attachments.counted(connection, site.zone), kind, year)
    rows = attachments.files(connection, kind, dates.year_bounds(year, site.zone), number)
    return {
        "count": count,
        **_part(request, attachments.FILES, count),
        "attachments": records.files(rows),
    }


def month(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.MonthShape:
    shown = calendar.month_shown(request)
    return {
        "month": f"{shown:%Y-%m}",
        "days": [
            {
                "day": each.day.isoformat(),
                "message_count": each.messages,
                "meetings": [row["meeting"] for row in each.meetings],
            }
            for each in calendar.days_of(connection, shown, site.zone)
        ],
    }


def day(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.DayMessagesShape:
    shown, number = calendar.day_shown(request), page_number(request)
    sent = calendar.sent_on(connection, shown, site.zone, number)
    return {
        "day": shown.isoformat(),
        "message_count": sent.count,
        "meetings": [row["meeting"] for row in sent.meetings],
        **_part(request, calendar.MESSAGES, sent.count),
        "messages": [records.sent(row) for row in sent.messages],
    }


def numbers(connection: sqlite3.Connection, request: Request, site: Site) -> shapes.StatisticsShape:
    return {
        "months": [
            {"month": f"{each.first:%Y-%m}", "message_count": each.messages}
            for each in statistics.months_of(connection, site.zone)
        ],
        "answers_by_year": [_answers(each) for each in statistics.answers_by_year(connection, site.zone)],
        "answers_by_topic": [
            _answers(each) for each in statistics.answers_by_topic(connection, site.language)
        ],
    }


def _answers(found: statistics.Answers) -> shapes.AnswersShape:
    return {
        "name": found.name,
        "thread_count": found.threads,
        "answered_count": found.answered,
        "median_seconds": found.seconds,
    }


def _part(request: Request, size: int, count: int) -> shapes.PartShape:
    pages = Pages(request=request, number=page_number(request), size=size, count=count)
    return {"page": pages.number, "next": pages.next_path or None}
