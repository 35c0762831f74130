"""Unanswered: which questions of a thread wait, by who wrote below them and who wrote later."""

from __future__ import annotations

import time

from archiver.model import Turn
from archiver.threads import unanswered


def turn(key: str, person: str, answers: str = "", *, asks: bool = False, day: int | None = None) -> Turn:
    """A message; the day is the place of its key in the alphabet."""
    sent = f"2011-06-{day or ord(key[0]) - 96:02}T00:00:00Z"
    return Turn(key=key, parent=answers, person=person, sent=sent if person else "", asks=asks)


def test_nobody_has_written_since() -> None:
    """A question at the end waits; what its own sender adds is no answer."""
    assert unanswered([turn("a", "X", asks=True)]) == ["a"]
    assert unanswered([turn("a", "X", asks=True), turn("b", "X", "a")]) == ["a"]


def test_somebody_else_answers() -> None:
    """Below the question, at any depth, even with a clock that is behind."""
    assert unanswered([turn("a", "X", asks=True), turn("b", "Y", "a")]) == []
    assert unanswered([turn("a", "X", asks=True), turn("b", "X", "a"), turn("c", "Y", "b")]) == []
    assert unanswered([turn("a", "X", asks=True), turn("b", "Y", "a", day=1)]) == []


def test_whom_it_asked_answers_under_another_mail() -> None:
    """X writes later under Z's mail: Y's question to X is answered; had only Z written, it would wait."""
    told, asked = turn("a", "X"), turn("b", "Y", "a", asks=True)
    assert unanswered([told, asked, turn("c", "Z", "a"), turn("d", "X", "c")]) == []
    assert unanswered([told, asked, turn("c", "Z", "a")]) == ["b"]


def test_a_question_to_all_is_answered_by_anyone_later() -> None:
    """Answers come under the reminder, not under the question."""
    ghost = turn("a", "")
    thread = [ghost, turn("b", "X", "a", asks=True), turn("c", "Y", "a")]
    assert unanswered(thread) == []
    assert unanswered([ghost, turn("b", "X", "a", asks=True), turn("c", "Y", "a", day=1)]) == ["b"]


def test_every_branch_for_itself() -> None:
    """Two questions in two branches: only the one without an answer waits."""
    thread = [
        turn("a", "X"),
        turn("b", "Y", "a", asks=True),
        turn("c", "X", "b"),
        turn("d", "Z", "a", asks=True, day=9),
    ]
    assert unanswered(thread) == ["d"]


def test_time_is_linear() -> None:
    """Twenty thousand questions in a chain, and as many under one parent, take no time to speak of."""
    people = [f"P{number}" for number in range(20_000)]
    chain = [
        turn(f"a{at}", who, f"a{at - 1}" if at else "", asks=True, day=1) for at, who in enumerate(people)
    ]
    broad = [
        turn("r", "R", day=1),
        *(turn(f"a{at}", who, "r", asks=True, day=1) for at, who in enumerate(people)),
    ]
    started = time.process_time()
    assert unanswered(chain) == [chain[-1].key]
    assert len(unanswered(broad)) == len(people)
    assert time.process_time() - started < 3
