"""Labels: a line of a page → which part of the minutes it names (日時, 場所, 議題 …), and its number."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archiver.minutes.dates import find_date, find_times, kanji_number
from archiver.minutes.page.blocks import Block

_ASSEMBLY = r"[^、。はがをに]{0,10}"
_GREETING = r"(?:挨拶|あいさつ)"
_ORDER = r"(?:等|一覧|について)?"
KINDS: dict[str, str] = {
    "closing": rf"閉会(?:の?(?:{_GREETING}|辞|言葉|宣言))?|散会|閉議|closing(?:remarks)?|adjournment"
    "|close(?:ofmeeting)?|endofmeeting",
    "opening": rf"開会(?:の?(?:{_GREETING}|辞|言葉|宣言))?|開議|{_ASSEMBLY}{_GREETING}{_ORDER}"
    r"|[^、。]{0,6}(?:出席者|委員|役員|自己|事務局|職員|会員)の?紹介(?:\(.*\))?|委嘱状の?交付"
    r"|opening(?:remarks)?|welcome(?:andopening)?|calltoorder|introductions?",
    "title": r"会議名称?|会議の名称|(?:附属機関|審議会|委員会)等?(?:の名称|名)",
    "date": r"(?:開催|招集|会議|開会|実施)?の?(?:年月日|日時|期日)(?:及び場所|・場所|と場所|、場所|等)?"
    "|(?:開催|会議)(?:日|日程)|とき"
    r"|date(?:andtime|/time|&time)?|when|meetingdate",
    "time": r"(?:開催|会議)?時[間刻]|time",
    "place": r"(?:開催|招集|会議|実施)?の?(?:場所|会場)|開催地|ところ|place|location|venue|where",
    "absent": r"[^、。はが]{0,14}欠席[^、。はがの]{0,8}(?:の氏名)?|apologies(?:forabsence)?|absent|regrets"
    "|notpresent|[a-z]{0,20}absent",
    "attendees": r"(?:[^、。はが]{0,12})出席(?:者|委員|議員|役員|構成員|状況|説明員|職員|団体"
    "|した[^、。]{1,8})(?:数|等|名簿)?"
    r"(?:の?(?:氏名|職・?氏名|名簿))?|出席|参加|事務局職?員|(?:参加|陪席|列席|傍聴)者(?:数|の?人数)?|説明員"
    r"|(?:出|出席し|参加し|集まっ)た(?:人|方)|[a-z]{0,20}present|attendees|attendance|participants|inattendance|attending|rollcall",
    "documents": rf"(?:会議|配付|配布|提出|参考|添付|当日|事前|説明|使用)*資料{_ORDER}|documents|papers"
    "|handouts|materials|paperscirculated",
    "programme": r"(?:会議|議事)?次第|議事日程|(?:本日の)?(?:会議に)?付(?:した|議)(?:事件|案件|議案)"
    "|会議に付した事件|目次|programme",
    "agenda": r"議題|議事|議案|案件|(?:協議|審議|報告|承認|議決|検討|決議|討議|連絡|説明)(?:・(?:協議|審議"
    "|報告|承認))?(?:事項|案件|議題)"
    r"|(?:議題|議事)(?:等|内容|及び審議)?|agenda(?:items)?|business|itemsofbusiness|discussion(?:items)?|items",
    "results": rf"(?:{_ASSEMBLY})(?:会|会議|議事|審議|協議)の?(?:結果|概要|内容|経過|要旨|要録|記録"
    "|録)(?:等|要旨)?|概要|結果|内容"
    r"|発言(?:内容|要旨)|(?:議論|討議|検討|審議)(?:内容|事項)?|主な(?:意見|発言|質疑)(?:等|内容)?|minutes|results|proceedings",
    "other": r"会議の公開.{0,10}|公開・?非公開.{0,6}|非公開の?理由|傍聴(?:の可否|について)?"
    "|会議録の作成.{0,4}|会議録署名(?:者|委員|人)|作成者|記録者?",
    "inquiry": r"[^。]{0,24}(?:問い?合わ?せ先?|連絡先)|担当課|事務担当|[^。]{0,12}に関するお?問い?合わ?せ"
    "|contacts?|enquiries|inquiries",
}
"""What each part may be called: compared without number, decoration and white space; the first that fits."""
VALUES = frozenset(("title", "date", "time", "place", "attendees", "absent", "documents"))
"""Parts that hold facts about the meeting, and no discussion."""

_KINDS = [(kind, re.compile(pattern, re.IGNORECASE)) for kind, pattern in KINDS.items()]
_FIGURE = r"(?:\d{1,3}|[一二三四五六七八九十]{1,3})"
_NAMED = (
    r"(?:議題|議案|案件|協議事項|協議案?|報告事項|報告|日程|諮問|承認|認定|陳情|請願|発議|議第|項目"
    r"|Item|Agenda item)"
)
KANA = "アイウエオカキクケコ"
"""In the order in which they count."""
_NUMBER = re.compile(
    rf"\s*(?:(?P<named>[〔【\[<(]?(?:{_NAMED})\s?(?:\(|第\s?)?)(?P<n1>{_FIGURE})\s?(?:\)|号"
    rf"|番)?(?:[〕】\]>]|(?=[\s:、.)「]|$|[^\d\s.,、月日年人件]))"
    rf"|(?P<ordinal>第)\s?(?P<n2>{_FIGURE})(?=\s)(?!\s[回次期])"
    rf"|(?P<open>[(〔<])\s?(?P<n3>{_FIGURE})\s?[)〕>]"
    rf"|(?P<n4>{_FIGURE})(?P<after>[.)、:](?!\d)|\s(?!月|日(?!\s?[時程])|年(?!月日)))"
    rf"|(?P<kana>[{KANA}])[.)、\s](?=\s?\S)"
    r"|(?P<circled>[①-⑳])|(?P<roman>[Ⅰ-Ⅻ])[.、]?\s?)\s?[.:、]?\s?",
    re.IGNORECASE,
)
_DECORATION = re.compile(r"^[・○〇◯●■◆□◇◎*•※▼▽▪-]+\s?")
_WRAPPED = re.compile(
    r"^[\[〔【<《〈「(=-]\s?(?P<inside>[^\[\]〔〕【】<>《》〈〉「」()]{1,40})\s?[\]〕】>》〉」)=-]$"
)
_BY_TIME = re.compile(r"(?P<opening>開会|開議)|(?P<closing>閉会|散会|延会|閉議|終了)")
_INLINE = re.compile(
    r"^(?P<label>(?:(?:開\s?催|招\s?集)\s?)?(?:日\s?時|場\s?所|会\s?場|年\s?月\s?日)|開\s?催\s?日|会議名"
    r"|会議録?名称?|時\s?間"
    r"|(?:出|欠)\s?席\s?(?:者|委\s?員|議\s?員|役\s?員|説\s?明\s?員)|出\s?席|配[付布]\s?資\s?料"
    r"|会\s?議\s?資\s?料|資\s?料|事務局職?員|議\s?題"
    r"|Date|Time|Place|Venue|Location|Present|Attendees|Apologies)\s?(?P<rest>.+)$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a line names, and the value that stands in the same line."""

    kind: str
    rest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """The number before a title: the `style` in which it is written, its value, and where the title begins."""

    style: str
    value: int
    end: int
    is_named: bool = False
    """The number belongs to a word that says what it counts: 議題1, 日程第1, 協議案第4号."""


def number_of(block: Block) -> Number | None:
    """The number that a line begins with."""
    match = _NUMBER.match(block.folded)
    if match is None or (match.end() == len(block.folded) and not match["named"]):
        return None
    groups = match.groupdict()
    figure = groups["n1"] or groups["n2"] or groups["n3"] or groups["n4"]
    if groups["kana"]:
        value = KANA.index(groups["kana"]) + 1
    elif figure:
        value = int(figure) if figure.isdecimal() else kanji_number(figure)
    else:
        value = ord(groups["circled"] or groups["roman"]) - ord("①" if groups["circled"] else "Ⅰ") + 1
    style = groups["named"] or groups["ordinal"] or groups["open"] or groups["after"]
    style = re.sub(r"[\s〔【\[<(第]", "", groups["named"]) if groups["named"] else style or figure or "①"
    style = "ア" if groups["kana"] else style
    style = f"{style}一" if figure and not figure.isdecimal() else style
    return Number(style=style, value=value, end=match.end(), is_named=bool(groups["named"]))


def label_of(block: Block) -> Label | None:
    """The part that a line names; a first-level heading is the page's title and names none."""
    if len(block.text) > 400 or block.level == 1:
        return None
    by_time = _by_time(block)
    if by_time:
        return by_time
    number = number_of(block)
    texts = [block.folded] if number is None else [block.folded[number.end :], block.folded]
    for text in texts:
        text = _DECORATION.sub("", text)
        found = _whole(text) or _inline(text, block)
        if found:
            # Folding keeps the length: the value as the page writes it is the same tail.
            rest = block.text[len(block.text) - len(found.rest) :] if found.rest else ""
            return Label(kind=found.kind, rest=rest)
    return None


def _by_time(block: Block) -> Label | None:
    """`午前10時00分 開会`, `散会(午後3時)`: the clock beside the word."""
    text = re.sub(r"\s", "", block.folded)
    match = _BY_TIME.search(text) if len(text) <= 26 else None
    if match is None or "。" in text or not find_times(block.folded) or find_date(block.folded):
        return None
    return Label(kind="opening" if match["opening"] else "closing", rest=block.text)


def _whole(text: str) -> Label | None:
    """`日 時`, `〔議題〕`, `出席者(敬称略)`, `場所: 第1会議室`."""
    wrapped = _WRAPPED.match(text)
    text = wrapped["inside"] if wrapped else text
    head, _, rest = text.partition(":")
    if rest and len(head) > 30:
        return None
    head, bracket, remark = head.partition("(")
    name = re.sub(r"\s", "", re.sub(r"[〕】\]>」]$", "", head.lstrip("〔【[<「")))
    if len(name) > 40 or (bracket and ")" in remark and not remark.endswith(")")):
        return None
    for kind, pattern in _KINDS:
        if pattern.fullmatch(name) or (
            bracket and kind == "opening" and pattern.fullmatch(f"{name}({remark}")
        ):
            return Label(kind=kind, rest=rest.strip())
    return None


def _inline(text: str, block: Block) -> Label | None:
    """A label that runs into its value: `日時 平成…`, `出席者役員6名`."""
    match = None if block.level in range(1, 7) else _INLINE.match(text)
    if match is None or match["rest"].endswith("。") or re.match(r"[はがをのにでとも、及]", match["rest"]):
        return None
    label = _whole(match["label"])
    if label is None:
        return None
    is_spaced = text[match.end("label") : match.end("label") + 1].isspace()
    if label.kind in ("date", "time"):
        fits = bool(
            find_date(match["rest"]) or find_times(match["rest"]) or re.match(r"\d{1,2}月", match["rest"])
        )
    elif label.kind == "documents":
        fits = is_spaced and (match["label"][0] != "資" or not re.match(r"\d", match["rest"]))
    elif label.kind == "agenda":
        fits = is_spaced and bool(re.match(r"[(\d①]\S", match["rest"]))
    else:
        fits = is_spaced or (label.kind == "attendees" and bool(re.match(r"\S*\d+\s?名", match["rest"])))
    return Label(kind=label.kind, rest=match["rest"]) if fits else None
