"""Following: a held meeting → its promises and deferrals under keys that do not change, with their due dates.  Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date

from archiver.minutes.promises.due import due, is_due_by_next_meeting
from archiver.model import HeldMeeting, Promise, PromiseKind, public_id
from archiver.text import fold

_KEY_LENGTH = 10


def followed(meetings: Sequence[HeldMeeting]) -> list[Promise]:
    """Every promise of every meeting, in their order.

    A key is made from the sentence alone, so it stays when a page is corrected elsewhere, items are renumbered, or the
    owner is read better; a sentence that stands twice in a meeting has `-2` after its second key.
    What is promised for the next meeting is due on its day, once its minutes are kept.
    """
    held = sorted(meetings, key=lambda each: (each.meeting.date, each.slug))
    days = [each.meeting.date for each in held]
    found: list[Promise] = []
    for each in held:
        following = next((day for day in days if day > each.meeting.date), None)
        found.extend(_of_meeting(each, following))
    return found


def _of_meeting(held: HeldMeeting, following: date | None) -> Iterator[Promise]:
    seen: Counter[str] = Counter()
    for item, kind, owner, text, speech in _sentences(held):
        key = public_id(f"{kind} {_bare(text)}")[:_KEY_LENGTH]
        seen[key] += 1
        day = due(text, held.meeting.date)
        if day is None and is_due_by_next_meeting(text):
            day = following
        yield Promise(
            key=key if seen[key] == 1 else f"{key}-{seen[key]}",
            meeting=held.slug,
            item=item,
            kind=kind,
            owner=owner,
            text=text,
            speech=speech,
            due=day,
        )


def _sentences(held: HeldMeeting) -> Iterator[tuple[int, PromiseKind, str, str, int]]:
    for item in held.meeting.agenda_items:
        for action in item.action_items:
            yield item.order, "action", action.owner, action.text, action.speech + 1
        for deferral in item.deferrals:
            yield item.order, "deferral", deferral.speaker, deferral.text, deferral.speech + 1


def _bare(text: str) -> str:
    """A sentence without blanks, punctuation and widths: what a corrected page may change."""
    return re.sub(r"[\W_]+", "", fold(text))
