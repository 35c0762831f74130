"""Dates: a day, month or year as people write it, in both calendars → the period it spans, and its other forms."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

_ERAS = (
    ("令和", "r", date(2019, 5, 1)),
    ("平成", "h", date(1989, 1, 8)),
    ("昭和", "s", date(1926, 12, 25)),
    ("大正", "t", date(1912, 7, 30)),
    ("明治", "m", date(1868, 1, 25)),
)
"""Latest first: name, letter and first day."""
_FIRST_YEARS = {word: first.year for name, letter, first in _ERAS for word in (name, letter)}

_DATE = re.compile(
    r"(?P<era>明治|大正|昭和|平成|令和|[mtshr])?\s*(?P<year>元|\d{1,4})\s*(?P<fiscal>年度)?[年/.-]?\s*"
    r"(?:(?P<month>\d{1,2})\s*[月/.-]?\s*(?:(?P<day>\d{1,2})\s*日?)?)?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `first` on, up to but without `end`.  `prefix` is how ISO 8601 begins for every day in it, '' for none."""

    first: date
    end: date
    prefix: str = ""


def period(text: str, today: date) -> Period | None:
    """What `text` (folded) names; None when it names no date.

    2011, 2011-10, 2011/10/5, 平成23年10月, H23.10.5, 平成23年度, 今日, 昨日, 今月, 先月, 今年, 昨年, today …
    """
    try:
        return _relative(text.strip(), today) or _absolute(text.strip())
    except (ValueError, OverflowError):  # month 13; the year 10000
        return None


def _absolute(text: str) -> Period | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year = 1 if match["year"] == "元" else int(match["year"])
    if match["era"]:
        year += _FIRST_YEARS[match["era"]] - 1
    elif len(match["year"]) != 4:
        return None  # 23 may be the year 23 of any era
    if match["fiscal"]:
        return None if match["month"] else _fiscal_year(year)
    if match["month"] is None:
        return _year(year)
    first = date(year, int(match["month"]), int(match["day"] or 1))
    return _day(first) if match["day"] else _month(first)


def _day(day: date) -> Period:
    return Period(first=day, end=day + timedelta(days=1), prefix=day.isoformat())


def _month(first: date) -> Period:
    end = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    return Period(first=first, end=end, prefix=f"{first:%Y-%m}")


def _year(year: int) -> Period:
    return Period(first=date(year, 1, 1), end=date(year + 1, 1, 1), prefix=f"{year:04}")


def _fiscal_year(year: int) -> Period:
    """年度: from April to March."""
    return Period(first=date(year, 4, 1), end=date(year + 1, 4, 1))


def _relative(text: str, today: date) -> Period | None:
    month = today.replace(day=1)
    fiscal = today.year if today.month >= 4 else today.year - 1
    if text in ("今日", "本日", "today"):
        return _day(today)
    if text in ("昨日", "yesterday"):
        return _day(today - timedelta(days=1))
    if text in ("今月", "this-month"):
        return _month(month)
    if text in ("先月", "last-month"):
        return _month((month - timedelta(days=1)).replace(day=1))
    if text in ("今年", "this-year"):
        return _year(today.year)
    if text in ("昨年", "去年", "last-year"):
        return _year(today.year - 1)
    if text in ("今年度", "本年度"):
        return _fiscal_year(fiscal)
    return _fiscal_year(fiscal - 1) if text in ("昨年度", "前年度") else None


def forms_of_day(text: str) -> list[str]:
    """The ways to write the day that `text` (folded) names, in both calendars; [] when it names none.

    2011/11/1 is 2011-11-01 (punctuation aside), 2011年11月1日, 平成23年11月1日 and H23.11.1.
    """
    try:
        named = _absolute(text)
    except (ValueError, OverflowError):
        return []
    if named is None or len(named.prefix) != len("2011-11-01"):
        return []
    day = named.first
    months = (f"{day.month}", f"{day.month:02}")
    days = (f"{day.day}", f"{day.day:02}")
    found = []
    for month, day_of_month in zip(months, days, strict=True):
        found += [f"{day.year}/{month}/{day_of_month}", f"{day.year}年{month}月{day_of_month}日"]
        for name, letter, first in _ERAS:
            if first <= day:
                year = day.year - first.year + 1
                found.append(f"{name}{'元' if year == 1 else year}年{month}月{day_of_month}日")
                found.append(f"{letter}{year}/{month}/{day_of_month}")
                break
    return found
