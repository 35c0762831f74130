"""Pulling: each configured source's new mail → the vault, several sources side by side, each with its ledger row."""

from __future__ import annotations

import fcntl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import quote

from archiver.errors import ArchiverError, ConfigurationError, NotFound, SourceError, SourceInUse
from archiver.model import RIGHTLY_REFUSED, Refusal
from archiver.pipeline.bringing import importing
from archiver.pipeline.workers import Send, side_by_side
from archiver.settings import Settings, SourceSettings
from archiver.sources.base import PulledSource
from archiver.sources.opening import open_source
from archiver.store.vault import Ledger, Vault, servers
from archiver.words import Phrase

AT_ONCE = 4
"""Sources that are pulled side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of one source."""

    ledger: Ledger
    refusals: list[Refusal]
    is_in_use: bool = False
    """Another pull of it is running, which brings what this one would have."""

    @property
    def is_good(self) -> bool:
        """Nothing stopped it, and nothing was refused but by the wish of a sender or of whoever had the mail."""
        is_clean = all(each.kind in RIGHTLY_REFUSED for each in self.refusals)
        return self.is_in_use or (is_clean and not self.ledger.stopped)


Progress = Callable[[str, int, int, int], None]
"""Called with (source, done, size, messages) as batches are stored."""


def chosen(settings: Settings, names: Sequence[str]) -> list[SourceSettings]:
    """The sources with these names, all of them where none is named.  Raises `NotFound`, `ConfigurationError`."""
    if not settings.sources:
        raise ConfigurationError(
            Phrase("The configuration"),
            [
                Phrase(
                    "{setting}: there is none: write a [[sources]] table, or use `archiver import`",
                    setting="sources",
                )
            ],
        )
    by_name = {source.name: source for source in settings.sources}
    unknown = [name for name in names if name not in by_name]
    if unknown:
        raise NotFound(
            "No source is called {name}. The configuration has: {sources}.",
            name=unknown[0],
            sources=list(by_name),
        )
    return [by_name[name] for name in dict.fromkeys(names)] if names else list(settings.sources)


def pull(
    settings: Settings, sources: Sequence[SourceSettings], *, dry_run: bool, progress: Progress
) -> Iterator[Outcome]:
    """Bring the new mail of `sources` into the vault; gives each source's outcome when it ends.

    What stops one source is said in its ledger row and does not stop another.
    """
    Vault(settings.vault).database.close()  # made, or brought up to date, once
    tasks = [partial(_pull_one, settings, source, dry_run) for source in sources]
    if len(tasks) == 1:
        outcomes: list[Outcome] = []
        tasks[0](partial(_receive, sources[0], progress, outcomes))
        yield from outcomes
        return
    ended: set[int] = set()
    for number, sent in side_by_side(tasks, AT_ONCE):
        if isinstance(sent, Outcome):
            ended.add(number)
            yield sent
        elif sent is not None:
            progress(sources[number].name, *sent)
        elif number not in ended:
            yield _failed(sources[number], "Its process was stopped. What was stored is kept: pull again.")


def _receive(source: SourceSettings, progress: Progress, outcomes: list[Outcome], sent: Any) -> None:
    if isinstance(sent, Outcome):
        outcomes.append(sent)
    else:
        progress(source.name, *sent)


def _pull_one(settings: Settings, source: SourceSettings, dry_run: bool, send: Send) -> None:
    try:
        with locked(settings, source), Vault(settings.vault) as vault:
            send(_pulled(vault, settings, source, dry_run, send))
    except SourceInUse as error:
        outcome = _failed(source, error.line)
        send(Outcome(ledger=outcome.ledger, refusals=[], is_in_use=True))
    except ArchiverError as error:
        send(_failed(source, error.line))


def _pulled(vault: Vault, settings: Settings, source: SourceSettings, dry_run: bool, send: Send) -> Outcome:
    opened = open_source(source, vault.source_state(source.name, place_of(settings, source)))
    try:
        trouble = _described(vault, opened, source.list, dry_run)
        bring = importing.preview_source if dry_run else importing.import_source
        ledger, refusals = bring(
            vault,
            opened,
            source.list,
            lambda done, size, messages: send((done, size, messages)),
            accepted_ids=settings.list_of(source).accepted_ids,
            place=place_of(settings, source),
            trouble=trouble,
        )
    finally:
        opened.close()
    return Outcome(ledger=ledger, refusals=refusals)


def _described(vault: Vault, opened: PulledSource, list_address: str, dry_run: bool) -> str:
    """Keep what the server says of the list.  Where it cannot be asked, returns why: its mail may be there all
    the same, in a spool."""
    try:
        # Counted before the server is asked: what comes meanwhile makes the surplus smaller, never larger.
        kept = sum(servers.posts_of(vault, list_address))
        server = opened.describe()
    except (SourceError, ConfigurationError) as error:
        return error.line
    if server and not dry_run:
        servers.keep(vault, opened.name, server, surplus=kept - server.posts)
    return ""


def _failed(source: SourceSettings, reason: str) -> Outcome:
    """The outcome of a source that could not be begun, or that left nothing to say."""
    return Outcome(ledger=Ledger(source=source.name, list=source.list, stopped=reason), refusals=[])


def place_of(settings: Settings, source: SourceSettings) -> str:
    """What a source is read from, and which mail is taken: where this changes, its state means nothing any more."""
    return " ".join(
        str(each)
        for each in (source.kind, source.list, source.url, source.host, source.port, source.folder, source.user,
                     source.path or "", *sorted(settings.list_of(source).list_ids))
        if each
    )  # fmt: skip


@contextmanager
def locked(settings: Settings, source: SourceSettings) -> Iterator[None]:
    """Keep a second pull of the same source out.  Raises `SourceInUse`; the system frees what a killed one held."""
    folder = settings.data / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / f"{quote(source.name, safe='@')}.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SourceInUse(
                "{name} is being pulled by another process: nothing to do here.", name=source.name
            ) from None
        yield
