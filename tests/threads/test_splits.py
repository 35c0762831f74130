"""New subjects: which answers start a thread of their own, and which only look so."""

from __future__ import annotations

import pytest

from archiver.threads import thread
from tests.threads.thread_mails import drawn, key, mail

OLD = "クラウド利用状況について"


@pytest.mark.parametrize(
    ("new", "old", "reply"),
    [
        ("忘年会のご案内", OLD, False),
        ("忘年会のご案内", OLD, True),
        ("次回役員会議の開催について", "情報交換会議の議題について", False),
        ("アンケート回答のお願い", OLD, False),
        ("第2回情報部会の開催", "第1回情報部会の開催", False),
        ("upgrading the motherboard", "raid on a new install", False),
        ("機器更改 (was: クラウド利用状況について)", OLD, True),
        ("機器更改(旧件名:クラウド利用状況について)", OLD, False),
    ],
)
def test_a_new_subject_starts_a_thread(new: str, old: str, reply: bool) -> None:
    """Whoever presses reply on an old mail, deletes it and types another subject has begun something new."""
    nodes = thread([mail("a", subject=old), mail("z", answers="a", subject=new, reply=reply)])
    assert drawn(nodes) == ["a", "z"]
    assert [(node.split_from, node.reason) for node in nodes] == [("", ""), (key("a"), "")]


@pytest.mark.parametrize(
    ("new", "old", "reply"),
    [
        ("クラウド利用状況", OLD, False),
        ("【回答】クラウド利用状況について(多治見市)", OLD, False),
        ("クラウドサービス利用状況調査の件", OLD, False),
        ("クラウド利用", OLD, True),
        ("回答", OLD, False),
        ("多治見市回答", OLD, False),
        ("【回答】多治見市", OLD, False),
        ("ありがとうございました", OLD, False),
        ("お疲れ様です", OLD, False),
        ("", OLD, False),
        ("無題", OLD, False),
        ("クラウド利用状況について", "", False),
        ("繧ｯ繝ｩ繧ｦ繝牙茜逕ｨ迥ｶ豕", OLD, True),
        ("$b%/%i%&%imxmq>u67", OLD, True),
        ("???????", OLD, True),
        ("\ufffd\ufffd利\ufffd状況調達", OLD, True),
        ("kuraudo", OLD, True),
        ("md raid0 can be grown", 'md raid0 can be grown (was "how do i fix these arrays?")', True),
        ("第2回情報部会の開催", "第1回情報部会の開催", True),
    ],
)
def test_a_changed_subject_that_continues_stays(new: str, old: str, reply: bool) -> None:
    """Shortened, extended, garbled, empty and courteous subjects are answers still."""
    assert drawn(thread([mail("a", subject=old), mail("z", answers="a", subject=new, reply=reply)])) == [
        "a(z)"
    ]


def test_who_quotes_continues() -> None:
    """With the other's words below, a changed subject is a turn of the same talk."""
    assert drawn(thread([mail("a", subject=OLD), mail("b", answers="a", subject="忘年会", quotes=True)])) == [
        "a(b)"
    ]


def test_a_series_in_one_sitting_stays_together() -> None:
    """A person who answers themselves within the hour sends parts of one thing, as `git send-email` does."""
    office = "office@association.example"
    cover = mail("a", subject="book of pages, five parts", sender=office)
    part = mail("b", answers="a", subject="tzset: fix wording", reply=False, sender=office, day=0.01)
    assert drawn(thread([cover, part])) == ["a(b)"]
    week_later = mail("h", answers="a", subject="office closed on monday", reply=False, sender=office)
    assert drawn(thread([cover, part, week_later])) == ["a(b)", "h"]


def test_last_weeks_number_is_another_matter_only_after_a_week() -> None:
    """Tomorrow's 第2回 corrects a slip; next month's is the next meeting."""
    first = mail("a", subject="第1回情報部会の開催")
    assert drawn(thread([first, mail("b", answers="a", subject="第2回情報部会の開催", reply=False)])) == [
        "a(b)"
    ]
    assert (
        len(drawn(thread([first, mail("z", answers="a", subject="第2回情報部会の開催", reply=False)]))) == 2
    )


def test_answers_to_the_new_subject_stay_with_it() -> None:
    """Those who answer the new subject are in the new thread, though their References name the old one."""
    nodes = thread(
        [
            mail("a", subject=OLD),
            mail("b", answers="a", subject=OLD),
            mail("n", answers="a", subject="忘年会のご案内", reply=False),
            mail("o", references="a n", in_reply_to="n", subject="忘年会のご案内"),
        ]
    )
    assert drawn(nodes) == ["a(b)", "n(o)"]


def test_a_missing_mail_taken_for_its_addresses_does_not_merge_strangers() -> None:
    """Where the old mail is not even here, its real reply keeps it and the new subject stands alone."""
    nodes = thread(
        [
            mail("b", answers="missing", subject="忘年会のご案内", reply=False),
            mail("c", answers="missing", subject=OLD, quotes=True),
            mail("d", answers="missing", subject=OLD, quotes=True),
        ]
    )
    assert drawn(nodes) == ["b", "?missing(c d)"]
    assert nodes[0].split_from == key("missing")


def test_two_who_turn_to_one_new_subject_meet() -> None:
    """Declared twice, the new subject is one thread."""
    new = "機器更改 (was: クラウド利用状況について)"
    nodes = thread(
        [mail("a", subject=OLD), mail("b", answers="a", subject=new), mail("c", answers="a", subject=new)]
    )
    assert drawn(nodes) == ["a", "b(c~)"]
