"""Waiting: which standing decisions the archive does not show, and why.  Only reads."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

from archiver.pipeline.settling.journal import (
    DIFFER,
    HIDE,
    JOIN,
    MERGE,
    MOVE,
    PLACEMENT,
    PURGE,
    REDACT,
    SPLIT,
    Journal,
    message_of,
)
from archiver.store import deciding as archived
from archiver.store import reading
from archiver.store.vault import Decision
from archiver.words import Phrase

WAITING = "decision-waiting"
OVERRULED = "decision-overruled"

Unmet = tuple[Decision, str, Phrase]
"""The decision, the kind of fault, and what to do in words for people."""


def unmet(journal: Journal, archive: sqlite3.Connection, zone: ZoneInfo) -> Iterator[Unmet]:
    """Every standing decision that the archive does not show."""
    gone = {public for public, _ in journal.purged}
    for decision in journal.standing.values():
        if decision.verb == PURGE or _is_about(decision, gone):
            continue
        absent = _absent(decision, archive)
        if absent:
            detail = Phrase(
                "{decision} waits for {absent}, which is not here: bring it in, or undo the decision",
                decision=told(decision, zone),
                absent=absent,
            )
            yield decision, WAITING, detail
        elif decision.verb in (MOVE, SPLIT, MERGE, JOIN) and not _holds(decision, archive):
            detail = Phrase(
                "{decision} has no effect beside other decisions: undo it, or one of those",
                decision=told(decision, zone),
            )
            yield decision, OVERRULED, detail


def _is_about(decision: Decision, gone: set[str]) -> bool:
    """Whether a decision is about a mail that was removed for ever: it waits for nothing."""
    named = (str(decision.subject.get(name, "")) for name in ("message", "thread", "parent"))
    return any(each.partition("-")[0] in gone for each in named)


def told(decision: Decision, zone: ZoneInfo) -> Phrase:
    """Which decision, in words, with its moment in the office's time: the subject of a sentence."""
    return Phrase(
        "Decision {number}, {verb}, by {who} at {time}{why},",
        number=decision.id,
        verb=Phrase(decision.verb),
        who=decision.made_by,
        time=datetime.fromisoformat(decision.made_at).astimezone(zone),
        why=f" ({decision.reason})" if decision.reason else "",
    )


def _absent(decision: Decision, archive: sqlite3.Connection) -> str:
    """What a decision is about that is not in the archive, '' when all is."""
    subject = decision.subject
    if decision.verb in PLACEMENT:
        thread = str(subject["thread"])
        return "" if reading.thread_of(archive, thread) or archived.is_known(archive, thread, "") else thread
    if decision.verb in (MOVE, SPLIT, MERGE, HIDE, REDACT):
        if not archived.is_known(archive, *message_of(decision)):
            return message_of(decision)[0]
        parent = str(subject.get("parent", ""))
        return "" if not parent or archived.is_known(archive, parent, "") else parent
    if decision.verb in (JOIN, DIFFER):
        address = str(subject["address"])
        return "" if archived.is_sender(archive, address) else address
    meeting = str(subject["meeting"])
    return (
        "" if archived.has_meeting(archive, meeting) else Phrase("the minutes of {meeting}", meeting=meeting)
    )


def _holds(decision: Decision, archive: sqlite3.Connection) -> bool:
    if decision.verb == JOIN:
        return archived.is_joined(archive, str(decision.subject["address"]), decision.id)
    key = archived.known_key(archive, *message_of(decision))
    node = archived.find(archive, key)
    above = archived.find(archive, str(decision.subject["parent"]))
    if node is None or (above is None and decision.verb != SPLIT):
        return True  # an idle ghost: its answers stand for it
    if decision.verb == SPLIT:
        return not node.parent
    if above is None:
        return False
    return node.parent == above.key if decision.verb == MOVE else node.thread == above.thread
