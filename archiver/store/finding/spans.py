"""Spans: between which dates the mails lie, a thousand at a time → which stretches of the index to look through.

A rebuild puts mail into the index in order of date; what comes later stands behind it, however old it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

SPAN = 1024
"""Mails of one row of `spans`."""
_MOST_PARTED = 6
"""Stretches of a period that are looked at one by one; of more, those with the least between them together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From `since` up to but without `before`: UTC, ISO 8601."""

    since: str = ""
    before: str = "~"  # after every digit

    def within(self, since: str = "", before: str = "~") -> Period:
        """What of it lies within another."""
        return Period(since=max(self.since, since), before=min(self.before, before))


EVER = Period()


class Stretch(NamedTuple):
    """Mails that follow one another in the index: their first and last number, both included, and the latest date."""

    low: int
    high: int
    last: str


def stretches(connection: sqlite3.Connection, period: Period) -> list[Stretch]:
    """Where mails of a period are, those with the highest numbers first; there may be others between them."""
    spans = _spans(connection, period)
    return _nearest_joined(_joined(spans, {number for number, *_ in spans}))[::-1]


def in_order(connection: sqlite3.Connection, period: Period) -> list[Stretch]:
    """The same, in each of which mail lies in order of date, give or take a span; that with the latest date first."""
    spans = _spans(connection, period)
    pairs = pairwise(spans)
    mixed = {each[0] for pair in pairs if pair[1][1] < pair[0][1] or pair[1][2] < pair[0][2] for each in pair}
    found = _joined(spans, {number for number, *_ in spans} - mixed)
    return sorted(found, key=lambda stretch: stretch.last, reverse=True)


def _spans(connection: sqlite3.Connection, period: Period) -> list[tuple[int, str, str]]:
    statement = "SELECT span, first, last FROM spans WHERE last >= ? AND first < ? ORDER BY span"
    return [(*row,) for row in connection.execute(statement, [period.since, period.before])]


def _joined(spans: Sequence[tuple[int, str, str]], joining: set[int]) -> list[Stretch]:
    """Spans as stretches, those of `joining` with those beside them that are of it too."""
    found: list[Stretch] = []
    for span, _, last in spans:
        each = Stretch(span * SPAN, (span + 1) * SPAN - 1, last)
        if found and found[-1].high + 1 == each.low and {span - 1, span} <= joining:
            found[-1] = _from_to(found[-1], each)
        else:
            found.append(each)
    return found


def _from_to(before: Stretch, after: Stretch) -> Stretch:
    return Stretch(before.low, after.high, max(before.last, after.last))


def _nearest_joined(found: Sequence[Stretch]) -> list[Stretch]:
    """The stretches, of which at most so many are left that it is worth to look at each."""
    gaps = sorted(after.low - before.high for before, after in pairwise(found))
    widest = gaps[-_MOST_PARTED] if len(gaps) >= _MOST_PARTED else 0
    joined: list[Stretch] = []
    for each in found:
        if joined and each.low - joined[-1].high <= widest:
            joined[-1] = _from_to(joined[-1], each)
        else:
            joined.append(each)
    return joined
