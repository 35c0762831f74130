"""The verbs of human decisions.  Each is journalled with who, when and why, and shown at once."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from typing import Any

import click

from archiver.cli.helping import argument, command, group, option
from archiver.cli.printing import as_json, configured, say, show_json
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act, Made
from archiver.settings import Settings
from archiver.words import tell

BY = option(
    "--by", default=getpass.getuser, metavar="WHO", help="Who decides.  [default: your account's name]"
)
WHY = option("--why", default="", metavar="TEXT", help="The reason, for the journal.")


def decision(function: Callable[..., Made]) -> Callable[..., None]:
    """Give a verb who and why, and show what came of it.  The function takes (settings, act, its arguments)."""

    @BY
    @WHY
    @as_json
    @configured
    def wrapped(settings: Settings, by: str, why: str, as_json: bool, **arguments: Any) -> None:
        show_made(function(settings, Act(made_by=by, reason=why), **arguments), as_json)

    wrapped.__name__, wrapped.__doc__ = function.__name__, function.__doc__
    return wrapped


def show_made(made: Made, as_json: bool) -> None:
    """What came of a decision."""
    if as_json:
        show_json({"decision": made.number, "replaced": made.replaced, "conflicts": made.conflicts})
        return
    for conflict in made.conflicts:
        click.echo(tell(conflict))
    if made.is_shown:
        say("Decision {number} is in the journal; the site shows it.", number=made.number)
    else:
        say(
            "Decision {number} is in the journal; the next `archiver build` brings it to the site.",
            number=made.number,
        )


def placement(function: Callable[..., Made]) -> click.Command:
    """A verb that decides whether THREAD stands under ITEM."""
    item, thread = argument("item", metavar="ITEM"), argument("thread", metavar="THREAD")
    return command()(item(thread(decision(function))))


@placement
def link(settings: Settings, act: Act, item: str, thread: str) -> Made:
    """Put THREAD under ITEM, for good.

    ITEM is an agenda item (2011-06-20/4) or a standing topic (cloud-adoption).  THREAD is its address on the site, or
    the last part of that.
    """
    return deciding.place(settings, "link", item, thread, act)


@placement
def unlink(settings: Settings, act: Act, item: str, thread: str) -> Made:
    """Take THREAD away from ITEM, for good: no score brings it back."""
    return deciding.place(settings, "unlink", item, thread, act)


@placement
def confirm(settings: Settings, act: Act, item: str, thread: str) -> Made:
    """Say that THREAD was rightly proposed for ITEM."""
    return deciding.place(settings, "confirm", item, thread, act)


@placement
def reject(settings: Settings, act: Act, item: str, thread: str) -> Made:
    """Say that THREAD was wrongly proposed for ITEM: it is not proposed again."""
    return deciding.place(settings, "reject", item, thread, act)


@group()
def thread() -> None:
    """Put right what hangs together: split, merge, move.

    MESSAGE and THREAD are their addresses on the site, or the last parts of those.
    """


@thread.command("split")
@argument("message", metavar="MESSAGE")
@decision
def split(settings: Settings, act: Act, message: str) -> Made:
    """Make MESSAGE, with all that hangs under it, a thread of its own.

    It links back to where it hung.
    """
    return deciding.split(settings, message, act)


@thread.command("merge")
@argument("thread", metavar="THREAD")
@argument("into", metavar="INTO")
@decision
def merge(settings: Settings, act: Act, thread: str, into: str) -> Made:
    """Make THREAD part of the thread INTO; the address of THREAD leads there."""
    return deciding.merge(settings, thread, into, act)


@thread.command("move")
@argument("message", metavar="MESSAGE")
@argument("parent", metavar="PARENT")
@decision
def move(settings: Settings, act: Act, message: str, parent: str) -> Made:
    """Hang MESSAGE, with all that hangs under it, under the message PARENT."""
    return deciding.move(settings, message, parent, act)


@group()
def person() -> None:
    """Put right who is who: one person who writes from several addresses."""


@person.command("join")
@argument("address", metavar="ADDRESS")
@argument("person", metavar="PERSON")
@decision
def join(settings: Settings, act: Act, address: str, person: str) -> Made:
    """Say that who writes from ADDRESS is PERSON, who writes from another.

    PERSON is an address of theirs, or that of their page on the site.  Both are shown, counted and found (from:) as
    one; undo parts them.
    """
    return deciding.join(settings, address, person, act)


@person.command("differ")
@argument("address", metavar="ADDRESS")
@argument("person", metavar="PERSON")
@decision
def differ(settings: Settings, act: Act, address: str, person: str) -> Made:
    """Say that who writes from ADDRESS is not PERSON, whatever the name: the desk proposes it no more."""
    return deciding.differ(settings, address, person, act)


@command()
@argument("message", metavar="MESSAGE")
@decision
def hide(settings: Settings, act: Act, message: str) -> Made:
    """Withdraw MESSAGE from view: pages, search, exports.

    Needs a reason (--why).  The vault keeps the message, its thread says that one is missing, and undo brings it
    back.
    """
    return deciding.hide(settings, message, act)


@command()
@argument("number", type=int, metavar="NUMBER")
@decision
def undo(settings: Settings, act: Act, number: int) -> Made:
    """Take decision NUMBER back; what stood before it stands again.

    Any decision, in any order, an undo too.
    """
    return deciding.undo(settings, number, act)
