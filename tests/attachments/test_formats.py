"""Each kind of file gives its text, in Japanese, in the order in which a person reads it."""

from __future__ import annotations

import pytest

from archiver.attachments import Extract, read
from tests.attachments import files

WORDS = "議事録 クラウドの共同利用について"


def text_of(content: bytes, format_name: str) -> str:
    extract = read(content, format_name)
    assert extract.state == "read"
    return extract.text


def test_word() -> None:
    """Paragraphs are lines; cells stand between tabs; heads, notes and remarks come after the body."""
    table = "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>項目</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>金額</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    found = text_of(
        files.word(
            body=f"<w:p><w:r><w:t>見積</w:t></w:r><w:r><w:t>書</w:t><w:br/><w:t>案</w:t></w:r></w:p>{table}",
            footnotes="<w:p><w:r><w:t>税別</w:t></w:r></w:p>",
            comments="<w:p><w:r><w:t>要確認</w:t></w:r></w:p>",
        ),
        "word",
    )
    assert found.split("\n")[:2] == ["見積書", "案"]
    assert found.replace("\n", "").replace("\t", "") == "見積書案項目金額税別要確認"


def test_word_leaves_out_what_is_not_read() -> None:
    """What was deleted, readings over kanji, and the copy of a text box for older programmes are not text."""
    body = (
        "<w:p><w:r><w:t>残す</w:t></w:r><w:del><w:r><w:delText>消した</w:delText></w:r></w:del>"
        "<w:r><w:ruby><w:rt><w:r><w:t>よみ</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>親字</w:t></w:r></w:rubyBase></w:ruby></w:r>"
        "<w:r><mc:AlternateContent xmlns:mc='urn:mc'><mc:Choice><w:t>箱</w:t></mc:Choice>"
        "<mc:Fallback><w:t>箱</w:t></mc:Fallback></mc:AlternateContent></w:r></w:p>"
    )
    assert text_of(files.word(body=body), "word") == "残す親字箱"


def test_excel() -> None:
    """Sheets in the order of their tabs, rows as lines, shared and own strings, numbers, and days as days."""
    rows = (
        '<row><c t="s"><v>0</v></c><c t="inlineStr"><is><t>金額</t></is></c></row>'
        '<row><c s="1"><v>40725</v></c><c><v>1200000</v></c><c t="str"><f>A1</f><v>式の値</v></c></row>'
    )
    content = files.excel(
        {"見積": rows, "控え": '<row><c t="s"><v>9</v></c></row>'},
        strings="<si><r><t>品</t></r><r><t>名</t></r><rPh><t>ヒンメイ</t></rPh></si>",
        styles='<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>',
    )
    assert text_of(content, "excel") == "見積\n品名\t金額\n2011/07/01\t1200000\t式の値\n\n控え"


def test_powerpoint() -> None:
    """Slides in the order of their numbers, each with its notes."""
    slides = [f"{n}枚目" for n in range(1, 12)]
    found = text_of(files.powerpoint(*slides, notes={2: "話すこと"}), "powerpoint").split()
    assert found == ["1枚目", "2枚目", "話すこと", *slides[2:]]


@pytest.mark.parametrize(
    ("encoding", "charset"),
    [
        ("90ms-RKSJ-H", "cp932"),
        ("90msp-RKSJ-H", "cp932"),
        ("EUC-H", "euc_jp"),
        ("UniJIS-UCS2-H", "utf-16-be"),
        ("UniJIS-UTF16-H", "utf-16-be"),
    ],
)
def test_pdf_in_the_encodings_of_japan(encoding: str, charset: str) -> None:
    """A PDF whose fonts are not in it, and that has no table to Unicode, is read all the same."""
    assert text_of(files.pdf(WORDS, encoding, charset), "pdf") == WORDS


def test_pdf_from_top_to_bottom() -> None:
    """Vertical writing: columns from right to left, words whole."""
    first = f"BT /F1 12 Tf 90 700 Td <{'一列目の文章です'.encode('cp932').hex()}> Tj ET"
    found = text_of(files.pdf("二列目の文章です", "90ms-RKSJ-V", extra=first), "pdf")
    assert found.split() == ["一列目の文章です", "二列目の文章です"]


def test_pdf_names_kanji_not_their_radicals() -> None:
    """What browsers print has 用 as the radical that looks like it."""
    assert text_of(files.pdf("利⽤料⾦", "UniJIS-UTF16-H", "utf-16-be"), "pdf") == "利用料金"


def test_opendocument() -> None:
    """Text and sheets of OpenDocument."""
    xml = "<text:h>題</text:h><text:p>本<text:s/>文<text:tab/>です</text:p>"
    assert text_of(files.opendocument(xml), "opendocument-text") == "題\n本 文\tです"
    rows = "<table:table-row><table:table-cell><text:p>甲</text:p></table:table-cell></table:table-row>"
    assert text_of(files.opendocument(rows, kind="spreadsheet"), "opendocument-sheet") == "甲"


@pytest.mark.parametrize("charset", ["cp932", "euc_jp", "iso-2022-jp", "utf-8", "utf-8-sig", "utf-16"])
def test_text_in_any_charset(charset: str) -> None:
    """Text files name no charset; tables that Excel saves are in Shift_JIS or UTF-16."""
    assert (
        text_of("品名,金額\r\nクラウドの利用料,1200\r\n".encode(charset), "csv")
        == "品名,金額\nクラウドの利用料,1200"
    )


def test_html_in_the_charset_that_it_names() -> None:
    """A page of HTML gives what a reader would see."""
    page = '<meta charset="euc-jp"><p>日程<script>alert(1)</script><p>七月一日'
    assert text_of(page.encode("euc_jp"), "html").split() == ["日程", "七月一日"]


def test_names_in_a_zip() -> None:
    """A zip is listed, not unpacked; Japanese Windows writes names in its own code page and does not say so."""
    content = files.package({"資料/見積書.xls": b"x", "plain.txt": b"y"})
    assert text_of(content, "zip") == "資料/見積書.xls\nplain.txt"
    raw = files.package({"____.txt": b"x"}).replace(b"____.txt", "資料".encode("cp932") + b".txt")
    assert text_of(raw, "zip") == "資料.txt"


def test_a_zip_with_a_password_shows_its_names() -> None:
    """What is sent with its password in the next mail is said to be locked, and found by the names in it."""
    raw = bytearray(files.package({"見積書.xls": b"x"}))
    for mark, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + flags] |= 1
    assert read(bytes(raw), "zip") == Extract(state="encrypted", text="見積書.xls")
