"""Legends: what a page says of its marks (◎は委員長) and of who was there → how its speeches may be begun."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from archiver.minutes.page.blocks import HALF_WIDTH, Block

MARKS = "○◯〇◎●△□◇▽☆⚪⭕◆■"
"""What verbatim minutes set before who speaks."""
_LEGEND = re.compile(rf"([{MARKS}])\s?(?:は|:|=|…|印は)\s?([^\s、。,()]{{1,12}})")
_PERSON = re.compile(r"[\u3400-\u9fff々ぁ-んァ-ヶー]{2,6}")
_NO_PERSON = re.compile(
    r"[\d外他等計各]|[名人会部課室局所員役者市町村区県府都道館]$|別紙|名簿|以下|敬称略|欠席|出席|参加|なし|[ぁ-ん]{3,}"
)
"""Bodies, offices and remarks in a list of who was present: what names offices is known without."""
_TITLES = "(?:さん|氏|君|様|委員|議員)"


@dataclass(frozen=True, slots=True)
class Legend:
    """How speeches may be begun on one page."""

    marks: Mapping[str, str] = field(default_factory=dict)
    """Mark → who speaks under it."""
    names: re.Pattern[str] | None = None
    """One of the people present, at the beginning of a line: `speaker`, `colon` and `text`."""


def read_legend(blocks: Sequence[Block], present: Iterable[str] = ()) -> Legend:
    """The legend of a page, with the names of those who were `present`, as the page lists them."""
    names = sorted({name for each in present if (name := _person(each))}, key=lambda name: (-len(name), name))
    spaced = "|".join(r"\s?".join(map(re.escape, name)) for name in names)
    pattern = (
        rf"^(?:[・•*○-]\s?)?(?P<speaker>(?:{spaced})\s?{_TITLES}?)(?:\s?(?P<colon>:)\s?|\s|$)(?P<text>.*)$"
    )
    return Legend(_marks(blocks), re.compile(pattern) if names else None)


def _person(present: str) -> str:
    """`甲 野(委員長)` → 甲野; '' for what is no person's name."""
    name = re.sub(r"\s", "", present.translate(HALF_WIDTH).partition("(")[0])
    name = re.sub(f"{_TITLES}$", "", name)
    return name if _PERSON.fullmatch(name) and not _NO_PERSON.search(name) else ""


def _marks(blocks: Sequence[Block]) -> dict[str, str]:
    """What marks mean where a page says so: 「◎は委員長、○は委員、●は事務局」."""
    for block in blocks:
        found = _LEGEND.findall(block.folded) if len(block.text) < 200 else []
        if len(found) > 1:
            return {mark: re.sub(r"(?:の発言|です|とする)$", "", name) for mark, name in found}
    return {}
