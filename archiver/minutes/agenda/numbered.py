"""Numbered minutes: a page that names no agenda and numbers its items through → the same parts, the numbered ones made
one agenda: of English minutes their items, of a Japanese page that is nothing but decisions these.

`1. Apologies … 2. Minutes of the last meeting … 3. Opening hours … 6. Adjournment`: what comes before the first number
is about the meeting, what comes under a closing label after it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from archiver.minutes.agenda.titling import counted, resolutions
from archiver.minutes.page.blocks import Block
from archiver.minutes.page.labels import label_of, number_of
from archiver.minutes.page.legends import Legend
from archiver.minutes.page.sections import Section, split_sections
from archiver.minutes.sentences import is_english

_LEAST = 3
"""So many numbered titles in a row are an agenda."""
_HEAD = 10
_DECIDED = re.compile(r"(?:決定|決議|合意|申し?合わせ)(?:事項|内容)?(?:一覧)?$")
"""The title of a page that has nothing but what was decided, sentence by sentence or title by title."""
_NAMED = frozenset(("agenda", "results", "discussion"))


def numbered_parts(page: Sequence[Block], parts: Sequence[Section], legend: Legend) -> list[Section]:
    """`parts` (those of the page) as they stand, or with an agenda made of the page's numbered items."""
    if any(part.kind in _NAMED for part in parts):
        return list(parts)
    if is_english("".join(block.text for block in page[:200])):
        titles = counted(page)
    else:
        is_told = any(_DECIDED.search(block.text) for block in page[:_HEAD])
        titles = (resolutions(page) or counted(page)) if is_told else {}
    if len(titles) < _LEAST:
        return list(parts)
    first = next(iter(titles))
    end = next((at for at in titles if _is_closing(page[at])), len(page))
    agenda = Section("agenda", blocks=list(page[first:end]))
    return [*split_sections(page[:first], legend), agenda, *split_sections(page[end:], legend)[1:]]


def _is_closing(block: Block) -> bool:
    label, number = label_of(block), number_of(block)
    return label is not None and label.kind == "closing" and number is not None and number.value > 1
