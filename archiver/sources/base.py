"""The contract that every source keeps, and the beginnings of those that are pulled."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Protocol

from archiver.model import Listed, ListServer, RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.words import Phrase

LARGEST = 256 << 20
"""Bytes: a mail beyond this is refused by name, so that memory stays bounded."""

State = dict[str, Any]
"""Plain JSON: how far a source has been read.  `{}`: not at all."""


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

    def messages(self) -> Iterator[RawMessage | Refusal]:
        """Everything it holds.  Raises `SourceError`."""
        ...


class PulledSource:
    """A source that is read again and again, each time from where the last reading ended.

    It is made from its settings and the state that the vault kept; nothing is contacted before `messages`,
    `inventory` or `describe` is called.
    """

    def __init__(self, settings: SourceSettings, state: State) -> None:
        self.settings = settings
        self.name = settings.name
        self.state = state
        """How far everything that `messages()` has given so far reaches: the next reading may begin there.

        Whoever keeps what was given keeps this with it, in one transaction.  A reader that cannot say so in the
        middle of a walk leaves the state as it was until the walk has ended: what is met twice is a duplicate.
        """
        self.size = 0
        self.done = 0

    def messages(self) -> Iterator[RawMessage | Refusal]:
        """What is new since its state.  Raises `SourceError`."""
        raise NotImplementedError

    def inventory(self) -> Iterator[Listed]:
        """What the place holds now, one `Listed` a message, as cheaply as it can be listed."""
        raise NotImplementedError

    def kept(self, positions: Sequence[str]) -> None:
        """The mails at these positions are safe in the vault now: a spool lets go of them, other places keep theirs."""

    def describe(self) -> ListServer | None:
        """What the server says of the list; None where it has no more to say than its mail."""
        return None

    def close(self) -> None:
        """Let go of connections and files, where any are open."""


def too_large(position: str) -> Refusal:
    """Of a mail beyond `LARGEST`."""
    reason = Phrase("larger than {limit} MB, the limit for one mail", limit=LARGEST >> 20)
    return Refusal(position=position, reason=reason)


def unreadable(position: str, error: OSError) -> Refusal:
    """Of a file that the system does not give."""
    return Refusal(position=position, reason=Phrase("cannot be read: {error}", error=error))
