"""Meetings: the sections of a page → a Meeting, or what was missing for it to be minutes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from archiver.errors import MinutesError
from archiver.minutes.agenda.discussion import Business, Discussion, find_discussions
from archiver.minutes.agenda.items import Item, finished
from archiver.minutes.agenda.numbered import numbered_parts
from archiver.minutes.dates import calendar_year, fiscal_year
from archiver.minutes.facts import Facts, read_facts
from archiver.minutes.marks import apply_marks, read_marks
from archiver.minutes.page.blocks import Block, Page
from archiver.minutes.page.labels import VALUES
from archiver.minutes.page.legends import read_legend
from archiver.minutes.page.sections import Section as PagePart
from archiver.minutes.page.sections import split_sections
from archiver.model import AgendaItem, Meeting, Section
from archiver.words import Phrase

_RECORDED = re.compile(
    r"(?:[たるん]|(?<!ださ)い)(?:もの|こと|ところ)?[」)]?。|\b\w+ed\b[^.]{0,300}\.|\b(?:will|was|were)\b"
)
"""A sentence that tells what happened, as minutes do and announcements and lists do not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page as it was read: the meeting, and the blocks of each agenda item in the page."""

    meeting: Meeting
    blocks: tuple[tuple[Block, ...], ...]


def read_meeting(page: Page, name: str, marks: bytes | None) -> Reading:
    """Read a page as minutes.  Raises `MinutesError` with everything that is missing."""
    known = read_marks(marks, name)
    stated = known.meeting
    legend = read_legend(page.blocks)
    facts = read_facts(split_sections(page.blocks, legend), page)
    legend = read_legend(page.blocks, stated.get("attendees", facts.attendees))
    parts = numbered_parts(page.blocks, split_sections(page.blocks, legend), legend)
    facts = read_facts(parts, page)
    business = find_discussions(
        parts, stated.get("title", facts.title or name), stated.get("agenda", ()), legend
    )
    discussions = business.discussions
    items = [item for discussion in discussions for item in discussion.items]
    held_on = stated.get("date", facts.date)
    missing = _missing(held_on, items, facts)
    if missing or not isinstance(held_on, date):
        raise MinutesError(name, missing)
    opening, closing = _around(parts, discussions)
    meeting = Meeting(
        title=facts.title or name,
        date=held_on,
        start=facts.start,
        end=facts.end,
        place=facts.place,
        attendees=facts.attendees,
        documents=facts.documents,
        agenda_items=tuple(finished(order, item) for order, item in enumerate(items, 1)),
        opening=opening,
        closing=closing,
        inquiry=facts.inquiry,
        flaws=(*facts.flaws, *known.misunderstood),
    )
    meeting = apply_marks(meeting, known)
    titleless = () if facts.title or "title" in stated else ("title: not found",)
    flaws = (
        *titleless,
        *meeting.flaws,
        *_year_flaws(meeting.title, held_on),
        *_item_flaws(meeting.agenda_items, business),
    )
    return Reading(meeting=replace(meeting, flaws=flaws), blocks=tuple(tuple(item.blocks) for item in items))


def _missing(held_on: object, items: Sequence[Item], facts: Facts) -> list[Phrase]:
    """In words for people, what the page lacks to be the minutes of one meeting."""
    missing = []
    if not isinstance(held_on, date):
        missing.append(Phrase("date (日時)"))
    if not items:
        missing.append(Phrase("agenda (議題) or speeches (発言)"))
    elif not any(item.speeches for item in items):
        if not any(_RECORDED.search(text) for item in items for text in item.paragraphs):
            missing.append(Phrase("record of what was said or decided (発言・結果)"))
        elif facts.dates > 1:
            missing.append(Phrase("single meeting (the page dates {number})", number=facts.dates))
    return missing


def _around(
    parts: Sequence[PagePart], discussions: Sequence[Discussion]
) -> tuple[tuple[Section, ...], tuple[Section, ...]]:
    """The parts before and after the discussion, so that no sentence of the page is lost."""
    befores = {discussion.at: discussion.before for discussion in discussions}
    first = min(befores)
    opening: list[Section] = []
    closing: list[Section] = []
    for at, part in enumerate(parts):
        blocks = befores[at] if at in befores else list(_kept(part))
        if blocks:
            title = "" if part.kind == "head" else part.title
            section = Section(title=title, text="\n".join(block.text for block in blocks))
            (opening if at <= first else closing).append(section)
    return tuple(opening), tuple(closing)


def _kept(part: PagePart) -> Iterator[Block]:
    """What of a part the meeting's own fields do not hold: everything, or the sentences among facts and headlines."""
    if part.kind in ("attendees", "documents", "inquiry"):
        return
    for block in part.blocks:
        if part.kind == "absent" or part.kind not in VALUES | {"head"} or "。" in block.text:
            yield block


def _year_flaws(title: str, held_on: date) -> Iterator[str]:
    """A title may name the fiscal year (April to March) or the calendar year: any other is wrong."""
    fiscal = held_on.year - (held_on.month < 4)
    named = fiscal_year(title)
    if named is not None and named != fiscal:
        yield f"date: the title names fiscal year {named}, the date {held_on} lies in {fiscal}"
    year = calendar_year(title)
    if named is None and year is not None and year not in (fiscal, held_on.year):
        yield f"date: the title names {year}, the date is {held_on}"


def _item_flaws(items: Sequence[AgendaItem], business: Business) -> Iterator[str]:
    if not any(discussion.has_titles for discussion in business.discussions) and len(items) == 1:
        yield "agenda: the page names no items that could be read, so the whole discussion stands as one"
    for item in items:
        if not item.speeches and not item.text:
            yield f"nothing-recorded: {item.order} {item.title}"
    for title in business.unread:
        yield f"not-discussed: {title}"
