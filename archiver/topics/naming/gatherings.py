"""Gatherings: what a message says of a meeting (its date, number, title, link) → the held meeting meant.  Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from archiver.eras import year_of
from archiver.links import meeting_path
from archiver.model import HeldMeeting
from archiver.text import fold
from archiver.words.dates import MONTHS

_MONTHS = {name[:3].casefold(): number for number, name in enumerate(MONTHS, 1)}
_YEAR = r"(?:(平成|令和|昭和)(\d{1,2}|元)|(\d{4}))"
_WHICH = r"(?P<gathering>\s?(?:の|開催の)?\w{0,8}会)"
_DATE = re.compile(rf"(?:{_YEAR}[年./-])?(\d{{1,2}})[月./-](\d{{1,2}})(?!\d)日?{_WHICH}?")
_MONTH = re.compile(rf"(?:{_YEAR}年)?(\d{{1,2}})月(?:の|開催の)?([^\W\d_ぁ-ん]{{0,8}}会[議合]?)")
_ANY_MEETING = re.compile(r"(?:定例|臨時)?(?:会議|会合|例会|定例会)")
_NAME = re.compile(rf"({'|'.join(_MONTHS)})[a-z]{{0,6}}(?![a-z])\.?")
_DAY_BEFORE = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th)?(?: of)? $")
_DAY_AFTER = re.compile(r" (\d{1,2})(?:st|nd|rd|th)?(?!\d)(?:,? (\d{4}))?")
_YEAR_AFTER = re.compile(r",? (\d{4})")
_OF_A_MEETING = re.compile(r"(?:'s)?(?: (\d{4}))? (?:\w+ )?(?:meeting|call|session)")
_NUMBERED = re.compile(r"第(\d{1,3})回[\sの]?([^\W\d_ぁ-ん]{0,12}会議?)")
_SAME_YEAR = timedelta(days=300)
"""6月20日 without a year is the last one, if it is not nearly the next."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A gathering that a text speaks of: our meeting at `place`, or -1 where we held none then."""

    place: int
    is_gathering: bool
    """It says so (6月20日の役員会), and is not a date alone."""


class Gatherings:
    """The held meetings, oldest first, made ready to be named."""

    def __init__(self, meetings: Sequence[HeldMeeting]) -> None:
        self._days = [held.meeting.date for held in meetings]
        self.titles = [fold(held.meeting.title) or "\0" for held in meetings]
        self._numbers = [{int(number) for number, _ in _NUMBERED.findall(title)} for title in self.titles]
        self._links = [
            [link for link in (fold(held.url), meeting_path(fold(held.slug))) if link] for held in meetings
        ]

    def latest(self, day: date) -> int:
        """The latest meeting held by that day, -1 none."""
        return bisect_right(self._days, day) - 1

    def named(self, text: str, day: date) -> int:
        """The meeting that a text of that day names; -1 none."""
        for place in range(len(self.titles) - 1, -1, -1):
            if self.titles[place] in text or any(link in text for link in self._links[place]):
                return place
        return next((found.place for found in self.mentions(text, day) if found.place >= 0), -1)

    def mentions(self, text: str, day: date) -> Iterator[Mention]:
        """Every date, month and number of a gathering in a text."""
        for match in _DATE.finditer(text):
            year = _year(*match.groups()[:3])
            place = self._held(day, year, int(match[4]), int(match[5]))
            yield Mention(place, bool(match["gathering"]))
        for match in _MONTH.finditer(text) if "月" in text else ():
            place = self._held(day, _year(*match.groups()[:3]), int(match[4]))
            is_ours = place >= 0 and (match[5] in self.titles[place] or _ANY_MEETING.fullmatch(match[5]))
            yield Mention(place if is_ours else -1, True)
        for match in _NAME.finditer(text):
            yield from self._in_english(text, match, day)
        if any(self._numbers):
            for match in _NUMBERED.finditer(text):
                yield Mention(self._numbered(day, int(match[1]), match[2]), True)

    def _in_english(self, text: str, name: re.Match[str], day: date) -> Iterator[Mention]:
        """18 June 2012, June 18th, the June meeting."""
        if text[max(0, name.start() - 1) : name.start()].isalpha():
            return
        month, end = _MONTHS[name[1]], name.end()
        if before := _DAY_BEFORE.search(text[max(0, name.start() - 8) : name.start()]):
            year = _YEAR_AFTER.match(text, end)
            yield Mention(self._held(day, int(year[1]) if year else 0, month, int(before[1])), False)
        elif after := _DAY_AFTER.match(text, end):
            yield Mention(self._held(day, int(after[2] or 0), month, int(after[1])), False)
        elif meeting := _OF_A_MEETING.match(text, end):
            yield Mention(self._held(day, int(meeting[1] or 0), month), True)

    def _held(self, day: date, year: int, month: int, of_month: int = 0) -> int:
        for place in range(self.latest(day), -1, -1):
            held = self._days[place]
            is_year = held.year == year if year else day - held < _SAME_YEAR
            if is_year and held.month == month and of_month in (0, held.day):
                return place
        return -1

    def _numbered(self, day: date, number: int, name: str) -> int:
        """第2回の会議, 第2回役員会; 第2回理事会 is none of a 役員会."""
        for at in range(self.latest(day), -1, -1):
            if number in self._numbers[at] and (name in self.titles[at] or _ANY_MEETING.fullmatch(name)):
                return at
        return -1


def _year(era: str | None, of_era: str | None, year: str | None) -> int:
    """0 where none is said."""
    if era and of_era:
        return year_of(era, of_era)
    return int(year or 0)
