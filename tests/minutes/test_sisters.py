"""Sister forms: the minutes of one office over the years, and of other offices, read field by field.

Each page under `sisters/` is our own, in a form described in shared/corpora/minutes/SISTER-PAGES.md: the text of a saved
page, and beside it every field of `archiver minutes show --json`.  The same page is then set in HTML in several ways.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import Any

import pytest

from archiver import minutes
from archiver.pipeline.bringing.keeping import record

FOLDER = Path(__file__).parent / "sisters"
NAMES = sorted(path.stem for path in FOLDER.glob("*.txt"))
LABELS = re.compile(r"(日時|場所|出席者|配[付布]資料|\S*結果)$")
PARTS = re.compile(r"(?:[(（]\d[)）] ?)?(開会|閉会|挨拶|あいさつ|議 ?題|出席者紹介\S*|その他)$")


def text(name: str) -> str:
    return (FOLDER / f"{name}.txt").read_text("utf-8")


def expected(name: str) -> dict[str, Any]:
    return dict(json.loads((FOLDER / f"{name}.json").read_text("utf-8")))


def read(content: str, name: str) -> dict[str, Any]:
    """The documented JSON; bullets aside, which are elements in HTML and characters in text."""
    document = json.loads(json.dumps(record(minutes.read(content.encode(), name))))
    return dict(json.loads(re.sub(r"[•・] ?", "", json.dumps(document, ensure_ascii=False))))


def without_bullets(document: dict[str, Any]) -> dict[str, Any]:
    return dict(json.loads(re.sub(r"[•・] ?", "", json.dumps(document, ensure_ascii=False))))


def paragraphs(name: str) -> str:
    """Every line a paragraph, an empty line one that holds a no-break space."""
    lines = (f"<p>{escape(line.strip()) or '&nbsp;'}</p>" for line in text(name).splitlines())
    return "<html><body>" + "\n".join(lines) + "</body></html>"


def breaks(name: str) -> str:
    """One block, broken into lines, its letters wide."""
    lines = [escape(line).replace(" ", "&nbsp;") for line in text(name).splitlines()]
    return f"<html><body><div>{'<br>'.join(lines)}</div></body></html>"


def headings(name: str) -> str:
    """A page with headings, lists and a breadcrumb, as content management systems write it."""
    document = expected(name)
    titles = {item["title"] for item in document["agenda_items"]}
    out: list[str] = []
    for line in filter(str.strip, text(name).splitlines()):
        shown = escape(line.strip())
        if line.strip() == document["title"]:
            out.append(f"<h1>{shown}</h1>")
        elif line.startswith("  • "):
            out.append(f"<ul><li>{shown[2:]}</li></ul>")
        elif any(shown.endswith(title) and len(shown) - len(title) < 6 for title in titles):
            out.append(f"<h4>{shown}</h4>")
        elif LABELS.fullmatch(shown):
            out.append(f"<h2>{shown}</h2>")
        elif PARTS.fullmatch(shown):
            out.append(f"<h3>{shown}</h3>")
        else:
            out.append(f"<p>{shown}</p>")
    return f"<!DOCTYPE html><html lang=ja><head><title>会</title></head><body>{''.join(out)}</body></html>"


OFFICE = [name for name in NAMES if re.fullmatch(r"h\d\d(_\d+)?", name)]


def test_every_page_has_its_expectation() -> None:
    """A page that nobody expects anything of would prove nothing."""
    assert len(NAMES) > 15
    assert {path.stem for path in FOLDER.glob("*.json")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_text_of_a_saved_page(name: str) -> None:
    """Every field, from the text alone."""
    assert read(text(name), f"{name}.txt") == without_bullets(expected(name))


@pytest.mark.parametrize("setting", [paragraphs, breaks])
@pytest.mark.parametrize("name", NAMES)
def test_the_page_set_in_html(name: str, setting: Callable[[str], str]) -> None:
    """The same fields, however the lines are set."""
    assert read(setting(name), f"{name}.txt") == without_bullets(expected(name))


@pytest.mark.parametrize("name", OFFICE)
def test_the_page_set_with_headings(name: str) -> None:
    """The same fields where titles and labels are headings and lists are lists."""
    assert read(headings(name), f"{name}.txt") == without_bullets(expected(name))


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_is_lost(name: str) -> None:
    """Every sentence of the page stands somewhere in the meeting."""
    meeting = minutes.read(text(name).encode(), name)
    kept = "\n".join(
        [f"{section.title}\n{section.text}" for section in (*meeting.opening, *meeting.closing)]
        + [
            f"{item.title}\n{item.text}\n" + "\n".join(speech.text for speech in item.speeches)
            for item in meeting.agenda_items
        ]
    )
    kept = re.sub(r"\s", "", kept)
    sentences = re.findall(r"[^。\n:：)）\s]{4,}。", text(name))
    assert [each for each in sentences if re.sub(r"\s", "", each) not in kept] == []
