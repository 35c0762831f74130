"""The verbs that read the archive: search, export."""

from __future__ import annotations

from datetime import datetime

import click

from archiver.cli.helping import argument, command, option
from archiver.cli.printing import as_json, configured, say, show_json, show_line
from archiver.moments import day_of
from archiver.pipeline.showing import exporting, searching
from archiver.search import synonyms
from archiver.settings import Settings
from archiver.store.archive import opened

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
@argument("kind", metavar="KIND", type=click.Choice(list(exporting.KINDS)))
@configured
def export(settings: Settings, kind: str) -> None:
    """Print records as JSON lines, one a line, in an order that depends on their content only.

    KIND is messages, threads, placements, meetings, decisions or refusals.
    """
    for record in exporting.export(settings, kind):
        show_line(record)
