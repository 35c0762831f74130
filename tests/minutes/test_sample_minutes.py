"""The sample minutes, as a page and as its plain text, read as the meeting that they record."""

from __future__ import annotations

from datetime import date, time
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archiver import minutes
from archiver.model import Meeting
from archiver.samples import sample_folder

PAGE = (sample_folder("minutes") / "2011-06-20.html").read_bytes()
TEXT = "\n\n".join(
    line for line in BeautifulSoup(PAGE, "html.parser").body.get_text("\n").splitlines() if line.strip()
).encode()


@pytest.fixture(params=[PAGE, TEXT], ids=["page", "text"])
def meeting(request: pytest.FixtureRequest) -> Meeting:
    return minutes.read(request.param, "2011-06-20.html")


def test_the_facts(meeting: Meeting) -> None:
    """Title, day, hours, place, who was there, and whom to ask."""
    assert meeting.title == "総会 平成23年度全国市町村情報管理主管課長会 役員会 会議録"
    assert (meeting.date, meeting.start, meeting.end) == (date(2011, 6, 20), time(12), time(13))
    assert meeting.place == "地方自治情報センター センター会議室"
    assert meeting.attendees == ("役員6名(6団体)", "事務局")
    assert meeting.documents == ()
    assert meeting.inquiry.splitlines()[0] == "情報化支援戦略部"
    assert meeting.flaws == ()


def test_the_agenda(meeting: Meeting) -> None:
    """Four items in order, each approved, with sixteen speeches among them."""
    assert [item.title for item in meeting.agenda_items] == [
        "本会の概要について",
        "平成23年度 事業実施について",
        "新旧役員会及び情報交換会議の開催日程について",
        "情報交換会議の議題及び参加団体の選定方法について",
    ]
    assert {item.outcome for item in meeting.agenda_items} == {"原案のとおり承認された"}
    assert [len(item.speeches) for item in meeting.agenda_items] == [2, 0, 4, 10]
    speakers = {speech.speaker for item in meeting.agenda_items for speech in item.speeches}
    assert speakers == {"多治見市", "和木町", "会長", "事務局"}


def test_a_speech_may_have_several_paragraphs(meeting: Meeting) -> None:
    """What follows a speech without a new speaker belongs to it."""
    assert meeting.agenda_items[3].speeches[8].text.count("\n") == 2


def test_promises_have_owners(meeting: Meeting) -> None:
    """Three promises, all the secretariat's; wishes and reports are none."""
    promises = [
        (action.owner, action.text[-12:]) for item in meeting.agenda_items for action in item.action_items
    ]
    assert promises == [
        ("事務局", "確認でき次第、情報提供する。"[-12:]),
        ("事務局", "事例を紹介できるよう努力する。"[-12:]),
        ("事務局", "も出席いただけるか検討していきたい。"[-12:]),
    ]


def test_deferrals_to_the_list(meeting: Meeting) -> None:
    """The secretariat's and the chair's sentence, both in item 4."""
    deferrals = [(item.order, each.speaker) for item in meeting.agenda_items for each in item.deferrals]
    assert deferrals == [(4, "事務局"), (4, "会長")]
    assert (
        meeting.agenda_items[3].deferrals[1].text
        == "これ以降の議論については、役員会のメーリングリストにて行いたい。"
    )


def test_no_sentence_is_lost(meeting: Meeting) -> None:
    """Every sentence of the page stands somewhere in the meeting."""
    kept = "".join(
        [section.text for section in (*meeting.opening, *meeting.closing)]
        + [item.text + "".join(speech.text for speech in item.speeches) for item in meeting.agenda_items]
    )
    body = BeautifulSoup(PAGE, "html.parser").main.get_text("\n")
    lost = [line for line in body.splitlines() if line.endswith("。") and line not in kept]
    assert lost == []


def test_rendered_with_threads() -> None:
    """A block stands after its item's last paragraph and before the next heading; the rest is as it was."""
    rendered = minutes.render(PAGE, {1: "<aside>ONE</aside>", 4: "<aside>FOUR</aside>"}).decode()
    assert rendered.replace("<aside>ONE</aside>", "").replace("<aside>FOUR</aside>", "") == PAGE.decode()
    assert (
        rendered.index("ONE")
        < rendered.index("<h4>平成23年度")
        < rendered.index("FOUR")
        < rendered.index("<h3>閉会")
    )


def test_text_rendered_becomes_a_page() -> None:
    """Minutes that came as text can be published with their threads too."""
    rendered = minutes.render(TEXT, {2: "<aside>TWO</aside>"}).decode()
    assert rendered.startswith("<!DOCTYPE html>") and "TWO" in rendered


def test_marks_by_hand_outrank_the_page(tmp_path: Path) -> None:
    """The secretariat states what the page does not say, in a small file."""
    marks = 'place = "第1会議室"\nend = 13:30:00\nattendees = ["会長"]\ncolour = "red"'.encode()
    meeting = minutes.read(PAGE, "page", marks)
    assert (meeting.place, meeting.end, meeting.attendees) == ("第1会議室", time(13, 30), ("会長",))
    assert meeting.flaws == ("marks: colour was not understood",)
