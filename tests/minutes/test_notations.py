"""Notations: one meeting, its speakers, titles, labels and hours written in every way that offices write them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from archiver import minutes
from archiver.model import Meeting
from tests.minutes.test_sample_minutes import TEXT

PAGE = TEXT.decode()
MEETING = minutes.read(TEXT, "page.txt")
TITLES = [item.title for item in MEETING.agenda_items]
SPEAKER = re.compile(r"\((多治見市|事務局|和木町|会長)\)\n\n")
WHEN = "平成23年6月20日 12:00~13:00"

SPEAKERS = [
    *(
        "【{}】\n\n",
        "〔{}〕\n\n",
        "（{}）\n\n",
        "({}) ",
        "（{}）",
        "{}:",
        "{}：",
        "○{} ",
        "○{}　",
        "・{}：",
        "<{}>\n\n",
    ),
    *("＜{}＞\n\n", "[{}]\n\n", "{}:\n\n", "●{}\n"),
]
NUMBERS = [
    *("議題{} ", "({})", "{}. ", "{}、", "第{} ", "議題（{}） ", "◆議題{}:", "〔議題{}〕"),
    *("■", "○", "◎", "▼ "),
]
WHENS = [
    "平成２３年６月２０日（月）　１２：００～１３：００",
    "平成23年6月20日(月)12時00分から13時00分まで",
    "平成23年6月20日(月曜日) 正午から午後1時",
    "2011年6月20日 12:00-13:00",
    "2011/6/20 12:00〜13:00",
    "平成二十三年六月二十日(月)十二時~十三時",
    "H23.6.20(月) 12:00～13:00",
    "平成23年6月20日(月)\n\n12:00~13:00",
    "平成23年6月20日(月)午後0時~1時",
    "平成23年(2011年)6月20日(月) 12時~13時",
    "平成23年 6月20日（月） PM0:00～1:00",
    "平成23年6月20日\n午後0時00分 開会\n午後1時00分 閉会",
    "自 平成23年6月20日 12時00分\n至 平成23年6月20日 13時00分",
]
LABELS = [
    ("出席者", "参加者"),
    ("出席者", "■出席者"),
    ("出席者", "出席者："),
    ("日時", "【日時】"),
    ("日時", "1.日時"),
    ("場所", "開催場所:"),
    ("場所", "２　場所"),
    ("議題", "議事"),
    ("議題", "3 議題"),
    ("議題", "協議事項"),
    ("閉会", "4 閉会"),
    ("役員会結果", "議事概要"),
    ("挨拶", "会長あいさつ"),
]


def bare(meeting: Meeting) -> Meeting:
    """Without what is only told beside the minutes' own fields."""
    return replace(meeting, opening=(), closing=())


def read(page: str) -> Meeting:
    assert page != PAGE
    return bare(minutes.read(page.encode(), "page.txt"))


@pytest.mark.parametrize("form", SPEAKERS)
def test_speakers(form: str) -> None:
    """Who spoke stands in brackets of all kinds, before a colon, under a mark, alone or beside the words."""
    assert read(SPEAKER.sub(lambda match: form.format(match[1]), PAGE)) == bare(MEETING)


@pytest.mark.parametrize("form", NUMBERS)
def test_titles(form: str) -> None:
    """Items are numbered in many ways, or only marked."""
    page = PAGE
    for number, title in enumerate(TITLES, 1):
        page = page.replace(f"\n{title}\n", f"\n{form.format(number)}{title}\n")
    assert read(page) == bare(MEETING)


@pytest.mark.parametrize("figures", ["①②③④", "ⅠⅡⅢⅣ", "アイウエ", "一二三四"])
def test_titles_in_other_figures(figures: str) -> None:
    """Circled, Roman, kana and kanji figures count too."""
    page = PAGE
    for figure, title in zip(figures, TITLES, strict=True):
        page = page.replace(f"\n{title}\n", f"\n{figure} {title}\n")
    assert read(page) == bare(MEETING)


@pytest.mark.parametrize("when", WHENS)
def test_day_and_hours(when: str) -> None:
    """Both calendars, figures of three kinds, clocks of twelve and of twenty-four hours."""
    assert read(PAGE.replace(WHEN, when)) == bare(MEETING)


@pytest.mark.parametrize(("label", "other"), LABELS)
def test_labels(label: str, other: str) -> None:
    """Parts of the minutes go by several names, with and without numbers and marks."""
    assert read(PAGE.replace(f"\n{label}\n", f"\n{other}\n", 1)) == bare(MEETING)
