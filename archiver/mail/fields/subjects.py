"""Subjects: what is left of a subject when reply words, list prefixes and numbers are seen through (RFC 5256 §2.1)."""

from __future__ import annotations

import re

from archiver.mail.remembering import remembered
from archiver.text import CJK, fold

_PROGRAMS = (
    "re|fwd?|aw|wg|sv|vs|antw(?:ort)?|rif|tr|rv|res|enc|odp|ynt"
    "|返信|転送|返|答[复復覆]|回[复復覆信]|转发|轉[寄發]"
)
"""Reply words of the mail programs of several countries: they say nothing that a thread does not show."""
_WORDS = (
    f"{_PROGRAMS}|[ご御]返信|[ご御]?回答"
    "|不在通知|不在のお知らせ|自動(?:応答|返信)|開封(?:済み?|確認|通知)|out of office|auto(?:matic)? ?reply"
)
"""And those of people and of machines."""
_TIMES = r"(?:\s*+[\^*_]?\s*+\d{1,3}|\s*+\[\d{1,3}\]|\s*+\(\d{1,3}\))?\s*+[:;>]\s*+"
_BARE = rf"(?:返信|転送)\s+(?=\S)|re\s+(?=[\[{CJK}])"
_REPLY = re.compile(rf"(?:{_WORDS}){_TIMES}|{_BARE}")
_FORWARD = re.compile(
    r"(?:\[[^\]]{0,60}\]\s*)*(?:fwd?|wg|tr|rv|enc|転送|转发|轉[寄發])\s*[:;>\s]|\[(?:fwd?|転送)\s*:"
)
_RESENT = re.compile(
    r"[(\[【〔<]\s*(?:再送|再掲|再通知|再案内|再度|再|訂正版?|修正版?|差し?替え?|追伸|追記|補足|続報|リマインダ?ー?ド?"
    r"|re|fwd?|転送|[ご御]?(?:返信|回答)(?:[:・ ][^()\[\]【】〔〕]{1,12})?)\s*[)\]】〕>]\s*|(?:再送|訂正)\s*:\s*"
)
_LABEL = re.compile(
    r"[(\[【〔<]\s*(?:重要|大?至急|緊急|要返信|要回答|期限厳守|照会|依頼|(?:最終|開催)?案内|連絡|通知|周知|お知らせ|報告|確認|注意"
    r"|情報提供|送付|参考|更新|urgent|important|fyi)\s*[)\]】〕>]\s*"
    rf"|【[^【】]{{1,20}}】\s*(?=(?:{_WORDS})\s*:)"
)
"""What office mail puts before a subject, and an answer may leave out or put in."""
_BEFORE_A_SUBJECT = frozenset("([【〔<再訂")
"""How these begin."""
_TAG = re.compile(r"\[(?P<inside>[^\[\]]{0,60})\]\s*")
_FORWARDED = re.compile(r"^\[\s*(?:fwd?|転送)\s*:\s*(?P<inside>.*)\]$")
_TRAILER = re.compile(
    r"\s*[(【](?:fwd?|再送|転送|訂正版?|修正版?|再掲|[ご御]?(?:回答|返信)(?:[:・ ][^()【】]{1,12})?"
    r"|[^()【】]{1,10}[:・ の]?回答|[^()【】]{1,10}[市町村区県府都道課局](?:の)?分)[)】]$"
    r"|(?<=.{4})(?:への|に対する|に係る)[ご御]?(?:回答|返信)(?:について|の件|です|します)?$"
)
_SEQUEL = re.compile(r"\s*[(【](?:続報|第(?P<number>[\d一二三四五六七八九十]{1,3})報)[)】]$")
"""(第二報) goes on from (第一報)."""
_DAY = r"\d[\d/月日()月火水木金土.,時:\s]{1,14}"
_DUE = r"締め?切り?|〆切?"
_DEADLINE = re.compile(
    rf"\s*[(【](?:(?:回答)?(?:{_DUE}|期限)[:\s]?{_DAY}|{_DAY}(?:まで|{_DUE}|必着)(?:厳守)?)[)】]$"
)
"""(8/9まで): an answer may leave it out."""
_NUMBERS = re.compile(r"\d+\s*/\s*\d+|\d+/n\b")
_ROUND = r"[(<][a-z][\w.-]{0,39}(?:[:,.]\s*\d{1,9}| \d{2,9})[)>]\s*"
"""`(kanji 00123)`, `<kanji.123>`: as fml and others number a list."""
_ROUND_NUMBER = re.compile(_ROUND)
_SQUARE = (
    r"\[(?!(?:bug|issue|pr|ticket|case|patch|rfc|議題|議案|資料|案件)\b)"
    r"(?:[^\[\]()/]{1,40}[ :,]\s?\d{3,9}|[a-z][\w.-]{0,39}[:,]\s?\d{1,2})\](?!:)\s*"
)
"""`[yakuin 00021]`, `[yakuin:21]`; the number of a report or of an agenda item belongs to the title."""
_BEFORE_A_TITLE = re.compile(rf"(?:\s+|{_SQUARE}|{_ROUND}|(?:{_PROGRAMS}){_TIMES}|{_BARE})+", re.IGNORECASE)
_OFFICE_LABEL = re.compile(r"【[^【】]{1,20}】")
"""【最終案内】: stays, but what stands behind it may be such again."""
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}


def title_of(subject: str) -> str:
    """A subject as a title: without what lists and mail programs put before it (`Re: [yakuin 00003] RE：`)."""
    plain = subject.translate(_HALF_WIDTH)
    start = _end(_BEFORE_A_TITLE, plain, 0)
    after = _end(_OFFICE_LABEL, plain, start)
    return f"{subject[start:after].strip()}{subject[_end(_BEFORE_A_TITLE, plain, after) :]}".strip()


def _end(pattern: re.Pattern[str], text: str, start: int) -> int:
    """Where it ends, if it is found at `start`."""
    found = pattern.match(text, start)
    return found.end() if found else start


@remembered(1024)
def base_subject(subject: str) -> tuple[str, bool]:
    """(base subject, whether a word was seen through that points back to an earlier mail: Re:, 転送:, (再送) …).

    Folded for comparison.  `[list 123]`, `[list:00123]` and `(list 00123)` go wherever they stand before the subject;
    a numbered part of a series (`[PATCH 2/5]`) stays, since parts of one series are different mails.  A subject
    that is nothing but prefixes keeps its tags.
    """
    rest = " ".join(fold(subject).split())
    is_reply = False
    while True:
        before = rest
        forwarded = _FORWARDED.match(rest)
        if forwarded:
            rest, is_reply = forwarded["inside"].strip(), True
        if rest.endswith((")", "】")) or not rest.isascii():
            rest, count = _TRAILER.subn("", rest)
            is_reply |= bool(count)
            if sequel := _SEQUEL.search(rest):
                rest, is_reply = rest[: sequel.start()], is_reply or sequel["number"] not in ("1", "一")
            rest = _without(_DEADLINE, rest)
        rest, replied = _strip(_REPLY, rest)
        is_reply |= replied
        if rest[:1] in _BEFORE_A_SUBJECT:
            rest, resent = _strip(_RESENT, rest)
            is_reply |= resent
            for pattern in (_LABEL, _ROUND_NUMBER):
                rest, _ = _strip(pattern, rest)
            rest = _without_tag(rest)
        if rest == before:
            return rest, is_reply


def is_forward(subject: str) -> bool:
    """The word that stands first says that the mail is passed on, not answered."""
    return _FORWARD.match(fold(subject).lstrip()) is not None


def _without(pattern: re.Pattern[str], text: str) -> str:
    """The text up to what is found; the whole text, where nothing would be left."""
    found = pattern.search(text)
    return text[: found.start()] if found and found.start() > 3 else text


def _strip(pattern: re.Pattern[str], text: str) -> tuple[str, bool]:
    match = pattern.match(text)
    return (text[match.end() :], True) if match else (text, False)


def _without_tag(text: str) -> str:
    match = _TAG.match(text)
    if match is None or _NUMBERS.search(match["inside"]) or not text[match.end() :].strip():
        return text
    return text[match.end() :]
