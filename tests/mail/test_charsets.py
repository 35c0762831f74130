"""Text is read as its sender wrote it, whatever charset the mail claims."""

from __future__ import annotations

import pytest

from archiver import mail
from archiver.mail.decoding import charsets

JIS, ASCII, KANA = b"\x1b$B", b"\x1b(B", b"\x1b(I"
VENDOR = JIS + b"-!-j" + ASCII  # ① ㈱: row 13, NEC's
IBM = JIS + b"|b" + ASCII  # row 92, IBM's characters as NEC chose them
PLAIN = "議題について".encode("iso2022_jp")

CASES = [
    ("plain ISO-2022-JP", PLAIN, "iso-2022-jp", "議題について", "iso-2022-jp"),
    ("NEC's row behind a claim of ISO-2022-JP", VENDOR, "iso-2022-jp", "①㈱", "cp50221"),
    ("half-width kana by ESC ( I", KANA + b"6E" + ASCII, "iso-2022-jp", "ｶﾅ", "cp50221"),
    ("JIS78's escape", b"\x1b$@5DBj" + ASCII, "iso-2022-jp", "議題", "iso-2022-jp"),
    ("no escape back at the end", JIS + b"5DBj", "iso-2022-jp", "議題", "iso-2022-jp"),
    (
        "no escape back at the end of a line",
        JIS + b"5DBj\nabc d",
        "iso-2022-jp",
        "議題\nabc d",
        "iso-2022-jp",
    ),
    ("ISO-2022-JP without a claim", PLAIN, "", "議題について", "iso-2022-jp"),
    ("ISO-2022-JP that claims UTF-8", PLAIN, "utf-8", "議題について", "iso-2022-jp"),
    ("UTF-8 that claims ISO-2022-JP", "議題について".encode(), "iso-2022-jp", "議題について", "utf-8"),
    ("UTF-8 without a claim", "議題①".encode(), "", "議題①", "utf-8"),
    ("UTF-8 that claims US-ASCII", "議題".encode(), "us-ascii", "議題", "utf-8"),
    ("UTF-8 that claims ISO-8859-1", "議題について".encode(), "iso-8859-1", "議題について", "utf-8"),
    ("Shift_JIS", "髙﨑①㈱です".encode("cp932"), "shift_jis", "髙﨑①㈱です", "cp932"),
    ("Shift_JIS without a claim", "ご連絡いたします。".encode("cp932"), "", "ご連絡いたします。", "cp932"),
    (
        "Shift_JIS that claims UTF-8",
        "ご連絡いたします。".encode("cp932"),
        "utf-8",
        "ご連絡いたします。",
        "cp932",
    ),
    (
        "Shift_JIS under an unknown name",
        "ご連絡いたします。".encode("cp932"),
        "x-nonsense",
        "ご連絡いたします。",
        "cp932",
    ),
    ("EUC-JP", "ご連絡いたします。".encode("euc_jp"), "euc-jp", "ご連絡いたします。", "euc_jp"),
    ("EUC-JP without a claim", "ご連絡いたします。".encode("euc_jp"), "", "ご連絡いたします。", "euc_jp"),
    ("kana labelled GB2312", "こんにちは".encode("gb2312"), "gb2312", "こんにちは", "gb18030"),
    (
        "EUC-JP that claims Shift_JIS",
        "ご連絡します。".encode("euc_jp"),
        "shift_jis",
        "ご連絡します。",
        "euc_jp",
    ),
    ("Shift_JIS that claims EUC-JP", "ご連絡します。".encode("cp932"), "euc-jp", "ご連絡します。", "cp932"),
    ("Western", "Grüße".encode("latin-1"), "iso-8859-1", "Grüße", "cp1252"),
    ("Western without a claim", "Grüße aus München".encode("latin-1"), "", "Grüße aus München", "cp1252"),
    ("Korean", "안녕하세요 여러분".encode("cp949"), "euc-kr", "안녕하세요 여러분", "cp949"),
    ("Chinese", "大家好，这是我们的会议".encode("gb18030"), "gb2312", "大家好，这是我们的会议", "gb18030"),
    ("French", "réponse à la fête".encode("cp1252"), "iso-8859-1", "réponse à la fête", "cp1252"),
    ("a sign alone", b"Intel\xae and \xa3 5", "", "Intel® and £ 5", "cp1252"),
    ("a rule of macrons", b"\xaf" * 40, "", "¯" * 40, "cp1252"),
    ("German that claims UTF-8", "Frösche, groß".encode("cp1252"), "utf-8", "Frösche, groß", "cp1252"),
    (
        "EUC-JP that claims ISO-8859-1",
        "ご連絡します。".encode("euc_jp"),
        "iso-8859-1",
        "ご連絡します。",
        "euc_jp",
    ),
    ("two kanji of Shift_JIS", "会議".encode("cp932"), "", "会議", "cp932"),
    ("kanji alone in EUC-JP", "中小企業".encode("euc_jp"), "", "中小企業", "euc_jp"),
    ("NEC's row alone, in Japanese mail", "①②".encode("cp932"), "iso-2022-jp", "①②", "cp932"),
    ("half-width kana", "ｼｽﾃﾑ課".encode("cp932"), "", "ｼｽﾃﾑ課", "cp932"),
    ("a row that only a telephone company knows", JIS + b"wt" + ASCII, "iso-2022-jp", "🏣", "cp50221"),
    ("a row that nobody knows", JIS + b"}!" + ASCII, "iso-2022-jp", "〓", "cp50221"),
    ("UTF-8 and GBK by turns", "お客".encode() + "様の".encode("gbk"), "gb2312", "お客様の", "gb18030"),
    ("UTF-8 cut in a character", "議題です。了解".encode()[:-1], "", "議題です。了\ufffd", "utf-8"),
    ("UTF-7", "議題".encode("utf-7"), "utf-7", "議題", "utf-7"),
    ("ASCII whatever it claims", b"agenda", "shift_jis", "agenda", "us-ascii"),
    ("a codec that is no charset", b"agenda", "rot13", "agenda", "us-ascii"),
    ("a codec that is no charset, with 8 bits", "議題".encode(), "zlib", "議題", "utf-8"),
]


@pytest.mark.parametrize(
    ("content", "declared", "text", "used"), [case[1:] for case in CASES], ids=[c[0] for c in CASES]
)
def test_read_as_written(content: bytes, declared: str, text: str, used: str) -> None:
    """The claim is tested against the bytes, and what was used is said."""
    assert charsets.decode(content, declared) == (text, used)


@pytest.mark.parametrize("footer", ["utf-8", "cp932", "euc_jp", "iso2022_jp"])
@pytest.mark.parametrize(
    ("claim", "codec"),
    [("utf-8", "utf-8"), ("shift_jis", "cp932"), ("euc-jp", "euc_jp"), ("iso-2022-jp", "iso2022_jp")],
)
def test_a_footer_in_another_charset(claim: str, codec: str, footer: str) -> None:
    """List servers put a footer in one charset under mail in another: each line is read as what it is."""
    body, below = "議題1について、ご連絡いたします。\n", "役員会メーリングリスト 退会はこちら\n"
    assert charsets.decode(body.encode(codec) + below.encode(footer), claim)[0] == body + below


def test_ibm_characters() -> None:
    """髙 and 﨑 come through ISO-2022-JP, which has neither."""
    assert charsets.decode(IBM, "iso-2022-jp")[0] == bytes([0xEE, 0xE0]).decode("cp932") == "髙"


@pytest.mark.parametrize(
    "bad", [b"\x1b$B", b"\x1b$B!", b"\x1b", b"\x1b(I\xff", b"\x80", b"\xff\xfe", b"\x1b$(D\x22", b"\x00"]
)
@pytest.mark.parametrize("declared", ["iso-2022-jp", "utf-8", "shift_jis", "", "nonsense"])
def test_damage_is_no_error(bad: bytes, declared: str) -> None:
    """Cut and stray bytes give some text."""
    assert isinstance(charsets.decode(bad, declared)[0], str)


def test_what_was_repaired_is_said() -> None:
    """A mail whose charset lied carries the flaw; an honest one carries none."""
    lied = mail.read(b"Message-ID: <a@b.example>\nFrom: a@b.example\nDate: Fri, 1 Jul 2011 09:00:00 +0900\n"
                     b"Content-Type: text/plain; charset=utf-8\n\n" + "議題です。".encode("cp932"))  # fmt: skip
    assert (lied.body, lied.charset_declared, lied.charset_used) == ("議題です。", "utf-8", "cp932")
    assert lied.flaws == ("charset: declared utf-8, read as cp932",)
    honest = mail.read(b"Message-ID: <a@b.example>\nFrom: a@b.example\nDate: Fri, 1 Jul 2011 09:00:00 +0900\n"
                       b"Content-Type: text/plain; charset=iso-2022-jp\n\n" + PLAIN)  # fmt: skip
    assert (honest.body, honest.flaws) == ("議題について", ())
