"""Opening: the settings of a source, and the state that the vault kept → the source.  Contacts nothing."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from archiver.settings import SourceSettings
from archiver.sources.base import PulledSource, State

PLACES = {
    "mbox": "mailbox:MailboxSource",
    "maildir": "maildir:MaildirSource",
    "prototype": "maildir:PrototypeSource",
    "imap": "imap:ImapSource",
    "pipermail": "pipermail:PipermailSource",
}
"""Module of this room and class of each kind of source; a module is imported when its kind is first opened."""


def open_source(settings: SourceSettings, state: State) -> PulledSource:
    """The source of these settings, to go on from `state` ({}: from the beginning)."""
    module, _, name = PLACES[settings.kind].partition(":")
    return cast(PulledSource, getattr(import_module(f"archiver.sources.{module}"), name)(settings, state))
