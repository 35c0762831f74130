"""Reports: the minutes → their sentences that report something, found by the terms that they share with a promise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator

from archiver.model import HeldMeeting
from archiver.text import fold
from archiver.topics.answers.saying import reports, sentences
from archiver.topics.answers.sharing import telling


class Reports:
    """The sentences of all minutes that report something, by the terms that they and the titles of their items have."""

    def __init__(self, meetings: Iterable[HeldMeeting]) -> None:
        self.sentences: list[tuple[HeldMeeting, int, str]] = []
        """In the order of the minutes, with the meeting and the order of the item."""
        self._by_term: dict[str, list[int]] = defaultdict(list)
        for held in meetings:
            for item in held.meeting.agenda_items:
                said = [item.text, item.outcome, *(speech.text for speech in item.speeches)]
                title = fold(item.title)
                for sentence in sentences(said):
                    folded = fold(sentence)
                    if reports(folded):
                        for term in telling(f"{folded}\n{title}"):
                            self._by_term[term].append(len(self.sentences))
                        self.sentences.append((held, item.order, sentence))

    def sharing(self, terms: Collection[str]) -> Iterator[tuple[int, set[str]]]:
        """Numbers of the sentences that have two of these terms or more, in their order, and which they have."""
        shared: dict[int, set[str]] = defaultdict(set)
        for term in terms:
            for number in self._by_term.get(term, ()):
                shared[number].add(term)
        yield from ((number, found) for number, found in sorted(shared.items()) if len(found) > 1)
