"""Sections: the blocks of a page → labelled sections (日時, 場所, 議題 …).  Knows labels, never their contents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from archiver.minutes.page import Block

LABELS: dict[str, tuple[str, ...]] = {
    "date": ("日時", "開催日時", "開催日", "期日", "会議日時", "日程", "date", "date and time", "when"),
    "time": ("時間", "開催時間", "開議", "time"),
    "place": ("場所", "開催場所", "会場", "会議場所", "place", "location", "venue", "where"),
    "attendees": (
        *("出席者", "出席委員", "出席議員", "出席", "参加者", "出席状況", "委員出席状況", "出席した委員"),
        *("present", "attendees", "attendance", "participants", "in attendance"),
    ),
    "absent": ("欠席者", "欠席委員", "欠席議員", "欠席", "apologies", "absent"),
    "documents": (
        *("配付資料", "配布資料", "会議資料", "資料", "提出資料", "添付資料", "資料一覧"),
        *("documents", "papers", "handouts"),
    ),
    "results": (
        *(
            "役員会結果",
            "会議結果",
            "会議の結果",
            "結果",
            "総会結果",
            "会議録",
            "会議内容",
            "会議の内容",
            "概要",
        ),
        *("会議の概要", "会議概要", "議事概要", "議事要旨", "会議経過", "審議内容", "内容"),
        *("minutes", "results", "proceedings"),
    ),
    "agenda": (
        *(
            "議題",
            "議事",
            "案件",
            "協議事項",
            "審議事項",
            "報告事項",
            "会議に付した事件",
            "付議事件",
            "協議議案",
        ),
        *("agenda", "agenda items", "business", "discussion"),
    ),
    "opening": (
        "開会",
        "挨拶",
        "会長挨拶",
        "出席者紹介",
        "委員紹介",
        "開会の挨拶",
        "opening",
        "welcome",
        "call to order",
    ),
    "closing": ("閉会", "散会", "閉会の挨拶", "closing", "adjournment", "close", "end of meeting"),
    "inquiry": (
        *("問い合わせ先", "問合せ先", "お問い合わせ先", "お問合せ先", "お問い合わせ", "担当課", "事務担当"),
        *(
            "このページに掲載されている情報の問い合わせ先",
            "この記事に関するお問い合わせ先",
            "このページに関するお問い合わせ",
        ),
        *("contact", "enquiries", "inquiries"),
    ),
}
"""What a section may be called.  Compared without numbers, spaces and decoration."""

_NAMES = {re.sub(r"\s", "", name): kind for kind, names in LABELS.items() for name in names}
_NUMBER = r"(?:[(\[〔【<]?\s*(?:第?\s*[0-9一二三四五六七八九十]{1,3}|[ⅠⅡⅢⅣⅤIV]{1,3})\s*[)\]〕】>.．、:]?|[・○◯●■◆□◎*-])"
_DECORATED = re.compile(
    rf"^\s*{_NUMBER}?\s*[\[〔【<]?(?P<label>[^:\]〕】>]{{1,40}}?)[\]〕】>]?\s*(?::\s*(?P<rest>.*))?$"
)
_INLINE = re.compile(
    r"^\s*(?:" + _NUMBER + r"\s*)?[\[〔【<]?(?P<label>"
    + "|".join(
        sorted(
            (r"\s?".join(map(re.escape, re.sub(r"\s", "", name))) for name in _NAMES if not name.isascii()),
            key=len,
            reverse=True,
        )
    )
    + r")[\]〕】>]?\s*(?P<rest>.+)$"
)  # fmt: skip
_AFTER_AGENDA = ("closing", "inquiry")
"""What may end the agenda: any other label in it is an item's title or somebody's words."""
_VALUE_LABELS = ("date", "time", "place", "attendees", "absent", "documents")


@dataclass(slots=True)
class Section:
    """A labelled part: `kind` of LABELS, or '' for a heading of its own."""

    kind: str
    title: str
    level: int
    blocks: list[Block] = field(default_factory=list)


def label_of(block: Block) -> tuple[str, str]:
    """(kind, the rest of the line) when the block is or begins with a section's label; ('', '') when not."""
    text = block.folded
    if len(text) > 400:
        return "", ""
    match = _DECORATED.match(text)
    if match:
        kind = _NAMES.get(re.sub(r"\s", "", match["label"]).casefold(), "")
        if kind:
            return kind, match["rest"] or ""
    match = None if block.level else _INLINE.match(text)
    if match:
        kind = _NAMES[re.sub(r"\s", "", match["label"])]
        if kind in _VALUE_LABELS and _fits(kind, match["rest"]):
            return kind, match["rest"]
    return "", ""


def _fits(kind: str, rest: str) -> bool:
    """Whether a label that runs into its value (`出席者役員6名`) really is one, and no word of a sentence."""
    if kind in ("date", "time"):
        return not rest.endswith("。") and bool(
            re.match(r"[^。]{0,4}(?:明治|大正|昭和|平成|令和|\d|午)", rest)
        )
    return not rest.endswith("。") and not re.match(r"[はがをのにでとも、及]", rest)


def split_sections(blocks: tuple[Block, ...]) -> Iterator[Section]:
    """The page's sections in order; the first, of kind 'head', is what stands before any label."""
    section = Section("head", "", 0)
    for block in blocks:
        kind, rest = label_of(block)
        if section.kind in ("agenda", "closing") and (rest or kind not in _AFTER_AGENDA):
            kind, rest = "", ""
        if kind == "" and not _is_own_heading(block, section):
            section.blocks.append(block)
            continue
        yield section
        section = Section(kind or "heading", block.text, block.level)
        if rest:
            section.blocks.append(Block(text=rest, element=block.element))
    yield section


def _is_own_heading(block: Block, section: Section) -> bool:
    """A heading without a known label that ends the section it stands in."""
    if not block.level or section.kind in ("head", "results"):
        return False
    if section.kind == "agenda":
        return bool(section.level) and block.level < section.level
    return section.kind in ("opening", "closing", "heading", "inquiry") and block.level <= section.level
