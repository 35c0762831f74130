"""The verbs about accounts: user add, remove, list, password.  A password is typed or read, never an argument."""

from __future__ import annotations

import sys

import click

from archiver.cli.helping import argument, group, option
from archiver.cli.printing import as_json, configured, say, show_json, word
from archiver.settings import Settings
from archiver.store.accounts import ROLES, Accounts, Role
from archiver.words import Phrase


@group()
def user() -> None:
    """Keep the accounts of those who may sign in to the site.

    A password is typed on the terminal, or read as one line from standard input.
    """


@user.command()
@argument("name", metavar="NAME")
@option(
    "--role",
    type=click.Choice(ROLES),
    default="officer",
    show_default=True,
    help="Officers read; the secretariat decides; an administrator also sees the machinery.",
)
@configured
def add(settings: Settings, name: str, role: Role) -> None:
    """Make an account NAME."""
    with Accounts(settings.accounts) as accounts:
        accounts.ensure_free(name)  # before anybody types a password twice
        accounts.add(name, role, _password())
    say("{name} may sign in as {role}.", name=name, role=Phrase(role))


@user.command()
@argument("name", metavar="NAME")
@configured
def remove(settings: Settings, name: str) -> None:
    """Remove the account NAME and end its sign-ins."""
    with Accounts(settings.accounts) as accounts:
        accounts.remove(name)
    say("{name} may not sign in any more.", name=name)


@user.command("list")
@as_json
@configured
def list_(settings: Settings, as_json: bool) -> None:
    """List the accounts."""
    with Accounts(settings.accounts) as accounts:
        found = accounts.all()
    if as_json:
        show_json({"users": [{"name": e.name, "role": e.role, "made_at": e.made_at} for e in found]})
        return
    for each in found:
        say("{name}  {role}  since {day}", name=each.name, role=Phrase(each.role), day=each.made_at[:10])
    if not found:
        say("No accounts yet: make one with `archiver user add NAME --role secretariat`.")


@user.command()
@argument("name", metavar="NAME")
@configured
def password(settings: Settings, name: str) -> None:
    """Set another password for NAME and end its sign-ins."""
    with Accounts(settings.accounts) as accounts:
        accounts.ensure_known(name)
        accounts.set_password(name, _password())
    say("{name} has a new password.", name=name)


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt(word("Password"), hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
