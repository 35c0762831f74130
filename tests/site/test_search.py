"""The search page: one box, the answer from mail and minutes, and everything that narrows it a link."""

from __future__ import annotations

from urllib.parse import parse_qs, quote, urlsplit
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup

from archiver.site.search import Asked
from tests.site.sample_site import Visit, key
from tests.site.soup import soup

ATOM = "{http://www.w3.org/2005/Atom}"


def count(page: BeautifulSoup) -> int:
    return int("".join(filter(str.isdigit, page.select_one("[role=status]").find(string=True))))  # type: ignore[union-attr, arg-type]


def test_every_example_finds_something_here(officer: Visit) -> None:
    """What is shown beside the box is made from this archive, in the reader's language; each is a link that works."""
    for language, sender in (("ja", "差出人:"), ("en", "from:")):
        links = soup(officer, f"/search?lang={language}").select(".help dt a")
        queries = [link.text for link in links]
        assert len(queries) >= 15 and any(query.startswith(sender) for query in queries)
        for link in links:
            assert count(soup(officer, str(link["href"]))) > 0, link.text


def test_each_facet_counts_what_its_link_finds(officer: Visit) -> None:
    """Nothing is retyped to narrow down or to leave out, and the two together are the whole."""
    for query in ("の", "クラウド OR 日程", "事務局"):
        page = soup(officer, f"/search?q={quote(query)}&view=flat")
        whole, entries = count(page), page.select(".narrowers li")
        assert entries
        for entry in entries:
            only, but = entry.select("a")
            number = int(entry.select_one(".muted").text)  # type: ignore[union-attr]
            assert count(soup(officer, str(only["href"]))) == number, only["href"]
            rest = soup(officer, str(but["href"]))
            assert (count(rest) if number < whole else 0) == whole - number, but["href"]


def test_a_condition_is_taken_out_again(officer: Visit) -> None:
    """Each condition of the query is shown and leads to the query without it."""
    page = soup(officer, f"/search?q={quote('クラウド 差出人:事務局 -年:2010')}&sort=newest")
    found = [
        (link.find("span").text, parse_qs(urlsplit(str(link["href"])).query)["q"][0])  # type: ignore[union-attr]
        for link in page.select(".conditions a")
    ]
    assert found == [("差出人:事務局", "クラウド -年:2010"), ("-年:2010", "クラウド 差出人:事務局")]
    assert all("sort=newest" in str(link["href"]) for link in page.select(".conditions a"))


def test_a_topic_is_told_by_its_title(officer: Visit) -> None:
    """Beside what the query calls it, in the reader's language."""
    path = f"/search?q={quote('議題:cloud-adoption クラウド')}"
    for language, title in (("ja", "クラウドの導入"), ("en", "Cloud adoption")):
        assert title in soup(officer, f"{path}&lang={language}").select_one(".conditions").text  # type: ignore[union-attr]


def test_days_are_kept_for_good(officer: Visit) -> None:
    """A search for 先月 says which days these are, and one click writes them into its address."""
    page = soup(officer, f"/search?q={quote('以降:先月 クラウド')}")
    (link,) = page.select(".notice a")
    kept = parse_qs(urlsplit(str(link["href"])).query)["q"][0]
    assert (
        kept.startswith("以降:2")
        and kept.endswith("クラウド")
        and "先月 = " in page.select_one(".notice").text
    )  # type: ignore[union-attr]
    assert not soup(officer, str(link["href"])).select(".notice")


def test_a_search_is_followed_by_a_feed(officer: Visit) -> None:
    """The way to its feed, with the key of a feed reader, stands below what it finds."""
    page = soup(officer, f"/search?q={quote('クラウド 差出人:事務局')}")
    (link,) = [each for each in page.select(".more a") if "フィード" in each.text]
    feed = soup(officer, str(link["href"])).select_one(".entries a")
    assert feed and "クラウド 差出人:事務局" in feed.text
    assert officer.get(str(feed["href"])).text.count("<entry>") >= 1


def test_a_thread_is_shown_once_or_every_mail(officer: Visit) -> None:
    """By thread, the best of each with how many more; or one by one."""
    grouped = soup(officer, f"/search?q={quote('クラウド 種別:メール')}")
    flat = soup(officer, f"/search?q={quote('クラウド 種別:メール')}&view=flat")
    assert len(grouped.select(".results li")) == 1 and "ほか" in grouped.select(".facts")[-1].text
    assert len(flat.select(".results li")) == count(flat) == count(grouped) > 1


@pytest.mark.parametrize("changes", [{}, {"sort": "newest"}, {"view": "flat", "synonyms": "off"}])
def test_the_address_says_it_all(changes: dict[str, str]) -> None:
    """What goes without saying is not in the address; the rest is."""
    asked = Asked(query="議題", **changes)
    said = parse_qs(urlsplit(asked.path()).query)
    assert said == {"q": ["議題"]} | {name: [value] for name, value in changes.items()}


def test_nothing_found_says_what_is_near(officer: Visit) -> None:
    """Which words there are, how many without the conditions, and what looks alike: only what exists here."""
    page = soup(officer, f"/search?q={quote('クラウド 年:1999')}")
    assert "クラウド" in page.select_one(".nothing a").text  # type: ignore[union-attr]
    for link in page.select(".nothing a"):
        assert count(soup(officer, str(link["href"]))) > 0
    page = soup(officer, f"/search?q={quote('議題案件')}")
    assert any("もしかして" in link.text for link in page.select(".nothing a"))


def test_a_sentence_that_is_nowhere_shows_what_holds_its_words(officer: Visit) -> None:
    """The first answers at once, the others behind a link; the count of the sentence itself stays none."""
    asked = quote("クラウドについて何が決まったか")
    page = soup(officer, f"/search?q={asked}")
    meant = page.select_one(".nothing h3 a")
    assert meant and "「クラウド」" in meant.text and count(soup(officer, str(meant["href"]))) > 2
    assert len(page.select(".nothing .results li mark")) > 2
    answer = officer.get(f"/search.json?q={asked}").json()
    assert answer["count"] == 0 and not answer["results"] and answer["near"][0]["kind"] == "meant"


def test_this_month_in_an_archive_that_has_ended(officer: Visit) -> None:
    """The question of an officer as it is typed, in both languages: there is nothing then, and what there is in the
    last days of the archive is shown at once, under an address with its days."""
    for asked in (
        "クラウド 今月",
        "クラウドについて今月、国は回答したか",
        "What did we say about クラウド this month, and did the ministry answer?",
    ):
        page = soup(officer, f"/search?q={quote(asked)}")
        reading = page.select_one(".nothing h3 a")
        assert reading and "2011年7月9日" in reading.text and "2011-07" in reading.text
        first = [each.text for each in page.select(".nothing .results h4")]
        assert first == [each.text for each in soup(officer, str(reading["href"])).select(".results h2")]
        assert "クラウドの事例について" in first


def test_a_time_typed_as_a_word_is_offered_as_a_time(officer: Visit) -> None:
    """7月1日 is what a mail says, and searched as such; that it is a time too is said, with the way there."""
    page = soup(officer, f"/search?q={quote('7月20日')}")
    (link,) = page.select(".notice a")
    assert count(page) and link.text == "時期として探す"
    assert parse_qs(urlsplit(str(link["href"])).query)["q"] == ["期間:7月20日"]


def test_what_was_not_understood_is_said_in_the_readers_language(officer: Visit) -> None:
    """The note comes from the catalogue."""
    path = f"/search?q={quote('以降:いつか')}"
    assert "読み取れなかった" in soup(officer, path).select_one(".notice").text  # type: ignore[union-attr]
    assert "not understood" in soup(officer, f"{path}&lang=en").select_one(".notice").text  # type: ignore[union-attr]


def test_the_same_as_json(officer: Visit) -> None:
    """The documented shape, with facets that carry the query that narrows."""
    found = officer.get("/search.json?q=クラウド&view=flat").json()
    assert {result["kind"] for result in found["results"]} == {"message", "speech"}
    assert found["results"][0]["url"] and key("cloud") in {each["thread_id"] for each in found["results"]}
    for facet in found["facets"]:
        narrowed = officer.get(f"/search.json?q={quote(facet['query'])}").json()
        assert narrowed["count"] == facet["count"], facet


@pytest.mark.parametrize(
    "query", ["%00", "%F0%9F", "q" * 5000, "%22", "(((", "%E8%AD%B0&page=99999", "&sort=x&view=x"]
)
def test_nothing_typed_is_an_error(officer: Visit, query: str) -> None:
    """Whatever is in the address, there is a page."""
    assert officer.get(f"/search?q={query}").status_code == 200
    assert officer.get(f"/search.json?q={query}").status_code == 200


TABLE_SEARCHES = [
    ("messages", "ラウド", 2),
    ("messages", "差出人:多治見市", 3),
    ("agenda_items", "議題", 1),
    ("speeches", "ｸﾗｳﾄﾞ", 1),
    ("speeches", "から OR クラウド", 1),
    ("attachments", "そんな言葉", 0),
]


@pytest.mark.parametrize(("table", "query", "least"), TABLE_SEARCHES)
def test_datasettes_own_search_box(officer: Visit, table: str, query: str, least: int) -> None:
    """The tables find Japanese by the same rules, and nothing typed there is an error."""
    rows = officer.get(f"/archive/{table}.json?_shape=array&_search={quote(query)}").json()
    assert len(rows) >= least and (least or not rows)
    for signs in ('"', "(", "a*", "NEAR(", "rowid:1", "-"):
        assert officer.get(f"/archive/{table}.json?_search={quote(signs)}").status_code == 200


def test_the_same_as_a_feed(officer: Visit) -> None:
    """What a search finds as Atom, the newest first, each entry with its own address."""
    feed = ElementTree.fromstring(officer.get("/search.atom?q=クラウド").text)
    dates = [entry.findtext(f"{ATOM}updated", "") for entry in feed.iter(f"{ATOM}entry")]
    assert len(dates) > 2 and dates == sorted(dates, reverse=True)
    addresses = {link.get("rel"): link.get("href", "") for link in feed.findall(f"{ATOM}link")}
    assert addresses["self"].endswith("/search.atom?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89")


def test_a_message_id_leads_to_its_mail(officer: Visit) -> None:
    """As it stands in a header, with or without its brackets: that mail first."""
    found = officer.get("/search.json?q=クラウド&view=flat").json()["results"]
    name = next(result["message_id"] for result in found if result["message_id"])
    for query in (name, f"<{name}>"):
        assert officer.get(f"/search.json?q={quote(query)}").json()["results"][0]["message_id"] == name
