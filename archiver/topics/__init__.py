"""Topics: threads and the agenda items of held meetings → placements with evidence.  Pure."""

from __future__ import annotations

from archiver.topics.answers.following import Followed
from archiver.topics.listening import FORM, Listener
from archiver.topics.placing.placements import place
from archiver.topics.rules import load

__all__ = ["FORM", "Followed", "Listener", "load", "place"]
