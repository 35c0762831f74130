"""The verbs that follow what was promised: promises, close, since."""

from __future__ import annotations

from datetime import date

import click

from archiver.cli.decisions import decision
from archiver.cli.helping import argument, command, option
from archiver.cli.printing import as_json, configured, say, show_json, word
from archiver.mail import title_of
from archiver.model import PROMISE_STATES, PromiseState
from archiver.pipeline.settling import following
from archiver.pipeline.settling.deciding import Act, Made
from archiver.pipeline.showing import draft_pages, drafting
from archiver.settings import Settings
from archiver.store.following import PromiseLine, counts
from archiver.words import COMMA, Phrase, language
from archiver.words.pages import words_in


def _day(_context: click.Context, _option: click.Parameter, typed: str | None) -> date | None:
    try:
        return date.fromisoformat(typed) if typed else None
    except ValueError:
        raise click.BadParameter(
            word("{typed!r} is no day: write it like 2011-06-20.", typed=typed)
        ) from None


TODAY = option(
    "--today",
    callback=_day,
    metavar="YYYY-MM-DD",
    help="The day that counts as today.  [default: today]",
)
STATE_WORDS: dict[PromiseState, Phrase] = {
    "overdue": Phrase("overdue"),
    "open": Phrase("open"),
    "answered": Phrase("answered on the list"),
    "reported": Phrase("reported back"),
    "closed": Phrase("closed"),
}


@command()
@option("--meeting", metavar="MEETING", help="Only those of this meeting (2011-06-20).")
@option("--state", type=click.Choice(PROMISE_STATES), help="Only those in this state.")
@TODAY
@as_json
@configured
def promises(
    settings: Settings, meeting: str | None, state: PromiseState | None, today: date | None, as_json: bool
) -> None:
    """List what was promised in meetings, and what became of it on the list.

    Each promise has a name (2011-06-20/54CKGBD5EA), a state (overdue, open, answered on the list, reported back in a
    later meeting, closed) and the threads that may answer it, with the evidence.
    """
    day = today or following.today(settings)
    lines = following.promises(settings, today=day, meeting=meeting, state=state)
    if as_json:
        show_json({"today": day.isoformat(), "promises": [following.record(line) for line in lines]})
        return
    for line in lines:
        _show(line)
    summary = [
        Phrase("{number} {state}", number=number, state=STATE_WORDS[each])
        for each, number in counts(lines).items()
    ]
    click.echo(word(COMMA).join(each.told() for each in summary) or word("No promises."))


def _show(line: PromiseLine) -> None:
    due = word(", due {day}", day=line.due) if line.due else ""
    click.secho(f"{line.meeting}/{line.promise}  {STATE_WORDS[line.state].told()}{due}", bold=True)
    say("  item {item} {title}", item=line.item, title=line.title, nl=False)
    click.echo(f": {line.owner or '-'}: {line.text}")
    for answer in line.answers:
        where = title_of(answer.subject) or word(
            "{meeting} item {item}", meeting=answer.reported_in, item=answer.reported_item
        )
        click.echo(f"  {'->' if answer.is_sure else ' ?'} {where}  ({answer.score:.2f})  {answer.thread}")
        for remark in words_in(language()).explain_all("answers", answer.evidence):
            click.secho(f"       {remark}", dim=True)
    if line.closed:
        say("  closed by {who}: {why}", who=line.closed.made_by, why=line.closed.reason or "-")


@command()
@argument("meeting", required=False, metavar="[MEETING]")
@option("--html", "as_html", is_flag=True, help="Print a page of HTML, for a word processor.")
@TODAY
@as_json
@configured
def since(settings: Settings, meeting: str | None, today: date | None, as_html: bool, as_json: bool) -> None:
    """Draft the next agenda: what came on the list since MEETING (2011-06-20; without it, the latest).

    For each agenda item and standing topic: the threads since, who took part, questions without an answer,
    attachments, promises with their state; then threads that stand nowhere, and what earlier meetings promised.
    Printed as Markdown, to be edited.
    """
    made = drafting.draft(settings, meeting, today or following.today(settings))
    if as_json:
        show_json(drafting.record(made))
        return
    says, zone = words_in(settings.language), settings.zone
    if as_html:
        text = draft_pages.whole_page(made, says, settings.address, zone, settings.language)
    else:
        text = draft_pages.markdown(made, says, settings.address, zone)
    click.echo(text, nl=False)


@command()
@argument("promise", metavar="PROMISE")
@decision
def close(settings: Settings, act: Act, promise: str) -> Made:
    """Close PROMISE: it needs no more.  `undo` opens it again.

    PROMISE is its name as `archiver promises` gives it (2011-06-20/54CKGBD5EA).
    """
    return following.close(settings, promise, act)
