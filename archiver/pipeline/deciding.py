"""Deciding: what a person settles about a placement → the journal; and the journal over what was computed."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from archiver.errors import NotFound
from archiver.model import Placement, PlacementStatus
from archiver.store.vault import Decision, Vault

Target = tuple[str, str, int, str]
"""(thread, meeting, agenda item, topic): what a placement joins."""

_ITEM = re.compile(r"(?P<meeting>.+)/(?P<item>[1-9][0-9]*)")
_STATUS: dict[str, PlacementStatus] = {"link": "confirmed", "unlink": "rejected"}


def place_of(text: str) -> tuple[str, int, str]:
    """(meeting, agenda item, topic) of what a person names: `2011-06-20/4`, or a standing topic's short name."""
    match = _ITEM.fullmatch(text)
    return (match["meeting"], int(match["item"]), "") if match else ("", 0, text)


def decide(vault: Vault, *, verb: str, place: str, thread: str, made_by: str, reason: str) -> int:
    """Write that `thread` belongs (`link`) or not (`unlink`) under `place`; returns the number of the decision."""
    meeting, item, topic = place_of(place)
    subject: dict[str, str | int] = {"thread": thread, "meeting": meeting, "item": item, "topic": topic}
    before = standing(vault.decisions()).get((thread, meeting, item, topic))
    return vault.decide(
        made_by=made_by, verb=verb, subject=subject, reason=reason, replaced=before.id if before else None
    )


def undo(vault: Vault, number: int, *, made_by: str, reason: str) -> int:
    """Take a decision back; what stood before it stands again.  Raises `NotFound`."""
    numbers = {decision.id for decision in vault.decisions()}
    if number not in numbers:
        raise NotFound(
            f"The journal has no decision number {number}. `archiver export decisions` lists them."
        )
    return vault.decide(made_by=made_by, verb="undo", subject={"decision": number}, reason=reason)


def standing(decisions: Iterable[Decision]) -> dict[Target, Decision]:
    """The decision that holds for each target: the latest that was not undone (an undo can be undone too)."""
    journal = list(decisions)
    undone: set[int] = set()
    for decision in reversed(journal):
        if decision.verb == "undo" and decision.id not in undone:
            undone.add(int(decision.subject["decision"]))
    return {
        _target(decision): decision
        for decision in journal
        if decision.verb in _STATUS and decision.id not in undone
    }


def _target(decision: Decision) -> Target:
    subject = decision.subject
    return str(subject["thread"]), str(subject["meeting"]), int(subject["item"]), str(subject["topic"])


def decided(placements: Iterable[Placement], decisions: Iterable[Decision]) -> list[Placement]:
    """Placements with every standing decision over its score."""
    found = {(each.thread, each.meeting, each.agenda_item, each.topic): each for each in placements}
    for target, decision in standing(decisions).items():
        thread, meeting, item, topic = target
        placement = found.get(target) or Placement(
            thread=thread,
            meeting=meeting,
            agenda_item=item,
            topic=topic,
            score=0,
            status="proposed",
            evidence=(),
        )
        evidence = f"decision: {decision.id} {decision.made_by} {decision.made_at} {decision.reason}".rstrip()
        found[target] = replace(
            placement, status=_STATUS[decision.verb], evidence=(evidence, *placement.evidence)
        )
    return [found[target] for target in sorted(found)]
