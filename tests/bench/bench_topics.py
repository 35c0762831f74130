"""Placing, measured: `python -m tests.bench.bench_topics [CORPORA]`.

Assembly questions (building days, held-out days, all), the threads of tests/topics/cases.toml and of the sample list,
and the time for 20,000 threads and 50 agenda items.
"""

from __future__ import annotations

import dataclasses
import itertools
import random
import resource
import sys
import time
from datetime import date, timedelta
from pathlib import Path

from archiver import topics
from archiver.model import HeldMeeting, ThreadText
from tests.topics import assembly, committees, officers

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


def questions(corpora: Path) -> None:
    asked = assembly.questions(corpora)
    building, held_out = assembly.held_out(asked)
    for name, others, same_item in (
        ("title only", False, False),
        ("title + its other rows", False, True),
        ("title + other meetings", True, False),
        ("all", True, True),
    ):
        everything = assembly.ranked(asked, building | held_out, others=others, same_item=same_item)
        for part, days in (("building", building), ("held out", held_out), ("all days", building | held_out)):
            ranking = [row for row in everything if row[0].day in days]
            even = assembly.balanced(ranking)
            if others:
                print(f"{name}, {part}: chance → right of shown: {_reliability(ranking)}")
            certain = [right for chance, right in assembly.surest(ranking) if chance >= 0.7]
            print(
                f"{name}, {part}: top-1 {assembly.top(ranking, 1):.3f}, top-3 {assembly.top(ranking, 3):.3f}; balanced "
                f"{assembly.top(even, 1):.3f}, {assembly.top(even, 3):.3f}; sure {sum(certain)} of {len(certain)} right"
            )


def _reliability(ranking: assembly.Ranking) -> str:
    """How often the best item is right, by how likely it was said to be."""
    edges = (0.0, 0.2, 0.4, 0.55, 0.7, 0.8, 1.0)
    found = assembly.surest(ranking)
    bins = []
    for low, high in itertools.pairwise(edges):
        right = [each for chance, each in found if low <= chance < high]
        bins.append(f"{low:.2f}-{high:.2f} {sum(right)} of {len(right)}")
    return ", ".join(bins)


def office_mail() -> None:
    parts = {**officers.cases(), "sample list": officers.sample()}
    for name, (threads, gold) in parts.items():
        found = officers.placed(*threads)
        for which, labels in (
            ("sure", officers.sure(found)),
            ("all", {officers.label(each) for each in found}),
        ):
            print(
                f"{name}, {which}: P %.3f R %.3f F1 %.3f ({len(gold)} labels)" % officers.scores(labels, gold)
            )
    for which in ("sure", "all"):
        scores = officers.scores(*committees.measured(sure_only=which == "sure"))
        print(f"fourth part, {which}: P %.3f R %.3f F1 %.3f" % scores)


def speed(count: int = 20_000) -> None:
    """Threads of the cases, their texts tripled, spread over ten meetings of five years."""
    rng = random.Random(1)
    base = [thread for threads, _ in officers.cases().values() for thread in threads]
    days = [date(2009, 1, 20) + timedelta(days=182 * number) for number in range(10)]
    held = officers.meeting().meeting
    items = (*held.agenda_items, dataclasses.replace(held.agenda_items[0], order=5, title="その他について"))
    meetings = [
        HeldMeeting(slug=str(day), meeting=dataclasses.replace(held, date=day, agenda_items=items))
        for day in days
    ]
    threads = [
        _moved(rng.choice(base), number, timedelta(days=rng.randrange(-800, 800))) for number in range(count)
    ]
    size = sum(len(message.own) for thread in threads for message in thread.messages)
    started = time.perf_counter()
    found = topics.place(threads, meetings, officers.shipped_topics())
    print(
        f"{count:,} threads ({size / 1e6:.1f} M characters) × {sum(len(each.meeting.agenda_items) for each in meetings)}"
        f" items: {time.perf_counter() - started:.1f} s, {len(found):,} placements,"
        f" peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB"
    )


def _moved(thread: ThreadText, number: int, by: timedelta) -> ThreadText:
    messages = tuple(
        dataclasses.replace(message, sent=message.sent + by, own=message.own * 3)
        for message in thread.messages
    )
    return ThreadText(thread=f"{thread.thread}-{number}", messages=messages)


if __name__ == "__main__":
    questions(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPORA)
    office_mail()
    speed()
