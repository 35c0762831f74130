"""Drafting: after a meeting, item by item, what came of it on the list: nothing is left out, nothing is believed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import html5lib
import pytest

from archiver.errors import NotFound
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.showing import draft_pages, drafting
from archiver.pipeline.showing.drafting import Draft
from archiver.site.words import words_in
from tests.mails import mail
from tests.pipeline.archives import MEETING, Office, office

ZONE = ZoneInfo("Asia/Tokyo")
TODAY = date(2011, 8, 1)
NASTY = "[click](javascript:x) *now* <b>bold</b> `code` | # &amp; 議題4 について"


@pytest.fixture
def committee(tmp_path: Path) -> Office:
    """Mails after the meeting of 2011-06-20 (days count from the 1st of July), and one before."""
    return office(
        tmp_path,
        mail("early", subject="先月の件", text="議題の案です。", day=-30),
        mail("a", subject=NASTY, text="議題4の案です。ご意見を30日までにお願いします。", day=0),
        mail(
            "b",
            sender="Other <other@example.jp>",
            subject=f"Re: {NASTY}",
            answers="a",
            text="賛成です。",
            day=1,
        ),
        mail(
            "c",
            sender="Third <third@example.jp>",
            subject=f"Re: {NASTY}",
            answers="b",
            text="場所はどこですか？",
            day=2,
        ),
        mail("d", subject="お菓子の販売", text="廊下で売ります。", day=3),
    )


def drafted(committee: Office, today: date = TODAY) -> Draft:
    return drafting.draft(committee.settings, None, today)


def subjects(draft: Draft) -> dict[str, list[str]]:
    """Where each thread stands: item or topic → the beginnings of subjects."""
    found: dict[str, list[str]] = {}
    for part in (*draft.items, *draft.topics):
        found[str(part.item or part.topic)] = [each.subject[:4] for each in (*part.threads, *part.proposed)]
    return found | {"elsewhere": [each.subject[:4] for each in draft.elsewhere]}


def lines(draft: Draft) -> Iterator[str]:
    return (
        line
        for line in draft_pages.markdown(draft, words_in("ja"), "https://a.example", ZONE).splitlines()
        if line
    )


def test_every_thread_since_stands_somewhere(committee: Office) -> None:
    """Under its item, or among those that stand nowhere; what came before the meeting does not count."""
    found = subjects(drafted(committee))
    assert "[cli" in found["4"]
    assert found["elsewhere"] == ["お菓子の"]
    assert not any("先月" in subject for group in found.values() for subject in group)


def test_who_took_part_and_what_waits(committee: Office) -> None:
    """People in the order in which they began; the one question that nobody answered, with its words."""
    (thread,) = [each for part in drafted(committee).items if part.item == 4 for each in part.threads]
    assert (thread.messages, len(thread.people)) == (3, 3)
    assert [(each.who, each.sentence) for each in thread.waiting] == [("Third", "場所はどこですか？")]


def test_the_days_that_count(committee: Office) -> None:
    """Up to today; before the first meeting, and for one that is not kept, there is nothing to draft."""
    assert drafted(committee, date(2011, 7, 2)).items[3].threads[0].messages == 2
    with pytest.raises(NotFound, match="minutes list"):
        drafting.draft(committee.settings, "1999-01-01", TODAY)
    with pytest.raises(NotFound, match="up to 2011-01-01"):
        drafted(committee, date(2011, 1, 1))


def test_decisions_show(committee: Office) -> None:
    """A thread that a person put under an item stands there, and a closed promise is closed."""
    draft = drafted(committee)
    sweets = draft.elsewhere[0].thread
    promise = draft.items[2].promises[0]
    act = Act(made_by="office", reason="")
    deciding.place(committee.settings, "link", f"{MEETING}/2", sweets, act)
    deciding.close_promise(committee.settings, MEETING, promise.promise, act)
    after = drafted(committee)
    assert [each.thread for each in after.items[1].threads] == [sweets]
    assert after.elsewhere == ()
    assert after.items[2].promises[0].state == "closed"


def test_mail_is_not_believed(committee: Office) -> None:
    """Subjects mean nothing in Markdown or HTML; the page is well formed; both say the same."""
    draft = drafted(committee)
    line = next(line for line in lines(draft) if line.startswith("- ") and "click" in line)
    assert line.startswith(r"- [\[click\](javascript:x) \*now\* \<b\>bold\</b\> \`code\` \| # \&amp; 議題4")
    page = draft_pages.whole_page(draft, words_in("ja"), "https://a.example", ZONE, "ja")
    html5lib.HTMLParser(strict=True).parse(page)
    assert "<b>" not in page
    assert set(re.findall(r'href="([^"]*)', page)) == {
        address for line in lines(draft) for address in re.findall(r"\]\((https[^)]*)\)", line)
    }


@pytest.mark.parametrize("language", ["ja", "en"])
def test_both_languages(committee: Office, language: str) -> None:
    """Every line finds its words."""
    text = draft_pages.markdown(drafted(committee), words_in(language), "", ZONE)
    assert text.startswith("# ") and text.count("\n### ") >= 4
    assert ("2011年6月20日の「" if language == "ja" else "(20 June 2011), up to") in text
    assert not re.search(r"\(\d+(?:通| messages?)[、,] ?\d{4}-", text), "days as people write them"


def test_the_record(committee: Office) -> None:
    """The documented shape, item by item."""
    record = drafting.record(drafted(committee))
    assert record.keys() == {"meeting", "title", "since", "until", "items", "topics", "elsewhere", "earlier"}
    assert record["items"][3]["threads"][0]["unanswered"][0]["sentence"] == "場所はどこですか？"
    assert record["items"][2]["promises"][0]["state"] == "open"
