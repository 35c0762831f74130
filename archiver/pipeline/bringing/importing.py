"""Importing: a source's mail → the vault, batch by batch, with its ledger.  What is kept once is never parsed twice."""

from __future__ import annotations

import copy
import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from archiver import mail
from archiver.errors import ConfigurationError, SourceError
from archiver.model import RIGHTLY_REFUSED, RawMessage, Refusal, RefusalKind, public_id
from archiver.pipeline.bringing import copies
from archiver.pipeline.bringing.dating import Neighbours
from archiver.pipeline.workers import in_processes
from archiver.sources.base import PulledSource, Source
from archiver.store.vault import Content, Copy, Ledger, State, Vault, compress, purging
from archiver.words import Phrase

BATCH_MESSAGES = 200
BATCH_BYTES = 2 << 20

Progress = Callable[[int, int, int], None]
"""Called after each batch with (done, size, messages): the source's own units, and messages met so far."""


@dataclass(slots=True)
class _Batch:
    """Mail on its way into the vault."""

    raws: list[tuple[RawMessage, str]] = field(default_factory=list)
    """Each with the sha256 of its bytes, until it is carded."""
    copies: list[Copy] = field(default_factory=list)
    """What was carded: identified and compressed."""
    refusals: list[Refusal] = field(default_factory=list)
    positions: list[str] = field(default_factory=list)
    """Of everything in the batch."""
    known: int = 0
    size: int = 0
    done: int = 0
    state: dict[str, Any] | None = None
    """How far the source has been read with this batch; None where the source is read as a whole."""

    def add(self, item: RawMessage | Refusal) -> None:
        """Take one more of what the source gave."""
        self.positions.append(item.position)
        if isinstance(item, Refusal):
            self.refusals.append(item)
        else:
            self.raws.append((item, hashlib.sha256(item.content).hexdigest()))
            self.size += len(item.content)

    def is_full(self) -> bool:
        """As many as are worth a process, or as many bytes as should be held at once."""
        return len(self.raws) + len(self.refusals) >= BATCH_MESSAGES or self.size >= BATCH_BYTES


def import_source(
    vault: Vault,
    source: Source,
    list_address: str,
    progress: Progress,
    *,
    accepted_ids: frozenset[str] = frozenset(),
    place: str = "",
    trouble: str = "",
) -> tuple[Ledger, list[Refusal]]:
    """Bring everything that `source` holds into the vault; returns the ledger row and what was refused.

    Killed at any moment it can be run again: what is in the vault is met as a duplicate, and a source that is
    pulled goes on from the state that was stored with its last batch, under its name and `place`.
    `accepted_ids`: where given, a mail that carries another List-Id is refused by name.
    What stops the source is said in the ledger row, after what came before it is stored; so is `trouble`, what the
    caller met before.
    """
    started = time.monotonic()
    run = vault.begin_run(source.name, list_address)
    met = 0
    stopped = trouble
    try:
        for batch in carded(vault, source, list_address, accepted_ids):
            met += len(batch.positions)
            vault.record(
                run,
                copies=batch.copies,
                is_same=is_same,
                known=batch.known,
                refusals=batch.refusals,
                size=batch.size,
                seconds=time.monotonic() - started,
                state=None
                if batch.state is None
                else State(source=source.name, place=place, state=batch.state),
            )
            if isinstance(source, PulledSource):
                source.kept(_settled(batch))
            progress(batch.done, source.size, met)
    except (SourceError, ConfigurationError) as error:
        stopped = error.line
    return vault.finish_run(run, time.monotonic() - started, stopped), vault.refusals(run)


def _settled(batch: _Batch) -> list[str]:
    """The positions of what the source may let go of: what the vault has, and what must not be kept.

    What was refused for another reason is nowhere else: it stays where it is until somebody has looked at it.
    """
    refused = {each.position for each in batch.refusals if each.kind not in RIGHTLY_REFUSED}
    return [position for position in batch.positions if position not in refused]


def preview_source(
    vault: Vault,
    source: Source,
    list_address: str,
    progress: Progress,
    *,
    accepted_ids: frozenset[str] = frozenset(),
    place: str = "",
    trouble: str = "",
) -> tuple[Ledger, list[Refusal]]:
    """What `import_source` would do, doing nothing: neither vault nor source changes."""
    started = time.monotonic()
    read = stored = size = 0
    refusals: list[Refusal] = []
    seen: set[str] = set()
    stopped = trouble
    try:
        for batch in carded(vault, source, list_address, accepted_ids):
            read += len(batch.positions)
            size += batch.size
            refusals += batch.refusals
            for each in batch.copies:
                stored += each.message_id not in seen and not vault.has_copy(list_address, each, is_same)
                seen.add(each.message_id)
            progress(batch.done, source.size, read)
    except (SourceError, ConfigurationError) as error:
        stopped = error.line
    ledger = Ledger(
        source=source.name,
        list=list_address,
        read=read,
        stored=stored,
        duplicate=read - stored - len(refusals),
        refused=len(refusals),
        bytes=size,
        seconds=time.monotonic() - started,
        stopped=stopped,
    )
    return ledger, refusals


def carded(vault: Vault, source: Source, list_address: str, accepted_ids: frozenset[str]) -> Iterator[_Batch]:
    """What `source` holds and the vault has not, byte for byte, in batches."""
    card = partial(_card, accepted_ids=accepted_ids, purged=purging.purged(vault))
    return in_processes(card, _unknown(vault, list_address, _batches(source)))


def _batches(source: Source) -> Iterator[_Batch]:
    """Everything up to the end, or up to the error that stops the source."""
    batch = _Batch()
    try:
        for item in source.messages():
            batch.add(item)
            if batch.is_full():
                yield _closed(batch, source)
                batch = _Batch()
    except SourceError:
        if batch.positions:
            yield _closed(batch, source)
        raise
    yield _closed(batch, source)


def _closed(batch: _Batch, source: Source) -> _Batch:
    batch.done = source.done
    if isinstance(source, PulledSource):
        batch.state = copy.deepcopy(source.state)
    return batch


def _unknown(vault: Vault, list_address: str, batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """Take out of each batch what the vault has byte for byte."""
    for batch in batches:
        known = vault.known(list_address, [sha256 for _, sha256 in batch.raws])
        fresh = [(raw, sha256) for raw, sha256 in batch.raws if sha256 not in known]
        batch.known = len(batch.raws) - len(fresh)
        batch.raws = fresh
        yield batch


def _card(batch: _Batch, accepted_ids: frozenset[str], purged: frozenset[str]) -> _Batch:
    """Make the index card of each mail; runs in a worker, and leaves the mails themselves there."""
    dated = Neighbours(raw for raw, _ in batch.raws)
    for raw, sha256 in batch.raws:
        identity = _identified(raw, accepted_ids, purged)
        if isinstance(identity, Refusal):
            batch.refusals.append(identity)
        else:
            batch.copies.append(_copy(raw, sha256, identity, dated))
    batch.raws = []
    return batch


def _copy(raw: RawMessage, sha256: str, identity: mail.Identity, dated: Neighbours) -> Copy:
    return Copy(
        message_id=identity.message_id,
        sent_at=int(dated.date_of(raw, identity).timestamp()),
        sha256=sha256,
        fidelity=raw.fidelity,
        position=raw.position,
        assumed=raw.assumed,
        size=len(raw.content),
        content=compress(raw.content),
    )


def _identified(
    raw: RawMessage, accepted_ids: frozenset[str], purged: frozenset[str]
) -> mail.Identity | Refusal:
    """What tells the mail from others, or why it is not kept."""
    if reason := mail.why_not_mail(raw.content):
        return Refusal(position=raw.position, reason=reason)
    identity = mail.identify(raw.content)
    unwanted = _unwanted(identity, accepted_ids, purged)
    if unwanted is None:
        return identity
    kind, reason = unwanted
    return Refusal(position=raw.position, reason=reason, kind=kind, message_id=identity.message_id)


def _unwanted(
    identity: mail.Identity, accepted_ids: frozenset[str], purged: frozenset[str]
) -> tuple[RefusalKind, Phrase] | None:
    if accepted_ids and identity.list_id and identity.list_id not in accepted_ids:
        return "other-list", Phrase("it belongs to another list, {list}", list=identity.list_id)
    if identity.no_archive:
        return "no-archive", Phrase("its sender asked that it not be archived (X-No-Archive)")
    # Other bytes of a mail that was removed for ever cannot be told from another mail with its Message-ID any more.
    if purged and public_id(identity.message_id) in purged:
        return "purged", Phrase("it was purged from this archive, and is not taken in again")
    return None


def is_same(one: Content, other: Content) -> bool:
    """Whether two mails with one Message-ID are copies of one mail (SOURCES: same message or another?)."""
    if copies.is_cut(one[0], other[0]) or copies.is_cut(other[0], one[0]):
        return True
    return copies.is_same((mail.read(one[0]), one[1]), (mail.read(other[0]), other[1]))
