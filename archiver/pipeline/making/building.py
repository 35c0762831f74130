"""Building: vault → archive: mail, threads, meetings, placements, index, in one transaction.  Needs no network."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from archiver import search, topics
from archiver.errors import StoreBusy
from archiver.model import Topic
from archiver.pipeline.bringing.keeping import read_held
from archiver.pipeline.making import extracting
from archiver.pipeline.making.entering import read_entries, tokenise
from archiver.pipeline.making.placing import propose
from archiver.pipeline.making.rethreading import rejoin, rethread
from archiver.pipeline.making.withdrawing import withdraw
from archiver.pipeline.settling.journal import WITHDRAWN, Journal, decided
from archiver.pipeline.workers import in_processes, seldom_collecting
from archiver.settings import Settings
from archiver.store import agenda, following
from archiver.store.archive import Archive, Built, is_archive
from archiver.store.vault import Vault

BATCH_MESSAGES = 200
PLACED_AT_ONCE = 3_000
"""Messages: up to so many all threads are placed anew, in a second or two, where a decision changes what they are
weighed by."""
PLACING_WAITS = "placing waits"
"""In the place of the digest of the topic rules."""

Progress = Callable[[int, int], None]
"""Called after each batch with (messages done, messages in all)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuildSummary:
    """What a build found to do."""

    is_new: bool
    """False: the archive was up to date and nothing was written."""
    copies: int
    """Copies of mails taken in."""
    messages: int
    threads: int
    meetings: int
    placements: int
    seconds: float


@seldom_collecting()
def build(settings: Settings, *, rebuild: bool = False, progress: Progress) -> BuildSummary:
    """Bring the archive up to the vault; with `rebuild`, make it again from nothing.

    In an archive of more than `PLACED_AT_ONCE` messages, what is new is shown first; where it changes what all threads
    are weighed by, as minutes do, these are placed anew in a second transaction.
    """
    started = time.monotonic()
    summary, waits = _bring_up(settings, progress, afresh=rebuild, may_wait=True)
    if waits:
        placed, _ = _bring_up(settings, progress, may_wait=False)
        summary = replace(placed, is_new=True, copies=summary.copies)
    return replace(summary, seconds=time.monotonic() - started)


def _bring_up(
    settings: Settings, progress: Progress, *, afresh: bool = False, may_wait: bool
) -> tuple[BuildSummary, bool]:
    """As `build`, in one transaction; True where placing was left to the next."""
    standing = standing_topics(settings)
    with Vault(settings.vault) as vault, Archive(settings.archive, tokenise, afresh=afresh) as archive:
        before = archive.built()
        goal = Built(**vault.state(), topics=standing.digest)
        if goal == before:
            return _summary(archive, is_new=False, copies=0), False
        numbers = vault.message_numbers(after=before.messages)
        _take_messages(archive, settings.vault, numbers, goal.messages, progress)
        if before.messages:
            _settle_copies(archive, vault, numbers, goal.messages)
        if goal.pages != before.pages:
            agenda.replace_meetings(archive, [(read_held(page), page.source) for page in vault.pages()])
        may_wait = may_wait and before.messages > 0 and archive.most_messages() > PLACED_AT_ONCE
        waits = _replay(archive, vault, standing, before, goal, may_wait=may_wait)
        if not before.messages:
            archive.index.merge()
        archive.mark_built(replace(goal, topics=PLACING_WAITS) if waits else goal)
        return _summary(archive, is_new=True, copies=len(numbers)), waits


def apply(settings: Settings) -> bool:
    """Bring what people decided, and nothing else, to an archive; the same as a build would give.

    In an archive of more than `PLACED_AT_ONCE` messages only the threads that a decision made or changed are placed
    anew; where that changes what others are weighed by, these wait for the next build.  False where all must wait for
    it: there is no archive of this format, or another process is writing.
    """
    if not is_archive(settings.archive):
        return False
    standing = standing_topics(settings)
    try:
        with Vault(settings.vault) as vault, Archive(settings.archive, tokenise) as archive:
            before = archive.built()
            decisions = vault.state()["decisions"]
            if before.topics not in (standing.digest, PLACING_WAITS) or decisions < before.decisions:
                return False
            goal = replace(before, decisions=decisions)
            may_wait = archive.most_messages() > PLACED_AT_ONCE
            if _replay(archive, vault, standing, before, goal, may_wait=may_wait):
                goal = replace(goal, topics=PLACING_WAITS)
            archive.mark_built(goal)
    except StoreBusy:
        return False
    return True


def _replay(
    archive: Archive,
    vault: Vault,
    standing: Standing,
    before: Built,
    goal: Built,
    *,
    may_wait: bool,
) -> bool:
    """Thread and place, as far as what is new asks for it; decisions go over what is computed.

    `may_wait`: only the threads that changed are placed.  True where others wait for it.
    """
    journal = Journal(vault.decisions())
    kinds = journal.kinds_after(before.decisions)
    is_changed = replace(before, decisions=goal.decisions) != goal
    waits = False
    if is_changed or kinds & WITHDRAWN:
        read = partial(read_entries, vault.path, upto=goal.messages)
        has_new_mail = before.messages != goal.messages
        withdraw(archive, vault, journal, goal.messages, read, has_new_mail=has_new_mail)
        extracting.read_waiting(archive, vault.path)
    if is_changed or kinds & {*WITHDRAWN, "hanging"}:
        rethread(archive, journal, before.decisions)
        waits = propose(archive, standing.topics, f"{goal.pages} {standing.digest}", may_wait=may_wait)
    elif "person" in kinds:
        rejoin(archive, journal)
    placements = decided(agenda.proposals(archive), journal.placements, archive.thread_of)
    agenda.replace_placements(archive, placements)
    following.replace_closed(archive, journal.closed_promises)
    return waits


class Standing(NamedTuple):
    """The standing topics, and a digest of the file they stand in and of the synonyms that widen them."""

    topics: tuple[Topic, ...]
    digest: str


def standing_topics(settings: Settings) -> Standing:
    """The topics of the configuration."""
    if settings.topics is None:
        return Standing((), "")
    text = settings.topics.read_text("utf-8")
    rules = topics.load(text, str(settings.topics), search.synonyms(settings.synonyms))
    return Standing(rules, hashlib.sha256(f"{text}{settings.synonyms}".encode()).hexdigest())


# --- mail ---


def _take_messages(archive: Archive, vault: Path, numbers: list[int], upto: int, progress: Progress) -> None:
    batches = (numbers[at : at + BATCH_MESSAGES] for at in range(0, len(numbers), BATCH_MESSAGES))
    done = 0
    for entries in in_processes(partial(read_entries, vault, upto=upto), batches):
        archive.add(entries)
        done += len(entries)
        progress(done, len(numbers))


def _settle_copies(archive: Archive, vault: Vault, numbers: list[int], upto: int) -> None:
    """Where a fuller copy has come, what stood here as a mail of its own may be a poorer copy of the same."""
    for message_id in vault.shared_ids(numbers):
        if archive.is_shared(message_id):
            entries = read_entries(vault.path, vault.numbers_of(message_id, upto), upto=upto)
            archive.keep_only(message_id, {entry.fingerprint for entry in entries})
            archive.add(entries)


def _summary(archive: Archive, *, is_new: bool, copies: int) -> BuildSummary:
    return BuildSummary(is_new=is_new, copies=copies, **archive.counts(), seconds=0.0)
