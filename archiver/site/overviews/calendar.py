"""Calendar: which days of a month had mail and meetings, and the mail of one day."""

from __future__ import annotations

import calendar
import re
import sqlite3
from collections import Counter
from dataclasses import dataclass
from datetime import date, tzinfo

from datasette.utils.asgi import NotFound, Request, Response

from archiver.moments import day_of
from archiver.site import dates
from archiver.site.instance import Site
from archiver.site.pages import page
from archiver.site.paging import Pages, page_number
from archiver.site.words import words_for
from archiver.store.database import value

MESSAGES = 100
_FIRST_WEEKDAY = {"ja": 6}
"""Weeks begin on Sunday in Japan; elsewhere on Monday (ISO 8601)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A day of the month; `messages`: how many were sent on it."""

    day: date
    messages: int
    meetings: tuple[sqlite3.Row, ...]

    @property
    def path(self) -> str:
        return f"/calendar/{self.day.isoformat()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """The mail of a day: how much in all, one page of it, and the day's meetings."""

    count: int
    meetings: list[sqlite3.Row]
    messages: list[sqlite3.Row]


async def latest(site: Site, request: Request) -> Response:
    """The latest month in which something was sent or a meeting was held."""
    found = await site.read(lambda connection: latest_day(connection, site.zone))
    return Response.redirect(f"/calendar/{found:%Y-%m}" if found else "/calendar/1970-01")


async def month(site: Site, request: Request) -> Response:
    shown = month_shown(request)
    language = words_for(request, site.language).language
    first_weekday = _FIRST_WEEKDAY.get(language, 0)

    def found(connection: sqlite3.Connection) -> dict[str, object]:
        days = {each.day: each for each in days_of(connection, shown, site.zone)}
        weeks = calendar.Calendar(first_weekday).monthdayscalendar(shown.year, shown.month)
        return {
            "month": shown,
            "title": dates.month(shown, language),
            "weekdays": dates.weekdays(first_weekday, language),
            "weeks": [[days.get(shown.replace(day=day)) if day else None for day in week] for week in weeks],
            "messages": sum(each.messages for each in days.values()),
            "around": {
                name: (each, dates.month(each, language))
                for name, each in _around(connection, shown, site.zone).items()
            },
        }

    return page(site, request, "calendar.html", await site.read(found))


def month_shown(request: Request) -> date:
    """The first day of the month in the address.  Raises `NotFound`."""
    return _date(f"{request.url_vars['month']}-01")


async def day(site: Site, request: Request) -> Response:
    shown, number = day_shown(request), page_number(request)
    sent = await site.read(lambda connection: sent_on(connection, shown, site.zone, number))
    values = {
        "day": shown.isoformat(),
        "month": shown,
        "pages": Pages(request=request, number=number, size=MESSAGES, count=sent.count),
        "meetings": sent.meetings,
        "messages": sent.messages,
    }
    return page(site, request, "calendar_day.html", values)


def day_shown(request: Request) -> date:
    """The day in the address.  Raises `NotFound`."""
    return _date(request.url_vars["day"])


def sent_on(connection: sqlite3.Connection, shown: date, zone: tzinfo, number: int) -> Sent:
    """One page of the mail of a day, and its meetings."""
    bounds = {"since": dates.instant(shown, zone), "until": dates.instant(_next(shown), zone)}
    count = value(connection, "SELECT count(*) FROM messages WHERE date >= :since AND date < :until", bounds)
    messages = connection.execute(
        """SELECT messages.key, messages.date, messages.subject, from_name, from_address, thread
           FROM messages JOIN nodes USING (key) WHERE messages.date >= :since AND messages.date < :until
           ORDER BY messages.date, messages.id LIMIT :limit OFFSET :offset""",
        {**bounds, "limit": MESSAGES, "offset": (number - 1) * MESSAGES},
    ).fetchall()
    return Sent(count=count, meetings=_meetings(connection, shown, _next(shown)), messages=messages)


def days_of(connection: sqlite3.Connection, shown: date, zone: tzinfo) -> list[Day]:
    """Every day of the month of `shown`."""
    since, until = dates.month_bounds(shown, zone)
    rows = connection.execute(
        "SELECT date FROM messages WHERE date >= :since AND date < :until", {"since": since, "until": until}
    )
    sent = Counter(day_of(row["date"], zone) for row in rows)
    meetings = _meetings(connection, shown, dates.month_after(shown))
    every = (
        shown.replace(day=number + 1) for number in range(calendar.monthrange(shown.year, shown.month)[1])
    )
    return [
        Day(
            day=each,
            messages=sent[each],
            meetings=tuple(row for row in meetings if row["date"] == each.isoformat()),
        )
        for each in every
    ]


def latest_day(connection: sqlite3.Connection, zone: tzinfo) -> date | None:
    """The latest day with mail or a meeting."""
    mail, meeting = connection.execute(
        "SELECT (SELECT max(date) FROM messages), (SELECT max(date) FROM meetings)"
    ).fetchone()
    days = [day_of(mail, zone)] if mail else []
    return max([*days, *([date.fromisoformat(meeting)] if meeting else [])], default=None)


def _meetings(connection: sqlite3.Connection, since: date, until: date) -> list[sqlite3.Row]:
    return connection.execute(
        "SELECT meeting, title, date FROM meetings WHERE date >= :since AND date < :until ORDER BY date, meeting",
        {"since": since.isoformat(), "until": until.isoformat()},
    ).fetchall()


def _around(connection: sqlite3.Connection, shown: date, zone: tzinfo) -> dict[str, date]:
    """The months before and after that have mail or meetings."""
    since, until = dates.month_bounds(shown, zone)
    after = dates.month_after(shown)
    row = connection.execute(
        """SELECT (SELECT max(date) FROM messages WHERE date < :since) AS mail_before,
                  (SELECT min(date) FROM messages WHERE date >= :until) AS mail_after,
                  (SELECT max(date) FROM meetings WHERE date < :first) AS meeting_before,
                  (SELECT min(date) FROM meetings WHERE date >= :last) AS meeting_after""",
        {"since": since, "until": until, "first": shown.isoformat(), "last": after.isoformat()},
    ).fetchone()
    found = {}
    for name, nearest in (("before", max), ("after", min)):
        days = [day_of(row[f"mail_{name}"], zone)] if row[f"mail_{name}"] else []
        days += [date.fromisoformat(row[f"meeting_{name}"])] if row[f"meeting_{name}"] else []
        if days:
            found[name] = nearest(days).replace(day=1)
    return found


def _next(shown: date) -> date:
    return date.fromordinal(min(shown.toordinal() + 1, date.max.toordinal()))


def _date(text: str) -> date:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            pass
    raise NotFound("no such day")
