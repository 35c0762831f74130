"""Timeline: the days of mail under a meeting's items → an SVG figure with a line for each item, and its table.  Pure.

Places are shares of the width, sizes are pixels, so that on a phone the figure is narrow and its letters are not
small.  The figure is one picture to a screen reader, named by its title and summary; the table says the same in full.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from markupsafe import Markup

_LANE, _TOP, _AXIS = 48, 22, 26
"""Heights: of an item's lane, of the room for later meetings above, of the dates below."""
_SMALLEST, _LARGEST = 3.0, 10.0
"""Radius of a dot: its area grows with the number of messages."""
_LETTERS = 20
"""Of an item's title: so many have room on a phone."""
_WEEKS = 156
"""A figure of more weeks than these counts by months."""
_QUIET = timedelta(days=42)
"""How much of a silence that lasts until today is drawn."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """An agenda item: its title, and the day of every message in the threads that continue it."""

    title: str
    item: int
    days: Sequence[date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """From the meeting to today."""

    first: date
    """The day of the meeting."""
    today: date
    lanes: Sequence[Lane]
    meetings: Sequence[date]
    """Later meetings."""

    @property
    def last(self) -> date:
        """Where the figure ends: today, or some weeks after the last thing that happened."""
        happened = max([self.first, *self.meetings, *(day for lane in self.lanes for day in lane.days)])
        return min(max(happened + _QUIET, self.first + _QUIET), max(self.today, happened))

    @property
    def is_by_month(self) -> bool:
        return (self.last - self.first).days > 7 * _WEEKS

    def start_of(self, day: date) -> date:
        """The first day of the week (counted from the meeting) or month in which a day lies."""
        if self.is_by_month:
            return day.replace(day=1)
        return self.first + timedelta(days=(day - self.first).days // 7 * 7)

    def counts(self) -> list[tuple[date, tuple[int, ...]]]:
        """Of each week or month in which something was written: how many messages in each lane."""
        counted = [Counter(map(self.start_of, lane.days)) for lane in self.lanes]
        starts = sorted(set().union(*counted))
        return [(start, tuple(each[start] for each in counted)) for start in starts]

    def share(self, day: date) -> str:
        """Where a day lies on the figure, in percent of its width."""
        span = max((self.last - self.first).days, 1)
        return f"{1.5 + 97 * min(max((day - self.first).days / span, 0), 1):.1f}%"


def figure(timeline: Timeline, said: Mapping[str, str], days: Mapping[date, str]) -> Markup:
    """The picture.  `said`: title, summary, and the words for an item and a later meeting; `days`: days as written."""
    height = _TOP + _LANE * len(timeline.lanes) + _AXIS
    parts = [
        *(_meeting(timeline, day, height, f"{said['meeting']} {days[day]}") for day in timeline.meetings),
        *(
            part
            for at, lane in enumerate(timeline.lanes)
            for part in _lane(timeline, lane, _TOP + at * _LANE, said)
        ),
        *_axis(timeline, height, days),
    ]
    return Markup(
        '<svg class="timeline" width="100%" height="{}" role="img" aria-labelledby="timeline-name timeline-text">'
        '<title id="timeline-name">{}</title><desc id="timeline-text">{}</desc>{}</svg>'
    ).format(height, said["title"], said["summary"], Markup("").join(parts))


def _lane(timeline: Timeline, lane: Lane, top: int, said: Mapping[str, str]) -> list[Markup]:
    middle = top + _LANE - 14
    title = lane.title if len(lane.title) <= _LETTERS else f"{lane.title[: _LETTERS - 1]}…"
    counted = sorted(Counter(map(timeline.start_of, lane.days)).items())
    most = max((count for _, count in counted), default=1)
    return [
        Markup('<text class="of" x="0" y="{}">{}</text>').format(
            top + 18, f"{said['item'].format(n=lane.item)}  {title}"
        ),
        Markup('<line class="rule" x1="0" x2="100%" y1="{}" y2="{}"/>').format(middle, middle),
        *(
            Markup('<circle class="dot" cx="{}" cy="{}" r="{}"/>').format(
                timeline.share(max(start, timeline.first)), middle, _radius(count, max(most, 4))
            )
            for start, count in counted
        ),
    ]


def _radius(count: int, most: int) -> str:
    return f"{max(_SMALLEST, _LARGEST * math.sqrt(count / most)):.1f}"


def _meeting(timeline: Timeline, day: date, height: int, word: str) -> Markup:
    at = timeline.share(day)
    anchor = "end" if float(at[:-1]) > 50 else "start"
    return Markup(
        '<line class="meeting" x1="{}" x2="{}" y1="14" y2="{}"/><text class="{}" x="{}" y="10">{}</text>'
    ).format(at, at, height - _AXIS, anchor, at, word)


def _axis(timeline: Timeline, height: int, days: Mapping[date, str]) -> list[Markup]:
    shown = [(timeline.first, "start"), (timeline.last, "end")]
    return [
        Markup('<text class="{}" x="{}" y="{}">{}</text>').format(
            anchor, "0" if anchor == "start" else "100%", height - 6, days[day]
        )
        for day, anchor in shown
    ]
