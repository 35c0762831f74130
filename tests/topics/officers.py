"""Builders: short office mail, the sample meeting, and the labelled threads of cases.toml and of the sample list."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path

from archiver import mail, minutes, topics
from archiver.model import HeldMeeting, MessageText, Placement, ThreadText, Topic

ROOT = Path(__file__).resolve().parents[2]
URL = "https://www.kachokai.example/kaigi/20110620.html"
JULY = date(2011, 7, 4)

Label = tuple[str, str]
"""(thread, number of an item of the sample meeting or slug of a standing topic)"""


@cache
def meeting() -> HeldMeeting:
    page = ROOT / "data" / "minutes" / "2011-06-20.html"
    return HeldMeeting(slug="2011-06-20", meeting=minutes.read(page.read_bytes(), page.name), url=URL)


@cache
def shipped_topics() -> tuple[Topic, ...]:
    path = ROOT / "config" / "topics.toml"
    return topics.load(path.read_text("utf-8"), path.name)


def talk(subject: str, *mails: str, on: date = JULY, name: str = "t") -> ThreadText:
    """A thread of one mail a day."""
    sent = datetime.combine(on, time(3), UTC)
    return ThreadText(
        thread=name,
        messages=tuple(
            MessageText(
                key=f"{name}{number}",
                subject=f"Re: {subject}" if number else subject,
                own=own,
                sent=sent + timedelta(days=number),
            )
            for number, own in enumerate(mails)
        ),
    )


def placed(*threads: ThreadText) -> list[Placement]:
    return topics.place(threads, [meeting()], shipped_topics())


def label(placement: Placement) -> Label:
    return placement.thread, placement.topic or str(placement.agenda_item)


def sure(placements: list[Placement]) -> set[Label]:
    return {label(each) for each in placements if each.status == "sure"}


def cases() -> dict[str, tuple[list[ThreadText], set[Label]]]:
    """Part of cases.toml → its threads and their gold labels."""
    found: dict[str, tuple[list[ThreadText], set[Label]]] = defaultdict(lambda: ([], set()))
    for case in tomllib.loads((Path(__file__).parent / "cases.toml").read_text("utf-8"))["thread"]:
        threads, gold = found[case["half"]]
        threads.append(talk(case["subject"], *case["mails"], on=case["date"], name=case["name"]))
        gold |= {(case["name"], each) for each in case["gold"]}
    return dict(found)


def sample() -> tuple[list[ThreadText], set[Label]]:
    """The threads of the sample list and their gold labels, which another hand gave."""
    source = tomllib.loads((ROOT / "data" / "sample" / "messages.toml").read_text("utf-8"))
    threads: dict[str, list[MessageText]] = defaultdict(list)
    for entry in source["messages"]:
        segments = mail.segments(entry.get("body", "").replace("{署名}", ""))
        own = mail.text_of(segments, "own")
        threads[entry["thread"]].append(
            MessageText(key=entry["id"], subject=entry["subject"], own=own, sent=entry["date"])
        )
    gold = {
        (each["name"], topic.rpartition("/")[2]) for each in source["threads"] for topic in each["topics"]
    }
    return [ThreadText(thread=name, messages=tuple(mails)) for name, mails in threads.items()], gold


def scores(found: set[Label], gold: set[Label]) -> tuple[float, float, float]:
    """(precision, recall, micro-F1) per thread and label."""
    right = len(found & gold)
    return right / max(1, len(found)), right / max(1, len(gold)), 2 * right / max(1, len(found) + len(gold))
