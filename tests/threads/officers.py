"""A year of an invented officers' list, with the thread that a person would put each mail in.

Not the shipped sample: other bodies, matters and mail programs, drawn by chance from a seed.  Senders are roles.
Each mail program has its habits of losing headers, cutting subjects and quoting; people reuse subjects, press "reply"
for the addresses, forward, send again, answer in the subject line, and have clocks that are years off.
"""

from __future__ import annotations

import random
from base64 import b64encode
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

JAPAN = timezone(timedelta(hours=9))
START = datetime(2013, 4, 8, 0, 0, tzinfo=UTC)
HOST = "kisoren.example"
ROLES = [
    "会長",
    "副会長",
    "会計監査",
    "東部幹事",
    "西部幹事",
    "南部幹事",
    "北部幹事",
    "事務局",
    "研修担当",
    "広報担当",
]

MATTERS = """
住基ネット更改に伴うファイアウォール設定の照会
災害時相互応援協定の見直し案
新任担当者向け研修会の講師推薦
Windows XPサポート終了への対応状況
標的型メール訓練の実施方法
庁内LAN無線化の検討
番号制度説明会の参加者募集
電子入札システムの障害報告
会費の口座振替依頼書
先進地視察の候補地
職員認証ICカードの調達単価
オープンデータ試行の進め方
ホームページのアクセシビリティ点検
機関紙「基礎連だより」の原稿依頼
仮想化基盤のバックアップ容量
税システムの法改正対応費用
図書館システム共同調達の仕様書
衆議院選挙に係る期日前投票端末
光ファイバ空き芯線の貸出条件
監査指摘事項への回答期限
プリンタ消耗品の共同購入見積
事務局長の交代挨拶
大雪による会議延期の連絡
総会の委任状提出
コールセンター開設時間の延長
文書管理規程のひな形
テレビ会議の接続試験
USBメモリ持出台帳の様式
防犯カメラ画像の保存年限
クールビズ期間中の服装
""".strip().splitlines()
MONTHLY = ["定例幹事会の開催について", "月次稼働報告書の送付", "ヘルプデスク当番表"]
GENERIC = ["お知らせ", "ご連絡", "資料の件", "お願い"]
SENTENCES = [
    "了解しました",
    "出席します",
    "異議ありません",
    "欠席でお願いします",
    "承知いたしました",
    "ありがとうございました",
]
TAILS = ["(回答)", "【西部】", "について回答します", "(資料添付)", "_修正版"]
WORDS = [
    "Re: ",
    "RE: ",
    "Re:",
    "Re^2: ",
    "Re[2]: ",
    "返信: ",
    "Ｒｅ：",
    "RE：",
    "回答:",
    "AW: ",
    "SV: ",
    "答复: ",
    "Re(3):",
]
FORWARDS = ["Fwd: ", "FW: ", "転送: ", "Fw: "]
AGAIN = ["【再送】", "(再送)", "【訂正】", "【再掲】"]


@dataclass(frozen=True)
class Post:
    """A mail as bytes, with the name of the thread in which a person would look for it."""

    content: bytes
    thread: str


@dataclass
class Sent:
    """A mail on its way: what an answer to it needs to know."""

    identity: str
    references: list[str]
    subject: str
    """As the list sent it out, number and all."""
    title: str
    thread: str
    at: datetime


@dataclass
class OfficersList:
    """The list server and its members; `posts` grows."""

    chance: random.Random
    prefix: str
    """How the server numbers subjects: `[kiso:{:05}]`."""
    posts: list[Post] = field(default_factory=list)
    number: int = 0
    threads: int = 0

    def new_thread(self) -> str:
        self.threads += 1
        return f"t{self.threads}"

    def send(
        self,
        subject: str,
        title: str,
        thread: str,
        at: datetime,
        *,
        references: list[str] | None = None,
        in_reply_to: str = "",
        text: str = "",
        clock: timedelta = timedelta(),
    ) -> Sent:
        """Put a mail on the list; `clock`: how wrong the sender's is."""
        self.number += 1
        role = self.chance.randrange(len(ROLES))
        identity = f"{at:%Y%m%d%H%M%S}.{self.number:04X}@pc{role}.{HOST}"
        numbered = f"{self.prefix.format(self.number)} {subject}".strip()
        arrived = at + timedelta(seconds=5)
        lines = [
            f"Received: from pc{role} by ml.{HOST}; {format_datetime(arrived.astimezone(JAPAN))}",
            f"Message-ID: <{identity}>",
            f"Date: {format_datetime((at + clock).astimezone(JAPAN))}",
            f"From: {encoded(ROLES[role])} <yakuin{role}@{HOST}>",
            f"To: kanji@{HOST}",
            f"Subject: {encoded(numbered)}",
            "Content-Type: text/plain; charset=ISO-2022-JP",
            "Content-Transfer-Encoding: 7bit",
        ]
        if references:
            lines.append("References: " + "\n ".join(f"<{each}>" for each in references))
        if in_reply_to:
            lines.append(f"In-Reply-To: {in_reply_to}")
        body = text or f"幹事各位\n\n{ROLES[role]}です。{title}の件でご相談します。\n"
        content = "\n".join([*lines, "", ""]).encode() + body.encode("iso-2022-jp", "replace")
        self.posts.append(Post(content, thread))
        return Sent(identity, list(references or []), numbered, title, thread, at)

    def answer(self, to: Sent, at: datetime) -> Sent:
        """One person answers, by one of the mail programs of an office."""
        programs = [self.outlook] * 4 + [self.thunderbird] * 4 + [self.becky] * 2 + [self.phone, self.webmail]
        programs += [self.gateway, self.notes, self.cutting]
        return self.chance.choice(programs)(to, at)

    def reply_subject(self, to: Sent) -> str:
        kept = to.subject if self.chance.random() < 0.5 else to.title
        tail = self.chance.choice(TAILS) if self.chance.random() < 0.08 else ""
        return self.chance.choice(WORDS) + kept + tail

    def outlook(self, to: Sent, at: datetime) -> Sent:
        """Writes above the whole mail that it answers."""
        quoted = f"-----Original Message-----\nFrom: 幹事\nSent: {to.at:%Y年%m月%d日}\nTo: kanji@{HOST}\nSubject: {to.title}\n\n各位\n"
        return self._reply(
            to,
            at,
            [*to.references, to.identity],
            f"<{to.identity}>",
            f"お世話になります。\n承ります。\n\n{quoted}",
        )

    def thunderbird(self, to: Sent, at: datetime) -> Sent:
        return self._reply(
            to,
            at,
            [*to.references, to.identity],
            f"<{to.identity}>",
            f"ご意見ありがとうございます。\n\n> {to.title}の件\n> ご相談します。\n\n賛成です。\n",
        )

    def becky(self, to: Sent, at: datetime) -> Sent:
        """No References; an In-Reply-To with prose, or none."""
        prose = f'Your message of "{format_datetime(to.at)}"\n <{to.identity}>'
        return self._reply(
            to,
            at,
            [],
            prose if self.chance.random() < 0.6 else "",
            f"{to.title}について。\n\n>ご相談します。\nこの方向で。\n",
        )

    def phone(self, to: Sent, at: datetime) -> Sent:
        """No headers, a glued Re:, a subject cut short, or an answer for a subject; a clock of the year 2000."""
        subject = f"Re:{to.title}"
        if self.chance.random() < 0.3:
            subject = subject[:18]
        clock = timedelta(days=-4900) if self.chance.random() < 0.2 else timedelta()
        return self.send(
            subject, to.title, to.thread, at, text="外出先からです。問題ありません。\n", clock=clock
        )

    def webmail(self, to: Sent, at: datetime) -> Sent:
        """No headers; keeps the list's number."""
        return self.send(f"RE: {to.subject}", to.title, to.thread, at, text="拝見しました。\n")

    def gateway(self, to: Sent, at: datetime) -> Sent:
        """An office's gateway has given the mail another Message-ID."""
        changed = f"{self.chance.getrandbits(40):x}@gw.{HOST}"
        return self._reply(to, at, [changed], f"<{changed}>", "当方も同じです。\n")

    def notes(self, to: Sent, at: datetime) -> Sent:
        """A References that its program cut to the first or the last."""
        line = [*to.references, to.identity]
        return self._reply(to, at, [self.chance.choice([line[0], line[-1]])], "", "了解です。\n")

    def cutting(self, to: Sent, at: datetime) -> Sent:
        """An answer for a subject, but with headers."""
        return self.send(
            self.chance.choice(SENTENCES), to.title, to.thread, at,
            references=[*to.references, to.identity], in_reply_to=f"<{to.identity}>", text="よろしくお願いします。\n",
        )  # fmt: skip

    def _reply(self, to: Sent, at: datetime, references: list[str], in_reply_to: str, text: str) -> Sent:
        clock = (
            timedelta(days=self.chance.choice([-4018, 3650])) if self.chance.random() < 0.02 else timedelta()
        )
        return self.send(
            self.reply_subject(to), to.title, to.thread, at,
            references=references, in_reply_to=in_reply_to, text=text, clock=clock,
        )  # fmt: skip

    def talk(self, first: Sent, answers: int) -> list[Sent]:
        """A talk of some days; now and then a mail in it went to one person only, not to the list."""
        sent = [first]
        at = first.at
        for _ in range(answers):
            at += timedelta(hours=self.chance.choice([1, 3, 20, 50, 90]), minutes=self.chance.randrange(60))
            to = self.chance.choice(sent[-3:])
            if self.chance.random() < 0.06:
                private = Sent(
                    f"p{self.number}@pc.{HOST}",
                    [*to.references, to.identity],
                    to.subject,
                    to.title,
                    to.thread,
                    at,
                )
                sent.append(self.thunderbird(private, at + timedelta(hours=2)))
            else:
                sent.append(self.answer(to, at))
        return sent


def officers_list(seed: int) -> list[Post]:
    """About three hundred mails in about a hundred threads."""
    chance = random.Random(seed)
    prefix = chance.choice(
        ["[kiso:{:05}]", "[kiso {}]", "(kiso {:04})", "[kiso-ml,{}]", "", "[基礎連 {:03}]"]
    )
    office = OfficersList(chance, prefix)
    matters = chance.sample(MATTERS, len(MATTERS))
    for week, matter in enumerate(matters):
        at = START + timedelta(days=week * 11, hours=chance.randrange(9))
        first = office.send(matter, matter, office.new_thread(), at)
        _go_on(office, office.talk(first, chance.choice([0, 1, 2, 3, 5, 9])), matter, at)
    for month in range(11):
        for title in MONTHLY:
            at = START + timedelta(days=month * 31 + chance.randrange(6))
            office.talk(office.send(title, title, office.new_thread(), at), chance.choice([0, 0, 1, 2]))
    for day in range(5, 330, 23):
        title = chance.choice(GENERIC)
        office.send(title, title, office.new_thread(), START + timedelta(days=day))
    chance.shuffle(office.posts)
    return office.posts


def _go_on(office: OfficersList, talk: list[Sent], matter: str, at: datetime) -> None:
    """What comes after a talk: it is sent again, forwarded, taken for its addresses, or its subject comes back."""
    chance = office.chance
    last = talk[-1]
    what = chance.choice(["", "again", "forward", "new", "new", "months", "next", "was"])
    if what == "again":
        office.send(chance.choice(AGAIN) + matter, matter, last.thread, at + timedelta(days=2))
    elif what == "forward":
        forwarded = office.send(
            chance.choice(FORWARDS) + matter, matter, last.thread, last.at + timedelta(days=1)
        )
        office.answer(forwarded, forwarded.at + timedelta(hours=4))
    elif what in ("new", "was"):
        title = f"{chance.choice(['懇親会場の変更', '旅費精算の締切', '名簿記載の誤り', '来年度役員の互選'])}{chance.choice(['', 'について', 'のお願い'])}"
        subject = f"{title}(旧件名: {matter})" if what == "was" else title
        new = office.send(
            subject, title, office.new_thread(), last.at + timedelta(days=chance.choice([1, 9, 40])),
            references=[*last.references, last.identity], in_reply_to=f"<{last.identity}>",
            text=f"別件です。\n\n-----Original Message-----\nSubject: {matter}\n\n各位\n" if chance.random() < 0.3 else "",
        )  # fmt: skip
        office.talk(new, chance.randrange(4))
    elif what == "months":
        again = office.send(
            matter, matter, office.new_thread(), last.at + timedelta(days=chance.choice([75, 180]))
        )
        office.talk(again, chance.randrange(4))
    elif what == "next":
        title = f"第3回{matter}"
        third = office.send(title, title, office.new_thread(), last.at + timedelta(days=20))
        office.talk(third, 2)


def encoded(text: str) -> str:
    """As mail programs of the time wrote it: ISO-2022-JP in encoded words of a few characters each (RFC 2047)."""
    if text.isascii():
        return text
    charset = "UTF-8" if "复" in text else "ISO-2022-JP"
    words = [text[at : at + 12] for at in range(0, len(text), 12)]
    return "\n ".join(f"=?{charset}?B?{b64encode(each.encode(charset)).decode()}?=" for each in words)
