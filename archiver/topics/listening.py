"""Listening: each thread, read once → a text that an archive keeps; all these texts → placements and answers.  Pure.

What a text says depends on its thread, the minutes and the rules alone.  Where another thread changes, it is recalled:
reading is what takes the time, and how rare words are is told anew from all of them.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from archiver.model import Answer, HeldMeeting, Placement, Promise, ThreadText, Topic
from archiver.topics.answers.following import Followed, Listened, Reply
from archiver.topics.comparing.standing import Spoken
from archiver.topics.naming.references import Reference
from archiver.topics.placing.agenda import Agenda
from archiver.topics.placing.hearing import Heard, Part, hear, weighed
from archiver.topics.placing.placements import placements


class Listener:
    """The minutes and the rules, made ready to hear threads."""

    def __init__(
        self, meetings: Sequence[HeldMeeting], topics: Sequence[Topic], promises: Sequence[Promise]
    ) -> None:
        self.agenda = Agenda(meetings, topics)
        self._meetings, self._promises = meetings, promises
        self._followed = Followed(promises, meetings)

    def hear(self, thread: ThreadText) -> str:
        """What there is to know of a thread, as `tell` takes it."""
        return _kept(hear(thread, self.agenda), self._followed.listen(thread))

    def tell(self, heard: Iterable[str]) -> tuple[list[Placement], list[Answer]]:
        """What these threads are about, and which promises they may have answered; the same in any order."""
        recalled = sorted(map(_recalled, heard), key=lambda each: each[0].thread)
        followed = Followed(self._promises, self._meetings)
        for _, listened in recalled:
            followed.take(listened)
        return placements([each for each, _ in recalled], self.agenda), list(followed.answers())


def _kept(heard: Heard, listened: Listened) -> str:
    """Dicts keep their order: sums of fractions depend on it."""
    told = {name: getattr(heard, name) for name in _FIELDS}
    told |= {
        "subject": sorted(heard.subject),
        "halves": [sorted(half) for half in heard.halves],
        "parts": [_values(part) for part in heard.parts],
        "references": [_values(each) for each in heard.references],
        "spoken": [_values(each) for each in heard.spoken],
        "fresh": [*heard.fresh.items()],
    }
    replies = [(at, {**_named(each), "terms": sorted(each.terms)}) for at, each in listened.replies]
    kept = (told, listened.messages, listened.seen, replies)
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def _recalled(kept: str) -> tuple[Heard, Listened]:
    told, messages, seen, replies = json.loads(kept)
    told |= {
        "subject": frozenset(told["subject"]),
        "halves": tuple(map(frozenset, told["halves"])),
        "parts": tuple(Part(Counter(terms), *rest) for terms, *rest in told["parts"]),
        "references": [Reference(*values) for values in told["references"]],
        "spoken": [
            Spoken(whole, later, since, Counter(words)) for whole, later, since, words in told["spoken"]
        ],
        "parties": tuple(told["parties"]),
        "fresh": dict(told["fresh"]),
    }
    heard = Heard(**told, terms=weighed(told["parts"]))
    found = [(at, Reply(**{**each, "terms": frozenset(each["terms"])})) for at, each in replies]
    return heard, Listened(messages, Counter(seen), found)


_FIELDS = tuple(field.name for field in fields(Heard) if field.name != "terms")
"""What is kept: the terms of all messages are made again from those of each."""
FORM = " ".join(field.name for kind in (Heard, Part, Reference, Spoken, Reply) for field in fields(kind))
"""Tells texts that this programme kept from those of one that kept something else."""


def _named(value: Reply) -> dict[str, Any]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


def _values(value: Part | Reference | Spoken) -> list[Any]:
    return [getattr(value, field.name) for field in fields(value)]
