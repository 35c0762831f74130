"""Seen: which of a place's many names have been given, in a form small enough to be kept as state.

Eight bytes a name: a million names are ten megabytes, and the chance that a new name is taken for an old one is
one in 10**13.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable

_SIZE = 8


class Seen:
    """A set of names that can be written down as one text."""

    def __init__(self, text: str = "") -> None:
        packed = base64.b64decode(text)
        self.marks = {packed[start : start + _SIZE] for start in range(0, len(packed), _SIZE)}

    def __contains__(self, name: str) -> bool:
        return _mark(name) in self.marks

    def and_written(self, names: Iterable[str]) -> str:
        """What `Seen` reads, of these names and of what is seen already."""
        return _packed(self.marks | {_mark(name) for name in names})

    def __len__(self) -> int:
        return len(self.marks)


def written(names: Iterable[str]) -> str:
    """What `Seen` reads."""
    return _packed({_mark(name) for name in names})


def _packed(marks: set[bytes]) -> str:
    return base64.b64encode(b"".join(sorted(marks))).decode("ascii")


def _mark(name: str) -> bytes:
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=_SIZE).digest()
