"""The verbs about minutes: minutes add, show, list, render; publish."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archiver.cli.helping import argument, command, group, option
from archiver.cli.printing import as_json, configured, say, show_json, word
from archiver.errors import ArchiverError
from archiver.model import Meeting
from archiver.pipeline.bringing import keeping
from archiver.pipeline.showing import publishing, rendering
from archiver.settings import Settings
from archiver.store.vault import Vault
from archiver.words import Phrase, language
from archiver.words.pages import words_in


@group()
def minutes() -> None:
    """Keep and read minutes pages."""


@minutes.command()
@argument("sources", nargs=-1, required=True, metavar="FILE|URL…")
@option(
    "--marks",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="FILE",
    help="What is stated by hand of the one page.  [default: FILE.toml beside the page]",
)
@as_json
@configured
def add(settings: Settings, sources: tuple[str, ...], marks: Path | None, as_json: bool) -> None:
    """Keep minutes pages in the vault, each as fetched, once it reads as minutes.

    FILE.toml beside a FILE may mark by hand what could not be read; docs/minutes.md says how.
    """
    if marks and len(sources) > 1:
        raise click.UsageError(word("--marks is for one page: add the pages one by one."))
    kept, refused = [], 0
    with Vault(settings.vault) as vault:
        for source in sources:
            try:
                page = keeping.add_minutes(vault, source, marks)
            except ArchiverError as error:
                click.echo(f"archiver: {error.told()}", err=True)
                refused += 1
                continue
            kept.append(
                {"source": source, "meeting": page.slug, "title": page.meeting.title, "new": page.is_new}
            )
            if not as_json:
                _show_kept(source, page)
    if as_json:
        show_json({"pages": kept, "refused": refused})
    sys.exit(1 if refused else 0)


def _show_kept(source: str, page: keeping.KeptPage) -> None:
    meeting = page.meeting
    speeches = sum(len(item.speeches) for item in meeting.agenda_items)
    say(
        "{source}: {meeting} {title} ({items}, {speeches}{state})",
        source=source,
        meeting=page.slug,
        title=meeting.title,
        items=Phrase("{n} agenda item", "{n} agenda items", n=len(meeting.agenda_items)),
        speeches=Phrase("{n} speech", "{n} speeches", n=speeches),
        state="" if page.is_new else Phrase(", already kept"),
    )
    _show_flaws(meeting, "  ")


def _show_flaws(meeting: Meeting, indent: str = "") -> None:
    for flaw in meeting.flaws:
        click.echo(
            indent + word("not sure of: {flaw}", flaw=words_in(language()).explain("minutes_flaws", flaw))
        )


@minutes.command("list")
@as_json
@configured
def list_(settings: Settings, as_json: bool) -> None:
    """List the minutes that are kept."""
    with Vault(settings.vault) as vault:
        pages = [(page, keeping.read_page(page)) for page in vault.pages()]
    if as_json:
        show_json(
            {"meetings": [{"meeting": p.meeting, "title": m.title, "source": p.source} for p, m in pages]}
        )
        return
    for page, meeting in pages:
        click.echo(f"{page.meeting}  {meeting.title}  ({page.source})")
    if not pages:
        say("No minutes are kept yet: add some with `archiver minutes add FILE`.")


@minutes.command()
@argument("meeting", metavar="DATE")
@as_json
@configured
def show(settings: Settings, meeting: str, as_json: bool) -> None:
    """Show what was read from the minutes of a meeting (2011-06-20)."""
    with Vault(settings.vault) as vault:
        found = keeping.read_page(keeping.find_page(vault, meeting))
    if as_json:
        show_json(keeping.record(found))
    else:
        _show_meeting(found)


def _show_meeting(meeting: Meeting) -> None:
    click.secho(meeting.title, bold=True)
    times = "–".join(each.strftime("%H:%M") for each in (meeting.start, meeting.end) if each)
    click.echo(f"{meeting.date} {times}  {meeting.place}")
    say("Present: {attendees}", attendees=meeting.attendees)
    for item in meeting.agenda_items:
        click.secho("\n" + word("Item {order} {title}", order=item.order, title=item.title), bold=True)
        say("  Outcome: {outcome}", outcome=item.outcome or Phrase("(none recorded)"))
        for speech in item.speeches:
            click.echo(f"  ({speech.speaker}) {speech.text}")
        for action in item.action_items:
            say("  Promised by {owner}: {text}", owner=action.owner, text=action.text)
        for deferral in item.deferrals:
            say("  To the list ({speaker}): {text}", speaker=deferral.speaker, text=deferral.text)
    if meeting.inquiry:
        click.echo(f"\n{meeting.inquiry}")
    _show_flaws(meeting)


@minutes.command("render")
@argument("meeting", metavar="DATE")
@configured
def render(settings: Settings, meeting: str) -> None:
    """Print the minutes page of a meeting (2011-06-20) as HTML, with the related threads under each item.

    The page keeps its own structure; shown are the threads that are placed for sure or confirmed.
    """
    click.echo(rendering.render_minutes(settings, meeting), nl=False)


@command()
@argument("target", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]")
@as_json
@configured
def publish(settings: Settings, target: Path | None, as_json: bool) -> None:
    """Write the minutes that were made public on the desk, and nothing else, to FILE.

    Without FILE, to public.db in the data folder, which `archiver serve --public` serves.
    """
    target = target or settings.public
    meetings = publishing.publish(settings, target)
    if as_json:
        show_json({"file": str(target), "meetings": meetings})
        return
    say(
        "{file} holds the minutes of {n} meeting.",
        "{file} holds the minutes of {n} meetings.",
        file=target,
        n=len(meetings),
    )
    if not meetings:
        say("None are public yet: the secretariat makes them public on the desk (/desk/meetings).")
