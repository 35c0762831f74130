"""Hostile pages: damaged, endless and nested ones are read or refused, in linear time."""

from __future__ import annotations

import contextlib
import random
import time
from pathlib import Path

import pytest

from archiver import minutes
from archiver.errors import MinutesError

PAGES = sorted((Path(__file__).parent / "pages").iterdir())
HEAD = "会議録\n日時\n2020年1月2日\n議題\n"


def attempt(content: bytes) -> float:
    """Seconds that reading takes; only `MinutesError` may come out."""
    started = time.process_time()
    with contextlib.suppress(MinutesError):
        minutes.read(content, "page")
    return time.process_time() - started


def test_markup_that_no_parser_takes(capfd: pytest.CaptureFixture[str]) -> None:
    """What is no HTML though it looks like it, or no text in any charset, is refused; libraries say nothing of it."""
    attempt(f"<p>{HEAD}<![no[section]]>○議長 始めます。".encode())
    attempt(b"<p>\x81\xff\xfe<meta charset=utf-8>")
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_damaged_pages(path: Path) -> None:
    """Cut anywhere, bytes changed, lines shuffled: nothing but a refusal comes out."""
    content = path.read_bytes()
    chance = random.Random(5)
    for _ in range(6):
        cut = content[: chance.randrange(len(content))]
        lines = content.splitlines(keepends=True)
        chance.shuffle(lines)
        noise = bytearray(content)
        for _ in range(20):
            noise[chance.randrange(len(noise))] = chance.randrange(256)
        for each in (cut, b"".join(lines), bytes(noise)):
            attempt(each)


LONG = 12_000
ENDLESS = {
    "one sentence": HEAD + "(1)甲について\n" + "検討する" * LONG,
    "stops": HEAD + "(1)甲について\n" + "。" * LONG * 4,
    "words": HEAD + "(1)甲について\n" + "aed " * LONG,
    "dots": HEAD + "1. Item\n" + "a." * LONG + " to report",
    "labels": HEAD + "出席者\n" * LONG,
    "sections": "議題\n日時\n" * LONG,
    "numbers": HEAD + "".join(f"({number})甲\n" for number in range(1, LONG)),
    "titles": HEAD + "甲について\n" * LONG,
    "speakers": HEAD + "(事務局)\n" * LONG,
    "marks": HEAD + "○議長 日程第1、甲を議題とします。\n" * (LONG // 4),
    "brackets": HEAD + "(" * LONG + "\n" + "○" * LONG,
    "spaces": HEAD + "○議長" + " " * LONG + "甲。",
    "nested": "<html><body>" + "<div>" * LONG + "議題" + "</div>" * LONG,
    "paragraphs left open": "<html><body><h1>会議録</h1><p>日時<p>2020年1月2日<p>議題"
    + "<p>(1)甲<p>承認された。" * (LONG // 4),
    "headings": "<html><body>" + "<h2>甲</h2><p>乙。</p>" * (LONG // 4),
    "list marks": HEAD + "メーリングリスト" * LONG,
}


@pytest.mark.parametrize("name", ENDLESS)
def test_time_is_linear(name: str) -> None:
    """Pages of a hundred kilobytes, made to be slow, take a second or so: quadratic time would take minutes."""
    assert attempt(ENDLESS[name].encode()) < 4
