"""What is read of one thread: a topic's words in it, and the items that it names."""

from __future__ import annotations

from collections.abc import Sequence

from archiver.model import ThreadText
from archiver.topics.comparing.standing import Rule, Spoken, Use, spoken_in
from archiver.topics.naming.references import Index, Reference, referring
from archiver.topics.reading import Passage, opened, passage, subjects, weight_of


def passages(thread: ThreadText) -> list[Passage]:
    """What its messages say, in reading order."""
    told = zip(thread.messages, subjects(thread, opened(thread.messages[0])), strict=True)
    return [passage(message, number, subject) for number, (message, subject) in enumerate(told, 1)]


def speaks(rule: Rule, read: Sequence[Passage]) -> Spoken:
    """How a thread speaks of a topic."""
    context = read[0].subject
    uses = [
        Use(*rule.used(each, context), len(each.text), weight_of(each.number, each.substance))
        for each in read
    ]
    return spoken_in(rule, context, uses)


def references(index: Index, read: Sequence[Passage]) -> list[Reference]:
    """Every item that a thread names."""
    is_elsewhere = index.is_elsewhere(read[0])
    return referring([list(index.naming(each, is_elsewhere=is_elsewhere)) for each in read])
