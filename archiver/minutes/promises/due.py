"""Due dates: the sentence of a promise, and the day of its meeting → the day by which it is promised.  Pure."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from archiver.minutes.dates import MONTH_NAMES, find_date, month_number, plain

_LIMIT = (
    r"\s?(?:\([月火水木金土日]\))?\s?"
    r"(?:まで|以内|を?(?:目途|目処|めど|メド)|頃|ごろ|に(?!開催|予定され|行われ|開か))"
)
_PARTS = {"上旬": 10, "初旬": 10, "初め": 10, "中旬": 20, "半ば": 20}
_PART = r"(?P<part>上旬|初旬|初め|中旬|半ば|下旬|末|中|いっぱい)?"
_WRITTEN = re.compile(
    rf"(?:(?:[一-龠]{{2}}|[MTSHR])?\s?(?:\d{{1,4}}|元)\s?[年./-]\s?)?\d{{1,2}}\s?[月/]\s?\d{{1,2}}\s?日?{_LIMIT}"
)
_DAY = re.compile(r"(?P<month>\d{1,2})\s?[月/]\s?(?P<day>\d{1,2})\s?日?")
_MONTH = re.compile(rf"(?P<month>\d{{1,2}})\s?月\s?の?{_PART}{_LIMIT}")
_NEAR_MONTH = re.compile(
    rf"(?P<which>今月|当月|本月|来月|翌月|再来月|翌々月)の?(?P<day>\d{{1,2}}日)?{_PART}{_LIMIT}"
)
_MONTHS_ON = {"今月": 0, "当月": 0, "本月": 0, "来月": 1, "翌月": 1, "再来月": 2, "翌々月": 2}
_WEEK = re.compile(rf"(?P<which>今週|来週|翌週|再来週)の?(?:末|中|いっぱい|前半|後半)?{_LIMIT}")
_WEEKS_ON = {"今週": 0, "来週": 1, "翌週": 1, "再来週": 2}
_YEAR = re.compile(
    rf"(?P<which>今年度|本年度|来年度|年度|今年|本年|年)(?P<edge>内|末|中){_LIMIT}"
    rf"|(?P<fiscal>年度)(?:内|末)|(?P<calendar>年)内"
)
_WITHIN = re.compile(r"(?P<count>\d{1,3})\s?(?P<unit>日|週間|週|[かヶカケ箇]月|月)(?:間)?(?:以内|ほど|程度)")
_NEXT_MEETING = re.compile(
    r"次回(?!の?(?:開催|日程))|次の?(?:会議|役員会|総会|委員会|例会)|次期(?:会議|役員会)"
    r"|\bnext (?:\w+ ){0,2}meeting\b",
    re.IGNORECASE,
)
_MONTH_NAME = rf"(?P<name>{MONTH_NAMES})\b\.?"
_BY = r"\b(?:by|before|until|no later than|on)\s+(?:the\s+)?"
_ENGLISH_WRITTEN = re.compile(rf"{_BY}(?:\w+day,?\s+)?(?P<rest>.{{0,40}})", re.IGNORECASE)
_ENGLISH_DAY = re.compile(
    rf"{_BY}(?:\w+day,?\s+)?(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?:\s+of)?\s+{_MONTH_NAME}"
    rf"|{_MONTH_NAME.replace('name', 'first')}\s+(?P<day_after>\d{{1,2}})(?:st|nd|rd|th)?\b)",
    re.IGNORECASE,
)
_ENGLISH_MONTH = re.compile(
    rf"{_BY}(?:(?P<edge>end|middle|mid|beginning|start)[ -]?(?:of\s+)?)?{_MONTH_NAME}", re.IGNORECASE
)
_ENGLISH_NEAR = re.compile(
    rf"{_BY}(?:end of\s+)?(?:the\s+)?(?P<which>this|next)?\s?(?P<unit>week|month|year)\b", re.IGNORECASE
)
_ENGLISH_WITHIN = re.compile(
    r"\bwithin\s+(?:the\s+(?:next\s+)?)?(?P<count>\d{1,3}|a|one|two|three|four|five|six|ten)\s+(?P<unit>day|week|month)s?\b",
    re.IGNORECASE,
)
_COUNTS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
_WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_ENGLISH_WEEKDAY = re.compile(
    rf"\b(?:by|before|on)\s+(?:next\s+)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b", re.IGNORECASE
)


def due(sentence: str, held_on: date) -> date | None:
    """The day by which a sentence promises something, None where it names none.

    Days and months without a year are the next after the meeting; 上旬 and 中旬 end on the 10th and the 20th, a month,
    a week (on Friday) or a year on its last day; the fiscal year ends in March.
    """
    text = plain(sentence)
    for read in _READERS:
        found = next(read(text, held_on), None)
        if found is not None:
            return found
    return None


def is_due_by_next_meeting(sentence: str) -> bool:
    """Whether the promise is for the next meeting (次回報告する)."""
    return bool(_NEXT_MEETING.search(plain(sentence)))


def _written(text: str, held_on: date) -> Iterator[date]:
    for pattern, group in ((_WRITTEN, 0), (_ENGLISH_WRITTEN, "rest")):
        for match in pattern.finditer(text):
            whole = find_date(match[group])
            if whole:
                yield whole
    for match in _WRITTEN.finditer(text):
        day = _DAY.search(match.group())
        if day:
            yield from _next(int(day["month"]), int(day["day"]), held_on)


def _month(text: str, held_on: date) -> Iterator[date]:
    for match in _MONTH.finditer(text):
        month = int(match["month"])
        if 1 <= month <= 12:
            year = held_on.year + (month < held_on.month)
            yield _part(year, month, match["part"])
    for match in _NEAR_MONTH.finditer(text):
        year, month = _months_on(held_on, _MONTHS_ON[match["which"]])
        last = calendar.monthrange(year, month)[1]
        if match["day"]:
            yield date(year, month, min(max(1, int(match["day"][:-1])), last))
        else:
            yield _part(year, month, match["part"])


def _week(text: str, held_on: date) -> Iterator[date]:
    for match in _WEEK.finditer(text):
        yield held_on + timedelta(days=4 - held_on.weekday(), weeks=_WEEKS_ON[match["which"]])


def _year(text: str, held_on: date) -> Iterator[date]:
    for match in _YEAR.finditer(text):
        which = match["which"] or match["fiscal"] or match["calendar"]
        if "年度" in which:
            yield date(held_on.year + (held_on.month > 3) + (which == "来年度"), 3, 31)
        else:
            yield date(held_on.year, 12, 31)


def _within(text: str, held_on: date) -> Iterator[date]:
    for pattern in (_WITHIN, _ENGLISH_WITHIN):
        for match in pattern.finditer(text):
            count = _COUNTS.get(match["count"].casefold()) or int(match["count"])
            unit = match["unit"].casefold()
            if unit.startswith(("日", "day")):
                yield held_on + timedelta(days=count)
            elif unit.startswith(("週", "week")):
                yield held_on + timedelta(weeks=count)
            else:
                year, month = _months_on(held_on, count)
                yield date(year, month, min(held_on.day, calendar.monthrange(year, month)[1]))


def _english(text: str, held_on: date) -> Iterator[date]:
    for match in _ENGLISH_DAY.finditer(text):
        name, day = match["name"] or match["first"], int(match["day"] or match["day_after"])
        yield from _next(month_number(name), day, held_on)
    for match in _ENGLISH_MONTH.finditer(text):
        month = month_number(match["name"])
        edge = {"mid": "半ば", "middle": "半ば", "beginning": "初め", "start": "初め"}.get(
            (match["edge"] or "").casefold()
        )
        yield _part(held_on.year + (month < held_on.month), month, edge)
    for match in _ENGLISH_WEEKDAY.finditer(text):
        days = (_WEEKDAYS.index(match["weekday"].casefold()) - held_on.weekday() - 1) % 7 + 1
        yield held_on + timedelta(days=days)
    for match in _ENGLISH_NEAR.finditer(text):
        yield _near(match["unit"].casefold(), (match["which"] or "").casefold() == "next", held_on)


def _near(unit: str, is_next: bool, held_on: date) -> date:
    if unit == "week":
        return held_on + timedelta(days=4 - held_on.weekday(), weeks=int(is_next))
    if unit == "month":
        return _part(*_months_on(held_on, int(is_next)), None)
    return date(held_on.year + int(is_next), 12, 31)


_READERS: tuple[Callable[[str, date], Iterator[date]], ...] = (
    _written,
    _month,
    _week,
    _within,
    _year,
    _english,
)


def _next(month: int, day: int, held_on: date) -> Iterator[date]:
    """The next day of this month and day; nothing where there is none, as on 2月30日."""
    for year in (held_on.year, held_on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= held_on:
            yield found


def _part(year: int, month: int, part: str | None) -> date:
    return date(year, month, _PARTS.get(part or "", calendar.monthrange(year, month)[1]))


def _months_on(day: date, months: int) -> tuple[int, int]:
    years, month = divmod(day.month - 1 + months, 12)
    return day.year + years, month + 1
