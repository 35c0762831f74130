"""Facts: the sections of a page → when, where, who, with which papers, and whom to ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time

from archiver.minutes.dates import find_date, find_date_in_fiscal_year, find_times, fiscal_year
from archiver.minutes.page.blocks import Page
from archiver.minutes.page.labels import number_of
from archiver.minutes.page.sections import Section

_MINUTES = re.compile(
    r"会議録|議事録|速記録|記録|議事要旨|会議要旨|議事概要|会議概要|会議結果|議事メモ|本文|定例会|臨時会|minutes",
    re.IGNORECASE,
)
_NAVIGATION = re.compile(
    r"現在位置|現在地|本文へ|本文ここ|ここから$|ここまで$|の中の|トップページ|ホーム\s*>|パンくず|ページの先頭"
    r"|スキップ|メニュー|[>›»→]|skip to"
    r"|breadcrumb",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:室|ホール|会館|議場|会場|センター|庁舎|公民館|プラザ|オンライン|開催)(?:\s?\S{1,10})?$"
)
_ASSEMBLY = re.compile(r"会(?:議|合)?(?:\s|$)|meeting", re.IGNORECASE)
_AT = re.compile(r"^(?:於|於て|於いて|場所)[、,::]?\s?(?P<place>.+)$")
_ADDRESS = re.compile(r"^[^。]{0,40}(?:[都道府県市区町村]\S*\s?[\d０-９]|丁目|番地|ビル|階)|^[(\uff08〒]")
_NONE = re.compile(r"^(?:なし|無し|な\sし|無|none|nil|n/a|there were none)[。.]?$", re.IGNORECASE)
_PAPER = re.compile(
    r"^[・\s]*(?:資料|参考|別[紙添]|会議?次第|次第|議題|議案|名簿|当日|追加|配[付布]|[(〔【]|(?:paper"
    r"|document|appendix|annex)\b)",
    re.IGNORECASE,
)
_PAGE_END = re.compile(
    r"ページの先頭|このページのトップ|copyright|\(c\)|©|all rights reserved|アンケート|サイトマップ",
    re.IGNORECASE,
)
_MOST_INQUIRY = 12
"""Lines: what follows is the page's foot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What a page says of the meeting besides its business."""

    title: str
    date: date | None
    dates: int
    """How many different days the page names as the meeting's."""
    start: time | None
    end: time | None
    place: str
    attendees: tuple[str, ...]
    documents: tuple[str, ...]
    inquiry: str
    flaws: tuple[str, ...]


def read_facts(sections: Sequence[Section], page: Page) -> Facts:
    """The facts, each with a flaw where it was not found or had to be guessed."""
    title = _title(sections, page)
    held_on, dates, flaws = _date(sections, page, title)
    start, end = _times(sections, page)
    place = _place(sections)
    attendees = tuple(part for text in _all(sections, "attendees") for part in _names(text))
    if not place:
        flaws.append("place: not found")
    if not attendees:
        flaws.append("attendees: not found")
    if start is None:
        flaws.append("start: not found")
    return Facts(
        title=title,
        date=held_on,
        dates=dates,
        start=start,
        end=end,
        place=place,
        attendees=attendees,
        documents=tuple(_papers(_all(sections, "documents"))),
        inquiry="\n".join(_inquiry(sections)),
        flaws=tuple(flaws),
    )


def _title(sections: Sequence[Section], page: Page) -> str:
    """The heading that names minutes, else the first; in plain text, the line that the breadcrumb ends with."""
    headings = [block.text for block in page.blocks if block.level in (1, 2) and len(block.text) > 1]
    named = [text for text in headings if _MINUTES.search(text) and len(text) > 6]
    first = [block.text for block in page.blocks if block.level == 1 and len(block.text) > 1]
    if named or first:
        return (named or first)[0]
    return next(_title_lines(sections, page), "")


def _title_lines(sections: Sequence[Section], page: Page) -> Iterator[str]:
    """Lines of a page without headings that may be its title, the likeliest first."""
    head = _head(page)
    lines = [text for text in head if not _NAVIGATION.search(text) and len(text) <= 200]
    yield from (
        text
        for text in lines
        if len(text) > 6
        and any(text != other and text in other for other in head if _NAVIGATION.search(other))
    )
    heads = [text for text in _all(sections, "head") if text in lines]
    yield from (text for text in heads if _MINUTES.search(text))
    yield from _all(sections, "title")
    named = [block.text for block in page.blocks[:30] if number_of(block) is None and block.text in lines]
    yield from (text for text in named if _MINUTES.search(text) and not find_date(text))
    yield from (
        text for text in named if _ASSEMBLY.search(text) and not find_date(text) and not find_times(text)
    )
    yield from filter(None, [page.title, *_all(sections, "head")])


def _head(page: Page) -> list[str]:
    return [block.text for block in page.blocks[:30]]


def _date(sections: Sequence[Section], page: Page, title: str) -> tuple[date | None, int, list[str]]:
    """(the day, how many different days are labelled as it, flaws)."""
    labelled = [*_all(sections, "date"), *_all(sections, "time")]
    days = {day for day in map(find_date, labelled) if day}
    for text in labelled:
        found = find_date(text)
        if found:
            return found, len(days), []
    year = fiscal_year(title)
    for text in labelled:
        found = find_date_in_fiscal_year(text, year) if year is not None else None
        if found:
            return found, 1, [f"date: {text} names no year, taken from the title"]
    for text in [title, page.title, *_head(page), *_all(sections, "programme")[:5], *_all(sections, "head")]:
        found = find_date(text)
        if found:
            return found, 1, ["date: no 日時 was found, taken from the head of the page"]
    return None, 0, []


def _times(sections: Sequence[Section], page: Page) -> tuple[time | None, time | None]:
    """Start and end: beside the date, under a label of their own, where the page says 開会 and 閉会, or beside an
    unlabelled date at its head."""
    opened = _clock(sections, "opening")
    closed = _clock(sections, "closing")
    for kind in ("date", "time"):
        times = [each for text in _all(sections, kind)[:4] for each in find_times(text)]
        if times:
            return times[0], times[1] if len(times) > 1 else next(reversed(closed), None)
    beside = next((find_times(text) for text in _head(page) if find_date(text) and find_times(text)), [])
    return next(iter(opened or beside), None), next(reversed(closed or beside[1:]), None)


def _clock(sections: Sequence[Section], kind: str) -> list[time]:
    """Times in the lines that say 開会 or 閉会 themselves."""
    texts = [
        text for section in sections if section.kind == kind for text in [*section.texts[:1], section.title]
    ]
    return [each for text in texts if len(text) <= 30 for each in find_times(text)]


def _place(sections: Sequence[Section]) -> str:
    for section in sections:
        if section.kind == "place" and section.blocks:
            return " ".join([*section.texts[:1], *filter(_ADDRESS.search, section.texts[1:2])])
    nearby = [*_all(sections, "date")[1:3], *_after_date(sections)]
    for text in nearby:
        match = _AT.match(text)
        if match:
            return match["place"]
        if len(text) <= 40 and _PLACE.search(text) and "。" not in text:
            return text
    return ""


def _after_date(sections: Sequence[Section]) -> Iterator[str]:
    """The lines under an unlabelled date."""
    for section in sections:
        for at, block in enumerate(section.blocks[:40]):
            if (
                section.kind in ("head", "heading", "programme")
                and find_date(block.text)
                and len(block.text) <= 40
            ):
                yield from section.texts[at + 1 : at + 3]


def _all(sections: Sequence[Section], kind: str) -> list[str]:
    return [text for section in sections if section.kind == kind for text in section.texts]


def _names(text: str) -> Iterator[str]:
    if _NONE.match(text):
        return
    for part in re.split(r"(?:[、,;]|及び(?=\S))(?![^(\uff08]*[)\uff09])|\s(?=\d{1,3}番\s)", text):
        name = re.sub(r"^[・•\s*-]+|\s+$", "", part)
        if name:
            yield name


def _papers(texts: Sequence[str]) -> Iterator[str]:
    """One paper a line; where papers are numbered, a line that begins none continues the one above."""
    is_numbered = sum(bool(re.match(r"[・\s]*資料\s?\S", text)) for text in texts) > 1
    held = ""
    for text in texts:
        if _NONE.match(text):
            continue
        text = re.sub(r"^[・•*\-\s]+", "", text)
        if is_numbered and held and not _PAPER.match(text):
            held = f"{held} {text}"
            continue
        if held:
            yield held
        held = text
    if held:
        yield held


def _inquiry(sections: Sequence[Section]) -> Iterator[str]:
    for text in _all(sections, "inquiry")[:_MOST_INQUIRY]:
        if _PAGE_END.search(text):
            return
        yield text
