"""Settings: config/archiver.toml → Settings.  Every fault is listed at once; nothing is guessed."""

from __future__ import annotations

import difflib
import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from archiver.errors import ConfigurationError
from archiver.settings.secret import Secret
from archiver.settings.sources import SourceSettings, read_sources

__all__ = ["MailingList", "Secret", "Settings", "SourceSettings", "default_path", "load"]

DEFAULT_PATH = Path("config/archiver.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailingList:
    """A list that this archive keeps: its address, and the name that people see."""

    address: str
    name: str = ""
    list_ids: tuple[str, ...] = ()
    """What else its mails may carry as List-Id, beside the address with a dot for the @: names it had before."""

    @property
    def accepted_ids(self) -> frozenset[str]:
        """Every List-Id (RFC 2919) in lower case by which a mail belongs to this list."""
        return frozenset(each.lower().replace("@", ".") for each in (self.address, *self.list_ids))


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an administrator decides.  Paths are absolute."""

    data: Path
    """The folder of vault.db and archive.db."""
    title: str = "archiver"
    language: str = "ja"
    """The interface's language where a browser asks for neither Japanese nor English."""
    timezone: str = "Asia/Tokyo"
    topics: Path | None = None
    """The file of standing topics, None: no standing topics."""
    synonyms: tuple[tuple[str, ...], ...] = ()
    """Groups of words that mean the same here: who searches for one finds the others too."""
    lists: tuple[MailingList, ...] = field(default=())
    sources: tuple[SourceSettings, ...] = field(default=())

    @property
    def vault(self) -> Path:
        return self.data / "vault.db"

    @property
    def archive(self) -> Path:
        return self.data / "archive.db"


def load(path: Path) -> Settings:
    """Read the file at `path`.  Relative paths in it are relative to its folder.

    Raises `ConfigurationError` with every fault.
    """
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        raise ConfigurationError(
            str(path), ["no such file: run `archiver init` to write one, or name yours with --config FILE"]
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), [f"cannot be read: {error}"]) from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(str(path), [f"is not TOML: {error}"]) from None
    return _settings(values, path)


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """The configuration file where none is named: $ARCHIVER_CONFIG, else config/archiver.toml."""
    return Path(environment.get("ARCHIVER_CONFIG") or DEFAULT_PATH)


_TEXTS = ("title", "data", "language", "timezone", "topics")
_LIST_TEXTS = ("address", "name")
_LIST_VALUES = (*_LIST_TEXTS, "list_ids")


def _settings(values: dict[str, Any], path: Path) -> Settings:
    problems = _unknown("", values, (*_TEXTS, "lists", "sources", "synonyms")) + _not_texts(
        "", values, _TEXTS
    )
    lists = values.get("lists", [])
    problems += _list_problems(lists)
    problems += _value_problems(values) + _synonym_problems(values.get("synonyms", []))
    folder = path.resolve().parent
    addresses = (
        frozenset(str(each.get("address", "")).lower() for each in lists if isinstance(each, dict))
        if isinstance(lists, list)
        else frozenset()
    )
    sources = read_sources(values.get("sources", []), addresses, folder, problems)
    topics = folder / values["topics"] if isinstance(values.get("topics"), str) else None
    if topics and not topics.is_file():
        problems.append(f"topics: no such file: {topics}")
    if problems:
        raise ConfigurationError(str(path), problems)
    return Settings(
        data=(folder / values.get("data", "../data")).resolve(),
        topics=topics,
        synonyms=tuple(map(tuple, values.get("synonyms", ()))),
        lists=tuple(MailingList(**each | {"list_ids": tuple(each.get("list_ids", ()))}) for each in lists),
        sources=sources,
        **{name: values[name] for name in ("title", "language", "timezone") if name in values},
    )


def _list_problems(lists: object) -> list[str]:
    if not isinstance(lists, list) or not all(isinstance(each, dict) for each in lists):
        return ["lists: must be written as [[lists]] tables"]
    problems = []
    for index, each in enumerate(lists, 1):
        where = f"lists[{index}]."
        problems += _unknown(where, each, _LIST_VALUES) + _not_texts(where, each, _LIST_TEXTS)
        list_ids = each.get("list_ids", [])
        if not isinstance(list_ids, list) or not all(isinstance(one, str) for one in list_ids):
            problems.append(f"{where}list_ids: must be texts in [brackets]")
        if "address" not in each:
            problems.append(f"{where}address: missing")
        elif isinstance(each["address"], str) and each["address"].count("@") != 1:
            problems.append(f"{where}address: {each['address']!r} is not a mail address")
    return problems


def _synonym_problems(groups: object) -> list[str]:
    def is_group(group: object) -> bool:
        return isinstance(group, list) and len(group) > 1 and all(isinstance(word, str) for word in group)

    if not isinstance(groups, list) or not all(map(is_group, groups)):
        return ['synonyms: must be groups of two words or more, as in [["自治体クラウド", "共同利用"]]']
    return []


def _value_problems(values: dict[str, Any]) -> list[str]:
    problems = []
    if values.get("language", "ja") not in ("ja", "en"):
        problems.append(f"language: {values['language']!r} is not ja or en")
    zone = values.get("timezone", "Asia/Tokyo")
    try:
        ZoneInfo(zone)
    except (KeyError, OSError, ValueError, TypeError):
        problems.append(f"timezone: {zone!r} is not a time zone (such as Asia/Tokyo)")
    return problems


def _unknown(where: str, values: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    problems = []
    for name in values:
        if name not in names:
            close = difflib.get_close_matches(name, names, 1)
            hint = f" (did you mean {close[0]}?)" if close else ""
            problems.append(f"{where}{name}: no such setting{hint}")
    return problems


def _not_texts(where: str, values: Mapping[str, object], names: tuple[str, ...]) -> list[str]:
    return [
        f"{where}{name}: must be a text in quotes"
        for name in names
        if name in values and not isinstance(values[name], str)
    ]
