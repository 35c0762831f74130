"""Joining by subject: only replies that their headers do not place, only in the same weeks."""

from __future__ import annotations

import pytest

from archiver.model import Envelope
from archiver.threads import thread
from tests.threads.thread_mails import drawn, mail

CASES: dict[str, tuple[list[Envelope], list[str]]] = {
    "a reply without headers joins the latest earlier mail of its subject": (
        [mail("a"), mail("b", answers="a"), mail("c", reply=True)],
        ["a(b(c~))"],
    ),
    "and so does the next one": (
        [mail("a"), mail("b", reply=True), mail("c", reply=True)],
        ["a(b~(c~))"],
    ),
    "two fresh mails of one subject are two threads": (
        [mail("a"), mail("b")],
        ["a", "b"],
    ),
    "a fresh mail never joins an earlier reply": (
        [mail("a", reply=True), mail("d")],
        ["a", "d"],
    ),
    "another subject is another thread": (
        [mail("a"), mail("b", reply=True, subject="クラウドの利用料")],
        ["a", "b"],
    ),
    "the same subject months later is another thread": (
        [mail("a", day=0), mail("b", reply=True, day=29), mail("c", reply=True, day=58), mail("d", reply=True, day=120)],
        ["a(b~(c~))", "d"],
    ),
    "a reply joins this month's mail, not last month's": (
        [mail("a", day=0), mail("b", day=28), mail("c", reply=True, day=29)],
        ["a", "b(c~)"],
    ),
    "a reply dated some hours before its mail still finds it": (
        [mail("a", reply=True, day=0), mail("b", day=0.4), mail("c", reply=True, day=0.1)],
        ["b(a~(c~))"],
    ),
    "but not one dated days before": (
        [mail("a", reply=True, day=0), mail("d", day=2)],
        ["a", "d"],
    ),
    "without a subject nothing joins": (
        [mail("a", subject=""), mail("b", subject="", reply=True), mail("c", subject="無題"), mail("d", subject="無題", reply=True)],
        ["a", "b", "c", "d"],
    ),
    "a subject that says nothing joins within days": (
        [mail("a", subject="お知らせ"), mail("c", subject="お知らせ", reply=True, day=2), mail("k", subject="お知らせ", reply=True)],
        ["a(c~)", "k"],
    ),
    "a mark says where a telephone cut the subject, even of a short one": (
        [mail("a", subject="蔵書点検の日程"), mail("b", subject="蔵書点検…", reply=True), mail("c", subject="蔵書点検の日程...", reply=True)],
        ["a(b~ c~)"],
    ),
    "a subject that others go on from is meant": (
        [mail("a", subject="連携協定の素案"), mail("b", subject="連携協定の素案 東市から", answers="a"), mail("c", subject="連携協定の~", reply=True)],
        ["a(b c~)"],
    ),
    "a subject that says nothing and the same with a number stay apart after days": (
        [mail("a", subject="資料について"), mail("b", subject="報告 第10"), mail("k", subject="資料について", reply=True), mail("l", subject="報告 第10", reply=True, day=80)],
        ["a", "b", "k", "l"],
    ),
    "subjects that end otherwise, and an answer that says it is one": (
        [mail("a", subject="小規模団体の全国調査への協力のお願い"), mail("z", subject="小規模団体の全国調査への協力について", reply=True)],
        ["a(z~)"],
    ),
    "a subject with the name of who answers behind it": (
        [mail("a", subject="学生証の対応状況", day=0), mail("b", subject="学生証の対応状況(南館)", reply=False, day=16)],
        ["a(b~)"],
    ),
    "two that each say whose they are, of a subject that nobody began": (
        [mail("a", subject="近況の報告(南館)", reply=False), mail("b", subject="近況の報告(北館)", reply=False)],
        ["a", "b"],
    ),
    "a new subject over a quoted mail whose subject stands above it": (
        [mail("a"), mail("b", subject="利用料が心配です", quotes=True, quoted="クラウドの利用")],
        ["a(b~)"],
    ),
    "but one that has nothing to do with what it quotes is another matter": (
        [mail("a"), mail("b", subject="防災訓練の日時", quotes=True, quoted="クラウドの利用")],
        ["a", "b"],
    ),
    "two who answer one digest": (
        [mail("a"), mail("b", subject="cloud digest, vol 12, issue 3", reply=True), mail("c", subject="cloud digest, vol 12, issue 3", reply=True)],
        ["a", "b", "c"],
    ),
    "an answer to a digest under the one mail that it quotes": (
        [mail("a", subject="use of the cloud"), mail("b", subject="yakuin digest, vol 12, issue 3", reply=True, quotes=True, quoted="use of the cloud")],
        ["a(b~)"],
    ),
    "a mail from outside that is passed on again answers nobody": (
        [mail("a", reply=True, outside=True), mail("b", reply=True), mail("c", reply=True, outside=True), mail("d", reply=True)],
        ["a(b~)", "c(d~)"],
    ),
    "but one that was on the list is sent round again": (
        [mail("a"), mail("b", reply=True, outside=True)],
        ["a(b~)"],
    ),
    "headers that name nothing known are as good as none": (
        [mail("a"), mail("b", answers="rewritten")],
        ["a(b~)"],
    ),
    "replies to one unknown mail stay together": (
        [mail("a"), mail("b", answers="rewritten"), mail("c", answers="rewritten")],
        ["a(?rewritten~(b c))"],
    ),
    "a fresh-looking answer to an unknown mail joins nothing": (
        [mail("a"), mail("b", answers="rewritten", reply=False)],
        ["a", "?rewritten(b)"],
    ),
    "headers outrank the subject": (
        [mail("a"), mail("b", subject="別の題"), mail("c", answers="b")],
        ["a", "b(c)"],
    ),
    "a subject never closes a loop": (
        [mail("b", reply=True, day=5), mail("c", answers="b", day=0)],
        ["b(c)"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("story", CASES)
def test_a_subject_joins_only_what_it_may(story: str) -> None:
    """Better a broken thread than two unrelated ones merged."""
    envelopes, expected = CASES[story]
    assert drawn(thread(envelopes)) == expected


@pytest.mark.parametrize(
    "subject",
    ["お知らせ", "ご連絡", "お願いします", "ご案内について", "ご報告の件", "連絡事項", "会議", "test", "hello", "テスト送信", "回答"],
)  # fmt: skip
def test_a_generic_subject_joins_for_three_days_only(subject: str) -> None:
    """Everyone writes お知らせ; last week's is another matter."""
    week = [mail("a", subject=subject, day=0), mail("b", subject=subject, reply=True, day=7)]
    assert len(drawn(thread(week))) == 2


@pytest.mark.parametrize(
    "subject", ["お知らせ配信サーバの更改", "会議室予約システム", "test server moved", "情報交換会議の議題"]
)
def test_a_subject_that_says_something_joins_for_a_month(subject: str) -> None:
    """Containing a generic word does not make a subject generic."""
    weeks = [mail("a", subject=subject, day=0), mail("b", subject=subject, reply=True, day=20)]
    assert len(drawn(thread(weeks))) == 1
