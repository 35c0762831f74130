"""Marks: what the secretariat states in the file beside the page outranks what was read."""

from __future__ import annotations

from datetime import date, time

import pytest

from archiver import minutes
from archiver.errors import MinutesError

PAGE = "打合せの記録\n○議長 始めます。\n○甲委員 規約の改正です。異議なしと認めます。\n○議長 予算に移ります。\n○乙委員 よろしいかと思います。\n".encode()


def test_a_page_without_a_date_is_read_once_the_date_is_stated() -> None:
    """The refusal names the date; one line in the marks is enough."""
    with pytest.raises(MinutesError, match="date"):
        minutes.read(PAGE, "page.txt")
    meeting = minutes.read(PAGE, "page.txt", b"date = 2020-01-02\nstart = 10:00:00")
    assert (meeting.date, meeting.start, len(meeting.agenda_items)) == (date(2020, 1, 2), time(10), 1)


def test_items_may_be_stated() -> None:
    """Each entry of `agenda` is a title, or the first words of the paragraph with which an item begins."""
    marks = 'date = 2020-01-02\nagenda = ["○甲委員 規約の改正", "○議長 予算"]'.encode()
    items = minutes.read(PAGE, "page.txt", marks).agenda_items
    assert [[speech.speaker for speech in item.speeches] for item in items] == [
        ["甲委員"],
        ["議長", "乙委員"],
    ]
    assert [item.title for item in items] == ["○甲委員 規約の改正", "○議長 予算"]


def test_marks_that_are_no_toml() -> None:
    """The file is named, and what is wrong with it."""
    with pytest.raises(MinutesError, match=r"page\.txt\.toml"):
        minutes.read(PAGE, "page.txt", b"date = ")


def test_a_settled_flaw_is_not_repeated() -> None:
    """What was stated is no longer said to be missing; an entry that is not understood is."""
    marks = 'date = 2020-01-02\nplace = "庁舎"\nattendees = ["甲"]\nplaces = 3'.encode()
    flaws = minutes.read(PAGE, "page.txt", marks).flaws
    assert [flaw.split(":")[0] for flaw in flaws] == ["start", "marks", "agenda"]


def test_outcome_promises_and_deferrals_may_be_stated() -> None:
    """By item; each with its owner, and the speech that says so; an empty list says that there are none."""
    marks = """date = 2020-01-02
[items.1]
title = "規約と予算"
outcome = "異議なく承認"
promises = ["甲委員: 規約の改正です。", "事務局：後日、資料を送る。"]
deferrals = []""".encode()
    (item,) = minutes.read(PAGE, "page.txt", marks).agenda_items
    assert (item.title, item.outcome, item.deferrals) == ("規約と予算", "異議なく承認", ())
    assert [(each.owner, each.text, each.speech) for each in item.action_items] == [
        ("甲委員", "規約の改正です。", 1),
        ("事務局", "後日、資料を送る。", -1),
    ]


def test_a_day_has_no_time() -> None:
    """A date with a time of day is no date of a meeting: it is named, and the page's own stands."""
    meeting = minutes.read(PAGE, "page.txt", b"date = 2020-01-02\nstart = 2020-01-02T10:00:00\n")
    assert "marks: start was not understood" in meeting.flaws
    with pytest.raises(MinutesError, match="date"):
        minutes.read(PAGE, "page.txt", b"date = 2020-01-02T10:00:00\n")


def test_marks_of_what_is_not_there() -> None:
    """An item that the page does not have, and an entry that items do not have, are named."""
    marks = b"date = 2020-01-02\n[items.7]\noutcome = 'x'\n[items.1]\ncolour = 'red'\n[items.first]\n"
    flaws = minutes.read(PAGE, "page.txt", marks).flaws
    assert [flaw for flaw in flaws if flaw.startswith("marks")] == [
        "marks: items.1.colour was not understood",
        "marks: items.first was not understood",
        "marks: there is no item 7",
    ]
