"""Dates: a day, month or year as people write it, in both calendars → the period it spans, and its other forms."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from archiver.eras import ERAS, year_of
from archiver.search.relative import relative_days

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

    2011, 2011-10, 2011/10/5, 平成23年10月, H23.10.5, 平成23年度, 昨日, 先月, 昨年秋, 去年の10月, last-autumn …
    """
    try:
        return _relative(text.strip(), today) or _absolute(text.strip())
    except (ValueError, OverflowError):  # month 13; the year 10000
        return None


def relative_period(text: str, today: date) -> Period | None:
    """What `text` (folded) names only as seen from `today`, like 先月; None for any other."""
    try:
        return _relative(text.strip(), today)
    except (ValueError, OverflowError):
        return None


def _absolute(text: str) -> Period | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    if not match["era"] and len(match["year"]) != 4:
        return None  # 23 may be the year 23 of any era
    year = year_of(match["era"], match["year"]) if match["era"] else int(match["year"])
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
    days = relative_days(text, today)
    if days is None:
        return None
    first, end = days
    found = next((each for each in (_day(first), _month(first), _year(first.year)) if each.end == end), None)
    return found or Period(first=first, end=end)


def forms_of_date(text: str) -> list[str]:
    """The ways to write the day, month, year or fiscal year that `text` (folded) names, in both calendars.

    2011/11/1 is 2011-11-01 (punctuation aside), 2011年11月1日, 平成23年11月1日 and H23.11.1; 平成23年度 is H23年度 and
    2011年度; H23 is 平成23.  [] when it names none.
    """
    short = _SHORT_YEAR.fullmatch(text)
    if short and short["era"] in "hr":  # the other letters are hardly ever years
        return [f"{name}{short['year']}" for name, letter, _ in ERAS if letter == short["era"]]
    try:
        named = _absolute(text)
    except (ValueError, OverflowError):
        return []
    if named is None:
        return []
    years = [*_years(named)]
    if not named.prefix:
        return [f"{year}年度" for year in years]
    if len(named.prefix) == len("2011"):
        return [f"{year}年" for year in years] + [year for year in years if _SHORT_YEAR.fullmatch(year)]
    return [*_numbered(named, years)]


def _years(named: Period) -> Iterator[str]:
    """Its year as people write it: 2011, 平成23, h23; in a year of two eras those of both."""
    yield f"{named.first.year}"
    after = date.max
    for name, letter, first in ERAS:
        if first < named.end and named.first < after:
            year = max(named.first.year - first.year, 0) + 1
            yield f"{name}{year}"
            yield f"{letter}{year}"
            if year == 1:
                yield f"{name}元"
        after = first


def _numbered(named: Period, years: Iterable[str]) -> Iterator[str]:
    """A day or month with its numbers, which may have two digits where one would do."""
    day = named.first
    numbers = [f"{day.month}", f"{day.day}"][: named.prefix.count("-")]
    for widened in dict.fromkeys([tuple(numbers), tuple(number.zfill(2) for number in numbers)]):
        written = "".join(map("{}{}".format, widened, "月日"))
        for year in years:
            if _SHORT_YEAR.fullmatch(year):
                yield "/".join([year, *widened])
            else:
                yield f"{year}年{written}"
                if year.isdecimal():
                    yield "/".join([year, *widened])


_SHORT_YEAR = re.compile("(?P<era>[mtshr])(?P<year>[1-9][0-9]?)")
