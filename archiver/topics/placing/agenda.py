"""Agenda: held meetings and standing topics → all that threads are compared with, made ready once.  Pure."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from archiver.model import AgendaItem, HeldMeeting, Topic
from archiver.text import fold
from archiver.topics.comparing.crowding import Crowding, crowd
from archiver.topics.comparing.likeness import Item, Profiles, spoken
from archiver.topics.comparing.standing import Rule
from archiver.topics.naming.references import Index, plain
from archiver.topics.reading import EASTERNMOST
from archiver.topics.terms import terms

_CONTINUES = timedelta(days=400)
"""A meeting is continued so long at most …"""
_GRACE = timedelta(days=45)
"""… and so long after the next one."""
SPOKEN = 4
"""So many words of a standing topic in an item's speeches, and the item was about the topic."""
_GOES_ON, _GOES_ON_FOR = 0.9, timedelta(days=240)
"""What a superseded meeting sent to the list, and the next did not take up, counts so much, and so long."""
_FRESH, _FADED = timedelta(days=150), 0.3
"""What is only like an item counts in full so long after the meeting, and at last this much less."""
_MINUTES = re.compile(r"会議録|議事録|議事要旨|議事概要|\bminutes\b")
_CONVENES = re.compile(r"開催|招集|日程|出欠|出席|欠席|案内|通知")
"""What a subject says of a gathering that is to come."""
_MEETING = re.compile(r"[^\W\d_ぁ-んァ-ヶ]{1,8}?会議?")
_GATHERS = re.compile(r"会議?の開催")
_NEXT = re.compile(r"次回|次の|第\d{1,3}回")
_NEXT_ENGLISH = re.compile(
    r"^(?:the |our |date of |dates for )*"
    r"(?:next|january|february|march|april|may|june|july|august|september|october|november|december)"
    r" (?:\w+ )?meeting\b(?!.*\bminutes\b)"
)
_IN_NAMES = re.compile(r"[\s()（）[\]【】、,・/:]+")
_IS_NAME = re.compile(r"(?![a-z])[^\W\d_]{2,12}")


class Agenda:
    """Meetings, oldest first, with their items in one list; an item is known by its place in it."""

    def __init__(self, meetings: Sequence[HeldMeeting], topics: Sequence[Topic]) -> None:
        self.meetings = sorted(meetings, key=lambda held: (held.meeting.date, held.slug))
        self.index = Index(self.meetings)
        self._held = [_seconds(held.meeting.date) for held in self.meetings]
        self._gatherings = {
            name for held in self.meetings for name in _MEETING.findall(fold(held.meeting.title))
        }
        self.rules = [Rule.of(topic, topics) for topic in topics]
        self.items: list[AgendaItem] = []
        self.meeting_of: list[int] = []
        self.place_of: dict[tuple[int, int], int] = {}
        """(place of the meeting, order of the item) → place of the item."""
        for meeting, held in enumerate(self.meetings):
            for item in held.meeting.agenda_items:
                self.place_of[meeting, item.order] = len(self.items)
                self.items.append(item)
                self.meeting_of.append(meeting)
        self._names = _names(self.meetings)
        self.compared = [Item.of(item, self.nameless) for item in self.items]
        self.telling = [
            frozenset(term for term in (*item.title, *item.said) if len(term) > 1) for item in self.compared
        ]
        """Of each item its terms of more than one character."""
        self.vocabulary = frozenset(term for item in self.compared for term in (*item.title, *item.said))
        said = [(spoken(item), fold(item.title)) for item in self.items]
        self.spoken = [[rule.hits(*each) for each in said] for rule in self.rules]
        self.used = [
            [said | rule.hits(fold(item.title)) for said, item in zip(spoken_of, self.items, strict=True)]
            for rule, spoken_of in zip(self.rules, self.spoken, strict=True)
        ]
        """Of each rule the words that each item uses, in its title or its talk."""
        self.belongs = [[_belongs(rule, item) for item in self.items] for rule in self.rules]
        self._titles = [terms(fold(item.title)) for item in self.items]
        self.is_taken_up = [self._is_taken_up(place) for place in range(len(self.items))]
        """The next meeting had the item again."""
        self.goes_on = [
            bool(item.deferrals) and not again
            for item, again in zip(self.items, self.is_taken_up, strict=True)
        ]
        """The minutes sent the item to the list, and the next meeting did not take it up again."""
        self.has_other_talk = [self._has_other_talk(place) for place in range(len(self.items))]
        """The item belongs to one topic, and its speeches went on to another."""

    def _is_taken_up(self, place: int) -> bool:
        meeting = self.meeting_of[place]
        title = self._titles[place]
        following = self.places(meeting + 1) if meeting + 1 < len(self.meetings) else ()
        return any((title & self._titles[other]).total() * 2 > title.total() for other in following)

    def _has_other_talk(self, place: int) -> bool:
        return any(
            said[place].total() >= SPOKEN and not belongs[place]
            for said, belongs in zip(self.spoken, self.belongs, strict=True)
        )

    def nameless(self, text: str) -> str:
        """A folded text without who was there: every mail of theirs has these words, whatever it is about."""
        return self._names.sub(" ", text) if self._names else text

    def name(self, place: int) -> str:
        """An item for evidence: `2011-06-20 議題4`."""
        return f"{self.meetings[self.meeting_of[place]].slug} 議題{self.items[place].order}"

    def is_on_minutes(self, subject: str) -> bool:
        """A subject names the minutes as such, and no item is about them."""
        found = _MINUTES.search(subject)
        return found is not None and not any(found[0] in fold(item.title) for item in self.items)

    def is_convening(self, subject: str, items: Iterable[int]) -> bool:
        """A subject asks when our next meeting is, or invites to it, and none of these items is about that."""
        titles = [fold(self.items[place].title) for place in items]
        if _NEXT_ENGLISH.search(subject):
            return not any("meeting" in title for title in titles)
        is_ours = any(name in subject for name in self._gatherings) or _NEXT.search(subject)
        return bool(
            is_ours
            and "会" in subject
            and _CONVENES.search(subject)
            and not any("日程" in title or _GATHERS.search(title) for title in titles)
        )

    def places(self, meeting: int) -> list[int]:
        """The items of a meeting, by their places."""
        return [self.place_of[meeting, item.order] for item in self.meetings[meeting].meeting.agenda_items]

    def profiles(self, seen: Mapping[str, float], threads: float) -> Profiles:
        """What items are like; `seen`: how often each term is said in so many threads."""
        return Profiles(self.compared, self.meeting_of, seen, threads)

    def is_near(self, sent: int) -> bool:
        """A message of that moment (seconds since 1970 UTC) may continue a meeting."""
        latest = bisect_right(self._held, sent) - 1
        return latest >= 0 and sent - self._held[latest] <= _CONTINUES.total_seconds()

    def is_crowded(self, meeting: int) -> bool:
        """A meeting has more items than can be told apart by likeness alone."""
        return crowd(len(self.places(meeting))) > 0

    def crowding(self) -> Crowding:
        """Nothing heard yet of any meeting."""
        return Crowding({meeting: self.places(meeting) for meeting in range(len(self.meetings))})

    def continued(self, first: date, last: date) -> dict[int, float]:
        """The items that a thread may continue whose first and last messages are of these days, and how much their age
        leaves of likeness.

        Of meetings held before one of these days; of superseded ones what they sent to the list.
        """
        found: dict[int, float] = {}
        for day in dict.fromkeys((first, last)):
            for meeting in range(self.index.latest(day), -1, -1):
                age = day - self.meetings[meeting].meeting.date
                if age > _CONTINUES:
                    break
                is_past = self._superseded(meeting, day)
                freshness = _freshness(age) * (_GOES_ON if is_past else 1)
                for place in self.places(meeting):
                    if is_past and not (self.goes_on[place] and age < _GOES_ON_FOR):
                        continue
                    if self.is_taken_up[place] and self.index.latest(first) > meeting:
                        continue
                    found.setdefault(place, freshness)
        return found

    def _superseded(self, meeting: int, day: date) -> bool:
        following = self.meetings[meeting + 1 : meeting + 2]
        return bool(following) and day - following[0].meeting.date > _GRACE


def _seconds(day: date) -> int:
    """When that day began where it begins first."""
    return int((datetime.combine(day, time.min, UTC) - EASTERNMOST).timestamp())


def _names(meetings: Sequence[HeldMeeting]) -> re.Pattern[str] | None:
    """Whoever was present or spoke, by the words that no title has; None for nobody."""
    titles = "\n".join(fold(item.title) for held in meetings for item in held.meeting.agenda_items)
    told = (
        name
        for held in meetings
        for name in (
            *held.meeting.attendees,
            *(speech.speaker for item in held.meeting.agenda_items for speech in item.speeches),
        )
    )
    words = {fold(word) for name in told for word in _IN_NAMES.split(name) if _IS_NAME.fullmatch(word)}
    known = sorted((word for word in words if word not in titles), key=lambda word: (-len(word), word))
    each = (rf"\b{word}\b" if word.isascii() else re.escape(word) for word in known)
    return re.compile("|".join(each)) if known else None


def _belongs(rule: Rule, item: AgendaItem) -> bool:
    """The rule names (a part of) the item's title."""
    title = plain(item.title)
    return any(plain(part) in title for part in rule.topic.items)


def _freshness(age: timedelta) -> float:
    return 1 - _FADED * max(0.0, (age - _FRESH) / (_CONTINUES - _FRESH))
