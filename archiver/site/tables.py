"""Tables: the archive's schema with its comments → titles, descriptions, order and facets for Datasette's own pages."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

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
    "built",
    "named",
    "hidden",
    "purged",
    "redacted",
    "proposals",
    "documents",
    "files",
    "places",
    "spans",
)
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
    """How the tables behave, in Datasette's shape: order, labels, facets, search; the bookkeeping is hidden."""
    tables: dict[str, dict[str, Any]] = {name: {} for name in TABLES}
    for name, column in _SORTED.items():
        tables[name]["sort_desc"] = column
    for name, column in _LABELS.items():
        tables[name]["label_column"] = column
    for name, columns in _FACETS.items():
        tables[name]["facets"] = columns
    for name in ("messages", "agenda_items", "speeches"):
        tables[name] |= {"fts_table": "search", "fts_pk": "id"}
    tables["attachments"] |= {"fts_table": "search", "fts_pk": "document"}
    return tables | {name: {"hidden": True} for name in _BOOKKEEPING}
