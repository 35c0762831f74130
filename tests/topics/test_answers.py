"""Answers: what of the list, or of a later meeting, may have answered a promise."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from archiver import minutes, topics
from archiver.model import Answer, HeldMeeting, MessageText, ThreadText
from archiver.topics.answers.following import SURE
from tests.topics.officers import cases

PAGE = """役員会 会議録
日時
平成23年6月20日 12時00分から13時00分
議題
議題1 予算について
(事務局)
研修会の旅費の内訳を7月20日までに送付する。
(甲市)
住民票の様式の変更を検討する。
"""
LATER = """役員会 会議録
日時
平成23年11月1日 12時00分から13時00分
議題
議題1 研修会の旅費について
(事務局)
前回お尋ねのあった旅費の内訳を報告した。
(甲市)
防災訓練の日程を伺いたい。
"""


def held(page: str, slug: str) -> HeldMeeting:
    return HeldMeeting(slug=slug, meeting=minutes.read(page.encode(), "page.txt"))


MEETING = held(PAGE, "2011-06-20")


def talk(name: str, subject: str, *mails: tuple[str, str], on: date = date(2011, 7, 4)) -> ThreadText:
    """A thread of (sender, text), one a day."""
    sent = datetime.combine(on, time(3), UTC)
    return ThreadText(
        thread=name,
        messages=tuple(
            MessageText(
                key=f"{name}{at}", subject=subject, own=own, sent=sent + timedelta(days=at), sender=sender
            )
            for at, (sender, own) in enumerate(mails)
        ),
    )


def answered(*threads: ThreadText, meetings: tuple[HeldMeeting, ...] = (MEETING,)) -> list[Answer]:
    """What answers the first promise, beside ordinary traffic."""
    promises = minutes.followed(meetings)
    found = topics.answers((*threads, *cases()["first"][0]), meetings, promises)
    return [each for each in found if each.promise == promises[0].key]


KEPT = talk(
    "kept",
    "研修会の旅費の内訳",
    ("乙町", "内訳はいつごろになりますか。"),
    ("事務局 庶務係", "お待たせしました。旅費の内訳を添付のとおり送付します。"),
)


def test_the_owner_who_sends_it_answers() -> None:
    """The message that sends it, not the one that asks for it; words, sender and sentence are the evidence."""
    (answer,) = answered(KEPT)
    assert (answer.thread, answer.message) == ("kept", "kept1")
    assert answer.score >= SURE
    assert [each.split(":")[0] for each in answer.evidence] == ["words", "owner", "says"]
    assert "旅費" in answer.evidence[0] and "内訳" in answer.evidence[0]


def test_the_sentence_stands_as_it_was_written() -> None:
    """Neither letters nor widths are folded in what a person is shown."""
    (answer,) = answered(talk("kept", "旅費", ("事務局", "研修会の旅費の内訳をＰＤＦとExcelで送付します！")))
    assert answer.evidence[-1] == "says: 「研修会の旅費の内訳をＰＤＦとExcelで送付します！」"


def test_who_only_asks_does_not_answer() -> None:
    """A question with all the words of the promise is at most proposed; so is the owner's promise to do it later."""
    asked = talk("asked", "研修会の旅費の内訳", ("乙町", "研修会の旅費の内訳はいつ送付されますか。"))
    assert all(each.score < SURE for each in answered(asked))
    again = talk(
        "again", "旅費について", ("事務局", "研修会の旅費の内訳は、改めてお送りします。"), ("乙町", "はい。")
    )
    assert answered(again) == [] or answered(again)[0].score < answered(KEPT)[0].score


def test_the_owner_answers_who_asks_for_it() -> None:
    """The words of the promise stand in the question; the owner's reply below it only says that it is done."""
    asked = talk(
        "asked",
        "研修会の件",
        ("乙町", "役員会でお話のあった研修会の旅費の内訳を、当町でも使わせてください。"),
        ("事務局", "お待たせしました。作業が済みましたので添付のとおりお送りします。"),
    )
    (answer,) = answered(asked)
    assert (answer.message, answer.score >= SURE) == ("asked1", True)


def test_what_was_said_before_the_meeting_answers_nothing() -> None:
    """Nor does what comes more than a year later."""
    for day in (date(2011, 6, 10), date(2013, 1, 10)):
        early = talk("early", "研修会の旅費の内訳", ("事務局", "研修会の旅費の内訳を送付します。"), on=day)
        assert answered(early) == []


def test_other_mail_of_the_owner_answers_nothing() -> None:
    """The secretariat sends many things."""
    other = talk("other", "名簿の送付", ("事務局", "役員名簿を添付のとおり送付します。ご確認ください。"))
    assert answered(other) == []


def test_a_later_meeting_reports() -> None:
    """The item of the later meeting, with the sentence that says so; what it does not speak of stays unreported."""
    meetings = (MEETING, held(LATER, "2011-11-01"))
    promises = minutes.followed(meetings)
    answers = topics.answers((), meetings, promises)
    found = [(each.promise, each.reported_in, each.reported_item) for each in answers]
    assert (promises[0].key, "2011-11-01", 1) in found
    assert promises[1].key not in {key for key, _, _ in found}


def test_the_order_of_threads_changes_nothing() -> None:
    """Threads are heard as they come; the answers are the same."""
    second = talk("second", "旅費", ("事務局", "研修会の旅費の内訳の訂正を送付します。"))
    assert answered(KEPT, second) == answered(second, KEPT)
