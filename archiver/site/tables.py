"""Tables: the archive's schema with its comments → titles, descriptions, order and facets for Datasette's own pages."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from archiver.site.words import Words

_TABLE = re.compile(r"CREATE (?:TABLE|VIEW) (\w+) (?:\(|AS)(?: *-- (.*))?")
_COLUMN = re.compile(r'  "?(\w+)"? (?:TEXT|INTEGER|REAL)\b.*?-- (.*)')
_VIEW_COLUMN = re.compile(r" +(?:SELECT )?(?:\w+\.)?(\w+),? +-- (.*)")


def _read(schema: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Description of every table and view, and of every column of each."""
    tables: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    name = ""
    for line in schema.splitlines():
        if found := _TABLE.match(line):
            name = found[1]
            tables[name], columns[name] = found[2] or "", {}
        elif name and (found := _COLUMN.match(line) or _VIEW_COLUMN.match(line)):
            columns[name][found[1]] = found[2]
        if line.rstrip().endswith(";"):
            name = ""
    return tables, columns


_DESCRIPTIONS, _COLUMNS = _read(files("archiver.store").joinpath("archive.sql").read_text("utf-8"))
_BOOKKEEPING = (
    "built bodies mentions named seeking hidden purged redacted replies proposals documents files heard hearing "
    "origins places spans wrote"
).split()
TABLES = tuple(name for name in _DESCRIPTIONS if name not in _BOOKKEEPING)
"""The tables and views that people may explore: not the archive's own bookkeeping, and not the search index, whose
blocks hold words out of reach of any rule."""

_SORTED = {
    "messages": "date",
    "mail": "date",
    "threads": "last_date",
    "agenda_threads": "date",
    "topic_threads": "last_date",
    "meetings": "date",
    "placements": "score",
    "answers": "score",
    "people": "messages",
    "attachments": "size",
    "promises": "due",
    "closed_promises": "made_at",
    "same_people": "made_at",
}
_LABELS = {
    "messages": "subject",
    "threads": "subject",
    "meetings": "title",
    "topics": "title",
    "agenda_items": "title",
    "people": "name",
}
_FACETS = {
    "mail": ["organisation", "reason", "fidelity"],
    "message_lists": ["list"],
    "nodes": ["reason", "is_ghost"],
    "threads": ["list"],
    "attachments": ["type"],
    "people": ["told_by"],
    "agenda_threads": ["meeting", "status"],
    "topic_threads": ["topic", "status"],
    "placements": ["status", "topic"],
    "promises": ["kind", "owner"],
    "speeches": ["speaker"],
    "action_items": ["owner"],
}
"""Columns with few values: how many rows each value has stands above the table."""
_LARGE = ("mail", "nodes", "message_lists", "threads")
"""Where counting takes long: only on request."""


class About(NamedTuple):
    """What a table or column holds, and the language in which that is said."""

    text: str
    language: str


def about(table: str, words: Words) -> About:
    return _told(_DESCRIPTIONS[table], words)


def columns(table: str, words: Words) -> dict[str, About]:
    """What each column of a table holds."""
    return {name: _told(text, words) for name, text in _COLUMNS.get(table, {}).items()}


def label(table: str, column: str, words: Words) -> str:
    """What stands above a column, '' where its name says it in the reader's language."""
    labels = _words_of("columns", words.language)
    return labels.get(f"{table}.{column}") or labels.get(column, "")


def _told(text: str, words: Words) -> About:
    """In the reader's language where somebody has translated it, else as the schema has it."""
    translated = _words_of("schema", words.language).get(text)
    return About(translated, words.language) if translated else About(text, "en")


@cache
def _words_of(what: str, language: str) -> dict[str, str]:
    """The comments of the schema, or the names of columns → the same in another language."""
    source = files("archiver.words").joinpath(f"{what}.{language}.toml")
    return tomllib.loads(source.read_text("utf-8")) if source.is_file() else {}


def metadata(words: Words) -> dict[str, Any]:
    """Titles and descriptions of the tables, in Datasette's shape."""
    return {
        name: {
            "title": words(f"tables.{name}"),
            "description": about(name, words).text,
            "columns": {column: each.text for column, each in columns(name, words).items()},
        }
        for name in TABLES
    }


def facets(table: str) -> list[str]:
    """Columns by whose values the rows of a table can be counted."""
    return _FACETS.get(table, [])


def configuration() -> dict[str, Any]:
    """How the tables behave, in Datasette's shape: order, labels, facets, search; the bookkeeping is hidden."""
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for name, column in _SORTED.items():
        tables[name]["sort_desc"] = column
    for name, column in _LABELS.items():
        tables[name]["label_column"] = column
    for name, counted in _FACETS.items():
        if name not in _LARGE:
            tables[name]["facets"] = counted
    for name in ("messages", "agenda_items", "speeches"):
        tables[name] |= {"fts_table": "search", "fts_pk": "id"}
    tables["attachments"] |= {"fts_table": "search", "fts_pk": "document"}
    return tables | {name: {"hidden": True} for name in _BOOKKEEPING}
