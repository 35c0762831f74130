"""The verb that brings the archive up to the vault: build."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from archiver.cli.helping import command, option
from archiver.cli.printing import as_json, configured, progress_shown, say, show_json, word
from archiver.pipeline.making import building
from archiver.settings import Settings
from archiver.words import Phrase


@command()
@option("--rebuild", is_flag=True, help="Make the archive again from the vault, from nothing.")
@as_json
@configured
def build(settings: Settings, rebuild: bool, as_json: bool) -> None:
    """Bring the archive up to the vault: read, thread, place, index.

    What is new shows all at once; in a large archive, new minutes show before threads are placed under them.
    Stopped half-way, the next build makes up for it.
    """
    summary = brought_up(settings, rebuild=rebuild)
    if as_json:
        show_json(asdict(summary))
    else:
        show_built(settings, summary)


def brought_up(settings: Settings, *, rebuild: bool = False) -> building.BuildSummary:
    """Build, with its progress shown."""
    with progress_shown(word("build"), word(" messages")) as advance:
        return building.build(
            settings, rebuild=rebuild, progress=lambda done, size: advance(done, size, done)
        )


def show_built(settings: Settings, summary: building.BuildSummary) -> None:
    """What the archive holds now, on one line."""
    if not summary.is_new:
        say("The archive is up to date.")
        return
    say(
        "{archive}: {messages} in {threads}, {meetings}, {placements}  ({copies} read, {seconds:.1f} s)",
        archive=settings.archive,
        **counted(summary),
        meetings=Phrase("{n} meeting", "{n} meetings", n=summary.meetings),
        copies=summary.copies,
        seconds=summary.seconds,
    )


def counted(summary: building.BuildSummary) -> dict[str, Any]:
    """How many messages, threads and placements there are, in words."""
    return {
        "messages": Phrase("{n} message", "{n} messages", n=summary.messages),
        "threads": Phrase("{n} thread", "{n} threads", n=summary.threads),
        "placements": Phrase("{n} placement", "{n} placements", n=summary.placements),
    }
