"""References: what names an agenda item outright, and what only looks as if it did."""

from __future__ import annotations

import dataclasses
from datetime import date

import pytest

from archiver.model import HeldMeeting
from archiver.topics.naming.references import Index, Reference
from tests.topics.officers import meeting, talk
from tests.topics.reads import passages, references


def named(subject: str, text: str = "", on: date = date(2011, 7, 4)) -> list[Reference]:
    return references(Index([meeting()]), passages(talk(subject, text, on=on)))


NAMES = {
    "its number": ("議題4について", "", {4}),
    "a full-width number": ("Re: 議題３", "", {3}),
    "a kanji number": ("議題四の件", "", {4}),
    "a number in brackets": ("議題(2)", "", {2}),
    "第2号議案": ("第2号議案", "", {2}),
    "two numbers": ("ご意見", "議題3と議題4について、ご意見をお願いします。", {3, 4}),
    "two numbers in one": ("議題3・4の件", "", {3, 4}),
    "a range": ("ご意見", "議題2から4までは持ち越しとします。", {2, 3, 4}),
    "in English": ("Agenda item 3", "", {3}),
    "in English, of a month's meeting": (
        "Notes",
        "As to items 2 and 3 of the June meeting, I agree.",
        {2, 3},
    ),
    "titles side by side in a subject": ("本会の概要と平成23年度 事業実施について", "", {1, 2}),
    "the month of the meeting beside it": ("ご相談", "6月の役員会の議題3です。", {3}),
    "the paper it was explained from": ("資料3の件", "", {3}),
    "its title in quotes": ("宿題", "「新旧役員会及び情報交換会議の開催日程について」の続きです。", {3}),
    "part of its title in quotes": ("宿題", "「情報交換会議の議題」を一つずつ出してください。", {4}),
    "its title as the subject": ("[yakuin 12] Re: 本会の概要について", "", {1}),
    "words of two titles, one each": ("概要の件と事業実施の件", "", {1, 2}),
    "a sentence of its minutes": (
        "ご相談",
        "会議録の次のところです。\n> 当日のスケジュールはどうなっているか。\n> 出席状況が確認でき次第、情報提供する。",
        {3},
    ),
    "its address on our pages": (
        "会議録",
        "https://archive.example/meetings/2011-06-20#item-2 をご覧ください。",
        {2},
    ),
    "the meeting's date beside it": ("ご相談", "6月20日の役員会の議題3です。", {3}),
    "the meeting's date in the era": ("ご相談", "平成23年6月20日の役員会の議題1です。", {1}),
}


@pytest.mark.parametrize(("subject", "text", "items"), NAMES.values(), ids=NAMES.keys())
def test_names_an_item(subject: str, text: str, items: set[int]) -> None:
    """However officers name an item, it is found."""
    assert {found.item for found in named(subject, text)} == items


NAMES_NONE = {
    "a count of items": ("議題4件の募集", ""),
    "a date after the word": ("議題7/1必着", ""),
    "an item that there is not": ("議題9について", ""),
    "papers of the mail's own": ("仕様書", "添付の資料1と資料2をご覧ください。"),
    "another body's item": ("県協議会の議題3", ""),
    "an item of the gathering that the subject announces": (
        "県電子自治体協議会の開催について",
        "議題1は電子申請、議題2は施設予約です。",
    ),
    "the next meeting's item": ("ご相談", "次回の議題3に加えてください。"),
    "a gathering that was not held by then": ("ご相談", "11月1日の情報交換会議の議題2はまだ空いています。"),
    "what it is not about": ("ご相談", "議題3とは別の話です。"),
    "words that two titles have": ("ご相談", "「情報交換会議」の会場はどこですか。"),
    "a month in which another body met": ("ご相談", "6月の研修会の議題3は面白かったですね。"),
    "a month in which nobody met": ("ご相談", "7月の役員会の議題3は未定です。"),
    "an item of a list in the mail": ("Questions", "I have three. Item 3 is the hardest."),
    "a count after a number": ("ご相談", "議題は3、4人で考えましょう。"),
    "a number in other words": ("資料40部", "印刷をお願いします。"),
}


@pytest.mark.parametrize(("subject", "text"), NAMES_NONE.values(), ids=NAMES_NONE.keys())
def test_names_none(subject: str, text: str) -> None:
    """What only looks like the name of an item is none."""
    assert named(subject, text) == []


def test_nothing_is_named_before_the_meeting() -> None:
    """議題4 of a mail before any meeting belongs to no minutes that we have."""
    assert named("議題4について", on=date(2011, 6, 1)) == []


def test_a_number_means_the_latest_meeting_unless_another_is_named() -> None:
    """議題1 in December is the autumn meeting's; with the date of June it is June's."""
    june = meeting()
    autumn = dataclasses.replace(june.meeting, date=date(2011, 11, 1))
    index = Index([june, HeldMeeting(slug="2011-11-01", meeting=autumn)])
    december = date(2011, 12, 1)
    for text, expected in (
        ("議題1です。", 1),
        ("6月20日の役員会の議題1です。", 0),
        (f"{june.url} の議題1です。", 0),
    ):
        assert {each.meeting for each in references(index, passages(talk("ご相談", text, on=december)))} == {
            expected
        }


def test_evidence_shows_the_sentence() -> None:
    """A person can check what was read as a reference."""
    assert (
        named("ご相談", "お世話になります。議題4の続きです。")[0].evidence
        == "reference: 議題4 (「議題4の続きです」)"
    )


def test_an_aside_and_a_late_mail_count_less() -> None:
    """The subject says what a thread is about; なお、議題4は… does not."""
    aside = named("ご挨拶", "なお、議題4は別便でお送りします。")[0]
    late = references(
        Index([meeting()]), passages(talk("ご相談", *["はい。"] * 5, "議題4の件もお願いします。"))
    )[0]
    assert aside.score < late.score < named("議題4について")[0].score
    assert late.number == 6
