"""The application: the verbs, in the order in which a person meets them.

A verb's module is imported when the verb is called: each needs other libraries, and starting should take no time.
"""

from __future__ import annotations

import gc
from importlib import import_module

import click

from archiver import __version__
from archiver.cli.helping import Group, Option

VERBS = {
    "demo": "setup.demo",
    "init": "setup.init",
    "pull": "mail.pull",
    "import": "mail.import_",
    "minutes": "minutes.minutes",
    "build": "building.build",
    "search": "records.search",
    "promises": "following.promises",
    "since": "following.since",
    "link": "decisions.link",
    "unlink": "decisions.unlink",
    "confirm": "decisions.confirm",
    "reject": "decisions.reject",
    "thread": "decisions.thread",
    "person": "decisions.person",
    "hide": "decisions.hide",
    "redact": "removing.redact",
    "purge": "removing.purge",
    "close": "following.close",
    "undo": "decisions.undo",
    "journal": "journal.journal",
    "user": "accounts.user",
    "serve": "setup.serve",
    "publish": "minutes.publish",
    "check": "checking.check",
    "export": "records.export",
}
"""Name of a verb → the function, and the module of this room it stands in."""


class Verbs(Group):
    """A group of the verbs, which tells their story in order."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, context: click.Context, name: str) -> click.Command | None:
        if name not in VERBS:
            return None
        module, function = VERBS[name].split(".")
        gc.disable()  # what is loaded stays: looking for garbage in it takes a twentieth of starting
        try:
            command: click.Command = getattr(import_module(f"archiver.cli.{module}"), function)
        finally:
            gc.freeze()
            gc.enable()
        return command

    def resolve_command(
        self, context: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it; of a slip it says which verb is near, since it knows them all."""
        try:
            return super().resolve_command(context, args)
        except click.NoSuchCommand as error:
            raise click.NoSuchCommand(error.command_name, possibilities=VERBS, ctx=context) from None


@click.group(cls=Verbs, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="archiver", cls=Option, help="Show the version and exit.")
def application() -> None:
    """Join a committee's mailing list to its formal minutes.

    Begin with `archiver demo`; then `archiver init` writes a configuration of your own.
    """
