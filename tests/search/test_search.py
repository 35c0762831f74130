"""Search finds exactly what is there: proved on a real FTS5 table against a brute-force scan of the folded text."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import search
from archiver.search.snippet import highlight, snippet
from archiver.text import fold, join_lines

TODAY = date(2011, 12, 5)

PARTS = (
    "自治体クラウド 共同化 共同利用 議題 情報交換会議 役員会 日程 平成23年度 資料4 11月1日 サーバー サーバ ﾃﾞｰﾀｾﾝﾀｰ ㈱ 髙 ① "
    "、 。 「 」 ・ の を に は が で と J-LIS ASP 2011/11/1 H23.6.20 abc Re: です ます\n > 々 〆切 データ 会 議 題 員"
).split(" ")


def text_of(seed: int) -> str:
    """A text of committee words, wrapped anywhere as office mail is."""
    chooser = random.Random(seed)
    text = "".join(chooser.choice(PARTS) for _ in range(chooser.randint(5, 60)))
    at = chooser.randint(0, len(text))
    return f"{text[:at]}\n{text[at:]}"


TEXTS = [text_of(seed) for seed in range(400)]
FOLDED = [fold(join_lines(text)) for text in TEXTS]


@pytest.fixture(scope="module")
def index() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5(subject, own, quoted, people, names, content='', tokenize='ascii')"
    )
    connection.executemany(
        "INSERT INTO search(rowid, own) VALUES (?, ?)",
        [(n, search.tokens(text)) for n, text in enumerate(TEXTS)],
    )
    yield connection
    connection.close()


def found(index: sqlite3.Connection, query: str) -> set[int]:
    match = search.compile(query, TODAY).match
    return {number for (number,) in index.execute("SELECT rowid FROM search WHERE search MATCH ?", [match])}


def scanned(query: str) -> set[int]:
    wanted = fold(query)
    return {number for number, text in enumerate(FOLDED) if wanted in text}


CJK_QUERIES = sorted(
    {
        part[at : at + length]
        for part in (
            "自治体クラウド",
            "情報交換会議の議題",
            "共同化共同利用",
            "役員会議題",
            "データセンタ",
            "々",
            "平成",
            "会議",
        )
        for length in (1, 2, 3, 4, 7)
        for at in range(len(part) - length + 1)
    }
)


@pytest.mark.parametrize("query", CJK_QUERIES)
def test_recall_and_precision_are_one(index: sqlite3.Connection, query: str) -> None:
    """A query of CJK characters finds every text that holds it, and no other."""
    assert found(index, query) == scanned(query)


def test_random_substrings(index: sqlite3.Connection) -> None:
    """The same for any run of CJK characters that stands anywhere in the texts."""
    chooser = random.Random(7)
    tried = 0
    while tried < 2000:
        text = chooser.choice(FOLDED)
        at = chooser.randrange(len(text))
        query = text[at : at + chooser.randint(1, 6)]
        if not all(search.tokens(each).strip() and not each.isascii() for each in query) or query.endswith(
            "ー"
        ):
            continue
        tried += 1
        assert found(index, query) == scanned(query), query


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ｸﾗｳﾄﾞ", "自治体クラウド"),
        ("クラウド", "自治体ｸﾗｳﾄﾞ"),
        ("クラウド", "自治体クラ\n> ウド"),
        ("高橋", "髙橋"),
        ("(株)", "㈱見本"),
        ("サーバー", "サーバの更新"),
        ("サーバ", "サーバーの更新"),
        ("J-LIS", "j-lis から"),
        ("2011/11/1", "2011/11/1に"),
        ("平成23年", "平成２３年度"),
        ("資料4", "資料４について"),
        ("ＡＳＰ", "asp方式"),
        ("clou*", "Cloud adoption"),
        ("「議題の件」", "議題の件です"),
    ],
)
def test_found_in_the_forms_in_which_people_write(query: str, text: str) -> None:
    """Widths, kana forms, variants, long vowels, numbers and identifiers are seen through."""
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("資料4", "資料40"),
        ("clou", "Cloud"),
        ("議題", "会議。題名"),
        ("a -b", "a b"),
        ("「a b」", "b a"),
        ("件名:会", "会"),
    ],
)
def test_not_found(query: str, text: str) -> None:
    """Numbers and words end where they end; phrases do not cross a full stop; a minus leaves out."""
    assert not finds(query, text)


def finds(query: str, text: str) -> bool:
    connection = sqlite3.connect(":memory:")
    connection.execute(
        "CREATE VIRTUAL TABLE search USING fts5(subject, own, quoted, people, names, content='', tokenize='ascii')"
    )
    connection.execute("INSERT INTO search(rowid, own) VALUES (1, ?)", [search.tokens(text)])
    match = search.compile(query, TODAY).match
    return bool(connection.execute("SELECT 1 FROM search WHERE search MATCH ?", [match]).fetchone())


@pytest.mark.parametrize(
    ("query", "field", "value"),
    [
        ("差出人:会長", "from", "会長"),
        ("from:kaicho@fukagawa.example", "from", "kaicho@fukagawa.example"),
        ("以降:平成23年10月", "since", "2011-10-01"),
        ("after:2011-10-05", "since", "2011-10-05"),
        ("before:2011-10", "before", "2011-10-01"),
        ("以前:2011-10", "before", "2011-11-01"),
        ("before:先月", "before", "2011-11-01"),
        ("添付:あり", "has", "attachment"),
        ("in:minutes", "in", "minutes"),
        ("種別:メール", "in", "mail"),
        ("is:unanswered", "is", "unanswered"),
        ("議題:クラウド", "topic", "クラウド"),
        ("会議:2011-06-20", "meeting", "2011-06-20"),
    ],
)
def test_filters_in_both_languages(query: str, field: str, value: str) -> None:
    """Operators are understood in Japanese and in English."""
    compiled = search.compile(query, TODAY)
    assert [(each.field, each.value) for each in compiled.filters] == [
        (field, value)
    ] and compiled.match == ""


@pytest.mark.parametrize("query", ["has:nothing", "after:someday", "is:x"])
def test_what_is_not_understood_is_searched_as_words(query: str) -> None:
    """A field whose value means nothing is said, and searched as a word."""
    compiled = search.compile(query, TODAY)
    assert compiled.notes and compiled.match and not compiled.filters


def test_only_words_to_leave_out() -> None:
    """`-x` alone is everything without x."""
    compiled = search.compile("-日程", TODAY)
    assert compiled.match == "" and compiled.exclude == '"日程"'


GARBAGE = st.lists(
    st.sampled_from(
        [
            *'"()-*:^{}+,;\\/%_<>=!?&|~`\0\n',
            " OR ",
            " AND ",
            " NOT ",
            "NEAR(",
            "議",
            "題",
            "ー",
            "a",
            "件名:",
            "-",
            "「",
            "」",
            "“",
        ]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=500, deadline=None)
@given(query=st.one_of(GARBAGE, st.text(max_size=60)))
def test_nothing_typed_is_an_error(index: sqlite3.Connection, query: str) -> None:
    """Whatever is typed compiles to something that FTS5 runs."""
    compiled = search.compile(query, TODAY)
    for expression in (compiled.match, compiled.exclude, search.table_query(query)):
        if expression:
            index.execute("SELECT count(*) FROM search WHERE search MATCH ?", [expression]).fetchone()


def test_a_query_is_bounded() -> None:
    """A query of a megabyte is cut, and says so."""
    assert search.compile("議題 " * 200_000, TODAY).notes


def test_snippets_mark_the_original_text() -> None:
    """The marks stand on what the sender wrote: half-width kana, broken lines, compatibility forms."""
    text = "本日はｸﾗｳ\n> ﾄﾞ、㈱見本の件です。"
    assert ("ｸﾗｳ\n> ﾄﾞ", True) in highlight(text, ["クラウド"])
    assert ("㈱", True) in highlight(text, ["(株)", "株"])
    assert "".join(piece for piece, _ in highlight(text, ["クラウド", "件"])) == text


def test_a_snippet_shows_the_densest_place() -> None:
    """The window holds most of the words, and says where it was cut."""
    text = "題" + "あ" * 500 + "議題と日程" + "い" * 500
    pieces = snippet(text, ["題", "議題", "日程"], 60)
    assert pieces[0] == ("…", False) and pieces[-1] == ("…", False)
    assert [piece for piece, marked in pieces if marked] == ["議題", "日程"]


@settings(max_examples=300, deadline=None)
@given(text=st.text(max_size=200), word=st.text(min_size=1, max_size=4))
def test_highlighting_loses_nothing(text: str, word: str) -> None:
    """The pieces are the text."""
    assert "".join(piece for piece, _ in highlight(text, search.compile(word, TODAY).highlights)) == text
