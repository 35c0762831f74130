"""Numbered minutes: an English page that names no agenda and numbers its items through → the same parts, the numbered
ones made one agenda.

`1. Apologies … 2. Minutes of the last meeting … 3. Opening hours … 6. Adjournment`: what comes before the first number
is about the meeting, what comes under a closing label after it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.minutes.labels import label_of, number_of
from archiver.minutes.page import Block
from archiver.minutes.sections import Section, split_sections
from archiver.minutes.sentences import is_english
from archiver.minutes.titles import counted

_LEAST = 3
"""So many numbered titles in a row are an agenda."""
_NAMED = frozenset(("agenda", "results", "discussion"))


def numbered_parts(
    page: Sequence[Block], parts: Sequence[Section], legend: Mapping[str, str]
) -> list[Section]:
    """`parts` (those of the page) as they stand, or with an agenda made of the page's numbered items."""
    if any(part.kind in _NAMED for part in parts) or not is_english(
        "".join(block.text for block in page[:200])
    ):
        return list(parts)
    titles = counted(page)
    if len(titles) < _LEAST:
        return list(parts)
    first = next(iter(titles))
    end = next((at for at in titles if _is_closing(page[at])), len(page))
    agenda = Section("agenda", blocks=list(page[first:end]))
    return [*split_sections(page[:first], legend), agenda, *split_sections(page[end:], legend)[1:]]


def _is_closing(block: Block) -> bool:
    label, number = label_of(block), number_of(block)
    return label is not None and label.kind == "closing" and number is not None and number.value > 1
