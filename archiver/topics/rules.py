"""Rules: the text of config/topics.toml → standing topics.  Every fault is listed at once; nothing is guessed."""

from __future__ import annotations

import difflib
import re
import tomllib
from typing import Any

from archiver.errors import ConfigurationError
from archiver.model import Topic

_TEXTS = ("slug", "title", "title_en")
_LISTS = ("words", "exclude", "items")
_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def load(text: str, where: str) -> tuple[Topic, ...]:
    """The standing topics in the order of the file.  `where` is the file's name, for messages.

    Raises `ConfigurationError` with every fault.
    """
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(where, [f"is not TOML: {error}"]) from None
    entries = values.get("topics", [])
    problems = _unknown("", values, ("topics",))
    if not isinstance(entries, list) or not all(isinstance(each, dict) for each in entries):
        raise ConfigurationError(where, [*problems, "topics: must be written as [[topics]] tables"])
    for number, entry in enumerate(entries, 1):
        problems += _problems(f"topics[{number}].", entry)
    problems += _twice([entry.get("slug") for entry in entries])
    if problems:
        raise ConfigurationError(where, problems)
    return tuple(Topic(**{name: _value(value) for name, value in entry.items()}) for entry in entries)


def _value(value: str | list[str]) -> Any:
    return value if isinstance(value, str) else tuple(value)


def _problems(where: str, entry: dict[str, Any]) -> list[str]:
    problems = _unknown(where, entry, (*_TEXTS, *_LISTS))
    problems += [f"{where}{name}: missing" for name in ("slug", "title") if name not in entry]
    for name in _TEXTS:
        if name in entry and (not isinstance(entry[name], str) or not entry[name].strip()):
            problems.append(f"{where}{name}: must be a text in quotes")
    for name in _LISTS:
        if name in entry and not _is_list_of_texts(entry[name]):
            problems.append(f'{where}{name}: must be a list of texts, such as ["クラウド", "共同利用"]')
    slug = entry.get("slug")
    if isinstance(slug, str) and not _SLUG.fullmatch(slug):
        problems.append(f"{where}slug: {slug!r} must be small letters a-z, digits and single hyphens")
    if not entry.get("words") and not entry.get("items"):
        problems.append(f"{where}words: missing (a topic needs words, or items, to find its threads by)")
    return problems


def _is_list_of_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(each, str) and each.strip() for each in value)


def _unknown(where: str, values: dict[str, Any], names: tuple[str, ...]) -> list[str]:
    problems = []
    for name in values:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            problems.append(f"{where}{name}: no such setting{hint}")
    return problems


def _twice(slugs: list[object]) -> list[str]:
    return [
        f"topics[{number}].slug: {slug!r} is already the slug of topics[{slugs.index(slug) + 1}]"
        for number, slug in enumerate(slugs, 1)
        if slug is not None and slugs.index(slug) + 1 < number
    ]
