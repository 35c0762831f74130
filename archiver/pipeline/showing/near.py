"""Near: a question that found nothing → questions near it that find something, and why it found nothing."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from archiver import search
from archiver.search.sentences import is_news, of_words
from archiver.store.finding import searching as store
from archiver.store.finding.spelling import alike, one_letter_apart
from archiver.text import CJK, fold

_MOST_TERMS = 5
"""Words of a question without an answer that are looked at one by one."""
_MOST_CONDITIONS = 3
_LONGEST = 100
"""Characters of a question of which it is asked what is near: to look for twenty words in ten ways takes a second."""
_MOST_PARTS = 6
_LONGEST_PART = 8
_JAPANESE = re.compile(f"[{CJK}]+")
_KANA = re.compile("[ァ-ヶー]{2}|[ぁ-ゖー]{2}")
_OTHER_KANA = {at: at + 0x60 for at in range(ord("ぁ"), ord("ゖ") + 1)} | {
    at: at - 0x60 for at in range(ord("ァ"), ord("ヶ") + 1)
}
"""くらうど and クラウド, of each the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """A question near one that found nothing, and how much it finds."""

    text: str
    count: int
    kind: str
    """meant: the words of a sentence; then: its time as of `day`; no-filters: its words alone; term: one of its words;
    alike: a word of this archive that looks like one of them; condition: one of its fields"""
    day: str = ""
    """The last day of this archive, ISO 8601: of `then`."""

    @property
    def is_reading(self) -> bool:
        """It is a reading of the whole question."""
        return self.kind in ("then", "meant")

    @property
    def is_capped(self) -> bool:
        """It may find more: no further was counted."""
        return self.count >= store.MOST_COUNTED


def near(connection: sqlite3.Connection, text: str, query: search.Query, today: date) -> Iterator[Near]:
    """`text` as typed and as compiled: the best first, each once.  `today` tells what 先月 is."""
    if len(text) <= _LONGEST:
        found: dict[str, Near] = {}
        for each in _near(connection, text, query, today):
            found.setdefault(each.text, each)
        yield from found.values()


def _near(connection: sqlite3.Connection, text: str, query: search.Query, today: date) -> Iterator[Near]:
    words = " ".join(query.terms)
    is_narrowed = query.conditions or query.exclude or query.exclude_words
    yield from _then(connection, text, query, today)
    if is_narrowed and query.terms and (count := _count(connection, words, today)):
        yield Near(text=words, count=count, kind="no-filters")
    else:
        yield from _meant(connection, text, today)
        count = 0
    asked = search.timed(text, today) or text
    query = query if asked == text else search.compile(asked, today)
    terms = [term.strip(search.SIGNS) for term in query.terms]
    telling = list(filter(is_news, terms)) or terms
    for term in telling[:_MOST_TERMS]:
        yield from _of_term(connection, term, today, is_alone=len(terms) == 1)
    for start, end in query.conditions[:_MOST_CONDITIONS] if count or not terms or asked != text else ():
        condition = asked[start:end]
        yield Near(text=condition, count=_count(connection, condition, today), kind="condition")


def _meant(connection: sqlite3.Connection, text: str, today: date) -> Iterator[Near]:
    """The narrowest reading of a sentence that finds something, and with its time as of the last day of the archive."""
    is_told = False
    timed = search.timed(text, today)
    for each in of_words(text, today) or ([timed] if timed else []):
        query = search.compile(each, today)
        if count := _counted(connection, query):
            yield Near(text=each, count=count, kind="meant")
            return
        if not is_told:
            for then in _then(connection, each, query, today):
                yield then
                is_told = True


def _then(connection: sqlite3.Connection, text: str, query: search.Query, today: date) -> Iterator[Near]:
    """What 昨年の秋 finds, read on the last day of an archive that nothing has come to since."""
    if not search.settled(text, query.conditions, today)[0]:
        return
    last = store.last_day(connection)
    settled, _ = search.settled(text, query.conditions, last or today)
    if last and settled and (count := _count(connection, settled, today)):
        yield Near(text=settled, count=count, kind="then", day=last.isoformat())


def _of_term(connection: sqlite3.Connection, term: str, today: date, *, is_alone: bool) -> Iterator[Near]:
    """How much there is of one word, or of its words, or of words here that look like it."""
    count = _count(connection, term, today)
    if count == 0 or not is_alone:
        yield Near(text=term, count=count, kind="term")
    if count:
        return
    words = [each for each in of_words(term, today)[-1:] for each in each.split(" OR ")]
    if len(words) > 1:
        for word in words[:_MOST_TERMS]:
            yield Near(text=word, count=_count(connection, word, today), kind="term")
    elif not words:
        for other in _alike(connection, term, today):
            yield Near(text=other, count=_count(connection, other, today), kind="alike")


def _alike(connection: sqlite3.Connection, term: str, today: date) -> list[str]:
    """Words here that look like a word: in other kana, with another letter, a part of it."""
    if not _JAPANESE.fullmatch(term):
        return alike(connection, fold(term))
    kana = term.translate(_OTHER_KANA)
    if kana != term and _count(connection, kana, today):
        return [kana]
    return one_letter_apart(connection, fold(term)) or _shorter(connection, term, today)


def _shorter(connection: sqlite3.Connection, term: str, today: date) -> list[str]:
    """The longest parts of a word without blanks between its words that something here holds; at most two.  What is
    written in kana is no two words: クラ is no part of クラウド."""
    for length in range(min(len(term) - 1, _LONGEST_PART), 1, -1):
        starts = (at for at in range(len(term) - length + 1) if _is_part(term, at, at + length))
        parts = [term[at : at + length] for at in starts][:_MOST_PARTS]
        found = [each for each in parts if _JAPANESE.fullmatch(each) and _count(connection, each, today)]
        if found:
            return found[:2]
    return []


def _is_part(term: str, start: int, end: int) -> bool:
    """Whether no run of kana is cut where this part of a word begins and ends."""
    return not any(_KANA.fullmatch(term[at - 1 : at + 1]) for at in (start, end) if 0 < at < len(term))


def _count(connection: sqlite3.Connection, text: str, today: date) -> int:
    return _counted(connection, search.compile(text, today))


def _counted(connection: sqlite3.Connection, query: search.Query) -> int:
    return 0 if query.is_empty() else store.count(connection, query)
