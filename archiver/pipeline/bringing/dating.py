"""Dating: a mail whose own date is none or impossible → when it came, by mailbox and neighbours."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from archiver import mail
from archiver.model import RawMessage

AGREE = timedelta(days=365)
"""A separator that lies further than this from the mails beside it was written when the mailbox was copied."""


class Neighbours:
    """The mails of one batch, in the order in which they lay."""

    def __init__(self, raws: Iterable[RawMessage]) -> None:
        self.raws = list(raws)
        self.dates: list[datetime | None] | None = None

    def date_of(self, raw: RawMessage, identity: mail.Identity) -> datetime:
        """The mail's own date where that is one, else what lies beside it says."""
        separator = mail.separator_date(raw.arrived) if self._is_doubtful(raw, identity) else None
        if identity.date != mail.UNKNOWN_DATE:
            return mail.identify(raw.content, separator).date if separator else identity.date
        near = self._near(raw)
        beside = separator if separator and (near is None or abs(separator - near) <= AGREE) else near
        return mail.identify(raw.content, beside).date if beside else identity.date

    def _is_doubtful(self, raw: RawMessage, identity: mail.Identity) -> bool:
        """Few are: only for these the separator is read."""
        year = str(identity.date.year)
        return bool(raw.arrived) and year not in raw.arrived

    def _near(self, raw: RawMessage) -> datetime | None:
        """The date of the nearest mail before this one that has one; else of the nearest after."""
        if self.dates is None:
            found = (mail.identify(each.content).date for each in self.raws)
            self.dates = [None if date == mail.UNKNOWN_DATE else date for date in found]
        at = next(number for number, each in enumerate(self.raws) if each is raw)
        return next((date for date in (*reversed(self.dates[:at]), *self.dates[at:]) if date), None)
