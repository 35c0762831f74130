"""Exemplifying: an archive → one query of each kind that finds something in it, in the words of a language."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime

from archiver import mail
from archiver.pipeline.showing import searching
from archiver.search.fields import written
from archiver.store.finding.examples import Examples, examples

_WORD = re.compile(
    "(?:(?![及並又等各第約毎0-9０-９])[々\u4e00-\u9fff]){2,8}|[ァ-ヺー]{3,}|[A-Za-z][A-Za-z0-9_]{3,}"
)
"""Kanji, katakana or letters that stand together, without those kanji that join or count words."""
_COUNTED = re.compile(r"[0-9０-９][^\s]{1,2}")
_FILLING = frozenset(("also", "from", "this", "that", "with", "what", "into", "there", "about"))
_BEGINNING = 4
_MOST_WORDS = 8

Example = tuple[str, str]
"""The name of an operator, and a query that uses it."""


def of_archive(connection: sqlite3.Connection, language: str, now: datetime) -> list[Example]:
    """A query for each operator, without those that would find nothing here."""
    found = examples(connection)
    titles = [mail.title_of(subject) for subject in found.subjects]
    candidates = [*_with_words(titles, language), *_with_fields(found, language)]
    return [
        (name, query)
        for name, query in candidates
        if searching.find(connection, query, sort="newest", limit=1, offset=0, now=now).count
    ]


def _with_words(titles: Sequence[str], language: str) -> Iterator[Example]:
    words = list(dict.fromkeys(word for title in titles for word in _words(title)))[:_MOST_WORDS]
    pair = next((each for title in titles if len(each := _words(title)) > 1), words)
    if not words:
        return
    first, other = words[0], words[-1]
    if len(pair) > 1:
        yield "words", f"{pair[0]} {pair[1]}"
        yield "phrase", _phrase(titles, pair, language)
    if other != first:
        yield "either", f"{first} OR {other}"
        yield "without", f"{first} -{other}"
        yield "together", f"({first} OR {other}) {written('in', 'mail', language)}"
    if latin := next((word for word in words if word.isascii() and len(word) > _BEGINNING), ""):
        yield "beginning", f"{latin[:_BEGINNING]}*"
    yield "subject", written("subject", first, language)
    yield "own", f"{first} {written('is', 'own', language)}"


def _words(title: str) -> list[str]:
    return [
        word
        for word in dict.fromkeys(_WORD.findall(_COUNTED.sub(" ", title)))
        if word.lower() not in _FILLING
    ]


def _phrase(titles: Sequence[str], pair: Sequence[str], language: str) -> str:
    """Two words of a title with what stands between them."""
    title = next(title for title in titles if _words(title)[:2] == list(pair[:2]))
    text = title[title.index(pair[0]) : title.index(pair[1], title.index(pair[0])) + len(pair[1])]
    return f"「{text}」" if language == "ja" else f'"{text}"'


def _with_fields(found: Examples, language: str) -> Iterator[Example]:
    year, month = found.date[:4], found.date[:7]
    ending = found.file.rpartition(".")[2]
    values = {
        "from": found.sender,
        "to": found.list.partition("@")[0],
        "list": found.list.partition("@")[0],
        "topic": found.topic,
        "meeting": found.meeting,
        "year": year,
        "after": month,
        "until": month,
        "has": "attachment",
        "file": ending if ending.isalnum() else found.file,
    }
    for name, value in values.items():
        if value:
            yield name, written(name, value, language)
    for value in ("minutes", "mail"):
        yield value, written("in", value, language)
    yield "unanswered", written("is", "unanswered", language)
