"""Speakers: a block of a discussion → who begins to speak, if anyone does.  Knows the forms, not the people."""

from __future__ import annotations

import re

from archiver.minutes.page.blocks import Block
from archiver.minutes.page.legends import MARKS, Legend

_ALONE = re.compile(r"^[(〔【\[](?P<speaker>[^()〔〕【】\[\]。、]{1,30}(?:\([^()]{1,20}\))?)[)〕】\]]:?$")
_ALONE_OFFICE = re.compile(
    r"^(?:<\s?(?P<angled>[^<>。、:]{1,20}?)\s?>:?|(?P<plain>[^\s<>。、:()・]{1,14})\s?:)$"
)
_RUN = re.compile(
    r"^(?:・\s?)?[(〔【\[](?P<speaker>[^()〔〕【】\[\]。、\d]{1,30})[)〕】\]]\s*:?\s*(?P<text>\S.*)$"
)
_NAME = r"[^\s。、()「」<>:]{0,24}%s\s?(?:\([^()。]{1,30}\))?"
_MORE = ("", r"\s[^\s。、()「」:]{1,10}", r"\s[^\s。、()「」:]{1,8}\s[^\s。、()「」:]{1,8}")
"""A name may hold one or two spaces; the shortest that names somebody is taken."""
_BEFORE = rf"^(?:\d{{1,5}}\s?:?\s?)?[{MARKS}]\s?(?P<speaker>"
_AFTER = r")(?:\s?〔[^〔〕]{1,10}〕)?"
_MARKED = [
    re.compile(rf"{_BEFORE}{_NAME % more}{_AFTER}(?:\s?:\s?|\s|(?<=\)))(?P<text>\S.*)$") for more in _MORE
]
_MARKED_ALONE = re.compile(_BEFORE + _NAME % rf"(?:{_MORE[1]})?" + _AFTER + "$")
_COLON = re.compile(
    r"^(?:・\s?)?(?P<speaker>[^\s。、:「」・]{1,20}(?:\s[^\s。、:「」]{1,12}){0,2})\s?:\s?(?P<text>\S.*)$"
)
_SPACED = re.compile(r"^(?P<speaker>(?:\S\s)?[^\s。、(「」]{1,12})\s(?P<text>\S.*)$")
_ROLE = re.compile(
    r"(?:長|長代理|局|員|館|校|院|園|支部|班|市|町|村|区|県|府|道|都|課|室|部|官|者|席|役|師|監|監事|幹事|理事|主査|主任|主事|主幹|係|団体|機構|"
    r"協会|会計|書記|庶務|氏|君|さん|様|担当|参事|進行|一同|[A-Z](?:委員|氏)?)\s?(?:\(.*\))?$"
)
_ENGLISH_ROLE = re.compile(
    r"(?i:\b(?:chair\w*|secretar\w*|president|vice.president|treasurer|officer|member|delegate|director|clerk|"
    r"staff|observer|mr|ms|mrs|dr|prof)\b)|^[A-Z]{2,4}$|^[A-Z][a-z]+(?: [A-Z][a-z]+){0,2}$"
)
_CHAIR_OR_OFFICE = re.compile(
    r"^(?:\S{0,8}(?:委員|議員|部|課|室|局)?長(?:代理)?|\S{0,6}(?:委員|議員|座長|事務局|幹事|参事|構成員)|[A-Z]委員"
    r"|(?:委員|会員|参加者)[A-Z\d①-⑳]{1,2}|進行係?|説明員)$"
)
_NO_SPEAKER = re.compile(
    r"^(?:陳\s?情|請\s?願|議\s?案|.*事項|(?:発言|出席|欠席|検索|登録)者|質疑応答|質疑|応答|意見交換|休憩|別紙|参考|以上|拍手|略|同上|資料.*|議題.*|日時|場所|.*(?:会議|部会|懇談会)"
    r"|.*について|.*関係|案\d*|.*意見等?|主な.*|[ぁ-ん]{1,4}|note|action|decision|resolved|item.*|agreed)$",
    re.IGNORECASE,
)
_NO_PERSON = re.compile(
    r"\b(?:action|decision|resolved|agreed|note|date|time|place|present|apologies|agenda|item|minutes|subject)\b",
    re.IGNORECASE,
)
_STAGE = re.compile(
    r"^[〔(](?:.{1,40}(?:[呼言]う?ぶ?者あり|の声|登壇|降壇|着席|起立|挙手|拍手|退席|入室).{0,10}|「.{1,20}」|異議なし|なし|拍手|了)[〕)]$"
)
_END = re.compile(r"[。.?!」)…]$")


def speaker_of(block: Block, following: Block | None, legend: Legend | None = None) -> tuple[str, str] | None:
    """(speaker, first words) where a block begins a speech; None where it does not.

    `following` is the block after it: a bracketed line above a list is a sub-heading, not a speaker.
    `legend` tells what a mark means (◎は委員長) on pages that mark speeches without a name, and who was there.
    """
    if _STAGE.match(block.folded):
        return None
    return (
        _alone(block, following)
        or marked_speaker(block, following, legend)
        or _known(block, following, legend)
        or _run(block)
        or _colon(block)
        or _spaced(block, following)
    )


def marked_speaker(
    block: Block, following: Block | None = None, legend: Legend | None = None
) -> tuple[str, str] | None:
    """The same for the form of verbatim minutes alone: ○議長(田中君) …"""
    alone = _MARKED_ALONE.match(block.folded)
    named = [match for match in (form.match(block.folded) for form in _MARKED) if match]
    person = next((match for match in named if _is_person(match["speaker"])), None)
    if legend and block.text[:1] in legend.marks and not alone and person is None:
        return legend.marks[block.text[:1]], block.text[1:].strip()
    if alone:
        is_one = _is_person(alone["speaker"]) and following is not None and not following.level
        return (_name(block, alone), "") if is_one else None
    if person and _has_sentence(person["text"]):
        return _name(block, person), _words(block, person)
    return None


def is_verbatim(block: Block) -> bool:
    """Whether a block speaks as verbatim records do: under a mark, or a chair's or office's name and a space."""
    return marked_speaker(block) is not None or bool((_spaced(block, None) or ("", ""))[1])


def _alone(block: Block, following: Block | None) -> tuple[str, str] | None:
    if following is None or not _may_be_spoken(following):
        return None
    office = _ALONE_OFFICE.match(block.folded)
    if office and is_role(office["angled"] or office["plain"]):
        return block.text[slice(*office.span("angled" if office["angled"] else "plain"))], ""
    match = _ALONE.match(block.folded)
    if match is None:
        return None
    name = match["speaker"]
    if _NO_SPEAKER.match(name) or not (
        is_role(name) or (len(name) <= 12 and not re.search(r"[・のをは]", name))
    ):
        return None
    return _name(block, match), ""


def _known(block: Block, following: Block | None, legend: Legend | None) -> tuple[str, str] | None:
    """`甲 野`, `- 甲野: …`, `甲野 …。`, where the page says that 甲野 was there."""
    match = legend.names.match(block.folded) if legend and legend.names and not block.level else None
    if match is None:
        return None
    name = block.text[slice(*match.span("speaker"))].strip()
    if match["text"]:
        is_said = match["colon"] or "。" in match["text"]
        return (name, block.text[match.start("text") :]) if is_said else None
    return (name, "") if following is not None and _may_be_spoken(following) else None


def _run(block: Block) -> tuple[str, str] | None:
    match = _RUN.match(block.folded)
    if match and is_role(match["speaker"]) and _has_sentence(match["text"]):
        return _name(block, match), _words(block, match)
    return None


def _colon(block: Block) -> tuple[str, str] | None:
    """`事務局:…。`; a title such as `深川市:クラウドへの取組み` is no sentence."""
    match = _COLON.match(block.folded)
    if match is None or not is_role(match["speaker"]) or _NO_PERSON.search(match["speaker"]):
        return None
    if _END.search(match["text"]) or "。" in match["text"]:
        return _name(block, match), _words(block, match)
    return None


def _spaced(block: Block, following: Block | None) -> tuple[str, str] | None:
    """`議 長  それでは…。`, or an office alone on its line above what it says."""
    if block.is_bullet or block.level:
        return None
    match = _SPACED.match(block.folded)
    if match and "。" in match["text"]:
        squeezed = re.sub(r"\s", "", match["speaker"])
        return (squeezed, _words(block, match)) if _CHAIR_OR_OFFICE.match(squeezed) else None
    squeezed = re.sub(r"\s", "", block.text)
    if len(squeezed) <= 14 and _CHAIR_OR_OFFICE.match(squeezed) and following is not None:
        return (squeezed, "") if "。" in following.text and not following.is_bullet else None
    return None


def _may_be_spoken(block: Block) -> bool:
    return not block.level and not block.is_bullet and not _ALONE.match(block.folded)


def _is_person(name: str) -> bool:
    """Whether the words after a mark name somebody: a role, a seat (5番), or a name with its role in brackets."""
    name = name.strip()
    if not name or _NO_SPEAKER.match(name.strip("()")) or len(name) > 40:
        return False
    return is_role(name) or name.endswith(")") or bool(re.match(r"\d+番", name))


def is_role(name: str) -> bool:
    """Whether words name a person, an office or a member body."""
    if _NO_SPEAKER.match(name):
        return False
    return bool(_ENGLISH_ROLE.search(name) if name.isascii() else _ROLE.search(name))


def _has_sentence(text: str) -> bool:
    return "。" in text or bool(_END.search(text)) or text.isascii()


def _name(block: Block, match: re.Match[str]) -> str:
    """As the page writes it; brackets around the whole name are no part of it."""
    name = block.text[slice(*match.span("speaker"))].strip()
    return name[1:-1].strip() if name[:1] in "(\uff08" and name[-1:] in ")\uff09" else name


def _words(block: Block, match: re.Match[str]) -> str:
    return block.text[match.start("text") :]
