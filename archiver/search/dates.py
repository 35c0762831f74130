"""Dates: a day, month or year as people write it, in both calendars → the period it spans."""

from __future__ import annotations

import re
from datetime import date, timedelta

ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018, "h": 1988, "s": 1925, "r": 2018}
"""The year before the first of each era."""

_DATE = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[hsr])?\s*(?P<year>元|\d{1,4})\s*[年/.-]?\s*"
    r"(?:(?P<month>\d{1,2})\s*[月/.-]?\s*(?:(?P<day>\d{1,2})\s*日?)?)?",
    re.IGNORECASE,
)


def period(text: str, today: date) -> tuple[date, date] | None:
    """The first day, and the day after the last, of what `text` names; None when it names no date.

    2011, 2011-10, 2011/10/5, 平成23年10月, H23.10.5, 今日, 昨日, 今月, 先月, 今年, 昨年, 去年 and the same in English.
    """
    text = text.strip().casefold()
    relative = _relative(text, today)
    if relative:
        return relative
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"]:
        year += ERAS[match["era"]]
    try:
        return _span(year, match["month"], match["day"])
    except ValueError:
        return None


def _span(year: int, month: str | None, day: str | None) -> tuple[date, date]:
    if month is None:
        return date(year, 1, 1), date(year + 1, 1, 1)
    first = date(year, int(month), int(day or 1))
    return first, first + timedelta(days=1) if day else _next_month(first)


def _next_month(first: date) -> date:
    return (first.replace(day=1) + timedelta(days=32)).replace(day=1)


def _relative(text: str, today: date) -> tuple[date, date] | None:
    if text in ("今日", "today"):
        return today, today + timedelta(days=1)
    if text in ("昨日", "yesterday"):
        return today - timedelta(days=1), today
    first = today.replace(day=1)
    if text in ("今月", "this-month"):
        return first, _next_month(first)
    if text in ("先月", "last-month"):
        return (first - timedelta(days=1)).replace(day=1), first
    if text in ("今年", "this-year"):
        return _span(today.year, None, None)
    if text in ("昨年", "去年", "last-year"):
        return _span(today.year - 1, None, None)
    return None
