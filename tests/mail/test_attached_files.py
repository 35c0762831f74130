"""Files that come with a mail: what is in Outlook's wrapper, what kind of file each is, and names that lie."""

from __future__ import annotations

import random
import time
from base64 import encodebytes

import pytest

from archiver import mail
from archiver.mail.bodies import richtext
from archiver.mail.bodies.formats import format_of
from archiver.model import Attachment, Message
from tests.attachments import files


def read_with(
    content: bytes, name: str = "winmail.dat", kind: str = "application/ms-tnef", text: str = ""
) -> Message:
    head = (
        "Message-ID: <a@a.example>\nFrom: a@a.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
        f"--b\nContent-Type: text/plain; charset=utf-8\n\n{text}\n--b\nContent-Type: {kind}\n"
        f'Content-Disposition: attachment; filename="{name}"\nContent-Transfer-Encoding: base64\n\n'
    )
    return mail.read(head.encode() + encodebytes(content) + b"\n--b--\n")


def one(message: Message) -> Attachment:
    (found,) = message.attachments
    return found


def test_files_in_winmail_dat_are_attachments() -> None:
    """Each file that Outlook wrapped is one of the message, under its long name; the wrapper is gone, which is said."""
    letter, picture = files.word("見積"), b"\x89PNG\r\n\x1a\n" + bytes(20)
    message = read_with(files.tnef(("見積書（案）.docx", letter), ("図.png", picture)), text="送ります。")
    assert [(each.name, each.format, each.size) for each in message.attachments] == [
        ("見積書（案）.docx", "word", len(letter)),
        ("図.png", "image", len(picture)),
    ]
    assert message.body == "送ります。"
    assert "tnef: unpacked" in message.flaws


@pytest.mark.parametrize(
    "rtf",
    [b"{}" * 250_000, b"\\'41" * 125_000, b"\\f1\\'82" * 70_000, b"\\u1 ?" * 100_000, b"\\" * 500_000],
)
def test_no_rich_text_takes_long(rtf: bytes) -> None:
    """However it is made, the text of a mail is had in half a second."""
    started = time.process_time()
    richtext.text_of(b"{\\rtf1 " + rtf)
    assert time.process_time() - started < 0.5


def test_rich_text_may_point_where_nothing_was_written() -> None:
    """A place in the window that is still empty gives no text, and the rest is read (found by fuzzing)."""
    packed = b"\0" * 8 + b"LZFu" + b"\0" * 4 + b"\x01\xff\xf0" + b"abcdefg"
    assert richtext.unpacked(packed).endswith(b"abcdefg")


def test_the_text_in_winmail_dat_stands_where_the_mail_has_none() -> None:
    """In the code page that the wrapper names."""
    wrapped = files.tnef(("a.txt", b"x"), text="髙﨑市の件、①を送ります。")
    assert read_with(wrapped).body == "髙﨑市の件、①を送ります。"
    assert read_with(wrapped, text="本文").body == "本文"


def test_a_wrapper_in_a_wrapper_is_opened_too() -> None:
    """And the bytes of an attachment are found again by its place."""
    wrapped = files.tnef(("winmail.dat", files.tnef(("中.txt", b"inner"))), ("外.txt", b"outer"))
    message = read_with(wrapped)
    assert [each.name for each in message.attachments] == ["中.txt", "外.txt"]


def test_a_damaged_wrapper_gives_what_is_there() -> None:
    """Cut off at any place, or with any byte changed, it is read as far as it goes, or kept as it is."""
    whole = files.tnef(("a.txt", b"first file"), ("b.txt", b"second file"), text="text")
    for end in range(5, len(whole)):
        assert len(read_with(whole[:end]).attachments) <= 2
    chooser = random.Random(1)
    for _ in range(500):
        broken = bytearray(whole)
        broken[chooser.randrange(4, len(whole))] = chooser.randrange(256)
        read_with(bytes(broken))
    assert one(read_with(b"\x78\x9f\x3e\x22")).format == "tnef"


@pytest.mark.parametrize(
    ("content", "claimed", "name", "expected"),
    [
        (files.pdf("x"), "application/octet-stream", "x.bin", "pdf"),
        (files.word("x"), "application/msword", "x.doc", "word"),
        (b"PK\x03\x04" + bytes(30), "application/zip", "x.zip", "zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "application/octet-stream", "起案.jtd", "taro"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "DocumentText\0".encode("utf-16-le"),
            "application/x-js-taro",
            "x",
            "taro",
        ),
        # A letter with a sheet in it, and the reverse.
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0WordDocument\0".encode("utf-16-le"),
            "application/octet-stream",
            "x.xls",
            "excel-97",
        ),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0WordDocument\0".encode("utf-16-le"),
            "application/octet-stream",
            "x.doc",
            "word-97",
        ),
        # A page that a server sent in the place of a document; a table under the type of a spreadsheet.
        (b"<html><body>Not found", "application/pdf", "x.pdf", "html"),
        ("品名,金額".encode("cp932"), "application/vnd.ms-excel", "一覧.csv", "csv"),
        (b"a,b", "text/plain", "a.csv", "csv"),
        (b"diff --git", "application/octet-stream", "fix.patch", "text"),
        (bytes(range(30)), "application/octet-stream", "x.xyz", "other"),
        ("議事の次第\n".encode(), "application/octet-stream", "READ_ME", "text"),
        (b"a\0b", "application/octet-stream", "READ_ME", "other"),
        (b"-----BEGIN PGP SIGNATURE-----", "application/pgp-signature", "signature.asc", "signature"),
        (b"-----BEGIN PGP MESSAGE-----", "application/octet-stream", "encrypted.asc", "encrypted"),
        (b"Action: failed", "message/delivery-status", "", "text"),
        (b"From: a", "application/octet-stream", "memo.eml", "mail-file"),
        (b"\x60\x82\x00", "application/octet-stream", "文書.xdw", "docuworks"),
    ],
)
def test_what_kind_of_file_it_is(content: bytes, claimed: str, name: str, expected: str) -> None:
    """The bytes decide, then the type, and the name where these say nothing or too little."""
    assert format_of(content, claimed, name) == expected


@pytest.mark.parametrize(
    ("claimed", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\\\Users\\\\x\\\\見積.xls", "見積.xls"),
        ("con.txt", "_con.txt"),
        ("請求書\u202efdp.exe", "請求書\ufffdfdp.exe"),
        (".htaccess", "htaccess"),
    ],
)
def test_names_that_lie_are_made_safe(claimed: str, shown: str) -> None:
    """No path, no reserved name, nothing hidden; what turns the direction of writing is shown as a mark."""
    assert one(read_with(b"x", claimed, "application/octet-stream")).name == shown
