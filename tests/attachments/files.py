"""Files as people send them, made from nothing but what the formats ask for; the same bytes at every run."""

from __future__ import annotations

import struct
import zipfile
from io import BytesIO

ENDLESS = "[0]0 d q Q " * 200_000
"""Of a PDF: some megabytes of drawing without an end in sight."""
_MOMENT = (2011, 7, 1, 9, 0, 0)


def package(parts: dict[str, str | bytes]) -> bytes:
    """A zip of these parts."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name, _MOMENT), part, zipfile.ZIP_DEFLATED)
    return content.getvalue()


def word(*paragraphs: str, body: str = "", **parts: str) -> bytes:
    """A .docx; `body`: XML in the place of paragraphs; `parts`: more XML, by name in the folder word."""
    body = body or "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>" for each in paragraphs)
    document = f'<w:document xmlns:w="urn:w"><w:body>{body}</w:body></w:document>'
    more = {f"word/{name}.xml": f'<w:x xmlns:w="urn:w">{xml}</w:x>' for name, xml in parts.items()}
    return package({"[Content_Types].xml": "<Types/>", "word/document.xml": document, **more})


def excel(sheets: dict[str, str], strings: str = "", styles: str = "") -> bytes:
    """An .xlsx of these sheets, given as the XML of their rows."""
    listed = "".join(f'<sheet name="{name}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
    related = "".join(
        f'<Relationship Id="r{n}" Target="worksheets/sheet{n}.xml"/>' for n in range(1, len(sheets) + 1)
    )
    return package(
        {
            "xl/workbook.xml": f'<workbook xmlns:r="urn:r"><sheets>{listed}</sheets></workbook>',
            "xl/_rels/workbook.xml.rels": f"<Relationships>{related}</Relationships>",
            "xl/sharedStrings.xml": f"<sst>{strings}</sst>",
            "xl/styles.xml": f"<styleSheet>{styles}</styleSheet>",
            **{
                f"xl/worksheets/sheet{n}.xml": f"<worksheet><sheetData>{rows}</sheetData></worksheet>"
                for n, rows in enumerate(sheets.values(), 1)
            },
        }
    )


def powerpoint(*slides: str, notes: dict[int, str] | None = None) -> bytes:
    """A .pptx of slides of one paragraph each; `notes` by number of the slide, from 1."""

    def part(text: str) -> str:
        return f'<p:sld xmlns:p="urn:p" xmlns:a="urn:a"><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sld>'

    parts = {f"ppt/slides/slide{n}.xml": part(text) for n, text in enumerate(slides, 1)}
    remarks = {f"ppt/notesSlides/notesSlide{n}.xml": part(text) for n, text in (notes or {}).items()}
    return package(parts | remarks)


def pdf(text: str, encoding: str = "90ms-RKSJ-H", charset: str = "cp932", extra: str = "") -> bytes:
    """A PDF of one page with a font of Japan that is not in the file, as Windows printed it; `extra` goes before the
    text in the page's stream."""
    stream = f"{extra} BT /F1 12 Tf 72 700 Td <{text.encode(charset).hex()}> Tj ET".encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        f"<</Type/Font/Subtype/Type0/BaseFont/MS-PGothic/Encoding/{encoding}/DescendantFonts[6 0 R]>>".encode(),
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/MS-PGothic/CIDSystemInfo"
        b"<</Registry(Adobe)/Ordering(Japan1)/Supplement 2>>/FontDescriptor 7 0 R>>",
        b"<</Type/FontDescriptor/FontName/MS-PGothic/Flags 4/FontBBox[0 -137 1000 859]/ItalicAngle 0"
        b"/Ascent 859/Descent -140/CapHeight 709/StemV 70>>",
    ]
    content, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(content))
        content += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return content + (
        b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
        % (len(objects) + 1, table, len(objects) + 1, len(content))
    )


def opendocument(text: str, *, kind: str = "text", manifest: str = "") -> bytes:
    """An .odt or .ods whose body is this XML."""
    content = (
        '<office:document-content xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:ta">'
        f"<office:body>{text}</office:body></office:document-content>"
    )
    return package(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": content,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="urn:m">{manifest}</manifest:manifest>',
        }
    )


def _property(name: int, value: bytes, kind: int = 0x001E) -> bytes:
    return struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)


def tnef(*packed: tuple[str, bytes], text: str = "", code_page: int = 932) -> bytes:
    """A winmail.dat with these files, (name, bytes) of each, and a text."""

    def attribute(level: int, number: int, value: bytes) -> bytes:
        return struct.pack("<BII", level, number, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)

    charset = f"cp{code_page}"
    content = b"\x78\x9f\x3e\x22\x01\x00" + attribute(1, 0x00069007, struct.pack("<II", code_page, 0))
    if text:
        properties = struct.pack("<IHHI", 2, 0x0003, 0x0E07, 1) + _property(0x1000, text.encode(charset))
        content += attribute(1, 0x00069003, properties)
    for name, file in packed:
        properties = struct.pack("<I", 1) + _property(0x3707, name.encode("utf-16-le") + b"\0\0", 0x001F)
        content += attribute(2, 0x00069002, bytes(14))
        content += attribute(2, 0x00018010, "FILE~1.DAT".encode(charset) + b"\0")
        content += attribute(2, 0x0006800F, file) + attribute(2, 0x00069005, properties)
    return content
