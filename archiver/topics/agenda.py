"""Agenda: held meetings and standing topics → all that threads are compared with, made ready once.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import timedelta

from archiver.model import AgendaItem, HeldMeeting, Topic
from archiver.text import fold
from archiver.topics.crowding import Crowding
from archiver.topics.likeness import Item, Profiles, spoken, terms
from archiver.topics.reading import Passage
from archiver.topics.references import Index, plain
from archiver.topics.standing import Rule

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


class Agenda:
    """Meetings, oldest first, with their items in one list; an item is known by its place in it."""

    def __init__(self, meetings: Sequence[HeldMeeting], topics: Sequence[Topic]) -> None:
        self.meetings = sorted(meetings, key=lambda held: (held.meeting.date, held.slug))
        self.index = Index(self.meetings)
        self.rules = [Rule.of(topic) for topic in topics]
        self.items: list[AgendaItem] = []
        self.meeting_of: list[int] = []
        self.place_of: dict[tuple[int, int], int] = {}
        """(place of the meeting, order of the item) → place of the item."""
        for meeting, held in enumerate(self.meetings):
            for item in held.meeting.agenda_items:
                self.place_of[meeting, item.order] = len(self.items)
                self.items.append(item)
                self.meeting_of.append(meeting)
        self.compared = [Item.of(item) for item in self.items]
        self.vocabulary = frozenset(term for item in self.compared for term in (*item.title, *item.said))
        self.spoken = [
            [rule.hits(spoken(item), fold(item.title)) for item in self.items] for rule in self.rules
        ]
        self.belongs = [[_belongs(rule, item) for item in self.items] for rule in self.rules]
        self.goes_on = [self._goes_on(place) for place in range(len(self.items))]
        """The minutes sent the item to the list, and the next meeting did not take it up again."""
        self.has_other_talk = [self._has_other_talk(place) for place in range(len(self.items))]
        """The item belongs to one topic, and its speeches went on to another."""

    def _goes_on(self, place: int) -> bool:
        meeting = self.meeting_of[place]
        titles = terms(fold(self.items[place].title))
        following = (
            self.meetings[meeting + 1].meeting.agenda_items if meeting + 1 < len(self.meetings) else ()
        )
        taken_up = any(
            sum((titles & terms(fold(item.title))).values()) * 2 > titles.total() for item in following
        )
        return bool(self.items[place].deferrals) and not taken_up

    def _has_other_talk(self, place: int) -> bool:
        return any(
            said[place].total() >= SPOKEN and not belongs[place]
            for said, belongs in zip(self.spoken, self.belongs, strict=True)
        )

    def name(self, place: int) -> str:
        """An item for evidence: `2011-06-20 議題4`."""
        return f"{self.meetings[self.meeting_of[place]].slug} 議題{self.items[place].order}"

    def is_on_minutes(self, subject: str) -> bool:
        """A subject names the minutes as such, and no item is about them."""
        found = _MINUTES.search(subject)
        return found is not None and not any(found[0] in fold(item.title) for item in self.items)

    def places(self, meeting: int) -> list[int]:
        return [self.place_of[meeting, item.order] for item in self.meetings[meeting].meeting.agenda_items]

    def profiles(self, heard: Iterable[Iterable[str]]) -> Profiles:
        """What items are like, with the rarity of each term as found in all threads (the terms of each)."""
        seen: Counter[str] = Counter()
        threads = 0
        for each in heard:
            seen.update(each)
            threads += 1
        return Profiles(self.compared, self.meeting_of, seen, threads)

    def crowding(self) -> Crowding:
        return Crowding({meeting: self.places(meeting) for meeting in range(len(self.meetings))})

    def continued(self, read: Sequence[Passage]) -> dict[int, float]:
        """The items that a thread may continue, and how much their age leaves of likeness.

        Of meetings held before its first or its last message; of superseded ones what they sent to the list.
        """
        found: dict[int, float] = {}
        for passage in (*read[:1], *read[-1:]):
            for meeting in range(self.index.latest(passage.day), -1, -1):
                age = passage.day - self.meetings[meeting].meeting.date
                if age > _CONTINUES:
                    break
                is_past = self._superseded(meeting, passage)
                freshness = _freshness(age) * (_GOES_ON if is_past else 1)
                for place in self.places(meeting):
                    if not is_past or (self.goes_on[place] and age < _GOES_ON_FOR):
                        found.setdefault(place, freshness)
        return found

    def _superseded(self, meeting: int, passage: Passage) -> bool:
        following = self.meetings[meeting + 1 : meeting + 2]
        return bool(following) and passage.day - following[0].meeting.date > _GRACE


def _belongs(rule: Rule, item: AgendaItem) -> bool:
    """The rule names (a part of) the item's title."""
    title = plain(item.title)
    return any(plain(part) in title for part in rule.topic.items)


def _freshness(age: timedelta) -> float:
    return 1 - _FADED * max(0.0, (age - _FRESH) / (_CONTINUES - _FRESH))
