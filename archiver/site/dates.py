"""Dates: ISO 8601 texts of the archive → what people of each language read.  Pure."""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from functools import lru_cache

from markupsafe import Markup

from archiver.moments import written
from archiver.words.dates import MONTHS, WEEKDAYS, WEEKDAYS_JA, day, moment

_REMEMBERED = 5_000
"""So many are not made again: a page shows a hundred, and the next page most of them again."""
_WEEKDAYS_IN_FULL = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@lru_cache(_REMEMBERED)
def time_element(text: str, zone: tzinfo, language: str, *, with_time: bool) -> Markup:
    """A <time> element for an ISO 8601 date, or an instant (shown in `zone`)."""
    if "T" not in text:
        when = date.fromisoformat(text)
        return _element(text, day(when, language))
    instant = datetime.fromisoformat(text).astimezone(zone)
    return _element(instant.isoformat(), moment(instant, language) if with_time else day(instant, language))


@lru_cache(_REMEMBERED)
def short_day(text: str, zone: tzinfo, language: str) -> str:
    """6/20, or 20 Jun: where the whole date stands near by."""
    instant = datetime.fromisoformat(text).astimezone(zone)
    if language == "ja":
        return f"{instant.month}/{instant.day}"
    return f"{instant.day} {MONTHS[instant.month - 1][:3]}"


def _element(machine: str, people: str) -> Markup:
    # Both are made of digits and words of ours; Markup.format would take six times as long, a hundred times a page.
    return Markup(f'<time datetime="{machine}">{people}</time>')  # noqa: S704


def month(when: date, language: str) -> str:
    """2011年6月, or June 2011."""
    return f"{when.year}年{when.month}月" if language == "ja" else f"{MONTHS[when.month - 1]} {when.year}"


def weekdays(first: int, language: str) -> list[tuple[str, str]]:
    """The seven days from `first` (0: Monday), short and in full."""
    names = WEEKDAYS_JA if language == "ja" else WEEKDAYS
    full = [f"{each}曜日" for each in WEEKDAYS_JA] if language == "ja" else list(_WEEKDAYS_IN_FULL)
    return [(names[(first + at) % 7], full[(first + at) % 7]) for at in range(7)]


def instant(when: date, zone: tzinfo) -> str:
    """The instant at which a day begins in `zone`, as the archive writes it (UTC)."""
    begins = datetime(when.year, when.month, when.day, tzinfo=zone)
    try:
        return written(begins)
    except OverflowError:
        return f"{when.isoformat()}T00:00:00Z"


def month_after(when: date, months: int = 1) -> date:
    """The first day of the month so many months later (earlier, where negative); kept within what a date can be."""
    count = min(max(when.year * 12 + when.month - 1 + months, 12), 9999 * 12 + 11)
    return date(count // 12, count % 12 + 1, 1)


def month_bounds(when: date, zone: tzinfo) -> tuple[str, str]:
    """The instants at which a month begins and ends."""
    first = when.replace(day=1)
    return instant(first, zone), instant(month_after(first), zone)


def year_bounds(year: str, zone: tzinfo) -> tuple[str, str]:
    """The instants at which a year begins and ends; of '' those that hold every year."""
    if not year:
        return "", "~"
    first = date(int(year), 1, 1)
    return instant(first, zone), instant(month_after(first, 12), zone)
