"""Deciding: what a person settles → the journal, and at once the archive.  One function a verb; commands and pages
call the same.

Every function checks that what it is told of is there, writes the decision into the vault (who, when, why, what it
replaced) and brings it to the archive.  It raises `NotFound` for what is not there, `DecisionError` for what makes no
sense, and `DecisionConflict` where someone else decided the same matter after what the person had seen.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.errors import DecisionConflict, DecisionError, NotFound
from archiver.pipeline.making import building
from archiver.pipeline.settling.journal import (
    CLOSE_PROMISE,
    DIFFER,
    HIDE,
    JOIN,
    MERGE,
    MOVE,
    PLACEMENT,
    PUBLISH,
    PURGE,
    SPLIT,
    UNDO,
    UNPUBLISH,
    Journal,
    subject_of,
)
from archiver.pipeline.settling.waiting import told, unmet
from archiver.settings import Settings
from archiver.store import deciding as archived
from archiver.store.archive import opened
from archiver.store.vault import Decision, Vault
from archiver.words import Phrase

_ITEM = re.compile(r"(?:.*/meetings/)?(?P<meeting>[^/#]+)(?:/|#item-)(?P<item>[1-9][0-9]{0,8})")
_TOPIC = re.compile(r".*/topics/(?P<topic>[^/?#]+)")
_LONGEST = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who decides, and why."""

    made_by: str
    reason: str = ""
    seen: int | None = None
    """The highest number of the journal when the person was shown the matter (0: none yet), so that nobody decides
    over a decision that they have not seen; None: not asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A decision that was made."""

    number: int
    replaced: int | None
    """The number of the decision about the same matter that stood before."""
    is_shown: bool
    """The archive shows it already; False: another process is writing, the next build shows it."""
    conflicts: tuple[str, ...] = ()
    """Standing decisions that this one set aside or that keep it from showing, in words for people."""


def place_of(text: str) -> tuple[str, int, str]:
    """(meeting, agenda item, topic) of what a person names: `2011-06-20/4`, a standing topic's short name, or the
    address of either on the site."""
    item, topic = _ITEM.fullmatch(text), _TOPIC.match(text)
    if item and not topic:
        return item["meeting"], int(item["item"]), ""
    return "", 0, topic["topic"] if topic else text


def place(settings: Settings, verb: str, place: str, thread: str, act: Act) -> Made:
    """`link`, `unlink`, `confirm` or `reject` a thread under `place` (`2011-06-20/4`, or a standing topic).

    `confirm` and `reject` answer what the programme proposed; `link` and `unlink` need no proposal.
    """
    if verb not in PLACEMENT:
        raise DecisionError(
            "{verb} is no decision about a place: {verbs} are.", verb=verb, verbs=list(PLACEMENT)
        )
    meeting, item, topic = place_of(place)
    with opened(settings.archive) as archive:
        if not archived.has_place(archive, meeting, item, topic):
            raise NotFound(
                "No agenda item or standing topic is called {place}. Name one as 2011-06-20/4 or "
                "cloud-adoption.",
                place=place,
            )
        thread = archived.thread_of(archive, thread)
        status = archived.status_of(archive, thread, meeting, item, topic)
    if verb in ("confirm", "reject") and not status:
        raise DecisionError(
            "Nothing proposes this thread for {place}: use link, or unlink to keep it away for good.",
            place=place,
        )
    subject: dict[str, str | int] = {"thread": thread, "meeting": meeting, "item": item, "topic": topic}
    return decide(settings, verb, subject, act, {"status": status})


def move(settings: Settings, message: str, parent: str, act: Act) -> Made:
    """Hang a message, and what hangs under it, under another message, in this thread or another."""
    with opened(settings.archive) as archive:
        node, above = archived.node(archive, message), archived.node(archive, parent)
        if archived.hangs_under(archive, above.key, node.key):
            raise DecisionError("A message cannot hang under itself or under one of its own answers.")
        if node.parent == above.key:
            raise DecisionError("The message hangs there already.")
    return decide(settings, MOVE, node.subject(above.key), act, node.place)


def split(settings: Settings, message: str, act: Act) -> Made:
    """Make a message, and what hangs under it, a thread of its own, which links back to where it hung."""
    with opened(settings.archive) as archive:
        node = archived.node(archive, message)
    if not node.parent:
        raise DecisionError("The message is the first of its thread already.")
    return decide(settings, SPLIT, node.subject(""), act, node.place)


def merge(settings: Settings, thread: str, into: str, act: Act) -> Made:
    """Make one thread part of another, below its first message; the address of the first leads to the second."""
    with opened(settings.archive) as archive:
        root = archived.node(archive, archived.thread_of(archive, thread))
        above = archived.thread_of(archive, into)
    if root.key == above:
        raise DecisionError("These are one thread already.")
    return decide(settings, MERGE, root.subject(above), act, root.place)


def join(settings: Settings, address: str, person: str, act: Act) -> Made:
    """Say that who writes from `address` is the person who writes from another, under which they are counted.  Either
    may be an address of theirs, or that of their page."""
    with opened(settings.archive) as archive:
        other, counted = archived.person(archive, address), archived.person(archive, person)
    if other == counted:
        raise DecisionError("These are one person already.")
    return decide(settings, JOIN, {"address": other, "person": counted}, act, None)


def differ(settings: Settings, address: str, person: str, act: Act) -> Made:
    """Say that two addresses are two people's, whatever their names: they are not proposed as one any more."""
    with opened(settings.archive) as archive:
        one, other = sorted(archived.person(archive, each) for each in (address, person))
    if one == other:
        raise DecisionError("These were made one person: undo that decision instead.")
    return decide(settings, DIFFER, {"address": one, "person": other}, act, None)


def hide(settings: Settings, message: str, act: Act) -> Made:
    """Withdraw a message from view, everywhere.  The vault keeps it, and `undo` brings it back."""
    if not act.reason.strip():
        raise DecisionError("Hiding a message needs a reason, for those who will ask.")
    with opened(settings.archive) as archive:
        node = archived.node(archive, message)
    if not node.fingerprint:
        raise NotFound(
            "There is no such message in view: it is withdrawn already, or only known by reference."
        )
    return decide(settings, HIDE, node.identity, act, None)


def close_promise(settings: Settings, meeting: str, promise: str, act: Act) -> Made:
    """Close a promise or deferral of a meeting.  `promise`: the key by which the caller knows it, and by which
    `Journal.closed_promises` tells of it."""
    with opened(settings.archive) as archive:
        archived.ensure_meeting(archive, meeting)
    return decide(settings, CLOSE_PROMISE, {"meeting": meeting, "promise": promise}, act, None)


def publish(settings: Settings, verb: str, meeting: str, act: Act) -> Made:
    """`publish` the minutes of a meeting, or `unpublish` them: the next `archiver publish` writes what is public."""
    if verb not in (PUBLISH, UNPUBLISH):
        raise DecisionError("{verb} is no decision about publication: publish and unpublish are.", verb=verb)
    with opened(settings.archive) as archive:
        archived.ensure_meeting(archive, meeting)
    return decide(settings, verb, {"meeting": meeting}, act, None)


def undo(settings: Settings, number: int, act: Act) -> Made:
    """Take a decision back; what stood before it stands again.  Any decision, in any order; an undo too."""
    with Vault(settings.vault) as vault, vault.exclusively():
        journal = Journal(vault.decisions())
        undone = _undoable(journal, number)
        _ensure_seen(settings, journal, undone, act.seen)
        idle = _idle(settings, journal)
        made = vault.decide(
            made_by=act.made_by,
            verb=UNDO,
            subject={"decision": number},
            reason=act.reason[:_LONGEST],
            replaced={"decision": number},
        )
        after = Journal(vault.decisions())
    return _shown(settings, made, number, _still_stands(settings, after, undone), idle)


def _undoable(journal: Journal, number: int) -> Decision:
    """The decision of this number.  Raises `NotFound`, or `DecisionError` where it cannot be taken back any more."""
    found = journal.by_number.get(number)
    if found is None:
        raise NotFound(
            "The journal has no decision number {number}. `archiver journal export` lists them.",
            number=number,
        )
    if found.verb == PURGE:
        raise DecisionError(
            "A purge cannot be undone: the message is gone. The journal keeps that it was done."
        )
    if number in journal.undone:
        raise DecisionError(
            "Decision {number} is undone already, by decision {by}.",
            number=number,
            by=journal.undone[number].id,
        )
    return found


def decide(
    settings: Settings, verb: str, fields: dict[str, str | int], act: Act, was: dict[str, str] | None
) -> Made:
    """Write a decision into the journal, and bring it to the archive.  `was`: what it replaces, beside a decision."""
    with Vault(settings.vault) as vault, vault.exclusively():
        journal = Journal(vault.decisions())
        subject = subject_of(verb, fields)
        latest = journal.latest(subject)
        if latest:
            _ensure_seen(settings, journal, latest, act.seen)
        before = journal.standing.get(subject)
        idle = _idle(settings, journal)
        number = vault.decide(
            made_by=act.made_by,
            verb=verb,
            subject=fields,
            reason=act.reason[:_LONGEST],
            replaced={"decision": before.id if before else None, **(was or {})},
        )
    conflicts = (
        (Phrase("{decision} is replaced by this one.", decision=told(before, settings.zone)),)
        if before
        else ()
    )
    return _shown(settings, number, before.id if before else None, conflicts, idle)


def _shown(
    settings: Settings, number: int, replaced: int | None, conflicts: tuple[str, ...], idle: set[str]
) -> Made:
    """Bring a decision to the archive, and name what it keeps from showing, or what keeps it from showing."""
    is_shown = building.apply(settings)
    if is_shown:
        with Vault(settings.vault) as vault:
            conflicts += tuple(sorted(_idle(settings, Journal(vault.decisions())) - idle))
    return Made(number=number, replaced=replaced, is_shown=is_shown, conflicts=conflicts)


def _idle(settings: Settings, journal: Journal) -> set[str]:
    """The standing decisions that the archive does not show, in words."""
    with opened(settings.archive) as archive:
        return {Phrase("{fault}.", fault=detail) for _, _, detail in unmet(journal, archive, settings.zone)}


def _ensure_seen(settings: Settings, journal: Journal, decision: Decision, seen: int | None) -> None:
    """Raise `DecisionConflict` where there is a later act on the same matter than the person had seen."""
    subject = journal.subject(decision)
    latest = journal.latest(subject) if subject else decision
    if seen is not None and latest and latest.id > seen:
        raise DecisionConflict(
            Phrase(
                "{decision} was made after what you were shown. Look again, then decide.",
                decision=told(latest, settings.zone),
            ),
            latest.id,
        )


def _still_stands(settings: Settings, journal: Journal, undone: Decision) -> tuple[str, ...]:
    """Why an undo changes nothing that can be seen: a later decision about the same matter."""
    subject = journal.subject(undone)
    other = journal.standing.get(subject) if subject else None
    is_later = other and (other.made_at, other.id) > (undone.made_at, undone.id)
    if not other or not is_later:
        return ()
    return (Phrase("{decision} about the same matter still stands.", decision=told(other, settings.zone)),)
