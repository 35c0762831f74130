"""Following: promises of the minutes in the archive: as a build writes them, and with answers and state."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from archiver.model import PROMISE_STATES, Answer, Promise, PromiseKind, PromiseState
from archiver.store.archive import Archive
from archiver.store.database import empty, explained
from archiver.store.entries import as_json
from archiver.store.vault import Decision

SURE = 0.7
"""An answer of this score counts; below it is only proposed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLine:
    """What may have answered a promise: a thread, or an item of a later meeting."""

    thread: str
    """'' for a later meeting, as `subject` and `message`."""
    subject: str
    message: str
    """Key of the message that answers; '' for a thread that only stands under the item."""
    reported_in: str
    """The later meeting, '' for a thread."""
    reported_item: int
    score: float
    evidence: tuple[str, ...]
    """`slug: detail`: words, owner, says, reported; item, proposed (it stands, or may stand, under the agenda item)."""

    @property
    def is_sure(self) -> bool:
        """It counts as an answer, and is not only proposed."""
        return self.score >= SURE


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """The decision of a person that a promise needs no more."""

    decision: int
    made_by: str
    made_at: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PromiseLine:
    """A promise as lists show it."""

    meeting: str
    promise: str
    """The permanent key, unique within the meeting."""
    item: int
    title: str
    """Of the agenda item."""
    kind: PromiseKind
    owner: str
    text: str
    speech: int
    """Order of the speech within the item, from 1; 0 when in none."""
    due: str
    """ISO 8601, '' when there is no day."""
    state: PromiseState
    answers: tuple[AnswerLine, ...]
    """Likeliest first."""
    closed: Closing | None

    @property
    def is_late(self) -> bool:
        """Its day has passed and nothing answers it."""
        return self.state == "overdue"


# --- written by a build ---


def replace_promises(archive: Archive, promises: Iterable[Promise]) -> None:
    """Write every promise."""
    with explained(archive.path):
        archive.connection.execute("DELETE FROM promises")
        archive.connection.executemany(
            "INSERT INTO promises VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    *(each.meeting, each.key, each.item, each.kind, each.owner, each.text, each.speech),
                    each.due.isoformat() if each.due else "",
                )
                for each in promises
            ),
        )


def replace_replies(archive: Archive, replies: Iterable[Answer], of: Iterable[str] | None = None) -> None:
    """Write what in the mail may have answered promises, `of`: in these threads alone; and the likeliest as answers."""
    execute, executemany = archive.connection.execute, archive.connection.executemany
    with explained(archive.path):
        empty(archive.connection, "replies", of)
        executemany(
            "INSERT INTO replies VALUES (?, ?, ?, ?, ?, ?)",
            (
                (each.meeting, each.promise, each.thread, each.message, each.score, as_json(each.evidence))
                for each in replies
            ),
        )
        execute("DELETE FROM answers WHERE thread <> ''")
        execute(_LIKELIEST, {"most": _MOST})


def replace_reports(archive: Archive, reports: Iterable[Answer]) -> None:
    """Write which later meetings may have reported that promises were kept."""
    with explained(archive.path):
        archive.connection.execute("DELETE FROM answers WHERE thread = ''")
        archive.connection.executemany(
            "INSERT INTO answers VALUES (?, ?, '', '', ?, ?, ?, ?)",
            (
                (
                    *(each.meeting, each.promise, each.reported_in, each.reported_item),
                    *(each.score, as_json(each.evidence)),
                )
                for each in reports
            ),
        )


_MOST = 5
"""So many threads are shown for one promise."""
_LIKELIEST = """
INSERT INTO answers
SELECT meeting, promise, thread, message, '', 0, score, evidence FROM (
  SELECT *, row_number() OVER (PARTITION BY meeting, promise ORDER BY score DESC, thread) AS rank FROM replies
) WHERE rank <= :most
"""


def replace_closed(archive: Archive, closed: Mapping[tuple[str, str], Decision]) -> None:
    """Write which promises people closed."""
    with explained(archive.path):
        archive.connection.execute("DELETE FROM closed_promises")
        archive.connection.executemany(
            "INSERT INTO closed_promises VALUES (?, ?, ?, ?, ?, ?)",
            [
                (*target, decision.id, decision.made_by, decision.made_at, decision.reason)
                for target, decision in closed.items()
            ],
        )


# --- read ---


def promises(
    connection: sqlite3.Connection,
    *,
    today: date,
    meeting: str | None = None,
    state: PromiseState | None = None,
) -> list[PromiseLine]:
    """Promises of one meeting or of all, the newest meeting first, within it in the order of the minutes.

    `today` decides what is overdue: a promise whose day has passed and that nothing answers for sure.
    """
    rows = connection.execute(
        """SELECT promises.meeting, promise, promises.item, agenda_items.title, kind, owner, promises.text, speech,
                  due, decision, made_by, made_at, reason
           FROM promises JOIN meetings USING (meeting)
             JOIN agenda_items ON agenda_items.meeting = promises.meeting AND agenda_items.item = promises.item
             LEFT JOIN closed_promises USING (meeting, promise)
           WHERE :meeting IS NULL OR promises.meeting = :meeting
           ORDER BY meetings.date DESC, promises.meeting DESC, promises.item, speech, kind, promise""",
        {"meeting": meeting},
    ).fetchall()
    answers = _answers(connection, meeting)
    lines = [_line(row, answers[row["meeting"], row["promise"]], today) for row in rows]
    return [line for line in lines if state is None or line.state == state]


def counts(lines: Iterable[PromiseLine]) -> dict[PromiseState, int]:
    """How many promises are in each state, what wants attention first; states that none is in are left out."""
    states = [line.state for line in lines]
    return {state: states.count(state) for state in PROMISE_STATES if state in states}


def _line(row: sqlite3.Row, answers: list[AnswerLine], today: date) -> PromiseLine:
    names = ("meeting", "promise", "item", "title", "kind", "owner", "text", "speech", "due")
    closed = row["decision"] is not None
    return PromiseLine(
        **{name: row[name] for name in names},
        state=_state(closed, answers, row["due"], today),
        answers=tuple(answers),
        closed=Closing(**{name: row[name] for name in ("decision", "made_by", "made_at", "reason")})
        if closed
        else None,
    )


def _state(is_closed: bool, answers: list[AnswerLine], due: str, today: date) -> PromiseState:
    if is_closed:
        return "closed"
    if any(each.reported_in for each in answers if each.is_sure):
        return "reported"
    if any(each.is_sure for each in answers):
        return "answered"
    return "overdue" if due and due < today.isoformat() else "open"


def _answers(connection: sqlite3.Connection, meeting: str | None) -> dict[tuple[str, str], list[AnswerLine]]:
    """Answers by their words; and for a deferral the threads under its item, which carry the discussion on.

    A thread under the promise's own item is a likelier answer; one that a person took away from it is none.
    """
    found: dict[tuple[str, str], list[AnswerLine]] = defaultdict(list)
    rows = connection.execute(
        """SELECT answers.meeting, promise, answers.thread, coalesce(threads.subject, '') AS subject, message,
                  promises.item, reported_in, reported_item, answers.score, answers.evidence,
                  coalesce(placements.status, '') AS placed
           FROM answers JOIN promises USING (meeting, promise) LEFT JOIN threads USING (thread)
             LEFT JOIN placements ON placements.thread = answers.thread AND placements.thread <> ''
               AND placements.meeting = answers.meeting AND placements.item = promises.item
           WHERE (:meeting IS NULL OR answers.meeting = :meeting) AND kind = 'action'
             AND coalesce(placements.status, '') <> 'rejected'
           UNION ALL
           SELECT promises.meeting, promise, thread, threads.subject, '', item, '', 0, placements.score, '[]', status
           FROM promises JOIN placements USING (meeting, item) JOIN threads USING (thread)
           WHERE (:meeting IS NULL OR promises.meeting = :meeting) AND kind = 'deferral' AND status <> 'rejected'""",
        {"meeting": meeting},
    )
    for row in rows:
        found[row["meeting"], row["promise"]].append(_answer(row))
    for lines in found.values():
        lines.sort(key=lambda each: (-each.score, each.reported_in, each.thread))
    return found


_UNDER_THE_ITEM = 0.25
"""The share of doubt that goes when an answering thread stands under the promise's item."""


def _answer(row: sqlite3.Row) -> AnswerLine:
    score, evidence = float(row["score"]), list(json.loads(row["evidence"]))
    is_placed = row["placed"] in ("sure", "confirmed")
    if is_placed:
        evidence.append(f"item: {row['meeting']} 議題{row['item']}")
        score = max(score, SURE) if not row["message"] else 1 - (1 - score) * (1 - _UNDER_THE_ITEM)
    elif not row["message"] and not row["reported_in"]:
        score = min(score, SURE - 0.01)
        evidence.append(f"proposed: {row['meeting']} 議題{row['item']}")
    names = ("thread", "subject", "message", "reported_in", "reported_item")
    return AnswerLine(**{name: row[name] for name in names}, score=round(score, 3), evidence=tuple(evidence))
