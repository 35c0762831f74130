"""The verbs of human decisions: link, unlink, undo.  Each is journalled with who, when and why."""

from __future__ import annotations

import getpass

import click

from archiver.cli.printing import as_json, configured, show_json
from archiver.errors import NotFound
from archiver.pipeline import deciding
from archiver.settings import Settings
from archiver.store import deciding as archived
from archiver.store.database import open_readonly
from archiver.store.vault import Vault

by = click.option(
    "--by", default=getpass.getuser, metavar="WHO", help="Who decides.  [default: your account's name]"
)
why = click.option("--why", default="", metavar="TEXT", help="The reason, for the journal.")


@click.command()
@click.argument("item")
@click.argument("thread")
@by
@why
@as_json
@configured
def link(settings: Settings, item: str, thread: str, by: str, why: str, as_json: bool) -> None:
    """Put THREAD under ITEM, for good.

    ITEM is an agenda item (2011-06-20/4) or a standing topic (cloud-adoption).  THREAD is the last part of the
    thread's address.  The next build shows it.
    """
    _decide(settings, "link", item, thread, by, why, as_json)


@click.command()
@click.argument("item")
@click.argument("thread")
@by
@why
@as_json
@configured
def unlink(settings: Settings, item: str, thread: str, by: str, why: str, as_json: bool) -> None:
    """Take THREAD away from ITEM, for good: no score brings it back."""
    _decide(settings, "unlink", item, thread, by, why, as_json)


def _decide(settings: Settings, verb: str, item: str, thread: str, by: str, why: str, as_json: bool) -> None:
    _ensure_known(settings, item, thread)
    with Vault(settings.vault) as vault:
        number = deciding.decide(vault, verb=verb, place=item, thread=thread, made_by=by, reason=why)
    _show(number, as_json)


def _ensure_known(settings: Settings, item: str, thread: str) -> None:
    """Raise `NotFound` where the archive knows no such item or thread: a slip of the finger is no decision."""
    connection = open_readonly(settings.archive)
    meeting, order, topic = deciding.place_of(item)
    if not archived.has_place(connection, meeting, order, topic):
        raise NotFound(
            f"No agenda item or standing topic is called {item}. Name one as 2011-06-20/4 or cloud-adoption."
        )
    if not archived.has_thread(connection, thread):
        raise NotFound(
            f"No thread has the id {thread}. It is the last part of the thread's address on the site."
        )


@click.command()
@click.argument("number", type=int)
@by
@why
@as_json
@configured
def undo(settings: Settings, number: int, by: str, why: str, as_json: bool) -> None:
    """Take decision NUMBER back; what stood before it stands again."""
    with Vault(settings.vault) as vault:
        made = deciding.undo(vault, number, made_by=by, reason=why)
    _show(made, as_json)


def _show(number: int, as_json: bool) -> None:
    if as_json:
        show_json({"decision": number})
    else:
        click.echo(f"Decision {number} is in the journal. `archiver build` brings it to the site.")
