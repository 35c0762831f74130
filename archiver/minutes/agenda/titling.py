"""Titling: a line of a discussion → the title that it holds, and lines that count on from 1.  Knows no whole page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from archiver.minutes.page.blocks import Block
from archiver.minutes.page.labels import number_of
from archiver.minutes.page.speakers import speaker_of

_LONGEST_TITLE = 140
_SUBHEADING = re.compile(
    r"(?:説明|質疑(?:応答)?|意見交換|(?:主な)?(?:意見|質疑)等?|結果|概要|審議|議決|採決|資料|休憩"
    r"|配[付布]資料|discussion|action items?|actions?)"
)

_MARK = re.compile(r"^[■◆◇□▼▽●○◎]\s*(?=\S)")
"""What decorates a heading is no part of a title."""

Titles = dict[int, str]
"""Index of the block that begins an item → the item's title."""


def title_of(block: Block) -> str:
    """An item's title without its number; the number of a bill (第4号) stays, for people look it up by that."""
    number = number_of(block)
    if number is None or "号" in block.folded[: number.end]:
        return _MARK.sub("", block.text) if block.level else block.text
    title = block.text[number.end :].strip()
    if block.text[:1] in "〔【[<" and title[-1:] in "〕】]>":
        title = title[:-1].strip()
    return title or block.text


def bare(text: str) -> str:
    """A title for comparison: without spaces and brackets."""
    return re.sub(r"[\s()「」『』、・:]", "", unicodedata.normalize("NFKC", text)).casefold()


def is_subheading(block: Block) -> bool:
    """Whether a line names a part of an item: 説明, 【質疑応答】, (主な意見)."""
    return bool(_SUBHEADING.fullmatch(re.sub(r"[\s()〔〕【】<>]", "", block.folded).casefold()))


def is_short(block: Block) -> bool:
    """It can be a title, and is no sentence."""
    text = block.folded
    return len(text) <= _LONGEST_TITLE and "。" not in text and not text.endswith(("、", "?", "!"))


def counted(blocks: Sequence[Block]) -> Titles:
    """The style of numbers that begins first, and counts on from 1."""
    runs: dict[str, Titles] = {}
    for index, block in enumerate(blocks):
        number = number_of(block) if is_short(block) and not block.is_bullet else None
        if number is not None and speaker_of(block, None) is None:
            run = runs.setdefault(number.style, {})
            if number.value == len(run) + 1:
                run[index] = title_of(block)
    return min((run for run in runs.values() if run), key=lambda run: next(iter(run)), default={})


def resolutions(blocks: Sequence[Block]) -> Titles:
    """`1. 検針端末の更新は延期する。`: sentences that count on from 1, where only what was decided stands."""
    found: Titles = {}
    for index, block in enumerate(blocks):
        number = number_of(block)
        is_one = block.text.endswith("。") and len(block.text) <= _LONGEST_TITLE
        if number is not None and is_one and number.value == len(found) + 1:
            found[index] = title_of(block).rstrip("。")
    return found if len(found) > 1 else {}
