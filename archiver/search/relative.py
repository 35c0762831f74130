"""Relative dates: 先月, 昨年秋, 去年の10月, last-autumn, seen from a day → the first day and the day after the last."""

from __future__ import annotations

import re
from datetime import date, timedelta

_YEARS = {
    **dict.fromkeys(("今年", "本年", "this-year"), 0),
    **dict.fromkeys(("昨年", "去年", "前年", "昨", "last-year"), -1),
    **dict.fromkeys(("一昨年", "おととし"), -2),
}
_MONTHS = {
    **dict.fromkeys(("今月", "本月", "this-month"), 0),
    **dict.fromkeys(("先月", "前月", "last-month"), -1),
    "先々月": -2,
}
_DAYS = {
    **dict.fromkeys(("今日", "本日", "today"), 0),
    **dict.fromkeys(("昨日", "きのう", "yesterday"), -1),
    **dict.fromkeys(("一昨日", "おととい"), -2),
}
_WEEKS = {
    **dict.fromkeys(("今週", "this-week"), 0),
    **dict.fromkeys(("先週", "前週", "last-week"), -1),
    "先々週": -2,
}
_FISCAL = {
    **dict.fromkeys(("今年度", "本年度"), 0),
    **dict.fromkeys(("昨年度", "前年度"), -1),
    "一昨年度": -2,
}
_SEASONS = {
    **dict.fromkeys(("春", "spring"), 3),
    **dict.fromkeys(("夏", "summer"), 6),
    **dict.fromkeys(("秋", "autumn", "fall"), 9),
    **dict.fromkeys(("冬", "winter"), 12),
}
"""The month in which each begins; it has three."""
_WORDS = "|".join(sorted((each for each in _YEARS if not each.isascii()), key=len, reverse=True))
_SEASON = re.compile(
    rf"(?:(?P<word>{_WORDS})|(?P<year>\d{{4}})年?)の?(?P<season>[春夏秋冬])(?:頃|ごろ)?"
    r"|(?P<which>last|this)-(?P<english>spring|summer|autumn|fall|winter)"
)
_IN_YEAR = re.compile(rf"(?P<word>{_WORDS})?の?(?P<month>\d{{1,2}})月(?:(?P<day>\d{{1,2}})日)?")

Days = tuple[date, date]


def relative_days(text: str, today: date) -> Days | None:
    """What `text` (folded) names, seen from `today`; None when it names nothing.  Raises ValueError for a 31 April."""
    if text in _DAYS:
        return _one(today + timedelta(days=_DAYS[text]))
    if text in _WEEKS:  # from Monday
        first = today + timedelta(days=7 * _WEEKS[text] - today.weekday())
        return first, first + timedelta(days=7)
    if text in _MONTHS:
        return months(today.year, today.month + _MONTHS[text], 1)
    if text in _YEARS and text != "昨":
        return months(today.year + _YEARS[text], 1, 12)
    if text in _FISCAL:  # from April
        return months(today.year - (today.month < 4) + _FISCAL[text], 4, 12)
    return _season(text, today) or _in_year(text, today)


def months(year: int, month: int, count: int) -> Days:
    """So many months; `month` may lie before January or after December."""
    begins, ends = year * 12 + month - 1, year * 12 + month - 1 + count
    return date(begins // 12, begins % 12 + 1, 1), date(ends // 12, ends % 12 + 1, 1)


def _one(day: date) -> Days:
    return day, day + timedelta(days=1)


def _season(text: str, today: date) -> Days | None:
    found = _SEASON.fullmatch(text)
    if found is None:
        return None
    if found["english"]:
        return _latest_season(_SEASONS[found["english"]], today, is_over=found["which"] == "last")
    year = int(found["year"]) if found["year"] else today.year + _YEARS[found["word"]]
    return months(year, _SEASONS[found["season"]], 3)


def _latest_season(month: int, today: date, *, is_over: bool) -> Days:
    """The latest that has begun, or of those that are over."""
    found = months(today.year, month, 3)
    if found[1 if is_over else 0] > today:
        return months(today.year - 1, month, 3)
    return found


def _in_year(text: str, today: date) -> Days | None:
    """A month or day of a year that is named so; of the year in which it was last, where none is."""
    found = _IN_YEAR.fullmatch(text)
    if found is None:
        return None
    month, day = int(found["month"]), int(found["day"] or 1)
    year = today.year + _YEARS.get(found["word"] or "今年", 0)
    first = date(year, month, day)
    if not found["word"] and first > today:
        first = date(year - 1, month, day)
    return _one(first) if found["day"] else months(first.year, month, 1)
