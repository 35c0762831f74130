"""Files that are broken, too much, or made to break what reads them: each is said to be unread, and costs no other."""

from __future__ import annotations

import time
import zipfile
from io import BytesIO

import pytest

from archiver.attachments import LARGEST, MOST_CHARACTERS, READABLE, Extract, read
from archiver.pipeline.making.limited import LIMITS, Limits, read_files
from tests.attachments import files

MEGABYTE = b"\0" * 1024 * 1024


def read_all(*tasks: tuple[str, bytes], limits: Limits | None = None) -> list[Extract]:
    """Read in processes, as a build does."""
    return [extract for _, extract in read_files(tasks, lambda task: task, limits or LIMITS)]


def bomb(name: str, head: bytes, megabytes: int) -> bytes:
    """A package in which one part unpacks to so many megabytes."""
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(name, "w") as part:
        part.write(head)
        for _ in range(megabytes):
            part.write(b" " * len(MEGABYTE))
    return content.getvalue()


def test_every_reader_takes_anything() -> None:
    """Whatever bytes come under whatever format: an answer, never an exception."""
    samples = [
        b"",
        b"x",
        MEGABYTE,
        bytes(range(256)) * 50,
        b"PK\x03\x04" + MEGABYTE,
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + MEGABYTE,
        b"%PDF-1.4\n%%EOF",
        b"{\\rtf1" * 1000,
        files.package({"word/document.xml": b"<w:document", "content.xml": b"\xff\xfe"}),
    ]
    for name in READABLE:
        for sample in samples:
            known = ("read", "cut", "empty", "damaged", "encrypted")
            assert read(sample, name).state in known, (name, sample[:20])


@pytest.mark.parametrize("share", [0.2, 0.6, 0.95])
def test_a_truncated_file_is_damaged(share: float) -> None:
    """What a server cut off is said to be damaged, or gives what is there; it is never a crash."""
    whole = {
        "word": files.word("見積書" * 500),
        "pdf": files.pdf("見積書"),
        "zip": files.package({"a.txt": b"x"}),
        "rtf": b"{\\rtf1 abc}",
    }
    for name, content in whole.items():
        assert read(content[: int(len(content) * share)], name).state in ("damaged", "empty", "read"), name


def test_an_entity_bomb_is_not_lit() -> None:
    """XML that declares entities is refused before any of them is expanded."""
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    xml = f'<!DOCTYPE x [<!ENTITY l0 "ha">{laughs}]><w:document xmlns:w="w"><w:t>&l11;</w:t></w:document>'
    outside = '<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document xmlns:w="w"><w:t>&f;</w:t></w:document>'
    for each in (xml, outside):
        assert read(files.package({"word/document.xml": each}), "word") == Extract(state="damaged")


def test_a_zip_bomb_stops_at_the_limit() -> None:
    """A part that unpacks without end is left where the limit is; what came before it is kept."""
    head = b'<w:document xmlns:w="w"><w:t>\xe8\xa6\x8b</w:t>'
    started = time.process_time()
    extract = read(bomb("word/document.xml", head, 300), "word")
    assert (extract.state, extract.text) == ("too-large", "見")
    assert time.process_time() - started < 15


def test_deep_nesting_is_refused() -> None:
    """Elements in elements in elements: no recursion, and an end."""
    body = "<w:p>" * 5000 + "</w:p>" * 5000
    assert read(files.word(body=body), "word").state == "too-large"


def test_a_long_text_is_cut() -> None:
    """What is longer than the limit is kept up to it, and the page says so."""
    extract = read(files.word(*["漢字" * 5000] * 120), "word")
    assert (extract.state, len(extract.text)) == ("cut", MOST_CHARACTERS)


def test_a_file_that_takes_too_long_costs_only_itself() -> None:
    """The process that reads it is ended; what comes before and after is read."""
    good = ("pdf", files.pdf("共同利用"))
    endless = ("pdf", files.pdf("x", extra=files.ENDLESS))
    found = read_all(good, endless, good, limits=Limits(seconds=1))
    assert found == [Extract(state="read", text="共同利用"), Extract(state="too-slow"), found[0]]


def test_a_file_that_takes_too_much_memory_costs_only_itself() -> None:
    """Memory has a limit too."""
    good = ("word", files.word("見積"))
    endless = ("excel", bomb("xl/sharedStrings.xml", b"<sst><si><t>", 190))
    found = read_all(good, endless, good, limits=Limits(memory=150 * 1024 * 1024))
    assert [each.state for each in found] == ["read", "too-large", "read"]


def test_a_file_that_is_too_large_is_not_read() -> None:
    """No process is troubled with it."""
    assert read_all(("text", b"x" * (LARGEST + 1))) == [Extract(state="too-large")]
