"""Forms of minutes: pages set in many ways are read as the same kind of meeting.

Each page under `pages/` is our own, in a form described in shared/corpora/minutes/SISTER-PAGES.md or seen on
minutes of councils and assemblies.
"""

from __future__ import annotations

import re
from datetime import date, time
from pathlib import Path

import pytest

from archiver import minutes
from archiver.errors import MinutesError
from archiver.model import Meeting

PAGES = Path(__file__).parent / "pages"
SPEAKER = re.compile(r"^(?:\([^()]{2,8}\)|[○◎●〇](?:関 )?(?:\S+ )?|(?:Chair|Secretary): )")
"""What stands before somebody's words on these pages, and is read as the speaker."""


def read(name: str) -> Meeting:
    return minutes.read((PAGES / name).read_bytes(), name)


FACTS = {
    "assembly.txt": ("市議会総務委員会会議録", date(2013, 12, 12), time(10), time(11, 20), "市議会委員会室"),
    "bullets.html": ("第3回懇談会の結果概要", date(2023, 5, 8), time(13, 30), time(15), "県庁北新館5階"),
    "by_mark.txt": (
        "第13回連絡協議会 議事録",
        date(2005, 8, 30),
        time(10),
        time(12),
        "中央会館内 会議室 中央市神田3-8-1",
    ),
    "council.html": (
        "令和元年度第1回図書館協議会会議録",
        date(2019, 10, 4),
        time(19),
        time(20, 50),
        "中央図書館402・403会議室(オンライン含む)",
    ),
    "english.html": (
        "Minutes of the Board, 8 June 2013",
        date(2013, 6, 8),
        None,
        time(14, 53),
        "Sports Centre, Hill Road",
    ),
    "english.txt": (
        "Library Network Committee: Minutes",
        date(2023, 3, 14),
        time(14),
        time(15, 30),
        "Central Library, Room 4",
    ),
    "listed.html": (
        "平成18年度県図書館連絡会幹事会 会議録",
        date(2007, 2, 14),
        time(14),
        time(15, 30),
        "県立図書館7階特別会議室",
    ),
    "nbsp.html": (
        "総会 平成22年度県図書館連絡会 新旧幹事会 会議録",
        date(2010, 11, 9),
        time(16),
        time(17),
        "産業会館 西2ホール 商談室(2)",
    ),
    "numbered_text.txt": (
        "平成16年度県図書館連絡会幹事会 会議",
        date(2005, 2, 9),
        time(13, 40),
        time(15, 10),
        "県立図書館3階研修室 中央市城内1番2",
    ),
    "ordinals.txt": (
        "情報審議会総会(第12回)議事録",
        date(2004, 7, 28),
        time(10, 30),
        time(11, 40),
        "庁舎8階第1特別会議室",
    ),
    "plain_headings.txt": (
        "総会 平成22年度県図書館連絡会 幹事会 会議録",
        date(2010, 11, 9),
        time(16),
        time(17),
        "産業会館 会議棟601会議室",
    ),
    "presentations.html": (
        "総会 平成23年度県図書館連絡会 情報交換会議 会議録",
        date(2012, 10, 23),
        time(14, 30),
        time(17),
        "産業会館西1ホール 商談室(2)",
    ),
    "programme_first.txt": (
        "令和3年度第1回男女共同参画推進会議(会議録)",
        date(2021, 6, 10),
        time(19),
        time(21),
        "町役場2階 202会議室",
    ),
    "table.html": (
        "第10回合併協議会会議録",
        date(2005, 3, 27),
        time(14),
        time(14, 44),
        "総合センター大集会室",
    ),
    "speech_table.html": (
        "令和6年度 第2回 連絡会 会議録",
        date(2024, 10, 1),
        time(10),
        time(12),
        "市民会館",
    ),
    "verbatim.html": ("運営委員会速記録第六号", date(2006, 2, 15), time(11, 3), time(12, 10), "運営委員会室"),
}
FACTS["presentations.txt"] = FACTS["presentations.html"]

ITEMS: dict[str, list[tuple[str, list[str]]]] = {
    "assembly.txt": [
        ("議第75号 条例の一部を改正する条例の制定について", ["関 三郎委員長", "清川三郎副市長"]),
        (
            "議第86号 指定管理者の指定について",
            ["関 三郎委員長", "木原一郎委員", "清川三郎副市長", "関 三郎委員長"],
        ),
    ],
    "bullets.html": [
        ("基本方針の見直しについて", ["座長", "事務局"]),
        ("広報の方法について", ["A委員", "事務局"]),
    ],
    "by_mark.txt": [("第13回連絡協議会 議事録", ["事務局", "委員長", "委員", "事務局", "委員長"])],
    "council.html": [("今年度の進め方について", ["委員", "事務局"]), ("役割分担について(案)", ["会長"])],
    "english.html": [("Data policy", []), ("Membership", [])],
    "english.txt": [("Interlibrary loans", ["Chair", "Secretary"]), ("Joint catalogue", ["Chair"])],
    "listed.html": [("平成18年度研修の実施状況について", []), ("平成19年度研修計画(案)について", [])],
    "nbsp.html": [
        ("新役員(会長・副会長)の選出について", []),
        ("「これからの目録を考える勉強会」の報告", []),
        ("連絡会のあり方", []),
    ],
    "numbered_text.txt": [
        ("相互貸借の実績について", []),
        ("横断検索の更新(案)について", ["西町立図書館", "事務局"]),
    ],
    "ordinals.txt": [("情報審議会総会(第12回)議事録", ["甲野会長", "乙川委員", "丙山総務局長", "甲野会長"])],
    "plain_headings.txt": [
        ("「これからの目録を考える勉強会」の報告", []),
        ("連絡会のあり方", []),
        ("平成22年度 情報交換会議について", []),
        ("会長・副会長の選任について", []),
    ],
    "presentations.html": [
        ("北市:電子書籍貸出への取組み", ["事務局", "北市"]),
        ("南町:移動図書館の予約システム", []),
    ],
    "programme_first.txt": [
        ("令和3年度事業計画(案)について", ["委員", "事務局", "委員"]),
        ("広報紙について", ["委員", "事務局"]),
    ],
    "table.html": [
        ("協議案第4号 合併の期日について(提案)", ["事務局長", "会長"]),
        ("協議案第63号 財産の取扱いについて", ["乙川委員", "事務局長"]),
    ],
    "speech_table.html": [("広報について", ["会長", "事務局", "A委員"]), ("その他", [])],
    "verbatim.html": [("運営委員の選任について", ["甲野委員長", "乙川理事", "丙山委員", "甲野委員長"])],
}
ITEMS["presentations.txt"] = ITEMS["presentations.html"]

PROMISES = {
    "bullets.html": ["事務局", "事務局"],
    "by_mark.txt": ["事務局"],
    "council.html": ["事務局"],
    "english.html": ["Mike"],
    "english.txt": ["Secretary", "South Library"],
    "listed.html": ["事務局"],
    "numbered_text.txt": ["事務局"],
    "ordinals.txt": ["丙山総務局長"],
    "presentations.html": ["北市"],
    "presentations.txt": ["北市"],
    "programme_first.txt": ["事務局"],
    "speech_table.html": ["事務局"],
    "table.html": ["事務局長"],
    "verbatim.html": ["甲野委員長"],
}
DEFERRALS = {
    "by_mark.txt": ["委員長"],
    "council.html": ["会長"],
    "english.html": [""],
    "english.txt": ["Chair"],
    "speech_table.html": ["A委員"],
}


def test_every_page_has_its_expectation() -> None:
    """A page that nobody expects anything of would prove nothing."""
    assert {path.name for path in PAGES.iterdir()} == FACTS.keys() == ITEMS.keys()


@pytest.mark.parametrize("name", FACTS)
def test_the_facts(name: str) -> None:
    """Title, day, hours and place, in figures, kanji, two calendars, tables, lists and labels of all kinds."""
    meeting = read(name)
    assert (meeting.title, meeting.date, meeting.start, meeting.end, meeting.place) == FACTS[name]


@pytest.mark.parametrize("name", ITEMS)
def test_the_items_and_who_spoke(name: str) -> None:
    """The agenda in order, and under each item the speakers in order: no sub-heading is taken for a person."""
    items = read(name).agenda_items
    assert [(item.title, [speech.speaker for speech in item.speeches]) for item in items] == ITEMS[name]
    assert [item.order for item in items] == list(range(1, len(items) + 1))


@pytest.mark.parametrize("name", ITEMS)
def test_the_promises_and_deferrals(name: str) -> None:
    """Who promised and who sent the discussion to the list; where the page has none, none."""
    items = read(name).agenda_items
    assert [action.owner for item in items for action in item.action_items] == PROMISES.get(name, [])
    assert [deferral.speaker for item in items for deferral in item.deferrals] == DEFERRALS.get(name, [])


@pytest.mark.parametrize("name", [name for name in FACTS if name.endswith(".txt")])
def test_no_sentence_is_lost(name: str) -> None:
    """Every sentence of the page stands somewhere in the meeting."""
    meeting = read(name)
    kept = "\n".join(
        [f"{section.title}\n{section.text}" for section in (*meeting.opening, *meeting.closing)]
        + [
            f"{item.title}\n{item.text}\n" + "\n".join(speech.text for speech in item.speeches)
            for item in meeting.agenda_items
        ]
    )
    lines = [line.strip() for line in (PAGES / name).read_text("utf-8").splitlines()]
    said = [SPEAKER.sub("", line) for line in lines if line.endswith(("。", ".", "?"))]
    assert [line for line in said if line not in kept] == []


def test_the_papers() -> None:
    """Sub-items and continued lines stay with their paper; sizes and Roman numerals stay as written."""
    assert read("numbered_text.txt").documents == (
        "会議次第、出席者名簿(PDF 22kbyte)pdf",
        "資料1(PDF 64kbyte)pdfⅠ 相互貸借の実績、 Ⅱ 横断検索の更新(案)",
        "資料2(PDF 52Kkbyte)pdf「メーリングリスト」利用要領(案",
        "参考 県外の事例(PDF 8kbyte)pdf",
    )
    assert read("listed.html").documents[1:] == ("資料1 研修の開催状況", "資料2 名簿・会則")


def test_the_attendees() -> None:
    """Counted bodies, names, and a label that runs into its value."""
    assert read("presentations.txt").attendees == ("幹事10名(10館)", "県(オブザーバ)", "傍聴(2名)", "事務局")
    assert read("listed.html").attendees == ("幹事7名(7館)", "事務局")
    assert read("by_mark.txt").attendees == ("甲野一 委員長", "乙川二 委員")


def test_outcomes() -> None:
    """From the narrative, or from the chair's own words."""
    assert read("plain_headings.txt").agenda_items[2].outcome == "原案のとおり承認された"
    assert read("assembly.txt").agenda_items[1].outcome.startswith("原案のとおり可決")
    assert read("bullets.html").agenda_items[0].outcome == "方針の案は了承とする。"


def test_the_date_outranks_a_wrong_year_in_the_title() -> None:
    """平成23年度 over a meeting of October 2012 is said to be wrong; February 2011 in 平成22年度 is right."""
    assert read("presentations.txt").flaws == (
        "date: the title names fiscal year 2011, the date 2012-10-23 lies in 2012",
    )
    assert read("numbered_text.txt").flaws == ()
    assert read("listed.html").flaws == ()


def test_what_was_not_read_is_said() -> None:
    """No label for the date, no titles in a verbatim record, a listed title that nobody speaks to."""
    assert read("verbatim.html").flaws == (
        "date: no 日時 was found, taken from the head of the page",
        "not-discussed: 会議予定について",
    )
    assert read("by_mark.txt").flaws == (
        "agenda: the page names no items that could be read, so the whole discussion stands as one",
    )


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "iso2022_jp"])
def test_any_charset_whatever_it_declares(charset: str) -> None:
    """Bytes that are UTF-8 are read so, whatever the page claims (it claims Shift_JIS); others as they prove."""
    page = (PAGES / "listed.html").read_text("utf-8")
    assert minutes.read(page.encode(charset), "page") == read("listed.html")


NO_MINUTES = {
    "nothing": "",
    "prose": "<html><body><h1>お知らせ</h1><p>図書館は明日休みます。</p></body></html>",
    "search result": "<html><body><h1>検索結果</h1><p>開催日: 2024-12-26</p><p>本会議</p><p>開催日: 2024-12-25</p>"
    "<h2>議題</h2><ul><li>総務委員会</li><li>建設委員会</li></ul></body></html>",
    "announcement": "開催案内\n日時\n令和5年5月8日 13時30分\n場所\n県庁\n議題\n(1)基本方針について\n(2)その他\n"
    "傍聴を希望する方は、前日までにお申し込みください。\n",
    "frames": '<html><frameset cols="1,2"><frame src="a"><frame src="b"></frameset></html>',
}


@pytest.mark.parametrize("name", NO_MINUTES)
def test_what_is_no_minutes_is_refused(name: str) -> None:
    """Lists, announcements and other pages are refused with words for people."""
    with pytest.raises(MinutesError) as refused:
        minutes.read(NO_MINUTES[name].encode(), name)
    assert str(refused.value).startswith(f"{name} does not read as minutes: found no ")


def test_everything_missing_is_said_at_once() -> None:
    """A person is told all that is missing, not the first."""
    with pytest.raises(MinutesError) as refused:
        minutes.read(b"<p>hello</p>", "page.html")
    assert refused.value.missing == ("date (日時)", "agenda (議題) or speeches (発言)")
