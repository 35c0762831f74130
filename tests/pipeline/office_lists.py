"""Office lists: a year of an invented body's mail, written as text with the threads and labels that a person gives → mails.

A file begins with the list's address and the people. `=== thread label label` begins a thread: `1/2` is item 2 of the
first meeting, other labels are slugs of standing topics, and `b4:1/3` a label that the talk comes to with mail b4.
`--- id | date | who | how | subject` begins a mail, where *how* is what the program left of its headers and quotes: X a
new mail; F all headers, I In-Reply-To alone, N none, O only an id that a gateway made; then q the quoted text, e the same
in English, o the mail as Outlook sets it.  Lines that begin with `+ ` are further headers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from email.header import Header
from email.utils import format_datetime
from functools import cached_property
from itertools import takewhile
from pathlib import Path

LISTS = Path(__file__).parent / "lists"
_JAPAN = timezone(timedelta(hours=9))


@dataclass(frozen=True)
class Post:
    """One mail of the file."""

    name: str
    sent: datetime
    who: str
    kind: str
    quotes: str
    parent: str
    subject: str
    text: str
    thread: str
    headers: tuple[str, ...]


class OfficeList:
    """One file of `lists/`."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.people: dict[str, tuple[str, str]] = {}
        self.posts: dict[str, Post] = {}
        self.labels: dict[str, set[str]] = {}
        self.turns: dict[tuple[str, str], str] = {}
        self.address = ""
        head, _, body = (LISTS / f"{name}.txt").read_text("utf-8").partition("\n\n")
        for line in head.splitlines():
            key, _, value = line.partition(" = ")
            person, _, address = value.rstrip(">").partition(" <")
            if key == "list":
                self.address = value
            else:
                self.people[key] = (person, address)
        self._read(body)

    def _read(self, body: str) -> None:
        thread = ""
        for part in re.split(r"^(?==== |--- )", body, flags=re.MULTILINE):
            head, _, text = part.partition("\n")
            if head.startswith("==="):
                thread, *labels = head[4:].split()
                self.turns |= {(thread, label): name for name, _, label in map(_turn, labels) if name}
                self.labels.setdefault(thread, set()).update(label for _, _, label in map(_turn, labels))
            elif head:
                name, sent, who, how, subject = (each.strip() for each in head[4:].split("|", 4))
                how, _, parent = how.partition(">")
                kind, _, quotes = how.strip().partition(",")
                moment = datetime.fromisoformat(sent).replace(tzinfo=_JAPAN)
                headers, text = _headers(text.strip("\n"))
                self.posts[name] = Post(
                    name,
                    moment,
                    who,
                    kind,
                    quotes.strip("- "),
                    parent.strip("- "),
                    subject,
                    text,
                    thread,
                    headers,
                )

    @cached_property
    def pages(self) -> list[Path]:
        return sorted(LISTS.glob(f"{self.name}-[0-9]*"))

    @cached_property
    def topics(self) -> Path | None:
        """The body's own rules, where it has any."""
        rules = LISTS / f"{self.name}-topics.toml"
        return rules if rules.exists() else None

    def message_id(self, name: str) -> str:
        """Without angle brackets."""
        post = self.posts[name]
        return f"{post.sent:%Y%m%d%H%M}.{name}{ord(name[0])}@{self.people[post.who][1].split('@')[1]}"

    def mbox(self) -> bytes:
        """The mailbox of a list server: each mail came when it was sent."""
        return b"".join(
            f"From {self.people[post.who][1]} {post.sent.astimezone(UTC):%a %b %d %H:%M:%S %Y}\n".encode()
            + re.sub(rb"(?m)^(>*From )", rb">\1", self._mail(post))
            + b"\n"
            for post in self.posts.values()
        )

    def _mail(self, post: Post) -> bytes:
        person, address = self.people[post.who]
        text = f"{post.text}{self._quoted(post)}\n\n-- \n{person}\n"
        charset = "iso-2022-jp" if ord(post.name[-1]) % 3 and _fits(text + post.subject) else "utf-8"
        head = [
            f"From: {Header(person, charset).encode()} <{address}>",
            f"To: {self.address}",
            f"Subject: {Header(post.subject, charset).encode()}",
            f"Date: {format_datetime(post.sent)}",
            f"Message-ID: <{self.message_id(post.name)}>",
            *self._answers(post),
            *post.headers,
            "MIME-Version: 1.0",
            f"Content-Type: text/plain; charset={charset}",
            "Content-Transfer-Encoding: 8bit",
        ]
        return "\n".join(head).encode() + b"\n\n" + text.encode(charset)

    def _answers(self, post: Post) -> list[str]:
        if post.kind == "O":
            return [f"In-Reply-To: <gw-{post.name}@gateway.example>"]
        if not post.parent or post.kind not in "FI":
            return []
        found = [f"In-Reply-To: <{self.message_id(post.parent)}>"]
        if post.kind == "F":
            found.append(f"References: {' '.join(f'<{each}>' for each in self._chain(post))}")
        return found

    def _chain(self, post: Post) -> list[str]:
        chain: list[str] = []
        above = post.parent
        while above:
            chain.insert(0, self.message_id(above))
            above = self.posts[above].parent if self.posts[above].kind == "F" else ""
        return chain

    def _quoted(self, post: Post) -> str:
        if not post.parent or not post.quotes:
            return ""
        answered = self.posts[post.parent]
        person, address = self.people[answered.who]
        if post.quotes == "o":
            return (
                f"\n\n-----Original Message-----\nFrom: {person} [mailto:{address}]\n"
                f"Sent: {answered.sent:%A, %B %d, %Y %I:%M %p}\nTo: {self.address}\n"
                f"Subject: {answered.subject}\n\n{answered.text}"
            )
        lead = (
            f"On {answered.sent:%a, %b %d, %Y at %I:%M %p} {person} wrote:"
            if post.quotes == "e"
            else f"{answered.sent:%Y/%m/%d %H:%M}、{person} <{address}> さんの発言:"
        )
        return "\n\n" + lead + "".join(f"\n> {line}" for line in answered.text.split("\n"))


def _turn(label: str) -> tuple[str, str, str]:
    """b4:1/3 → b4, `:`, 1/3; 1/3 → nothing, nothing, 1/3."""
    name, colon, turned = label.partition(":")
    return (name, colon, turned) if colon else ("", "", label)


def _headers(text: str) -> tuple[tuple[str, ...], str]:
    """The further headers that begin a mail's text, and the text."""
    lines = text.split("\n")
    headers = tuple(line[2:] for line in takewhile(lambda line: line.startswith("+ "), lines))
    return headers, "\n".join(lines[len(headers) :]).strip("\n")


def _fits(text: str) -> bool:
    try:
        text.encode("iso-2022-jp")
    except UnicodeEncodeError:
        return False
    return True
