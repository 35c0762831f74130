"""Moments: an instant ↔ the text by which the archive keeps it (UTC, ISO 8601, to the second), and its day."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo


def written(moment: datetime) -> str:
    """2011-06-20T03:00:00Z, of four figures in any year: texts stand in the order of their moments.

    Raises `OverflowError` where it lies outside of the years 1 to 9999 in UTC.
    """
    return f"{moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec='seconds')}Z"


def day_of(text: str, zone: tzinfo | None) -> date:
    """The day on which a moment of the archive falls in `zone`."""
    return datetime.fromisoformat(text).astimezone(zone).date()


def noted(moment: datetime) -> str:
    """2011-06-20T03:00:00+00:00: the same as the vault and the accounts note when something was done."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")


def now() -> str:
    """This moment, as it is noted."""
    return noted(datetime.now(UTC))
