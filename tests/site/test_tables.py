"""The tables behind the pages: each with a title and a description of each column, from the schema's own comments."""

from __future__ import annotations

import sqlite3
from html import escape
from importlib.resources import files

from archiver.site.tables import TABLES, configuration, metadata
from archiver.site.words import words_in
from tests.site.sample_site import Visit, key
from tests.site.test_pages import soup


def test_the_schema_explains_itself() -> None:
    """Every table and view that people may explore has a title in both languages and a description, and so has every
    column of theirs."""
    for language in ("ja", "en"):
        assert metadata(words_in(language)).keys() == set(TABLES)
    tables = metadata(words_in("ja"))
    connection = sqlite3.connect(":memory:")
    connection.executescript(files("archiver.store").joinpath("archive.sql").read_text("utf-8"))
    for name, table in tables.items():
        columns = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
        assert table["columns"].keys() == columns and all(table["columns"].values()), name
        assert table["title"] and table["description"], name
    assert tables["messages"]["title"] == "メール"
    assert tables["messages"]["columns"]["flaws"].startswith("JSON: each repair")
    assert tables["action_items"]["description"] == "promises made in a meeting"


def test_order_labels_and_facets_name_columns_that_there_are() -> None:
    """A column that was renamed fails here, not on a page."""
    tables = metadata(words_in("ja"))
    for name, table in configuration().items():
        if table.get("hidden"):
            assert name not in TABLES
            continue
        named = [table.get("sort_desc"), table.get("label_column"), *table.get("facets", ())]
        assert {each for each in named if each} <= tables[name]["columns"].keys(), name


def test_every_table_is_shown_with_what_it_says(officer: Visit) -> None:
    """The list of tables has them all and no other; each page has its title, description and facets."""
    shown = {link["href"] for link in soup(officer, "/archive").select("h3 a, li a, h4 a")}
    assert {f"/archive/{name}" for name in TABLES} <= shown
    assert "/archive/files" not in str(shown) and "/archive/built" not in str(shown)
    for name, table in metadata(words_in("ja")).items():
        page = officer.get(f"/archive/{name}").text
        assert (
            table["title"] in page and escape(table["description"], quote=False).replace("'", "&#39;") in page
        ), name
    assert "facet" in officer.get("/archive/placements").text


def test_the_search_index_is_no_table_for_people() -> None:
    """Its blocks hold words of mails outside every rule."""
    assert not [name for name in TABLES if name.startswith("search")]


def test_permanent_ids_lead_to_pages(officer: Visit) -> None:
    """From a row of Datasette's own table a click leads to the page for people."""
    assert f'href="/threads/{key("lost")}"' in officer.get("/archive/nodes").text
