"""Speakers: a block of a discussion → who begins to speak, if anyone does.  Knows the forms, not the people."""

from __future__ import annotations

import re

from archiver.minutes.page import Block

_BRACKETED = re.compile(r"^[(〔【\[](?P<speaker>[^()〔〕【】\[\]。、]{1,30})[)〕】\]]$")
_BRACKETED_RUN = re.compile(r"^[(〔【\[](?P<speaker>[^()〔〕【】\[\]。、]{1,30})[)〕】\]]\s*(?P<text>\S.*)$")
_MARKED = re.compile(
    r"^[○◯〇◎●△□◇▽☆⚪]\s*(?P<speaker>[^\s。、()「」]{1,24}(?:\s[^\s。、()「」]{1,6})?(?:\s?\([^()]{1,24}\))?)"
    r"(?:\s*[::]\s*|\s+)(?P<text>\S.*)$"
)
_MARKED_ALONE = re.compile(r"^[○◯〇◎●△□◇]\s*(?P<speaker>[^。、「」]{1,30})$")
_COLON = re.compile(r"^(?P<speaker>[^\s。、:「」]{1,20}(?:\s[^\s。、:「」]{1,10})?)\s*:\s*(?P<text>\S.*)$")
_ROLE = re.compile(
    r"(?:長|局|員|市|町|村|区|県|府|道|都|課|室|部|官|者|席|役|側|師|監|主査|主任|主事|係|社|団体|機構|協会|氏|君|さん|様|"
    r"chair\w*|secretar\w*|president|officer|member|mr\.?.*|ms\.?.*|mrs\.?.*|dr\.?.*)(?:\s?\(.*\))?$",
    re.IGNORECASE,
)
_NO_SPEAKER = re.compile(
    r"^(?:質疑応答|質疑|応答|意見交換|休憩|別紙|参考|以上|拍手|案|略|資料|議題|日時|場所|会議|.*(?:会議|について|関係))$"
)


def speaker_of(block: Block, following: Block | None) -> tuple[str, str] | None:
    """(speaker, first words) where a block begins a speech; None where it does not.

    `following` is the block after it: a bracketed line above a list is a sub-heading, not a speaker.
    """
    text = block.folded
    for form in (_BRACKETED, _MARKED_ALONE):
        match = form.match(text)
        if match:
            is_one = _is_speaker(match["speaker"]) and following is not None and not _begins_other(following)
            return (_name(match["speaker"]), "") if is_one else None
    match = _MARKED.match(text)
    if match and not _NO_SPEAKER.match(match["speaker"]):
        return _name(match["speaker"]), _rest(block, match)
    for form in (_BRACKETED_RUN, _COLON):
        match = form.match(text)
        if match and _ROLE.search(match["speaker"]) and not _NO_SPEAKER.match(match["speaker"]):
            return _name(match["speaker"]), _rest(block, match)
    return None


def _is_speaker(name: str) -> bool:
    return not _NO_SPEAKER.match(name) and not name.startswith("案")


def _begins_other(block: Block) -> bool:
    return bool(block.level) or block.is_bullet or bool(_BRACKETED.match(block.folded))


def _name(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def _rest(block: Block, match: re.Match[str]) -> str:
    """The first words as the page has them (folding may have changed widths)."""
    text = match["text"]
    return block.text[-len(text) :] if len(block.text) >= len(text) and _same_length(block) else text


def _same_length(block: Block) -> bool:
    return len(block.folded) == len(block.text)
