"""The journal of decisions as JSON lines: export, import."""

from __future__ import annotations

import sys

import click

from archiver.cli.helping import argument, group
from archiver.cli.printing import as_json, configured, say, show_json, show_line
from archiver.pipeline.settling import exchanging
from archiver.settings import Settings
from archiver.store.vault import Vault
from archiver.words import tell


@group()
def journal() -> None:
    """Every human decision, for a copy or for another vault."""


@journal.command("export")
@configured
def export(settings: Settings) -> None:
    """Print the journal as JSON lines, in order of time."""
    with Vault(settings.vault) as vault:
        for record in exchanging.lines(vault):
            show_line(record)


@journal.command("import")
@argument("file", metavar="FILE", type=click.Path(exists=True, dir_okay=False, allow_dash=True))
@as_json
@configured
def import_(settings: Settings, file: str, as_json: bool) -> None:
    """Bring the decisions of FILE (- for standard input) into the vault.

    May be repeated: what is here already is met, not doubled.  Of two decisions about one matter the later stands;
    each such pair is named, and the exit status is 1.
    """
    with click.open_file(file, encoding="utf-8", errors="replace") as lines:
        done = exchanging.take(settings, lines)
    if as_json:
        show_json({"read": done.read, "added": done.added, "known": done.known, "conflicts": done.conflicts})
    else:
        for conflict in done.conflicts:
            click.echo(tell(conflict))
        say(
            "read {read} = added {added} + known {known}",
            read=done.read,
            added=done.added,
            known=done.known,
        )
    sys.exit(1 if done.conflicts else 0)
