"""Narrowing: a query and a condition → the query with it, without it, or with its dates as they are for good."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise

from archiver.search.dates import Period, relative_period
from archiver.search.fields import written, written_time
from archiver.search.reading import Field, Note, Term, read
from archiver.text import fold


def narrowed(text: str, field: str, value: str, language: str, *, is_excluded: bool = False) -> str:
    """The query with one more condition, in the words of a language.

    It goes in front: after what a person left open (a parenthesis, a quotation mark) it would be a part of that.
    """
    root, _ = read(text)
    if len([items for items in root.alternatives if items]) > 1:
        text = f"({text})"
    return f"{'-' * is_excluded}{written(field, value, language)} {text}".strip()


def without(text: str, span: tuple[int, int]) -> str:
    """The query without one of its `conditions`."""
    start, end = span
    return " ".join(f"{text[:start]} {text[end:]}".split())


def settled(text: str, conditions: Sequence[tuple[int, int]], today: date) -> tuple[str, list[Note]]:
    """The query with the days in the place of 先月 and its kind, so that it finds the same when it is read next month;
    and which days these are.  ('', []) where there is nothing of the kind."""
    notes: list[Note] = []
    for start, end in sorted(conditions, reverse=True):
        for item in read(text[start:end])[0].alternatives[0]:
            named = _relative(item, today) if isinstance(item, Field) else None
            if isinstance(item, Field) and named:
                text = text[:start] + _dated(item, named, text[start:end]) + text[end:]
                last = named.end - timedelta(days=1)
                notes.insert(0, Note("relative", f"{item.value.text} = {named.first} – {last}"))
    return (text if notes else ""), notes


def timed(text: str, today: date) -> str:
    """The query with a time that was typed as words, 先月 or last month, as a condition; '' where none was."""
    root, _ = read(text)
    terms = [each for each in root.alternatives[0] if isinstance(each, Term)]
    plain = [each for each in terms if not (each.is_quoted or each.is_negated)]
    if len(root.alternatives) > 1:
        return ""
    for first, last in (*pairwise(plain), *zip(plain, plain, strict=True)):
        span = first.span[0], last.span[1]
        value = "-".join(text[slice(*span)].split()).strip(SIGNS)
        if relative_period(fold(value), today):
            return f"{written_time(value, 'en' if value.isascii() else 'ja')} {without(text, span)}".strip()
    return ""


def _relative(item: Field, today: date) -> Period | None:
    named = relative_period(fold(item.value.text), today) if item.name in _DATED else None
    # All but a season is two conditions: there is no one word for it.
    return None if named and item.is_negated and item.name == "year" and not named.prefix else named


def _dated(item: Field, named: Period, typed: str) -> str:
    last = named.end - timedelta(days=1)
    head = typed[: _COLON.search(typed).end()]  # type: ignore[union-attr]  # a field has one
    if item.name != "year":
        return f"{head}{last if item.name == 'until' else named.first}"
    if named.prefix:
        return f"{head}{named.prefix}"
    language = "en" if typed.isascii() else "ja"
    return " ".join(
        written(name, str(day), language) for name, day in (("after", named.first), ("until", last))
    )


_DATED = ("year", "after", "before", "until")
SIGNS = ",.;:?!、。？！"
"""What may end a word in a sentence."""
_COLON = re.compile("[:：]")
