"""Heads: what a quoted mail is called, and whether it came from outside."""

from __future__ import annotations

import pytest

from archiver import mail

HEADS = {
    "as Outlook leaves them": (
        "賛成です。\n\n-----Original Message-----\nFrom: 東市\nSent: Monday\nTo: 委員会\nSubject: Re: 議題の募集\n\n本文",
        "Re: 議題の募集",
    ),
    "in Japanese": (
        "賛成です。\n\n差出人: 東市\n送信日時: 6月1日\n宛先: 委員会\n件名: 議題の募集\n\n本文",
        "議題の募集",
    ),
    "behind marks": (
        "賛成です。\n\n2024/06/01 10:00、東市さんは書きました:\n> 件名: 議題の募集\n> 本文",
        "議題の募集",
    ),
    "the one mail that is left of a digest": (
        "賛成です。\n\n> Today's Topics:\n"
        + "> 1. 別の件\n" * 90
        + "> Message: 2\n> From: 東市\n> Subject: 議題の募集\n> 本文",
        "議題の募集",
    ),
    "of a digest the mail above the sender's words": (
        "> Message: 1\n> From: 東市\n> Subject: 別の件\n>\n> Message: 2\n> From: 西市\n> Subject: 議題の募集\n\n賛成です。",
        "議題の募集",
    ),
    "none of a whole digest below": (
        "賛成です。\n\n> Message: 1\n> From: 東市\n> Subject: 別の件\n>\n> Message: 2\n> From: 西市\n> Subject: 議題の募集",
        "",
    ),
    "none": ("Subject: これは本文です。", ""),
    "only in the midst of what is quoted": (
        "はい。\n> あ\n" + "> 長い行です。\n" * 100 + "> 件名: 別の件",
        "",
    ),
}


@pytest.mark.parametrize(("body", "subject"), HEADS.values(), ids=HEADS.keys())
def test_quoted_subject(body: str, subject: str) -> None:
    """The head over a quoted mail names it; the sender's own words do not."""
    assert mail.quoted_subject(mail.segments(body)) == subject


@pytest.mark.parametrize(
    ("subject", "quoted", "expected"),
    [
        ("FW: 研究会のご案内", "研究会のご案内", True),
        ("[kanji:12] 転送:研究会のご案内", "", True),
        ("Re: 研究会のご案内", "研究会のご案内", False),
        ("Fwd: 研究会のご案内", "[kanji 00011] 研究会のご案内", False),
        ("Fwd: 研究会のご案内", "Re: 研究会のご案内", False),
    ],
)
def test_what_is_brought_from_outside(subject: str, quoted: str, expected: bool) -> None:
    """A mail that was on a list, or was answered, is one of ours that somebody passes on."""
    assert mail.brings_from_outside(subject, quoted) is expected
