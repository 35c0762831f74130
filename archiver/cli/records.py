"""The verbs that read the archive: search, check, export."""

from __future__ import annotations

import sys
from datetime import datetime

import click

from archiver.cli.helping import argument, command, option
from archiver.cli.printing import as_json, configured, say, show_json, show_line
from archiver.moments import day_of
from archiver.pipeline.proving import checking, reconciling
from archiver.pipeline.proving.findings import Finding
from archiver.pipeline.showing import exporting, searching
from archiver.search import synonyms
from archiver.settings import Settings
from archiver.store.archive import opened
from archiver.words import Phrase, tell

MARKED = {"bold": True, "fg": "yellow"}


@command()
@argument("query", nargs=-1, required=True, metavar="WORDS…")
@option(
    "--limit",
    default=20,
    show_default=True,
    type=click.IntRange(1, 1000),
    metavar="N",
    help="How many results.",
)
@option(
    "--sort",
    default="best",
    show_default=True,
    type=click.Choice(["best", "newest"]),
    help="What comes first.",
)
@option("--no-synonyms", is_flag=True, help="Search for the very words, not for others of the same meaning.")
@as_json
@configured
def search(
    settings: Settings, query: tuple[str, ...], limit: int, sort: str, no_synonyms: bool, as_json: bool
) -> None:
    """Search mail, what stands in its attachments, and minutes, as the site does.

    Words are joined by AND; OR, -word, "a phrase", from:…, subject:…, after:2011-10 and the like work too.
    """
    now = datetime.now(settings.zone)
    with opened(settings.archive) as connection:
        found = searching.find(
            connection,
            " ".join(query),
            sort=sort,
            limit=limit,
            offset=0,
            now=now,
            synonyms=None if no_synonyms else synonyms(settings.synonyms),
        )
    if as_json:
        show_json(searching.document(found))
    else:
        _show_found(found, settings)


def _show_found(found: searching.Found, settings: Settings) -> None:
    for note in found.notes:
        click.echo(note.sentence.told(), err=True)
    for result in found.results:
        day = day_of(result.date, settings.zone) if "T" in result.date else result.date
        click.secho(f"{day}  {''.join(piece for piece, _ in result.title)}", bold=True, nl=False)
        click.echo(f"  {result.sender}")
        text = "".join(click.style(piece, **MARKED) if marked else piece for piece, marked in result.snippet)  # type: ignore[arg-type]
        click.echo(f"  {' '.join(text.split())}")
        click.secho(f"  {result.path}", dim=True)
    if not found.count:
        say("Nothing found.")
        for near in found.near:
            if near.day:
                say(
                    "  {count:6} for {text}, as of the latest mail, {day}",
                    count=near.count,
                    text=near.text,
                    day=near.day,
                )
            elif near.is_capped:
                say("  {count:6} or more for {text}", count=near.count, text=near.text)
            else:
                say("  {count:6} for {text}", count=near.count, text=near.text)
    elif found.is_capped:
        say("{n} or more found.", n=found.count)
    else:
        say("{n} found.", n=found.count)


@command()
@option("--offline", is_flag=True, help="Do not ask the configured sources what they hold.")
@as_json
@configured
def check(settings: Settings, offline: bool, as_json: bool) -> None:
    """Prove that nothing is lost: ledger, vault, archive, threads and index agree, and the list servers too.

    Names every discrepancy; exit status 1 if there is one.
    """
    findings = checking.check(settings)
    accounts = [] if offline else list(reconciling.reconcile(settings))
    findings += [finding for account in accounts for finding in account.findings]
    if as_json:
        document = {"ok": not findings, "findings": [finding.document() for finding in findings]}
        show_json(document | ({"accounts": [account.document() for account in accounts]} if accounts else {}))
    else:
        _show_check(findings, accounts)
    sys.exit(1 if findings else 0)


def _show_check(findings: list[Finding], accounts: list[reconciling.Account]) -> None:
    for account in accounts:
        counts = [
            Phrase("{name} {number}", name=Phrase(name), number=number)
            for name, number in account.counts.items()
        ]
        say("{source}: {counts}", source=account.source, counts=counts or Phrase("could not be asked"))
        for held in account.held:
            say("  held: {mail} ({label}) waits for a moderator", mail=held.message_id, label=held.label)
    for finding in findings:
        click.echo(f"{finding.kind}: {finding.subject}: {tell(finding.detail)}")
    if findings:
        return
    if accounts:
        say("Everything agrees: ledger, vault, archive, threads and index, and every source.")
    else:
        say("Everything agrees: ledger, vault, archive, threads and index.")


@command()
@argument("kind", metavar="KIND", type=click.Choice(list(exporting.KINDS)))
@configured
def export(settings: Settings, kind: str) -> None:
    """Print records as JSON lines, one a line, in an order that depends on their content only.

    KIND is messages, threads, placements, meetings, decisions or refusals.
    """
    for record in exporting.export(settings, kind):
        show_line(record)
