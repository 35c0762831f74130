"""References: where a mail names an agenda item outright: 議題4, 資料4, the item's title, the meeting's page."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archiver.model import AgendaItem, HeldMeeting
from archiver.text import fold, join_lines

_NUMBER = re.compile(
    r"(?P<kind>議題|議案|案件|agenda item|item)\s*(?:第\s*)?(?P<number>[0-9]{1,2}|[一二三四五六七八九])(?![0-9])"
)
_DOCUMENT = re.compile(r"資料\s*(?:第\s*)?(?P<number>[0-9]{1,2})(?![0-9])")
_KANJI = {figure: number for number, figure in enumerate("〇一二三四五六七八九")}
_TITLE_TAIL = re.compile(r"(?:について|に関すること|の件|に関して)$")
_SHORTEST_TITLE = 6


def named_items(text: str, held: HeldMeeting) -> Iterator[tuple[int, str]]:
    """(order, the words that name it) of every agenda item of this meeting that the text names."""
    folded = fold(join_lines(text))
    for item in held.meeting.agenda_items:
        for words in _names_of(item, held, folded, text):
            yield item.order, words


def _names_of(item: AgendaItem, held: HeldMeeting, folded: str, text: str) -> Iterator[str]:
    for match in _NUMBER.finditer(folded):
        if (_KANJI.get(match["number"]) or int(match["number"])) == item.order:
            yield match.group()
    for match in _DOCUMENT.finditer(folded):
        if _handed_out(item, match["number"]):
            yield match.group()
    title = title_core(item)
    if len(title) >= _SHORTEST_TITLE and title in re.sub(r"\s", "", folded):
        yield title
    anchor = f"{held.url}#item-{item.order}"
    if held.url and re.search(re.escape(anchor) + r"(?![0-9])", text):
        yield anchor


def title_core(item: AgendaItem) -> str:
    """The title as people quote it: folded, without について."""
    return _TITLE_TAIL.sub("", re.sub(r"\s", "", fold(item.title)))


def _handed_out(item: AgendaItem, number: str) -> bool:
    """Whether the item was explained from this document."""
    return bool(re.search(rf"資料\s*{number}(?![0-9])", fold(item.text)))
