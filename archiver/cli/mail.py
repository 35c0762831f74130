"""The verbs that bring mail in: pull, import."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from archiver.cli.helping import argument, command, option
from archiver.cli.printing import as_json, configured, progress_shown, say, several_shown, show_json, word
from archiver.model import Refusal
from archiver.pipeline.bringing import importing, pulling
from archiver.settings import Settings
from archiver.sources.files import open_path
from archiver.store.vault import Ledger, Vault
from archiver.words.recognising import recognised

REFUSALS_SHOWN = 20
BUILDS = option(
    "--build", "builds", is_flag=True, help="Then bring the archive up to it, as `archiver build` does."
)


@command("import")
@argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")
@option("--list", "list_address", required=True, metavar="ADDRESS", help="The list that the mail belongs to.")
@BUILDS
@as_json
@configured
def import_(
    settings: Settings, paths: tuple[Path, ...], list_address: str, builds: bool, as_json: bool
) -> None:
    """Bring mail from files into the vault.

    Reads mbox (mboxo, mboxrd, mboxcl, MMDF; also gzip, bz2, xz, zip), Maildir, folders of mails, single mails,
    pipermail's monthly text, and what Thunderbird, Becky!, EdMax, Apple Mail and RMAIL keep.  What the vault has
    already is counted as a duplicate, so an import may be repeated at any time.
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
    known = [each.address.lower() for each in settings.lists]
    if not as_json and known and address not in known:
        say(
            "{address} is no list of the configuration ({known}): its mail is kept as a list of its own. Give it a "
            "name under [[lists]].",
            err=True,
            address=address,
            known=known,
        )
    built = _build(settings, is_shown=not as_json) if builds else {}
    if as_json:
        show_json({"sources": [_summary(ledger) for ledger in summaries], **built})
    if any(ledger.refused or ledger.stopped for ledger in summaries):
        sys.exit(1)


@command()
@argument("names", nargs=-1, metavar="[SOURCE…]")
@option("--dry-run", is_flag=True, help="Say what would be stored, and change nothing.")
@BUILDS
@as_json
@configured
def pull(settings: Settings, names: tuple[str, ...], dry_run: bool, builds: bool, as_json: bool) -> None:
    """Bring new mail from the configured sources into the vault.

    Without a name all of them, side by side.  Each goes on from where its last pull ended; stopped half-way, what
    was stored is kept and the next pull carries on.
    """
    sources = pulling.chosen(settings, names)
    with several_shown([source.name for source in sources]) as progress:
        outcomes = list(pulling.pull(settings, sources, dry_run=dry_run, progress=progress))
    order = [source.name for source in sources]
    outcomes.sort(key=lambda outcome: order.index(outcome.ledger.source))
    builds = builds and not dry_run
    if not as_json:
        _show_pulled(outcomes, dry_run=dry_run, builds=builds)
    built = _build(settings, is_shown=not as_json) if builds else {}
    if as_json:
        show_json({"sources": [_pulled(outcome) for outcome in outcomes], "dry_run": dry_run, **built})
    if not all(outcome.is_good for outcome in outcomes):
        sys.exit(1)


def _pulled(outcome: pulling.Outcome) -> dict[str, object]:
    no_archive = sum(refusal.kind == "no-archive" for refusal in outcome.refusals)
    ledger = outcome.ledger
    return {**_summary(ledger), "no_archive": no_archive, "bytes": ledger.bytes, "stopped": ledger.stopped}


def _build(settings: Settings, *, is_shown: bool) -> dict[str, object]:
    """Bring the archive up to what came: for the JSON of what was brought."""
    from archiver.cli import building  # only for who asks: it takes as long to start as all the rest

    summary = building.brought_up(settings)
    if is_shown:
        building.show_built(settings, summary)
    return {"build": asdict(summary)}


def _show_pulled(outcomes: list[pulling.Outcome], *, dry_run: bool, builds: bool) -> None:
    """Each source's ledger line; then the sum, in words for people, and what to do next."""
    for outcome in outcomes:
        show_ledger(outcome.ledger, outcome.refusals)
    stored = sum(outcome.ledger.stored for outcome in outcomes)
    if dry_run:
        say(
            "{n} new message would be stored. Nothing was changed.",
            "{n} new messages would be stored. Nothing was changed.",
            n=stored,
        )
    elif not stored:
        say("No new messages.")
    elif builds:
        say("{n} new message stored.", "{n} new messages stored.", n=stored)
    else:
        say(
            "{n} new message stored. `archiver build` brings it to the site.",
            "{n} new messages stored. `archiver build` brings them to the site.",
            n=stored,
        )
    stopped = [
        outcome.ledger.source for outcome in outcomes if not outcome.is_in_use and outcome.ledger.stopped
    ]
    if stopped:
        say("Not to the end: {sources}. The next pull goes on from there.", err=True, sources=stopped)


def show_ledger(ledger: Ledger, refusals: list[Refusal]) -> None:
    """The ledger line, and each refusal by position and reason."""
    say(
        "{source}: read {read} = stored {stored} + duplicate {duplicate} + refused {refused}  ({seconds:.1f} s)",
        source=ledger.source,
        read=ledger.read,
        stored=ledger.stored,
        duplicate=ledger.duplicate,
        refused=ledger.refused,
        seconds=ledger.seconds,
    )
    if ledger.stopped:
        say("  stopped: {why}", err=True, why=recognised(ledger.stopped))
    for refusal in refusals[:REFUSALS_SHOWN]:
        say("  refused {position}: {why}", position=refusal.position, why=recognised(refusal.reason))
    if len(refusals) > REFUSALS_SHOWN:
        say(
            "  … and {number} more: `archiver export refusals` lists them all",
            number=len(refusals) - REFUSALS_SHOWN,
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
            word("{address} is not a mail address (such as yakuin@example.jp)", address=repr(text)),
            param_hint="--list",
        )
    return text.lower()
