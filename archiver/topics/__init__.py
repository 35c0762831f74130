"""Topics: threads and the agenda items of held meetings → placements with evidence.  Pure."""

from __future__ import annotations

from archiver.topics.answers import Followed
from archiver.topics.listening import FORM, Listener
from archiver.topics.placing import place
from archiver.topics.rules import load

__all__ = ["FORM", "Followed", "Listener", "load", "place"]
