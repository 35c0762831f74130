"""Subjects: edges by subject for replies that their headers do not place; never between two fresh mails.

A reply is placed by its subject where it has no References and no In-Reply-To, or where not one of the
messages that they name is here.  Measured in docs/decisions/threads.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from archiver.model import Envelope
from archiver.threads.cuts import cut_subjects, latest_before
from archiver.threads.edges import Edge, Edges
from archiver.threads.splits import begins_anew, declared

_DAY = 86_400
_WINDOW = 45 * _DAY
"""The same subject after a longer silence is another thread."""
_GENERIC_WINDOW = 3 * _DAY
"""The same, for a subject that says nothing."""
_QUOTING_WINDOW = 7 * _DAY
"""The same, for a mail without a reply word that only quotes."""
_SKEW = _DAY
"""How much earlier than the mail it answers a reply may be dated: a clock without its time zone is hours off."""

_GENERIC = re.compile(
    r"(?:ご|お|御)?(?:知らせ|連絡|報告|願い|案内|相談|質問|礼|挨拶|確認|回答|返事|依頼|照会|会議|議事録|資料|日程|件)"
    r"(?:事項)?(?:について|に関して|の件|です|します|いたします|致します)?"
    r"|テスト(?:メール|送信)?|test(?:ing| mail| message)?|hello|hi|help|questions?|info(?:rmation)?"
    r"|reminder|meeting|minutes|update|read|news|\w{1,2}"
)
_WHOSE = re.compile(r"[(【][^()【】\s]{1,10}[市町村区県府都道館課校院局]\s?[)】]$")
_NOTHING = re.compile(r"[\W_]*|\(?(?:無題|件名なし|件名無し|no subject|none|untitled)\)?")


def subject_edges(held: Mapping[str, Envelope], edges: Edges) -> Edges:
    """An edge for each reply that seeks its place, to the latest earlier mail with its subject, whoever wrote it.

    `held`: by key, in the order (seconds, key); `edges`: what the headers say, without loops.
    """
    seeking = _seeking(held, edges)
    subjects = {declared(held[key].base_subject)[0] for key in seeking}
    groups: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in held.values():
        subject, _ = declared(envelope.base_subject)
        if subject in subjects:
            groups[subject].append(envelope)
    found: Edges = {}
    for subject, group in groups.items():
        if not _NOTHING.fullmatch(subject):
            window = _GENERIC_WINDOW if _GENERIC.fullmatch(subject) else _WINDOW
            for key, answered in _answered(group, window).items():
                if key in seeking:
                    found[seeking[key]] = Edge(answered, "subject")
    for others in (_quoted, cut_subjects):
        for key, answered in others(held, [key for key, top in seeking.items() if top not in found]).items():
            found[seeking[key]] = Edge(answered, "subject")
    return found


def _quoted(held: Mapping[str, Envelope], seeking: Iterable[str]) -> dict[str, str]:
    """Key of a reply with a subject of its own → key of the latest mail of the subject that heads its quotes."""
    replies = [held[key] for key in seeking if held[key].quoted_subject and not held[key].is_from_outside]
    wanted = {reply.quoted_subject for reply in replies}
    mails: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in held.values() if wanted else ():
        if envelope.base_subject in wanted and not _NOTHING.fullmatch(envelope.base_subject):
            mails[envelope.base_subject].append(envelope)
    found = {}
    for reply in replies:
        window = _GENERIC_WINDOW if _GENERIC.fullmatch(reply.quoted_subject) else _WINDOW
        mail = latest_before(mails[reply.quoted_subject], reply, window)
        if mail and mail.key != reply.key and not begins_anew(reply, mail, mail):
            found[reply.key] = mail.key
    return found


def _seeking(held: Mapping[str, Envelope], edges: Edges) -> dict[str, str]:
    """Key of a reply that its headers do not place → key of what moves with it: itself, or the ghost at the
    top of its thread, so that replies to one missing mail stay together."""
    seeking: dict[str, str] = {}
    tops: dict[str, str] = {}
    spoken_for: set[str] = set()
    for key, envelope in held.items():
        if not _answers(envelope) or ((edge := edges.get(key)) and edge.parent in held):
            continue
        top = _top(key, held, edges, tops)
        if top not in spoken_for and (top == key or top not in held):
            spoken_for.add(top)
            seeking[key] = top
    return seeking


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


def _answers(envelope: Envelope) -> bool:
    """It says itself that it answers: by a word in its subject, or, without headers, by what it quotes or by whose
    answer it is (…の照会(南館))."""
    if envelope.is_reply or envelope.references or envelope.in_reply_to:
        return envelope.is_reply
    return envelope.quotes or bool(_WHOSE.search(envelope.base_subject))


def _answered(group: list[Envelope], window: int) -> dict[str, str]:
    """Key of each reply in a group of one subject → key of the mail that it most likely answers."""
    group.sort(key=lambda each: (each.seconds, _answers(each), each.key))
    answered: dict[str, str] = {}
    brought = bool(group) and group[0].is_from_outside
    for earlier, reply in pairwise(group):
        most = window if reply.is_reply else min(window, _QUOTING_WINDOW)
        is_near = reply.seconds - earlier.seconds <= most
        # The same mail from outside, passed on again: it answers nobody here.
        if _answers(reply) and is_near and not (brought and reply.is_from_outside):
            answered[reply.key] = earlier.key
        if not _answers(reply) or not is_near:
            brought = reply.is_from_outside
    original: Envelope | None = None
    for each in reversed(group):
        if not _answers(each):
            original = each
        elif each.key not in answered and original and original.seconds - each.seconds <= _SKEW:
            answered[each.key] = original.key
    return answered
