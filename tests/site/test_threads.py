"""The thread page: its two orders, what is new since the last visit, citing it, taking it along."""

from __future__ import annotations

import mailbox
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archiver.settings import Settings
from archiver.site import serving
from archiver.site.reading import seen
from archiver.site.reading.citing import Cited
from archiver.site.reading.mailbox import entry
from tests.site.sample_site import SOURCES, Visit, key, mail, node, write_archive
from tests.site.soup import one, soup

THREAD = key("cloud")
NOW = datetime(2026, 11, 26, 9, 0, tzinfo=UTC)


# --- two orders ---


def test_by_date_and_back(officer: Visit) -> None:
    """The other order is an address; by date nothing is indented, and each post names its answers."""
    tree = soup(officer, f"/threads/{THREAD}")
    flat_path = str(tree.select(".views li a")[1]["href"])
    flat = soup(officer, flat_path)
    assert flat_path == f"/threads/{THREAD}?view=flat"
    assert [one(page, ".views [aria-current]")["href"] for page in (tree, flat)] == [
        f"/threads/{THREAD}",
        flat_path,
    ]
    assert {tuple(post["class"]) for post in flat.select(".post")} == {("post", "depth-0")}
    answers = one(flat, f"#{THREAD}").select(".hangs a")
    assert [answer["href"] for answer in answers] == [f"#{key('cloud-2')}"]
    assert one(flat, f"#{key('cloud-2')} header .hangs a")["href"] == f"#{THREAD}"


def test_by_date_a_ghost_has_no_place_but_is_named(officer: Visit) -> None:
    """A mail that is not kept has no date; who answers it still says so."""
    flat = soup(officer, f"/threads/{key('lost')}?view=flat")
    assert [post["id"] for post in flat.select(".post")] == [key("answer")]
    assert "保存されていないメールへの返信" in one(flat, ".hangs").text
    assert not flat.select(".hangs a")


def test_the_outline_hangs_as_the_thread_does(officer: Visit) -> None:
    """Who answered whom at a glance: lists in lists, each entry leading to its post."""
    outline = one(soup(officer, f"/threads/{THREAD}"), ".outline")
    assert [link["href"] for link in outline.select("a")] == [
        f"#{key(name)}" for name in ("cloud", "cloud-2", "cloud-3")
    ]
    assert len(outline.select("ul ul ul")) == 1


_HARD = ("<&\"'>" * 400, "https://example.jp/ " * 200, "長い話。\n" * 9000, "短い。\n", "> 引用\n" * 300)


@pytest.fixture(scope="module")
def long_thread(tmp_path_factory: pytest.TempPathFactory) -> Visit:
    """A visit where one thread has seventy mails, and many of them text of the kind that swells in HTML."""
    settings = Settings(data=tmp_path_factory.mktemp("long"))
    names = ["first", *(f"later-{number}" for number in range(69))]
    mails = tuple(
        mail(name, day=1 + at // 3, subject="長い話", body=_HARD[at % len(_HARD)])
        for at, name in enumerate(names)
    )
    nodes = (
        node(name, "first", at, under="first" if at else "", depth=min(at, 9))
        for at, name in enumerate(names)
    )
    write_archive(settings.archive, mails, tuple(nodes))
    return Visit(serving.application(settings), {}).as_("officer")


@pytest.mark.parametrize("view", ["tree", "flat"])
def test_a_long_thread_is_cut_into_pages(long_thread: Visit, view: str) -> None:
    """Every mail stands on one page, its permalink leads to that page, and no page has 100 kB."""
    pages: list[list[str]] = []
    path = f"/threads/{key('first')}?view={view}"
    while path:
        page = soup(long_thread, path)
        assert len(str(page).encode()) < 100_000
        pages.append([str(post["id"]) for post in page.select(".post")])
        following = page.select_one(".pager a[rel=next]")
        path = str(following["href"]) if following else ""
    everything = [each for page in pages for each in page]
    assert len(pages) > 2 and len(everything) == len(set(everything)) == 70
    query = "view=flat&" if view == "flat" else ""
    assert place(long_thread, pages[0][5], view) == f"/threads/{key('first')}{'?view=flat' if query else ''}"
    for number in (2, len(pages)):
        target = place(long_thread, pages[number - 1][-1], view)
        assert target == f"/threads/{key('first')}?{query}page={number}"
    assert not soup(long_thread, f"/threads/{key('first')}?view={view}&page=99").select(".post")


def place(visit: Visit, message: str, view: str) -> str:
    """The page to which a message's address leads, and there to the message."""
    target, _, anchor = visit.get(f"/threads/{message}?view={view}").headers["location"].partition("#")
    assert anchor == message
    return str(target)


def test_neighbours_by_last_mail(officer: Visit) -> None:
    """From a thread to the one that was written to before it, and after it; the ends have one neighbour."""
    links = {
        link["rel"][0]: link["href"]
        for link in soup(officer, f"/threads/{key('dates')}").select(".neighbours a")
    }
    assert links == {"prev": f"/threads/{THREAD}", "next": f"/threads/{key('lost')}"}
    assert [link["rel"] for link in soup(officer, f"/threads/{THREAD}").select(".neighbours a")] == [["next"]]


# --- since the last visit ---


def test_what_is_new_is_marked(visitor: Visit) -> None:
    """After a visit that ended, later mail is marked and linked; on the same visit nothing is taken for read yet."""
    visit = visitor.as_("officer")
    first = visit.get(f"/threads/{THREAD}")
    assert "unread" not in first.text and "path=/threads" in first.headers["set-cookie"].lower()
    long_ago = seen.Visit(since=0, newest=minutes(datetime(2011, 7, 1, 12, tzinfo=UTC)), visited=0)
    cookie = str(seen.Seen(seen.read("", "officer").owner, {THREAD[:10]: long_ago}))
    back = Visit(visit.datasette, {**visit.cookies, seen.COOKIE: cookie})
    page = soup(back, f"/threads/{THREAD}")
    assert [post["id"] for post in page.select(".post.unread")] == [key("cloud-2"), key("cloud-3")]
    assert one(page, ".unread-link")["href"] == f"/threads/{THREAD}#{key('cloud-2')}"
    other = Visit(visit.datasette, {**visitor.as_("secretariat").cookies, seen.COOKIE: cookie})
    assert not soup(other, f"/threads/{THREAD}").select(".unread")


def minutes(when: datetime) -> int:
    return int(when.timestamp() // 60)


def test_a_visit_lasts_half_an_hour() -> None:
    """Within it what was new stays marked; after it what was shown is read; a later mail is new again."""
    start = seen.read("", "a").after(THREAD, "2011-07-03T00:00:00Z", NOW)
    assert start.unread_after(THREAD, NOW) == "2011-07-03T00:00:59Z"
    soon = start.after(THREAD, "2011-07-05T00:00:00Z", NOW + timedelta(minutes=10))
    assert soon.unread_after(THREAD, NOW + timedelta(minutes=20)) == "2011-07-03T00:00:59Z"
    assert soon.unread_after(THREAD, NOW + timedelta(minutes=50)) == "2011-07-05T00:00:59Z"
    assert seen.read(str(soon), "a") == soon
    assert seen.read(str(soon), "b").visits == {}


def test_a_mail_from_the_future_hides_no_later_one() -> None:
    """A sender's wrong clock does not make all that comes after it look read."""
    visited = seen.read("", "a").after(THREAD, "2038-01-01T00:00:00Z", NOW)
    assert visited.unread_after(THREAD, NOW) == "2026-11-26T09:00:59Z"


@pytest.mark.parametrize(
    "cookie", ["", "~", "x" * 9000, "a~b~c", "🍪", f"{'0' * 10}~{'A' * 10}zzzzzzz.zzzzzzz.zzzzzzz"]
)
def test_any_cookie_is_taken(cookie: str) -> None:
    """What a browser sends is anyone's text."""
    assert seen.read(cookie, "a").unread_after(THREAD, NOW) == ""
    owner = seen.read("", "a").owner
    hostile = seen.read(f"{owner}~{THREAD[:10]}zzzzzzz.zzzzzzz.0", "a")
    assert hostile.unread_after(THREAD, NOW) >= ""


def test_the_cookie_stays_small() -> None:
    """Of many threads the last visited are remembered."""
    many = seen.read("", "a")
    for number in range(200):
        many = many.after(key(str(number)), "2011-07-03T00:00:00Z", NOW)
    assert len(str(many)) < 3000
    kept = seen.read(str(many), "a")
    assert kept.unread_after(key("199"), NOW) and not kept.unread_after(key("0"), NOW)


# --- citing ---


def test_four_ways_to_cite(officer: Visit) -> None:
    """Address, reference, Markdown and HTML, each in a field of its own."""
    page = soup(officer, f"/threads/{THREAD}")
    texts = {str(field["id"]): field.text for field in page.select(".cite textarea")}
    address = f"http://site.example/threads/{THREAD}"
    assert texts["cite-address"] == address
    assert texts["cite-text"].startswith(
        "事務局ほか. “クラウドの事例について”. 役員会. 2011-07-01/2011-07-03. " + address
    )
    assert texts["cite-markdown"] == f"[クラウドの事例について](<{address}>)"
    assert texts["cite-html"] == f'<a href="{address}">クラウドの事例について</a>'


def test_a_message_is_cited_by_itself(officer: Visit) -> None:
    """Its own address, its sender and its day."""
    field = one(soup(officer, f"/messages/{key('cloud-2')}"), "#cite-text")
    address = f"http://site.example/messages/{key('cloud-2')}"
    assert field.text.startswith(f"多治見市. “クラウドの事例について”. 役員会. 2011-07-02. {address}, (参照 ")


def test_a_hostile_title_is_only_text() -> None:
    """What a subject holds breaks out of neither form."""
    cited = Cited(
        title="[x](y) <b>&", address="https://a.example/t", author="A", source="L",
        first=date(2011, 7, 1), last=date(2011, 7, 1),
    )  # fmt: skip
    assert cited.markdown == r"[\[x\](y) \<b\>&](<https://a.example/t>)"
    assert cited.html == '<a href="https://a.example/t">[x](y) &lt;b&gt;&amp;</a>'
    assert (
        cited.text(date(2026, 1, 2))
        == "A. “[x](y) <b>&”. L. 2011-07-01. https://a.example/t, (参照 2026-01-02)."
    )


# --- taking it along ---


def test_the_thread_as_a_mailbox(officer: Visit, tmp_path: Path) -> None:
    """Every mail of the thread in its order, as any mail program reads it."""
    answer = officer.get(f"/threads/{THREAD}.mbox")
    assert answer.headers["content-disposition"] == f'attachment; filename="{THREAD}.mbox"'
    path = tmp_path / "thread.mbox"
    path.write_bytes(answer.content)
    ids = [mail["message-id"] for mail in mailbox.mbox(path)]
    assert ids == [f"<{name}@kachokai.example>" for name in ("cloud", "cloud-2", "cloud-3")]


def test_a_line_that_begins_with_from_is_quoted() -> None:
    """mboxrd: such a line gains one mark, however many it has."""
    made = entry(b"Subject: a\r\n\r\nFrom here\r\n>From there\r\nfrom\r\n", "a b@x.example", NOW)
    assert (
        made
        == b"From MAILER-DAEMON Thu Nov 26 09:00:00 2026\nSubject: a\n\n>From here\n>>From there\nfrom\n\n"
    )


def test_the_original_html_can_do_nothing(officer: Visit) -> None:
    """It comes as it was sent, in a frame without scripts, forms, origin or anything of another host."""
    html_mail = key("party")
    page = officer.get(f"/messages/{html_mail}/original")
    frame = one(BeautifulSoup(page.text, "html.parser"), "iframe")
    assert not frame["sandbox"] and "frame-src 'self'" in page.headers["content-security-policy"]
    original = officer.get(str(frame["src"]))
    assert "<b>駅前</b>" in original.text and original.headers["content-type"] == "text/html; charset=utf-8"
    policy = original.headers["content-security-policy"].split("; ")
    assert {"sandbox", "default-src 'none'", "img-src data:", "frame-ancestors 'self'"} <= set(policy)
    assert f'href="/messages/{html_mail}/original"' in officer.get(f"/threads/{html_mail}").text
    assert SOURCES["party"].startswith(b"Message-ID")


def test_no_attachment_is_a_script(officer: Visit) -> None:
    """A page of ours may run files of this host: what came by mail is never one that a browser would run."""
    from archiver.site.reading.messages import sound_type

    assert (
        sound_type("text/javascript") == sound_type("application/x-ECMAScript") == "application/octet-stream"
    )
    assert sound_type("application/pdf") == "application/pdf"
