"""A small archive for the site's tests: one meeting, one topic, four threads, and the mails' bytes in a vault."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Coroutine
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from threading import Thread
from typing import Any
from weakref import WeakKeyDictionary

import httpx
from datasette.app import Datasette

from archiver import search
from archiver.mail import organisation
from archiver.minutes import followed
from archiver.model import (
    ActionItem,
    Address,
    AgendaItem,
    Answer,
    Attachment,
    Deferral,
    Forest,
    HeldMeeting,
    Meeting,
    Message,
    Node,
    Placement,
    Section,
    Speech,
    Topic,
    public_id,
)
from archiver.samples import sample_folder
from archiver.site.access.doorstep import COOKIE
from archiver.site.access.sign_in import SignIns
from archiver.site.instance import Site, site_of
from archiver.store import agenda, files, following, people
from archiver.store.accounts import Role
from archiver.store.archive import Archive, Built
from archiver.store.entries import Tokens, Words, entry_of, words_of
from archiver.store.finding import places
from archiver.store.forest import replace_forest
from archiver.store.vault import Copy, Vault, compress

SAMPLE_MINUTES = sample_folder("minutes") / "2011-06-20.html"
LIST = "yakuin@kachokai.example"
SECRETARIAT = Address(name="事務局", address="jimukyoku@kachokai.example")
TAJIMI = Address(name="多治見市", address="tajimi@kachokai.example")
DEFERRAL = "なお、細かい内容は役員会用メーリングリストで議論していただきたい。"
PROMISE = "出席状況が確認でき次第、情報提供する。"


def key(name: str) -> str:
    """The permanent id of the mail that the stories call `name`."""
    return public_id(f"{name}@kachokai.example")


def person(name: str) -> str:
    """The permanent id of the sender that the stories call `name`."""
    return public_id(f"{name}@kachokai.example")


def mail(
    name: str, *, day: int, subject: str, body: str, sender: Address = SECRETARIAT, **more: Any
) -> Message:
    values: dict[str, Any] = {
        "message_id": f"{name}@kachokai.example",
        "fingerprint": hashlib.sha256(name.encode()).hexdigest(),
        "references": (),
        "in_reply_to": (),
        "subject": subject,
        "base_subject": subject,
        "is_reply": subject.startswith("Re:"),
        "sender": sender,
        "to": (Address(name="役員会", address=LIST),),
        "cc": (),
        "date": datetime(2011, 7, day, 3, 34, tzinfo=UTC),
        "date_claimed": f"{day} Jul 2011 12:34:00 +0900",
        "body": body,
        "attachments": (),
        "charset_declared": "iso-2022-jp",
        "charset_used": "iso-2022-jp",
        "list_id": LIST,
        "no_archive": False,
        "flaws": (),
    }
    return Message(**values | more)


SOURCE_WITH_FILE = (
    b"Message-ID: <dates@kachokai.example>\r\nFrom: jimukyoku@kachokai.example\r\nSubject: nittei\r\n"
    b"MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    b"--b\r\nContent-Type: text/plain\r\n\r\nnittei\r\n"
    b"--b\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename*=UTF-8''%E6%97%A5%E7%A8%8B.html\r\n\r\n"
    b"<script>alert(1)</script>\r\n--b--\r\n"
)

MAILS = (
    mail(
        "cloud",
        day=1,
        subject="クラウドの事例について",
        body="事務局です。\nクラウドの事例を集めています。\n",
    ),
    mail(
        "cloud-2",
        day=2,
        subject="Re: クラウドの事例について",
        sender=TAJIMI,
        body="多治見市です。\n\n2011年7月1日 12:34 事務局:\n> 事務局です。\n> クラウドの事例を集めて\n> います。\n>\n> 以上\n\n"
        "共同化の資料は http://www.example.jp/cloud?a=1&b=2 にあります。\n\n-- \n多治見市 情報課\n電話 0000\n",
    ),
    mail("cloud-3", day=3, subject="Re: クラウドの事例について", body="ありがとうございます。\n"),
    mail(
        "dates",
        day=5,
        subject="<script>alert('日程')</script>",
        body="<b>日程</b>です。\n開催日は7月20日に決まりました。\n",
        attachments=(
            Attachment(
                index=0,
                name="日程.html",
                type="text/html",
                type_claimed="text/html",
                format="html",
                size=27,
                sha256="0",
            ),
        ),
        flaws=("charset: declared none, read as iso-2022-jp",),
    ),
    mail("answer", day=8, subject="Re: 懇親会", body="出席します。\n", sender=TAJIMI),
    mail(
        "party",
        day=9,
        subject="懇親会の会場",
        body="駅前です。\n",
        sender=TAJIMI,
        flaws=("body: only as HTML, shown as text",),
    ),
)
SOURCE_IN_HTML = (
    b"Message-ID: <party@kachokai.example>\r\nSubject: kaijo\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: text/html; charset=iso-2022-jp\r\n\r\n"
    + "<script>alert(1)</script><img src='http://tracker.example/p.gif'><b>駅前</b>です。\r\n".encode(
        "iso-2022-jp"
    )
)
SOURCES = {"dates": SOURCE_WITH_FILE, "party": SOURCE_IN_HTML}


def node(name: str, thread: str, position: int, *, under: str = "", **more: Any) -> Node:
    values: dict[str, Any] = {
        "key": key(name),
        "message_id": f"{name}@kachokai.example",
        "is_ghost": False,
        "parent": key(under) if under else "",
        "reason": "references" if under else "",
        "thread": key(thread),
        "position": position,
        "depth": 1 if under else 0,
    }
    return Node(**values | more)


FOREST = (
    node("cloud", "cloud", 0),
    node("cloud-2", "cloud", 1, under="cloud"),
    node("cloud-3", "cloud", 2, under="cloud-2", depth=2),
    node("dates", "dates", 0),
    node("lost", "lost", 0, is_ghost=True),
    node("answer", "lost", 1, under="lost", reason="in-reply-to"),
    node("party", "party", 0, split_from=key("answer")),
)
MEETING = Meeting(
    title="平成23年度 役員会 会議録",
    date=date(2011, 6, 20),
    start=time(12, 0),
    end=time(13, 0),
    place="センター会議室",
    attendees=("役員6名", "事務局"),
    documents=("資料1",),
    opening=(Section(title="開会", text="事務局より開会を宣した。"),),
    closing=(Section(title="閉会", text="散会した。"),),
    inquiry="情報化支援戦略部\n電話番号: 00-0000-0000",
    agenda_items=(
        AgendaItem(
            order=1, title="本会の概要について", outcome="原案のとおり承認された。", text="説明が行われた。"
        ),
        AgendaItem(
            order=2,
            title="情報交換会議の議題について",
            outcome="原案のとおり承認された。",
            speeches=(
                Speech(speaker="多治見市", text="クラウドを取り入れている団体はどのくらいあるのか。"),
                Speech(speaker="事務局", text=f"{PROMISE}\n活発な意見交換が行える。{DEFERRAL}"),
            ),
            action_items=(ActionItem(owner="事務局", text=PROMISE, speech=1),),
            deferrals=(Deferral(speaker="事務局", text=DEFERRAL, speech=1),),
        ),
    ),
)
PLACEMENTS = (
    Placement(
        thread=key("cloud"),
        meeting="2011-06-20",
        agenda_item=2,
        topic="",
        score=0.93,
        status="sure",
        evidence=("speeches: クラウド 共同化", "drift: 2"),
    ),
    Placement(
        thread=key("dates"),
        meeting="2011-06-20",
        agenda_item=2,
        topic="",
        score=0.41,
        status="proposed",
        evidence=("title: 日程",),
    ),
    Placement(
        thread=key("party"),
        meeting="2011-06-20",
        agenda_item=2,
        topic="",
        score=0.5,
        status="rejected",
        evidence=(),
    ),
    Placement(
        thread=key("cloud"),
        meeting="",
        agenda_item=0,
        topic="cloud-adoption",
        score=0.99,
        status="confirmed",
        evidence=("rule: クラウド ×3",),
    ),
)


def answer() -> Answer:
    """What answers the promise of the meeting."""
    promise = next(
        each for each in followed([HeldMeeting(slug="2011-06-20", meeting=MEETING)]) if each.kind == "action"
    )
    return Answer(
        meeting="2011-06-20",
        promise=promise.key,
        thread=key("cloud"),
        message=key("cloud-2"),
        reported_in="",
        reported_item=0,
        score=0.9,
        evidence=("says: 「資料は http://www.example.jp/ にあります」",),
    )


def tokenise(words: Words) -> Tokens:
    texts = (words.subject, words.body, words.people, words.names, words.recipients)
    subject, text, people, names, recipients = map(search.tokens, texts)
    columns = (subject, text, people, names, recipients)
    return (*columns, search.vocabulary(columns, names=names, is_attached=words.is_attached))


def source_of(message: Message) -> bytes:
    name = message.message_id.partition("@")[0]
    text = f"Message-ID: <{message.message_id}>\r\nSubject: {name}\r\n\r\n{message.body}"
    return SOURCES.get(name, text.encode())


def write_archive(path: Path, mails: tuple[Message, ...] = MAILS, forest: tuple[Node, ...] = FOREST) -> None:
    with Archive(path, tokenise) as archive:
        archive.add(
            [
                entry_of(
                    message,
                    tokenise(words_of(message)),
                    list_address=LIST,
                    sha256=hashlib.sha256(source_of(message)).hexdigest(),
                    fidelity="full",
                    size=len(source_of(message)),
                    quotes=False,
                    organisation=organisation(message.sender.name, message.sender.address, ""),
                    asks="",
                )
                for message in mails
            ]
        )
        archive.add_text("0", "html", "cut", "<日程>\n七月一日 https://example.jp/map")
        known = {message.public_id for message in mails}
        nodes = [each for each in forest if each.key in known or each.is_ghost]
        replace_forest(archive, Forest(nodes=nodes, named={}))
        people.replace_people(archive)
        files.replace_files(archive)
        agenda.replace_meetings(archive, [(HeldMeeting(slug="2011-06-20", meeting=MEETING), "minutes.html")])
        following.replace_promises(archive, followed([HeldMeeting(slug="2011-06-20", meeting=MEETING)]))
        following.replace_replies(archive, [answer()])
        agenda.replace_topics(
            archive, [Topic(slug="cloud-adoption", title="クラウドの導入", title_en="Cloud adoption")]
        )
        agenda.replace_placements(archive, PLACEMENTS)
        places.replace_places(archive)
        archive.mark_built(Built(messages=len(mails), pages=1, decisions=0, topics=""))


def write_vault(path: Path) -> None:
    with Vault(path) as vault:
        run = vault.begin_run("sample.mbox", LIST)
        copies = [
            Copy(
                message_id=message.message_id,
                sent_at=int(message.date.timestamp()),
                sha256=hashlib.sha256(source_of(message)).hexdigest(),
                fidelity="full",
                position=str(index),
                assumed="",
                size=len(source_of(message)),
                content=compress(source_of(message)),
            )
            for index, message in enumerate(MAILS)
        ]
        vault.record(run, copies=copies, is_same=lambda *_: False, known=0, refusals=[], size=0, seconds=0)
        vault.finish_run(run, 0)
        vault.add_page("2011-06-20", "minutes.html", SAMPLE_MINUTES.read_bytes(), None)


@dataclass(frozen=True)
class Visit:
    """A browser at the site, before or after sign-in; every request goes through the whole of the ASGI stack."""

    datasette: Datasette
    cookies: dict[str, str]

    @property
    def site(self) -> Site:
        site = site_of(self.datasette)
        assert site
        return site

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        async def asking() -> httpx.Response:
            app = _APPS.setdefault(self.datasette, self.datasette.app())
            transport = httpx.ASGITransport(app=app)
            async with httpx.AsyncClient(transport=transport, base_url="http://site.example") as client:
                return await client.request(
                    method, path, headers=self._headers(more.pop("headers", {})), **more
                )

        return run(asking())

    def _headers(self, headers: dict[str, str]) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return ({"cookie": cookies} if cookies else {}) | headers

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.ask("POST", path, **more)

    @property
    def sign_ins(self) -> SignIns:
        assert self.site.sign_ins
        return self.site.sign_ins

    def use_link(self, role: Role = "officer") -> httpx.Response:
        token = self.sign_ins.issue(role)
        return self.post("/sign-in", data={"token": token})

    def as_(self, role: Role) -> Visit:
        """A browser of someone with this role, signed in."""
        return Visit(self.datasette, {COOKIE: self.use_link(role).cookies[COOKIE]})


_APPS: WeakKeyDictionary[Datasette, Any] = WeakKeyDictionary()
_LOOP = asyncio.new_event_loop()
Thread(target=_LOOP.run_forever, daemon=True).start()


def run(coroutine: Coroutine[Any, Any, Any]) -> Any:
    # One loop for all, since Datasette's locks belong to the loop in which they are first used; in a thread of
    # its own, since Playwright keeps a loop running in the main one.
    return asyncio.run_coroutine_threadsafe(coroutine, _LOOP).result()
