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
- `outsider: shop.example`  who began it takes no part in the list, and nobody who does has answered yet
- `advertised: 無料招待`  it only passes on what goes to many
- `drift: 4`  the thread comes to it only from its fourth message on
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from archiver.model import Placement
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.claims import PROPOSED, SURE, Claim, item_claims, topic_claim
from archiver.topics.placing.hearing import Heard
from archiver.topics.placing.likely import Compared
from archiver.topics.placing.outsiders import Circle

_CERTAIN = 0.98
"""No machine is surer than this."""


def placements(
    read: Iterable[Heard], agenda: Agenda, compared: Compared, circle: Circle, threshold: float = SURE
) -> list[Placement]:
    """Every placement of at least `PROPOSED`, `sure` from `threshold` on; by thread, meeting, item and topic."""
    found: list[Placement] = []
    for heard in read:
        doubt = _doubt(heard, circle)
        placements = _placements(heard, agenda, compared, threshold) if len(doubt) < 2 else ()
        found += (_doubted(each, doubt[0], threshold) for each in placements) if doubt else placements
    return sorted(found, key=lambda each: (each.thread, each.meeting, each.agenda_item, each.topic))


def _placements(heard: Heard, agenda: Agenda, compared: Compared, threshold: float) -> Iterator[Placement]:
    items = item_claims(heard, agenda, compared)
    for place, claim in items.items():
        slug = agenda.meetings[agenda.meeting_of[place]].slug
        yield from _placement(heard.thread, slug, agenda.items[place].order, "", claim, threshold)
    for number, rule in enumerate(agenda.rules):
        claim = topic_claim(heard, number, items, agenda)
        yield from _placement(heard.thread, "", 0, rule.topic.slug, claim, threshold)


def _doubt(heard: Heard, circle: Circle) -> list[str]:
    """Evidence against a thread, whatever words it has: one sign, and it is for a person to judge; two, and it is mass
    mail that nobody has taken up."""
    is_alone = len({party for party in heard.parties if party}) < 2
    doubt = [f"outsider: {heard.parties[0]}"] if circle.is_unheeded(heard.parties) else []
    if heard.opening.advertised and (doubt or (heard.opening.is_passed_on and is_alone)):
        doubt.append(f"advertised: {heard.opening.advertised}")
    return doubt


def _doubted(placement: Placement, doubt: str, threshold: float) -> Placement:
    return replace(
        placement,
        score=round(min(placement.score, threshold - 0.01), 3),
        status="proposed",
        evidence=(*placement.evidence, doubt),
    )


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
