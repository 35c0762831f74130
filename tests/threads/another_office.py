"""Another office's list: other habits than those of `officers.py`, which the rules were measured on.

Mails come as bytes with the thread in which a person would look for each.  Here people answer from telephones that
mark what they cut, write anew under 「ご回答」, lose References but keep In-Reply-To, answer digests, forward what came
from outside, use the same words every month, and talk of two things at one time.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.threads.officers import JAPAN, Post, encoded

START = datetime(2012, 5, 7, 0, 0, tzinfo=UTC)
HOST = "toshokan.example"
TOWNS = ["東市", "西市", "南町", "北村", "港区", "山町", "川市", "事務局", "会長", "副会長"]
MATTERS = """
移動図書館車の更新時期について
相互貸借の送料負担に関する照会
書誌データの外字の扱い
予約システムの夜間停止のお知らせ
視聴覚資料の廃棄基準
読書週間の共同ポスター案
雑誌スポンサー制度の導入状況調査
閉架書庫の湿度管理
学校図書館との連携協定(素案)
利用者アンケート集計表の様式
寄贈資料の受入れ方針
電子書籍の契約条件
障害者サービス研修の受講者推薦
開館時間延長の試行結果
電算機リース満了に伴う仕様検討
幹事会の会場変更
蔵書点検の日程
郷土資料のデジタル化補助金
図書カードの共通化
迷惑行為への対応事例
""".strip().splitlines()
MONTHLY = ["今月の当番館", "相互貸借実績のご報告", "幹事会のご案内"]
Letter = dict[str, str]


class Office:
    """The list of one year; `posts` grows."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(f"another {seed}")
        self.posts: list[Post] = []
        self.threads = 0
        self.prefix = self.chance.choice(["[toshokan-ml:{:04}] ", "[Toshokan] ", "", "[図書館連絡会:{}] "])

    def fresh(self, title: str, at: datetime, *, thread: str = "", text: str = "", who: str = "") -> Letter:
        """A new mail."""
        self.threads += 1
        return self.put(title, thread or f"n{self.threads}", at, who=who, text=text)

    def put(
        self,
        subject: str,
        thread: str,
        at: datetime,
        *,
        answers: Letter | None = None,
        keeps: str = "both",
        text: str = "",
        who: str = "",
    ) -> Letter:
        """Send a mail; `keeps`: which headers of the mail that it answers survive: both, reply, references, none."""
        who = who or self.chance.choice(TOWNS)
        identity = f"{len(self.posts):04}.{self.chance.getrandbits(48):012x}@{HOST}"
        number = len(self.posts) + 1
        shown = f"{self.prefix.format(number)}{subject}" if self.chance.random() < 0.9 else subject
        line = [*answers["line"].split(), answers["id"]] if answers else []
        headers = {
            "Message-ID": f"<{identity}>",
            "Date": format_datetime(at.astimezone(JAPAN)),
            "From": f"{encoded(who)} <{TOWNS.index(who)}@{HOST}>",
            "To": f"ml@{HOST}",
            "Subject": encoded(shown),
            "Content-Type": "text/plain; charset=ISO-2022-JP",
        }
        if answers and keeps in ("both", "reply"):
            headers["In-Reply-To"] = f"<{answers['id']}>"
        if answers and keeps in ("both", "references"):
            headers["References"] = "\n ".join(f"<{each}>" for each in line)
        body = text or f"{who}です。\n{thread}の件、確認しました。\n"
        head = "\n".join(f"{name}: {value}" for name, value in headers.items())
        self.posts.append(Post(f"{head}\n\n".encode() + body.encode("iso-2022-jp", "replace"), thread))
        title = answers["title"] if answers else subject
        return {
            "id": identity, "line": " ".join(line), "title": title, "shown": shown,
            "thread": thread, "at": at.isoformat(), "body": body,
        }  # fmt: skip

    # --- how people answer ---

    def properly(self, to: Letter, at: datetime) -> Letter:
        """By a program that does all as it should."""
        quoted = "".join(f"> {line}\n" for line in to["body"].splitlines()[:3])
        return self.put(
            f"Re: {to['shown']}", to["thread"], at, answers=to, text=f"{quoted}\nそのとおりです。\n"
        )

    def cut_phone(self, to: Letter, at: datetime) -> Letter:
        """From a telephone, which cuts the subject and says so; it keeps In-Reply-To half of the time."""
        cut = f"{to['title'][:12]}{self.chance.choice(['…', '...', '・・・', '~'])}"
        keeps = self.chance.choice(["reply", "none"])
        return self.put(
            f"Re: {cut}", to["thread"], at, answers=to, keeps=keeps, text="了解です。\n\niPhoneから送信\n"
        )

    def without_references(self, to: Letter, at: datetime) -> Letter:
        return self.put(
            f"RE: {to['title']}", to["thread"], at, answers=to, keeps="reply", text="賛成します。\n"
        )

    def answered_anew(self, to: Letter, at: datetime) -> Letter:
        """A program keeps the headers, the person types 「ご回答(東市)」."""
        who = self.chance.choice(TOWNS[:7])
        subject = self.chance.choice(
            [f"ご回答({who})", f"【{who}】回答", f"{to['title']}(回答:{who})", f"{who}分"]
        )
        return self.put(subject, to["thread"], at, answers=to, who=who, text=f"{who}の回答を送ります。\n")

    def answered_on_a_new_mail(self, to: Letter, at: datetime) -> Letter:
        """Writes a new mail, and says in its subject what it answers."""
        who, title = self.chance.choice(TOWNS[:7]), to["title"]
        subject = self.chance.choice([f"{title}(回答:{who})", f"【回答】{title}", f"{title}【{who}回答】"])
        answer = self.put(subject, to["thread"], at, who=who, text=f"{who}の回答を送ります。\n")
        answer["title"] = title
        return answer

    def outlook_without_headers(self, to: Letter, at: datetime) -> Letter:
        """A gateway has taken the headers; the mail that it answers stands below."""
        quoted = f"-----Original Message-----\nFrom: {HOST}\nSent: Monday\nTo: ml\nSubject: {to['shown']}\n\n{to['body']}"
        subject = self.chance.choice([f"RE: {to['shown']}", f"RE: {to['title']}", f"ＲＥ：{to['title']}"])
        return self.put(
            subject,
            to["thread"],
            at,
            keeps="none",
            text=f"お世話になります。\nこちらも同じです。\n\n{quoted}",
        )

    def in_the_subject(self, to: Letter, at: datetime) -> Letter:
        """The answer is the subject."""
        subject = self.chance.choice(
            [
                "了解しました",
                "出席します(本文なし)",
                "異議なし",
                "承知しました。ありがとうございます",
                "OKです",
            ]
        )
        return self.put(
            subject, to["thread"], at, answers=to, keeps=self.chance.choice(["both", "reply"]), text="\n"
        )

    def of_a_digest(self, to: Letter, at: datetime) -> Letter:
        """Answers the digest and puts the subject right."""
        text = f"On {at:%Y/%m/%d}, ml-request@{HOST} wrote:\n> Message: 2\n> Subject: {to['shown']}\n> {to['body']}\n賛成です。\n"
        return self.put(f"Re: {to['title']}", to["thread"], at, keeps="none", text=text)

    def forwarded(self, to: Letter, at: datetime) -> Letter:
        text = (
            f"転送します。\n\n---------- Forwarded message ----------\nSubject: {to['title']}\n\n{to['body']}"
        )
        return self.put(
            f"Fwd: {to['title']}",
            to["thread"],
            at,
            answers=to,
            keeps=self.chance.choice(["both", "none"]),
            text=text,
        )

    def answer(self, to: Letter, at: datetime) -> Letter:
        ways: list[Callable[[Letter, datetime], Letter]] = [
            *[self.properly] * 6, self.cut_phone, self.without_references, self.without_references, self.answered_anew,
            self.answered_on_a_new_mail,
            self.outlook_without_headers, self.in_the_subject, self.of_a_digest, self.forwarded,
        ]  # fmt: skip
        return self.chance.choice(ways)(to, at)

    def talk(self, first: Letter, answers: int, pace: float = 20) -> list[Letter]:
        line = [first]
        at = datetime.fromisoformat(first["at"])
        for _ in range(answers):
            at += timedelta(hours=self.chance.uniform(0.3, pace))
            line.append(self.answer(self.chance.choice(line[-3:]), at))
        return line

    # --- what happens in a year ---

    def outside(self, at: datetime) -> None:
        """Something from outside is forwarded to the list, and talked about."""
        title = self.chance.choice(
            [
                "Fw: [chiiki-toshokan 812] 国の補助金の公募",
                "FW: 【県教委】施設調査について",
                "Fwd: [all 03321] 停電のお知らせ",
            ]
        )
        first = self.fresh(
            title, at, text="県から届きましたので転送します。\n\n> 各館長様\n> 別紙のとおりです。\n"
        )
        self.talk(first, self.chance.randrange(4))

    def two_of_one_name(self, at: datetime) -> None:
        """Two talks of one short subject within days, each answered with its headers."""
        title = self.chance.choice(["会議室の件", "資料について", "次回の日程"])
        one = self.fresh(title, at)
        other = self.fresh(title, at + timedelta(days=1))
        for number in range(3):
            for of in (one, other):
                self.properly(of, at + timedelta(days=2, hours=number))

    def another_matter(self, line: list[Letter], at: datetime) -> None:
        """An old mail is taken for its addresses; nothing of it is left."""
        title = self.chance.choice(
            ["忘年会の出欠", "車椅子の貸出希望", "講演会後援名義の使用", "臨時職員の募集"]
        )
        self.threads += 1
        thread = f"n{self.threads}"
        first = self.put(title, thread, at, answers=line[-1], text="別の件で失礼します。\n")
        first["title"] = title
        self.talk(first, self.chance.randrange(3))

    def next_year(self, title: str, at: datetime) -> None:
        self.talk(
            self.fresh(title, at + timedelta(days=self.chance.choice([60, 120, 300]))),
            self.chance.randrange(3),
        )


def another_office(seed: int) -> list[Post]:
    """About two hundred and fifty mails."""
    office = Office(seed)
    chance = office.chance
    for week, matter in enumerate(chance.sample(MATTERS, len(MATTERS))):
        at = START + timedelta(days=week * 16 + chance.randrange(5), hours=chance.randrange(8))
        line = office.talk(office.fresh(matter, at), chance.choice([0, 1, 2, 4, 7, 12]))
        if chance.random() < 0.25:
            office.another_matter(
                line, datetime.fromisoformat(line[-1]["at"]) + timedelta(days=chance.choice([2, 30]))
            )
        if chance.random() < 0.2:
            office.next_year(matter, at)
        if chance.random() < 0.3:
            office.outside(at + timedelta(days=3))
        if chance.random() < 0.2:
            office.two_of_one_name(at + timedelta(days=6))
    for month in range(11):
        for title in MONTHLY:
            at = START + timedelta(days=month * 30 + chance.randrange(4), hours=chance.randrange(9))
            shown = f"{title}({(month + 4) % 12 + 1}月)" if title == MONTHLY[2] else title
            office.talk(office.fresh(shown, at), chance.choice([0, 0, 1, 2]), pace=40)
    chance.shuffle(office.posts)
    return office.posts
