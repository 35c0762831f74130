"""The tables behind the pages: each with a title and a description of each column, from the schema's own comments."""

from __future__ import annotations

import sqlite3
from importlib.resources import files

import pytest
from bs4 import BeautifulSoup

from archiver.site.tables import TABLES, about, columns, configuration, label, metadata
from archiver.site.words import LANGUAGES, words_in
from tests.site.sample_site import Visit, key
from tests.site.soup import one, soup


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
    assert metadata(words_in("en"))["action_items"]["description"] == "promises made in a meeting"


def test_order_labels_and_facets_name_columns_that_there_are() -> None:
    """A column that was renamed fails here, not on a page."""
    tables = metadata(words_in("ja"))
    for name, table in configuration().items():
        if table.get("hidden"):
            assert name not in TABLES
            continue
        named = [table.get("sort_desc"), table.get("label_column"), *table.get("facets", ())]
        assert {each for each in named if each} <= tables[name]["columns"].keys(), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_table_is_shown_with_what_it_says(officer: Visit, language: str) -> None:
    """The list of tables has them all and no other; each page has its title and what it and its columns hold, in the
    language of the reader."""
    words, headers = words_in(language), {"accept-language": language}
    listed = BeautifulSoup(officer.get("/archive", headers=headers).text, "html.parser")
    assert {link["href"] for link in listed.select(".entries a")} == {f"/archive/{name}" for name in TABLES}
    for name in TABLES:
        page = BeautifulSoup(officer.get(f"/archive/{name}", headers=headers).text, "html.parser")
        assert (one(page, "html")["lang"], one(page, "h1").text) == (language, words(f"tables.{name}"))
        assert one(page, "h1 + .lead").text == about(name, words).text
        told = {one(each, "code").text: one(each, "dd").text for each in page.select("details dl > div")}
        assert told == {column: each.text for column, each in columns(name, words).items()}
        assert all(each["lang"] == "en" for each in page.select("details dd[lang]"))
        for heading in page.select(".cells th"):
            name_in_schema = heading.text.rpartition(" ")[0] if heading.text[-1] in "↑↓" else heading.text
            column = one(heading, "code").text if heading.code else name_in_schema
            assert heading.text.startswith(label(name, column, words) or column), name


def test_the_schema_is_translated() -> None:
    """What the schema says of tables is said in Japanese, too, and of columns; of a new one soon: until then in English."""
    japanese = words_in("ja")
    assert {about(name, japanese).language for name in TABLES} == {"ja"}
    told = [each for name in TABLES for each in columns(name, japanese).values()]
    untold = {each.text for each in told if each.language != "ja"}
    assert len(untold) < len(told) / 20, f"archiver/words/schema.ja.toml lacks {untold}"


def test_every_column_has_a_heading_in_japanese() -> None:
    """A new column needs a word that an officer reads; in English its name is one."""
    japanese, english = words_in("ja"), words_in("en")
    lacking = {
        column for name in TABLES for column in columns(name, english) if not label(name, column, japanese)
    }
    assert not lacking, "archiver/words/columns.ja.toml"
    assert label("mail", "subject", japanese) == "件名" and label("mail", "subject", english) == ""


def test_a_table_is_filtered_counted_and_leafed_through(officer: Visit) -> None:
    """By a form without a script; the values of some columns are counted on request; a row shows all of its cells."""
    page = soup(officer, "/archive/mail?subject__contains=クラウド")
    assert [each["value"] for each in page.select("input[name=_filter_value_1]")] == ["クラウド"]
    assert len(page.select(".cells tbody tr")) == 3
    counted = one(soup(officer, "/archive/mail?_facet=reason"), ".native-facets")
    assert "references" in counted.text
    row = soup(officer, "/archive/messages/1")
    assert [each.text for each in row.select(".row-cells dt code")][:2] == ["id", "key"]
    assert "事務局です" in one(row, ".row-cells").text
    assert len(soup(officer, "/archive/speeches").select("script")) == 1


def test_the_language_that_was_chosen_stays(officer: Visit) -> None:
    """The switch on a page of Datasette's keeps the choice as on ours, and leads to the same page."""
    link = one(soup(officer, "/archive/mail?_facet=reason"), ".tools a[hreflang=en]")["href"]
    answer = officer.get(str(link))
    assert (answer.status_code, answer.headers["location"]) == (302, "/archive/mail?_facet=reason")
    assert "archiver_language=en" in answer.headers["set-cookie"]


def test_the_search_index_is_no_table_for_people() -> None:
    """Its blocks hold words of mails outside every rule."""
    assert not [name for name in TABLES if name.startswith("search")]


def test_permanent_ids_lead_to_pages(officer: Visit) -> None:
    """From a row of Datasette's own table a click leads to the page for people."""
    assert f'href="/threads/{key("lost")}"' in officer.get("/archive/nodes").text


def test_the_list_of_tables_is_counted_without_a_word_on_the_terminal(
    officer: Visit, capsys: pytest.CaptureFixture[str]
) -> None:
    """The search index, which cannot be counted, is not."""
    page = soup(officer, "/archive")
    assert len(page.select(".entries a.title")) == len(TABLES)
    assert capsys.readouterr().err == ""
