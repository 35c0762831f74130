"""The overviews: people by body, all files, the calendar, the statistics."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from archiver.model import Address, Organisation
from archiver.moments import day_of
from archiver.pipeline.making.rethreading import rethread
from archiver.pipeline.settling.journal import Journal
from archiver.site import dates
from archiver.site.overviews import charts
from archiver.site.overviews.charts import Bar
from archiver.site.overviews.statistics import duration
from archiver.site.words import words_in
from archiver.store import files
from archiver.store.archive import Archive
from archiver.store.entries import entry_of, words_of
from archiver.store.files import kind_of
from tests.site.sample_site import LIST, Visit, key, mail, person, tokenise
from tests.site.test_pages import one, soup

TOKYO = ZoneInfo("Asia/Tokyo")

# --- people ---


def test_people_stand_under_their_bodies(officer: Visit) -> None:
    """A heading a body; each person with what they wrote, leading to their page."""
    page = soup(officer, "/people")
    assert [each.text for each in page.select(".body-of")] == ["事務局", "多治見市"]
    links = [each["href"] for each in page.select(".entries .title")]
    assert links == [f"/people/{person('jimukyoku')}", f"/people/{person('tajimi')}"]
    assert "3通" in one(page, f'li:has(a[href="{links[1]}"])').text


def test_people_are_narrowed_by_any_of_their_names(officer: Visit) -> None:
    """By body, display name or address; what was typed is text, not a pattern."""
    for query, found in (("多治見", 1), ("TAJIMI@", 1), ("%", 0), ("kachokai", 2)):
        assert len(soup(officer, f"/people?q={query.replace('%', '%25')}").select(".entries li")) == found, (
            query
        )


def test_a_person_leads_to_their_threads(officer: Visit) -> None:
    """The page of a person: body, what tells it, and the threads that they wrote in, the latest first."""
    page = soup(officer, f"/people/{person('tajimi')}")
    assert "多治見市 表示名から" in " ".join(one(page, "main dl").text.split())
    threads = [each["href"] for each in page.select(".threads .title")]
    assert threads == [f"/threads/{key(name)}" for name in ("party", "lost", "cloud")]


@pytest.mark.parametrize(
    ("senders", "expected"),
    [
        # One address, several spellings of it and of the name: one person, by their latest name.
        (
            [("山田", "A@x.example"), ("山田太郎", "a@X.example")],
            [("a@x.example", "山田太郎", "x.example", "address")],
        ),
        # Who names no body belongs to the one that all others at their host name.
        (
            [("甲市", "a@ko.example"), ("山田", "b@ko.example")],
            [
                ("a@ko.example", "甲市役員", "甲市役員", "name"),
                ("b@ko.example", "山田", "甲市役員", "address"),
            ],
        ),
        # Where a host has several bodies, it tells nothing of the third.
        (
            [("甲乙市", "a@x.example"), ("丙丁市", "b@x.example"), ("山田", "c@x.example")],
            [
                ("b@x.example", "丙丁市", "丙丁市", "name"),
                ("a@x.example", "甲乙市", "甲乙市", "name"),
                ("c@x.example", "山田", "x.example", "address"),
            ],
        ),
        # Who wrote most stands first, by a name or by a host.
        (
            [("甲乙市", "a@ko.example"), ("山田", "b@x.example"), ("山田", "b@x.example")],
            [
                ("b@x.example", "山田", "x.example", "address"),
                ("a@ko.example", "甲乙市", "甲乙市", "name"),
            ],
        ),
        # No address: the name stands for the person.
        ([("山田", "")], [("山田", "山田", "", "")]),
    ],
)
def test_who_is_one_person(
    senders: list[tuple[str, str]], expected: list[tuple[str, str, str, str]], tmp_path: Path
) -> None:
    """Addresses tell people apart, and people of one host may share a body."""
    from archiver.mail import organisation

    senders = [
        (name.replace("甲市", "甲市役員") if name == "甲市" else name, address) for name, address in senders
    ]
    with Archive(tmp_path / "archive.db", tokenise) as archive:
        for day, (name, address) in enumerate(senders, 1):
            told = (
                Organisation(name="甲市役員", told_by="name")
                if name == "甲市役員"
                else organisation(name, address, "")
            )
            message = mail(
                str(day), day=day, subject="s", body="", sender=Address(name=name, address=address)
            )
            entry = entry_of(
                message,
                tokenise(words_of(message)),
                list_address=LIST,
                sha256=str(day),
                fidelity="full",
                size=1,
                quotes=False,
                organisation=told,
                asks="",
            )
            archive.add([entry])
        rethread(archive, Journal(()), 0)
        rows = archive.connection.execute(
            """SELECT address, name, organisation, told_by FROM bodies JOIN people USING (organisation)
               ORDER BY organisation = '', bodies.messages DESC, is_host, organisation,
                 people.messages DESC, address"""
        ).fetchall()
    assert rows == expected


# --- files ---


@pytest.mark.parametrize(
    ("media_type", "name", "kind"),
    [
        ("application/pdf", "a", "text"),
        ("application/octet-stream", "見積.XLSX", "sheet"),
        ("application/octet-stream", "一太郎.jtd", "text"),
        ("application/octet-stream", "x", "other"),
        ("application/vnd.ms-powerpoint", "a.bin", "slides"),
        ("image/png", "", "image"),
        ("application/x-lzh", "a.lzh", "archive"),
        ("application/pgp-signature", "signature.asc", "signature"),
        ("message/rfc822", "a.eml", "mail"),
    ],
)
def test_a_file_has_the_kind_that_people_call_it(media_type: str, name: str, kind: str) -> None:
    """By media type, else by the ending of the name."""
    assert kind_of(media_type, name) == kind


def test_every_file_leads_to_its_mail_and_thread(officer: Visit) -> None:
    """Name, its text, kind, size, mail and thread; the name as text, however it looks."""
    page = soup(officer, "/attachments")
    row = one(page, "tbody tr")
    assert [each["href"] for each in row.select("a")] == [
        f"/messages/{key('dates')}/attachments/0",
        f"/messages/{key('dates')}/attachments/0/text",
        f"/messages/{key('dates')}",
        f"/threads/{key('dates')}",
    ]
    assert "文書 HTML" in row.text and "27 B" in row.text


def test_files_are_narrowed_by_kind_and_year(officer: Visit) -> None:
    """The choices say how many each would show, and what is chosen."""
    page = soup(officer, "/attachments?kind=text&year=2011")
    assert [each["href"] for each in page.select(".narrowing a")] == [
        *("/attachments?year=2011", "/attachments?kind=text&year=2011"),
        *("/attachments?kind=text", "/attachments?kind=text&year=2011"),
    ]
    assert len(page.select('[aria-current="true"]')) == 2
    assert len(soup(officer, "/attachments?year=2012").select("tbody tr")) == 0
    assert len(soup(officer, "/attachments?kind=image").select("tbody tr")) == 0


def test_each_kind_has_words() -> None:
    """In both languages."""
    for language in ("ja", "en"):
        assert all(words_in(language)(f"files.kind_{kind}") for kind in files.FILE_KINDS)


# --- calendar ---


def test_a_month_shows_which_days_had_mail_and_meetings(officer: Visit) -> None:
    """A table with headers; days with mail lead to it, meetings to their minutes."""
    july = soup(officer, "/calendar/2011-07")
    assert [each.text for each in july.select("table.calendar thead th[scope=col]")] == list("日月火水木金土")
    assert one(july, 'a[href="/calendar/2011-07-05"]').text == "1通"
    assert len(july.select(".busy")) == 6
    june = soup(officer, "/calendar/2011-06")
    assert one(june, ".meeting")["href"] == "/meetings/2011-06-20"


def test_a_month_leads_to_the_next_that_has_something(officer: Visit) -> None:
    """Empty months are passed over; at either end there is no further link."""
    july = soup(officer, "/calendar/2011-07")
    assert {each["href"] for each in july.select('[rel="prev"]')} == {"/calendar/2011-06"}
    assert not july.select('[rel="next"]')
    later = soup(officer, "/calendar/2020-01")
    assert {each["href"] for each in later.select('[rel="prev"]')} == {"/calendar/2011-07"}


def test_weeks_begin_as_the_reader_is_used_to(officer: Visit) -> None:
    """On Sunday in Japanese, on Monday in English."""
    heads = soup(officer, "/calendar/2011-07?lang=en").select("thead th")
    assert (heads[0].text, heads[0]["abbr"]) == ("Mon", "Monday")


def test_the_calendar_opens_at_the_latest_month(officer: Visit) -> None:
    """Where something was sent or a meeting was held."""
    assert officer.get("/calendar").headers["location"] == "/calendar/2011-07"


def test_a_day_lists_its_mail(officer: Visit) -> None:
    """By time, each leading to the message."""
    page = soup(officer, "/calendar/2011-07-05")
    assert [each["href"] for each in page.select(".entries .title")] == [f"/messages/{key('dates')}"]


def test_days_are_those_of_the_zone() -> None:
    """A mail of 15:30 UTC is tomorrow's in Japan."""
    assert day_of("2011-06-30T15:30:00Z", TOKYO) == date(2011, 7, 1)
    since, until = dates.month_bounds(date(2011, 7, 1), TOKYO)
    assert (since, until) == ("2011-06-30T15:00:00Z", "2011-07-31T15:00:00Z")
    assert datetime.fromisoformat(since).astimezone(UTC).tzinfo is UTC


# --- statistics ---


def test_the_statistics_say_in_tables_what_they_draw(officer: Visit) -> None:
    """Every chart has a name and a description, and a table with the same numbers."""
    page = soup(officer, "/statistics")
    assert len(page.select("svg")) == 3
    for chart in page.select("svg"):
        names = [one(chart, f"#{each}").text for each in str(chart["aria-labelledby"]).split()]
        assert all(names), chart
    bars = [each.text for each in page.select("svg:first-of-type .bar title")]
    assert "2011-07: 6通" in bars
    assert "2011年7月6" in page.text.replace("\n", "")
    assert "style=" not in str(page) and "fill=" not in str(page)


def test_the_time_to_an_answer_is_that_of_somebody_else(officer: Visit) -> None:
    """The thread about クラウド was answered a day later by 多治見市; three of four threads by nobody."""
    rows = [
        [cell.text for cell in row.select("th, td")]
        for row in soup(officer, "/statistics").select("tbody tr")
    ]
    assert ["2011", "4", "1", "24時間"] in rows
    assert ["クラウドの導入", "1", "1", "24時間"] in rows


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, "–"),
        (0, "0分"),
        (90, "1.5分"),
        (3_600, "60分"),
        (86_400, "24時間"),
        (172_800, "2日"),
        (9e6, "104日"),
    ],
)
def test_lengths_of_time_are_said_as_people_do(seconds: float | None, said: str) -> None:
    """In the largest unit of which there are two."""
    assert duration(seconds, words_in("ja")) == said


def test_a_chart_escapes_and_scales() -> None:
    """Labels are text; the highest bar stays below the top of the scale; nothing breaks without values."""
    bars = [Bar(label="<b>", value=7, said="7"), Bar(label="c", value=0, said="0")]
    drawn = charts.columns("x", "t", "s", bars)
    assert "&lt;b&gt;" in drawn and "<b>" not in drawn
    assert [charts.round_up(each) for each in (0, 1, 2, 3, 7, 11, 600)] == [2, 2, 2, 5, 10, 20, 1000]
    assert "<svg" in charts.columns("x", "t", "s", []) and "<svg" in charts.rows("x", "t", "s", [])
