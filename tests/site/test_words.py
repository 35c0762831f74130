"""The words of the pages: the same in both catalogues, none missing, the reader's choice respected."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from datasette.utils.asgi import Request

from archiver import site
from archiver.site.tables import TABLES
from archiver.site.words import LANGUAGES, words_for, words_in
from tests.site.sample_site import Visit

FOLDER = Path(site.__file__).parent
CALL = re.compile(r"""words\(\s*["']([a-z_]+\.[a-z_]*)["']( ~)?""")
PLACEHOLDER = re.compile(r"{(\w+)}")


def entries(language: str) -> Iterator[tuple[str, Any]]:
    for room, names in words_in(language).catalogue.items():
        for name, entry in names.items():
            yield f"{room}.{name}", entry


def test_both_catalogues_say_the_same_things() -> None:
    """Neither language lacks a word, or a value that the other puts into it."""
    japanese, english = dict(entries("ja")), dict(entries("en"))
    assert japanese.keys() == english.keys()
    for key, entry in japanese.items():
        # A remark's detail is told or left out, as the language needs.
        assert placeholders(entry) - {"detail"} == placeholders(english[key]) - {"detail"}, key


def placeholders(entry: Any) -> set[str]:
    texts = entry.values() if isinstance(entry, dict) else [entry]
    return {name for text in texts for name in PLACEHOLDER.findall(text)}


def used() -> Iterator[tuple[str, str]]:
    for path in [*FOLDER.rglob("*.html"), *FOLDER.glob("*.py")]:
        for key, is_open in CALL.findall(path.read_text("utf-8")):
            if not (path.suffix == ".py" and path.name == "words.py"):
                yield key, is_open


def test_every_word_used_exists() -> None:
    """No page asks for a word that the catalogues lack; `room.start` ~ value needs at least one that starts so."""
    known = dict(entries("ja"))
    for key, is_open in used():
        assert (
            any(name.startswith(key) for name in known) if is_open or key.endswith(".") else key in known
        ), key
    assert {f"tables.{name}" for name in TABLES} <= known.keys()


@pytest.mark.parametrize(
    ("query", "cookie", "accept", "expected"),
    [
        ("", "", "", "ja"),
        ("", "", "en-GB,en;q=0.9,ja;q=0.1", "en"),
        ("", "", "fr, ja;q=0.5, en;q=0.4", "ja"),
        ("", "", "en;q=0, ja;q=0.1", "ja"),
        ("", "", "en;q=x;;,,;", "ja"),
        ("", "ja", "en", "ja"),
        ("lang=en", "ja", "ja", "en"),
        ("lang=xx", "en", "ja", "en"),
    ],
)
def test_the_reader_chooses(query: str, cookie: str, accept: str, expected: str) -> None:
    """The switch comes first, then the last choice, then the browser's wish, then the site's own language."""
    request = Request.fake(f"/?{query}")
    request.scope["headers"] = [
        (b"cookie", f"archiver_language={cookie}".encode()),
        (b"accept-language", accept.encode()),
    ]
    assert words_for(request, "ja").language == expected


def test_the_switch_is_remembered_and_keeps_the_page(officer: Visit) -> None:
    """Switching to English stays on the page, with its question, and holds for the next page."""
    page = officer.get("/search?q=クラウド&sort=newest")
    assert 'href="/search?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89&amp;sort=newest&amp;lang=en"' in page.text
    switched = officer.get("/threads?lang=en")
    assert '<html lang="en">' in switched.text
    assert switched.cookies["archiver_language"] == "en"


def test_one_and_many() -> None:
    """English counts as English does; Japanese has one form."""
    assert words_in("en")("count.messages", n=1) == "1 message"
    assert words_in("en")("count.messages", n=2) == "2 messages"
    assert words_in("ja")("count.messages", n=1) == "1通"


def test_a_remark_without_words_is_shown_as_it_stands() -> None:
    """A newer archive may say what this site has no words for yet: it is shown, not hidden."""
    for language in LANGUAGES:
        assert words_in(language).explain("flaws", "brand-new: {odd} 値") == "brand-new: {odd} 値"


GOLDEN = Path(__file__).resolve().parents[1] / "mail" / "golden"


def test_what_was_repaired_is_told_in_the_readers_language() -> None:
    """No repair that the golden mails show has English in it on a Japanese page; names of charsets and fields stay."""
    cases = [json.loads(path.read_text("utf-8")) for path in GOLDEN.rglob("*.json")]
    flaws = {flaw for case in cases for flaw in case.get("flaws", ())}
    told = {flaw: words_in("ja").explain("flaws", flaw) for flaw in flaws}
    assert {flaw: text for flaw, text in told.items() if re.search("[A-Za-z]{2,} [A-Za-z]{2,}", text)} == {}
    found = words_in("ja").explain("flaws", "charset: declared none, read as cp932")
    assert found.endswith("(申告は なし、cp932 として読みました)")


def test_remarks_of_one_kind_stand_in_one_line() -> None:
    """Five words found by one rule are one reason, not five; the order of the reasons stays."""
    lines = words_in("ja").explain_all(
        "evidence", ["rule: 共同化 ×2", "words: 価格", "rule: 発表 ×1", "unknown"]
    )
    assert lines == [
        "継続議題の言葉がある: 共同化 ×2、発表 ×1",
        "議題の題名や発言と共通する言葉: 価格",
        "unknown",
    ]
