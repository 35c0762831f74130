"""The verbs of removal, beyond `hide`: words out of a message, and a message for ever."""

from __future__ import annotations

import sys
from dataclasses import asdict

import click

from archiver.cli.decisions import BY, WHY, show_made
from archiver.cli.helping import argument, command, option
from archiver.cli.printing import as_json, configured, say, show_json, word
from archiver.pipeline.settling import removing
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.settling.removing import Purged
from archiver.settings import Settings

_SHOWN = 20


@command()
@argument("message", metavar="MESSAGE")
@argument("words", metavar="WORDS")
@BY
@WHY
@as_json
@configured
def redact(settings: Settings, message: str, words: str, by: str, why: str, as_json: bool) -> None:
    """Take WORDS out of MESSAGE wherever it is shown or found.

    Needs a reason (--why).  The words are found in any width and case, across line breaks too.  The message's source
    and its files are withheld.  The vault keeps the message, and undo shows it whole again.
    """
    made = removing.redact(settings, message, words, Act(made_by=by, reason=why))
    others = removing.others_with(settings, message, words)
    if as_json:
        show_json({"decision": made.number, "conflicts": made.conflicts, "others": others})
        return
    show_made(made, as_json=False)
    if others:
        say("Other messages of the thread hold these words too; redact them as well, if they should be gone:")
        for key in others[:_SHOWN]:
            click.echo(f"  {key}")
        if len(others) > _SHOWN:
            say("  … and {number} more", number=len(others) - _SHOWN)


@command()
@argument("message", required=False, metavar="[MESSAGE]")
@option("--yes", is_flag=True, help="Do not ask.")
@option("--finish", is_flag=True, help="Finish what purges before this one could not: takes no MESSAGE.")
@BY
@WHY
@as_json
@configured
def purge(
    settings: Settings, message: str | None, yes: bool, finish: bool, by: str, why: str, as_json: bool
) -> None:
    """Remove MESSAGE for ever: from the vault, the archive and the index.

    Needs a reason (--why).  Cannot be undone.  The journal keeps who did it, when and why; the message is not taken in
    again.  What others quote of it stays in their messages, and what lies outside of the vault (the list server, the
    files it came from, backups) has to be removed there.
    """
    if (message is None) != finish:
        raise click.UsageError(word("Name the MESSAGE to purge, or say --finish."))
    if message is None:
        _show(removing.finish(settings), None, as_json)
        return
    act = Act(made_by=by, reason=why)
    removing.purging_of(settings, message, act)
    if not yes and not _is_sure():
        say("Nothing was removed.", err=True)
        sys.exit(1)
    made, purged = removing.purge(settings, message, act)
    _show(purged, made.number, as_json)


def _is_sure() -> bool:
    try:
        return click.confirm(
            word("The message will be gone for ever; no undo brings it back. Go on?"), err=True
        )
    except click.Abort:
        return False


def _show(purged: Purged, decision: int | None, as_json: bool) -> None:
    if as_json:
        show_json({"decision": decision, **asdict(purged)})
    else:
        if decision is not None:
            say("Decision {number} is in the journal.", number=decision)
        say(
            "{n} copy was removed from the vault. `archiver check` proves that nothing remains here.",
            "{n} copies were removed from the vault. `archiver check` proves that nothing remains here.",
            n=purged.copies,
        )
        say("Remove it from the list server, from mailbox files and from backups too: they are not ours.")
    if not purged.is_scoured:
        say(
            "The files are being read, so their logs could not be emptied: stop `archiver serve`, then run "
            "`archiver purge --finish`.",
            err=True,
        )
        sys.exit(1)
