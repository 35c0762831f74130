"""Bodies of every shape give the text that a reader sees, and the files beside it."""

from __future__ import annotations

import base64
import time
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import mail
from archiver.mail.bodies import flowing, names
from archiver.model import Message, RawMessage
from archiver.sources.files import open_path
from tests.mails import mail as a_mail


def read(text: str) -> Message:
    return mail.read(text.encode())


def multipart(kind: str, *bodies: str) -> str:
    middle = "".join(f"--B\n{body}\n" for body in bodies)
    return f'Message-ID: <a@b>\nContent-Type: multipart/{kind}; boundary="B"\n\n{middle}--B--\n'


PLAIN = "Content-Type: text/plain; charset=utf-8\n\n平文です。"
HTML = "Content-Type: text/html; charset=utf-8\n\n<p>HTML<b>です</b>。</p><script>x()</script>"
CSV = "\n".join(
    [
        "Content-Type: text/csv",
        "Content-Disposition: attachment; filename*=utf-8''%E5%90%8D%E7%B0%BF.csv",
        "Content-Transfer-Encoding: base64",
        "",
        base64.b64encode("名簿".encode("cp932")).decode(),
    ]
)


def test_alternatives() -> None:
    """The plain text is shown; its HTML twin is no attachment."""
    message = read(multipart("alternative", PLAIN, HTML))
    assert (message.body, message.attachments) == ("平文です。", ())


def test_only_html() -> None:
    """HTML becomes text: tables, lists and links kept, scripts and hidden parts dropped."""
    html = (
        "<html><head><style>p{}</style></head><body><h1>題</h1><ul><li>一</li><li>二</li></ul>"
        '<table><tr><td>市</td><td>10</td></tr></table><p style="display:none">隠し</p>'
        '<a href="https://example.jp/x">資料</a><img src="https://t.example/p.gif" width=1></body></html>'
    )
    message = read(f"Content-Type: text/html; charset=utf-8\n\n{html}")
    assert "題" in message.body and "・一" in message.body and "市\t10" in message.body
    assert "資料 <https://example.jp/x>" in message.body
    assert "隠し" not in message.body and "p{}" not in message.body and "t.example" not in message.body
    assert "body: only as HTML, shown as text" in message.flaws


def test_attachments() -> None:
    """Named, typed, measured, and given back byte for byte."""
    source = multipart("mixed", PLAIN, CSV)
    (attached,) = read(source).attachments
    assert (attached.name, attached.type, attached.size) == ("名簿.csv", "text/csv", 4)
    assert mail.attachment(source.encode(), 0) == "名簿".encode("cp932")
    assert mail.attachment(source.encode(), 1) is None


def test_a_mail_in_a_mail() -> None:
    """The inner mail is readable, and can be had as a file."""
    inner = f"Content-Type: message/rfc822\n\nFrom: kaicho@a.example\nSubject: inner\n{PLAIN}"
    message = read(multipart("mixed", "Content-Type: text/plain\n\nouter", inner))
    assert "outer" in message.body and "Subject: inner" in message.body and "平文です。" in message.body
    assert [each.type for each in message.attachments] == ["message/rfc822"]


def test_8_bit_in_a_multipart() -> None:
    """Bytes that their claim does not explain survive the MIME parser."""
    source = (
        multipart("mixed", "Content-Type: text/plain; charset=utf-8\n\n@@")
        .encode()
        .replace(b"@@", "ご連絡いたします。".encode("cp932"))
    )
    assert mail.read(source).body == "ご連絡いたします。"


def test_format_flowed() -> None:
    """Soft line breaks go, hard ones and quotes stay (RFC 3676)."""
    assert (
        flowing.unflowed("one \ntwo\n> three \n> four\n-- \nme", delsp=False)
        == "one two\n> three four\n-- \nme"
    )


def test_what_stands_under_a_file_is_no_part_of_it() -> None:
    """A line that is no base64 under the base64 of a file does not make the file longer."""
    (attached,) = read(multipart("mixed", PLAIN, f"{CSV}\n-- not of the file --")).attachments
    assert attached.size == 4


def test_uuencode_in_the_text() -> None:
    """A file in the text becomes an attachment."""
    message = read("Subject: x\n\nsee:\n\nbegin 644 a.txt\n#86)C\n`\nend\n")
    assert [(each.name, each.size) for each in message.attachments] == [("a.txt", 3)]


@pytest.mark.parametrize(
    ("claimed", "safe"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\名簿.xls", "名簿.xls"),
        ("a\x00b\n.txt", "ab.txt"),
        ("\u202egpj.exe", "\ufffdgpj.exe"),
        ("", "part-1.pdf"),
        ("...", "part-1.pdf"),
        ("con.txt", "_con.txt"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("①㈱.csv", "①㈱.csv"),
    ],
)
def test_names_are_safe(claimed: str, safe: str) -> None:
    """No path, no control characters, no direction overrides, never empty."""
    assert names.safe_name(claimed, "application/pdf", 0) == safe


def test_deep_nesting_is_read_somehow() -> None:
    """A thousand levels are a mail all the same."""
    levels = "".join(f'Content-Type: multipart/mixed; boundary="b{n}"\n\n--b{n}\n' for n in range(1000))
    message = read(f"Message-ID: <a@b>\n{levels}{PLAIN}")
    assert message.flaws and message.message_id == "a@b"


HEAD = b"Message-ID: <a@b.example>\n"
MULTI = HEAD + b'Content-Type: multipart/mixed; boundary="B"\n\n'
MONSTERS = {
    "parts": MULTI + b"--B\n\nx\n" * 50_000,
    "soft line ends": HEAD + b"Content-Type: text/plain; format=flowed\n\n" + b"x \n" * 60_000,
    "HTML, nested": HEAD + b"Content-Type: text/html\n\n" + b"<div>" * 30_000,
    "HTML, elements": HEAD + b"Content-Type: text/html\n\n" + b"<p><b>x</b></p>" * 15_000,
    "encoded-words": HEAD + b"Subject: " + b"=?utf-8?B?6K2w?= " * 30_000 + b"\n\nx",
    "addresses": HEAD + b"To: " + b"a <a@b.example>, " * 30_000 + b"\n\nx",
}


@pytest.mark.parametrize("content", MONSTERS.values(), ids=MONSTERS)
def test_no_mail_takes_long(content: bytes) -> None:
    """What is repeated without end costs in proportion to its length, or is cut off."""
    started = time.process_time()
    mail.segments(mail.read(content).body)
    assert time.process_time() - started < 2


BODIES = {
    "reply below": ("様\n\n> 日程はどうですか。\n\n承知しました。", ["own", "quote", "own"]),
    "attribution": (
        "2011年7月5日 10:12 会長 <a@b.example>:\n> 議題\n\n了解です。",
        ["attribution", "quote", "own"],
    ),
    "English attribution": (
        "On Fri, 1 Jul 2011, Kaicho wrote:\n> agenda\nYes.",
        ["attribution", "quote", "own"],
    ),
    "full-width mark": ("＞議題\n了解", ["quote", "own"]),
    "top posting": (
        "了解です。\n\n-----Original Message-----\nFrom: a@b.example\nSubject: x\n\n古い文",
        ["own", "attribution", "quote"],
    ),
    "signature": ("了解です。\n\n-- \n会長\n", ["own", "signature"]),
    "ruled signature": (
        "了解です。\n\n━━━━━━━━━━━━\nA市 情報課\nTEL 00-0000\n━━━━━━━━━━━━",
        ["own", "signature"],
    ),
    "ruled signature not far below a quote": (
        "> 議題\n了解です。\n\n━━━━━━━━━━━━\nA市 情報課\n━━━━━━━━━━━━",
        ["quote", "own", "signature"],
    ),
    "footer": ("了解です。\n" + "_" * 47 + "\nyakuin mailing list\n", ["own", "footer"]),
    "only own words": ("一行目\n二行目", ["own"]),
    "empty": ("", ["own"]),
}


@pytest.mark.parametrize(("body", "kinds"), BODIES.values(), ids=BODIES)
def test_own_words_are_told_apart(body: str, kinds: list[str]) -> None:
    """Own words, attributions, quotes, signatures and footers, in both languages."""
    assert [segment.kind for segment in mail.segments(body)] == kinds


@settings(max_examples=300, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "> a",
                "b",
                "",
                "-- ",
                "_" * 30,
                "mailing list",
                "----- Original Message -----",
                "From: x",
                "＞",
                "━" * 9,
                "TEL 1",
                "x wrote:",
            ]
        ),
        max_size=25,
    )
)
def test_segments_lose_nothing(lines: list[str]) -> None:
    """Joined by newlines, the segments are the body."""
    body = "\n".join(lines)
    assert "\n".join(segment.text for segment in mail.segments(body)) == body


SEEDS = [
    a_mail("a", text="議題について\n> 引用\n-- \n会長"),
    multipart("mixed", PLAIN, CSV).encode(),
    multipart("alternative", PLAIN, HTML).encode(),
    b"Subject: =?iso-2022-jp?B?GyRCNURCahsoQg==?=\nContent-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B5DBj\x1b(B\n",
]


@settings(max_examples=400, deadline=None)
@given(data=st.data())
def test_nothing_crashes_the_reader(data: st.DataObject) -> None:
    """Mails with bytes cut, doubled and changed are read, and give text that SQLite and JSON take."""
    content = bytearray(data.draw(st.sampled_from(SEEDS)))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, max(0, len(content) - 1)))
        piece = data.draw(
            st.one_of(
                st.binary(max_size=4),
                st.sampled_from([b"\x1b$B", b"=?", b"\n\n", b"--B", b"\xff", b"\x00", b";", b'"']),
            )
        )
        content[at : at + data.draw(st.integers(0, 12))] = piece
    message = mail.read(bytes(content))
    for text in (
        message.subject,
        message.body,
        message.message_id,
        message.sender.name,
        message.sender.address,
    ):
        assert "\0" not in text
        text.encode("utf-8")
    mail.why_not_mail(bytes(content))


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"\x89PNG\r\n\x1a\n" + bytes(50), b"just a sentence\nand another\n"]
)
def test_what_is_no_mail_is_said(content: bytes) -> None:
    """Empty files, pictures and prose are refused with a reason."""
    assert mail.why_not_mail(content)


def nasty(corpora: Path) -> list[Path]:
    return [
        path
        for path in sorted((corpora / "nasty").rglob("*"))
        if path.is_file() and path.name != "INDEX.json"
    ]


def test_other_programs_worst_mails(corpora: Path) -> None:
    """The test mails of 33 mail programs: no exception, every one text that can be stored."""
    for path in nasty(corpora):
        message = mail.read(path.read_bytes())
        (message.body + message.subject).encode("utf-8")
        assert "\n".join(segment.text for segment in mail.segments(message.body)) == message.body


@pytest.mark.parametrize(
    "name", ["japanese-crashers", "lore-japanese-charset-subset", "sourceforge-japanese"]
)
def test_real_japanese_mail(corpora: Path, name: str) -> None:
    """Real Japanese mail is read with no more than a hundredth of it damaged."""
    read = [
        mail.read(raw.content)
        for raw in open_path(corpora / "japanese" / f"{name}.mbox.gz").messages()
        if isinstance(raw, RawMessage)
    ]
    damaged = [message for message in read if "\ufffd" in message.body + message.subject]
    assert len(damaged) <= len(read) / 100


HOSTILE = {
    "empty lines": b"\n" * 300_000,
    "a rule that is none": b"-" * 100_000 + b"x",
    "beginnings of yEnc": b"=ybegin line=128 name=x\n=yend\n" + b"=ybegin line=128 name=x\n" * 10_000,
    "lost escapes": b"$B" * 100_000,
    "originals in originals": b"-----Original Message-----\nFrom: a\nSent: b\nTo: c\n\nx\n" * 8_000,
    "blanks in HTML": b"<p>" + b"&nbsp;" * 100_000,
    "rules of digests": b"From: a\nDate: b\n" + (b"-" * 30 + b"\n\n") * 20_000,
    "mails of a digest": (b"-" * 30 + b"\n\nFrom: a\nDate: b\nSubject: c\n\nx\n\n") * 8_000,
    "heads above no text": b"> x\n" + b"From: a\nSent: b\nTo: c\n\nx\n" * 8_000,
    "blank lines in a digest": (b"-" * 30 + b"\n\nFrom: a\nDate: b\nSubject: c\n\n") * 2
    + b"\n" * 20_000
    + b"x",
    "tags that never end": b"<p>" + b"words <a;b\n" * 12_000,
    "text deep in HTML": b"<pre>" + b"<b>x" * 6_000,
    "boxes of Notes": b"|---------+---->\n" * 20_000,
    "names on every line": b"yamada> x\nsuzuki> y\n" * 20_000,
    "addresses before a quote": b"x <" + b"a@" * 100_000 + b"\n<a@b.example>:\n> x\n\n" * 5,
    "marks of Eudora": b"<x-html>" * 40_000,
    "blanks under a mark of Eudora": b"<x-flowed>\nx" + b" " * 60_000 + b"x",
    "letters of the East": "\u0161\u010d ".encode("iso8859_2") * 60_000,
    "lines in no charset": b"\n".join(
        bytes([0x80 + (n * 7) % 0x7F, 0xFF, 0x41 + n % 26]) * 8 for n in range(20_000)
    ),
}
HOSTILE_HEADS = {
    "blanks between parameters": b"Content-Type: text/plain;\n" + b" \n" * 3_000 + b" " * 20_000 + b"x",
    "ways": b"From: " + b"a via " * 20_000 + b"<a@b.example>\n",
    "quotes": b"From: " + b'"' * 40_001 + b"@b.example\n",
}


@pytest.mark.parametrize("head", HOSTILE_HEADS.values(), ids=HOSTILE_HEADS.keys())
def test_no_head_takes_long(head: bytes) -> None:
    """The same for fields."""
    started = time.process_time()
    mail.read(head + b"\n\nx")
    assert time.process_time() - started < 1


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_no_text_takes_long(text: bytes) -> None:
    """What a hostile sender would try on the patterns that read and part a text."""
    kind = b"text/html" if text.startswith(b"<") else b"text/plain"
    started = time.process_time()
    mail.segments(mail.read(b"From: a@b.example\nContent-Type: " + kind + b"\n\n" + text).body)
    assert time.process_time() - started < 1


def test_a_long_text_takes_memory_for_its_lines_and_little_more() -> None:
    """A line of 14 characters costs Python five times its length; an expression must not keep a step a line beside."""
    body = "text of a line\n" * 20_000
    tracemalloc.start()
    mail.segments(body)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 8 * len(body)
