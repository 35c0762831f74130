"""Pages of Mailman 2.1 → what they link to.  Pure; known by addresses and marks, never by words (translated ones)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.utils import format_datetime, parsedate_to_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from bs4 import Tag

from archiver.sources.web import joined, tree

_MONTH = re.compile(r"(?P<month>[\w-]+)/(?:thread|date|subject|author|index)\.html$")
_TEXT = re.compile(r"(?P<month>[\w-]+)\.txt(?:\.gz)?$")
_MAIL = re.compile(r"\d{6,}\.html$")
_ZONES = {"JST": "+0900", "KST": "+0900", "CET": "+0100", "CEST": "+0200", "BST": "+0100", "WEST": "+0100"}
"""Of those that no mail standard knows (RFC 5322 §4.3 has GMT and the American ones)."""


@dataclass(frozen=True, slots=True)
class Month:
    """One month (or week, quarter, year, day: as the list is set)."""

    name: str
    text: str
    """Address of its text file, relative to the index."""


@dataclass(frozen=True, slots=True)
class Index:
    """The first page of an archive."""

    months: tuple[Month, ...]
    """Oldest first."""
    mailbox: str
    """Address of the whole archive as mbox, '' where the page does not offer it."""
    is_archive: bool
    """The page has months, or leads to the list's own page as an archive without a post does."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One mail of a month's page."""

    page: str
    subject: str


def read_index(content: bytes) -> Index:
    """What the first page links to.  Months without a text file are given the usual address of one."""
    links = [str(link["href"]) for link in tree(content).find_all("a", href=True)]
    texts = {match["month"]: link for link in links if (match := _TEXT.search(link))}
    names = [match["month"] for link in links if (match := _MONTH.search(link))]
    months = [Month(name, texts.get(name, f"{name}.txt")) for name in dict.fromkeys([*names, *texts])]
    mailboxes = [link for link in links if link.endswith(".mbox")]
    is_archive = bool(months) or any("/listinfo" in link for link in links)
    return Index(tuple(reversed(months)), mailboxes[0] if mailboxes else "", is_archive)


def read_month(content: bytes) -> list[Entry]:
    """The mails of a month's page in the order in which the list had them."""
    found = {}
    for link in tree(content).find_all("a", href=_MAIL):
        page = str(link["href"]).rpartition("/")[2]
        found[page] = " ".join(link.get_text().split())
    return [Entry(page, found[page]) for page in sorted(found, key=lambda page: int(page.partition(".")[0]))]


def read_mail(content: bytes) -> bytes:
    """A mail's page as the month's text file would have it; b'' where the page is none."""
    soup = tree(content)
    body, sender, sent = soup.find("pre"), soup.find("b"), soup.find("i")
    reply = soup.find("a", href=re.compile("^mailto:"))
    if not (body and sender and sent and reply):
        return b""
    name, address = (" ".join(each.get_text().split()) for each in (sender, reply))
    message_id = _message_id(str(reply["href"])) if isinstance(reply, Tag) else ""
    title = soup.find("h1")
    lines = [
        f"From: {address} ({name})",
        f"Date: {_date(' '.join(sent.get_text().split()))}",
        f"Subject: {' '.join(title.get_text().split()) if title else ''}",
        *([f"Message-ID: {message_id}"] if message_id else []),
    ]
    text = body.get_text().removeprefix("\n").removesuffix("\n")
    return "\n".join([*lines, "", text, ""]).encode("utf-8", "replace")


def sign_in_address(content: bytes, url: str) -> str:
    """Where the sign-in form that was given in place of the private page at `url` is sent; '' for the page itself."""
    if not content.lstrip().startswith(b"<") or b"password" not in content.lower():
        return ""
    for form in tree(content).find_all("form"):
        action = joined(url, str(form.get("action") or url))
        fields = {str(field.get("name")) for field in form.find_all("input")}
        if {"username", "password"} <= fields and "/private/" in urlsplit(action).path:
            return action
    return ""


def _message_id(mailto: str) -> str:
    found = parse_qs(urlsplit(mailto).query.replace("+", "%2B")).get("In-Reply-To", [""])[0]
    return unquote(found) if re.fullmatch(r"<[^<>\s]+>", unquote(found)) else ""


def _date(text: str) -> str:
    """`Fri Jul  1 18:00:00 JST 2011` in the form of RFC 5322; as it is where it has another form."""
    words = text.split()
    if len(words) != 6:
        return text
    _, month, day, time, zone, year = words
    try:
        return format_datetime(parsedate_to_datetime(f"{day} {month} {year} {time} {_ZONES.get(zone, zone)}"))
    except ValueError:
        return text
