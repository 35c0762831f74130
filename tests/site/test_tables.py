"""The tables behind the pages: each with a title and a description of each column, from the schema's own comments."""

from __future__ import annotations

from archiver.site.tables import TABLES, metadata
from archiver.site.words import words_in
from tests.site.sample_site import Visit, key


def test_the_schema_explains_itself() -> None:
    """Every table that people may explore has a title; nearly every column a description."""
    tables = metadata(words_in("ja"))
    assert tables.keys() == set(TABLES)
    assert tables["messages"]["title"] == "メール"
    assert tables["messages"]["columns"]["flaws"].startswith("JSON: each repair")
    assert tables["nodes"]["columns"]["key"] == "permanent id of the message or ghost"
    assert tables["action_items"]["description"] == "promises made in a meeting"


def test_the_search_index_is_no_table_for_people() -> None:
    """Its blocks hold words of mails outside every rule."""
    assert not [name for name in TABLES if name.startswith("search")]


def test_permanent_ids_lead_to_pages(officer: Visit) -> None:
    """From a row of Datasette's own table a click leads to the page for people."""
    assert f'href="/threads/{key("lost")}"' in officer.get("/archive/nodes").text
