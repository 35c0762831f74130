"""Window: a stream of bytes → the mail under the reader's eyes, and no more than that held in memory.  Never seeks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from archiver.model import Fidelity
from archiver.sources import base

BLOCK = 1 << 18
"""Bytes read at once: more than a processor has near at hand is slower."""
_EMPTY_LINE = re.compile(rb"\n\r?\n")
"""Sooner found by an expression than by `bytes.find`, which is slow for two bytes."""
LONGEST_SEPARATOR = 2048
"""Bytes of what stands between two mails and of the beginning of the next one, at most."""


@dataclass(slots=True)
class Part:
    """One mail of a mailbox."""

    offset: int
    """Bytes from the beginning of the stream to its separator."""
    size: int
    """Bytes from there to the next."""
    content: bytes | None
    """Without its separator; None where it is too large to be held."""
    fidelity: Fidelity = "full"
    assumed: tuple[str, ...] = ()
    separator: bytes = b""
    """The line before it, b'' where none stands."""


class Window:
    """A buffer over the stream: from the mail that is being read to as far as was needed."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream
        self.buffer = b""
        self.offset = 0
        """Of buffer[0] in the stream."""
        self.start = 0
        """Of the current mail in the buffer."""
        self.ended = False
        self.dropped = 0
        """Bytes of the current mail that were too many to keep."""
        self.is_undated = False
        """The first separator says no date, so none of this mailbox must."""
        self.is_of_git = False
        """The first separator is one of git, so others may be."""

    def fill(self, size: int) -> bool:
        """Read on, forgetting the mails before `start`; False at the end."""
        block = b"" if self.ended else self.stream.read(size)
        self.ended = not block
        if self.start:
            self.offset += self.start
            self.buffer = self.buffer[self.start :]
            self.start = 0
        self.buffer += block
        return bool(block)

    def more(self, searched: int) -> int:
        """Read on in search of the current mail's end; returns where to search from.

        The block grows with the mail, so that joining buffers stays linear.
        """
        kept = searched - self.start
        self.fill(max(BLOCK, kept))
        if kept <= base.LARGEST:
            return max(kept, 1)
        self.dropped += kept
        self.offset += kept
        self.buffer = self.buffer[kept:]
        return 1


IsEnd = Callable[[bytes, int], bool]
"""Asked of the buffer and of where in it a closing ends: whether it is one."""


def framed(
    window: Window, opening: bytes, closing: bytes, *, kept: int = 0, is_end: IsEnd = lambda buffer, at: True
) -> Iterator[Part]:
    """What stands between `opening` and the next `closing`, of which the first bytes are `kept`, again and again."""
    while window.start < len(window.buffer):
        found = _closing(window, len(opening), closing, is_end)
        end = min(found + len(closing), len(window.buffer))
        offset = window.offset + window.start - window.dropped
        content = (
            None if window.dropped else window.buffer[window.start + len(opening) : min(found + kept, end)]
        )
        yield Part(offset, window.offset + end - offset, content)
        window.start, window.dropped = end, 0
        if end >= len(window.buffer):
            window.fill(BLOCK)


def _closing(window: Window, skip: int, closing: bytes, is_end: IsEnd) -> int:
    search = window.start + skip
    while True:
        found = window.buffer.find(closing, search)
        # What stands behind it must be in the buffer before it can be judged.
        is_whole = found >= 0 and found + LONGEST_SEPARATOR <= len(window.buffer)
        if not is_whole and not window.ended:
            search = window.more(max(search, found if found >= 0 else len(window.buffer) - len(closing))) - 1
        elif found < 0:
            return len(window.buffer)
        elif is_end(window.buffer, found + len(closing)):
            return found
        else:
            search = found + 1


def head_end(content: bytes, start: int = 0) -> int:
    """Where the body of the mail that begins at `start` begins; -1 where no empty line ends its head."""
    end = _EMPTY_LINE.search(content, start)
    return end.end() if end else -1
