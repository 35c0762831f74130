"""Outsiders: threads as they were heard → those that somebody wrote who takes no part in the list, and nobody took up.

Advertisements and invitations name the words that a list talks of; only what the list's people do tells them apart.
Who takes part: a party (what stands behind the @) that answered another's mail, or of whose mails two were answered.
Pure.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from archiver.model import MessageText
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


def party_of(message: MessageText) -> str:
    """What stands behind the @ of who wrote a mail; '' where it is not known, or the mail takes nothing up."""
    if _NO_ANSWER.search(fold(message.subject)):
        return ""
    return message.sender_address.rpartition("@")[2].casefold()


def advertised(text: str) -> str:
    """The words of a folded text by which it shows that it goes to many; '' where it has none."""
    found = _MASS_MAIL.search(text)
    return found[0] if found else ""


def is_passed_on(subject: str) -> bool:
    """A mail of this folded subject brings another."""
    return _PASSED_ON.search(subject) is not None


class Circle:
    """The parties that take part in a list, learned from who wrote in each of its threads, in reading order."""

    def __init__(self, threads: Iterable[tuple[str, ...]]) -> None:
        taken_up: Counter[str] = Counter()
        self._parties: set[str] = set()
        for parties in threads:
            others = {party for party in parties[1:] if party and party != parties[0]}
            if others and parties[0]:
                self._parties |= others
                taken_up[parties[0]] += 1
        self._parties |= {party for party, threads_of in taken_up.items() if threads_of >= _TAKEN_UP}

    def is_unheeded(self, parties: tuple[str, ...]) -> bool:
        """A stranger began the thread, and nobody of the circle wrote in it."""
        known = {party for party in parties if party}
        return bool(self._parties) and bool(parties and parties[0]) and not known & self._parties
