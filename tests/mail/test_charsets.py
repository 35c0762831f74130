"""Text is read as its sender wrote it, whatever charset the mail claims."""

from __future__ import annotations

import pytest

from archiver import mail
from archiver.mail import charsets

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
    ("Western", "Grüße".encode("latin-1"), "iso-8859-1", "Grüße", "cp1252"),
    ("Western without a claim", "Grüße aus München".encode("latin-1"), "", "Grüße aus München", "cp1252"),
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
