"""Promises: what the minutes promised is followed on the list, closed by a person, opened again, and never lost."""

from __future__ import annotations

import pytest

from tests.cli.programme import Programme
from tests.mails import mail, mbox

LIST = ("--list", "yakuin@kachokai.example")
PAGE = """<!DOCTYPE html><html><body><h1>役員会 会議録</h1>
<h2>日時</h2><p>平成23年6月20日 12時00分から13時00分</p>
<h2>議題</h2><h3>議題1 予算について</h3>
<p>(事務局)</p><p>研修会の旅費の内訳を7月20日までに送付する。</p>
<h3>議題2 会則について</h3>
<p>(会長)</p><p>会則の案を8月末までに提示する。</p>
<p>(会長)</p><p>これ以降の議論については、役員会のメーリングリストにて行いたい。</p>
</body></html>"""


@pytest.fixture
def committee(programme: Programme) -> Programme:
    """A meeting of 2011-06-20, and one mail about its budget and its rules."""
    page = programme.folder / "page.html"
    page.write_text(PAGE, "utf-8")
    programme.ok("minutes", "add", page)
    box = programme.folder / "box.mbox"
    box.write_bytes(
        mbox(mail("rules", subject="議題2 会則について", text="議題2の続きです。第3条はいかがでしょうか。"))
    )
    programme.ok("import", box, *LIST)
    programme.ok("build")
    return programme


def states(programme: Programme, today: str, *options: str) -> dict[str, str]:
    """Beginning of each promise → its state on that day."""
    found = programme.document("promises", "--today", today, *options)["promises"]
    return {each["text"][:4]: each["state"] for each in found}


def test_from_open_to_overdue_and_closed(committee: Programme) -> None:
    """A day that passed makes a promise overdue; a decision closes it, survives a rebuild, and can be undone."""
    names = {
        each["text"][:4]: f"{each['meeting']}/{each['promise']}"
        for each in committee.document("promises")["promises"]
    }
    assert states(committee, "2011-07-20")["研修会の"] == "open"
    assert states(committee, "2011-07-21")["研修会の"] == "overdue"
    number = committee.document("close", names["研修会の"], "--by", "事務局", "--why", "会議で配付")[
        "decision"
    ]
    assert states(committee, "2011-07-21")["研修会の"] == "closed"
    committee.ok("build", "--rebuild")
    (closed,) = committee.document("promises", "--state", "closed")["promises"]
    assert (closed["closed"]["made_by"], closed["closed"]["reason"]) == ("事務局", "会議で配付")
    committee.ok("undo", str(number))
    assert states(committee, "2011-07-21", "--meeting", "2011-06-20")["研修会の"] == "overdue"


def test_a_deferral_is_answered_by_the_threads_under_its_item(committee: Programme) -> None:
    """The item that was sent to the list has a thread; take the thread away and the deferral is open again."""
    (deferral,) = [each for each in committee.document("promises")["promises"] if each["kind"] == "deferral"]
    (answer,) = deferral["answers"]
    assert (deferral["state"], answer["evidence"]) == ("answered", ["item: 2011-06-20 議題2"])
    committee.ok("unlink", "2011-06-20/2", answer["thread_id"])
    assert states(committee, "2011-07-01")["これ以降"] == "open"


def test_mail_that_comes_later_answers(committee: Programme) -> None:
    """The next build finds the mail that keeps the promise, and says so to people and to programs."""
    box = committee.folder / "kept.mbox"
    text = "研修会の旅費の内訳を送付します。ご確認ください。"
    box.write_bytes(
        mbox(
            mail(
                "kept",
                subject="研修会の旅費の内訳",
                text=text,
                day=3,
                sender="事務局 <jimukyoku@kachokai.example>",
            )
        )
    )
    committee.ok("import", box, *LIST)
    committee.ok("build")
    assert states(committee, "2012-01-01")["研修会の"] == "answered"
    shown = committee.ok("promises", "--today", "2012-01-01")
    assert "answered on the list, due 2011-07-20" in shown
    assert "From whoever promised: 事務局" in shown
    assert "1 overdue, 2 answered on the list" in shown


def test_a_promise_that_is_not_there(committee: Programme) -> None:
    """A slip of the finger is no decision."""
    assert "no promise NOTHING" in committee.refused(1, "close", "2011-06-20/NOTHING")
    assert "No minutes are kept under 2010-01-01" in committee.refused(1, "close", "2010-01-01/NOTHING")
    assert "No minutes are kept under x" in committee.refused(1, "promises", "--meeting", "x")


def test_the_sample_promises(sample: Programme) -> None:
    """Each promise of the sample meeting is answered by the thread that a reader would name, and by no other."""
    found = sample.document("promises", "--meeting", "2011-06-20", "--today", "2012-03-01")["promises"]
    answered = [
        [answer["subject"].partition("] ")[2] for answer in each["answers"] if answer["score"] >= 0.7]
        for each in found
        if each["kind"] == "action"
    ]
    assert answered == [
        ["懇親会の出席状況について"],
        ["外国人住民の住基法改正への対応とクラウド"],
        ["情報交換会議への国の出席はどうなりましたか"],
    ]
    assert {each["state"] for each in found} == {"answered"}
