"""Feeds: what a feed reader is told, and that its key opens nothing else."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from xml.etree import ElementTree

import feedparser
import pytest

from archiver.site.access.doorstep import COOKIE
from archiver.site.access.permissions import ANYONE, FEEDS
from archiver.site.access.sign_in import SignIns
from archiver.site.programs import atom
from archiver.store.accounts import VERSION, Accounts, feed_keys, sessions
from archiver.store.accounts.sessions import Grant
from tests.site.sample_site import Visit, key
from tests.site.test_doors import SENT_BACK, doors

PASSWORD = "雨の日の 役員会は 静かです"
FEED_PATHS = [path for path, status in doors() if FEEDS.fullmatch(path.partition("?")[0]) and status == 200]


ATOM = "{http://www.w3.org/2005/Atom}"
_ONE, _SOME, _MAY = range(1, 2), range(1, 99), range(2)
IN_A_FEED = {
    "id": _ONE,
    "title": _ONE,
    "updated": _ONE,
    "author": _SOME,
    "link": range(2, 3),
    "entry": range(999),
}
IN_AN_ENTRY = {
    **{
        "id": _ONE,
        "title": _ONE,
        "updated": _ONE,
        "published": _MAY,
        "author": _SOME,
        "link": _ONE,
        "content": _MAY,
    },
    "{http://purl.org/syndication/thread/1.0}in-reply-to": _MAY,
}
"""Which elements there may be, and how many."""


def parsed(visit: Visit, path: str) -> feedparser.FeedParserDict:
    answer = visit.get(path)
    assert answer.status_code == 200, path
    assert answer.headers["content-type"] == "application/atom+xml"
    found = feedparser.parse(answer.content)
    assert not found.bozo, path
    return found


@pytest.fixture
def owner(visitor: Visit) -> Iterator[Visit]:
    """Somebody with an account, signed in."""
    accounts = visitor.sign_ins.accounts
    accounts.add("feeds", "secretariat", PASSWORD)
    token = sessions.add(accounts, "sessions", Grant(name="feeds", kind="account", role="secretariat"), 60)
    yield Visit(visitor.datasette, {COOKIE: visitor.datasette.sign(token, "archiver-session")})
    accounts.remove("feeds")


# --- what they tell ---


def test_the_list_has_a_feed(officer: Visit) -> None:
    """Newest first: subject, sender, date, text and the page of the message, as a feed reader understands it."""
    feed = parsed(officer, "/messages.atom")
    assert [each.title for each in feed.entries][:2] == ["懇親会の会場", "懇親会"]
    newest = feed.entries[0]
    assert newest.link == f"http://site.example/messages/{key('party')}"
    assert (newest.author, newest.updated) == ("多治見市", "2011-07-09T03:34:00Z")
    assert newest.content[0].value.startswith("駅前です。")
    assert feed.feed.updated == newest.updated
    assert {each["rel"]: each["href"] for each in feed.feed.links} == {
        "self": "http://site.example/messages.atom",
        "alternate": "http://site.example/threads",
    }


@pytest.mark.parametrize("path", FEED_PATHS)
def test_a_feed_keeps_the_rules(path: str, officer: Visit) -> None:
    """RFC 4287 as its grammar has it: what must be there once, what may, days, addresses and ids as they have to be."""
    feed = ElementTree.fromstring(officer.get(path).content)
    assert feed.tag == f"{ATOM}feed"
    entries = feed.findall(f"{ATOM}entry")
    for element, known in ((feed, IN_A_FEED), *((each, IN_AN_ENTRY) for each in entries)):
        names = Counter(child.tag.removeprefix(ATOM) for child in element)
        assert set(names) <= set(known)
        assert all(names[name] in counts for name, counts in known.items()), names
        for each in (*element.findall(f"{ATOM}updated"), *element.findall(f"{ATOM}published")):
            assert datetime.fromisoformat(str(each.text)).tzinfo
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", str(each.text))
        links = element.findall(f"{ATOM}link")
        assert all(each.attrib.keys() <= {"rel", "type", "href", "hreflang"} for each in links)
        assert all(
            each.attrib["href"].startswith("http://site.example/") and each.text is None for each in links
        )
        assert len({(each.get("rel"), each.get("type")) for each in links}) == len(links)
        assert [each.tag for author in element.findall(f"{ATOM}author") for each in author] == [f"{ATOM}name"]
        assert all(
            each.get("type", "text") == "text" and not len(each) for each in element.findall(f"{ATOM}content")
        )
    ids = [str(each.text) for each in feed.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) and all(each.startswith("urn:uuid:") for each in ids)
    assert all(
        each.text and each.text.strip() for each in (*feed.iter(f"{ATOM}title"), *feed.iter(f"{ATOM}name"))
    )


def test_an_answer_names_what_it_answers(officer: Visit) -> None:
    """RFC 4685: `in-reply-to` has the id of the entry that is answered, and its page; not that of a lost message."""
    entries = {each.link.rpartition("/")[2]: each for each in parsed(officer, "/messages.atom").entries}
    answer = entries[key("cloud-2")]["thr_in-reply-to"]
    assert answer["ref"] == entries[key("cloud")].id
    assert answer["href"].endswith(f"/messages/{key('cloud')}")
    assert "thr_in-reply-to" not in entries[key("answer")]


@pytest.mark.parametrize(
    ("path", "names"),
    [
        (f"/threads/{key('cloud')}.atom", ["cloud-3", "cloud-2", "cloud"]),
        ("/topics/cloud-adoption.atom", ["cloud-3", "cloud-2", "cloud"]),
        ("/meetings/2011-06-20.atom", ["cloud-3", "cloud-2", "cloud"]),
        ("/messages.atom?list=other@kachokai.example", []),
    ],
)
def test_threads_topics_and_meetings_have_feeds(path: str, names: list[str], officer: Visit) -> None:
    """Only of what belongs there for sure: not of what is proposed or rejected."""
    links = [each.link.rpartition("/")[2] for each in parsed(officer, path).entries]
    assert links == [key(name) for name in names]


def test_the_minutes_have_a_feed(officer: Visit) -> None:
    """One entry a meeting."""
    (entry,) = parsed(officer, "/meetings.atom").entries
    assert entry.link == "http://site.example/meetings/2011-06-20"


def test_ids_stay_when_the_site_moves(officer: Visit) -> None:
    """A feed reader does not show everything anew because the site has another name."""
    here, there = (
        feedparser.parse(officer.get(f"https://{host}/messages.atom").content)
        for host in ("a.example", "b.example")
    )
    assert [each.id for each in here.entries] == [each.id for each in there.entries]
    assert here.entries[0].link != there.entries[0].link
    assert len({each.id for each in here.entries}) == len(here.entries)


def test_pages_tell_browsers_of_their_feeds(officer: Visit) -> None:
    """Autodiscovery, on each page that has a feed; every such address answers."""
    for page, feed in (
        ("/", "/messages.atom"),
        ("/threads", "/messages.atom"),
        ("/meetings", "/meetings.atom"),
        ("/meetings/2011-06-20", "/meetings/2011-06-20.atom"),
        ("/topics/cloud-adoption", "/topics/cloud-adoption.atom"),
        (f"/threads/{key('cloud')}", f"/threads/{key('cloud')}.atom"),
    ):
        assert f'<link rel="alternate" type="application/atom+xml" href="{feed}"' in officer.get(page).text, (
            page
        )
        assert parsed(officer, feed).entries


@pytest.mark.parametrize(
    "text",
    [
        "\x00\x08\x0b\x1b$B",
        "\ufffe\uffff",
        "]]><script>&amp;</script>",
        "<!DOCTYPE x>",
        "𠮷野家 \U0001f600",
        "\ud800",
    ],
)
def test_whatever_mail_holds_is_xml(text: str) -> None:
    """What XML cannot hold is replaced, everything else is text; in every place where text may come."""
    entry = atom.Entry(
        path=f"/messages/{text}", title=text, author=text, date="2011-07-01T00:00:00Z", text=text
    )
    written = atom.feed("http://x.example", "/messages.atom", "/threads", text, text, [entry]).encode()
    root = ElementTree.fromstring(written)
    assert [each.text for each in root.iter("{http://www.w3.org/2005/Atom}title")] == [atom.clean(text)] * 2
    assert not feedparser.parse(written).bozo


def test_a_feed_that_has_not_changed_is_not_sent_again(officer: Visit) -> None:
    """ETag and If-None-Match (RFC 9110 §13)."""
    for path in FEED_PATHS:
        first = officer.get(path)
        again = officer.get(path, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", first.headers["etag"])
        assert officer.get(path, headers={"if-none-match": '"x"'}).status_code == 200


# --- the key ---


def make_key(owner: Visit) -> str:
    page = owner.post("/feeds", data={"do": "make"}).text
    return page.partition("/messages.atom?key=")[2].partition("<")[0]


def test_a_key_opens_feeds_and_nothing_else(owner: Visit, visitor: Visit) -> None:
    """Every door of the site, asked with a key and without sign-in: only feeds open; the others do not tell that it is
    one."""
    made = make_key(owner)
    closed = visitor.get("/no-such-page")
    for path, _ in doors():
        bare = path.partition("?")[0]
        if ANYONE.fullmatch(bare) or bare == "/" or bare in SENT_BACK:
            continue
        answer = visitor.get(f"{path}{'&' if '?' in path else '?'}key={made}")
        if FEEDS.fullmatch(bare) and "key=" not in path:
            assert answer.status_code != 403, path
        elif "key=" not in path:
            assert (answer.status_code, answer.content) == (403, closed.content), path
            assert visitor.post(path, params={"key": made}).status_code == 403, path
    assert FEED_PATHS


def test_with_a_key_a_feed_gives_no_text(owner: Visit, visitor: Visit) -> None:
    """Who finds the address learns subjects, not mails; and the feed does not repeat the key."""
    made = make_key(owner)
    for path in FEED_PATHS:
        if "key=" in path:
            continue
        text = visitor.get(f"{path}{'&' if '?' in path else '?'}key={made}").text
        assert "<content" not in text and "クラウドの事例を集めて" not in text and made not in text, path
    assert "クラウドの事例を集めて" in owner.get("/messages.atom").text


def test_a_key_is_shown_once_and_kept_nowhere(owner: Visit) -> None:
    """Only its digest is in the file."""
    made = make_key(owner)
    assert made not in owner.get("/feeds").text
    accounts = owner.sign_ins.accounts
    assert made.encode() not in accounts.path.read_bytes()


@pytest.mark.parametrize("end", ["revoke", "make another", "change the password", "remove the account"])
def test_a_key_ends(end: str, owner: Visit, visitor: Visit) -> None:
    """At once: revoked, replaced, or with what it rests on."""
    made = make_key(owner)
    assert visitor.get(f"/messages.atom?key={made}").status_code == 200
    accounts = owner.sign_ins.accounts
    if end == "revoke":
        owner.post("/feeds", data={"do": "revoke"})
    elif end == "make another":
        assert make_key(owner) != made
    elif end == "change the password":
        accounts.set_password("feeds", f"{PASSWORD}!")
    else:
        accounts.remove("feeds")
        accounts.add("feeds", "officer", PASSWORD)
    assert visitor.get(f"/messages.atom?key={made}").status_code == 403


def test_a_members_key_ends_when_they_leave_the_roster(tmp_path: Path) -> None:
    """It is asked at each use."""
    roster = {"member@kachokai.example"}
    with Accounts(tmp_path / "accounts.db") as accounts:
        sign_ins = SignIns(accounts, lambda address: address in roster)
        made = feed_keys.make(accounts, "member@kachokai.example", "member")
        assert sign_ins.feed_reader(made) == Grant(
            name="member@kachokai.example", kind="member", role="officer"
        )
        roster.clear()
        assert sign_ins.feed_reader(made) is None


def test_who_came_by_the_terminal_has_no_key(officer: Visit) -> None:
    """A key would outlive what it rests on."""
    assert "<button name" not in officer.get("/feeds").text
    assert "key=" not in officer.post("/feeds", data={"do": "make"}).text


def test_accounts_of_the_version_before_are_kept(tmp_path: Path) -> None:
    """A file of accounts from before there were keys is brought up, with all that it holds."""
    path = tmp_path / "accounts.db"
    with Accounts(path) as accounts:
        accounts.add("jimu", "officer", PASSWORD)
        secret = accounts.secret()
        accounts.connection.execute("DROP TABLE feed_keys")
        accounts.connection.execute("PRAGMA user_version=1")
    with Accounts(path) as accounts:
        assert accounts.verify("jimu", PASSWORD) and accounts.secret() == secret
        assert feed_keys.make(accounts, "jimu", "account")
    (version,) = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()
    assert version == VERSION
