"""Answers of a whole archive to what finds more than is counted: the conditions hold for every one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.pipeline.showing.searching import Found, find
from archiver.store.archive import opened
from archiver.store.finding import few
from archiver.store.finding.searching import MOST_COUNTED
from tests.mails import mail
from tests.pipeline.archives import office

MANY = MOST_COUNTED + 20
NOW = datetime(2012, 1, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    """A thousand mails of one sender, of which one has the word in its subject; a few of another, all with it."""
    made = office(
        tmp_path_factory.mktemp("answers") / "office",
        *(mail(f"a{n}", subject=f"連絡{n}", text=f"予算の件 {n}", sender="山田　太郎 <a@a.example>", day=n / 100) for n in range(MANY)),
        mail("told", subject="予算", text="予算の件", sender="山田　太郎 <a@a.example>", day=1),
        *(mail(f"b{n}", subject="予算", text="予算の件", sender="B <b@b.example>", day=20 + n) for n in range(5)),
        mail("apart", subject="別件", text="別の件", sender="松本町　子 <c@c.example>", day=40),
        mail("late", subject="遅れて来た件", text="予算の件", sender="B <b@b.example>", day=-3),
    )  # fmt: skip
    with opened(made.settings.archive) as connection:
        yield connection


def ask(connection: sqlite3.Connection, query: str, sort: str = "best") -> Found:
    return find(connection, query, sort=sort, limit=30, offset=0, now=NOW)


def test_a_condition_holds_above_the_cap_too(archive: sqlite3.Connection) -> None:
    """Who has the word in the subject comes first, but only of those who were asked for."""
    found = ask(archive, "差出人:山田 予算")
    assert found.is_capped and found.results[0].message_id == "told@test.example"
    assert {result.sender for result in found.results} == {"山田　太郎"}


@pytest.mark.parametrize("query", ["差出人:山田太郎", "山田太郎", "差出人:「山田太郎」"])
def test_a_name_is_found_with_a_blank_in_it(archive: sqlite3.Connection, query: str) -> None:
    """As most people write their own name."""
    assert ask(archive, query).is_capped


@pytest.mark.parametrize("query", ["松本町子", "差出人:松本町子", "松本町子 件", "別の件 OR 松本町子"])
def test_a_given_name_of_one_character_is_found_behind_its_blank(
    archive: sqlite3.Connection, query: str
) -> None:
    """Beginnings of one character are only looked for where somebody's name begins as the word does."""
    assert [result.message_id for result in ask(archive, query).results] == ["apart@test.example"]
    assert not ask(archive, query.replace("松本", "杉本").replace("別の件 OR ", "")).results


def test_what_finds_little_finds_the_same_in_one_walk(
    archive: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With words, phrases, conditions, and what may not be: as kind by kind, in the same order."""
    queries = (
        *(
            "「別の件」",
            "別の件 -予算",
            "「予算の件」 リスト:example",
            "遅れて来た 予",
            "差出人:松本町子 件 -予",
            "「予算の件 1」",
        ),
        *(
            "「予算の件」 以降:2011-07",
            "件 -「予算の件」",
            "別件 OR 「遅れて来た件」",
            "遅れて来た件 -年:2011",
            "来た 予算 件",
        ),
    )
    sorts = ("best", "newest")
    at_once = [ask(archive, query, sort).results for query in queries for sort in sorts]
    monkeypatch.setattr(few, "_MOST", -1)
    monkeypatch.setattr(few, "_MOST_LOOKED_UP", -1)
    assert at_once == [ask(archive, query, sort).results for query in queries for sort in sorts]
    assert sum(map(bool, at_once)) >= len(at_once) / 2


def test_words_to_leave_out_stand_alone(archive: sqlite3.Connection) -> None:
    """What does not hold a word is found by that alone, and with filters, phrases and single characters beside it."""
    for query in (
        "-予算 種別:メール",
        "-「予算の件」 種別:メール",
        "-予 種別:メール",
        "件 -予 -会議 種別:メール",
    ):
        assert [result.message_id for result in ask(archive, query).results] == ["apart@test.example"], query
    assert ask(archive, "-別件 種別:メール").is_capped


def test_the_newest_first_whatever_came_last(archive: sqlite3.Connection) -> None:
    """Dates count, not the order of arrival, and the first of more than are counted are certain."""
    dates = [result.date for result in ask(archive, "予算", "newest").results]
    assert len(dates) == 30 and dates == sorted(dates, reverse=True) and dates[0].startswith("2011-07-25")


def test_old_mail_that_comes_late_does_not_pass_for_the_newest(tmp_path: Path) -> None:
    """Who brings in the years before when the archive stands already still sees the newest first, in every period."""
    made = office(tmp_path / "office", *(mail(f"a{n}", text="予算の件", day=n / 100) for n in range(MANY)))
    made.receive(*(mail(f"b{n}", text="予算の件", day=n - 1030) for n in range(MANY)))
    made.build()
    asked = {"予算": "0/9", "予算 以前:2011-06": "0/2011-07", "予 年:2010": "2010/2011"}
    with opened(made.settings.archive) as connection:
        for query, period in asked.items():
            dates = [date for (date,) in connection.execute(_NEWEST, period.split("/"))]
            found = ask(connection, f"{query} 種別:メール", "newest")
            assert [result.date for result in found.results] == dates, query
            assert found.is_capped is (query != "予 年:2010") and found.count == (
                1000 if found.is_capped else 365
            )


_NEWEST = "SELECT date FROM messages WHERE date >= ? AND date < ? ORDER BY date DESC LIMIT 30"


def test_a_period_has_exactly_its_mails(archive: sqlite3.Connection) -> None:
    """Before the first day, on one day, after the last."""
    assert [result.message_id for result in ask(archive, "以前:2011-06 種別:メール").results] == [
        "late@test.example"
    ]
    assert ask(archive, "以降:2011-07-21 予算").count == 5
    assert ask(archive, "年:2012 予算").count == 0


def test_a_year_before_the_year_1000_comes_before_all_mail(archive: sqlite3.Connection) -> None:
    """Who types 0987 asks for everything since, and not for what a text that begins with 9 comes before."""
    assert ask(archive, "別件 after:0987-01-01").count == 1


FILE = """--b
Content-Type: text/plain; charset=utf-8

場所はどこですか？
--b
Content-Type: text/plain; name=shiryo-plan.txt
Content-Disposition: attachment; filename=shiryo-plan.txt

添付の本文
--b--"""


def test_conditions_that_the_vocabulary_knows(tmp_path: Path) -> None:
    """What waits for an answer, and what brings files, whatever stands beside the condition; until the answer comes."""
    asks = "予算の件はどこに書いてありますか？"
    made = office(
        tmp_path / "office",
        *(mail(name, subject="伺い", text=asks, day=day) for day, name in enumerate(("a", "b"))),
        mail("c", answers="a", text="予算の件は別紙にあります。", sender="B <b@b.example>", day=3),
        mail("d", text=FILE, day=4).replace(
            b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=b", 1
        ),
    )

    def found(query: str) -> str:
        with opened(made.settings.archive) as connection:
            answer = ask(connection, query)
        assert answer.count == len(answer.results)
        return " ".join(sorted(each.message_id[0] for each in answer.results if each.message_id))

    for query in ("予", "「予算の件」", "予算の件 予", "件名:伺い"):
        assert found(f"is:unanswered {query}") == "b" and found(f"-is:unanswered {query}")[0] == "a", query
    for query in ("", "-別紙", "-「別紙に」", "(予 OR 議題)"):
        assert found(f"is:unanswered 種別:メール {query}") == "b d", query
    assert found("in:attachments 本文") == "d" and found("in:attachments 予算") == ""
    assert found("is:unanswered") == found("状態:未回答 種別:メール") == "b d"
    assert (
        found("has:attachment")
        == found("添付:shiryo")
        == found("file:plan")
        == found("is:unanswered file:sh")
        == "d"
    )
    assert found("添付:あり 予算") == found("file:hiryo") == found("file:plan 予算") == ""
    assert found("-file:shiryo -添付:あり 種別:メール") == found("-has:attachment in:mail") == "a b c"
    made.receive(mail("e", answers="b", text="別紙です。", sender="B <b@b.example>", day=6))
    made.build()
    assert found("is:unanswered 予算") == "" and found("-is:unanswered 予算 種別:メール") == "a b c"
    assert made.findings() == []


NEAR = ["情報効換会議", "情報換会議", "情報交交換会議", "情報交換会儀"]


@pytest.mark.parametrize("query", NEAR)
def test_a_slip_of_the_keyboard_is_put_right(archive: sqlite3.Connection, query: str) -> None:
    """A letter too few, too many or another: what stands here and differs in that alone."""
    assert ("alike", "情報交換会議") in [
        (each.kind, each.text) for each in ask(archive, query).near if each.count
    ]


def test_the_other_kana_are_tried(archive: sqlite3.Connection) -> None:
    """An input method that was not asked to convert leaves the word in hiragana; nothing is said that is not here."""
    assert "クラウド" in [each.text for each in ask(archive, "くらうど").near if each.count]
    assert [each.text for each in ask(archive, "ヨヤク").near] == ["ヨヤク"]


def test_what_is_left_out_may_be_why_nothing_is_found(archive: sqlite3.Connection) -> None:
    """As conditions may."""
    found = ask(archive, "予算 -の件 種別:メール -「予算」")
    assert [each.kind for each in found.near][:1] == ["no-filters"] and found.near[0].text == "予算"


def test_of_conditions_it_is_said_which_holds_for_nothing(archive: sqlite3.Connection) -> None:
    """Who narrows too far sees by what, and every way out once."""
    found = [(each.text, each.count) for each in ask(archive, "団体:深川市 年:2012 予算").near]
    assert found == [("予算", 1000), ("団体:深川市", 0), ("年:2012", 0)]
    assert [each.text for each in ask(archive, "差出人:だれか").near] == ["差出人:だれか"]
    found = [(each.text, each.count) for each in ask(archive, "別件 -in:mail リスト:yakuin").near]
    assert found == [("別件", 1), ("-in:mail", 20), ("リスト:yakuin", 1000)]


def test_a_time_that_nothing_has_come_in_is_said_and_read_as_of_the_end(archive: sqlite3.Connection) -> None:
    """Whoever asks an archive that ended for 先月 learns that it has nothing then, and what its own 先月 has."""
    found = [(each.kind, each.text, bool(each.count)) for each in ask(archive, "予算 来期 先月").near]
    assert ("condition", "期間:先月", False) in found and ("term", "先月", False) not in found
    (then, *_) = ask(archive, "予算 期間:先月").near
    assert (then.kind, then.text, then.day) == ("then", "予算 期間:2011-07", "2011-08-10") and then.count
    assert ask(archive, then.text).count == then.count
    (meant, *_) = ask(archive, "8月10日").near
    assert (meant.kind, meant.text) == ("meant", "期間:8月10日") and meant.count


def test_a_suggestion_stands_at_its_first_place(archive: sqlite3.Connection) -> None:
    """What is near two words of a question is said once, beside the first of them."""
    texts = [each.text for each in ask(archive, "情報効換会議 ヨヤク 情報換会議").near]
    assert texts == ["情報効換会議", "情報交換会議", "ヨヤク", "情報換会議"]
