"""Limits: how much is taken of one attachment, and what says that it is too much."""

from __future__ import annotations

LARGEST = 50 * 1024 * 1024
"""Bytes of a file that is read at all."""
MOST_EXPANDED = 200 * 1024 * 1024
"""Bytes that the packed parts of one file may unpack to."""
MOST_CHARACTERS = 1_000_000
"""Of the text that is kept: some 1,500 pages.  What follows is not searched, and the page says so."""
DEEPEST = 500
"""Elements of XML inside one another."""


class Unreadable(Exception):
    """A file whose text cannot be had; `state` says why (archiver.attachments.reading)."""

    state = "damaged"


class Encrypted(Unreadable):
    state = "encrypted"


class TooLarge(Unreadable):
    state = "too-large"
