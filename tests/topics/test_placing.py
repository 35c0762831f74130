"""Placing: what a thread is filed under, why, and how sure."""

from __future__ import annotations

import dataclasses
import random
from datetime import UTC, date, datetime, timedelta

from archiver import minutes, topics
from archiver.model import AgendaItem, HeldMeeting, MessageText, Placement, ThreadText
from tests.topics.officers import JULY, cases, label, meeting, placed, shipped_topics, sure, talk

CLOUD = ("クラウドの事例", "クラウドや共同化をうまく使っている団体を教えてください。")
DATES = "情報交換会議の開催日程は11月1日でよろしいでしょうか。新旧役員会の日程もお知らせください。"


def only(placements: list[Placement], wanted: str) -> Placement:
    (found,) = (each for each in placements if label(each)[1] == wanted)
    return found


def test_cloud_talk_sits_under_the_topic_and_the_deferred_item() -> None:
    """The minutes sent item 4 to the list, and its speeches are about the cloud: both labels, with their reasons."""
    found = placed(talk(*CLOUD))
    assert sure(found) == {("t", "4"), ("t", "cloud-adoption")}
    evidence = only(found, "4").evidence
    assert "discussion: クラウド導入・共同利用 (議題4の記録に12か所)" in evidence
    assert evidence[-1] == "deferred: 議題4はメーリングリストに付託"


def test_an_item_that_was_not_deferred_weighs_less() -> None:
    """Without the deferral a thread that has the item's topic, and few of its words, is less near to the item."""
    held = meeting()
    kept = tuple(dataclasses.replace(item, deferrals=()) for item in held.meeting.agenda_items)
    plain = dataclasses.replace(held, meeting=dataclasses.replace(held.meeting, agenda_items=kept))
    thread = talk(
        "ご相談",
        "ASPとデータセンターのどちらにするか迷っています。ASPなら回線、データセンターなら電源が心配です。",
    )
    deferred = only(placed(thread), "4").score
    assert all(
        each.score < deferred for each in topics.place([thread], [plain], shipped_topics()) if each.meeting
    )


def test_a_reference_brings_the_item_s_topic() -> None:
    """議題4 is the exchange meeting's agenda, so its thread stands on that topic's page too."""
    found = placed(talk("議題4について", "旅費の扱いを先に決めてはどうでしょうか。"))
    assert sure(found) == {("t", "4"), ("t", "exchange-meeting-agenda")}
    assert only(found, "exchange-meeting-agenda").evidence == ("item: 2011-06-20 議題4",)


def test_time_matters() -> None:
    """Before the meeting, and years after it, talk of the cloud is the standing topic's alone."""
    for on in (date(2011, 4, 1), date(2013, 4, 1)):
        assert sure(placed(talk(*CLOUD, on=on))) == {("t", "cloud-adoption")}


def test_a_meeting_that_is_named_is_continued_however_late() -> None:
    """Two years later the thread names the date of the meeting that it goes on from."""
    subject, text = CLOUD
    late = talk(subject, f"平成23年6月20日の役員会の話の続きです。{text}", on=date(2013, 4, 1))
    assert ("t", "4") in sure(placed(late))


def test_the_next_meeting_takes_over() -> None:
    """Soon after a second meeting both may be continued; later only the second."""
    june = meeting()
    following = HeldMeeting(
        slug="2011-11-01", meeting=dataclasses.replace(june.meeting, date=date(2011, 11, 1))
    )
    for on, slugs in (
        (date(2011, 11, 10), {"2011-06-20", "2011-11-01"}),
        (date(2012, 1, 10), {"2011-11-01"}),
    ):
        found = topics.place([talk("開催日程", DATES, on=on)], [following, june], shipped_topics())
        assert {each.meeting for each in found if each.agenda_item == 3} <= slugs
        assert "2011-11-01" in {each.meeting for each in found}


def test_what_was_sent_to_the_list_goes_on_after_the_next_meeting() -> None:
    """Unless that meeting took it up again; what was not sent to the list is superseded."""
    june = meeting()
    for title, slugs in (
        ("予算について", {"2011-06-20"}),
        (june.meeting.agenda_items[3].title, {"2011-09-20"}),
    ):
        items = (AgendaItem(order=1, title=title, outcome=""),)
        autumn = dataclasses.replace(june.meeting, date=date(2011, 9, 20), agenda_items=items)
        held = [june, HeldMeeting(slug="2011-09-20", meeting=autumn)]
        cloud = talk("情報交換会議の議題", CLOUD[1], on=date(2012, 1, 10))
        found = topics.place([cloud], held, shipped_topics())
        assert {each.meeting for each in found if each.status == "sure" and each.meeting} == slugs
    dates = topics.place([talk("開催日程", DATES, on=date(2012, 1, 10))], held, shipped_topics())
    assert "2011-06-20" not in {each.meeting for each in dates}


def test_talk_of_the_minutes_themselves_is_about_no_item() -> None:
    """Who circulates or corrects them names every item; but a sentence taken from them is one on its item."""
    listing = "クラウドの共同利用、新旧役員会及び情報交換会議の開催日程などを載せました。"
    assert (
        sure(placed(talk("役員会の会議録(案)", listing, "クラウドと共同化のところを直しました。"))) == set()
    )
    quoted = (
        "> クラウドや共同化をうまく利用している事例をぜひ紹介いただきたい。\nその後、事例はありましたか。"
    )
    assert ("t", "4") in sure(placed(talk("会議録について", quoted)))


def test_what_a_first_mail_forwards_is_read() -> None:
    """A mail from outside is news, though the sender wrote one line; what a mail quotes otherwise is not read."""
    first = talk("ご参考", "届きましたので転送します。").messages[0]
    for own, labels in (
        (first.own, {("t", "cloud-adoption"), ("t", "4")}),
        ("拝読しました。", set()),
    ):
        message = dataclasses.replace(first, own=own, quoted=CLOUD[1])
        assert sure(placed(dataclasses.replace(talk("ご参考", ""), messages=(message,)))) == labels


def test_a_long_agenda_of_which_one_item_gets_most_threads() -> None:
    """What stands out counts in a crowd, but twenty threads on one thing are no reason to doubt each of them."""
    titles = (
        "防災訓練の実施 図書館の開館時間 ごみ収集の変更 保育所の定員 道路の補修 水道料金の改定 庁舎の建て替え"
        " 職員研修の計画 広報誌の見直し 公園の遊具 学校給食の食材 空き家の対策"
    ).split()
    items = tuple(AgendaItem(order=at, title=title, outcome="") for at, title in enumerate(titles, 1))
    held = HeldMeeting(slug="2011-06-20", meeting=dataclasses.replace(meeting().meeting, agenda_items=items))
    texts = ("水道料金は十年ぶりの改定です。", "水道料金の改定はいつからですか。")
    many = [talk("ご相談", texts[at % 2], name=f"6-{at}") for at in range(20)]
    others = [
        talk("ご相談", f"{title}で伺いたいことがあります。", name=f"{at}-")
        for at, title in enumerate(titles, 1)
        if at != 6
    ]
    found = topics.place([*many, *others], [held], ())
    assert len(found) == len(many) + len(others)
    assert all(each.thread.startswith(f"{each.agenda_item}-") for each in found)
    assert {each.status for each in found} == {"sure"}


def test_drift_inside_a_long_thread_is_seen() -> None:
    """A thread on the cloud that ends in dates sits under both, and says from which message on."""
    found = placed(
        talk(
            *CLOUD,
            "参考になります。",
            "資料を送ります。",
            DATES,
            "日程の件、承知しました。新旧役員会は13時ですね。",
        )
    )
    assert {("t", "3"), ("t", "4"), ("t", "cloud-adoption")} <= {label(each) for each in found}
    assert any(each.startswith("drift: ") for each in only(found, "3").evidence)


def test_nothing_on_the_agenda_is_placed_nowhere() -> None:
    """Thanks, absences and training are nobody's agenda item."""
    assert (
        placed(
            talk("お礼", "昨日はありがとうございました。", name="a"),
            talk("不在のお知らせ", "出張のため不在です。", name="b"),
            talk("研修のご案内", "情報セキュリティ研修の参加者を募集します。", name="c"),
        )
        == []
    )


def test_the_threshold_parts_sure_from_proposed() -> None:
    """A stricter archive shows the same placements, fewer of them as sure."""
    threads = [talk(*CLOUD)]
    strict = topics.place(threads, [meeting()], shipped_topics(), threshold=0.99)
    assert {each.status for each in strict} == {"proposed"}
    assert [label(each) for each in strict] == [label(each) for each in placed(*threads)]


def test_order_never_matters() -> None:
    """Threads, meetings: in whatever order they come, the placements are the same."""
    threads = [thread for part, _ in cases().values() for thread in part]
    meetings = [
        HeldMeeting(slug=str(day), meeting=dataclasses.replace(meeting().meeting, date=day))
        for day in (date(2010, 6, 20), date(2011, 6, 20), date(2012, 6, 20))
    ]
    expected = topics.place(threads, meetings, shipped_topics())
    random.Random(3).shuffle(threads)
    assert topics.place(iter(threads), meetings[::-1], shipped_topics()) == expected


def test_nothing_to_place_by() -> None:
    """No meetings, no topics, empty threads: no placements and no fault."""
    empty = ThreadText(thread="e", messages=())
    assert topics.place([empty, talk("", "")], [], ()) == []
    assert topics.place([empty, talk("", "", name="b")], [meeting()], shipped_topics()) == []
    assert topics.place([], [meeting()], shipped_topics()) == []


def test_hostile_mail_is_read_in_linear_time() -> None:
    """Runs that invite backtracking, clocks at the end of time and a thread of 3,000 mails cost next to nothing."""
    end = talk("x", "議題4").messages[0]
    latest = dataclasses.replace(end, sent=end.sent.replace(year=9999, month=12, day=31))
    runs = [
        "1" * 100_000,
        "議題" * 50_000,
        "「" * 100_000,
        "6/20 " * 20_000,
        "a" * 100_000,
        "会議の" * 30_000,
    ]
    threads = [talk(run[:5_000], run, name=f"r{number}") for number, run in enumerate(runs)]
    long = ThreadText(
        thread="long",
        messages=tuple(
            MessageText(
                key=str(number),
                subject="クラウド",
                own="クラウドの共同利用です。",
                sent=end.sent + timedelta(hours=number),
            )
            for number in range(3_000)
        ),
    )
    found = placed(*threads, long, ThreadText(thread="late", messages=(latest,)))
    assert ("long", "cloud-adoption") in sure(found)


def test_mail_of_the_evening_of_the_meeting_continues_it() -> None:
    """Dates are compared so that a time zone cannot put an answer before its meeting."""
    thread = talk("議題4について", "続きです。")
    midnight = datetime(2011, 6, 19, 15, 30, tzinfo=UTC)  # in Japan it is the day of the meeting
    moved = (dataclasses.replace(thread.messages[0], sent=midnight),)
    assert ("t", "4") in sure(placed(dataclasses.replace(thread, messages=moved)))
    assert not placed(talk("議題4について", "続きです。", on=JULY - timedelta(days=30)))


# --- listening: what was heard once is recalled ---


def test_what_was_kept_is_what_was_read() -> None:
    """Of every thread; and no order of threads changes what is told of them."""
    meetings = [meeting()]
    promises = minutes.followed(meetings)
    threads = [
        *(each for part, _ in cases().values() for each in part),
        talk("議題4の件", "情報交換会議の議題です。"),
    ]
    listener = topics.Listener(meetings, shipped_topics(), promises)
    for thread in threads:
        heard, _, listened = listener.read(thread)
        assert topics.recalled(listener.hear(thread)) == (heard, listened)
    assert topics.place(threads[::-1], meetings, shipped_topics()) == topics.place(
        threads, meetings, shipped_topics()
    )
    found = topics.answers(threads[::-1], meetings, promises)
    assert found == topics.answers(threads, meetings, promises) != []
