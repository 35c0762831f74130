"""What a person types is understood, or said not to be; it is never an error."""

from __future__ import annotations

import random
from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import search
from archiver.search.dates import period
from archiver.search.expressions import own
from tests.search.indexed import TODAY, Index

WORDS = ("会議", "日程", "予算", "cloud")
SUBSETS = [set(each) for size in range(len(WORDS) + 1) for each in combinations(WORDS, size)]
SETS = Index(["、".join(sorted(each)) for each in SUBSETS])

Answer = tuple[str, frozenset[int]]
"""A query, and the texts of `SETS` that it has to find."""


def plain(word: str) -> Answer:
    return word, frozenset(number for number, each in enumerate(SUBSETS) if word in each)


def joined(parts: list[Answer], sign: str) -> Answer:
    texts, found = zip(*parts, strict=True)
    sets = found[0].intersection(*found[1:]) if sign == " " else found[0].union(*found[1:])
    return f"({sign.join(texts)})", sets


def negated(part: Answer) -> Answer:
    return f"-{part[0]}", frozenset(range(len(SUBSETS))) - part[1]


ANSWERS = st.recursive(
    st.sampled_from(WORDS).map(plain),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: joined(parts, " ")),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: joined(parts, " OR ")),
        st.one_of(
            st.sampled_from(WORDS).map(plain),
            st.lists(inner, min_size=1, max_size=2).map(lambda parts: joined(parts, " ")),
        ).map(negated),
    ),
    max_leaves=10,
)


@settings(max_examples=400, deadline=None)
@given(ANSWERS)
def test_and_or_not_and_parentheses_mean_what_they_say(answer: Answer) -> None:
    """Every way of putting them together finds just the right texts, NOT alone and NOT beside OR too."""
    query, expected = answer
    assert SETS.find(query) == expected


@pytest.mark.parametrize(
    ("query", "same"),
    [
        ("会議 日程", "会議　日程"),
        ("会議 AND 日程", "会議 日程"),
        ("会議 NOT 日程", "会議 -日程"),
        ("会議 －日程", "会議 -日程"),
        ("会議 ＯＲ 日程", "会議 OR 日程"),
        ("（会議 OR 日程） 予算", "(会議 OR 日程) 予算"),
        ("会議 (日程 OR 予算", "会議 (日程 OR 予算)"),
        ("会議) 日程", "会議 日程"),
        ("会議 OR", "会議"),
        ("OR 会議", "会議"),
        ("AND AND 会議", "会議"),
        ("会議 NOT", "会議"),
        ("件名:(会議 OR 日程)", "件名:会議 OR 件名:日程"),
        ("ｆｒｏｍ：会長", "from:会長"),
        ("FROM:会長", "差出人:会長"),
        ('from:"会長"', "差出人:会長"),
    ],
)
def test_ways_to_write_the_same(query: str, same: str) -> None:
    """Full-width signs are signs; what is left open is closed; what stands alone is passed over."""
    one, other = search.compile(query, TODAY), search.compile(same, TODAY)
    assert one.filters == other.filters
    assert SETS.find(query) == SETS.find(same)


FILTERS = [
    ("list:yakuin", "list yakuin"),
    ("議題:クラウド", "topic クラウド"),
    ("会議:2011-06-20", "meeting 2011-06-20"),
    ("会議:平成23年6月20日", "meeting 2011-06-20"),
    ("meeting:2011/6", "meeting 2011-06"),
    ("year:2011", "since 2011-01-01, before 2012-01-01"),
    ("年:平成23年度", "since 2011-04-01, before 2012-04-01"),
    ("以降:平成23年10月", "since 2011-10-01"),
    ("after:2011-10-05", "since 2011-10-05"),
    ("before:2011-10", "before 2011-10-01"),
    ("以前:2011-10", "before 2011-11-01"),
    ("before:先月", "before 2011-11-01"),
    ("has:attachment", "has attachment"),
    ("添付：あり", "has attachment"),
    ("in:minutes", "in minutes"),
    ("種別:メール", "in mail"),
    ("is:unanswered", "is unanswered"),
    ("-年:2011", "not within 2011-01-01/2012-01-01"),
    ("NOT has:attachment", "not has attachment"),
    ("(list:yakuin has:attachment)", "list yakuin, has attachment"),
    ("団体:深川市", "organisation 深川市"),
    ("organization:深川市", "organisation 深川市"),
    ("期間:2011-07〜2011年9月", "since 2011-07-01, before 2011-10-01"),
    ("-date:2011-07..2011-09", "not within 2011-07-01/2011-10-01"),
    ("種別:添付", "in attachments"),
    ("状態:返事なし", "is unanswered"),
    ("-list:yakuin", "not list yakuin"),
]


@pytest.mark.parametrize(("query", "filters"), FILTERS)
def test_filters_in_both_languages(query: str, filters: str) -> None:
    """A field becomes a condition, its value folded, its dates in ISO 8601."""
    compiled = search.compile(query, TODAY)
    found = [f"{'not ' * each.is_excluded}{each.field} {each.value}" for each in compiled.filters]
    assert ", ".join(found) == filters
    assert not (compiled.scored or compiled.exclude or compiled.exclude_words or compiled.notes)


NAMES = [
    ("差出人:会長", 'people : ("会長")'),
    ("差出人:髙橋", 'people : ("高橋")'),
    ("from:Kaicho@fukagawa", 'people : ("kaicho fukagawa"*)'),
    ("to:kai", 'recipients : ("kai"*)'),
    ('宛先:"kai"', 'recipients : ("kai")'),
    ("ファイル:資料.xls", 'names : ("資料 料 xls"*)'),
    ("添付:見積", 'names : ("見積")'),
]


@pytest.mark.parametrize(("query", "match"), NAMES)
def test_names_of_people_and_files_are_looked_up_in_their_columns(query: str, match: str) -> None:
    """As conditions: nothing is ranked or marked by them; the last word may go on, but for quotation marks."""
    compiled = search.compile(query, TODAY)
    assert compiled.match == match and compiled.conditions == ((0, len(query)),)
    assert not (compiled.scored or compiled.highlights or compiled.terms or compiled.notes)
    excluded = search.compile(f"-{query}", TODAY)
    assert excluded.exclude == match and excluded.conditions == ((0, len(query) + 1),)


@pytest.mark.parametrize(
    ("query", "match"),
    [
        ("from:会長 OR 日程", '(people : ("会長") OR "日程")'),
        ("-(file:資料 日程)", ""),
        ("件名:日程 OR 予算", '(subject : ("日程") OR "予算")'),
    ],
)
def test_fields_among_alternatives_look_in_the_index(query: str, match: str) -> None:
    """A filter would hold for the whole query: beside OR, and in what is left out, a field is a column."""
    compiled = search.compile(query, TODAY)
    assert own(compiled.scored) == match and not compiled.filters and not compiled.notes


@pytest.mark.parametrize(
    "query",
    [
        "has:nothing",
        "after:someday",
        "after:9999-12",
        "is:x",
        "year:23",
        "after:2011-13",
        "in:mail OR 会議",
        "-is:own",
    ],
)
def test_what_is_not_understood_is_said_and_searched_as_words(query: str) -> None:
    """A field whose value means nothing where it stands is a word."""
    compiled = search.compile(query, TODAY)
    assert any(note.kind == "not-understood" for note in compiled.notes)
    assert (compiled.scored or compiled.exclude or compiled.exclude_words) and not compiled.filters


def test_a_field_nobody_knows_is_a_word() -> None:
    """An address of a page has a colon and is no field."""
    assert own(search.compile("http://fukagawa.example/a", TODAY).match) == '"http fukagawa example a"'


def test_own_words_only() -> None:
    """is:own looks at what the author wrote, for the words to leave out too."""
    index = Index([("", "会議")])
    index.add("", "", "会議")
    assert index.find("会議") == {0, 1} and index.find("会議 is:own") == {0}
    assert index.find("-会議") == set() and index.find("-会議 is:own") == {1}
    assert index.find("会議 -from:own") == {0, 1}


@pytest.mark.parametrize(
    "piece", ["よろしく", "くお願い", "お願", "よろしくお願", "お、よ", "会議のク", "list/の件"]
)
def test_own_words_of_any_script(piece: str) -> None:
    """Whatever scripts a phrase goes through, it is told whether it stands in what was quoted alone."""
    text = "会議のクラウドの件です。よろしくお願いします。そのお、よその list の件"
    index = Index([("", text)])
    index.add("", "返事", text)
    assert index.find(f"「{piece}」") == {0, 1} and index.find(f"「{piece}」 is:own") == {0}


def test_own_words_by_one_character_and_by_their_beginning() -> None:
    """What the vocabulary answers knows quotes too."""
    index = Index([("", "会議 clouds"), ("会", "")])
    index.add("", "日程", "会議 clouds")
    for query in ("会", "clou*", "clouds"):
        assert index.find(f"{query} is:own") == index.find(query) - {2} and 2 in index.find(query)
    assert index.find("-会 is:own") == {2}


@pytest.mark.parametrize(
    "query", ["自治体 OR 会", "会 OR 自治体 OR clou*", "(自治体 OR 会) 日程", "-(自治体 OR 会)"]
)
def test_alternatives_of_one_character_and_more(query: str) -> None:
    """Each is looked for in the index that is quick at it, and what either finds is found."""
    compiled = search.compile(query, TODAY)
    assert compiled.either or compiled.exclude_words
    index = Index(["自治体 日程", "会議", "clouds", ("会", "日程"), "日程"])
    words = {"自治体 OR 会": {0, 1, 3}, "会 OR 自治体 OR clou*": {0, 1, 2, 3}, "(自治体 OR 会) 日程": {0, 3}}
    assert index.find(query) == words.get(query, {2, 4})


def test_only_words_to_leave_out() -> None:
    """`-x` alone is everything without x: the store subtracts."""
    compiled = search.compile("-日程", TODAY)
    assert compiled.match == "" and own(compiled.exclude) == '"日程"' and not compiled.is_empty()


@pytest.mark.parametrize("query", ["★", "-", "()", '""', "* ^ :", "-★", "OR", "NOT"])
def test_nothing_to_search_for_is_said(query: str) -> None:
    """Signs alone find nothing, and the answer says why."""
    compiled = search.compile(query, TODAY)
    assert compiled.is_empty() and compiled.notes == (search.Note("no-words"),)


def test_an_empty_query_says_nothing() -> None:
    """No words, no complaint."""
    assert search.compile(" 　\n", TODAY) == search.Query()


@pytest.mark.parametrize(
    ("text", "first", "end"),
    [
        ("2011", "2011-01-01", "2012-01-01"),
        ("平成23年", "2011-01-01", "2012-01-01"),
        ("平成元年", "1989-01-01", "1990-01-01"),
        ("h23", "2011-01-01", "2012-01-01"),
        ("2011-10", "2011-10-01", "2011-11-01"),
        ("2011年12月", "2011-12-01", "2012-01-01"),
        ("2011/2/28", "2011-02-28", "2011-03-01"),
        ("20111005", "2011-10-05", "2011-10-06"),
        ("h23.10.5", "2011-10-05", "2011-10-06"),
        ("今日", "2011-12-05", "2011-12-06"),
        ("yesterday", "2011-12-04", "2011-12-05"),
        ("先月", "2011-11-01", "2011-12-01"),
        ("今月", "2011-12-01", "2012-01-01"),
        ("昨年", "2010-01-01", "2011-01-01"),
        ("今年度", "2011-04-01", "2012-04-01"),
        ("昨年度", "2010-04-01", "2011-04-01"),
        ("平成23年度", "2011-04-01", "2012-04-01"),
        ("昨年秋", "2010-09-01", "2010-12-01"),
        ("去年の秋", "2010-09-01", "2010-12-01"),
        ("昨秋", "2010-09-01", "2010-12-01"),
        ("一昨年の冬", "2009-12-01", "2010-03-01"),
        ("2011年夏", "2011-06-01", "2011-09-01"),
        ("last-autumn", "2011-09-01", "2011-12-01"),
        ("last-winter", "2010-12-01", "2011-03-01"),
        ("this-winter", "2011-12-01", "2012-03-01"),
        ("昨年10月", "2010-10-01", "2010-11-01"),
        ("去年の12月5日", "2010-12-05", "2010-12-06"),
        ("10月", "2011-10-01", "2011-11-01"),
        ("12月6日", "2010-12-06", "2010-12-07"),
        ("先々月", "2011-10-01", "2011-11-01"),
        ("先週", "2011-11-28", "2011-12-05"),
        ("おととい", "2011-12-03", "2011-12-04"),
        ("令和元年", "2019-01-01", "2020-01-01"),
    ],
)
def test_periods(text: str, first: str, end: str) -> None:
    """Days, months, years and years of account, in both calendars."""
    found = period(text, TODAY)
    assert found and (found.first.isoformat(), found.end.isoformat()) == (first, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "23",
        "昨",
        "13月",
        "去年の2月30日",
        "秋",
        "2011-13",
        "2011-2-30",
        "9999",
        "0000",
        "平成",
        "平成23年度10月",
        "元",
        "ｘ",
    ],
)
@pytest.mark.parametrize("today", [date.min, date.max])
def test_no_period(text: str, today: date) -> None:
    """What names no day of the calendar is no period."""
    assert period(text, today) is None


@pytest.mark.parametrize(
    ("query", "highlights"),
    [
        ("議題 資料4 clou*", ("議題", "資料 4", "clou*")),
        ("サーバー", ("サーバー", "サーバ")),
        ("議題 -日程 NOT (予算 案)", ("議題",)),
        ("-(-日程)", ()),
        ("件名:議題 from:会長", ("議題",)),
    ],
)
def test_highlights(query: str, highlights: tuple[str, ...]) -> None:
    """Every form of what is looked for is marked, nothing that is left out."""
    assert search.compile(query, TODAY).highlights == highlights


@pytest.mark.parametrize(
    ("query", "expression"),
    [
        ("議題", '"議題"'),
        ("", '""'),
        ("-議題", '""'),
        ("from:会長", 'people : ("会長")'),
        ("after:先月", '"先月"'),
        ('"', '""'),
    ],
)
def test_datasettes_own_search_box(query: str, expression: str) -> None:
    """A table's search box takes words and columns; nothing that is typed there is an error."""
    assert own(search.table_query(query)) == expression


SIGNS = [
    *"\"()-*:^{}+,;\\/%_<>=!?&|~`'\0\n「」“（）＊：議題ー々aA1é★\ud800𠮷",
    *(
        " OR ",
        " AND ",
        " NOT ",
        "NEAR(",
        "NEAR/2",
        "件名:",
        "from:",
        "subject:(",
        "after:",
        "has:",
        "is:own ",
        "year:平成",
    ),
    *(
        "own:",
        "search:",
        "rowid:",
        "rank MATCH",
        "--",
        "2011/11/1",
        "サーバー更新",
        "((((",
        "))))",
        "-(",
        "x" * 70,
    ),
]


def test_nothing_typed_is_an_error() -> None:
    """20,000 strings of signs compile to what FTS5 runs, and to filters that SQL can bind."""
    index = Index(["議題a", "会議", ""])
    chooser = random.Random(11)
    for _ in range(20_000):
        assert_runs(index, "".join(chooser.choices(SIGNS, k=chooser.randint(1, 12))))


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_no_text_is_an_error(query: str) -> None:
    """The same for any characters at all."""
    assert_runs(SETS, query)


@pytest.mark.parametrize(
    "query",
    [
        "(" * 500,
        "(" * 249 + "議" + ")" * 249,
        "(a OR (b " * 50,
        "-(" * 160 + "議題",
        "a OR " * 100,
        "2011/11/1 OR " * 40,
        "サーバー更新とメモリー増設とプリンター " * 25,
        '"' * 500,
        "議" * 500,
        "件名:(" * 70 + "議",
        "議題 " * 200_000,
    ],
)
def test_a_query_is_bounded(query: str) -> None:
    """Depth, words and length have an end before FTS5's own."""
    assert_runs(SETS, query)


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("議題 " * 200_000, search.Note("long", "500")),
        ("a " * 51, search.Note("many-words", "50")),
        ("(" * 11 + "a", search.Note("deep", "10")),
    ],
)
def test_bounds_are_said(query: str, note: search.Note) -> None:
    """Whoever runs into a bound is told so."""
    assert note in search.compile(query, TODAY).notes


def assert_runs(index: Index, query: str) -> None:
    compiled = search.compile(query, TODAY)
    for expression in (compiled.match, compiled.exclude, compiled.scored, search.table_query(query)):
        if expression:
            index.matching(expression)
    for expression in (compiled.words, compiled.exclude_words):
        if expression:
            index.matching(expression, "search_words")
    index.connection.execute("SELECT ?", [repr([each.value for each in compiled.filters])]).fetchone()
    for each in compiled.filters:
        index.connection.execute("SELECT 'a' LIKE ?", [each.value]).fetchone()
