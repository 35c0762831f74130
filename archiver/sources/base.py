"""The contract that every source keeps."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from archiver.model import RawMessage, Refusal


class Source(Protocol):
    """A place that mail comes from.

    `messages()` streams: at no time does a source hold more than one mail and a buffer.  What it meets and
    cannot give as a mail it gives as a `Refusal`, so that the ledger balances; what stops it altogether is a
    `SourceError`.
    """

    @property
    def name(self) -> str:
        """As the ledger calls it."""
        ...

    @property
    def size(self) -> int:
        """Bytes (or other units) in all, 0 when not known."""
        ...

    @property
    def done(self) -> int:
        """How many of them have been read."""
        ...

    def messages(self) -> Iterator[RawMessage | Refusal]: ...
