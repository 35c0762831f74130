"""Seekers: replies that their headers do not place, and which mails may tell where they hang.

What a seeker hangs under depends on the mails that it heeds alone, and all of these lie where it is `sought`.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from archiver.model import Envelope, Seeker, Sought
from archiver.threads.cuts import LEAST, LONGEST, WHOLE_WINDOW, beginning, may_be_cut
from archiver.threads.edges import Edges
from archiver.threads.splits import declared

_DAY = 86_400
WINDOW = 45 * _DAY
"""The same subject after a longer silence, in seconds, is another thread."""
SKEW = _DAY
"""How much earlier than the mail it answers a reply may be dated: a clock without its time zone is hours off."""

_WHOSE = re.compile(r"[(【][^()【】\s]{1,10}[市町村区県府都道館課校院局]\s?[)】]$")
_NOTHING = re.compile(
    r"[\W_]*|\(?(?:無題|件名なし|件名無し|no subject|none|untitled)\)?"
    r"|.{1,80}\bdigest, vol(?:ume)?\.? \d+, (?:issue|no\.?|number) \d+"
)
"""What two who answer two mails may both write: no subject, and that of a digest."""
_FORMER_BEGINS = (" ", "(", "[")
"""What stands between a subject and the former one that it names."""


def seekers(held: Mapping[str, Envelope], edges: Edges) -> list[Seeker]:
    """A reply has no References and no In-Reply-To, or not one of the messages that they name is here.

    `held`: by key, in the order (seconds, key); `edges`: what the headers say, without loops.
    """
    found: list[Seeker] = []
    tops: dict[str, str] = {}
    spoken_for: set[str] = set()
    for key, envelope in held.items():
        if not answers(envelope) or ((edge := edges.get(key)) and edge.parent in held):
            continue
        top = _top(key, held, edges, tops)
        if top not in spoken_for and (top == key or top not in held):
            spoken_for.add(top)
            base, _ = declared(envelope.base_subject)
            quoted = "" if envelope.is_from_outside else envelope.quoted_subject
            found.append(Seeker(key, top, envelope.seconds, base, envelope.base_subject, quoted))
    return found


def _top(key: str, held: Mapping[str, Envelope], edges: Edges, tops: dict[str, str]) -> str:
    """The first node above that is present or a root; `key` itself where it is a root."""
    above = [key]
    while (edge := edges.get(above[-1])) and (len(above) == 1 or above[-1] not in held):
        if edge.parent in tops:
            above.append(tops[edge.parent])
            break
        above.append(edge.parent)
    for each in above[1:]:
        if each not in held:
            tops[each] = above[-1]
    return above[-1]


def answers(envelope: Envelope) -> bool:
    """It says itself that it answers: by a word in its subject, or, without headers, by what it quotes or by whose
    answer it is (…の照会(南館))."""
    if envelope.is_reply or envelope.references or envelope.in_reply_to:
        return envelope.is_reply
    return envelope.quotes or bool(_WHOSE.search(envelope.base_subject))


def says_nothing(subject: str) -> bool:
    return _NOTHING.fullmatch(subject) is not None


def sought(seekers: Iterable[Seeker]) -> Iterator[Sought]:
    """Where all the mails lie that these seekers heed."""
    for each in seekers:
        if not says_nothing(each.subject):
            yield Sought((each.subject,), tuple(each.subject + mark for mark in _FORMER_BEGINS))
        if each.quoted_subject and not says_nothing(each.quoted_subject):
            yield Sought((each.quoted_subject,), (), each.seconds - WINDOW, each.seconds)
        if begins := beginning(each.base_subject):
            ends = range(LEAST, min(len(each.base_subject), LONGEST))
            shorter = tuple(each.base_subject[:end] for end in ends)
            yield Sought(shorter, (begins,), each.seconds - WHOLE_WINDOW, each.seconds)


def spans(seconds: Iterable[int]) -> list[tuple[int, int]]:
    """The times in which seekers may heed mails sent at these seconds; those of the very same subject, later too."""
    found: list[tuple[int, int]] = []
    for each in sorted(set(seconds)):
        first, last = each - SKEW, each + WINDOW
        if found and first <= found[-1][1]:
            first = found.pop()[0]
        found.append((first, last))
    return found


def heeding(seekers: Iterable[Seeker], subjects: Iterable[str]) -> set[str]:
    """Keys of those that may hang elsewhere where mails of these base subjects have come, gone or changed."""
    bases = set(subjects)
    told = {declared(base)[0] for base in bases}
    alike: dict[str, list[str]] = defaultdict(list)
    for base in bases:
        alike[base[: LEAST // 2]].append(base)
    return {
        each.key
        for each in seekers
        if each.subject in told
        or each.quoted_subject in bases
        or any(may_be_cut(each.base_subject, base) for base in alike.get(each.base_subject[: LEAST // 2], ()))
    }
