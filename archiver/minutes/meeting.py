"""Meetings: the sections of a page → a Meeting, or what was missing for it to be minutes."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from typing import Any

from archiver.errors import MinutesError
from archiver.minutes.agenda import read_agenda, read_discussion
from archiver.minutes.dates import find_date, find_times, fiscal_year
from archiver.minutes.page import Block, Page
from archiver.minutes.sections import Section as PageSection
from archiver.minutes.sections import split_sections
from archiver.minutes.speakers import speaker_of
from archiver.model import AgendaItem, Meeting, Section

_TITLE = re.compile(r"会議録|議事録|議事要旨|会議要旨|会議概要|議事概要|記録|結果|minutes", re.IGNORECASE)
_LEAST_SPEECHES = 3
"""Speeches that a page without an agenda must have to be taken for minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A page as it was read: the meeting, and the last block of each agenda item in the page."""

    meeting: Meeting
    ends: tuple[Block, ...]


def read_meeting(page: Page, name: str, marks: bytes | None) -> Reading:
    """Read a page as minutes.  Raises `MinutesError` with everything that is missing."""
    sections = list(split_sections(page.blocks))
    overrides = _marked(marks, name)
    items, before, ends, flaws = _agenda(sections, page)
    found_date = overrides.get("date") or _date(sections, page, flaws)
    missing = []
    if not isinstance(found_date, date):
        missing.append("date (日時)")
    if not items:
        missing.append("agenda (議題) or speeches (発言)")
    if missing or not isinstance(found_date, date):
        raise MinutesError(name, missing)
    times = _times(sections)
    meeting = Meeting(
        title=_title(page, sections),
        date=found_date,
        start=times[0] if times else None,
        end=times[1] if len(times) > 1 else None,
        place=" ".join(_texts(sections, "place")[:1]),
        attendees=_attendees(sections),
        documents=tuple(_texts(sections, "documents")),
        agenda_items=tuple(items),
        opening=tuple(_narrative(sections, before_agenda=True, preface=before)),
        closing=tuple(_narrative(sections, before_agenda=False, preface=[])),
        inquiry="\n".join(_inquiry(sections)),
        flaws=tuple(flaws),
    )
    return Reading(meeting=_overridden(_checked(meeting), overrides), ends=tuple(ends))


def _agenda(
    sections: list[PageSection], page: Page
) -> tuple[list[AgendaItem], list[str], list[Block], list[str]]:
    """(items, paragraphs before them, last block of each, flaws)."""
    best: tuple[list[AgendaItem], list[str], list[Block]] = ([], [], [])
    for section in sections:
        if section.kind in ("agenda", "results"):
            found = read_agenda(section.blocks)
            if _weight(found[0]) > _weight(best[0]):
                best = found
    if best[0]:
        return *best, []
    whole = [block for section in sections if section.kind not in ("inquiry",) for block in section.blocks]
    followers: list[Block | None] = [*whole[1:], None]
    spoken = [
        at for at, (block, after) in enumerate(zip(whole, followers, strict=True)) if speaker_of(block, after)
    ]
    if len(spoken) < _LEAST_SPEECHES:
        return [], [], [], []
    item = read_discussion(_title(page, sections), whole[spoken[0] :])
    flaw = "agenda: the page lists no items that could be read, so the whole discussion stands as one"
    return [item], [], [whole[-1]], [flaw]


def _weight(items: Sequence[AgendaItem]) -> tuple[int, int]:
    """A list of titles at the head of a page gives way to the discussion under the same titles."""
    return sum(len(item.speeches) + bool(item.text) for item in items), len(items)


def _title(page: Page, sections: list[PageSection]) -> str:
    heading = next((block.text for block in page.blocks if block.level == 1), "")
    if heading:
        return heading
    head = (
        [block.text for block in sections[0].blocks if not block.text.startswith("現在位置")]
        if sections
        else []
    )
    named = [text for text in head if _TITLE.search(text) and len(text) <= 200]
    fallback = page.title or (head[-1] if head else "")
    return named[-1] if named else fallback


def _date(sections: list[PageSection], page: Page, flaws: list[str]) -> date | None:
    for text in [*_texts(sections, "date"), *_texts(sections, "time")]:
        found = find_date(text)
        if found:
            return found
    head = sections[0].blocks if sections else []
    for block in [Block(text=page.title), *head[:40], *page.blocks[:40]]:
        found = find_date(block.text)
        if found:
            flaws.append("date: no 日時 was found, taken from the head of the page")
            return found
    return None


def _times(sections: list[PageSection]) -> list[time]:
    for kind in ("date", "time"):
        times = [each for text in _texts(sections, kind)[:3] for each in find_times(text)]
        if times:
            return times
    return []


def _texts(sections: list[PageSection], kind: str) -> list[str]:
    """The lines of the first section of this kind that has any."""
    for section in sections:
        if section.kind == kind and section.blocks:
            return [block.text for block in section.blocks]
    return []


def _attendees(sections: list[PageSection]) -> tuple[str, ...]:
    return tuple(
        part.strip(" ・")
        for text in _texts(sections, "attendees")
        for part in re.split(r"[、,;](?![^(（]*[)）])", text)
        if part.strip(" ・")
    )


def _narrative(sections: list[PageSection], *, before_agenda: bool, preface: list[str]) -> list[Section]:
    """Sections with text of their own, before or after the agenda; `preface` stood in it before the first item."""
    kinds = [section.kind for section in sections]
    at = max((index for index, kind in enumerate(kinds) if kind in ("agenda", "results")), default=len(kinds))
    chosen = sections[:at] if before_agenda else sections[at + 1 :]
    found = [
        Section(title=section.title, text="\n".join(block.text for block in section.blocks))
        for section in chosen
        if section.kind in ("opening", "closing", "heading", "absent")
    ]
    if preface:
        found.append(Section(title=sections[at].title, text="\n".join(preface)))
    return found


def _inquiry(sections: list[PageSection]) -> list[str]:
    return [
        text for text in _texts(sections, "inquiry") if not re.match(r"\s*(?:更新日|最終更新|掲載日)", text)
    ]


def _checked(meeting: Meeting) -> Meeting:
    """Flaws that show only in the whole."""
    flaws = list(meeting.flaws)
    year = fiscal_year(meeting.title)
    actual = meeting.date.year - (meeting.date.month < 4)
    if year is not None and actual != year:
        flaws.append(f"date: the title names fiscal year {year}, the date {meeting.date} lies in {actual}")
    if not meeting.place:
        flaws.append("place: not found")
    if not meeting.attendees:
        flaws.append("attendees: not found")
    return replace(meeting, flaws=tuple(flaws))


def _marked(marks: bytes | None, name: str) -> dict[str, Any]:
    """What the secretariat marked by hand in the file beside the page."""
    if marks is None:
        return {}
    try:
        return tomllib.loads(marks.decode("utf-8"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise MinutesError(f"{name}.toml", [f"TOML that can be read ({error})"]) from None


_MARKS: dict[str, type | tuple[type, ...]] = {
    "title": str,
    "date": date,
    "start": time,
    "end": time,
    "place": str,
    "attendees": list,
    "documents": list,
    "inquiry": str,
}


def _overridden(meeting: Meeting, marks: dict[str, Any]) -> Meeting:
    known: dict[str, Any] = {
        name: tuple(map(str, value)) if isinstance(value, list) else value
        for name, value in marks.items()
        if name in _MARKS and isinstance(value, _MARKS[name])
    }
    ignored = sorted(marks.keys() - known.keys())
    flaws = [flaw for flaw in meeting.flaws if flaw.split(":")[0] not in known]
    flaws += [f"marks: {name} was not understood" for name in ignored]
    return replace(meeting, **known, flaws=tuple(flaws))
