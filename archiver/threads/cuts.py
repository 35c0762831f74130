"""Cuts: replies whose subject is the beginning of another, or begins with it; only where just one mail can be meant.

Telephones cut a subject after so many characters, and people write behind it: 「…の日程(回答)」.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from archiver.model import Envelope

_DAY = 86_400
_WINDOW = 14 * _DAY
_WHOLE_WINDOW = 45 * _DAY
_LEAST = 8
"""Characters that two subjects must share from their beginning; Latin letters count half."""
_MOST = 20
"""Of more subjects that begin alike, none is meant."""
_LONGEST = 200
_LONGEST_CLOSING = 16
_LONGEST_MARK = 12
_CLOSING = re.compile(
    r"(?:への(?:ご?協力)|に(?:関する|係る|対する)|について|に関して|の件|(?:の|を)?[ごお御]?(?:お?願い?|依頼|照会|募集|お?知らせ|案内|伺い|送付|提出|通知|調査)(?:の件)?)+$"
)
"""How subjects end, and answers to them otherwise: 議題の募集, 議題について."""
_CUT = re.compile(r"\s*(?:\.{2,}|…+|・{2,}|[~〜])$")


def cut_subjects(held: Mapping[str, Envelope], seeking: Iterable[str]) -> dict[str, str]:
    """Key of a reply → key of the latest earlier mail with the one subject that can be meant.

    `held`: by key, in the order (seconds, key).
    """
    wanted = [held[key] for key in seeking if _says_enough(held[key].base_subject)]
    if not wanted:
        return {}
    by_subject: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in held.values():
        by_subject[envelope.base_subject].append(envelope)
    subjects = sorted(by_subject)
    stems: dict[str, list[str]] = defaultdict(list)
    for subject in subjects:
        stems[_stem(subject)].append(subject)
    found: dict[str, str] = {}
    for reply in wanted:
        begins_alike = _alike(_uncut(reply.base_subject), subjects, by_subject)
        candidates = _earlier(reply, begins_alike, by_subject)
        if not candidates and _weight(stem := _stem(reply.base_subject)) >= _LEAST:
            candidates = _earlier(reply, stems[stem][:_MOST], by_subject, is_whole=True)
        shortest = min(candidates, key=len, default="")
        if candidates and all(subject.startswith(shortest) for subject in candidates):
            # `…(案)(回答: 東市)` goes on from `…(案)`: one mail is meant.
            found[reply.key] = candidates[shortest].key
    return found


def _earlier(
    reply: Envelope,
    subjects: Iterable[str],
    by_subject: Mapping[str, list[Envelope]],
    *,
    is_whole: bool = False,
) -> dict[str, Envelope]:
    """Of these subjects, save the reply's own, the latest mail before it; longer ago where the reply has it whole."""
    mails = {}
    for subject in subjects:
        if subject != reply.base_subject:
            has_whole = is_whole or reply.base_subject.startswith(subject)
            window = _WHOLE_WINDOW if has_whole else _WINDOW
            mails[subject] = latest_before(by_subject[subject], reply, window)
    return {subject: mail for subject, mail in mails.items() if mail}


def _alike(subject: str, subjects: list[str], known: Mapping[str, object]) -> Iterator[str]:
    """This subject, those of which it is the beginning, and those that are its beginning; none where there are many."""
    if subject in known and _weight(subject) < _LEAST:
        yield subject
        return
    at = bisect_left(subjects, subject)
    longer: list[str] = []
    while at < len(subjects) and subjects[at].startswith(subject):
        if len(longer) == _MOST:
            return
        longer.append(subjects[at])
        at += 1
    shorter = (subject[:end] for end in range(_LEAST, min(len(subject), _LONGEST)))
    yield from (each for each in longer if not _splits_number(each, len(subject)))
    yield from (
        each
        for each in shorter
        if each in known and _weight(each) >= _LEAST and not _splits_number(subject, len(each))
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
    return _weight(rest) >= (_LEAST if rest == subject else _LEAST / 2)


def _weight(subject: str) -> float:
    return sum(0.5 if each.isascii() else 1 for each in subject[:_LONGEST])


def _splits_number(longer: str, at: int) -> bool:
    """第1 is the beginning of 第10, and another thing."""
    return len(longer) > at and longer[at - 1].isdigit() and longer[at].isdigit()


def latest_before(mails: list[Envelope], reply: Envelope, window: int = _WINDOW) -> Envelope | None:
    """The latest of these mails, in order of time, that was sent before the reply and within the window."""
    at = bisect_left(mails, (reply.seconds, reply.key), key=lambda each: (each.seconds, each.key))
    mail = mails[at - 1] if at else None
    return mail if mail and reply.seconds - mail.seconds <= window else None
