"""Rules: the text of config/topics.toml → standing topics.  Every fault is listed at once; nothing is guessed."""

from __future__ import annotations

import dataclasses
import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from archiver.errors import ConfigurationError
from archiver.model import Topic
from archiver.settings.problems import is_tables, no_such, not_tables
from archiver.text import fold
from archiver.words import Phrase

Synonyms = Mapping[str, Sequence[str]]
_TEXTS = ("slug", "title", "title_en")
_LISTS = ("words", "exclude", "items")
_HEADER = re.compile(r"\s*\[\[\s*topics\s*\]\]")
_SETTING = re.compile(r"\s*([\w-]+)\s*=")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load(text: str, where: str, synonyms: Synonyms | None = None) -> tuple[Topic, ...]:
    """The standing topics in the order of the file.  `where` is the file's name, for messages.

    A word of a topic brings its `synonyms` (other words by folded word) with it.

    Raises `ConfigurationError` with every fault.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(where, [Phrase("is not TOML: {error}", error=error)]) from None
    entries = values.get("topics", [])
    problems = [no_such(name, name, ("topics",)) for name in values if name != "topics"]
    if not is_tables(entries):
        problems.append(not_tables("topics"))
        raise ConfigurationError(where, problems)
    lines = _lines(text)
    slugs = [entry.get("slug") for entry in entries]
    for number, entry in enumerate(entries, 1):
        for name, fault in (*_faults(entry), *_twice(slugs, number)):
            problems.append(_problem(number, entry, name, lines, fault))
    if problems:
        raise ConfigurationError(where, problems)
    read = (Topic(**{name: _value(value) for name, value in entry.items()}) for entry in entries)
    return tuple(_widened(topic, synonyms or {}) for topic in read)


def _widened(topic: Topic, synonyms: Synonyms) -> Topic:
    others = (other for word in topic.words for other in synonyms.get(fold(word).strip(), ()))
    return dataclasses.replace(topic, words=tuple(dict.fromkeys((*topic.words, *others))))


def _lines(text: str) -> dict[tuple[int, str], int]:
    """(number of the topic, name of a setting) → its line; the topic's own under ''."""
    found: dict[tuple[int, str], int] = {}
    topic = 0
    for number, line in enumerate(text.splitlines(), 1):
        if _HEADER.match(line):
            topic += 1
            found[topic, ""] = number
        elif match := _SETTING.match(line):
            found.setdefault((topic, match[1]), number)
    return found


def _problem(
    number: int, entry: dict[str, Any], name: str, lines: dict[tuple[int, str], int], fault: Phrase
) -> Phrase:
    """A fault, and where it is: `line 12, topics[1] "クラウド": slug: missing`."""
    setting = name.partition("[")[0]
    line = lines.get((number, setting)) or lines.get((number, ""))
    title = next((entry[each] for each in ("title", "slug") if isinstance(entry.get(each), str)), "")
    topic = f'topics[{number}] "{title}"' if title else f"topics[{number}]"
    if line:
        return Phrase(
            "line {line}, {topic}: {setting}: {fault}", line=line, topic=topic, setting=name, fault=fault
        )
    return Phrase("{topic}: {setting}: {fault}", topic=topic, setting=name, fault=fault)


def _value(value: str | list[str]) -> Any:
    return value if isinstance(value, str) else tuple(value)


_Fault = tuple[str, Phrase]
"""(name of the setting, what is wrong with it)"""


def _faults(entry: dict[str, Any]) -> Iterator[_Fault]:
    for name in (each for each in entry if each not in (*_TEXTS, *_LISTS)):
        close = difflib.get_close_matches(name, (*_TEXTS, *_LISTS), 1)
        yield (
            name,
            Phrase("no such setting (did you mean {name}?)", name=close[0])
            if close
            else Phrase("no such setting"),
        )
    yield from ((name, Phrase("missing")) for name in ("slug", "title") if name not in entry)
    for name in _TEXTS:
        if name in entry and (not isinstance(entry[name], str) or not entry[name].strip()):
            yield name, Phrase("must be a text in quotes")
    for name in _LISTS:
        if name in entry and not _is_list_of_texts(entry[name]):
            yield (
                name,
                Phrase("must be a list of texts, such as {example}", example='["クラウド", "共同利用"]'),
            )
    slug = entry.get("slug")
    if isinstance(slug, str) and not _SLUG.fullmatch(slug):
        yield "slug", Phrase("{value!r} must be small letters a-z, digits and single hyphens", value=slug)
    if not entry.get("words") and not entry.get("items"):
        yield "words", Phrase("missing (a topic needs words, or items, to find its threads by)")
    if all(_is_list_of_texts(entry.get(name, [])) for name in ("words", "exclude")):
        yield from _useless(entry.get("words", []), entry.get("exclude", []))


def _useless(words: list[str], exclude: list[str]) -> Iterator[_Fault]:
    """What would hit everywhere, or nowhere."""
    parts = {part for word in words for part in fold(word).split()}
    for number, word in enumerate(words, 1):
        if len(fold(word).strip()) == 1:
            yield (
                f"words[{number}]",
                Phrase("{word!r} is one character, and would be found in every mail", word=word),
            )
    for number, phrase in enumerate(exclude, 1):
        if not any(part in fold(phrase) for part in parts):
            yield (
                f"exclude[{number}]",
                Phrase(
                    "{word!r} has none of the topic's words in it, so leaving it out changes nothing",
                    word=phrase,
                ),
            )


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)


def _twice(slugs: list[object], number: int) -> Iterator[_Fault]:
    slug = slugs[number - 1]
    first = slugs.index(slug) + 1
    if slug is not None and first < number:
        yield "slug", Phrase("{value!r} is already the slug of topics[{number}]", value=slug, number=first)
