"""Dates and times as minutes write them, in both calendars and both kinds of figures → values."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, time

from archiver.eras import year_of
from archiver.words.dates import MONTHS

_KANJI = {figure: number for number, figure in enumerate("〇一二三四五六七八九")} | {"零": 0}
_KANJI_NUMBER = re.compile("[〇零一二三四五六七八九十百]{1,6}(?=[年月日時分])")
_ERA_YEAR = r"(?P<era>明治|大正|昭和|平成|令和|[MTSHR](?=\d))\s*(?P<era_year>元|\d{1,2})"
_DATE = re.compile(
    rf"(?:{_ERA_YEAR}|(?<!\d)(?P<year>(?:18|19|20)\d\d))\s*(?:\([^()]{{1,12}}\)\s*)?"
    r"[年./-]\s*(?:\([^()]{1,12}\)\s*)?(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})(?!\d)"
)
_MONTH_AND_DAY = re.compile(r"(?<!\d)(?P<month>\d{1,2})\s*月\s*(?P<day>\d{1,2})\s*日")
MONTH_NAMES = "|".join(f"{month}|{month[:3]}" for month in MONTHS)
"""Of English months, in full and short: an expression that asks for `re.IGNORECASE`, and for a group around it."""
_MONTH = rf"(?P<month>{MONTH_NAMES})\.?"
_ENGLISH = (
    re.compile(
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH},?\s+(?P<year>\d{{4}})\b", re.IGNORECASE
    ),
    re.compile(rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.IGNORECASE),
)
_TIME = re.compile(
    r"(?P<half>午前|午後|(?<![a-z])[ap]\.?m\.?)?\s*(?:(?P<noon>正午|\bnoon\b)|(?<![\d.])(?P<hour>\d{1,2})"
    r"(?:\s*時\s*(?:(?P<minute>\d{1,2})\s*分|(?P<half_past>半))?|:\s?(?P<minutes>\d{2})|\.(?P<after_dot>\d{2})(?=\s?[ap]\.?m\b)|(?=\s?[ap]\.?m\b)))"
    r"\s?(?P<after>[ap]\.?m\b\.?)?(?!間)",
    re.IGNORECASE,
)
_NAMED_YEAR = r"(?:(?P<era>昭和|平成|令和)\s*(?P<era_year>元|\d{1,2})|(?P<year>(?:19|20)\d\d))\s*年"
_FISCAL = re.compile(_NAMED_YEAR + "度")
_CALENDAR = re.compile(_NAMED_YEAR + "(?!度)")


def find_date(text: str) -> date | None:
    """The first date in a text, None when there is none that exists."""
    text = plain(text)
    for match in _DATE.finditer(text):
        found = _real(_year(match), int(match["month"]), int(match["day"]))
        if found:
            return found
    for pattern in _ENGLISH:
        for match in pattern.finditer(text):
            found = _real(int(match["year"]), month_number(match["month"]), int(match["day"]))
            if found:
                return found
    return None


def find_date_in_fiscal_year(text: str, year: int) -> date | None:
    """The first month and day in a text that names no year, placed in a fiscal year (April to March)."""
    match = _MONTH_AND_DAY.search(plain(text))
    if match is None:
        return None
    month = int(match["month"])
    return _real(year + (month < 4), month, int(match["day"]))


def find_times(text: str) -> list[time]:
    """Every time of day in a text, in order; a second one without 午前 or 午後 shares the half of the first."""
    found: list[time] = []
    half = ""
    for match in _TIME.finditer(_DATE.sub(" ", plain(text))):
        half = (match["half"] or match["after"] or half).casefold().replace(".", "")
        hour = 12 if match["noon"] else int(match["hour"])
        minute = (
            30 if match["half_past"] else int(match["minute"] or match["minutes"] or match["after_dot"] or 0)
        )
        if half in ("午後", "pm") and hour < 12:
            hour += 12
        if hour <= 24 and minute < 60:
            found.append(time(hour % 24, minute))
    return found


def fiscal_year(text: str) -> int | None:
    """The fiscal year (April to March) that a title names with 年度."""
    match = _FISCAL.search(plain(text))
    return _year(match) if match else None


def calendar_year(text: str) -> int | None:
    """The year that a title names without 年度."""
    match = _CALENDAR.search(plain(text))
    return _year(match) if match else None


def plain(text: str) -> str:
    """Half-width figures, kanji numbers before 年月日時分 made figures."""
    text = unicodedata.normalize("NFKC", text)
    return _KANJI_NUMBER.sub(lambda match: str(kanji_number(match.group())), text)


def kanji_number(kanji: str) -> int:
    """十八 → 18, 二〇一一 → 2011."""
    if "十" not in kanji and "百" not in kanji:
        return int("".join(str(_KANJI[figure]) for figure in kanji))
    total, figure = 0, 0
    for character in kanji:
        if character in _KANJI:
            figure = _KANJI[character]
        else:
            total += (figure or 1) * (10 if character == "十" else 100)
            figure = 0
    return total + figure


def month_number(name: str) -> int:
    """June, jun → 6."""
    return [month[:3] for month in MONTHS].index(name[:3].capitalize()) + 1


def _year(match: re.Match[str]) -> int:
    return int(match["year"]) if match["year"] else year_of(match["era"], match["era_year"])


def _real(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
