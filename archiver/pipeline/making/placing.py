"""Placing: the archive's threads, its minutes and the rules → what each thread may be about, and what answers promises.

A thread is read when it, the minutes or the rules have changed; what was heard of the others is kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from functools import cached_property, partial
from itertools import groupby, islice
from operator import itemgetter
from typing import NamedTuple

from archiver import __version__, mail, minutes, search, topics
from archiver.model import Answer, HeldMeeting, Placement, Segment, ThreadText, Topic
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
    rows = _texts(archive, since, rules, only_changed=is_kept)
    if is_kept:
        come = _hear_changed(archive, listener, rows, topics.noted(filter(None, due.values())))
    else:
        come = _hear(archive, listener, rows, only_changed=False)
    told_by = None
    if before and is_kept:
        changes = Changes(due.keys(), _recalled(filter(None, due.values())), come)
        told_by = _tell_changed(archive, listener, before, until, changes, may_wait=may_wait)
    told_by = told_by or _tell_all(archive, listener, until)
    heard.replace_hearing(archive, heard.Hearing(under, told_by.until, told_by.census, told_by.crowds))
    return told_by.waits


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
    """Up to when words were counted; `_WAITS` where all threads wait to be weighed."""
    census: str
    crowds: str
    """Without the meetings whose threads wait to be weighed."""
    waits: bool = False


_WAITS = -1
_BATCH_MESSAGES = 200
_BATCH_THREADS = 100
WEIGHED_AT_ONCE = 100
"""So many threads of long agendas, that changed for others, are weighed before new mail shows."""
_READ_HERE = 500
"""So many messages are read before other processes have started."""


def _hear_changed(
    archive: Archive, listener: topics.Listener, rows: Iterable[heard.Row], known: topics.Notes
) -> list[topics.Recalled]:
    """Read the threads that were to be read again; of what is known of their messages only what has changed."""
    if heard.due_messages(archive) - len(known.notes) > _READ_HERE:
        return _hear(archive, listener, rows, only_changed=True)
    return _replaced(archive, _heard(listener, rows, known), only_changed=True)


def _hear(
    archive: Archive, listener: topics.Listener, rows: Iterable[heard.Row], *, only_changed: bool
) -> list[topics.Recalled]:
    """Read threads, in the place of all or of those that were to be read again."""
    batches = in_processes(partial(_heard, listener, known=topics.Notes()), _batches(rows))
    return _replaced(archive, [each for batch in batches for each in batch], only_changed=only_changed)


def _replaced(archive: Archive, found: list[heard.Kept], *, only_changed: bool) -> list[topics.Recalled]:
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


def _heard(listener: topics.Listener, rows: Iterable[heard.Row], known: topics.Notes) -> list[heard.Kept]:
    """What was heard of some; runs in a worker."""
    found = []
    for thread, messages in groupby(rows, key=itemgetter(0)):
        kept = listener.hear(ThreadText(thread=thread, messages=tuple(map(_Message, messages))), known)
        found.append((thread, json.dumps(sorted(listener.crowded([topics.recalled(kept)]))), kept))
    return found


def _tell_all(archive: Archive, listener: topics.Listener, until: int) -> Together:
    """Weigh every thread."""
    census = listener.census(map(topics.recalled, heard.kept(archive)), until)
    weighing = listener.weigh(census, {})
    crowded = listener.long_agendas()
    crowds = weighing.gather(_continuing(archive, crowded), crowded)
    placements, answers = _weighed(weighing, heard.kept(archive))
    agenda.replace_proposals(archive, placements)
    following.replace_reports(archive, weighing.reported())
    following.replace_replies(archive, answers)
    return Together(until, census.kept(), _crowds(crowds))


def _tell_changed(
    archive: Archive,
    listener: topics.Listener,
    before: heard.Hearing,
    until: int,
    changes: Changes,
    *,
    may_wait: bool,
) -> Together | None:
    """Weigh the threads that changed, and those that they make to be weighed otherwise; None where these are all.

    `may_wait`: where the others are many, they are left, and with them what tells that they were weighed.
    """
    former = topics.Census.recalled(before.census)
    census = former.changed(*(listener.census(threads, until) for threads in (changes.gone, changes.come)))
    is_as_before = until == before.until and census.tells_like(former)
    if not (is_as_before or may_wait):
        return None
    crowds = {meeting: tuple(sums) for meeting, sums in json.loads(before.crowds).items()}
    crowded = listener.crowded([*changes.gone, *changes.come]) | (listener.long_agendas() - crowds.keys())
    others = {meeting: sums for meeting, sums in crowds.items() if meeting not in crowded}
    waits = may_wait and heard.continuing_threads(archive, crowded) > WEIGHED_AT_ONCE
    weighing = listener.weigh(census, crowds if waits else others)
    gathered = {} if waits else weighing.gather(_continuing(archive, crowded), crowded)
    moved = () if waits else [each for each in crowded if gathered.get(each) != crowds.get(each)]
    touched = dict(heard.continuing(archive, moved))
    touched |= heard.written_from(archive, census.moved(former))
    come = {each.thread for each, _ in changes.come}
    texts = [kept for thread, kept in touched.items() if thread not in come]
    placements, answers = _weighed(weighing, texts)
    placements += weighing.placements(changes.come)
    answers += weighing.answers(changes.come)
    of = {*changes.threads, *come, *touched}
    agenda.replace_proposals(archive, placements, of)
    following.replace_replies(archive, answers, of)
    is_over = is_as_before and not waits
    told = census.kept(), _crowds({**others, **gathered})
    return Together(until if is_as_before else _WAITS, *told, waits=not is_over)


def _weighed(weighing: topics.Weighing, kept: Iterable[str]) -> tuple[list[Placement], list[Answer]]:
    """What these threads are about, and what they answer."""
    placements: list[Placement] = []
    answers: list[Answer] = []
    for placed, answered in in_processes(partial(_weigh, weighing), _batched(kept)):
        placements += placed
        answers += answered
    return placements, answers


def _batched(kept: Iterable[str]) -> Iterator[list[str]]:
    texts = iter(kept)
    while batch := list(islice(texts, _BATCH_THREADS)):
        yield batch


def _weigh(weighing: topics.Weighing, kept: Sequence[str]) -> tuple[list[Placement], list[Answer]]:
    """The same, of some; runs in a worker."""
    threads = _recalled(kept)
    return weighing.placements(threads), weighing.answers(threads)


def _continuing(archive: Archive, meetings: Iterable[str]) -> Iterator[topics.Recalled]:
    return (topics.recalled(kept) for _, kept in heard.continuing(archive, meetings))


def _crowds(crowds: Mapping[str, object]) -> str:
    return json.dumps(crowds, sort_keys=True)


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


class _Message:
    """A message of the archive.  Its body is taken apart when its words are asked for."""

    def __init__(self, row: heard.Row) -> None:
        _, self.key, self.subject, self._body, sent, self.sender, self._is_news = row
        self.sent = datetime.fromisoformat(sent)
        told = "\0".join((self.subject, self._body, sent, self.sender, str(self._is_news)))
        self.digest = hashlib.blake2b(told.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()

    @cached_property
    def own(self) -> str:
        return mail.text_of(self._segments, "own")

    @cached_property
    def quoted(self) -> str:
        return mail.text_of(self._segments, "quote") if self._is_news else ""

    @cached_property
    def _segments(self) -> Sequence[Segment]:
        return mail.segments(self._body)
