"""Charts: rows of numbers → inline SVG that a screen reader can name and the stylesheet can colour.  Pure.

Every mark carries classes and no colour of its own.  The table that must stand under a chart gives the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from unicodedata import east_asian_width

from markupsafe import Markup

_WIDTH, _HEIGHT, _LEFT, _TOP, _BOTTOM = 720, 200, 52, 12, 24
_WIDEST = 64
"""Of a column."""
_LABEL_WIDTH = 62
"""Room that a label under the axis needs."""
_ROW_HEIGHT, _ROW_LEFT, _LABEL_COLUMNS = 28, 260, 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One value: what it is of, how much, and how it is said."""

    label: str
    value: float
    said: str


def columns(name: str, title: str, summary: str, bars: Sequence[Bar], unit: str = "{n}") -> Markup:
    """A column for each bar, in order of time.  `name`: an id that is free on the page; `unit`: how a number of the
    scale is said."""
    highest = max((bar.value for bar in bars), default=0)
    top = round_up(highest)
    step = (_WIDTH - _LEFT) / max(len(bars), 1)
    return _svg(
        name,
        title,
        summary,
        [
            *_lines(top, unit),
            *(_column(bar, _LEFT + at * step, step, top) for at, bar in enumerate(bars)),
            *_labels(bars, step),
        ],
    )


def rows(name: str, title: str, summary: str, bars: Sequence[Bar]) -> Markup:
    """A row for each bar, in the order given: for names that are too long to stand under a column."""
    highest = max((bar.value for bar in bars), default=0) or 1
    return _svg(
        name,
        title,
        summary,
        [part for at, bar in enumerate(bars) for part in _row(bar, at * _ROW_HEIGHT, highest)],
        height=len(bars) * _ROW_HEIGHT + 4,
    )


def _row(bar: Bar, top: float, highest: float) -> list[Markup]:
    label = _shortened(bar.label)
    width = (_WIDTH - _ROW_LEFT - 90) * bar.value / highest
    return [
        Markup('<text class="of" x="0" y="{}">{}</text>').format(_number(top + 19), label),
        Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"/>').format(
            _ROW_LEFT, _number(top + 7), _number(max(width, 0.4)), _ROW_HEIGHT - 12
        ),
        Markup('<text class="said" x="{}" y="{}">{}</text>').format(
            _number(_ROW_LEFT + width + 8), _number(top + 19), bar.said
        ),
    ]


def _shortened(label: str) -> str:
    """What fits before a row: a Japanese character is as wide as two Latin ones."""
    widths = accumulate(2 if east_asian_width(letter) in "WF" else 1 for letter in label)
    fitting = sum(width <= _LABEL_COLUMNS for width in widths)
    return label if fitting == len(label) else f"{label[: fitting - 1]}…"


def _svg(name: str, title: str, summary: str, parts: Sequence[Markup], height: float = _HEIGHT) -> Markup:
    return Markup(
        '<svg class="chart" viewBox="0 0 {} {}" role="img" aria-labelledby="{}-title {}-text">'
        '<title id="{}-title">{}</title><desc id="{}-text">{}</desc>{}</svg>'
    ).format(_WIDTH, height, name, name, name, title, name, summary, Markup("").join(parts))


def _column(bar: Bar, left: float, step: float, top: float) -> Markup:
    height = (_HEIGHT - _TOP - _BOTTOM) * bar.value / top
    gap = max(min(step * 0.2, 4), step - _WIDEST)
    return Markup('<rect class="bar" x="{}" y="{}" width="{}" height="{}"><title>{}</title></rect>').format(
        _number(left + gap / 2),
        _number(_HEIGHT - _BOTTOM - height),
        _number(max(step - gap, 0.4)),
        _number(height),
        f"{bar.label}: {bar.said}",
    )


def _lines(top: float, unit: str) -> list[Markup]:
    """The axis and a line at half and at full height, with what they stand for."""
    lines = []
    for share in (0, 0.5, 1):
        y = _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * share
        lines.append(
            Markup(
                '<line class="rule" x1="{}" x2="{}" y1="{}" y2="{}"/><text class="scale" x="{}" y="{}">{}</text>'
            ).format(
                _LEFT,
                _WIDTH,
                _number(y),
                _number(y),
                _LEFT - 6,
                _number(y + 4),
                unit.format(n=f"{top * share:,g}"),
            )
        )
    return lines


def _labels(bars: Sequence[Bar], step: float) -> list[Markup]:
    """As many labels as there is room for, evenly."""
    every = max(1, -(-_LABEL_WIDTH // max(step, 0.001)))
    return [
        Markup('<text class="tick" x="{}" y="{}">{}</text>').format(
            _number(_LEFT + (at + 0.5) * step), _HEIGHT - 6, bar.label
        )
        for at, bar in enumerate(bars)
        if at % every == 0
    ]


def round_up(value: float) -> float:
    """The next number that reads well at the top of a scale: 1, 2 or 5 times a power of ten; at least 2."""
    size = 1.0
    while size * 10 <= value:
        size *= 10
    return max(next(size * each for each in (1, 2, 5, 10) if size * each >= value), 2)


def _number(value: float) -> str:
    return f"{value:.1f}".rstrip("0").rstrip(".")
