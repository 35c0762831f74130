"""Mail made to hurt: very deep, very broad, very long headers, large loops.  All linear, none by recursion."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from archiver.model import Envelope
from archiver.threads import thread
from tests.threads.thread_mails import drawn, mail


def chain(length: int) -> list[Envelope]:
    return [mail(f"a{n}", answers=f"a{n - 1}" if n else "", day=n) for n in range(length)]


def backward_chain(length: int) -> list[Envelope]:
    """Every clock is wrong: each answer is dated before its mail."""
    return [mail(f"a{n}", answers=f"a{n - 1}" if n else "", day=-n) for n in range(length)]


def fan(breadth: int) -> list[Envelope]:
    return [mail("a", day=0)] + [mail(f"b{n}", answers="a", day=n % 7) for n in range(breadth)]


def wheel(length: int) -> list[Envelope]:
    """Each answers the last, and the first answers the last of all."""
    return [mail(f"a{n}", answers=f"a{(n - 1) % length}", day=n) for n in range(length)]


def long_headers(length: int) -> list[Envelope]:
    """One mail that names thousands of missing mails, and many that name some of them."""
    missing = [f"x{n}" for n in range(length)]
    return [mail("a", references=" ".join(missing))] + [
        mail(f"b{n}", references=missing[n]) for n in range(0, length, 2)
    ]


def one_subject(length: int) -> list[Envelope]:
    return [mail(f"a{n}", reply=n > 0, day=n / 9) for n in range(length)]


def orphans_of_a_long_line(length: int) -> list[Envelope]:
    """Thousands answer thousands of missing mails that hang one below another."""
    return [mail(f"a{n}", references=f"x{n} x{n + 1}", day=n / 9) for n in range(length)]


@pytest.mark.parametrize(
    ("build", "size", "threads", "depth"),
    [
        (chain, 20_000, 1, 19_999),
        (backward_chain, 20_000, 1, 19_999),
        (fan, 50_000, 1, 1),
        (wheel, 20_000, 1, 19_999),
        (long_headers, 10_000, 1, 5_000),
        (one_subject, 20_000, 1, 19_999),
        (orphans_of_a_long_line, 10_000, 1, 9_999),
    ],
)
def test_size_alone_never_hurts(
    build: Callable[[int], list[Envelope]], size: int, threads: int, depth: int
) -> None:
    """A thread of any shape is threaded in seconds, right."""
    envelopes = build(size)
    started = time.process_time()
    nodes = thread(envelopes)
    assert time.process_time() - started < 5
    assert len({node.thread for node in nodes}) == threads
    assert max(node.depth for node in nodes) == depth


@pytest.mark.parametrize(
    "subject", ["[" * 50_000, "(was" * 50_000, "【" * 50_000, "(" + " " * 50_000, "回答!" * 50_000 + "x"]
)
def test_a_hostile_subject_costs_no_time(subject: str) -> None:
    """No pattern looks twice at the same character for long."""
    started = time.process_time()
    thread(
        [
            mail("a"),
            mail("b", answers="a", subject=subject, reply=False),
            mail("c", subject=subject, reply=True),
        ]
    )
    assert time.process_time() - started < 1


def test_ids_may_be_anything() -> None:
    """Blank ids are no ids; an id may be any text, surrogates and all."""
    odd = Envelope(
        key="ODD",
        message_id="\udce3\x00<>",
        references=("", "\udce3\x00<>", " "),
        in_reply_to=("",),
        base_subject="\x00",
        is_reply=True,
        seconds=-(10**12),
    )
    assert len(drawn(thread([odd]))) == 1
