"""Placing: the archive's threads, its minutes and the rules → what each thread may be about, and what answers promises.

A thread is read when it, the minutes or the rules have changed; what was heard of the others is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter

from archiver import __version__, mail, minutes, search, topics
from archiver.model import HeldMeeting, MessageText, Placement, ThreadText, Topic
from archiver.store import agenda, following, heard
from archiver.store.archive import Archive


def propose(archive: Archive, rules: tuple[Topic, ...], told: str) -> None:
    """Bring proposals and answers up to the threads.  `told`: what tells these minutes and rules from others."""
    under = hashlib.sha256(f"{__version__} {topics.FORM} {told}".encode()).hexdigest()
    agenda.replace_topics(archive, rules)
    meetings = agenda.held_meetings(archive)
    promises = minutes.followed(meetings)
    listener = topics.Listener(meetings, rules, promises)
    only_changed = heard.is_kept(archive, under)
    texts = _thread_texts(archive, meetings, rules, only_changed=only_changed)
    found = [(text.thread, listener.hear(text)) for text in texts]
    heard.replace(archive, under, found, only_changed=only_changed)
    placements, answers = listener.tell(heard.kept(archive))
    agenda.replace_proposals(archive, placements)
    following.replace_promises(archive, promises, answers)


def carry_over(archive: Archive) -> None:
    """Proposals go with their threads, into others where those were merged."""
    kept: dict[tuple[str, str, int, str], Placement] = {}
    for each in sorted(agenda.proposals(archive), key=lambda each: each.score):
        if thread := archive.thread_of(each.thread):
            kept[thread, each.meeting, each.agenda_item, each.topic] = replace(each, thread=thread)
    agenda.replace_proposals(archive, kept.values())


def _thread_texts(
    archive: Archive, meetings: Sequence[HeldMeeting], rules: tuple[Topic, ...], *, only_changed: bool
) -> Iterator[ThreadText]:
    """The threads that may be placed: those alive at the first meeting or after, and those with a rule's words."""
    first = min((held.meeting.date for held in meetings), default=date.max)
    since = (first - timedelta(days=1)).isoformat()
    words = (search.compile(word, date.max).match for topic in rules for word in topic.words)
    match = " OR ".join(word for word in words if word)
    rows = heard.texts(archive, since, match, only_changed=only_changed)
    for thread, messages in groupby(rows, key=itemgetter(0)):
        yield ThreadText(thread=thread, messages=tuple(map(_message_text, messages)))


def _message_text(row: heard.Row) -> MessageText:
    _, key, subject, body, sent, sender, is_news = row
    segments = mail.segments(body)
    return MessageText(
        key=key,
        subject=subject,
        own="\n".join(each.text for each in segments if each.kind == "own"),
        sent=datetime.fromisoformat(sent),
        sender=sender,
        quoted="\n".join(each.text for each in segments if each.kind == "quote") if is_news else "",
    )
