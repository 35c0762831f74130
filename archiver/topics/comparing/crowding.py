"""Crowding: likeness to a meeting's items, as the meeting's threads share in it → the chance of each item.  Pure.

Some items are a little like every thread (都の施策について), and of thirty-six one always is.  So the more items an
agenda has, the more it counts how much liker a thread is to an item than the meeting's threads are on the whole.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

_FEW, _MANY = 6, 31
"""Agendas of so few items are not crowded at all, and of so many fully."""
_FLOOR = 0.3
"""An item that hardly any thread is like is not told from others by that alone."""
_WHICH, _ANY, _NONE = (16.0, 4.0), 16.0, (0.24, 0.15)
"""How steeply likeness turns into certainty, and where it begins, in an agenda of few and of many items."""
_THREADS = 3
"""Of so many threads the picture counts half."""


def crowd(items: int) -> float:
    """How crowded an agenda of so many items is, 0 to 1."""
    return min(1.0, max(0.0, math.log(max(items, 1) / _FEW) / math.log(_MANY / _FEW)))


@dataclass(frozen=True, slots=True)
class _Picture:
    share: float
    """How much it counts, 0 to 1."""
    mean: float
    items: dict[int, tuple[float, float]]
    """Place → what threads score there on the whole, and how much a difference to that is stretched."""


Sums = tuple[int, Sequence[float], Sequence[float]]
"""Of a meeting: how many threads; at each of its items, in order, the sum of what they score, and of the squares."""


class Crowding:
    """What the threads of each meeting are like on the whole; all are heard before any is judged."""

    def __init__(self, places: Mapping[int, Sequence[int]]) -> None:
        """`places`: the items of each meeting."""
        self._places = {meeting: of for meeting, of in places.items() if crowd(len(of))}
        self._sums: dict[int, Sums] = {}
        self._pictures: dict[int, _Picture] = {}

    def is_crowded(self, meeting: int) -> bool:
        """Its agenda has more items than can be told apart by likeness alone."""
        return meeting in self._places

    def hear(self, meeting: int, scores: Mapping[int, float]) -> None:
        """One more thread that may continue the meeting, and how like its items it is.

        Sums of fractions depend on the order of the threads.
        """
        self._pictures.pop(meeting, None)
        places = self._places[meeting]
        threads, sums, squares = self._sums.get(meeting, (0, [0.0] * len(places), [0.0] * len(places)))
        here = [scores.get(place, 0.0) for place in places]
        sums = [sum + score for sum, score in zip(sums, here, strict=True)]
        squares = [sum + score * score for sum, score in zip(squares, here, strict=True)]
        self._sums[meeting] = threads + 1, sums, squares

    def sums(self, meeting: int) -> Sums | None:
        """What was heard of a meeting; None for nothing."""
        return self._sums.get(meeting)

    def recall(self, meeting: int, sums: Sums) -> None:
        """Take what was heard of a meeting before, in the place of its threads."""
        self._pictures.pop(meeting, None)
        self._sums[meeting] = sums

    def relative(self, meeting: int, scores: Mapping[int, float]) -> dict[int, float]:
        """Scores as they stand out from what the meeting's threads are like, on the same scale; of all its items."""
        if meeting not in self._sums:
            return dict(scores)
        picture = self._picture(meeting)
        return {
            place: picture.share * (picture.mean + (scores.get(place, 0.0) - mean) * stretch)
            + (1 - picture.share) * scores.get(place, 0.0)
            for place, (mean, stretch) in picture.items.items()
        }

    def _picture(self, meeting: int) -> _Picture:
        if meeting not in self._pictures:
            self._pictures[meeting] = _drawn(self._places[meeting], *self._sums[meeting])
        return self._pictures[meeting]


def _drawn(places: Sequence[int], threads: int, sums: Sequence[float], squares: Sequence[float]) -> _Picture:
    means = [each / threads for each in sums]
    spreads = [
        math.sqrt(max(0.0, square / threads - mean * mean))
        for square, mean in zip(squares, means, strict=True)
    ]
    spread = sum(spreads) / len(places) or 1.0
    stretches = [(1 + _FLOOR) * spread / (each + _FLOOR * spread) for each in spreads]
    return _Picture(
        share=crowd(len(places)) * threads / (threads + _THREADS),
        mean=sum(means) / len(places),
        items=dict(zip(places, zip(means, stretches, strict=True), strict=True)),
    )


def chances(scores: Mapping[int, float], items: int) -> dict[int, float]:
    """The chance of each item of one meeting to be what a thread is about; what they lack to 1 is "none of them".

    That it is about anything on the agenda, and that it is this item and not the next best: in a crowded agenda,
    where near neighbours abound, the second is what is doubtful.
    """
    crowded = crowd(items)
    which, none = _WHICH[0] + (_WHICH[1] - _WHICH[0]) * crowded, _NONE[0] + (_NONE[1] - _NONE[0]) * crowded
    best = [*sorted(scores.values(), reverse=True)[:2], 0.0]
    return {
        place: _chance(which * (score - best[score == best[0]])) * _chance(_ANY * (score - none))
        for place, score in scores.items()
    }


def _chance(odds: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-odds))
