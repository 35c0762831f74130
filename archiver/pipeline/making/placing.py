"""Placing: the archive's threads, its minutes and the rules → what each thread may be about, and what answers promises.

A thread is read when it, the minutes or the rules have changed; what was heard of the others is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from archiver import __version__, mail, minutes, search, topics
from archiver.model import HeldMeeting, MessageText, ThreadText, Topic
from archiver.pipeline.workers import in_processes
from archiver.store import agenda, following, heard
from archiver.store.archive import Archive


def propose(archive: Archive, rules: tuple[Topic, ...], told: str, *, may_wait: bool = False) -> bool:
    """Bring proposals and answers up to the threads.  `told`: what tells these minutes and rules from others.

    `may_wait`: only the threads that changed are placed anew.  True where others wait for it.
    """
    agenda.replace_topics(archive, rules)
    meetings = agenda.held_meetings(archive)
    promises = minutes.followed(meetings)
    following.replace_promises(archive, promises)
    under = hashlib.sha256(f"{__version__} {topics.FORM} {told}".encode()).hexdigest()
    before = heard.hearing(archive)
    is_kept = before is not None and before.under == under
    if may_wait and not is_kept:
        _forget(archive)
        return True
    listener = topics.Listener(meetings, rules, promises)
    since = _since(meetings)
    until = heard.moment(archive, since, topics.counted)
    due = heard.due(archive)
    come = _hear(archive, listener, _texts(archive, since, rules, only_changed=is_kept), is_kept)
    told_by = None
    if before and is_kept:
        changes = Changes(due.keys(), _recalled(filter(None, due.values())), come)
        told_by = _tell_changed(archive, listener, before, until, changes, may_wait=may_wait)
    told_by = told_by or _tell_all(archive, listener, until)
    heard.replace_hearing(archive, heard.Hearing(under, *told_by))
    return told_by.until == _WAITS


def _forget(archive: Archive) -> None:
    """What was taken out of view may stand in what was said of the threads that changed."""
    threads = heard.due(archive).keys()
    agenda.replace_proposals(archive, (), threads)
    following.replace_replies(archive, (), threads)
    heard.forget_due(archive)


class Changes(NamedTuple):
    """Threads that were to be read again."""

    threads: Collection[str]
    """By their ids; some may be no more."""
    gone: list[topics.Recalled]
    """As they were."""
    come: list[topics.Recalled]
    """As they are."""


class Together(NamedTuple):
    """What threads are like together, as it is kept."""

    until: int
    """Up to when words were counted; `_WAITS` where threads wait to be weighed."""
    census: str
    crowds: str


_WAITS = -1
_BATCH_MESSAGES = 200


def _hear(
    archive: Archive, listener: topics.Listener, rows: Iterable[heard.Row], only_changed: bool
) -> list[topics.Recalled]:
    """Read threads, in the place of all or of those that were to be read again."""
    batches = in_processes(partial(_heard, listener), _batches(rows))
    found = [each for batch in batches for each in batch]
    heard.replace(archive, found, only_changed=only_changed)
    return _recalled(text for _, _, text in found)


def _batches(rows: Iterable[heard.Row]) -> Iterator[list[heard.Row]]:
    """Whole threads, together of about so many messages."""
    batch: list[heard.Row] = []
    for _, messages in groupby(rows, key=itemgetter(0)):
        batch += messages
        if len(batch) >= _BATCH_MESSAGES:
            yield batch
            batch = []
    if batch:
        yield batch


def _heard(listener: topics.Listener, rows: Sequence[heard.Row]) -> list[tuple[str, str, str]]:
    """(thread, the meetings with long agendas that it may continue, what was heard) of some; runs in a worker."""
    found = []
    for thread, messages in groupby(rows, key=itemgetter(0)):
        kept = listener.hear(ThreadText(thread=thread, messages=tuple(map(_message_text, messages))))
        found.append((thread, json.dumps(sorted(listener.crowded([topics.recalled(kept)]))), kept))
    return found


def _tell_all(archive: Archive, listener: topics.Listener, until: int) -> Together:
    """Weigh every thread."""
    threads = _recalled(heard.kept(archive))
    census = listener.census(threads, until)
    weighing = listener.weigh(census, {})
    crowds = weighing.gather(threads, listener.crowded(threads))
    agenda.replace_proposals(archive, weighing.placements(threads))
    following.replace_reports(archive, weighing.reported())
    following.replace_replies(archive, weighing.answers(threads))
    return Together(until, census.kept(), json.dumps(crowds, sort_keys=True))


def _tell_changed(
    archive: Archive,
    listener: topics.Listener,
    before: heard.Hearing,
    until: int,
    changes: Changes,
    *,
    may_wait: bool,
) -> Together | None:
    """Weigh the threads that changed, and those that they make to be weighed otherwise; None where these are all."""
    former = topics.Census.recalled(before.census)
    census = former.changed(*(listener.census(threads, until) for threads in (changes.gone, changes.come)))
    is_as_before = until == before.until and census.tells_like(former)
    if not (is_as_before or may_wait):
        return None
    crowds = {meeting: tuple(sums) for meeting, sums in json.loads(before.crowds).items()}
    crowded = listener.crowded([*changes.gone, *changes.come])
    others = {meeting: sums for meeting, sums in crowds.items() if meeting not in crowded}
    weighing = listener.weigh(census, others)
    gathered = weighing.gather(_recalled(heard.continuing(archive, crowded)), crowded)
    moved = {meeting for meeting in crowded if gathered.get(meeting) != crowds.get(meeting)}
    touched = [*heard.continuing(archive, moved), *heard.naming(archive, census.moved(former))]
    threads = {each[0].thread: each for each in (*changes.come, *_recalled(touched))}
    of = {*changes.threads, *threads}
    agenda.replace_proposals(archive, weighing.placements(threads.values()), of)
    following.replace_replies(archive, weighing.answers(threads.values()), of)
    kept = json.dumps({**others, **gathered}, sort_keys=True)
    return Together(until if is_as_before else _WAITS, census.kept(), kept)


def _recalled(kept: Iterable[str]) -> list[topics.Recalled]:
    return list(map(topics.recalled, kept))


def _since(meetings: Sequence[HeldMeeting]) -> str:
    """Threads that were alive then, or later, may continue a meeting."""
    first = min((held.meeting.date for held in meetings), default=date.max)
    return (first - timedelta(days=1)).isoformat()


def _texts(
    archive: Archive, since: str, rules: tuple[Topic, ...], *, only_changed: bool
) -> Iterator[heard.Row]:
    """The threads that may be placed: those alive at the first meeting or after, and those with a rule's words."""
    words = (search.compile(word, date.max).match for topic in rules for word in topic.words)
    match = " OR ".join(word for word in words if word)
    return heard.texts(archive, since, match, only_changed=only_changed)


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
