"""Topics: threads and the agenda items of held meetings → placements with evidence.  Pure."""

from __future__ import annotations

from archiver.topics.census import Census, counted
from archiver.topics.listening import FORM, Listener, Recalled, Weighing, answers, noted, place, recalled
from archiver.topics.placing.noting import Notes
from archiver.topics.rules import load
