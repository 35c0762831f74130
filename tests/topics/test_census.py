"""What words are weighed by: how rare they are, as a moment has it."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta

import pytest

from archiver import topics
from archiver.model import MessageText, ThreadText
from tests.topics.officers import meeting, shipped_topics, talk

SUBJECT = "情報交換会議の日程と議題"
MAILS = (
    "情報交換会議の議題はクラウドがよいと思います。",
    "共同利用の事例もお願いします。",
    "日程は11月1日です。",
)


@pytest.mark.parametrize("place", [1, 2, 3])
@pytest.mark.parametrize("subject", [f"Re: {SUBJECT}", "懇親会の日程", "Re: 新しい議題", ""])
@pytest.mark.parametrize("begun", [date(2011, 7, 4), date(2011, 6, 19), date(2010, 1, 1)])
def test_what_comes_later_changes_nothing_before(place: int, subject: str, begun: date) -> None:
    """Wherever an answer hangs, whatever its subject, and however old the thread: so no other thread is weighed anew."""
    first, second, third = talk(SUBJECT, *MAILS, on=begun).messages
    third = dataclasses.replace(third, subject="Re: 新しい議題")
    moment = third.sent
    come = MessageText(key="late", subject=subject, own="議題の日程です。", sent=moment + timedelta(days=90))
    before = [first, second, third]
    listener = topics.Listener([meeting()], shipped_topics(), ())

    def census(messages: list[MessageText]) -> topics.Census:
        heard = topics.recalled(listener.hear(ThreadText(thread="t", messages=tuple(messages))))
        return listener.census([heard], moment.timestamp())

    now = census([*before[:place], come, *before[place:]])
    assert now.tells_like(census(before))
    assert begun.year < 2011 or now.terms != listener.census(()).terms
