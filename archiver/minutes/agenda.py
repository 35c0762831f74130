"""The agenda: the blocks of a discussion → agenda items with their speeches, outcome, promises and deferrals."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from archiver.minutes.page import Block
from archiver.minutes.sentences import is_deferral, is_promise, outcome, sentences
from archiver.minutes.speakers import speaker_of
from archiver.model import ActionItem, AgendaItem, Deferral, Speech

_NUMBERED = re.compile(
    r"^(?:(?:議題|議案|案件|協議事項|協議案|報告事項|日程|項目|item)\s*(?:第\s*)?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:号|番)?"
    r"|第\s*(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3})(?=\s)|[(]?(?:[0-9]{1,2}|[ⅠⅡⅢⅣⅤⅥⅦⅧⅨⅩ])(?:[).:．]|(?=\s)))"
    r"\s*[.:．、)]?\s*(?P<title>\S.*)$",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"^[〔【\[(<]?\s*(?:議題|議案|案件|協議事項|協議案|報告事項|日程)\s*(?:第\s*)?(?:[0-9]{1,3}|[一二三四五六七八九十]{1,3})(?:号|番)?",
)
_TITLE_ENDS = re.compile(
    r"(?:について|に関すること|の件|関係|(?:案|報告|計画|状況|予定|日程|選任|改正|予算|決算|その他)(?:\([^()]*\))?)$"
)
LONGEST_TITLE = 120


@dataclass(slots=True)
class _Item:
    """An item while it is read."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    speeches: list[tuple[str, list[str]]] = field(default_factory=list)
    last: Block | None = None


def read_agenda(blocks: Sequence[Block]) -> tuple[list[AgendaItem], list[str], list[Block]]:
    """(items, paragraphs before the first item, the last block of each item)."""
    is_title = _title_rule(blocks)
    before: list[str] = []
    items: list[_Item] = []
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) else None
        if is_title(block, following):
            items.append(_Item(title=title_of(block), last=block))
        elif items:
            _take(items[-1], block, following)
        else:
            before.append(block.text)
    return (
        [_finished(order, item) for order, item in enumerate(items, 1)],
        before,
        [item.last for item in items if item.last],
    )


def read_discussion(title: str, blocks: Sequence[Block]) -> AgendaItem:
    """One item that holds a whole discussion, for minutes that list none."""
    item = _Item(title=title)
    for index, block in enumerate(blocks):
        _take(item, block, blocks[index + 1] if index + 1 < len(blocks) else None)
    return _finished(1, item)


def title_of(block: Block) -> str:
    """An item's title without its number."""
    match = _NUMBERED.match(block.folded)
    if match is None:
        return (
            re.sub(r"[〕】\]>]$", "", re.sub(r"^[〔【\[<]", "", block.text))
            if _NAMED.match(block.folded)
            else block.text
        )
    title = match["title"]
    return block.text[-len(title) :] if len(block.folded) == len(block.text) else title


def _title_rule(blocks: Sequence[Block]) -> Callable[[Block, Block | None], bool]:
    """How this page sets its item titles: by headings, by numbers, or as short lines that are no sentences."""
    levels = sorted({block.level for block in blocks if block.level and not _is_closed(block)})
    if levels:
        top = levels[0]
        return lambda block, following: block.level == top
    numbered = [block for block in blocks if _is_numbered(block)]
    if len([block for block in numbered if _NAMED.match(block.folded)]) > 1:
        return lambda block, following: bool(_NAMED.match(block.folded)) and _is_short(block)
    if numbered:
        return lambda block, following: _is_numbered(block)
    return _is_plain_title


def _is_closed(block: Block) -> bool:
    return bool(re.fullmatch(r"(?:閉会|散会|開会)", re.sub(r"\s", "", block.folded)))


def _is_numbered(block: Block) -> bool:
    return bool(_NUMBERED.match(block.folded)) and _is_short(block)


def _is_short(block: Block) -> bool:
    return len(block.text) <= LONGEST_TITLE and not block.folded.endswith(("。", "、", "."))


def _is_plain_title(block: Block, following: Block | None) -> bool:
    """A short line that is neither sentence, bullet nor speaker; it has text under it."""
    text = block.folded
    if not _is_short(block) or block.is_bullet or text.startswith(("(", "〔", "【", "○", "◎", "-", "〇")):
        return False
    if speaker_of(block, following) is not None:
        return False
    if re.search(r"[。]", text) or following is None:
        return False
    return (
        bool(_TITLE_ENDS.search(text)) or following.folded.endswith("。") or following.folded.startswith("(")
    )


def _take(item: _Item, block: Block, following: Block | None) -> None:
    item.last = block
    begun = speaker_of(block, following)
    if begun:
        speaker, text = begun
        item.speeches.append((speaker, [text] if text else []))
    elif item.speeches and not block.level:
        item.speeches[-1][1].append(block.text)
    else:
        item.paragraphs.append(block.text)


def _finished(order: int, item: _Item) -> AgendaItem:
    speeches = tuple(Speech(speaker=speaker, text="\n".join(texts)) for speaker, texts in item.speeches)
    spoken = [("", text, -1) for text in item.paragraphs]
    spoken += [(speech.speaker, speech.text, index) for index, speech in enumerate(speeches)]
    found = [(speaker, sentence, index) for speaker, text, index in spoken for sentence in sentences(text)]
    return AgendaItem(
        order=order,
        title=item.title,
        outcome=outcome(item.paragraphs) or outcome([speech.text for speech in speeches]),
        text="\n".join(item.paragraphs),
        speeches=speeches,
        action_items=tuple(
            ActionItem(owner=speaker or _owner(sentence), text=sentence, speech=index)
            for speaker, sentence, index in found
            if is_promise(sentence)
        ),
        deferrals=tuple(
            Deferral(speaker=speaker, text=sentence, speech=index)
            for speaker, sentence, index in found
            if is_deferral(sentence)
        ),
    )


_OWNER = re.compile(
    r"^(?:ACTION(?: ITEM)?\s*[:\-]\s*)?(?P<owner>[^\s、。]{1,20}?)"
    r"(?:から|において|にて|で|が|は|\s+(?:will|shall|to)\b)",
    re.IGNORECASE,
)


def _owner(sentence: str) -> str:
    """Who a promise in the narrative names; '' when nobody."""
    match = _OWNER.match(sentence)
    return match["owner"] if match else ""
