"""The pages: what an officer finds on each of them."""

from __future__ import annotations

import itertools
import sqlite3
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace
from urllib.parse import quote
from zoneinfo import ZoneInfo

import pytest
from bs4 import BeautifulSoup
from datasette.utils.asgi import Request

from archiver import links
from archiver.settings import Settings
from archiver.site import dates, pages, serving
from archiver.site.minutes.meetings import mark
from archiver.site.paging import Pages, page_number
from archiver.site.reading import body, posts
from archiver.store import reading
from archiver.words.pages import words_in
from tests.site.sample_site import DEFERRAL, PROMISE, SOURCE_WITH_FILE, Visit, key, write_archive
from tests.site.soup import one, soup

# --- minutes ---


def test_threads_stand_beside_the_item_that_they_continue(officer: Visit) -> None:
    """The sure one openly, the proposed one apart, the rejected one not at all."""
    beside = one(soup(officer, "/meetings/2011-06-20"), "#item-2-threads")
    assert one(beside, ".threads > li:not(.proposed) > a")["href"] == f"/threads/{key('cloud')}"
    assert one(beside, ".maybe .proposed > a")["href"] == f"/threads/{key('dates')}"
    assert key("party") not in str(beside)
    assert "事務局、多治見市" in beside.text and "3通" in beside.text


def test_a_deferral_leads_to_what_came_of_it(officer: Visit) -> None:
    """The sentence that sends the discussion to the list is marked, and a line leads from it to the threads."""
    speech = one(soup(officer, "/meetings/2011-06-20"), "#item-2-speech-2")
    assert one(speech, "mark").text == DEFERRAL
    assert one(speech, ".went-on a")["href"] == f"/threads/{key('cloud')}"
    assert "クラウドの事例について" in one(speech, ".went-on").text


def test_a_deferral_that_nothing_came_of(tmp_path: Path) -> None:
    """Before the list has said anything the minutes are read all the same, and say so."""
    write_archive(tmp_path / "archive.db")
    with sqlite3.connect(tmp_path / "archive.db") as connection:
        for table in ("placements", "answers"):
            connection.execute(f"DELETE FROM {table}")
    connection.close()
    visit = Visit(serving.application(Settings(data=tmp_path)), {}).as_("officer")
    page = soup(visit, "/meetings/2011-06-20")
    assert "まだ見つかっていません" in one(page, ".went-on").text
    assert one(page, ".promises .status").text == "未回答"
    assert not page.select(".since")


def test_promises_lead_to_the_speech_that_made_them(officer: Visit) -> None:
    """Each promise names who made it and where."""
    promise = one(soup(officer, "/meetings/2011-06-20"), ".promises li > p")
    assert promise.text == f"事務局 {PROMISE}"
    assert one(promise, "a")["href"] == "#item-2-speech-2"


def test_promises_say_how_far_they_have_come(officer: Visit) -> None:
    """Open or answered, with what answers it and the evidence for that; late ones are told from those that wait."""
    state = one(soup(officer, "/meetings/2011-06-20"), ".promises .state")
    assert one(state, ".status").text == "回答あり"
    assert one(state, ".by a")["href"] == f"/threads/{key('cloud-2')}"
    assert "資料は" in one(state, ".by details").text


def test_the_end_of_a_thread_is_told_with_its_sentence(officer: Visit) -> None:
    """Beside the item a thread that ends in a question is told from one that was settled, by its own words."""
    beside = one(soup(officer, "/meetings/2011-06-20"), "#item-2-threads")
    assert one(beside, ".ending").text.split() == ["決着", "開催日は7月20日に決まりました。"]


def test_the_timeline_is_a_picture_and_a_table(officer: Visit) -> None:
    """One picture with a name and a summary, and the same numbers by week for those who do not see it."""
    since = one(soup(officer, "/meetings/2011-06-20"), ".since")
    picture = one(since, "svg[role=img]")
    assert [one(since, f"#{name}").name for name in str(picture["aria-labelledby"]).split()] == [
        "title",
        "desc",
    ]
    assert "3通" in one(picture, "desc").text
    assert [[cell.text for cell in row.select("th, td")] for row in since.select("tbody tr")] == [
        ["2011年6月27日(月)", "3"]
    ]


def test_places_in_the_minutes_can_be_cited(officer: Visit) -> None:
    """Each item and each speech has an address of its own, to be had from a link with a name."""
    page = soup(officer, "/meetings/2011-06-20")
    anchors = page.select("a.pilcrow")
    assert len(anchors) == len(page.select(".item, .speech")) == 4
    for anchor in anchors:
        assert page.select(str(anchor["href"])) and str(anchor["aria-label"]).startswith(
            "この場所へのリンク: "
        )


def test_an_item_without_threads_says_so(officer: Visit) -> None:
    """An empty place is not left to be guessed at."""
    assert "スレッドはありません" in one(soup(officer, "/meetings/2011-06-20"), "#item-1-threads").text


@pytest.mark.parametrize(
    ("text", "sentences", "expected"),
    [
        ("あいう。えお。", ["えお。"], [("あいう。", False), ("えお。", True)]),
        ("あ。い。", ["い。", "あ。"], [("あ。", True), ("い。", True)]),
        ("あ。あ。", ["あ。"], [("あ。", True), ("あ。", False)]),
        ("あ。", ["い。", ""], [("あ。", False)]),
    ],
)
def test_marking_sentences(text: str, sentences: list[str], expected: list[tuple[str, bool]]) -> None:
    """Marked runs joined give the paragraph again."""
    assert list(mark(text, sentences).runs) == expected


# --- threads ---


def test_a_thread_reads_from_top_to_bottom(officer: Visit) -> None:
    """Messages stand in reading order, indented, each with why it hangs where it does."""
    page = soup(officer, f"/threads/{key('cloud')}")
    posts = page.select(".post")
    assert [post["id"] for post in posts] == [key("cloud"), key("cloud-2"), key("cloud-3")]
    assert "depth-2" in posts[2]["class"]
    hangs = one(posts[1], ".hangs")
    assert one(hangs, "a")["href"] == f"#{key('cloud')}"
    assert "事務局への返信" in hangs.text and "返信先の記録による" in hangs.text


def test_own_words_first(officer: Visit) -> None:
    """The quote is folded under the line that says whose it is; the signature is muted."""
    post = one(soup(officer, f"/threads/{key('cloud')}"), f"#{key('cloud-2')}")
    quote = one(post, "details.quote")
    assert not quote.has_attr("open")
    assert one(quote, "summary").text.startswith("2011年7月1日 12:34 事務局:")
    assert "引用 5行" in one(quote, "summary").text
    assert one(post, ".signature").text.startswith("--")
    assert [own.text.split("\n")[0] for own in post.select(".own")] == [
        "多治見市です。",
        "共同化の資料は http://www.example.jp/cloud?a=1&b=2 にあります。",
    ]


def test_a_thread_says_where_it_belongs_and_why(officer: Visit) -> None:
    """Its agenda item and topic, with the evidence that a person can check."""
    belongs = one(soup(officer, f"/threads/{key('cloud')}"), ".belongs")
    assert {link["href"] for link in belongs.select("a")} == {
        "/meetings/2011-06-20#item-2",
        "/topics/cloud-adoption",
    }
    assert "共同化" in belongs.text and "93%" in belongs.text


def test_a_thread_says_where_its_talk_turns(officer: Visit) -> None:
    """Before the message with which it comes to an item, in the words of the item; nowhere else."""
    page = soup(officer, f"/threads/{key('cloud')}")
    turn = one(page, ".turn")
    assert one(turn, "p").text == "ここからは次の話題:"
    assert one(turn, "a")["href"] == "/meetings/2011-06-20#item-2"
    following = turn.find_next_sibling("article")
    assert following is not None and following["id"] == key("cloud-2")


def test_a_ghost_has_its_place(officer: Visit) -> None:
    """A mail that others answer but that was never kept is shown as such."""
    page = soup(officer, f"/threads/{key('lost')}")
    assert one(page, ".ghost h2").text == "このメールは保存されていません"
    assert one(page, ".post:not(.ghost) .hangs a")["href"] == f"#{key('lost')}"


@pytest.mark.parametrize(("name", "thread"), [("cloud-3", "cloud"), ("answer", "lost")])
def test_any_message_of_a_thread_leads_to_its_place(officer: Visit, name: str, thread: str) -> None:
    """A permalink by any message's key arrives at that message in its thread."""
    answer = officer.get(f"/threads/{key(name)}")
    assert (answer.status_code, answer.headers["location"]) == (302, f"/threads/{key(thread)}#{key(name)}")


def test_a_thread_names_the_one_it_grew_from(officer: Visit) -> None:
    """A reply under a new subject leads back to the message that it answered."""
    assert one(soup(officer, f"/threads/{key('party')}"), ".split a")["href"] == f"/threads/{key('answer')}"


@pytest.mark.parametrize(
    ("sizes", "starts"),
    [
        ([], [0]),
        ([100] * 120, [0, 50, 100]),
        ([100_000] * 10, [0, 8]),
        ([100, 100_000, *[900] * 60], [0, 34]),
    ],
)
def test_pages_end_where_they_are_full(sizes: list[int], starts: list[int]) -> None:
    """By number and by size: fifty short letters, or as many long ones as are read without being cut to pieces."""
    assert posts.starts_of(sizes) == starts


@pytest.mark.parametrize(
    ("query", "count", "previous", "following"),
    [
        ("", 0, "", ""),
        ("", 10, "", ""),
        ("q=%E8%AD%B0&lang=en", 11, "", "/search?q=%E8%AD%B0&page=2"),
        ("page=2&q=a", 30, "/search?q=a", "/search?q=a&page=3"),
        ("page=3", 30, "/search?page=2", ""),
        ("page=-1", 11, "", "/search?page=2"),
        ("page=²", 11, "", "/search?page=2"),
        ("page=99999999999999999999", 11, "/search?page=2", ""),
    ],
)
def test_pages_lead_to_their_neighbours(query: str, count: int, previous: str, following: str) -> None:
    """The question is kept; the language, once chosen, need not be."""
    request = Request.fake(f"/search?{quote(query, safe='=&%-')}")
    pages = Pages(request=request, number=page_number(request), size=10, count=count)
    assert (pages.previous_path, pages.next_path) == (previous, following)


@pytest.mark.parametrize(
    ("sizes", "budget", "share"),
    [
        ([], 100, 0),
        ([5, 50], 100, 50),
        ([10, 20, 300], 100, 70),
        ([100, 100], 100, 50),
        ([50] * 50, 100, 2),
        ([1, 1000, 1000, 1], 100, 49),
    ],
)
def test_long_mails_have_what_short_ones_leave(sizes: list[int], budget: int, share: int) -> None:
    """A page of a thread has a measure: who writes little is shown whole, the long ones share the rest."""
    assert body.share(sizes, budget) == share


@pytest.mark.parametrize(
    ("text", "is_aligned"),
    [
        ("団体名     人口\nA市        3万\nB町        1万\n", True),
        ("日時　　7月20日\n場所　　会議室\n議題　　クラウド\n", True),
        ("┌──┐\n│ 市 │\n└──┘\n", True),
        ("diff --git a/x b/x\n@@ -1,2 +1,2 @@\n-a\n+b\n", True),
        ("ふつうの文です。\n   字下げした文です。\n   もう一つ。\n   三つ目。\n", False),
        ("資料1   資料2\nこれだけなら偶然です。\n", False),
        ("-----\n\n=====\n*****\n", False),
    ],
)
def test_columns_are_set_in_characters_of_one_width(text: str, is_aligned: bool) -> None:
    """Tables and patches that people typed stay readable; letters are set as letters."""
    assert any(part.is_aligned for part in body.parts(text)) == is_aligned


@pytest.mark.parametrize("most", [10, 40, 100, 10_000])
def test_the_beginning_of_a_long_mail(most: int) -> None:
    """Whole lines up to the measure; what is left out is counted."""
    text = "".join(f"{number}行目です。\n" for number in range(20)) + "> 引用\n> 二行\n\n以上\n"
    shown, rest = body.beginning(text, most)
    lines = "\n".join(str(part.text) for part in shown).split("\n") if shown else []
    assert len("".join(lines).encode()) <= most
    assert len(lines) + rest == 23
    assert (rest == 0) == (most == 10_000)


# --- messages ---


def test_mail_is_text_never_markup(officer: Visit) -> None:
    """What comes in subjects, names, bodies and attachments' names is shown, not run."""
    page = officer.get(f"/messages/{key('dates')}").text
    assert "<script>" not in page and "<b>" not in page
    assert "&lt;script&gt;alert(&#39;日程&#39;)&lt;/script&gt;" in page


def test_a_message_shows_its_neighbours_and_repairs(officer: Visit) -> None:
    """Previous and next in the thread; repairs are said, quietly."""
    page = soup(officer, f"/messages/{key('cloud-2')}")
    assert [link["href"] for link in page.select(".pager a")] == [
        f"/messages/{key('cloud')}",
        f"/messages/{key('cloud-3')}",
    ]
    assert "申告は なし、iso-2022-jp として読みました" in soup(officer, f"/messages/{key('dates')}").text


def test_the_source_is_the_bytes_as_received(officer: Visit) -> None:
    """Byte for byte, as a download; asked again with its tag, it is not sent again."""
    answer = officer.get(f"/messages/{key('dates')}.eml")
    assert answer.content == SOURCE_WITH_FILE
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith("attachment;")
    again = officer.get(f"/messages/{key('dates')}.eml", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_an_attachment_is_never_shown_as_a_page(officer: Visit) -> None:
    """A script that came by mail is downloaded under its name, in a sandbox, and cannot run as ours."""
    answer = officer.get(f"/messages/{key('dates')}/attachments/0")
    assert b"alert(1)" in answer.content
    assert (
        answer.headers["content-disposition"]
        == "attachment; filename=\"__.html\"; filename*=UTF-8''%E6%97%A5%E7%A8%8B.html"
    )
    assert answer.headers["content-security-policy"].startswith("sandbox")
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_attachments_say_what_they_are_and_whether_they_were_read(officer: Visit) -> None:
    """In its message and in its thread: kind in words, size, the file, its text, and that the text is not all of it."""
    for page in (f"/messages/{key('dates')}", f"/threads/{key('dates')}"):
        listed = one(soup(officer, page), ".files li")
        assert [link["href"] for link in listed.select("a")] == [
            f"/messages/{key('dates')}/attachments/0",
            f"/messages/{key('dates')}/attachments/0/text",
        ]
        assert "HTML、27 B" in listed.text and "はじめの部分だけ" in listed.text


def test_the_text_of_an_attachment_is_a_page(officer: Visit) -> None:
    """Text, never markup; its addresses can be clicked; the message and the file are one click away."""
    path = f"/messages/{key('dates')}/attachments/0"
    assert "&lt;日程&gt;" in officer.get(f"{path}/text").text
    page = soup(officer, f"{path}/text")
    assert one(page, "h1").text == "日程.html"
    assert one(page, ".file-text a")["href"] == "https://example.jp/map"
    assert {f"/messages/{key('dates')}", path} <= {link["href"] for link in page.select("main a")}


def test_search_finds_attachments(officer: Visit) -> None:
    """The name of the file leads to its text; the subject of its message stands below."""
    result = one(soup(officer, "/search?q=七月一日"), ".results li")
    assert one(result, "h2 a")["href"] == f"/messages/{key('dates')}/attachments/0/text"
    assert (one(result, "h2").text, one(result, "mark").text) == ("日程.html", "七月一日")
    assert "<script>alert('日程')</script>" in result.text


# --- topics, lists, search ---


def test_a_topic_gathers_its_threads_and_items(officer: Visit) -> None:
    """The thread that a person confirmed, and the agenda item that the same thread continues."""
    page = soup(officer, "/topics/cloud-adoption")
    assert one(page, ".threads .title")["href"] == f"/threads/{key('cloud')}"
    assert one(page, ".entries .title")["href"] == "/meetings/2011-06-20#item-2"
    assert soup(officer, "/topics/cloud-adoption?lang=en").h1.text == "Cloud adoption"  # type: ignore[union-attr]


def test_home_leads_everywhere(officer: Visit) -> None:
    """Search, the meeting, the topic and the latest threads, newest first."""
    page = soup(officer, "/")
    addresses = [str(link["href"]) for link in page.select("main a")]
    assert {"/meetings/2011-06-20", "/topics/cloud-adoption", "/threads", "/meetings"} <= set(addresses)
    threads = [address for address in addresses if address.startswith("/threads/")]
    assert threads == [f"/threads/{key(name)}" for name in ("party", "lost", "dates", "cloud")]
    assert one(page, "form.search input[name=q]")


def test_search_finds_mail_and_minutes(officer: Visit) -> None:
    """One question, both halves of the record, the words marked."""
    page = soup(officer, "/search?q=クラウド")
    addresses = {str(link["href"]) for link in page.select(".results h2 a")}
    assert any(address.startswith("/threads/") for address in addresses)
    assert "/meetings/2011-06-20#item-2-speech-1" in addresses
    assert {mark.text for mark in page.select(".snippet mark")} == {"クラウド"}
    assert one(page, "input[name=q]")["value"] == "クラウド"


def test_the_tables_are_searched_in_japanese_too(officer: Visit) -> None:
    """Datasette's own search box finds a word inside a run of Japanese."""
    rows = officer.get("/archive/messages.json?_search=ラウド&_shape=array").json()
    assert {row["key"] for row in rows} >= {key("cloud"), key("cloud-2")}


def test_every_page_has_one_heading_and_a_way_to_it(officer: Visit) -> None:
    """One h1 a page, no level skipped, a skip link to the main part, and the language said."""
    for path in (
        "/",
        "/meetings/2011-06-20",
        f"/threads/{key('cloud')}",
        f"/messages/{key('dates')}",
        "/search?q=クラウド",
    ):
        page = soup(officer, path)
        levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
        assert levels.count(1) == 1 and levels[0] == 1, path
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels)), path
        assert one(page, "a.skip")["href"] == "#main" and one(page, "main#main")


# --- what stands in every list ---


def shown(template: str, **values: object) -> str:
    values = {"language": "ja", "words": words_in("ja"), "links": links, **values}
    return pages._TEMPLATES.from_string('{% import "parts.html" as parts with context %}' + template).render(
        values
    )


@pytest.mark.parametrize(
    ("text", "attribute"),
    [
        ("議題4 cloud", ""),
        ("Cloud", ' lang="en"'),
        ("Übersicht 2011", ' lang="en"'),
        ("הודעה", ' lang=""'),
        ("Привет", ' lang=""'),
    ],
)
def test_only_what_is_known_of_a_language_is_said(text: str, attribute: str) -> None:
    """Text that is not of the page's language says so; nothing is called English for want of a better word."""
    assert shown("{{ text | lang }}", text=text) == attribute


def test_a_title_without_end_is_cut_short() -> None:
    """A subject of a thousand letters leaves room for what stands below it."""
    assert shown("{{ text | headline }}", text="Re: [yakuin 00021] " + "長" * 1000) == "長" * 160 + "…"


def test_very_many_threads_under_one_item_leave_the_minutes_readable() -> None:
    """The likeliest in full, all others by their titles in a fold: nothing is left out, and the page stays small."""
    threads = {
        f"T{n}": reading.ThreadLine(
            thread=f"T{n}", subject=f"調査{n}", list="a", first_date="2011-07-01T00:00:00Z", last_date="2011-07-01T00:00:00Z",
            messages=1, people=1, names=(), bodies=(),
        )
        for n in range(300)
    }  # fmt: skip
    placed = [
        reading.Placed(
            thread=each, meeting="2011-06-20", item=4, topic="", score=1, status="sure", evidence=()
        )
        for each in threads
    ]
    site = SimpleNamespace(zone=ZoneInfo("Asia/Tokyo"))
    html = shown("{{ parts.placed_threads(placed, threads) }}", placed=placed, threads=threads, site=site)
    assert html.count('href="/threads/T') == 300 and html.count('class="facts"') == 20
    assert "ほか280スレッド" in html and len(html) < 50_000
    on_the_desk = shown('{{ parts.others(placed, threads, "/desk") }}', placed=placed[20:], threads=threads)
    assert on_the_desk.count('href="/desk/threads/T') == 280


# --- dates and bodies ---


def test_dates_as_people_write_them() -> None:
    """With the weekday; instants in the office's time zone."""
    assert dates.day(date(2011, 6, 20), "ja") == "2011年6月20日(月)"
    assert dates.day(date(2011, 6, 20), "en") == "Mon 20 June 2011"
    assert dates.moment(datetime(2011, 6, 20, 3, 4, tzinfo=UTC), "ja") == "2011年6月20日(月) 03:04"
    shown = dates.time_element("2011-06-20T15:34:00Z", ZoneInfo("Asia/Tokyo"), "ja", with_time=True)
    assert shown == '<time datetime="2011-06-21T00:34:00+09:00">2011年6月21日(火) 00:34</time>'


@pytest.mark.parametrize(
    ("text", "addresses"),
    [
        ("http://a.example/x。次", ["http://a.example/x"]),
        ("(https://a.example/x).", ["https://a.example/x"]),
        ('<a href="http://a.example/">', ["http://a.example/"]),
        ("javascript:alert(1) ftp://a.example/ data:x", []),
        ("http://a.example/?a=1&b='\"><b>", ["http://a.example/?a=1&b="]),
    ],
)
def test_links_in_mail(text: str, addresses: list[str]) -> None:
    """Only http and https become links; the other host is told nothing; the text stays as it was."""
    page = BeautifulSoup(str(body.linked(text)), "html.parser")
    assert [link["href"] for link in page.select("a")] == addresses
    assert all(set(link["rel"]) == {"noreferrer", "nofollow", "noopener"} for link in page.select("a"))
    assert page.text == text


@pytest.mark.parametrize(
    ("path", "title"),
    [
        (f"/messages/{key('answer')}", "懇親会 | 役員会アーカイブ"),
        ("/calendar/2011-07-02", "2011年7月2日(土) | 役員会アーカイブ"),
    ],
)
def test_a_page_is_named_in_words(path: str, title: str, officer: Visit) -> None:
    """What a browser's tab and a bookmark say: no list counter, no reply word, no day in figures for machines."""
    assert one(soup(officer, path), "title").text == title
