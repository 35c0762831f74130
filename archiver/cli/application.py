"""The application: the verbs, in the order in which a person meets them."""

from __future__ import annotations

import click

from archiver import __version__
from archiver.cli import accounts, decisions, journal, mail, pages, records, setup


class InOrder(click.Group):
    """Lists its verbs in the order in which they were added, which tells the story."""

    def list_commands(self, context: click.Context) -> list[str]:
        return list(self.commands)


@click.group(cls=InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="archiver")
def application() -> None:
    """Join a committee's mailing list to its formal minutes.

    Begin with `archiver demo`; then `archiver init` writes a configuration of your own.
    """


for verb in (
    setup.demo,
    setup.init,
    mail.pull,
    mail.import_,
    pages.minutes,
    mail.build,
    records.search,
    decisions.link,
    decisions.unlink,
    decisions.confirm,
    decisions.reject,
    decisions.thread,
    decisions.hide,
    decisions.undo,
    journal.journal,
    accounts.user,
    setup.serve,
    records.check,
    records.export,
):
    application.add_command(verb)
