"""Dates: the Date and Received fields → an instant to order by, and what had to be guessed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_tz

from archiver.mail.headers import unfolded

EARLIEST = datetime(1970, 1, 2, tzinfo=UTC)
LATEST = datetime(2100, 1, 1, tzinfo=UTC)
UNKNOWN = datetime(1970, 1, 1, tzinfo=UTC)
MOST_AHEAD = timedelta(days=3)
"""A Date later than its arrival by more than this is a clock that is wrong."""
MOST_BEHIND = timedelta(days=365)
"""Mail may wait in a queue or a moderator's folder, but not for years."""


def instant(value: str) -> datetime | None:
    """The instant that a date field names (RFC 5322 and its obsolete forms); None when it names none."""
    # QUIRK: Japanese day names and a comment with the zone's name stand in real Date fields.
    value = re.sub(r"\([^()]*\)|[^\x20-\x7e]+", " ", unfolded(value))[:200]
    try:
        fields = parsedate_tz(value)
        if fields is None:
            return None
        year, month, day, hour, minute, second = fields[:6]
        offset = timedelta(seconds=fields[9] or 0)
        found = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC) - offset
    except (TypeError, ValueError, IndexError, OverflowError):
        return None
    return found if EARLIEST <= found <= LATEST else None


def trusted(claimed: str, received: Sequence[str]) -> tuple[datetime, str]:
    """(instant to order by, flaw): the Date, unless a Received field shows it to be impossible."""
    date = instant(claimed) if claimed else None
    # The last Received field is the first hop: the nearest in time to the sending.
    arrived = next(
        (arrival for each in reversed(received[-20:]) if (arrival := instant(each.rpartition(";")[2]))), None
    )
    if date is None:
        why = "date: none" if not claimed.strip() else "date: unreadable"
        return (arrived, f"{why}, ordered by Received") if arrived else (UNKNOWN, f"{why}, ordered first")
    if arrived and not arrived - MOST_BEHIND <= date <= arrived + MOST_AHEAD:
        return arrived, "date: impossible, ordered by Received"
    return date, ""
