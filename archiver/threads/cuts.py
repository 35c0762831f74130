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
_LEAST = 8
"""Characters that two subjects must share from their beginning; Latin letters count half."""
_MOST = 20
"""Of more subjects that begin alike, none is meant."""
_LONGEST = 200
_LONGEST_MARK = 12
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
    found: dict[str, str] = {}
    for reply in wanted:
        candidates = {
            subject: mail
            for subject in _alike(_uncut(reply.base_subject), subjects, by_subject)
            if subject != reply.base_subject and (mail := _before(by_subject[subject], reply))
        }
        shortest = min(candidates, key=len, default="")
        if candidates and all(subject.startswith(shortest) for subject in candidates):
            # `…(案)(回答: 東市)` goes on from `…(案)`: one mail is meant.
            found[reply.key] = candidates[shortest].key
    return found


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


def _before(mails: list[Envelope], reply: Envelope) -> Envelope | None:
    """The latest of these mails, in order of time, that was sent before the reply and within the window."""
    at = bisect_left(mails, (reply.seconds, reply.key), key=lambda each: (each.seconds, each.key))
    mail = mails[at - 1] if at else None
    return mail if mail and reply.seconds - mail.seconds <= _WINDOW else None
