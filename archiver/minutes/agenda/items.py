"""The agenda: the blocks of a discussion → agenda items with their speeches, outcome, promises and deferrals."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from archiver.minutes.agenda.titling import Titles, is_subheading
from archiver.minutes.page.blocks import Block
from archiver.minutes.page.legends import Legend
from archiver.minutes.page.speakers import speaker_of
from archiver.minutes.promises.promising import is_deferral, promised_by
from archiver.minutes.sentences import outcome, sentences
from archiver.model import ActionItem, AgendaItem, Deferral, Speech


@dataclass(slots=True)
class Item:
    """An item while it is read."""

    title: str
    paragraphs: list[str] = field(default_factory=list)
    speeches: list[tuple[str, list[str]]] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    is_spoken: bool = False
    """Somebody speaks: what follows without a speaker of its own is theirs."""
    is_listed: bool = False
    """Speeches are the entries of a list: one that names nobody is nobody's."""

    @property
    def weight(self) -> int:
        """Characters of sentences and speeches: nothing for a bare list of titles."""
        spoken = sum(len(text) for _, texts in self.speeches for text in texts)
        return spoken + sum(len(text) for text in self.paragraphs if _SENTENCE.search(text))


_CHAIR = re.compile(r"長|主査|chair|president", re.IGNORECASE)
_TOLD = re.compile(
    r"^[→⇒]|^\W{0,2}(?:decisions?|actions?(?: items?)?|resolved|agreed|決定(?:事項)?|結論|宿題)"
    r"\s?(?:\([^()]{1,40}\))?\s?:"
    r"|^it was (?:agreed|resolved|decided)\b"
    r"|^[^。「」]{0,30}(?:(?:原案|案)の?(?:とおり|どおり|通り)|継続|再度?)[^。「」]{0,8}"
    r"(?:承認|了承|可決|決定|審議|審査|協議)[^。「」]{0,6}(?:された|なった|した)。$",
    re.IGNORECASE,
)
"""What the minutes tell after a speech: nobody's words."""
_SENTENCE = re.compile(r"。|[a-z][.!?](?:\s|$)")


def read_items(
    blocks: Sequence[Block], titles: Titles, legend: Legend, whole: Item | None = None
) -> tuple[list[Block], list[Item]]:
    """(blocks before the first item, the items); without titles all is said under `whole`, if that is given."""
    first = 0 if whole else min(titles, default=len(blocks))
    items = [whole] if whole else []
    speaker = ""
    for index, block in enumerate(blocks):
        following = blocks[index + 1] if index + 1 < len(blocks) and index + 1 not in titles else None
        begun = speaker_of(block, following, legend) if index not in titles or "。" in block.text else None
        speaker = begun[0] if begun else speaker
        if index in titles:
            items.append(Item(title=titles[index]))
            if "。" in block.text:
                # The chair opens the item with these words, perhaps in the midst of a speech.
                _take(items[-1], block, begun or (speaker and (speaker, block.text)) or None)
        elif index >= first:
            _take(items[-1], block, begun)
        if index >= first:
            items[-1].blocks.append(block)
    return list(blocks[:first]), list(_joined(items))


def finished(order: int, item: Item) -> AgendaItem:
    """The item as the model has it."""
    speeches = tuple(Speech(speaker=speaker, text="\n".join(texts)) for speaker, texts in item.speeches)
    said = [("", text, -1) for text in item.paragraphs]
    said += [(speech.speaker, speech.text, index) for index, speech in enumerate(speeches)]
    found = [(speaker, sentence, index) for speaker, text, index in said for sentence in sentences(text)]
    return AgendaItem(
        order=order,
        title=item.title,
        outcome=outcome(item.paragraphs)
        or outcome([each.text for each in speeches if _CHAIR.search(each.speaker)])
        or _resolution(item),
        text="\n".join(item.paragraphs),
        speeches=speeches,
        action_items=tuple(
            ActionItem(owner=owner, text=sentence, speech=index)
            for speaker, sentence, index in found
            for owner in promised_by(sentence, speaker)
        ),
        deferrals=tuple(
            Deferral(speaker=speaker, text=sentence, speech=index)
            for speaker, sentence, index in found
            if is_deferral(sentence)
        ),
    )


def _resolution(item: Item) -> str:
    """On a page of decisions an item is its own outcome."""
    told = f"{item.title}。"
    return told if item.paragraphs and item.paragraphs[0].endswith(told) else ""


def _take(item: Item, block: Block, begun: tuple[str, str] | None) -> None:
    if begun:
        speaker, text = begun
        if item.speeches and item.speeches[-1] == (speaker, []):
            item.speeches.pop()
        item.speeches.append((speaker, [text] if text else []))
        item.is_spoken, item.is_listed = True, block.is_bullet
    elif item.is_spoken and not (_is_told(block) or (item.is_listed and block.is_bullet)):
        item.speeches[-1][1].append(block.text)
    else:
        item.is_spoken = False
        item.paragraphs.append(block.text)


def _is_told(block: Block) -> bool:
    """It goes on from nobody's words: a heading, or what the minutes tell of the outcome."""
    return bool(block.level or is_subheading(block) or _TOLD.match(block.folded))


def _joined(items: Sequence[Item]) -> Iterator[Item]:
    """`日程第1 … ~` and the `日程第3 …` under it are taken together: one item."""
    held: Item | None = None
    for item in items:
        if held is not None:
            item.title = f"{held.title} {item.title}"
            item.blocks = [*held.blocks, *item.blocks]
        is_open = item.title.endswith(("~", "\uff5e", "〜", "から")) and not item.weight
        held = item if is_open else None
        if held is None:
            yield item
    if held is not None:
        yield held
