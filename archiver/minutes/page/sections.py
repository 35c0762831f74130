"""Sections: the blocks of a page → its labelled parts, in order.  Every block lands in exactly one part."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass, field, replace

from archiver.minutes.dates import find_date
from archiver.minutes.page.blocks import BOLD, Block
from archiver.minutes.page.labels import VALUES, Label, Number, label_of, number_of
from archiver.minutes.page.legends import Legend
from archiver.minutes.page.speakers import marked_speaker, speaker_of

_WIDEST_TABLE = 8
"""Columns of a row of labels above a row of values."""
_LISTS = VALUES | {"programme", "head", "inquiry", "closing", "other"}
"""Parts that end where somebody begins to speak."""
_PAPER = re.compile(
    r"(?:名簿|次第|資料)(?:等|一覧)?(?:\(.*)?$|^[・\s]*(?:資料|参考|別[紙添]|前回|第\d+回)\S*\s\S"
)
"""Papers that bear the name of a part: only above a list that counts from 1 is it the part."""
_IS_HEAD = re.compile(r"(?:発言者|氏名|委員名) (?:発言)?(?:内容|要旨|概要|の内容)")
"""The head of a table of speeches: names no part of the page."""
_BESIDE_TITLES = re.compile(
    r"(?:議題|議案|案件|協議事項) (?:内容|結果|概要|議事内容|審議内容|協議内容|審議結果|要旨)"
)
"""The head of a table of titles and what was said of each: the second word names no part."""
_UPDATED = re.compile(r"^\W?(?:最終)?(?:更新|掲載|公開|登録)(?:年月)?日")


@dataclass(slots=True)
class Section:
    """A labelled part: `kind` of labels.KINDS, 'head' before any label, 'heading' or 'discussion' without one."""

    kind: str
    title: str = ""
    level: int = 0
    number: Number | None = None
    blocks: list[Block] = field(default_factory=list)
    is_spoken: bool = False
    """Somebody has begun to speak in it, as verbatim minutes write it."""
    sentences: int = 0
    """Blocks that hold a sentence."""
    styles: set[str] = field(default_factory=set)
    """In which lines of it are numbered; '' for not at all."""

    @property
    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]


def split_sections(page: Sequence[Block], legend: Legend) -> list[Section]:
    """The page's parts; `legend` as `speaker_of` takes it."""
    blocks = [block for block in _in_pairs(page) if not _UPDATED.match(block.text)]
    blocks = [
        block
        for at, block in enumerate(blocks)
        if not _IS_HEAD.fullmatch(" ".join(each.text for each in blocks[at : at + 2]))
        and not (at and _IS_HEAD.fullmatch(f"{blocks[at - 1].text} {block.text}"))
        and not (at and _BESIDE_TITLES.fullmatch(f"{blocks[at - 1].text} {block.text}"))
    ]
    repeated = {text for text, times in Counter(block.text for block in blocks).items() if times > 1}
    sections = [Section("head")]
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        label = label_of(block)
        is_spoken = label is None and _speaks(block, following, legend, sections[-1])
        if label is not None and _begins(label, block, following, sections, repeated):
            sections.append(_labelled(label, block))
        elif _opens_agenda(block, following, sections[-1]):
            sections.append(Section("agenda", blocks=[block], styles={_style(block)}))
        elif is_spoken and sections[-1].kind in _LISTS:
            sections.append(Section("discussion", blocks=[block]))
        elif _is_own_heading(block, sections[-1]) or _is_next_of_list(block, sections[-1], repeated):
            sections.append(Section("heading", block.text, block.level, number_of(block)))
        else:
            sections[-1].blocks.append(block)
            sections[-1].styles.add(_style(block))
        sections[-1].is_spoken |= is_spoken
        sections[-1].sentences += "。" in block.text
    return sections


def _speaks(block: Block, following: Block | None, legend: Legend, section: Section) -> bool:
    """Whether somebody speaks as in a verbatim record: under a mark, or outside of facts `議長 それでは…。`"""
    if marked_speaker(block, following, legend):
        return True
    if section.kind not in _LISTS - VALUES or block.text.isascii():
        return False
    begun = speaker_of(block, following, legend)
    return begun is not None and "。" in begun[1]


def _labelled(label: Label, block: Block) -> Section:
    section = Section(label.kind, block.text, block.level, number_of(block))
    if label.rest:
        rest = replace(block, text=label.rest, folded=block.folded[-len(label.rest) :], level=0)
        section.blocks.append(rest)
    return section


def _begins(
    label: Label, block: Block, following: Block | None, sections: list[Section], repeated: Set[str]
) -> bool:
    """Whether a label begins a part here, or stands inside of the agenda, a speech or a list.

    `repeated`: the lines that stand more than once on the page, as 【主な意見】 does under every item.
    """
    current = sections[-1]
    if current.is_spoken and current.kind != "agenda":
        return label.kind in ("closing", "inquiry")
    if current.kind == "attendees" == label.kind and label.rest and number_of(block) is None:
        return False
    if current.kind == "documents" and not block.level and _PAPER.search(block.folded):
        return following is not None and _is_first(following)
    if current.kind != "agenda":
        return True
    if label.kind in ("closing", "inquiry"):
        return True
    if _is_outside(block, current):
        return True
    if label.kind in VALUES:
        return not current.sentences and label.kind not in {section.kind for section in sections}
    if label.kind == "opening":
        return current.sentences <= 1 and not label.rest
    is_title = number_of(block) is not None  # 1 臨時総会の結果
    return label.kind == "results" and not (current.sentences or is_title or block.text in repeated)


def _opens_agenda(block: Block, following: Block | None, section: Section) -> bool:
    """`【議題1】バス路線の再編` right after the facts, on a page that has no line for the agenda as a whole."""
    number = number_of(block)
    is_item = number is not None and number.is_named and number.value == 1 and "。" not in block.text
    if not is_item or following is None or section.kind not in VALUES:
        return False
    after = number_of(following)
    return (section.kind != "documents" or bool(block.level)) and not (after and after.is_named)


def _is_first(block: Block) -> bool:
    number = number_of(block)
    return number is not None and number.value == 1


def _is_outside(block: Block, agenda: Section) -> bool:
    """A heading as high as the agenda's own, or the number that follows the agenda's."""
    if 0 < block.level < BOLD and 0 < agenda.level < BOLD:
        return block.level <= agenda.level
    if block.level or agenda.level or agenda.number is None:
        return False
    number = number_of(block)
    return number is not None and _follows(number, agenda)


def _follows(number: Number, agenda: Section) -> bool:
    """The next number in the agenda's own style, where no item of the agenda is counted in that style."""
    assert agenda.number is not None  # noqa: S101  the caller looked
    if (number.style, number.value) != (agenda.number.style, agenda.number.value + 1):
        return False
    counted = [number_of(block) for block in agenda.blocks]
    return not any(each is not None and each.style == number.style for each in counted)


def _is_own_heading(block: Block, section: Section) -> bool:
    """A heading without a known label that ends the part it stands in."""
    if section.kind == "agenda":
        return len(block.text) <= 60 and "。" not in block.text and _is_outside(block, section)
    if not 0 < block.level < BOLD or section.kind in ("head", "results", "discussion"):
        return False
    return not section.level or block.level <= section.level


def _is_next_of_list(block: Block, agenda: Section, repeated: Set[str]) -> bool:
    """A line that the page lists elsewhere (`4 その他`), numbered otherwise than the items of the agenda it ends."""
    if agenda.kind != "agenda" or not agenda.sentences or block.text not in repeated:
        return False
    style = _style(block)
    return bool(style) and bool(agenda.styles - {""}) and style not in agenda.styles


def _style(block: Block) -> str:
    number = number_of(block)
    return number.style if number else ""


def _in_pairs(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks, a row of labels above a row of values turned into label and value, label and value."""
    index = 0
    while index < len(blocks):
        width = _columns(blocks, index)
        if width > 1:
            for offset in range(width):
                yield blocks[index + offset]
                yield blocks[index + width + offset]
            index += 2 * width
        else:
            yield blocks[index]
            index += 1


def _columns(blocks: Sequence[Block], start: int) -> int:
    """How many labels stand in a row from `start`, the first for the date and with as many values after them."""
    label = label_of(blocks[start])
    if label is None or label.kind != "date" or label.rest:
        return 0
    for width in range(1, _WIDEST_TABLE + 1):
        if start + 2 * width > len(blocks):
            return 0
        block = blocks[start + width]
        if find_date(block.text):
            return width
        if len(block.text) > 16 or "。" in block.text or re.search(r"\d", block.folded):
            return 0
    return 0
