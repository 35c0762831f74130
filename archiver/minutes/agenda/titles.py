"""Titles: the blocks of a discussion → where its agenda items begin, and under which title."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from archiver.minutes.agenda.titling import (
    Titles,
    bare,
    counted,
    is_short,
    is_subheading,
    resolutions,
    title_of,
)
from archiver.minutes.page.blocks import BOLD, Block, block_of
from archiver.minutes.page.labels import label_of, number_of
from archiver.minutes.page.legends import Legend
from archiver.minutes.page.speakers import is_verbatim, speaker_of

_TITLE_ENDS = re.compile(
    r"(?:について|に関すること|の件|関係|あり方|(?:案|報告|計画|状況|予定|日程|選任|選出|改正|予算|決算"
    r"|その他|取組み?)(?:\([^()]*\))?)$"
)
_NOT_PLAIN = re.compile(r"^[(〔【○◎〇◯●■◆◇□▼▽\-─━=*<《※]|[。、:]$")
_DECORATED = re.compile(r"^(?P<mark>[■◆◇□▼▽●○◎【〔《<])\s?(?P<title>[^】〕》>]{2,100})[】〕》>]?$")
_ANNOUNCED = re.compile(
    r"(?:^|[。\s]|次に、?|続いて、?|それでは、?|これより、?)(?:日程第"
    r"|議題)\s?(?P<number>\d{1,3})、?\s?(?P<title>[^。]{2,200}?)、?"
    r"(?:について)?(?:を(?:一括)?(?:議題|行|いた|上程)|の件|に(?:入り|移り)|まで|に関し)"
)

_TURN = re.compile(
    r"初めに|はじめに|次に|次は|続いて|続きまして|まず|それでは|最後に|これより|移り|入り|を議題|議題[とに]|説明を(?:受け|求め)"
)
_BROUGHT = re.compile(
    r"(?P<title>(?!本[件案]|これ)[^。、「」]{3,100}?)(?:の件)?を(?:一括(?:して)?)?議題と(?:いた)?し"
)
_LONGEST_PROGRAMME = 200


def find_titles(
    blocks: Sequence[Block], stated: Sequence[str], programme: Sequence[str], legend: Legend
) -> Titles:
    """Where items begin: as the secretariat stated, by headings, by numbers, as the programme lists them, or
    as short lines that are no sentences, whichever the page uses."""
    verbatim = sum(map(is_verbatim, blocks)) > 2
    ways: list[Callable[[], Titles]] = [
        lambda: _stated(blocks, stated),
        lambda: _headings(blocks, legend),
        lambda: _named(blocks),
        lambda: _bold(blocks, legend),
        lambda: _of_programme(blocks, programme) if verbatim else {},
        lambda: (
            {}
            if verbatim
            else _first(counted(blocks), _first(_plain(blocks, legend), _decorated(blocks, legend)))
        ),
        lambda: _listed(blocks, programme),
        lambda: _first(_surely(_plain(blocks, legend)), _surely(_decorated(blocks, legend))),
        lambda: _brought(blocks),
        lambda: resolutions(blocks),
    ]
    return next((titles for titles in (way() for way in ways) if titles), {})


def _stated(blocks: Sequence[Block], stated: Sequence[str]) -> Titles:
    wanted = [bare(text) for text in stated]
    found: Titles = {}
    for index, block in enumerate(blocks):
        ours = (bare(title_of(block)), bare(block.text))
        if wanted and any(text.startswith(wanted[0]) for text in ours):
            found[index] = stated[len(stated) - len(wanted)]
            wanted = wanted[1:]
    return found


def _headings(blocks: Sequence[Block], legend: Legend) -> Titles:
    headings = {
        index: block
        for index, block in enumerate(blocks)
        if 0 < block.level < BOLD and _is_title(block, blocks, index, legend)
    }
    top = min((block.level for block in headings.values()), default=0)
    return {index: title_of(block) for index, block in headings.items() if block.level == top}


def _is_title(block: Block, blocks: Sequence[Block], index: int, legend: Legend) -> bool:
    """Whether a heading is neither a speaker, nor 説明 or 質疑 within an item, nor 開会 or 閉会."""
    if is_subheading(block):
        return False
    following = blocks[index + 1] if index + 1 < len(blocks) else None
    return speaker_of(block, following, legend) is None and not (
        label_of(block) and block.text.endswith("会")
    )


def _bold(blocks: Sequence[Block], legend: Legend) -> Titles:
    """Paragraphs in bold from end to end, where a page sets more than one title so."""
    bold = {
        index: title_of(block)
        for index, block in enumerate(blocks)
        if block.level == BOLD and is_short(block) and _is_title(block, blocks, index, legend)
    }
    return bold if len(bold) > 1 else {}


def _named(blocks: Sequence[Block]) -> Titles:
    """`議題1 …`, `〔議題1〕 …`, `日程第1 議案第146号 …`, `協議案第4号 …`, `Item 3: …`; a mere list of them is none."""
    found: Titles = {}
    for index, block in enumerate(blocks):
        number = number_of(block) if is_short(block) and not block.is_bullet else None
        if number is not None and number.is_named:
            found[index] = _with_announcement(block, blocks[index + 1 : index + 4])
    listed = {index for index in found if index + 1 in found and index + 2 in found}
    listed |= {index + step for index in listed for step in (1, 2)}
    return {index: title for index, title in found.items() if index not in listed}


def _with_announcement(block: Block, following: Sequence[Block]) -> str:
    """A bare `日程第1`, with what the chair then says it is."""
    title = title_of(block)
    if title != block.text and not re.match(r"及び|から|乃至|並びに", title):
        return title
    for each in following:
        match = _ANNOUNCED.search(each.folded)
        if match and title == block.text:
            return f"{block.text} {each.text[slice(*match.span('title'))].strip(' 、「」')}"
    return block.text


def _listed(blocks: Sequence[Block], programme: Iterable[str]) -> Titles:
    wanted = {bare(title) for title in programme} - {""}
    return {
        index: title_of(block)
        for index, block in enumerate(blocks)
        if bare(title_of(block)) in wanted or bare(block.text) in wanted
    }


def _announced(blocks: Sequence[Block], programme: Sequence[str]) -> Titles:
    """Where the chair opens an item of the order of the day: `日程第1、会期の決定を議題といたします。`"""
    found: Titles = {}
    latest = 0
    for index, block in enumerate(blocks):
        match = _ANNOUNCED.search(block.folded)
        if match is None or int(match["number"]) <= latest:
            continue
        latest = int(match["number"])
        listed = programme[latest - 1] if latest <= len(programme) else ""
        shown = block.text[slice(*match.span("title"))].strip(" 、「」")
        is_listed = bare(listed)[:4] == bare(shown)[:4] and "から" not in shown
        found[index] = listed if is_listed else shown
    return found


def _opened(blocks: Sequence[Block], programme: Sequence[str]) -> Titles:
    """Where the chair comes to a title of the order of the day: `次に、会議予定について申し上げます。`"""
    found: Titles = {}
    turns = [(index, bare(block.text)) for index, block in enumerate(blocks) if _TURN.search(block.folded)]
    for title in programme[:_LONGEST_PROGRAMME]:
        key = re.sub(r"(?:について|の件)$", "", bare(title))
        latest = max(found, default=-1)
        at = next((index for index, text in turns if index > latest and key in text), None)
        if len(key) > 3 and at is not None:
            found[at] = title
    return found


def _of_programme(blocks: Sequence[Block], programme: Sequence[str]) -> Titles:
    """Where the order of the day is come to: as the chair announces it by number, by its own lines above a speech, or
    as the chair names its titles; whichever finds more."""
    spoken = {
        index: title
        for index, title in _listed(blocks, programme).items()
        if index + 1 < len(blocks) and is_verbatim(blocks[index + 1])
    }
    announced = _announced(blocks, programme)
    if announced and len(announced) >= len(spoken):
        return announced
    return max(spoken, _opened(blocks, programme), key=len)


def _brought(blocks: Sequence[Block]) -> Titles:
    """Where the chair brings up business that no list names: `次に、議案第44号 条例の制定を議題といたします。`"""
    found: Titles = {}
    for index, block in enumerate(blocks):
        begun = speaker_of(block, None)
        words = block_of(begun[1]) if begun else block
        match = _BROUGHT.search(words.folded)
        if match is not None:
            found[index] = title_of(block_of(words.text[slice(*match.span("title"))]))
    return found


def _plain(blocks: Sequence[Block], legend: Legend) -> Titles:
    """Short lines that are neither sentence, bullet, label nor speaker, with text under them."""
    found: Titles = {}
    for index, block in enumerate(blocks[:-1]):
        before = blocks[index - 1] if index else None
        if _is_plain(block, before, blocks[index + 1], legend):
            found[index] = title_of(block)
    return _without_introductions(found)


def _is_plain(block: Block, before: Block | None, following: Block, legend: Legend) -> bool:
    if not is_short(block) or len(block.text) > 80 or block.is_bullet or _NOT_PLAIN.search(block.folded):
        return False
    if speaker_of(block, following, legend) is not None or number_of(block) is not None:
        return False
    if before is not None and re.search(r"[、:(]$|(?:は|が|を|に|の|と)$", before.folded):
        return False
    if block.text.isascii():
        is_sentence = block.text.endswith(".") or len(block.text.split()) > 12
        return not is_sentence and (following.is_bullet or following.text.endswith((".", "?", "!")))
    if _TITLE_ENDS.search(block.folded):
        return True
    begins = before is None or before.is_bullet or before.folded.endswith(("。", ")", "」", "."))
    return begins and ("。" in following.text or following.folded.startswith("("))


def _decorated(blocks: Sequence[Block], legend: Legend) -> Titles:
    """`■本会の概要について`, `【本会の概要について】`: short lines under one mark, most of which end as titles do."""
    by_mark: dict[str, Titles] = {}
    for index, block in enumerate(blocks[:-1]):
        match = _DECORATED.match(block.folded) if is_short(block) else None
        if match and speaker_of(block, blocks[index + 1], legend) is None and not is_subheading(block):
            title = title_of(block_of(block.text[slice(*match.span("title"))]))
            by_mark.setdefault(match["mark"], {})[index] = title
    runs = [run for run in by_mark.values() if 2 * len(_surely(run)) >= len(run)]
    return min(runs, key=lambda run: next(iter(run)), default={})


def _surely(titles: Titles) -> Titles:
    """Those that end as only titles do: for verbatim records, where much else is short."""
    return {index: title for index, title in titles.items() if _TITLE_ENDS.search(title)}


def _without_introductions(titles: Titles) -> Titles:
    """A title directly above two or more of the form `深川市:クラウドへの取組み` only announces them."""
    presented = [index for index, title in titles.items() if re.match(r"[^\s:\uff1a]{2,12}[:\uff1a]", title)]
    if len(presented) < 2:
        return titles
    above = [index for index in titles if index < presented[0]]
    return {index: title for index, title in titles.items() if not above or index != above[-1]}


def _first(one: Titles, other: Titles) -> Titles:
    """Of two ways to find titles, the one that begins earlier."""
    if not one or not other:
        return one or other
    return one if next(iter(one)) <= next(iter(other)) else other


def programme_titles(lists: Iterable[Sequence[Block]]) -> list[str]:
    """The titles that a page's lists of business name: the numbered lines, or every line where none is numbered."""
    best: list[str] = []
    for blocks in lists:
        short = [block for block in blocks if is_short(block)]
        numbered = list(counted(short).values()) or list(_named(short).values())
        is_numbered = len(numbered) > 1 or len(short) < 3
        found = numbered if numbered and is_numbered else [title_of(block) for block in short]
        best = found if len(found) > len(best) else best
    return best
