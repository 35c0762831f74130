"""Gatherings: which held meeting a text names, by date, month, number, title or link."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from archiver.model import HeldMeeting
from archiver.text import fold
from archiver.topics.naming.gatherings import Gatherings
from tests.topics.officers import meeting

MEETINGS = [
    HeldMeeting(
        slug=str(day),
        url=f"https://www.kachokai.example/{day}.html",
        meeting=dataclasses.replace(meeting().meeting, date=day, title=title),
    )
    for day, title in (
        (date(2011, 6, 20), "平成23年度第1回役員会"),
        (date(2011, 11, 1), "平成23年度第2回役員会"),
        (date(2012, 6, 18), "平成24年度第1回役員会"),
    )
]
DAY = date(2012, 7, 1)
NAMED = {
    "a date": ("6月18日にお話しした件", 2),
    "a date of a year": ("2011/6/20の件", 0),
    "a date of an era": ("平成23年11月1日の件", 1),
    "a month": ("11月の役員会でお願いしました。", 1),
    "a month and no name": ("11月の会議の議題3の続きです。", 1),
    "a month of a year": ("平成23年6月の役員会の件", 0),
    "its number": ("第2回の役員会の件", 1),
    "the latest of that number": ("第1回役員会の件", 2),
    "its whole title": ("平成23年度第1回役員会の件", 0),
    "its page": ("https://www.kachokai.example/2011-11-01.html", 1),
    "a date in English": ("As agreed on 18 June 2012", 2),
    "a date in American English": ("As agreed on November 1st, 2011", 1),
    "a month in English": ("the November meeting", 1),
    "a month in which it did not meet": ("9月の役員会", -1),
    "a month in which others met": ("6月の研修会", -1),
    "a month alone": ("6月に学会で会いましたね。", -1),
    "a number that there was not": ("第3回役員会", -1),
    "nothing": ("お世話になります。", -1),
}


@pytest.mark.parametrize(("text", "place"), NAMED.values(), ids=NAMED.keys())
def test_which_meeting_is_named(text: str, place: int) -> None:
    """However a mail names a meeting, the held one is found; of several the latest before the mail."""
    assert Gatherings(MEETINGS).named(fold(text), DAY) == place


def test_no_meeting_was_held() -> None:
    """A list without minutes speaks of meetings all the same."""
    text = "6月の役員会、6月20日の会議、第3回役員会、the June meeting"
    assert Gatherings([]).named(text, date(2011, 7, 1)) == -1
