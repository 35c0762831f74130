"""The verbs about minutes: add, show, list, render."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from archiver.cli.printing import as_json, configured, show_json
from archiver.errors import ArchiverError
from archiver.model import AgendaItem, Meeting
from archiver.pipeline import keeping, publishing, rendering
from archiver.settings import Settings
from archiver.store.vault import Vault


@click.group()
def minutes() -> None:
    """Keep and read minutes pages."""


@minutes.command()
@click.argument("sources", nargs=-1, required=True, metavar="FILE|URL…")
@click.option(
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
        raise click.UsageError("--marks is for one page: add the pages one by one.")
    kept, refused = [], 0
    with Vault(settings.vault) as vault:
        for source in sources:
            try:
                page = keeping.add_minutes(vault, source, marks)
            except ArchiverError as error:
                click.echo(f"archiver: {error}", err=True)
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
    state = "" if page.is_new else ", already kept"
    click.echo(
        f"{source}: {page.slug} {meeting.title}"
        f" ({len(meeting.agenda_items)} agenda items, {speeches} speeches{state})"
    )
    for flaw in meeting.flaws:
        click.echo(f"  not sure of: {flaw}")


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
        click.echo("No minutes are kept yet: add some with `archiver minutes add FILE`.")


@minutes.command()
@click.argument("meeting", metavar="DATE")
@as_json
@configured
def show(settings: Settings, meeting: str, as_json: bool) -> None:
    """Show what was read from the minutes of a meeting (2011-06-20)."""
    with Vault(settings.vault) as vault:
        found = keeping.read_page(keeping.find_page(vault, meeting))
    if as_json:
        show_json(meeting_document(found))
    else:
        _show_meeting(found)


def meeting_document(meeting: Meeting) -> dict[str, object]:
    """The documented JSON shape of one meeting's minutes."""
    return {
        "title": meeting.title,
        "date": meeting.date.isoformat(),
        "start": meeting.start.strftime("%H:%M") if meeting.start else None,
        "end": meeting.end.strftime("%H:%M") if meeting.end else None,
        "place": meeting.place,
        "attendees": meeting.attendees,
        "documents": meeting.documents,
        "agenda_items": [_item_document(item) for item in meeting.agenda_items],
        "inquiry": meeting.inquiry,
        "flaws": meeting.flaws,
    }


def _item_document(item: AgendaItem) -> dict[str, object]:
    return {
        "order": item.order,
        "title": item.title,
        "outcome": item.outcome,
        "text": item.text,
        "speeches": [{"speaker": each.speaker, "text": each.text} for each in item.speeches],
        "action_items": [{"owner": each.owner, "text": each.text} for each in item.action_items],
        "deferrals": [{"speaker": each.speaker, "text": each.text} for each in item.deferrals],
    }


def _show_meeting(meeting: Meeting) -> None:
    click.secho(meeting.title, bold=True)
    times = "–".join(each.strftime("%H:%M") for each in (meeting.start, meeting.end) if each)
    click.echo(f"{meeting.date} {times}  {meeting.place}")
    click.echo(f"出席者: {'、'.join(meeting.attendees)}")
    for item in meeting.agenda_items:
        click.secho(f"\n議題{item.order} {item.title}", bold=True)
        click.echo(f"  結果: {item.outcome or '(記載なし)'}")
        for speech in item.speeches:
            click.echo(f"  ({speech.speaker}) {speech.text}")
        for action in item.action_items:
            click.echo(f"  約束 {action.owner}: {action.text}")
        for deferral in item.deferrals:
            click.echo(f"  メーリングリストへ ({deferral.speaker}): {deferral.text}")
    if meeting.inquiry:
        click.echo(f"\n{meeting.inquiry}")
    for flaw in meeting.flaws:
        click.echo(f"not sure of: {flaw}")


@minutes.command("render")
@click.argument("meeting", metavar="DATE")
@configured
def render(settings: Settings, meeting: str) -> None:
    """Print the minutes page of a meeting (2011-06-20) as HTML, with the related threads under each item.

    The page keeps its own structure; shown are the threads that are placed for sure or confirmed.
    """
    click.echo(rendering.render_minutes(settings, meeting), nl=False)


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path, dir_okay=False), metavar="[FILE]")
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
    click.echo(f"{target} holds the minutes of {len(meetings)} meetings.")
    if not meetings:
        click.echo("None are public yet: the secretariat makes them public on the desk (/desk/meetings).")
