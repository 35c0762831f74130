"""Documents of the search index: one range of ids for each kind, and which document brings which message.  Pure."""

from __future__ import annotations

AGENDA_ITEM_IDS = 1 << 41
SPEECH_IDS = 1 << 42
ATTACHMENT_IDS = 1 << 43
"""Ids of agenda items, speeches and attachments start here; below are messages: one index, four ranges."""
POSITION_BITS = 10
"""Of an attachment's id; the others say which message brings it: see `document_of`."""


def document_of(message: int, position: int) -> int:
    """The id of an attachment in the search index.  A mail has fewer parts than 2 ** POSITION_BITS."""
    return ATTACHMENT_IDS + (message << POSITION_BITS) + position


def message_of(document: int) -> int:
    """The id of the message that a place in the search index is, or is an attachment of; 0 for one of minutes."""
    if document >= ATTACHMENT_IDS:
        return (document - ATTACHMENT_IDS) >> POSITION_BITS
    return document if document < AGENDA_ITEM_IDS else 0


def is_of_minutes(document: int) -> bool:
    """Whether a place in the search index is of the minutes."""
    return AGENDA_ITEM_IDS <= document < ATTACHMENT_IDS


def position_of(document: int) -> int:
    """The position of an attachment among those of its message."""
    return (document - ATTACHMENT_IDS) & ((1 << POSITION_BITS) - 1)
