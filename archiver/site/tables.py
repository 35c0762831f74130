"""Tables: the archive's schema with its comments → titles and descriptions for Datasette's own pages."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from archiver.site.words import Words

_TABLE = re.compile(r"CREATE TABLE (\w+) \( *(?:-- (.*))?")
_COLUMN = re.compile(r'  "?(\w+)"? (?:TEXT|INTEGER|REAL)\b.*?-- (.*)')


def _read(schema: str) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Description of every table, and of every column of every table."""
    tables: dict[str, str] = {}
    columns: dict[str, dict[str, str]] = {}
    for line in schema.splitlines():
        if found := _TABLE.match(line):
            name = found[1]
            tables[name], columns[name] = found[2] or "", {}
        elif found := _COLUMN.match(line):
            columns[name][found[1]] = found[2]
    return tables, columns


_DESCRIPTIONS, _COLUMNS = _read(files("archiver.store").joinpath("archive.sql").read_text("utf-8"))
TABLES = tuple(name for name in _DESCRIPTIONS if name not in ("built", "named", "hidden", "proposals", "places"))
"""The tables that people may explore: not the archive's own bookkeeping, and not the search index, whose blocks hold
words out of reach of any rule."""

_SORTED = {"messages": "date", "threads": "last_date", "meetings": "date", "placements": "score"}
_LABELS = {"messages": "subject", "threads": "subject", "meetings": "title", "topics": "title"}


def metadata(words: Words) -> dict[str, Any]:
    """Titles and descriptions of the tables, in Datasette's shape."""
    return {
        name: {
            "title": words(f"tables.{name}"),
            "description": _DESCRIPTIONS[name],
            "columns": _COLUMNS[name],
        }
        for name in TABLES
    }


def configuration() -> dict[str, Any]:
    """How the tables behave, in Datasette's shape: order, labels, search."""
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for name, column in _SORTED.items():
        tables[name]["sort_desc"] = column
    for name, column in _LABELS.items():
        tables[name]["label_column"] = column
    for name in ("messages", "agenda_items", "speeches"):
        tables[name] |= {"fts_table": "search", "fts_pk": "id"}
    return tables
