"""Eras of Japan: a year as counted in one of them → the year of the common calendar."""

from __future__ import annotations

from datetime import date

ERAS = (
    ("令和", "r", date(2019, 5, 1)),
    ("平成", "h", date(1989, 1, 8)),
    ("昭和", "s", date(1926, 12, 25)),
    ("大正", "t", date(1912, 7, 30)),
    ("明治", "m", date(1868, 1, 25)),
)
"""Latest first: name, letter (folded) and first day."""
_FIRST_YEARS = {word: first.year for name, letter, first in ERAS for word in (name, letter)}


def year_of(era: str, year: str) -> int:
    """平成, 23 → 2011; 元 is the first year.  `era`: a name, or a letter in either case."""
    return _FIRST_YEARS[era.casefold()] - 1 + (1 if year == "元" else int(year))
