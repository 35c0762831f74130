"""Discussions: the sections of a page → its agenda items, wherever the page records what was said of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archiver.minutes.agenda.items import Item, read_items
from archiver.minutes.agenda.titles import find_titles, programme_titles
from archiver.minutes.agenda.titling import bare, title_of
from archiver.minutes.page.blocks import Block, block_of
from archiver.minutes.page.labels import VALUES, label_of
from archiver.minutes.page.legends import Legend
from archiver.minutes.page.sections import Section
from archiver.minutes.page.speakers import is_role

_LEAST_SPEECHES = 3
"""Speeches that a part without titles must have to be taken for a discussion."""
_ELSEWHERE = frozenset(("results", "discussion", "heading", "opening", "programme"))
"""Parts besides the agenda that may hold a discussion."""
_FAR_MORE = 4
"""Times as many words as under the agenda: then the agenda there is but a list."""
_MOST_TITLES = 200
"""Of a list of business: what is longer is no list that people wrote."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Discussion:
    """One section read as a discussion: `at` is its index among the page's sections."""

    at: int
    before: list[Block]
    items: list[Item]
    has_titles: bool

    @property
    def weight(self) -> int:
        """Characters of sentences and speeches in all its items."""
        return sum(item.weight for item in self.items)

    @property
    def speeches(self) -> int:
        """How many speeches there are in all its items."""
        return sum(len(item.speeches) for item in self.items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Business:
    """What a page records, and which titles it lists without recording anything under them."""

    discussions: list[Discussion]
    unread: list[str]


def find_discussions(
    sections: Sequence[Section], title: str, stated: Sequence[str], legend: Legend
) -> Business:
    """The parts that record the business, in order: the agenda's own, or where the page has far more elsewhere, those.

    `title` is given to a discussion that names no item; `stated` are the titles that the secretariat marked.
    """
    programme = programme_titles(
        _up_to_speech(section.blocks) for section in sections if section.kind in ("programme", "agenda")
    )
    read = [_read(at, section, title, stated, programme, legend) for at, section in enumerate(sections)]
    facts = next((at for at, section in enumerate(sections) if section.kind in VALUES), len(sections))
    recorded = [each for each in read if sections[each.at].kind == "agenda" and each.weight]
    agenda = [each for each in recorded if each.has_titles or each.speeches]
    others = [each for each in read if _may_hold(each, sections[each.at].kind, each.at > facts)]
    chosen = agenda
    if sum(each.weight for each in others) > _FAR_MORE * sum(each.weight for each in agenda):
        chosen = others
    chosen = chosen or recorded
    return Business(discussions=chosen, unread=_unread(programme, chosen))


def _unread(programme: Sequence[str], discussions: Sequence[Discussion]) -> list[str]:
    """Titles of the page's list of business that no item bears, where others are borne."""
    borne = [bare(item.title) for discussion in discussions for item in discussion.items][:_MOST_TITLES]
    wanted = [
        title
        for title in programme[:_MOST_TITLES]
        if label_of(block_of(title)) is None and not is_role(title)
    ]
    unread = []
    for title in wanted:
        ours = bare(title)
        if not any(ours[:12] in each or each in ours for each in borne):
            unread.append(title)
    return unread if len(unread) < len(wanted) else []


def _read(
    at: int,
    section: Section,
    title: str,
    stated: Sequence[str],
    programme: Sequence[str],
    legend: Legend,
) -> Discussion:
    titles = find_titles(section.blocks, stated, programme, legend)
    before, items = read_items(section.blocks, titles, legend)
    has_titles = bool(titles) and not _is_chrome(items)
    if not has_titles and section.blocks:
        heading = replace(block_of(section.title), level=section.level)
        whole = Item(title=title_of(heading) if section.kind == "heading" else title)
        _, items = read_items(section.blocks, {}, legend, whole)
        before = []
    return Discussion(at=at, before=before, items=items, has_titles=has_titles)


def _is_chrome(items: Sequence[Item]) -> bool:
    """Headings of a viewer's controls, with the whole discussion under the last."""
    spoken = [item for item in items if item.weight]
    return len(items) > 1 and len(spoken) == 1 and len(spoken[0].speeches) >= _LEAST_SPEECHES


def _may_hold(found: Discussion, kind: str, is_after_facts: bool) -> bool:
    if kind not in _ELSEWHERE or not found.weight:
        return False
    if found.speeches >= _LEAST_SPEECHES:
        return True
    if kind == "heading":
        return is_after_facts
    return found.has_titles and kind in ("results", "opening")


def _up_to_speech(blocks: Sequence[Block]) -> list[Block]:
    """The list at the head of a part, up to the first sentence."""
    sentence = next((at for at, block in enumerate(blocks) if "。" in block.text), len(blocks))
    return list(blocks[:sentence])
