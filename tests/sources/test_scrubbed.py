"""Notices of many languages and builds; the mail that comes of them."""

from __future__ import annotations

import email
from email import policy

import pytest

from archiver.sources.pipermail import scrubbed
from archiver.sources.pipermail.scrubbed import Notice

ADDRESS = "http://lists.kachokai.example/pipermail/yakuin/attachments/20110704/0a1b2c3d/"


def notices(text: str, encoding: str = "utf-8") -> list[Notice]:
    return scrubbed.notices(f"Subject: x\n\n{text}".encode(encoding), "yakuin")


@pytest.mark.parametrize("encoding", ["utf-8", "euc-jp", "iso-2022-jp"])
@pytest.mark.parametrize(
    "words",
    [
        "A non-text attachment was scrubbed...\nName: 計画.pdf\nType: application/pdf\nSize: 9 bytes\nDesc: x\nURL: ",
        "テキスト形式以外の添付ファイルを保管しました...\nファイル名: 計画.pdf\n型:         application/pdf\n"
        "サイズ:     9 バイト\n説明:       無し\nURL: ",
        "Ein Dateianhang...\nDateiname   : 計画.pdf\nDateityp    : application/pdf\nURL         : ",
    ],
    ids=["en", "ja", "de"],
)
def test_the_name_and_the_type_are_told_in_any_language(words: str, encoding: str) -> None:
    """Where the address stands and what has the form of a type: no word is read."""
    path = "attachments/20110704/0a1b2c3d/attachment.pdf"
    expected = [Notice(path=path, name="計画.pdf", type="application/pdf")]
    assert notices(f"本文です。\n\n{words}<{ADDRESS}attachment.pdf>\n", encoding) == expected
    assert notices(f"{words}{ADDRESS}attachment.pdf\n".replace("\n", "\r\n"), encoding) == expected


def test_a_part_without_a_name_is_called_as_its_file() -> None:
    """`not available` and 無し are no names."""
    for none in ("not available", "無し"):
        words = f"x\nName: {none}\nType: image/png\n"
        assert [each.name for each in notices(f"{words}URL: <{ADDRESS}attachment.png>\n")] == [
            "attachment.png"
        ]


def test_a_line_that_was_cut_by_quoted_printable_is_whole_again() -> None:
    """Old builds put the mail's own encoding into the text."""
    cut = f"An HTML attachment was scrubbed...\nURL: {ADDRESS[:-4]}=\n{ADDRESS[-4:]}attachment.htm=\n\n"
    assert [each.type for each in notices(cut)] == ["text/html"]
    encoded = f"x\nType: image/png\nDesc: =?iso-2022-jp?B?GyRCP14bKEI=?=\nUrl : {ADDRESS}a.bin\n"
    assert [each.type for each in notices(encoded)] == ["image/png"]


@pytest.mark.parametrize(
    "text",
    [
        f"> An HTML attachment was scrubbed...\n> URL: <{ADDRESS}attachment.html>\n",
        f"\nURL: <{ADDRESS}attachment.html>\n",
        f"see {ADDRESS}attachment.html for more\n",
        f"words\nURL: <{ADDRESS.replace('yakuin', 'other')}attachment.html>\n",
        f"words\nURL: <{ADDRESS.replace('attachments', 'secrets')}attachment.html>\n",
    ],
    ids=["quoted", "alone", "in a sentence", "another list's", "no attachment"],
)
def test_what_is_no_notice_is_not_followed(text: str) -> None:
    assert notices(text) == []


def test_hostile_texts_do_no_harm() -> None:
    """A mail full of notices, and one that is a single line of half a notice."""
    many = "".join(f"words\nURL: <{ADDRESS}{number}.html>\n" for number in range(5000))
    assert len(notices(many)) == scrubbed.MOST
    assert notices("words\n" + "URL: http://" * 200_000) == []


def test_a_mail_is_rejoined_as_others_read_it() -> None:
    """The standard library finds the text byte for byte, and each part under its name."""
    text = "本文です。\n\n--\n署名\n".encode("euc-jp")
    parts = [(Notice("attachments/x", '議事録 "1".zip\r\nBcc: x', "application/zip"), b"\x00\xff" * 99)]
    content = scrubbed.rejoined(
        b"From: a at b.example (x)\nContent-Type: text/plain;\n charset=euc-jp\nSubject: s\n\n" + text, parts
    )
    message = email.message_from_bytes(content, policy=policy.default)
    first, second = message.iter_parts()  # type: ignore[attr-defined]
    assert first.get_payload(decode=True) == text and first.get_content_charset() == "euc-jp"
    assert second.get_content() == b"\x00\xff" * 99
    assert "Bcc" not in message and "Bcc" not in second and message["subject"] == "s"
    assert scrubbed.rejoined(content, []) == content
