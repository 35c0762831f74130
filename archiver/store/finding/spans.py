"""Spans: between which dates the mails lie, a thousand at a time → which stretches of the index to look through.

A rebuild puts mail into the index in order of date; what comes later stands behind it, however old it is.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import pairwise
from operator import itemgetter
from typing import NamedTuple

from archiver.store.database import plain_rows

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
    return _nearest_joined(_joined(_spans(connection, period), frozenset()))[::-1]


def in_order(connection: sqlite3.Connection, period: Period) -> list[Stretch]:
    """The same, in each of which mail lies in order of date, give or take a span; that with the latest date first."""
    spans = _spans(connection, period)
    mixed = {
        number
        for before, after in pairwise(spans)
        if after[1] < before[1] or after[2] < before[2]
        for number in (before[0], after[0])
    }
    return sorted(_joined(spans, mixed), key=lambda stretch: stretch.last, reverse=True)


def _spans(connection: sqlite3.Connection, period: Period) -> list[tuple[int, str, str]]:
    statement = "SELECT span, first, last FROM spans WHERE last >= ? AND first < ? ORDER BY span"
    return plain_rows(connection, statement, [period.since, period.before])


def _joined(spans: Sequence[tuple[int, str, str]], alone: Set[int]) -> list[Stretch]:
    """Spans as stretches, each with those beside it, but for those that stay `alone`."""
    ends = [
        at
        for at, (before, after) in enumerate(pairwise(spans), 1)
        if after[0] - before[0] > 1 or after[0] in alone or before[0] in alone
    ]
    return [
        Stretch(
            spans[start][0] * SPAN, (spans[end - 1][0] + 1) * SPAN - 1, max(spans[start:end], key=_LAST)[2]
        )
        for start, end in pairwise([0, *ends, len(spans)])
        if start < end
    ]


_LAST = itemgetter(2)


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
