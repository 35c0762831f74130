"""Signatures: the lines of a body → which are somebody's signature under own words."""

from __future__ import annotations

import re

from archiver.mail.quotes.footers import LONGEST_RULE, OWN

_SENT_FROM = re.compile(
    r"\s*(?:[(<\[]{0,2}Sent (?:from|via|with|using) (?:my|a|the|an|your|mobile|[A-Z]\w+)\b[^.]{0,40}"
    r"(?:\.\w+[^.]{0,20})?\.?|(?:Envoyé|Gesendet|Enviado|Inviato|Verzonden|Verstuurd|Skickat|Sendt|Wysłane)"
    r" (?:de|depuis|mit|von|do|desde|da|met|vanaf|från|fra|z)\b[^.]{1,40}|Von mein\w+ [^.]{1,30} gesendet"
    r"|.{0,25}(?:iPhone|iPad|スマートフォン|スマホ|携帯電話|ケータイ|Android|SoftBank|ソフトバンク|docomo|ドコモ|Xperia|Galaxy|AQUOS"
    r"|Outlook|Windows 版のメール|メールアプリ|BlackBerry|タブレット).{0,12}から(?:の)?送信.{0,5}"
    r"|(?:iOS|Android|Mac|Windows) ?版 ?Outlook を入手.{0,60}|Outlook for \w{1,12} を入手.{0,60}"
    r"|Get Outlook for .{0,60})\s*$"
)
_SENT_BEGINS = ("Sent ", "Get ", "Env", "Ges", "Inviato", "Ver", "Ski", "Sendt", "Von mein", "Wys")
_SENT_SIGNS = frozenset(" \t([<" + "".join(begin[0] for begin in _SENT_BEGINS))
_DASHES = re.compile(r"--\s?$")
_RULE = re.compile(
    r"\s*(?:[^\w\s]|[_ﾟｰー]){8,}\s*$|\s*([oOxX])\1{7,}\s*$"
    r"|\s*-{4}\s*$|\s*[-=*☆★◇◆□■＊○●+]{2,}.{1,40}[-=*☆★◇◆□■＊○●+]{2,}\s*$"
)
"""A line of signs, whichever somebody likes."""
_CONTACT = re.compile(
    r"@|℡|☎|TEL|電話|FAX|〒|E-?mail|メール|課|係|室|部|局|市|町|村|\d{2,4}-\d{2,4}", re.IGNORECASE
)
LONGEST_SIGNATURE = 14
"""Lines: a ruled block longer than this is somebody's table."""
_CALLED = re.compile(r"℡|☎|\b(?:TEL|FAX)\b|電話|〒|\d{2,4}-\d{2,4}-\d{3,4}", re.IGNORECASE)
_WRITTEN_TO = re.compile(r"@[\w-]+\.|E-?mail", re.IGNORECASE)
"""How somebody is reached: nothing else looks like it."""
_SENTENCE = re.compile(r"[。？！]|(?:です|ます|ません|ください)[.．]?\s*$")
_ROW = re.compile(r".{1,40}\s[\d,]{1,12}(?:円|名|人|件|台|%)?\s*$")
"""Of a table of figures."""
_ABOUT = re.compile(
    r"\s*[・◆■○●*\d.\s]{0,4}(?:日\s*時|場\s*所|会\s*場|議\s*題|期\s*[日限]|内\s*容|対\s*象|参加費|時\s*間|件\s*名|目\s*的|締\s*切)"
)
"""What a meeting's announcement says between rules."""


def mark(lines: list[str], kinds: bytearray, end: int) -> None:
    """`-- ` and what follows it, or a ruled block with an address at the end of somebody's own words."""
    stop = end
    while stop and (not lines[stop - 1].strip() or kinds[stop - 1] != OWN):
        stop -= 1
    if start := _dashes_or_sent_from(lines, kinds, stop):
        kinds[start - 1 : stop] = b"s" * (stop - start + 1)
        return
    rules = [
        at
        for at in range(max(0, stop - LONGEST_SIGNATURE), stop)
        if kinds[at] == OWN and len(lines[at]) <= LONGEST_RULE and _RULE.match(lines[at])
    ]
    for at in rules:
        block = lines[at + 1 : stop]
        if block and not kinds[at:stop].strip(b"o") and _names_somebody(block):
            kinds[at:stop] = b"s" * (stop - at)
            return
    at = _last_paragraph(lines, kinds, stop)
    if 0 < at < stop - 1 and _is_bare(lines[at:stop]):
        kinds[at:stop] = b"s" * (stop - at)


def _dashes_or_sent_from(lines: list[str], kinds: bytearray, stop: int) -> int:
    """The number, from 1, of the line of two hyphens, or of what a telephone wrote; 0 for neither."""
    sent_from = 0
    for at in range(stop - 1, max(-1, stop - 1 - LONGEST_SIGNATURE), -1):
        if kinds[at] != OWN:
            break
        if lines[at].startswith("--") and _DASHES.match(lines[at]):
            return at + 1
        if not sent_from and _is_sent_from(lines[at]):
            sent_from = at + 1
    return sent_from


def _is_sent_from(line: str) -> bool:
    """Whether a telephone or a program wrote the line; most lines are no such by a look."""
    may_be = line[:1] in _SENT_SIGNS and line.lstrip(" \t([<").startswith(_SENT_BEGINS)
    may_be = may_be or "送信" in line or "入手" in line
    return may_be and _SENT_FROM.match(line) is not None


def _names_somebody(block: list[str]) -> bool:
    if not any(map(_CONTACT.search, block)) or sum(map(bool, map(_ABOUT.match, block))) > 1:
        return False
    return sum(map(bool, map(_ROW.match, block))) < 2 or any(map(_CALLED.search, block))


def _last_paragraph(lines: list[str], kinds: bytearray, stop: int) -> int:
    """Where the last paragraph of own words begins."""
    at = stop
    while at and lines[at - 1].strip() and kinds[at - 1] == OWN and stop - at <= LONGEST_SIGNATURE:
        at -= 1
    return at


def _is_bare(paragraph: list[str]) -> bool:
    """Whether a paragraph is a signature without a rule: how to call somebody and to write to them, and no sentence."""
    is_short = len(paragraph) <= LONGEST_SIGNATURE and not any(map(_SENTENCE.search, paragraph))
    return is_short and any(map(_CALLED.search, paragraph)) and any(map(_WRITTEN_TO.search, paragraph))
