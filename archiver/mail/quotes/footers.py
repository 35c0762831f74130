"""Footers: the lines of a body → where the list server's footer and a company's disclaimer begin."""

from __future__ import annotations

import re

from archiver.mail.remembering import remembered

LONGEST_RULE = 200
"""Characters: nobody draws a longer line, and expressions would take their time over it."""
_RULE = re.compile(
    r"_{20,}\s*$|-{20,}(?:~-*>|\s*(?:Yahoo! ?)?Groups Sponsor\s*-+~?-*>)?\s*$|--\[PR\]-*\s*$"
    r"|-?~-{6,}~[-~]{10,}\s*$|#{60,}\s*$|(?:-=){8,}-?\s*$"
)
"""What list servers draw over their footers."""
_FOOTER_WORDS = re.compile(
    r"mailing list|メーリングリスト|mailman|listinfo|unsubscribe|退会|majordomo|\bML\b|freeml"
    r"|Yahoo! ?(?:Groups|グループ)|配信(?:の)?(?:停止|解除)|groups\.io|登録(?:者|しているユーザー)に送られて",
    re.IGNORECASE,
)
_GROUP_FOOTER = re.compile(
    r"(?:You received this message because you are subscribed"
    r"|このメールは.{0,40}(?:グループ|ML).{0,40}に(?:登録|参加)|この ?E ?メールは.{0,20}アンチウイルス"
    r"|This e-?mail has been (?:checked|scanned) for viruses)"
)
_DASHES = re.compile(r"---?\s?$")
_LEAVING = re.compile(r"unsubscribe|退会|脱退|配信(?:の)?(?:停止|解除)|majordomo|listinfo", re.IGNORECASE)
_LIST_NAMED = re.compile(r".{0,60}(?:mailing list|メーリングリスト)\W{0,3}$", re.IGNORECASE)
_OF_A_LIST = ("unsubscribe", "majordomo", "listinfo", "mailing list")
"""One of these stands in every such text in ASCII; they are found quickly."""
LONGEST_NAMED = 4
"""Lines under two hyphens that name a list, and say no more than where it is."""
_FOOTER_BEGINS = (
    "_" * 20,
    "-" * 20,
    "--",
    "You received",
    "このメールは",
    "この E",
    "このE",
    "This e",
    "This E",
    "~-----",
    "-~-----",
    "#" * 60,
    "-=-=-=",
)
"""How the lines begin that a footer begins with."""
_FOOTER_SIGNS = frozenset(begin[0] for begin in _FOOTER_BEGINS)
_DISCLAIMER = re.compile(
    r"(?:intended (?:solely|only)|confidential|privileged|intended recipient|not the addressee|virus-free|"
    r"scanned (?:for|by)|disclaimer|機密情報|誤送信|誤って(?:受信|送信|受け取)|"
    r"心当たりのない|宛先(?:以外|人)|"
    r"破棄(?:して|いただ|くださ|願)|無断(?:転送|転載)|ウイルスチェック)",
    re.IGNORECASE,
)
_TELLTALES = (
    "confidential",
    "intended",
    "privileged",
    "disclaim",
    "scanned",
    "virus",
    "機密",
    "送信",
    "宛先",
    "破棄",
    "無断",
)
"""One of these stands in every disclaimer; they are found quickly."""
_DISCLAIMED = re.compile(r"(?:e-?mail|message|attachment|transmission|メール|本文|通信)", re.IGNORECASE)
MOST_FOOTERS = 3
"""Above the last one."""
LONGEST_UPPER = 8
"""Lines of each of them."""
LONGEST_FOOTER = 12
"""Lines."""
LONGEST_DISCLAIMER = 25
"""Lines of one paragraph."""
MOST_DISCLAIMERS = 4
"""Paragraphs."""
OWN = ord("o")
"""The letter of own words in a row of kinds: see archiver.mail.quotes.quoting."""


def without_footer(body: str) -> str:
    """The body without the lines that the list's server put under it."""
    lines = body.rsplit("\n", LONGEST_FOOTER + 1)
    start = footer_start(lines)
    return body if start == len(lines) else body[: len(body) - sum(len(line) + 1 for line in lines[start:])]


def is_rule(line: str) -> bool:
    """Whether a line is one that list servers draw over their footers."""
    return len(line) <= LONGEST_RULE and _RULE.match(line) is not None


def first_start(lines: list[str]) -> int:
    """The same where lists lie within lists, and each put its own under the others'."""
    start = footer_start(lines)
    for _ in range(MOST_FOOTERS if start < len(lines) else 0):
        above = footer_start(lines[:start])
        if above == start or start - above > LONGEST_UPPER:
            break
        start = above
    return start


def footer_start(lines: list[str]) -> int:
    """Where the list's own lines at the very end begin."""
    end = "\n".join(lines[-LONGEST_FOOTER - 1 :])
    return len(lines) - _length(end)


@remembered(64)
def _length(end: str) -> int:
    """How many of the last lines of a body are the list's: asked of each mail as it is read, and as it is parted."""
    lines = end.split("\n")
    for at in range(len(lines) - 1, max(-1, len(lines) - LONGEST_FOOTER), -1):
        if lines[at][:1] not in _FOOTER_SIGNS or not lines[at].startswith(_FOOTER_BEGINS):
            continue
        if is_rule(lines[at]) and any(map(_FOOTER_WORDS.search, lines[at + 1 :])):
            return len(lines) - at
        if _GROUP_FOOTER.match(lines[at]):
            return len(lines) - at + bool(at and _DASHES.match(lines[at - 1]))
        if _DASHES.match(lines[at]) and _is_of_a_list([line for line in lines[at + 1 :] if line.strip()]):
            return len(lines) - at
    return 0


def _is_of_a_list(lines: list[str]) -> bool:
    """Whether what stands under two hyphens is the list's footer, and not somebody's signature."""
    text = "\n".join(lines)
    if text.isascii() and not any(map(text.lower().__contains__, _OF_A_LIST)):
        return False
    if _LEAVING.search(text):
        return True
    return 0 < len(lines) <= LONGEST_NAMED and bool(_LIST_NAMED.match(lines[0]))


def disclaimer_start(lines: list[str], kinds: bytearray, end: int) -> int:
    """Where what a company's server puts under every mail begins: paragraphs at the end that disclaim."""
    start = stop = end
    for _ in range(MOST_DISCLAIMERS):
        while stop and not lines[stop - 1].strip():
            stop -= 1
        at = stop
        while at and lines[at - 1].strip() and kinds[at - 1] == OWN and stop - at < LONGEST_DISCLAIMER:
            at -= 1
        paragraph = "\n".join(lines[at:stop])
        if not any(map(paragraph.casefold().__contains__, _TELLTALES)):
            break
        if not (len(set(_DISCLAIMER.findall(paragraph))) > 1 and _DISCLAIMED.search(paragraph)) or not any(
            map(str.strip, lines[:at])
        ):
            break
        start = stop = at
    return start
