"""Placing: threads, held meetings and standing topics → placements, with evidence a person can check.  Pure.

Evidence is `slug: detail`, so that pages can say it in the reader's language:

- `reference: 議題4 (「…」)`  a message names the item by number; `document: …` by the paper it was explained from,
  `title: …` by (part of) its title, `link: …` by its address, `passage: …` by a sentence of its minutes
- `rule: クラウド ×4`  words of the standing topic's rule, and how often they stand in the thread
- `discussion: クラウド導入・共同利用 (議題4の記録に13か所)`  the item's speeches speak of the same standing topic
- `item: 2011-06-20 議題4`  the thread sits under an item that belongs to the standing topic
- `words: 情報交換会議 日程`  words shared with the item's title and speeches
- `alike: 購読料 中止 (2010-06-18 議題2)`  words shared with what another meeting said under a like title
- `deferred: 議題4はメーリングリストに付託`  the minutes sent the item to the list
- `drift: 4`  the thread comes to it only from its fourth message on
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from archiver.model import HeldMeeting, Placement, ThreadText, Topic
from archiver.topics.agenda import Agenda
from archiver.topics.claims import (
    PROPOSED,
    SURE,
    Claim,
    Compared,
    compare,
    item_claims,
    topic_claim,
)
from archiver.topics.hearing import Heard, hear

_CERTAIN = 0.98
"""No machine is surer than this."""


def place(
    threads: Iterable[ThreadText],
    meetings: Sequence[HeldMeeting],
    topics: Sequence[Topic],
    threshold: float = SURE,
) -> list[Placement]:
    """Every placement of at least `PROPOSED`, `sure` from `threshold` on; by thread, meeting, item and topic.

    The same whatever order threads and meetings come in.
    """
    agenda = Agenda(meetings, topics)
    read = sorted((hear(thread, agenda) for thread in threads), key=lambda heard: heard.thread)
    compared = compare(read, agenda)
    found = [each for heard in read for each in _placements(heard, agenda, compared, threshold)]
    return sorted(found, key=lambda each: (each.thread, each.meeting, each.agenda_item, each.topic))


def _placements(heard: Heard, agenda: Agenda, compared: Compared, threshold: float) -> Iterator[Placement]:
    items = item_claims(heard, agenda, compared)
    for place, claim in items.items():
        slug = agenda.meetings[agenda.meeting_of[place]].slug
        yield from _placement(heard.thread, slug, agenda.items[place].order, "", claim, threshold)
    for number, rule in enumerate(agenda.rules):
        claim = topic_claim(heard, number, items, agenda)
        yield from _placement(heard.thread, "", 0, rule.topic.slug, claim, threshold)


def _placement(
    thread: str, meeting: str, item: int, topic: str, claim: Claim, threshold: float
) -> Iterator[Placement]:
    score = round(min(claim.score, _CERTAIN), 3)
    if score >= PROPOSED:
        yield Placement(
            thread=thread,
            meeting=meeting,
            agenda_item=item,
            topic=topic,
            score=score,
            status="sure" if score >= threshold else "proposed",
            evidence=tuple(dict.fromkeys(claim.evidence)),
        )
