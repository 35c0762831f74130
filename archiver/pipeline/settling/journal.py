"""The journal: every decision of people → what stands of them, and what that changes.  Pure: the vault keeps it, a
build replays it.

Decisions are read in order of time, so that journals of two vaults, brought together, tell one story.  Of two about
one subject the later stands; a decision that is undone does not count, and one that it replaced stands again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from archiver.model import Hanging, Placement, PlacementStatus
from archiver.store.vault import Decision

Subject = tuple[str | int, ...]
"""What a decision is about: its kind, then the ids that name it."""

PLACEMENT: dict[str, PlacementStatus] = {
    "link": "confirmed",
    "confirm": "confirmed",
    "unlink": "rejected",
    "reject": "rejected",
}
MOVE, SPLIT, MERGE = "thread move", "thread split", "thread merge"
HIDE, REDACT, PURGE = "hide", "redact", "purge"
"""The three depths of removal: out of view, some words out of view, gone for ever."""
WITHDRAWN = frozenset(("hidden", "redacted", "purged"))
"""The kinds of subjects of these."""
CLOSE_PROMISE = "promise close"
JOIN, DIFFER = "person join", "person differ"
PUBLISH, UNPUBLISH = "publish", "unpublish"
UNDO = "undo"

_IDENTITIES: dict[str, tuple[str, tuple[str, ...]]] = {
    **dict.fromkeys(PLACEMENT, ("placement", ("thread", "meeting", "item", "topic"))),
    **dict.fromkeys((MOVE, SPLIT, MERGE), ("hanging", ("message", "fingerprint"))),
    HIDE: ("hidden", ("message", "fingerprint")),
    REDACT: ("redacted", ("message", "fingerprint", "words")),
    PURGE: ("purged", ("message", "fingerprint")),
    CLOSE_PROMISE: ("promise", ("meeting", "promise")),
    JOIN: ("person", ("address",)),
    DIFFER: ("apart", ("address", "person")),
    **dict.fromkeys((PUBLISH, UNPUBLISH), ("publication", ("meeting",))),
}
"""Verb → the kind of its subject, and the fields that tell one subject from another."""

FIELDS: dict[str, tuple[str, ...]] = {
    **{verb: fields for verb, (_, fields) in _IDENTITIES.items()},
    **dict.fromkeys((MOVE, SPLIT, MERGE), ("message", "fingerprint", "parent")),
    JOIN: ("address", "person"),
    UNDO: ("decision",),
}
"""Verb → the fields of its subject, as the vault keeps them."""


def subject_of(verb: str, fields: Mapping[str, str | int]) -> Subject:
    """What a decision is about.  Not for `undo`, which is about another decision."""
    kind, names = _IDENTITIES[verb]
    return (kind, *(fields[name] for name in names))


class Journal:
    """Decisions in order of time, and what stands of them."""

    def __init__(self, decisions: Iterable[Decision]) -> None:
        self.decisions = tuple(each for each in decisions if each.verb in FIELDS)
        self.by_number = {each.id: each for each in self.decisions}
        self.undone = _undone(self.decisions)
        """Number of a decision that does not count → the undo that took it back."""
        self.standing = {
            subject_of(each.verb, each.subject): each
            for each in self.decisions
            if each.verb != UNDO and each.id not in self.undone
        }
        """What a decision is about → the decision that holds."""

    def subject(self, decision: Decision) -> Subject | None:
        """What a decision, or what the decision that it took back, is about; None where that is not here."""
        above: Decision | None = decision
        for _ in self.decisions:
            if above is None or above.verb != UNDO:
                break
            above = self.by_number.get(int(above.subject["decision"]))
        return subject_of(above.verb, above.subject) if above and above.verb != UNDO else None

    def latest(self, subject: Subject) -> Decision | None:
        """The act about this subject that came into this journal last, an undo too."""
        about = [each for each in self.decisions if self.subject(each) == subject]
        return max(about, key=lambda each: each.id, default=None)

    def kinds_after(self, number: int) -> set[str | int]:
        """The kinds of subjects that decisions with a higher number than this are about."""
        late = (self.subject(each) for each in self.decisions if each.id > number)
        return {subject[0] for subject in late if subject}

    def hangings_after(self, number: int) -> Iterator[Decision]:
        """The decisions about where messages hang that came, or were taken back, after this number; and what stood in
        their place."""
        late = {self.subject(each) for each in self.decisions if each.id > number}
        for each in self.decisions:
            if each.verb in (MOVE, SPLIT, MERGE) and subject_of(each.verb, each.subject) in late:
                yield each

    def _of_kind(self, kind: str) -> list[Decision]:
        found = [each for subject, each in self.standing.items() if subject[0] == kind]
        return sorted(found, key=lambda each: (each.made_at, each.id))

    @property
    def placements(self) -> list[Decision]:
        """Standing decisions about placements, oldest first; so with the next."""
        return self._of_kind("placement")

    @property
    def hangings(self) -> list[Decision]:
        return self._of_kind("hanging")

    @property
    def hidden(self) -> list[Decision]:
        return self._of_kind("hidden")

    @property
    def redacted(self) -> dict[tuple[str, str], list[Decision]]:
        """(permanent id, fingerprint) of each message that some words are taken out of → the decisions that do."""
        found: dict[tuple[str, str], list[Decision]] = {}
        for each in self._of_kind("redacted"):
            found.setdefault(message_of(each), []).append(each)
        return found

    @property
    def purged(self) -> set[tuple[str, str]]:
        """(permanent id, fingerprint) of each mail that was removed for ever; no undo brings it back."""
        return {message_of(each) for each in self.decisions if each.verb == PURGE}

    @property
    def closed_promises(self) -> dict[tuple[str, str], Decision]:
        """(meeting, promise) → the decision that closed it."""
        return {
            (str(each.subject["meeting"]), str(each.subject["promise"])): each
            for each in self._of_kind("promise")
        }

    @property
    def joined(self) -> dict[str, tuple[str, Decision]]:
        """Address → the one under which the person who has both is counted, and the decision that made them one
        person's.  What would close a circle is left out."""
        above: dict[str, str] = {}
        made: dict[str, Decision] = {}
        for each in self._of_kind("person"):
            address, person = str(each.subject["address"]), str(each.subject["person"])
            if _top(above, person) != address:
                above[address], made[address] = person, each
        return {address: (_top(above, address), decision) for address, decision in made.items()}

    @property
    def apart(self) -> set[frozenset[str]]:
        """Pairs of addresses that are two people's, as somebody decided."""
        return {frozenset(map(str, each.subject.values())) for each in self._of_kind("apart")}

    @property
    def published(self) -> dict[str, Decision]:
        """Meeting whose minutes are public → the decision that made them so."""
        found = self._of_kind("publication")
        return {str(each.subject["meeting"]): each for each in found if each.verb == PUBLISH}


def _undone(decisions: tuple[Decision, ...]) -> dict[int, Decision]:
    """An undo can be undone too: read from the latest."""
    undone: dict[int, Decision] = {}
    for each in reversed(decisions):
        if each.verb == UNDO and each.id not in undone:
            undone[int(each.subject["decision"])] = each
    return undone


def _top(above: Mapping[str, str], name: str) -> str:
    while name in above:
        name = above[name]
    return name


def hangings(decisions: Iterable[Decision], key_of: Callable[[str, str], str | None]) -> list[Hanging]:
    """What threading needs to know of decisions, in their order; `key_of`: (permanent id, fingerprint) → the key
    under which the message stands here."""
    return [
        Hanging(
            message=key_of(*message_of(each)) or message_of(each)[0],
            parent=str(each.subject["parent"]),
            is_merge=each.verb == MERGE,
        )
        for each in decisions
    ]


def message_of(decision: Decision) -> tuple[str, str]:
    """(permanent id, fingerprint) of the message that a decision is about."""
    return str(decision.subject["message"]), str(decision.subject["fingerprint"])


_Target = tuple[str, str, int, str]
"""Thread, meeting, item, topic."""


def decided(
    placements: Iterable[Placement], decisions: Iterable[Decision], thread_of: Callable[[str], str | None]
) -> list[Placement]:
    """Placements with the standing decisions, oldest first, over their scores.

    `thread_of` a permanent id: the thread where it stands now.  A decision follows its thread when that is merged
    into another, and waits where there is none.
    """
    found = {(each.thread, each.meeting, each.agenda_item, each.topic): each for each in placements}
    told: dict[_Target, tuple[Decision, Placement]] = {}
    for decision in decisions:
        subject = decision.subject
        thread = thread_of(str(subject["thread"]))
        if thread is None:
            continue
        target = thread, str(subject["meeting"]), int(subject["item"]), str(subject["topic"])
        told[target] = decision, found.get(target) or _unscored(*target)
    for target, (decision, placement) in told.items():
        evidence = f"decision: {decision.id} {decision.made_by} {decision.made_at} {decision.reason}".rstrip()
        found[target] = replace(
            placement, status=PLACEMENT[decision.verb], evidence=(evidence, *placement.evidence)
        )
    followed = (
        found[target] if target in told or not target[3] else _with_items(found[target], told)
        for target in sorted(found)
    )
    return [each for each in followed if each]


def _with_items(placement: Placement, told: Mapping[_Target, tuple[Decision, Placement]]) -> Placement | None:
    """A standing topic goes with the items that brought a thread to it: where a person confirmed one it is sure, where
    a person rejected one that is no reason any more."""
    verbs = {
        f"item: {meeting} 議題{item}": PLACEMENT[decision.verb]
        for (thread, meeting, item, _), (decision, _) in told.items()
        if item and thread == placement.thread
    }
    evidence = tuple(each for each in placement.evidence if verbs.get(each) != "rejected")
    if any(verbs.get(each) == "confirmed" for each in evidence):
        return replace(placement, status="sure")
    if evidence == placement.evidence or any(each.startswith("item: ") for each in evidence):
        return replace(placement, evidence=evidence)
    return replace(placement, status="proposed", evidence=evidence) if evidence else None


def _unscored(thread: str, meeting: str, item: int, topic: str) -> Placement:
    return Placement(
        thread=thread,
        meeting=meeting,
        agenda_item=item,
        topic=topic,
        score=0,
        status="proposed",
        evidence=(),
    )
