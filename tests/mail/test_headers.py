"""Headers give what can be read of them, in every broken form that is met."""

from __future__ import annotations

import base64
import tracemalloc
from datetime import UTC, datetime

import pytest

from archiver import mail
from archiver.mail.fields import addresses, headers
from archiver.model import Address, Message


def read(*fields: str | bytes, body: bytes = b"text\n") -> Message:
    lines = [field if isinstance(field, bytes) else field.encode() for field in fields]
    return mail.read(b"\n".join([*lines, b"", body]))


def word(text: str, charset: str = "iso-2022-jp", codec: str = "iso2022_jp") -> str:
    return f"=?{charset}?B?{base64.b64encode(text.encode(codec)).decode()}?="


def halves(text: str) -> str:
    """An encoded-word cut in the middle of a character."""
    content = text.encode()
    return " ".join(f"=?utf-8?B?{base64.b64encode(part).decode()}?=" for part in (content[:4], content[4:]))


SUBJECTS = [
    ("plain", "agenda", "agenda"),
    ("B", word("議題について"), "議題について"),
    ("B without padding", word("議題").rstrip("?=").rstrip("=") + "?=", "議題"),
    ("Q", "=?utf-8?Q?=E8=AD=B0=E9=A1=8C_1?=", "議題 1"),
    ("two words are joined", f"{word('議題')}\n {word('について')}", "議題について"),
    ("cut inside a character", halves("議題"), "議題"),
    ("text between words stays", f"{word('議題')} 4 {word('件')}", "議題 4 件"),
    (
        "vendors' characters",
        f"=?ISO-2022-JP?B?{base64.b64encode(bytes.fromhex('1b24422d212d6a1b2842')).decode()}?=",
        "①㈱",
    ),
    ("RFC 2231's language", "=?utf-8*ja?Q?=E8=AD=B0?=", "議"),
    ("prefix before a word", f"Re: [yakuin 00012] {word('議題')}", "Re: [yakuin 00012] 議題"),
    ("no word after all", "=?nonsense", "=?nonsense"),
]


@pytest.mark.parametrize(
    ("value", "subject"), [case[1:] for case in SUBJECTS], ids=[case[0] for case in SUBJECTS]
)
def test_subjects(value: str, subject: str) -> None:
    """Encoded-words in every form (RFC 2047)."""
    assert read(f"Subject: {value}").subject == subject


@pytest.mark.parametrize("codec", ["iso2022_jp", "cp932", "utf-8", "euc_jp"])
def test_a_subject_that_was_never_encoded(codec: str) -> None:
    """Raw JIS and raw 8-bit are read by the mail's own charset, or as found."""
    raw = "会議録のご確認について".encode(codec)
    name = {"iso2022_jp": "iso-2022-jp", "cp932": "shift_jis", "euc_jp": "euc-jp"}.get(codec, codec)
    assert (
        read(b"Subject: " + raw, f"Content-Type: text/plain; charset={name}").subject
        == "会議録のご確認について"
    )


BASES = [
    ("議題", "議題", False),
    ("Re: 議題", "議題", True),
    ("RE：　議題", "議題", True),
    ("Re^2: 議題", "議題", True),
    ("Re[3]: 議題", "議題", True),
    ("返信: 議題", "議題", True),
    ("転送：議題", "議題", True),
    ("Fwd: FW: 議題", "議題", True),
    ("[yakuin 00012] Re: 議題", "議題", True),
    ("Re: [yakuin:12] Re: [yakuin 00011] 議題", "議題", True),
    ("(再送) 議題", "議題", True),
    ("開館時間の照会(回答:東市)", "開館時間の照会", True),
    ("開館時間の照会【東市回答】", "開館時間の照会", True),
    ("【回答:東市】開館時間の照会", "開館時間の照会", True),
    ("開館時間の照会への回答について", "開館時間の照会", True),
    ("開館時間の照会(回答期限6/1)", "開館時間の照会", False),
    ("開館時間の照会(8/9〆)", "開館時間の照会", False),
    ("運営委員会(11/22)", "運営委員会(11/22)", False),
    ("開館時間の照会(東市分)", "開館時間の照会", True),
    ("移動図書館車の故障(第一報)", "移動図書館車の故障", False),
    ("移動図書館車の故障(第二報)", "移動図書館車の故障", True),
    ("令和5年度(4月分まで)", "令和5年度(4月分まで)", False),
    ("監査指摘事項への回答期限", "監査指摘事項への回答期限", False),
    ("【再送】議題", "議題", True),
    ("議題 (fwd)", "議題", True),
    ("[Fwd: 議題]", "議題", True),
    ("[PATCH 2/5] fix", "[patch 2/5] fix", False),
    ("Re: [PATCH 2/5] fix", "[patch 2/5] fix", True),
    ("[yakuin 00001]", "[yakuin 00001]", False),
    ("ＡＳＰ　の件", "asp の件", False),
    ("Report: x", "report: x", False),
    ("", "", False),
]


@pytest.mark.parametrize(("subject", "base", "is_reply"), BASES)
def test_base_subjects(subject: str, base: str, is_reply: bool) -> None:
    """Reply words, list prefixes and numbers are seen through, before, after and between one another."""
    assert mail.base_subject(subject) == (base, is_reply)


TITLES = [
    ("[yakuin 00003] 議題4", "議題4"),
    ("[yakuin:00003]議題4", "議題4"),
    ("[yakuin:21] 議題4", "議題4"),
    ("[yakuin,00021]議題4", "議題4"),
    ("(yakuin:00021) 議題4", "議題4"),
    ("[役員 00003] 議題4", "議題4"),
    ("Re: [yakuin 00003] 議題4", "議題4"),
    ("Re: [yakuin 00021] RE: 議題4", "議題4"),
    ("[yakuin 00022] RE：　［yakuin 00021］　Ｒｅ： ＡＳＰの件", "ＡＳＰの件"),
    ("Re^2: Re[3]: Re*2: Re(2): 議題4", "議題4"),
    ("返信: 転送：議題4", "議題4"),
    ("Fwd: FW: SV: AW: Antw: WG: minutes", "minutes"),
    ("[PATCH 1/2] regex.3", "[PATCH 1/2] regex.3"),
    ("Re: [PATCH v2 1/2] regex.3", "[PATCH v2 1/2] regex.3"),
    ("[Bug 217965] New: hangs", "[Bug 217965] New: hangs"),
    ("[議題:4] クラウド", "[議題:4] クラウド"),
    ("Re: [1003.1(2016/18)/Issue7 0001641]: sockaddr", "[1003.1(2016/18)/Issue7 0001641]: sockaddr"),
    ("Re" + " " * 100_000, "Re"),
    ("[重要] 議題4", "[重要] 議題4"),
    ("【最終案内】Re: [yakuin 00013] 懇親会", "【最終案内】懇親会"),
    ("Re: [yakuin 00014] 【重要】 議題4", "【重要】議題4"),
    ("【重要】", "【重要】"),
    ("回答：照会の件", "回答：照会の件"),
    ("開封済み: 議題4", "開封済み: 議題4"),
    ("Report: x", "Report: x"),
    ("返信用封筒の件", "返信用封筒の件"),
    ("[yakuin 00003]", ""),
    ("", ""),
]


@pytest.mark.parametrize(("subject", "title"), TITLES)
def test_titles_leave_out_what_was_put_before_them(subject: str, title: str) -> None:
    """Names and numbers of lists and the reply words of mail programs, in any order and number; all else stays, and
    as it was written.  Threads are joined by no more than that."""
    assert mail.title_of(subject) == title
    assert not title or mail.base_subject(subject)[0] == mail.base_subject(title)[0]


IDS = [
    ("<a@b>", ("a@b",)),
    ("<a@b><c@d>", ("a@b", "c@d")),
    ("<a@b>\n\t<c@d>", ("a@b", "c@d")),
    ('Your message of "Fri, 1 Jul 2011" <a@b>', ("a@b",)),
    ("a@b", ("a@b",)),
    ("<a@b> (Kaicho's message)", ("a@b",)),
    ("message of Friday", ()),
    ("<a@b> <a@b>", ("a@b",)),
]


@pytest.mark.parametrize(("value", "ids"), IDS)
def test_references(value: str, ids: tuple[str, ...]) -> None:
    """Ids run together, with prose, without brackets."""
    assert headers.message_ids(value) == ids


ADDRESSES = [
    ("a@b.example", [("", "a@b.example")]),
    ("Kaicho <a@b.example>", [("Kaicho", "a@b.example")]),
    (
        '"Kaicho, Fukagawa" <a@b.example>, c@d.example',
        [("Kaicho, Fukagawa", "a@b.example"), ("", "c@d.example")],
    ),
    ("a@b.example (Kaicho)", [("Kaicho", "a@b.example")]),
    ("officers: a@b.example, c@d.example;", [("", "a@b.example"), ("", "c@d.example")]),
    ("Undisclosed recipients:;", []),
    (f"{word('会長')} <a@b.example>", [("会長", "a@b.example")]),
    (f'"{word("会長")}" <a@b.example>', [("会長", "a@b.example")]),
    ("..dots..@b.example", [("", "..dots..@b.example")]),
]


@pytest.mark.parametrize(("value", "people"), ADDRESSES)
def test_addresses(value: str, people: list[tuple[str, str]]) -> None:
    """Mailboxes, groups, comments, and addresses that are not allowed but used."""
    assert [(each.name, each.address) for each in addresses.addresses(value)] == people


DATES = [
    ("Fri, 1 Jul 2011 18:00:00 +0900", (), datetime(2011, 7, 1, 9, tzinfo=UTC), ""),
    ("Fri, 1 Jul 11 18:00 JST", (), datetime(2011, 7, 1, 9, tzinfo=UTC), ""),
    ("", ("x; Fri, 1 Jul 2011 18:00:00 +0900",), datetime(2011, 7, 1, 9, tzinfo=UTC), "date: none"),
    (
        "nonsense",
        ("x; Fri, 1 Jul 2011 18:00:00 +0900",),
        datetime(2011, 7, 1, 9, tzinfo=UTC),
        "date: unreadable",
    ),
    (
        "Thu, 1 Jan 2004 00:00:00 +0900",
        ("x; Fri, 1 Jul 2011 18:00:00 +0900",),
        datetime(2011, 7, 1, 9, tzinfo=UTC),
        "date: impossible",
    ),
    (
        "Fri, 1 Jul 2099 00:00:00 +0900",
        ("x; Fri, 1 Jul 2011 18:00:00 +0900",),
        datetime(2011, 7, 1, 9, tzinfo=UTC),
        "date: impossible",
    ),
    ("Fri, 99 Jul 2011 00:00:00 +0900", (), datetime(1970, 1, 1, tzinfo=UTC), "date: unreadable"),
    ("Mon, 01 Jan 0001 00:00:00 +0000", (), datetime(1970, 1, 1, tzinfo=UTC), "date: unreadable"),
]


@pytest.mark.parametrize(("date", "received", "instant", "flaw"), DATES)
def test_dates(date: str, received: tuple[str, ...], instant: datetime, flaw: str) -> None:
    """The claimed date is kept; an impossible one is not ordered by, and that is said."""
    message = read(
        *(f"Received: {each}" for each in received), f"Date: {date}", "Message-ID: <a@b>", "From: a@b.example"
    )
    assert (message.date, message.date_claimed) == (instant, date)
    assert [each.split(",")[0] for each in message.flaws] == ([flaw] if flaw else [])


def test_without_a_message_id() -> None:
    """A mail without an id is known by what it says: the same bytes give the same id."""
    one, other = read("From: a@b.example"), read("From: a@b.example")
    assert one.message_id == other.message_id == f"{one.fingerprint}@without-message-id.invalid"
    assert "message-id: none" in one.flaws
    assert mail.identify(b"From: a@b.example\n\ntext\n").message_id == one.message_id


def test_the_identity_is_that_of_the_whole_mail() -> None:
    """What import reads from the head alone is what the build reads later."""
    content = b"Received: x; Fri, 1 Jul 2011 18:00:00 +0900\nMessage-ID: <a@b>\nX-No-Archive: yes\n\ntext\n"
    identity, message = mail.identify(content), mail.read(content)
    assert (identity.message_id, identity.date, identity.no_archive) == (
        message.message_id,
        message.date,
        True,
    )


def test_the_public_id_is_mailmans() -> None:
    """Message-ID-Hash: base32 of the SHA-1 of the id without brackets."""
    assert (
        read("Message-ID: <87myycy5eh.fsf@uwakimon.sk.tsukuba.ac.jp>").public_id
        == "JJIGKPKB6CVDX6B2CUG4IHAJRIQIOUTP"
    )


@pytest.mark.parametrize("sign", ["at", "＠"])
@pytest.mark.parametrize("encoding", ["utf-8", "euc-jp", "iso-2022-jp"])
def test_an_address_that_pipermail_hid_is_read(sign: str, encoding: str) -> None:
    """The archives of Mailman 2.1 write `user at host (Name)`; Japanese ones with a full-width sign."""
    content = f"From: kaicho {sign} kachokai.example (会長 (当番))\nSubject: x\n\n本文です。\n".encode(
        encoding
    )
    assert mail.read(content).sender == Address(name="会長 (当番)", address="kaicho@kachokai.example")


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("Reply-To: Taro <taro@city.example>\n", "taro@city.example"),
        ("Reply-To: taro@city.example\n", "taro@city.example"),
        ("Reply-To: yakuin@kachokai.example\nCc: Taro <taro@city.example>\n", "taro@city.example"),
        ("Reply-To: yakuin@kachokai.example\n", "yakuin@kachokai.example"),
        ("Cc: others@kachokai.example\n", "yakuin@kachokai.example"),
        ("", "yakuin@kachokai.example"),
    ],
)
def test_who_wrote_what_a_list_sent_in_its_own_name(fields: str, expected: str) -> None:
    """Only who is named as the writer, or where answers go, is taken for the writer; never another list."""
    head = "From: Taro via Yakuin <yakuin@kachokai.example>\nTo: yakuin@kachokai.example\n"
    sender = mail.read(f"{head}{fields}\nx".encode()).sender
    assert sender.address == expected
    assert (sender.name == "Taro") == (expected != "yakuin@kachokai.example")


def test_long_fields_are_not_held_when_their_mail_is_read() -> None:
    """Short fields recur, and what they say is remembered; of long ones nothing stays in memory."""

    def read_long(number: int) -> None:
        long = f"{number} {'x' * 100_000}"
        read(f"From: {long}", f"To: {long}", f"Subject: {long}", f"Content-Type: {long}", body=long.encode())

    read_long(0)
    tracemalloc.start()
    for number in range(1, 9):
        read_long(number)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 100_000
