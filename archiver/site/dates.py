"""Dates: ISO 8601 texts of the archive → what people of each language read.  Pure."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from markupsafe import Markup

_WEEKDAYS_JA = "月火水木金土日"
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def day(when: date, language: str) -> str:
    """2011年6月20日(月), or Mon 20 June 2011."""
    if language == "ja":
        return f"{when.year}年{when.month}月{when.day}日({_WEEKDAYS_JA[when.weekday()]})"
    return f"{_WEEKDAYS[when.weekday()]} {when.day} {_MONTHS[when.month - 1]} {when.year}"


def moment(when: datetime, language: str) -> str:
    """2011年6月20日(月) 12:34, or Mon 20 June 2011, 12:34."""
    return f"{day(when, language)}{' ' if language == 'ja' else ', '}{when:%H:%M}"


def time_element(text: str, zone: tzinfo, language: str, *, with_time: bool) -> Markup:
    """A <time> element for an ISO 8601 date, or an instant (shown in `zone`)."""
    if "T" not in text:
        when = date.fromisoformat(text)
        return _element(text, day(when, language))
    instant = datetime.fromisoformat(text).astimezone(zone)
    return _element(instant.isoformat(), moment(instant, language) if with_time else day(instant, language))


def short_day(text: str, zone: tzinfo, language: str) -> Markup:
    """A <time> element that shows no more than 6/20, or 20 Jun: where the year stands near by."""
    instant = datetime.fromisoformat(text).astimezone(zone)
    if language == "ja":
        return _element(instant.isoformat(), f"{instant.month}/{instant.day}")
    return _element(instant.isoformat(), f"{instant.day} {_MONTHS[instant.month - 1][:3]}")


def _element(machine: str, people: str) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(machine, people)
