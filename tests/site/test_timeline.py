"""The timeline of a meeting: where its days lie, how they are counted, what of a long silence is drawn."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from bs4 import BeautifulSoup

from archiver.site.minutes.timeline import Lane, Timeline, figure

MEETING = date(2011, 6, 20)


def timeline(*days: int, meetings: tuple[int, ...] = (), today: int = 100, **more: Any) -> Timeline:
    """Days are counted from the meeting."""
    lane = Lane(title="議題", item=1, days=[MEETING + timedelta(days=each) for each in days])
    later = [MEETING + timedelta(days=each) for each in meetings]
    return Timeline(
        first=MEETING, today=MEETING + timedelta(days=today), lanes=[lane], meetings=later, **more
    )


def test_weeks_begin_with_the_meeting() -> None:
    """A week is counted from the day of the meeting; weeks without mail are no rows."""
    assert timeline(0, 6, 7, 30).counts() == [
        (MEETING, (2,)),
        (MEETING + timedelta(days=7), (1,)),
        (MEETING + timedelta(days=28), (1,)),
    ]


def test_years_are_counted_by_months() -> None:
    """What goes on for years is counted by calendar months."""
    assert timeline(0, 10, 2000, today=2100).counts() == [
        (date(2011, 6, 1), (2,)),
        (date(2016, 12, 1), (1,)),
    ]


@pytest.mark.parametrize(
    ("line", "days"),
    [
        (timeline(3, today=10), 10),
        (timeline(3, today=5000), 45),
        (timeline(3, today=5000, meetings=(365,)), 407),
        (timeline(today=5000), 42),
        (timeline(30, today=10), 30),
    ],
)
def test_a_long_silence_is_cut(line: Timeline, days: int) -> None:
    """The figure ends today, or six weeks after the last thing that happened; a mail of tomorrow is on it."""
    assert (line.last - MEETING).days == days


def test_everything_lies_on_the_figure() -> None:
    """The meeting stands left, the last day right, later meetings between, each with its day."""
    line = timeline(0, 40, meetings=(50,), today=100)
    said = {"title": "T", "summary": "S", "meeting": "会議", "item": "議題{n}"}
    days = {line.first: "first", line.last: "last", line.meetings[0]: "<day>"}
    page = BeautifulSoup(str(figure(line, said, days)), "html.parser")
    places = [float(str(dot["cx"])[:-1]) for dot in page.select(".dot")]
    assert places == sorted(places) and places[0] >= 0 and places[-1] <= 100
    assert [text.text for text in page.select("text")] == ["会議 <day>", "議題1  議題", "first", "last"]
