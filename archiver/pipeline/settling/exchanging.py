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
from zoneinfo import ZoneInfo

from archiver.errors import JournalError
from archiver.moments import noted
from archiver.pipeline.making import building
from archiver.pipeline.settling.journal import FIELDS, UNDO, Journal
from archiver.pipeline.settling.waiting import told
from archiver.settings import Settings
from archiver.store.vault import Decision, Vault
from archiver.words import Phrase

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
    conflicts: tuple[Phrase, ...]
    """Matters that both journals had decided, differently, and which decision stands now; in words for people."""
    is_shown: bool


def lines(vault: Vault) -> Iterator[Record]:
    """{"id", "made_at", "made_by", "verb", "subject", "reason", "replaced"} of each decision, in order of time."""
    for each in vault.decisions():
        yield {name: getattr(each, name) for name in Decision.__slots__}


def take(settings: Settings, texts: Iterable[str]) -> Imported:
    """Bring the lines of another journal, or of an earlier state of this one, into the vault, and show them.

    All or nothing: raises `JournalError` that names every line that is no decision.
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
        conflicts=tuple(_conflicts(before, after, brought, settings.zone)),
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


def _conflicts(before: Journal, after: Journal, brought: set[int], zone: ZoneInfo) -> Iterator[Phrase]:
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
        both = {"ours": told(ours, zone), "theirs": told(others[-1], zone)}
        if stands:
            yield Phrase(
                "{ours} and {theirs} are about the same matter: {number} stands, since it is the later.",
                **both,
                number=stands.id,
            )
        else:
            yield Phrase("{ours} and {theirs} are about the same matter: nothing stands.", **both)


# --- reading the lines ---


def _read(texts: Iterable[str]) -> list[Record]:
    records: list[Record] = []
    faults: list[Phrase] = []
    numbers: set[int] = set()
    for line, text in enumerate(texts, 1):
        if not text.strip():
            continue
        record, fault = _record(text, numbers)
        if record is None:
            faults.append(Phrase("line {line}: {fault}", line=line, fault=fault))
        else:
            numbers.add(record["id"])
            records.append(record)
    if faults:
        if len(faults) > _SHOWN:
            faults[_SHOWN:] = [Phrase("… and {number} more", number=len(faults) - _SHOWN)]
        raise JournalError(faults)
    return records


def _record(text: str, numbers: set[int]) -> tuple[Record | None, Phrase | None]:
    """The decision in a line, or what is wrong with it; `numbers`: those of the lines before."""
    try:
        record = json.loads(text)
    except (ValueError, RecursionError):
        return None, Phrase("is not JSON")
    if not isinstance(record, dict):
        return None, Phrase("is not a JSON object")
    wrong = [
        name for name in ("made_at", "made_by", "verb", "reason") if not isinstance(record.get(name), str)
    ]
    if wrong or not _is_number(record.get("id")):
        return None, Phrase("{fields} is missing or of the wrong kind", fields=wrong or ["id"])
    fault = _subject_fault(record["verb"], record.get("subject"), numbers)
    if fault or record["id"] in numbers:
        return None, fault or Phrase("the number {number} is there twice", number=record["id"])
    moment = _moment(record["made_at"])
    if moment is None:
        return None, Phrase("made_at is no time of the past: {time}", time=record["made_at"][:40])
    return record | {"made_at": moment}, None


def _subject_fault(verb: str, subject: object, numbers: set[int]) -> Phrase | None:
    if verb not in FIELDS:
        return Phrase("no such verb: {verb}", verb=verb[:40])
    if not isinstance(subject, dict) or subject.keys() != set(FIELDS[verb]):
        return Phrase("the subject of {verb} has {fields}", verb=verb, fields=list(FIELDS[verb]))
    for name, value in subject.items():
        if not (_is_number(value) if name in _NUMBERS else isinstance(value, str)):
            return Phrase("{field} of the subject is of the wrong kind", field=name)
    if verb == UNDO and subject["decision"] not in numbers:
        return Phrase(
            "it undoes decision {number}, which no line before it holds", number=subject["decision"]
        )
    return None


def _is_number(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _LARGEST


def _moment(text: str) -> str | None:
    """The time in UTC, as the vault writes it; None where it is none, or lies ahead."""
    try:
        moment = datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return noted(moment) if moment < datetime.now(UTC) + _AHEAD else None
