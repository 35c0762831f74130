"""Precision: what looks like a reason to place a thread and is none, and what people say shortly and mean."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

from archiver import topics
from archiver.model import AgendaItem, HeldMeeting, Meeting, Speech, ThreadText, Topic
from tests.topics.officers import Label, sure, talk

MAY = date(2023, 5, 18)
ITEMS = {
    "会費改定について": "児童数の減少により、一世帯年300円から400円に値上げしたい。",
    "登下校の見守り活動について": "旗当番の成り手がいない。国道の横断歩道が一番危ない。",
    "給食費の集金方法について": "口座振替の手数料を誰が負担するか。",
    "バザーの開催方法について": "値付けに時間がかかった。品物は事前に集めたい。",
    "その他": "体操服の再利用の箱について、森小から紹介があった。",
}
FEES = (
    Topic(slug="fees", title="会費", words=("会費", "納入")),
    Topic(slug="revision", title="会費改定", words=("会費改定", "値上げ"), items=("会費改定",)),
)


def held(day: date = MAY, **changes: str) -> HeldMeeting:
    """A committee of schools; `changes` gives items (`item4`) other titles."""
    titles = [changes.get(f"item{at}", title) for at, title in enumerate(ITEMS, 1)]
    items = tuple(
        AgendaItem(order=at, title=title, outcome="", text="", speeches=(Speech(speaker="森小", text=said),))
        for at, (title, said) in enumerate(zip(titles, ITEMS.values(), strict=True), 1)
    )
    number = 1 + (day - MAY).days // 50
    return HeldMeeting(
        slug=str(day),
        meeting=Meeting(
            title=f"令和5年度第{number}回運営委員会 議事録",
            date=day,
            start=None,
            end=None,
            place="",
            attendees=("会長(北小)", "東小", "西小", "森小", "事務局"),
            documents=(),
            agenda_items=items,
            opening=(),
            closing=(),
            inquiry="",
            flaws=(),
        ),
    )


def sure_of(*threads: ThreadText, meetings: tuple[HeldMeeting, ...] = (held(),)) -> set[Label]:
    return sure(topics.place(threads, meetings, FEES))


def mail(subject: str, *texts: str, days: int = 5) -> ThreadText:
    return talk(subject, *texts, on=MAY + timedelta(days=days))


def test_who_was_there_says_nothing_of_what_is_talked_of() -> None:
    """Every mail of 森小 says 森小です; that a speaker of an item is 森小 brings none of them there."""
    assert sure_of(mail("運動会", "森小です。運動会は雨のため森小の体育館に移りました。")) == set()


def test_one_common_word_is_not_enough() -> None:
    """方法 alone stands in two titles and in much else; with a word of the title's own it is the item's."""
    assert sure_of(mail("保存の方法", "写真の保存の方法を教えてください。")) == set()
    assert sure_of(mail("集金の方法", "給食費を口座から引く方法を教えてください。")) == {("t", "3")}


def test_a_longer_word_of_another_topic_is_that_topic_s() -> None:
    """会費改定 is not 会費; both, where both are said."""
    assert sure_of(mail("会費改定", "会費改定の時期はいつですか。")) == {("t", "1"), ("t", "revision")}
    paying = mail("会費の納入", "会費の納入は6月末までです。")
    assert ("t", "fees") in sure_of(paying)
    assert ("t", "revision") not in sure_of(paying)


def test_when_the_next_meeting_is_is_about_no_item() -> None:
    """A poll of dates tells what is on the agenda; where an item is about dates, it may be that."""
    poll = mail(
        "第2回運営委員会の日程調整", "候補日は7月11日、13日です。会費改定、給食費の集金方法を予定しています。"
    )
    assert sure_of(poll) == set()
    dates = mail("第2回運営委員会の日程調整", "候補日は7月11日、13日です。")
    assert ("t", "4") in sure_of(dates, meetings=(held(item4="運営委員会の日程について"),))


def test_the_number_of_another_body_s_meeting() -> None:
    """第2回理事会の議題3 is not ours, though we held a second meeting too."""
    meetings = (held(), held(MAY + timedelta(days=50)))
    named = mail("ご案内", "県の第2回理事会では議題3の説明をお願いします。", days=60)
    assert sure_of(named, meetings=meetings) == set()
    ours = mail("お願い", "第2回運営委員会の議題3の説明をお願いします。", days=60)
    assert sure_of(ours, meetings=meetings) == {("t", "3")}


def test_a_subject_that_says_nothing_gives_way_to_the_first_words() -> None:
    """質問 over 値上げの件ですが is about 値上げ."""
    asked = "お世話になります。\n値上げの件ですが、転入した世帯は月割りになりますか。"
    assert sure_of(mail("質問", asked)) == {("t", "1"), ("t", "revision")}
    assert sure_of(mail("転入の届け出", asked)) == set()


def test_one_late_remark_is_no_turn() -> None:
    """Two messages have to speak of an item before a thread turns to it."""
    opening = ("運動会の写真", "運動会の写真を集めます。", "送ります。", "ありがとうございます。")
    bazaar = "バザーの品物は事前に集め、値付けを済ませましょう。"
    assert sure_of(mail(*opening, bazaar)) == set()
    turned = mail(*opening, bazaar, "値付けは前日に、品物は10月から集めます。")
    assert sure_of(turned) == {("t", "4")}
    (found,) = topics.place([turned], [held()], FEES)
    assert found.evidence[-1] == "drift: 4"


def test_what_two_meetings_had_is_the_later_one_s() -> None:
    """A thread begun after the second meeting continues its item, and not the same item of the first."""
    meetings = (held(), held(MAY + timedelta(days=50)))
    found = topics.place([mail("会費改定", "会費改定と値上げの説明資料です。", days=60)], meetings, FEES)
    assert {each.meeting for each in found if each.agenda_item} == {meetings[1].slug}


def test_any_other_business_is_like_no_other_meeting_s() -> None:
    """その他 of two meetings have nothing in common but their title."""
    other = held(MAY - timedelta(days=50))
    lamps = tuple(
        dataclasses.replace(item, speeches=(Speech(speaker="西小", text="街灯の一覧を市に要望したい。"),))
        if item.order == 5
        else item
        for item in other.meeting.agenda_items
    )
    other = dataclasses.replace(other, meeting=dataclasses.replace(other.meeting, agenda_items=lamps))
    found = topics.place([mail("街灯", "暗い街灯の一覧です。", days=1)], (other, held()), ())
    assert not any(each.meeting == str(MAY) for each in found)


def test_two_things_in_one_subject() -> None:
    """Each of them leads to its item, though the thread is liker to the other."""
    both = mail(
        "バザーの値付けと見守り活動の当番",
        "バザーの品物は事前に集めて、値付けは前日に済ませます。見守りの旗当番は国道だけにします。",
    )
    assert sure_of(both) == {("t", "2"), ("t", "4")}


# --- a topic's words, and the items that belong to it ---


def things(*titles: str) -> tuple[Topic, HeldMeeting]:
    """A topic of several things, and a meeting whose items are on each of them."""
    topic = Topic(slug="things", title="設備", words=("ピアノ", "戸棚"), items=titles)
    return topic, held(item1=titles[0], item2=titles[1])


def test_an_item_of_a_topic_is_continued_by_who_speaks_of_it_and_not_of_another() -> None:
    """A topic of several things brings a thread to the one that it speaks of."""
    topic, meeting = things("ピアノの更新について", "戸棚の割り当てについて")
    thread = mail("ピアノの見積り", "ピアノは中古なら95万円、更新は来年度になります。")
    found = {
        (each.agenda_item, each.topic, each.status) for each in topics.place([thread], [meeting], [topic])
    }
    assert found == {(1, "", "sure"), (0, "things", "sure")}


def test_a_word_of_the_topic_alone_is_no_reason_for_its_item() -> None:
    """A bill for the piano is on the piano, and whether it continues the item a person may say."""
    topic, meeting = things("ピアノの更新について", "戸棚の割り当てについて")
    thread = mail("ピアノの請求書", "ピアノの請求書をお送りします。お支払いの期限は3月末です。")
    found = {
        (each.agenda_item, each.topic, each.status) for each in topics.place([thread], [meeting], [topic])
    }
    assert found == {(1, "", "proposed"), (0, "things", "sure")}
