"""The assembly questions: each among the agenda items of its day, through the likeness that the archive uses."""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

from archiver.text import fold
from archiver.topics.comparing.crowding import Crowding, chances
from archiver.topics.comparing.likeness import Item, Profiles
from archiver.topics.terms import terms


@dataclass(frozen=True)
class Question:
    day: str
    item: str
    text: str


Ranking = list[tuple[Question, dict[str, float]]]
"""Each question with the score of each item of its day."""


def questions(corpora: Path) -> list[Question]:
    lines = (corpora / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    return [
        Question(row["date"], row["agenda_item"], fold("\n".join([row["question"], *row["answers"]])))
        for row in rows
    ]


def held_out(asked: list[Question]) -> tuple[set[str], set[str]]:
    """(days to build on, days to measure on): by date, so that no item is on both sides."""
    days = sorted({question.day for question in asked})
    random.Random(5).shuffle(days)
    return set(days[9:]), set(days[:9])


def ranked(asked: list[Question], days: set[str], *, others: bool, same_item: bool) -> Ranking:
    """Score the questions of some days.

    `others`: items of all other days bring what was said under them, as an archive's other minutes do.
    `same_item`: the rows of those items that have several stand for their speeches, the question itself left out.
    """
    read = {question: terms(question.text) for question in asked}
    seen = Counter(term for each in read.values() for term in each)
    said: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for question, found in read.items():
        said[question.day, question.item].update(found)
    rows = Counter((question.day, question.item) for question in read)
    ranking: Ranking = []
    for day in sorted(days):
        here = [key for key in said if key[0] == day]
        elsewhere = [key for key in said if key[0] != day] if others else []
        spoken = {key: said[key] if same_item and rows[key] > 1 else Counter[str]() for key in here}
        rest = {key: said[key] for key in elsewhere}
        plain = _profiles(spoken, rest, seen, len(asked))
        scores: list[tuple[Question, dict[int, float]]] = []
        for question in (each for each in asked if each.day == day):
            profiles, key = plain, (day, question.item)
            if spoken[key]:
                others_only = {**spoken, key: said[key] - read[question]}
                profiles = _profiles(others_only, rest, seen, len(asked))
            strange = sum(term not in profiles.rarity for term in read[question])
            scores.append((question, profiles.scores(profiles.unit(read[question], strange), [0])))
        crowding = Crowding({0: range(len(here))})
        for _, likeness in scores:
            crowding.hear(0, likeness)
        for question, likeness in scores:
            relative = crowding.relative(0, likeness)
            ranking.append((question, {title: relative[at] for at, (_, title) in enumerate(here)}))
    return ranking


_Said = dict[tuple[str, str], Counter[str]]


def _profiles(here: _Said, elsewhere: _Said, seen: Counter[str], texts: int) -> Profiles:
    """The items of one day first, those of other days after them, each of a meeting of its own."""
    items = [Item(terms(fold(title)), found, ()) for (_, title), found in (*here.items(), *elsewhere.items())]
    return Profiles(items, [*[0] * len(here), *range(1, len(elsewhere) + 1)], seen, texts)


def top(ranking: Ranking, places: int) -> float:
    """The share of questions whose item is among the first `places`."""
    right = [
        question.item in sorted(found, key=lambda item: -found[item])[:places] for question, found in ranking
    ]
    return sum(right) / len(right)


def surest(ranking: Ranking) -> list[tuple[float, bool]]:
    """Per question the chance of its best item, and whether it is right."""
    result = []
    for question, found in ranking:
        best = max(found, key=lambda item: found[item])
        likely = chances(dict(enumerate(found.values())), len(found))
        result.append((max(likely.values()), best == question.item))
    return result


def balanced(ranking: Ranking, warmth: float = 0.05) -> Ranking:
    """As if it were known that every item of the day has its question (Sinkhorn): a bound, not what we ship."""
    by_day: dict[str, Ranking] = defaultdict(list)
    for question, found in ranking:
        by_day[question.day].append(
            (question, {item: math.exp(score / warmth) for item, score in found.items()})
        )
    for rows in by_day.values():
        for _ in range(30):
            totals = Counter[str]()
            for _, found in rows:
                for item, value in found.items():
                    totals[item] += value  # type: ignore[assignment]
            for _, found in rows:
                whole = sum(value / totals[item] for item, value in found.items())
                for item in found:
                    found[item] /= totals[item] * whole
    return [row for rows in by_day.values() for row in rows]
