"""Files that programmes of offices wrote (see office/make.sh): old formats and new give the same text."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from archiver.attachments import read
from archiver.mail.bodies.formats import format_of
from tests.attachments import files

OFFICE = Path(__file__).parent / "office"
LETTER = "議事録\nクラウドの共同利用について、髙﨑市の事例を報告する。①調達 ㈱テスト\n項目\t金額\n利用料\t1200000\n以上 資料"
SHEET = "品名\t金額\t日付\nクラウドの利用料\t1200000\t2011/07/01\n髙﨑市 ㈱テスト\t0.5"
SLIDES = {"情報交換会議 髙﨑市", "クラウドの共同利用", "話すこと", "Second slide 二枚目"}


def content_of(name: str) -> bytes:
    content = (OFFICE / name).read_bytes()
    return lzma.decompress(content) if name.endswith(".xz") else content


def text_of(name: str) -> str:
    content = content_of(name)
    extract = read(content, format_of(content, "application/octet-stream", name.removesuffix(".xz")))
    assert extract.state == "read"
    return extract.text


@pytest.mark.parametrize("name", ["letter.doc", "letter.docx", "letter.odt"])
def test_letters(name: str) -> None:
    """Word 97, Word and OpenDocument: characters of vendors, tables, links without what they are told to do."""
    assert text_of(name) == LETTER


def test_rich_text() -> None:
    """Cells of RTF stand between bars."""
    assert text_of("letter.rtf").replace("|\n", "\n").replace("|", "\t") == LETTER


@pytest.mark.parametrize("name", ["sheet.xls", "sheet.xlsx", "sheet.ods"])
def test_sheets(name: str) -> None:
    """Excel 97, Excel and OpenDocument: a line a row; a day is a day, not the number of days since 1900."""
    assert text_of(name).removeprefix("sheet\n") == SHEET


@pytest.mark.parametrize("name", ["slides.ppt.xz", "slides.pptx", "slides.odp"])
def test_slides(name: str) -> None:
    """PowerPoint 97, PowerPoint and OpenDocument: slides and notes, nothing of the masters."""
    assert set(filter(None, text_of(name).split("\n"))) == SLIDES


def test_a_pdf_that_only_forbids_to_print_is_read() -> None:
    """Its password is that of its author; to read it needs none."""
    assert text_of("no-printing.pdf") == "only printing is forbidden"


PATCHES = {
    # The header of Word's stream says that what follows is encrypted ([MS-DOC] §2.5.2 fEncrypted).
    "letter.doc": ("eca501014d2009040000f012", "eca501014d2009040000f013"),
    # A record FILEPASS after the first says so in Excel's ([MS-XLS] §2.4.117).
    "sheet.xls": ("0000000006000000e1000200", "00000000060000002f000200"),
    # Another mark in the stream of the current user ([MS-PPT] §2.3.2 headerToken).
    "slides.ppt.xz": ("5fc091e3", "dfc4d1f3"),
}


@pytest.mark.parametrize("name", PATCHES)
def test_an_old_file_with_a_password_is_said_to_be_so(name: str) -> None:
    """Encrypted files of every kind are told from damaged ones."""
    plain, encrypted = map(bytes.fromhex, PATCHES[name])
    content = content_of(name)
    assert content.count(plain) == 1
    content = content.replace(plain, encrypted)
    found = read(content, format_of(content, "", name.removesuffix(".xz")))
    assert (found.state, found.text) == ("encrypted", "")


def test_a_new_file_with_a_password_is_said_to_be_so() -> None:
    """A PDF; a .docx, which then lies in another container; an .odt whose manifest says so."""
    assert read(content_of("password.pdf"), "pdf").state == "encrypted"
    wrapped = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage\0".encode("utf-16-le")
    kind = format_of(wrapped, "application/octet-stream", "見積書.docx")
    assert (kind, read(wrapped, kind).state) == ("office-encrypted", "encrypted")
    locked = files.opendocument("<text:p>x</text:p>", manifest="<manifest:encryption-data/>")
    assert read(locked, "opendocument-text").state == "encrypted"
