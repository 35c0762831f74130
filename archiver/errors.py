"""Errors: one tree.  Each message is one sentence that names the thing and says what to do.

ArchiverError
├── ConfigurationError      the settings need attention (exit status 2)
├── SourceError             a place that mail comes from could not be read
│   ├── NotMail             the file or answer holds no mail
│   ├── Unreachable         the server does not answer, or stopped half-way
│   ├── SignInRefused       the server does not take the name or the password
│   └── SourceInUse         another process is pulling from it
├── MinutesError            a page could not be read as minutes
├── StoreError              a database could not be used
│   ├── StoreBusy           another process is writing
│   ├── StoreFull           the disk is full
│   └── StoreTooNew         written by a newer archiver
├── DecisionError           a decision that makes no sense
│   └── DecisionConflict    someone else decided meanwhile
├── NotFound                no such thread, meeting, message …
├── AccountError            an account cannot be made as asked
└── ServeError              the site could not be started
"""

from __future__ import annotations

from collections.abc import Sequence


class ArchiverError(Exception):
    """Something a person can act on.  `str(error)` is shown to them as it is."""

    exit_status = 1

    @property
    def line(self) -> str:
        """The same on one line: for the ledger."""
        return " ".join(str(self).split())


class ConfigurationError(ArchiverError):
    """The settings need attention; `problems` lists every fault at once."""

    exit_status = 2

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        self.where = where
        self.problems = tuple(problems)
        lines = "".join(f"\n  - {problem}" for problem in self.problems)
        super().__init__(f"{where} needs attention:{lines}")

    @property
    def line(self) -> str:
        return f"{self.where}: {'; '.join(self.problems)}."


class SourceError(ArchiverError):
    """A place that mail comes from could not be read."""


class NotMail(SourceError):
    """What was read holds no mail."""


class Unreachable(SourceError):
    """The server does not answer, or stopped half-way: trying later may help."""


class SignInRefused(SourceError):
    """The server does not take the name, password or token."""


class SourceInUse(SourceError):
    """Another process is pulling from it."""


class MinutesError(ArchiverError):
    """A page could not be read as minutes; `missing` names what was not found."""

    def __init__(self, where: str, missing: Sequence[str]) -> None:
        self.where = where
        self.missing = tuple(missing)
        super().__init__(
            f"{where} does not read as minutes: found no {', no '.join(self.missing)}."
            " What a page does not say can be stated by hand, in a file beside it (docs/minutes.md)."
        )


class StoreError(ArchiverError):
    """A database could not be used."""


class StoreBusy(StoreError):
    """Another process is writing to the database."""


class StoreFull(StoreError):
    """The disk that holds the database is full."""


class StoreTooNew(StoreError):
    """The database was written by a newer archiver."""


class DecisionError(ArchiverError):
    """A decision that makes no sense as things stand."""


class DecisionConflict(DecisionError):
    """Someone decided the same matter after what the person had seen; `number`: their decision in the journal."""

    def __init__(self, message: str, number: int) -> None:
        self.number = number
        super().__init__(message)


class NotFound(ArchiverError):
    """No such thread, meeting, message or topic."""


class AccountError(ArchiverError):
    """An account cannot be made or changed as asked."""


class ServeError(ArchiverError):
    """The site could not be started."""
