"""Outsiders: threads as they were heard → those that somebody wrote who takes no part in the list, and nobody took up.

Advertisements and invitations name the words that a list talks of; only what the list's people do tells them apart.
Who takes part: a party (what stands behind the @) that answered another's mail, or of whose mails two were answered.
Pure.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from archiver.model import ReadableMessage, host_of
from archiver.text import fold

_TAKEN_UP = 2
"""So many threads of a party that others answered make it one of the list."""
_NO_ANSWER = re.compile(
    r"^\W*(?:fwd?\s?:|転送|自動応答|自動返信|不在|out of (?:the )?office|auto(?:matic)?[ -]?(?:reply|response))"
)
"""Subjects of mails that pass on, or that a machine wrote: they take nothing up."""
_PASSED_ON = re.compile(r"^\W*(?:fwd?\s?:|転送)|\b(?:fw|fwd):|[((]転送")
_MASS_MAIL = re.compile(
    r"無料(?:招待|体験|セミナー|お試し|オンライン|ウェビナー|で?お使い)|抽選で|先着\s?\d|キャンペーン|特別価格|今なら|ウェビナー|来場者|導入実績"
    r"|special offer|free trial|webinar"
    r"|配信(?:の)?(?:停止|解除|中止|を希望され|不要)|(?:メール|メルマガ|購読)の?(?:配信)?(?:停止|解除)"
    r"|このメールは.{0,40}(?:お送りして|配信して)"
    r"|(?:お申し?込み|ご登録|参加登録|資料請求)は(?:こちら|下記)|\bunsubscribe\b|\bopt[ -]out\b"
    r"|you(?: a|')re receiving this|you receive this (?:message|mail|e-?mail)"
    r"|\b(?:register|book|buy) (?:now|today|a demo)\b"
)
"""What mails say that go to many who did not ask for them."""


def party_of(message: ReadableMessage) -> str:
    """What stands behind the @ of who wrote a mail; '' where it is not known, or the mail takes nothing up."""
    if _NO_ANSWER.search(fold(message.subject)):
        return ""
    return host_of(message.sender)


def advertised(text: str) -> str:
    """The words of a folded text by which it shows that it goes to many; '' where it has none."""
    found = _MASS_MAIL.search(text)
    return found[0] if found else ""


def is_passed_on(subject: str) -> bool:
    """A mail of this folded subject brings another."""
    return _PASSED_ON.search(subject) is not None


class Circle:
    """The parties that take part in a list: in how many threads each answered another, and how many of its own others
    answered."""

    def __init__(self, answered: Mapping[str, int], taken_up: Mapping[str, int]) -> None:
        self.parties = answered.keys() | {
            party for party, threads in taken_up.items() if threads >= _TAKEN_UP
        }

    def is_unheeded(self, parties: tuple[str, ...]) -> bool:
        """A stranger began the thread, and nobody of the circle wrote in it."""
        known = {party for party in parties if party}
        return bool(self.parties) and bool(parties and parties[0]) and not known & self.parties
