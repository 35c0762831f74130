"""Errors: one tree.  Each message is one sentence that names the thing and says what to do.

It is written in English, with its values named, and told in the reader's language where it is shown (`words`):
`raise NotFound("There is no thread {thread}.", thread=thread)`.

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
│   ├── DecisionConflict    someone else decided meanwhile
│   └── JournalError        a file that is no journal of decisions
├── NotFound                no such thread, meeting, message …
├── AccountError            an account cannot be made as asked
└── ServeError              the site could not be started
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from archiver.words import Phrase, tell


class ArchiverError(Exception):
    """Something a person can act on.  `told` is shown to them; `str(error)` is the same in English."""

    exit_status = 1

    def __init__(self, template: str, plural: str = "", /, **values: Any) -> None:
        """`template` with its values, or a phrase that was made of them already."""
        self.sentence = template if isinstance(template, Phrase) else Phrase(template, plural, **values)

    def __str__(self) -> str:
        return str(self.sentence)

    def told(self, language: str | None = None) -> str:
        """The sentence in a language, or in that of the terminal."""
        return tell(self.sentence, language)

    @property
    def line(self) -> str:
        """The English sentence on one line: for the ledger."""
        return " ".join(str(self).split())


class _Listing(ArchiverError):
    """An error that lists every problem at once, a line each."""

    problems: tuple[str, ...]

    def __str__(self) -> str:
        return self.told("en")

    def told(self, language: str | None = None) -> str:
        lines = "".join(f"\n  - {tell(problem, language)}" for problem in self.problems)
        return f"{super().told(language)}{lines}"


class ConfigurationError(_Listing):
    """The settings need attention; `problems` lists every fault at once."""

    exit_status = 2

    def __init__(self, where: str, problems: Sequence[Phrase]) -> None:
        self.where = where
        self.problems = tuple(problems)
        super().__init__(Phrase("{where} needs attention:", where=where))

    @property
    def line(self) -> str:
        """The English sentence with every problem in it."""
        return Phrase(
            "{where} needs attention: {problems}.", where=self.where, problems="; ".join(self.problems)
        )


class NoConfiguration(ArchiverError):
    """There is no settings file, or one in the place of a new one."""

    exit_status = 2


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

    def __init__(self, where: str, missing: Sequence[Phrase]) -> None:
        self.where = where
        self.missing = tuple(missing)
        super().__init__(
            Phrase(
                "{where} does not read as minutes: found no {missing}."
                " What a page does not say can be stated by hand, in a file beside it (docs/minutes.md).",
                where=where,
                missing=self.missing,
            )
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

    def __init__(self, sentence: Phrase, number: int) -> None:
        self.number = number
        super().__init__(sentence)


class JournalError(_Listing, DecisionError):
    """What was to be brought in is no journal of decisions; `problems` names every line that is none."""

    def __init__(self, problems: Sequence[Phrase]) -> None:
        self.problems = tuple(problems)
        super().__init__(Phrase("This is no journal of decisions, and nothing of it was kept:"))


class NotFound(ArchiverError):
    """No such thread, meeting, message or topic."""


class AccountError(ArchiverError):
    """An account cannot be made or changed as asked."""


class ServeError(ArchiverError):
    """The site could not be started."""
