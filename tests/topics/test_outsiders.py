"""Outsiders: what strangers write and nobody takes up is never sure, whatever words it has."""

from __future__ import annotations

import dataclasses

import pytest

from archiver.model import ThreadText
from tests.topics.officers import label, placed, sure, talk

OFFICE, TOWN, SHOP = "事務局 <office@center.example>", "町 <it@town.example>", "営業 <sales@shop.example>"
KNOWN = "日程の相談"
BAIT = (
    "クラウドの共同利用のご案内",
    "弊社のクラウドは共同利用にも使えます。クラウドの事例集を差し上げます。",
)


def by(thread: ThreadText, *senders: str) -> ThreadText:
    """The thread, its messages from these in turn."""
    mails = zip(thread.messages, senders, strict=True)
    return dataclasses.replace(
        thread, messages=tuple(dataclasses.replace(mail, sender=sender) for mail, sender in mails)
    )


def among_officers(thread: ThreadText) -> set[str]:
    """Labels of what is sure about a thread, and of what is only proposed with a `?`, in a list of two bodies."""
    talks = [
        by(talk(KNOWN, "二点あります。", "承知しました。", name=f"known{at}"), OFFICE, TOWN) for at in (1, 2)
    ]
    found = [each for each in placed(*talks, thread) if each.thread == thread.thread]
    return {f"{label(each)[1]}{'' if each.status == 'sure' else '?'}" for each in found}


CASES = {
    "an officer": (by(talk(*BAIT), TOWN), {"4", "cloud-adoption"}),
    "a colleague of an officer": (by(talk(*BAIT), "別の係 <tax@town.example>"), {"4", "cloud-adoption"}),
    "a stranger": (by(talk(*BAIT), SHOP), {"4?", "cloud-adoption?"}),
    "a stranger whom an officer answers": (
        by(talk(*BAIT, "見積をお願いします。"), SHOP, TOWN),
        {"4", "cloud-adoption"},
    ),
    "a stranger who writes again": (
        by(talk(*BAIT, "いかがでしょうか。"), SHOP, SHOP),
        {"4?", "cloud-adoption?"},
    ),
    "mass mail of a stranger": (by(talk(BAIT[0], f"{BAIT[1]}\n配信停止はこちら"), SHOP), set()),
    "an officer's words on mass mail": (
        by(talk(BAIT[0], f"{BAIT[1]}\n先方のメールの配信停止の方法は確認中です。"), TOWN),
        {"4", "cloud-adoption"},
    ),
    "an advertisement passed on": (
        by(talk(f"Fwd: {BAIT[0]}", f"{BAIT[1]}無料セミナーへどうぞ。"), TOWN),
        {"4?", "cloud-adoption?"},
    ),
    "an advertisement passed on and answered": (
        by(talk(f"Fwd: {BAIT[0]}", f"{BAIT[1]}無料セミナーへどうぞ。", "行きます。"), TOWN, OFFICE),
        {"4", "cloud-adoption"},
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_who_begins_a_thread(case: str) -> None:
    """Sure for those who take part in the list or are answered, proposed for strangers, nothing for mass mail."""
    thread, labels = CASES[case]
    assert among_officers(thread) == labels


def test_an_automatic_reply_is_no_answer() -> None:
    """A machine that says that somebody is away takes nothing up, and makes nobody one of the list."""
    thread = by(talk(*BAIT, "不在にしております。"), SHOP, TOWN)
    away = dataclasses.replace(thread.messages[1], subject=f"自動応答: {BAIT[0]}")
    assert among_officers(dataclasses.replace(thread, messages=(thread.messages[0], away))) == {
        "4?",
        "cloud-adoption?",
    }


def test_the_reason_is_said() -> None:
    """The secretary reads why it is only proposed; where nobody takes part yet, nobody is a stranger."""
    stranger = by(talk(*BAIT), SHOP)
    known = by(talk(KNOWN, "二点あります。", "承知しました。", name="known"), OFFICE, TOWN)
    (found, *_) = (each for each in placed(known, stranger) if each.thread == "t")
    assert found.evidence[-1] == "outsider: shop.example"
    assert sure(placed(stranger)) == {("t", "4"), ("t", "cloud-adoption")}
