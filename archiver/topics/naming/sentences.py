"""Passages: sentences that a message takes from the minutes, word for word → the items they stand under.  Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from archiver.model import HeldMeeting
from archiver.text import fold, join_lines

_END = re.compile(r"[。!?.]")
_SPEAKER = re.compile(r"^[^:。]{1,24}:")
"""Who said it, as minutes may set it before the words."""
_MARKS = str.maketrans("", "", '>＞ \t\u3000「」『』"')
_LEAST = 15
"""Characters: shorter sentences are said by anybody."""
_MOST_ITEMS = 2
"""Who quotes more items of a meeting than this quotes the minutes, and not what they say of one matter."""


class Sentences:
    """What stands in the minutes of each item and nowhere else, to be found again in mail."""

    def __init__(self, meetings: Sequence[HeldMeeting]) -> None:
        self._items: dict[str, tuple[int, int] | None] = {}
        for place, held in enumerate(meetings):
            for item in held.meeting.agenda_items:
                told = "\n".join([item.text, *(speech.text for speech in item.speeches)])
                for _, sentence in _sentences(fold(join_lines(told))):
                    here = (place, item.order)
                    self._items[sentence] = here if self._items.get(sentence, here) == here else None

    def quoted(self, text: str) -> Iterator[tuple[int, int, str]]:
        """(place of the meeting, order of the item, the sentence) of what a folded text takes from minutes."""
        found: dict[tuple[int, int], str] = {}
        for written, sentence in _sentences(text) if self._items else ():
            if item := self._items.get(sentence):
                found.setdefault(item, written)
        for (place, order), written in found.items():
            if sum(meeting == place for meeting, _ in found) <= _MOST_ITEMS:
                yield place, order, written


def _sentences(text: str) -> Iterator[tuple[str, str]]:
    """(as written, bare) of each sentence that says enough; one that is set in words apart is shown with its line."""
    for line in text.split("\n"):
        bare = line.translate(_MARKS) if len(line) >= _LEAST else ""
        if len(bare) >= _LEAST:
            for sentence in _END.split(_SPEAKER.sub("", bare)):
                if len(sentence) >= _LEAST:
                    yield (sentence if sentence in line else line.strip(" >")), sentence
