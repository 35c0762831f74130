"""Subjects: edges by subject for replies that their headers do not place; never between two fresh mails.

Who seeks a place: `seekers`.  Measured in docs/decisions/threads.md.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

from archiver.model import Envelope, Seeker
from archiver.threads.cuts import cut_subjects, latest_before
from archiver.threads.edges import Edge, Edges
from archiver.threads.seekers import SKEW, WINDOW, answers, says_nothing
from archiver.threads.splits import begins_anew, declared

_DAY = 86_400
_GENERIC_WINDOW = 3 * _DAY
"""The same, for a subject that says nothing."""
_QUOTING_WINDOW = 7 * _DAY
"""The same, for a mail without a reply word that only quotes."""

_GENERIC = re.compile(
    r"(?:ご|お|御)?(?:知らせ|連絡|報告|願い|案内|相談|質問|礼|挨拶|確認|回答|返事|依頼|照会|会議|議事録|資料|日程|件)"
    r"(?:事項)?(?:について|に関して|の件|です|します|いたします|致します)?"
    r"|テスト(?:メール|送信)?|test(?:ing| mail| message)?|hello|hi|help|questions?|info(?:rmation)?"
    r"|reminder|meeting|minutes|update|read|news|\w{1,2}"
)


def subject_edges(mails: Mapping[str, Envelope], seekers: Iterable[Seeker]) -> Edges:
    """An edge for each reply that seeks its place, to the latest earlier mail with its subject, whoever wrote it.

    `mails`: by key, in the order (seconds, key): the seekers, and every mail that they heed.
    """
    seeking = {each.key: each.top for each in seekers}
    subjects = {declared(mails[key].base_subject)[0] for key in seeking}
    groups: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in mails.values() if subjects else ():
        subject, _ = declared(envelope.base_subject)
        if subject in subjects:
            groups[subject].append(envelope)
    found: Edges = {}
    for subject, group in groups.items():
        if not says_nothing(subject):
            window = _GENERIC_WINDOW if _GENERIC.fullmatch(subject) else WINDOW
            for key, answered in _answered(group, window).items():
                if key in seeking:
                    found[seeking[key]] = Edge(answered, "subject")
    for others in (_quoted, cut_subjects):
        for key, answered in others(mails, [key for key, top in seeking.items() if top not in found]).items():
            found[seeking[key]] = Edge(answered, "subject")
    return found


def _quoted(mails: Mapping[str, Envelope], seeking: Iterable[str]) -> dict[str, str]:
    """Key of a reply with a subject of its own → key of the latest mail of the subject that heads its quotes."""
    replies = [mails[key] for key in seeking if mails[key].quoted_subject and not mails[key].is_from_outside]
    wanted = {reply.quoted_subject for reply in replies}
    told: dict[str, list[Envelope]] = defaultdict(list)
    for envelope in mails.values() if wanted else ():
        if envelope.base_subject in wanted and not says_nothing(envelope.base_subject):
            told[envelope.base_subject].append(envelope)
    found = {}
    for reply in replies:
        window = _GENERIC_WINDOW if _GENERIC.fullmatch(reply.quoted_subject) else WINDOW
        mail = latest_before(told[reply.quoted_subject], reply, window)
        if mail and mail.key != reply.key and not begins_anew(reply, mail, mail):
            found[reply.key] = mail.key
    return found


def _answered(group: list[Envelope], window: int) -> dict[str, str]:
    """Key of each reply in a group of one subject → key of the mail that it most likely answers."""
    group.sort(key=lambda each: (each.seconds, answers(each), each.key))
    answered: dict[str, str] = {}
    brought = bool(group) and group[0].is_from_outside
    for earlier, reply in pairwise(group):
        most = window if reply.is_reply else min(window, _QUOTING_WINDOW)
        is_near = reply.seconds - earlier.seconds <= most
        # The same mail from outside, passed on again: it answers nobody here.
        if answers(reply) and is_near and not (brought and reply.is_from_outside):
            answered[reply.key] = earlier.key
        if not answers(reply) or not is_near:
            brought = reply.is_from_outside
    original: Envelope | None = None
    for each in reversed(group):
        if not answers(each):
            original = each
        elif each.key not in answered and original and original.seconds - each.seconds <= SKEW:
            answered[each.key] = original.key
    return answered
