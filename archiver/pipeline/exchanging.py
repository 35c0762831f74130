"""Exchanging: the journal of decisions ↔ JSON lines, so that what people decided can go into another vault.

A journal is a set of acts, told in order of time.  Bringing two together is repeatable and loses nothing: what both
have is met once, and of two decisions about one subject the later stands, whoever made it; such pairs are named.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from archiver.errors import DecisionError
from archiver.pipeline import building
from archiver.pipeline.journal import FIELDS, UNDO, Journal
from archiver.settings import Settings
from archiver.store.vault import Decision, Vault

Record = dict[str, Any]
_NUMBERS = ("item", "decision")
"""Fields of subjects that are numbers; the others are text."""
_LARGEST = 1 << 62
_AHEAD = timedelta(days=1)
"""How far ahead of ours another machine's clock may be."""
_SHOWN = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What an import of a journal did."""

    read: int
    added: int
    known: int
    conflicts: tuple[str, ...]
    """Matters that both journals had decided, differently, and which decision stands now; in words for people."""
    is_shown: bool


def lines(vault: Vault) -> Iterator[Record]:
    """{"id", "made_at", "made_by", "verb", "subject", "reason", "replaced"} of each decision, in order of time."""
    for each in vault.decisions():
        yield {name: getattr(each, name) for name in Decision.__slots__}


def take(settings: Settings, texts: Iterable[str]) -> Imported:
    """Bring the lines of another journal, or of an earlier state of this one, into the vault, and show them.

    All or nothing: raises `DecisionError` that names every line that is no decision.
    """
    records = _read(texts)
    with Vault(settings.vault) as vault, vault.exclusively():
        before = Journal(vault.decisions())
        numbers = _add(vault, before, records)
        after = Journal(vault.decisions())
    brought = set(numbers.values())
    return Imported(
        read=len(records),
        added=len(brought - before.by_number.keys()),
        known=len(records) - len(brought - before.by_number.keys()),
        conflicts=tuple(_conflicts(before, after, brought)),
        is_shown=building.apply(settings),
    )


def _add(vault: Vault, journal: Journal, records: list[Record]) -> dict[int, int]:
    """Write the records that are not here; returns the number here of each number there.

    What is the same to the second and the word is the same act; of several such the first is the first.
    """
    here: dict[tuple[object, ...], list[int]] = {}
    for each in journal.decisions:
        here.setdefault(
            _identity(each.made_at, each.made_by, each.verb, each.subject, each.reason), []
        ).append(each.id)
    met: Counter[tuple[object, ...]] = Counter()
    numbers: dict[int, int] = {}
    for record in records:
        subject = dict(record["subject"])
        if record["verb"] == UNDO:
            subject["decision"] = numbers[subject["decision"]]
        identity = _identity(record["made_at"], record["made_by"], record["verb"], subject, record["reason"])
        same = here.get(identity, [])[met[identity] :]
        met[identity] += 1
        numbers[record["id"]] = (
            same[0]
            if same
            else vault.decide(
                made_at=record["made_at"],
                made_by=record["made_by"],
                verb=record["verb"],
                subject=subject,
                reason=record["reason"],
                replaced=record.get("replaced"),
            )
        )
    return numbers


def _identity(
    made_at: str, made_by: str, verb: str, subject: dict[str, str | int], reason: str
) -> tuple[object, ...]:
    return made_at, made_by, verb, tuple(sorted(subject.items())), reason


def _conflicts(before: Journal, after: Journal, brought: set[int]) -> Iterator[str]:
    """Subjects about which this journal held one decision, and the other, without knowing of it, another."""
    for subject, ours in before.standing.items():
        others = [
            each
            for each in after.decisions
            if each.id in brought - before.by_number.keys() and after.subject(each) == subject
        ]
        if not others or ours.id in brought:
            continue
        stands = after.standing.get(subject)
        which = f"decision {stands.id} stands, since it is the later" if stands else "nothing stands"
        theirs = others[-1]
        yield (
            f"Decision {ours.id}, {ours.verb}, by {ours.made_by} at {ours.made_at}, and decision {theirs.id}, "
            f"{theirs.verb}, by {theirs.made_by} at {theirs.made_at}, are about the same matter: {which}."
        )


# --- reading the lines ---


def _read(texts: Iterable[str]) -> list[Record]:
    records: list[Record] = []
    faults: list[str] = []
    numbers: set[int] = set()
    for line, text in enumerate(texts, 1):
        if not text.strip():
            continue
        record, fault = _record(text, numbers)
        if record is None:
            faults.append(f"line {line}: {fault}")
        else:
            numbers.add(record["id"])
            records.append(record)
    if faults:
        more = f"\n  - … and {len(faults) - _SHOWN} more" if len(faults) > _SHOWN else ""
        shown = "".join(f"\n  - {fault}" for fault in faults[:_SHOWN])
        raise DecisionError(f"This is no journal of decisions, and nothing of it was kept:{shown}{more}")
    return records


def _record(text: str, numbers: set[int]) -> tuple[Record | None, str]:
    """The decision in a line, or what is wrong with it; `numbers`: those of the lines before."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None, "is not JSON"
    if not isinstance(record, dict):
        return None, "is not a JSON object"
    wrong = [
        name for name in ("made_at", "made_by", "verb", "reason") if not isinstance(record.get(name), str)
    ]
    if wrong or not _is_number(record.get("id")):
        return None, f"{', '.join(wrong) or 'id'} is missing or of the wrong kind"
    fault = _subject_fault(record["verb"], record.get("subject"), numbers)
    if fault or record["id"] in numbers:
        return None, fault or f"the number {record['id']} is there twice"
    moment = _moment(record["made_at"])
    if moment is None:
        return None, f"made_at is no time of the past: {record['made_at'][:40]}"
    return record | {"made_at": moment}, ""


def _subject_fault(verb: str, subject: object, numbers: set[int]) -> str:
    if verb not in FIELDS:
        return f"no such verb: {verb[:40]}"
    if not isinstance(subject, dict) or subject.keys() != set(FIELDS[verb]):
        return f"the subject of {verb} has {', '.join(FIELDS[verb])}"
    for name, value in subject.items():
        if not (_is_number(value) if name in _NUMBERS else isinstance(value, str)):
            return f"{name} of the subject is of the wrong kind"
    if verb == UNDO and subject["decision"] not in numbers:
        return f"it undoes decision {subject['decision']}, which no line before it holds"
    return ""


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _moment(text: str) -> str | None:
    """The time in UTC, as the vault writes it; None where it is none, or lies ahead."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment.isoformat(timespec="seconds") if moment < datetime.now(UTC) + _AHEAD else None
