"""The verbs that set up and serve: demo, init, serve."""

from __future__ import annotations

import tempfile
from pathlib import Path

import click

from archiver.cli.building import counted
from archiver.cli.helping import argument, command, option
from archiver.cli.mail import show_ledger
from archiver.cli.printing import configured, say
from archiver.pipeline import demonstrating
from archiver.settings import Settings

port = option(
    "--port",
    default=8001,
    show_default=True,
    type=click.IntRange(0, 65535),
    metavar="N",
    help="On 127.0.0.1; 0 for any that is free.",
)


@command()
@argument("folder", required=False, type=click.Path(path_type=Path, file_okay=False), metavar="[DIR]")
@option("--no-serve", is_flag=True, help="Build and exit.")
@port
def demo(folder: Path | None, no_serve: bool, port: int) -> None:
    """Build the sample archive and serve it: the quickest way to see what this is.

    Everything goes into DIR, or a temporary folder that is named.
    """
    folder = folder or Path(tempfile.mkdtemp(prefix="archiver-demo-"))
    demonstration = demonstrating.build(folder)
    for ledger, refusals in demonstration.ledgers:
        show_ledger(ledger, refusals)
    for page in demonstration.pages:
        click.echo(f"{page.slug} {page.meeting.title}")
    summary = demonstration.summary
    say(
        "{messages} in {threads}, {placements}.",
        **counted(summary),
    )
    say(
        "The sample archive is in {folder}; use it with --config {file}",
        folder=folder,
        file=demonstration.configuration,
    )
    if not no_serve:
        _serve(demonstration.settings, port)


@command()
@argument(
    "folder",
    required=False,
    default=Path(),
    type=click.Path(path_type=Path, file_okay=False),
    metavar="[DIR]",
)
def init(folder: Path) -> None:
    """Write a commented configuration and an empty data folder into DIR (default: here)."""
    written = demonstrating.write_configuration(folder)
    say(
        "Written: {file}, and the rules of standing topics beside it. Edit them, then run `archiver import`.",
        file=written,
    )


@command()
@port
@option("--public", is_flag=True, help="Serve what was published, and nothing else, to everyone.")
@configured
def serve(settings: Settings, port: int, public: bool) -> None:
    """Serve the archive on 127.0.0.1, closed to all who have not signed in.

    While there is no account yet (`archiver user add`), prints a link that signs in once, as administrator.
    """
    _serve(settings, port, is_public=public)


def _serve(settings: Settings, port: int, *, is_public: bool = False) -> None:
    from archiver.site import serving  # Datasette takes half a second to load: only here

    serving.serve(settings, port=port, announce=_announced, is_public=is_public)


def _announced(address: str) -> None:
    click.echo(address)
    if "token=" in address:
        say("Open this address in a browser: it signs you in once, within an hour, as administrator.")
    else:
        say("Open this address in a browser.")
    say("Press Ctrl+C to end.")
