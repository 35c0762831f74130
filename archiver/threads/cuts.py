"""Cuts: replies whose subject is the beginning of another, or begins with it; only where just one mail can be meant.

Telephones cut a subject after so many characters, and people write behind it: 「…の日程(回答)」.
"""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping

from archiver.model import Envelope

_DAY = 86_400
_WINDOW = 14 * _DAY
WHOLE_WINDOW = 45 * _DAY
LEAST = 8
"""Characters that two subjects must share from their beginning; Latin letters count half."""
_MOST = 20
"""Of more subjects of the last weeks that begin alike, none is meant."""
LONGEST = 200
_LONGEST_CLOSING = 16
_LONGEST_MARK = 12
_CLOSING = re.compile(
    r"(?:への(?:ご?協力)|に(?:関する|係る|対する)|について|に関して|の件|(?:の|を)?[ごお御]?(?:お?願い?|依頼|照会|募集|お?知らせ|案内|伺い|送付|提出|通知|調査)(?:の件)?)+$"
)
"""How subjects end, and answers to them otherwise: 議題の募集, 議題について."""
_CUT = re.compile(r"\s*(?:\.{2,}|…+|・{2,}|[~〜])$")


class _Recent:
    """The mails of the last weeks before a moment, the latest of each subject, as one goes through time."""

    def __init__(self) -> None:
        self.latest: dict[str, Envelope] = {}
        self.subjects: list[str] = []
        """In order of the alphabet."""
        self.stems: dict[str, set[str]] = defaultdict(set)
        self._mails: deque[Envelope] = deque()

    def add(self, envelope: Envelope) -> None:
        subject = envelope.base_subject
        if subject not in self.latest:
            insort(self.subjects, subject)
            self.stems[_stem(subject)].add(subject)
        self.latest[subject] = envelope
        self._mails.append(envelope)

    def forget(self, before: int) -> None:
        """Those sent before this second."""
        while self._mails and self._mails[0].seconds < before:
            old = self._mails.popleft()
            subject = old.base_subject
            if self.latest[subject] is old:
                del self.latest[subject]
                del self.subjects[bisect_left(self.subjects, subject)]
                self.stems[_stem(subject)].remove(subject)


def cut_subjects(mails: Mapping[str, Envelope], seeking: Iterable[str]) -> dict[str, str]:
    """Key of a reply → key of the latest earlier mail with the one subject that can be meant.

    `mails`: by key, in the order (seconds, key).
    """
    wanted = {key for key in seeking if _says_enough(mails[key].base_subject)}
    found: dict[str, str] = {}
    recent = _Recent()
    for key, envelope in mails.items() if wanted else ():
        recent.forget(envelope.seconds - WHOLE_WINDOW)
        if key in wanted and (meant := _meant(envelope, recent)):
            found[key] = meant.key
        recent.add(envelope)
    return found


def _meant(reply: Envelope, recent: _Recent) -> Envelope | None:
    candidates = _candidates(reply, _alike(_uncut(reply.base_subject), recent), recent)
    if not candidates and _weight(stem := _stem(reply.base_subject)) >= LEAST:
        same = sorted(recent.stems[stem])[:_MOST] if stem in recent.stems else ()
        candidates = _candidates(reply, same, recent, is_whole=True)
    shortest = min(candidates, key=len, default="")
    # `…(案)(回答: 東市)` goes on from `…(案)`: one mail is meant.
    is_one = all(subject.startswith(shortest) for subject in candidates)
    return candidates[shortest] if candidates and is_one else None


def _candidates(
    reply: Envelope, subjects: Iterable[str], recent: _Recent, *, is_whole: bool = False
) -> dict[str, Envelope]:
    """Of these subjects, save the reply's own, the latest mail; longer ago where the reply has it whole."""
    found = {}
    for subject in subjects:
        has_whole = is_whole or reply.base_subject.startswith(subject)
        mail = recent.latest[subject]
        if subject != reply.base_subject and (has_whole or reply.seconds - mail.seconds <= _WINDOW):
            found[subject] = mail
    return found


def may_be_cut(reply: str, subject: str) -> bool:
    """Whether a mail of this base subject counts, for or against, where a reply's is looked for among its like.

    Then both have their first characters in common, at least half as many as `LEAST`.
    """
    if not _says_enough(reply):
        return False
    uncut = _uncut(reply)
    return subject.startswith(uncut) or uncut.startswith(subject) or _stem(subject) == _stem(reply)


def beginning(reply: str) -> str:
    """With what every subject begins that goes on from a reply's, or has its stem; '' where none is looked for."""
    if not _says_enough(reply):
        return ""
    stem = _stem(reply)
    return min(_uncut(reply), stem, key=len) if _weight(stem) >= LEAST else _uncut(reply)


def _alike(subject: str, recent: _Recent) -> Iterator[str]:
    """This subject, those of which it is the beginning, and those that are its beginning; none where there are many."""
    subjects, known = recent.subjects, recent.latest
    if subject in known and _weight(subject) < LEAST:
        yield subject
        return
    at = bisect_left(subjects, subject)
    longer: list[str] = []
    while at < len(subjects) and subjects[at].startswith(subject):
        if len(longer) == _MOST:
            return
        longer.append(subjects[at])
        at += 1
    shorter = (subject[:end] for end in range(LEAST, min(len(subject), LONGEST)))
    yield from (each for each in longer if not _splits_number(each, len(subject)))
    yield from (
        each
        for each in shorter
        if each in known and _weight(each) >= LEAST and not _splits_number(subject, len(each))
    )


def _stem(subject: str) -> str:
    """A subject without the words that close it."""
    closing = None if subject.isascii() else _CLOSING.search(subject, max(0, len(subject) - _LONGEST_CLOSING))
    return subject[: closing.start()] if closing else subject


def _uncut(subject: str) -> str:
    """Without the mark that a program sets where it cuts."""
    mark = _CUT.search(subject, max(0, len(subject) - _LONGEST_MARK))
    return subject[: mark.start()] if mark else subject


def _says_enough(subject: str) -> bool:
    """A mark of cutting says that this is the beginning of another subject: half as much is enough."""
    rest = _uncut(subject)
    return _weight(rest) >= (LEAST if rest == subject else LEAST / 2)


def _weight(subject: str) -> float:
    begins = subject[:LONGEST]
    return len(begins) - len(begins.encode("ascii", "ignore")) / 2


def _splits_number(longer: str, at: int) -> bool:
    """第1 is the beginning of 第10, and another thing."""
    return len(longer) > at and longer[at - 1].isdigit() and longer[at].isdigit()


def latest_before(mails: list[Envelope], reply: Envelope, window: int = _WINDOW) -> Envelope | None:
    """The latest of these mails, in order of time, that was sent before the reply and within the window."""
    at = bisect_left(mails, (reply.seconds, reply.key), key=lambda each: (each.seconds, each.key))
    mail = mails[at - 1] if at else None
    return mail if mail and reply.seconds - mail.seconds <= window else None
