"""Importing: a source's mail → the vault, batch by batch, with its ledger.  What is kept once is never parsed twice."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from archiver import mail
from archiver.model import RawMessage, Refusal
from archiver.pipeline.workers import in_processes
from archiver.sources.base import Source
from archiver.store.vault import Copy, Ledger, Vault, compress

BATCH_MESSAGES = 200
BATCH_BYTES = 2 << 20

Progress = Callable[[int, int, int], None]
"""Called after each batch with (done, size, messages): the source's own units, and messages met so far."""


@dataclass(slots=True)
class _Batch:
    """Mail on its way into the vault."""

    raws: list[tuple[RawMessage, str]] = field(default_factory=list)
    """Each with the sha256 of its bytes."""
    refusals: list[Refusal] = field(default_factory=list)
    known: int = 0
    size: int = 0
    done: int = 0

    def is_full(self) -> bool:
        return len(self.raws) + len(self.refusals) >= BATCH_MESSAGES or self.size >= BATCH_BYTES


@dataclass(frozen=True, slots=True, kw_only=True)
class _Carded:
    """A batch, identified and compressed."""

    copies: list[Copy]
    refusals: list[Refusal]
    known: int
    size: int
    done: int


def import_source(
    vault: Vault, source: Source, list_address: str, progress: Progress
) -> tuple[Ledger, list[Refusal]]:
    """Bring everything that `source` holds into the vault; returns the ledger row and what was refused.

    Killed at any moment it can be run again: what is in the vault is met as a duplicate.
    """
    started = time.monotonic()
    run = vault.begin_run(source.name, list_address)
    met = 0
    for batch in in_processes(_card, _unknown(vault, list_address, _batches(source))):
        met += len(batch.copies) + len(batch.refusals) + batch.known
        vault.record(
            run,
            copies=batch.copies,
            is_same=_is_same,
            known=batch.known,
            refusals=batch.refusals,
            size=batch.size,
            seconds=time.monotonic() - started,
        )
        progress(batch.done, source.size, met)
    return vault.finish_run(run, time.monotonic() - started), vault.refusals(run)


def _batches(source: Source) -> Iterator[_Batch]:
    batch = _Batch()
    for item in source.messages():
        if isinstance(item, Refusal):
            batch.refusals.append(item)
        else:
            batch.raws.append((item, hashlib.sha256(item.content).hexdigest()))
            batch.size += len(item.content)
        if batch.is_full():
            batch.done = source.done
            yield batch
            batch = _Batch()
    batch.done = source.done
    yield batch


def _unknown(vault: Vault, list_address: str, batches: Iterator[_Batch]) -> Iterator[_Batch]:
    """Take out of each batch what the vault has byte for byte."""
    for batch in batches:
        known = vault.known(list_address, [sha256 for _, sha256 in batch.raws])
        fresh = [(raw, sha256) for raw, sha256 in batch.raws if sha256 not in known]
        batch.known = len(batch.raws) - len(fresh)
        batch.raws = fresh
        yield batch


def _card(batch: _Batch) -> _Carded:
    """Make the index card of each mail; runs in a worker."""
    copies = []
    for raw, sha256 in batch.raws:
        refusal = mail.why_not_mail(raw.content)
        identity = None if refusal else mail.identify(raw.content)
        if identity and identity.no_archive:
            refusal = "its sender asked that it not be archived (X-No-Archive)"
        if identity is None or refusal:
            batch.refusals.append(Refusal(position=raw.position, reason=refusal))
            continue
        copies.append(
            Copy(
                message_id=identity.message_id,
                sent_at=int(identity.date.timestamp()),
                sha256=sha256,
                fidelity=raw.fidelity,
                position=raw.position,
                assumed=raw.assumed,
                size=len(raw.content),
                content=compress(raw.content),
            )
        )
    return _Carded(
        copies=copies, refusals=batch.refusals, known=batch.known, size=batch.size, done=batch.done
    )


def _is_same(one: bytes, other: bytes) -> bool:
    """Whether two mails with one Message-ID are copies of one mail (SOURCES: same message or another?)."""
    return mail.read(one).fingerprint == mail.read(other).fingerprint
