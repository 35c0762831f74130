"""Dates: a day or an instant → what people of each language read.  Pure."""

from __future__ import annotations

from datetime import date, datetime

WEEKDAYS_JA = "月火水木金土日"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def plain_day(when: date, language: str) -> str:
    """2011年6月20日, or 20 June 2011: for within brackets."""
    if language == "ja":
        return f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {MONTHS[when.month - 1]} {when.year}"


def day(when: date, language: str) -> str:
    """2011年6月20日(月), or Mon 20 June 2011."""
    plain = plain_day(when, language)
    return (
        f"{plain}({WEEKDAYS_JA[when.weekday()]})"
        if language == "ja"
        else f"{WEEKDAYS[when.weekday()]} {plain}"
    )


def moment(when: datetime, language: str) -> str:
    """2011年6月20日(月) 12:34, or Mon 20 June 2011, 12:34."""
    return f"{day(when, language)}{' ' if language == 'ja' else ', '}{when:%H:%M}"
