"""Opening: the settings of a source → the source."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from archiver.settings import SourceSettings
from archiver.sources.base import PulledSource, State

_PLACES = {
    "mailman3": ("mailman3", "Mailman3Source"),
    "hyperkitty": ("hyperkitty.source", "HyperKittySource"),
    "pipermail": ("pipermail.source", "PipermailSource"),
    "imap": ("imap", "ImapSource"),
    "spool": ("spool", "SpoolSource"),
    "mbox": ("folders", "MailboxSource"),
    "maildir": ("folders", "MaildirSource"),
    "prototype": ("folders", "PrototypeSource"),
}
"""By kind: the module of this room, loaded when it is asked for, and its class."""


def open_source(settings: SourceSettings, state: State) -> PulledSource:
    """The source of these settings, to be read on from `state`."""
    module, name = _PLACES[settings.kind]
    make: Callable[[SourceSettings, State], PulledSource] = getattr(
        import_module(f"archiver.sources.{module}"), name
    )
    return make(settings, state)
