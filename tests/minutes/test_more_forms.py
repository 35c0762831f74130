"""More forms of minutes: what a person reads on each page, item by item; and in charsets that a page denies."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import minutes
from archiver.model import Meeting

PAGES = Path(__file__).parent / "more"
Read = list[tuple[str, str, list[str], list[str], list[str]]]
"""Of each item: title, outcome, who speaks, who promises, who sends it to the list."""

FORMS: dict[str, Read] = {
    "line_breaks.html": [
        ("相互貸借の実績について", "原案どおり了承された", ["中央図書館", "事務局"], ["事務局"], []),
        ("巡回車両の更新について", "継続審議となった。", ["南図書館", "会長"], [], ["会長"]),
        ("その他", "", [], [], []),
    ],
    "brought.html": [
        (
            "議案第41号 情報システムの更新について",
            "原案のとおり可決すべきものと決しました",
            [
                "委員長（山 口）",
                "情報政策課長（田 中）",
                "石 井委員",
                "情報政策課長（田 中）",
                "委員長（山 口）",
            ],
            ["情報政策課長（田 中）"],
            [],
        ),
        (
            "請願第3号 図書館の開館時間延長について",
            "本件は継続審査といたします。",
            ["委員長（山 口）", "石 井委員", "委員長（山 口）"],
            [],
            [],
        ),
    ],
    "working_group.html": [
        ("Approval of the agenda", "Approved without changes.", [], [], []),
        (
            "Draft 7: error codes",
            "It was agreed to continue the discussion of numbering on the mailing list.",
            ["Member A", "Editor"],
            ["Editor", "Editor"],
            [""],
        ),
        ("Test corpus licence", "the corpus will be published under CC BY.", [], ["Secretary"], []),
        ("Any other business", "", [], [], []),
    ],
    "everyday_words.html": [
        ("夏祭りの出店", "去年と同じ数とする。", ["三丁目", "会計"], ["会計"], []),
        ("防犯灯の取替え", "", ["会長"], [], ["会長"]),
    ],
    "titles_beside.html": [
        ("臨時総会の結果", "会費の改定は賛成多数で可決された。", [], [], []),
        ("駐車場の区画", "", [], [], [""]),
        ("樹木の剪定", "", [], [], []),
    ],
    "decided_titles.txt": [
        ("備品の更新について", "", [], [], []),
        ("会場の変更について", "", [], ["各館"], []),
        ("来年度の日程について", "", [], [], []),
    ],
    "decisions.txt": [
        ("漏水調査は業者委託とする", "漏水調査は業者委託とする。", [], [], []),
        (
            "検針端末の更新は令和3年度に延期する",
            "検針端末の更新は令和3年度に延期する。",
            [],
            [],
            [],
        ),
        (
            "災害時の応援協定の案は、メーリングリストで協議のうえ年内にまとめる",
            "災害時の応援協定の案は、メーリングリストで協議のうえ年内にまとめる。",
            [],
            [],
            [""],
        ),
    ],
    "memo.txt": [
        ("予算の配分", "見積を見て決める", ["甲野", "乙川", "甲野"], ["甲野"], []),
        ("ウェブサイトの移転", "", ["丙山", "乙川"], ["乙川"], [""]),
    ],
    "placed_lines.html": [
        ("バス路線の再編について", "", ["委員", "事務局"], ["事務局"], []),
        ("運賃の改定について", "議題１、２とも承認。", ["委員", "事務局"], [], []),
    ],
    "columns.html": [
        ("来年度の研修計画", "", ["甲 野", "事務局", "乙 川", "事務局"], ["事務局"], []),
        ("講師謝金", "", ["甲 野", "乙 川", "甲 野"], [], []),
    ],
    "definitions.html": [
        ("新年度の役割分担", "会長案のとおり決定した", [], [], []),
        ("防災倉庫の鍵", "", ["会長", "三班長", "会長"], ["会長"], []),
        ("夏祭りの日程", "8月4日とすることに決まった。", [], [], []),
    ],
}


def items(meeting: Meeting) -> Read:
    return [
        (
            item.title,
            item.outcome,
            [speech.speaker for speech in item.speeches],
            [action.owner for action in item.action_items],
            [deferral.speaker for deferral in item.deferrals],
        )
        for item in meeting.agenda_items
    ]


@pytest.mark.parametrize("name", FORMS)
def test_what_a_person_reads(name: str) -> None:
    """Titles, outcomes, speakers, promises and deferrals of every item."""
    assert items(minutes.read((PAGES / name).read_bytes(), name)) == FORMS[name]


@pytest.mark.parametrize(("name", "charset"), [("line_breaks.html", "cp932"), ("definitions.html", "euc_jp")])
def test_a_page_that_denies_its_charset(name: str, charset: str) -> None:
    """The page declares another charset than its bytes are in."""
    content = (PAGES / name).read_text("utf-8").encode(charset)
    assert items(minutes.read(content, name)) == FORMS[name]
