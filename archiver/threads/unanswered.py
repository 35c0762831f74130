"""Unanswered: the messages of a thread, of which some ask → those that nobody has answered.  Pure.

A question is answered by a mail of somebody else below it, wherever that mail is dated; and, since people answer under
the wrong mail, by any later mail of the person whom it asked.  A question that asked nobody in particular (the first
of a thread, or one whose parent is not here) is answered by any later mail of somebody else.
"""

from __future__ import annotations

from collections.abc import Sequence

from archiver.model import Turn


def unanswered(turns: Sequence[Turn]) -> list[str]:
    """Keys of the questions without an answer, in reading order.  `turns`: a whole thread, parents before children."""
    people = {turn.key: turn.person for turn in turns}
    below = _below(turns)
    latest = _latest(turns)
    newest = sorted(latest.items(), key=lambda each: (each[1], each[0]))[-2:]
    found = []
    for turn in turns:
        if not turn.asks or any(person != turn.person for person in below[turn.key]):
            continue
        asked = people.get(turn.parent, "")
        if asked and asked != turn.person:
            is_answered = latest.get(asked, "") > turn.sent
        else:
            is_answered = any(sent > turn.sent for person, sent in newest if person != turn.person)
        if not is_answered:
            found.append(turn.key)
    return found


def _below(turns: Sequence[Turn]) -> dict[str, frozenset[str]]:
    """Who wrote below each message; two people are enough to know that one of them is another than its sender."""
    below: dict[str, frozenset[str]] = {turn.key: frozenset() for turn in turns}
    for turn in reversed(turns):
        if turn.parent in below:
            heard = below[turn.parent] | below[turn.key] | ({turn.person} - {""})
            below[turn.parent] = heard if len(heard) < 3 else frozenset(sorted(heard)[:2])
    return below


def _latest(turns: Sequence[Turn]) -> dict[str, str]:
    """When each person wrote last."""
    latest: dict[str, str] = {}
    for turn in turns:
        if turn.person:
            latest[turn.person] = max(turn.sent, latest.get(turn.person, ""))
    return latest
