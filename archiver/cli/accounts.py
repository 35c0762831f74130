"""The verbs about accounts: user add, remove, list, password.  A password is typed or read, never an argument."""

from __future__ import annotations

import sys

import click

from archiver.cli.printing import as_json, configured, show_json
from archiver.settings import Settings
from archiver.store.accounts import ROLES, Accounts, Role


@click.group()
def user() -> None:
    """Keep the accounts of those who may sign in to the site.

    A password is typed on the terminal, or read as one line from standard input.
    """


@user.command()
@click.argument("name")
@click.option(
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
        accounts.add(name, role, _password())
    click.echo(f"{name} may sign in as {role}.")


@user.command()
@click.argument("name")
@configured
def remove(settings: Settings, name: str) -> None:
    """Remove the account NAME and end its sign-ins."""
    with Accounts(settings.accounts) as accounts:
        accounts.remove(name)
    click.echo(f"{name} may not sign in any more.")


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
        click.echo(f"{each.name}  {each.role}  since {each.made_at[:10]}")
    if not found:
        click.echo("No accounts yet: make one with `archiver user add NAME --role secretariat`.")


@user.command()
@click.argument("name")
@configured
def password(settings: Settings, name: str) -> None:
    """Set another password for NAME and end its sign-ins."""
    with Accounts(settings.accounts) as accounts:
        accounts.set_password(name, _password())
    click.echo(f"{name} has a new password.")


def _password() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("Password", hide_input=True, confirmation_prompt=True))
    return sys.stdin.readline().rstrip("\r\n")
