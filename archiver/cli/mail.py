"""The verbs that bring mail in: import, build."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from archiver.cli.printing import as_json, configured, progress_shown, show_json
from archiver.model import Refusal
from archiver.pipeline import building, importing
from archiver.settings import Settings
from archiver.sources.files import open_path
from archiver.store.vault import Ledger, Vault

REFUSALS_SHOWN = 20


@click.command("import")
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@click.option(
    "--list", "list_address", required=True, metavar="ADDRESS", help="The list that the mail belongs to."
)
@as_json
@configured
def import_(settings: Settings, paths: tuple[Path, ...], list_address: str, as_json: bool) -> None:
    """Bring mail from files into the vault.

    Reads mbox (mboxo, mboxrd, mboxcl, MMDF; also gzip, bz2, xz, zip), Maildir, folders of .eml, single mails and
    pipermail's monthly text.  What the vault has already is counted as a duplicate, so an import may be
    repeated at any time.
    """
    address = _address(list_address)
    sources = [open_path(path) for path in paths]
    summaries = []
    with Vault(settings.vault) as vault:
        for source in sources:
            with progress_shown(source.name, "B") as progress:
                ledger, refusals = importing.import_source(vault, source, address, progress)
            summaries.append(ledger)
            if not as_json:
                show_ledger(ledger, refusals)
    if as_json:
        show_json({"sources": [_summary(ledger) for ledger in summaries]})
    if any(ledger.refused for ledger in summaries):
        sys.exit(1)


def show_ledger(ledger: Ledger, refusals: list[Refusal]) -> None:
    """The ledger line, and each refusal by position and reason."""
    click.echo(
        f"{ledger.source}: read {ledger.read} = stored {ledger.stored} + duplicate {ledger.duplicate}"
        f" + refused {ledger.refused}  ({ledger.seconds:.1f} s)"
    )
    for refusal in refusals[:REFUSALS_SHOWN]:
        click.echo(f"  refused {refusal.position}: {refusal.reason}")
    if len(refusals) > REFUSALS_SHOWN:
        click.echo(
            f"  … and {len(refusals) - REFUSALS_SHOWN} more: `archiver export refusals` lists them all"
        )


def _summary(ledger: Ledger) -> dict[str, object]:
    values = asdict(ledger)
    return {
        name: values[name] for name in ("source", "list", "read", "stored", "duplicate", "refused", "seconds")
    }


def _address(text: str) -> str:
    """A list's address, in lower case."""
    if text.count("@") != 1 or text.startswith("@") or text.endswith("@"):
        raise click.BadParameter(
            f"{text!r} is not a mail address (such as yakuin@example.jp)", param_hint="--list"
        )
    return text.lower()


@click.command()
@click.option("--rebuild", is_flag=True, help="Make the archive again from the vault, from nothing.")
@as_json
@configured
def build(settings: Settings, rebuild: bool, as_json: bool) -> None:
    """Bring the archive up to the vault: read, thread, place, index.

    The archive changes all at once when the build ends; stopped half-way it stays as it was.
    """
    with progress_shown("build", " messages") as advance:
        summary = building.build(
            settings, rebuild=rebuild, progress=lambda done, size: advance(done, size, done)
        )
    if as_json:
        show_json(asdict(summary))
    elif not summary.is_new:
        click.echo("The archive is up to date.")
    else:
        click.echo(
            f"{settings.archive}: {summary.messages} messages in {summary.threads} threads,"
            f" {summary.meetings} meetings, {summary.placements} placements"
            f"  ({summary.copies} new, {summary.seconds:.1f} s)"
        )
