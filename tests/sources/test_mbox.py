"""Mailboxes of every dialect give the mails that were put in, and say what they assumed."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import time
import zipfile
from pathlib import Path

import pytest

from archiver.errors import NotMail, SourceError
from archiver.model import RawMessage, Refusal
from archiver.sources import base, mbox, separators, window
from archiver.sources.files import open_path

NO_MAIL = "is no mail: it begins with neither a From line nor mail headers"
SEPARATOR = b"From kaicho@kachokai.example Mon Jun 20 13:00:00 2011\n"


def mail(number: int, text: bytes = b"text\n") -> bytes:
    return b"Subject: %d\nFrom: kaicho@kachokai.example\n\n" % number + text


def split(content: bytes) -> list[RawMessage | Refusal]:
    return list(mbox.split(io.BytesIO(content), "box"))


def contents(content: bytes) -> list[bytes]:
    return [part.content for part in split(content) if isinstance(part, RawMessage)]


def dotted(content: bytes) -> list[bytes]:
    found = mbox.split_dotted(io.BytesIO(content), "box")
    return [part.content for part in found if isinstance(part, RawMessage)]


def box(*mails: bytes, separator: bytes = SEPARATOR) -> bytes:
    return b"".join(separator + each + b"\n" for each in mails)


def test_what_was_put_in_comes_out() -> None:
    """Separators and the empty line before them go; every other byte stays."""
    assert contents(box(mail(1), mail(2, b"a\n\n\nb\n"), mail(3, b""))) == [
        mail(1),
        mail(2, b"a\n\n\nb\n"),
        mail(3, b""),
    ]


@pytest.mark.parametrize(
    ("stored", "meant"), [(b">From me", b"From me"), (b">>From me", b">From me"), (b"> From", b"> From")]
)
def test_quoted_from_lines_are_unquoted_once(stored: bytes, meant: bytes) -> None:
    """mboxrd: one `>` is taken from each quoted From line of the body."""
    assert contents(box(mail(1, b"a\n\n" + stored + b"\nb\n"))) == [mail(1, b"a\n\n" + meant + b"\nb\n")]


def test_an_unquoted_from_line_in_a_body_is_no_mail() -> None:
    """A body line that looks like a separator has no header after it: the mail goes on, and says so."""
    text = b"quoting:\n\nFrom kaicho@kachokai.example Mon Jun 20 13:00:00 2011\nThe text goes on.\n"
    found = split(box(mail(1, text), mail(2)))
    assert [part.content for part in found if isinstance(part, RawMessage)] == [mail(1, text), mail(2)]
    assert isinstance(found[0], RawMessage) and "unquoted From line" in found[0].assumed


@pytest.mark.parametrize(
    "line",
    [
        b"Note: bring the papers.\n",
        b"http://a.example/\n",
        b"Time: 10:00\nplace: here\n\nSubject to change\n",
    ],
)
def test_a_line_with_a_colon_is_no_header(line: bytes) -> None:
    """After a From line in a text a sentence may have a colon: only a usual field begins a mail."""
    text = b"see:\n\n" + SEPARATOR + line
    assert contents(box(mail(1, text), mail(2))) == [mail(1, text), mail(2)]


def test_separators_in_any_language() -> None:
    """Other languages' days and months, addresses without a host, Eudora's question marks, zones: all are separators."""
    for words in (
        "???@??? Mon Jun 20 13:00:00 2011",
        "会長 月 6月 20 13:00:00 2011",
        "x Mon Jun 20 13:00 JST 2011",
    ):
        separator = f"From {words}\n".encode("euc_jp")
        assert contents(box(mail(1), mail(2), separator=separator)) == [mail(1), mail(2)]


def test_a_separator_of_spaces_costs_no_time() -> None:
    """A hostile line is judged in one pass."""
    started = time.process_time()
    split(box(mail(1), b"\nFrom " + b" " * 5000 + b"\n" + mail(2)) * 20)
    assert time.process_time() - started < 0.5


def test_a_sentence_that_begins_with_from_is_text() -> None:
    """`From the office …` after an empty line is a sentence, without a word."""
    found = split(box(mail(1, b"Hello.\n\nFrom the office: see you.\n")))
    assert len(found) == 1 and isinstance(found[0], RawMessage) and found[0].assumed == ""


def test_a_mail_without_the_empty_line_before_it_is_found() -> None:
    """Some programs leave the empty line out: the next mail is found and the assumption said."""
    found = split(SEPARATOR + mail(1) + SEPARATOR + mail(2))
    assert (
        len(found) == 2 and isinstance(found[0], RawMessage) and "without an empty line" in found[0].assumed
    )


def test_content_length_is_believed_where_it_is_borne_out() -> None:
    """mboxcl2 leaves From lines unquoted, headers after them and all: the length decides."""
    text = b"see:\n\n" + SEPARATOR + b"Subject: not a mail\n\nend\n"
    first = b"Subject: 1\nContent-Length: %d\n\n" % len(text) + text
    assert contents(box(first, mail(2))) == [first, mail(2)]


def test_a_content_length_that_lies_is_ignored() -> None:
    """A length that leads into the middle of a text is no length."""
    first = b"Subject: 1\nContent-Length: 3\n\nmore than three\n"
    assert contents(box(first, mail(2))) == [first, mail(2)]


def test_crlf() -> None:
    """A mailbox from Windows keeps its line ends."""
    stored = box(mail(1), mail(2)).replace(b"\n", b"\r\n")
    assert contents(stored) == [mail(1).replace(b"\n", b"\r\n"), mail(2).replace(b"\n", b"\r\n")]


def test_mmdf() -> None:
    """MMDF frames each mail between lines of four ^A."""
    assert contents(b"".join(separators.MMDF + each + separators.MMDF for each in (mail(1), mail(2)))) == [
        mail(1),
        mail(2),
    ]


@pytest.mark.parametrize("sign", [" at ", " ＠ "])
def test_pipermail_text_is_known_as_scrubbed(sign: str) -> None:
    """pipermail hides addresses and drops parts: its copies are marked as the poorest."""
    separator = f"From kaicho{sign}kachokai.example  Mon Jun 20 13:00:00 2011\n".encode()
    found = split(box(mail(1), mail(2), separator=separator))
    assert [part.fidelity for part in found if isinstance(part, RawMessage)] == ["scrubbed", "scrubbed"]


def test_a_mail_larger_than_a_block_is_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """Mails may span many reads; the block size never shows."""
    text = b"".join(b"line %d\n" % number for number in range(20_000))
    expected = contents(box(mail(1), mail(2, text), mail(3)))
    monkeypatch.setattr(window, "BLOCK", 4096)
    assert contents(box(mail(1), mail(2, text), mail(3))) == expected == [mail(1), mail(2, text), mail(3)]


@pytest.mark.parametrize("block", [512, 700, 4096, 5000, 1 << 20])
def test_no_mail_is_lost_where_blocks_meet(monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    """Wherever a read ends, in a separator or beside it, every mail is found, to the last."""
    monkeypatch.setattr(window, "BLOCK", block)
    mails = [mail(number, b"x" * (number * 37 % 1500) + b"\n") for number in range(400)]
    assert contents(box(*mails)) == mails
    assert contents(b"".join(separators.MMDF + each + separators.MMDF for each in mails)) == mails
    babyl = b"BABYL OPTIONS:\n\x1f" + b"".join(
        b"\x0c\n0,,\n*** EOOH ***\n" + each + b"\x1f" for each in mails
    )
    assert contents(babyl) == mails
    assert dotted(b".\n".join(mails)) == mails


def test_a_mail_beyond_the_limit_is_refused_and_the_rest_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """One monstrous mail is named; its neighbours are not lost."""
    monkeypatch.setattr(base, "LARGEST", 50_000)
    monkeypatch.setattr(window, "BLOCK", 4096)
    found = split(box(mail(1), mail(2, b"x" * 79 + b"\n") * 2000, mail(3)))
    assert [type(part) for part in found] == [RawMessage, Refusal, RawMessage]
    assert contents(box(mail(1), mail(2, b"x\n" * 60_000), mail(3))) == [mail(1), mail(3)]


def test_a_dot_alone_in_a_text_parts_nothing() -> None:
    """Between lone dots stand mails; where no head follows, a dot is a dot, and the mail is that of the file."""
    one = mail(1, b"first\n.\nSecond: no field of a mail\n")
    found = list(mbox.split_dotted(io.BytesIO(one), "1.eml"))
    assert found == [RawMessage(content=one, position="1.eml")]
    assert dotted(one + b".\r\n" + mail(2)) == [one, mail(2)]


def test_what_emacs_pruned_is_whole() -> None:
    """BABYL keeps the head as it came before the one that it showed: the former is the mail's."""
    shown = b"From: kaicho@kachokai.example\nSubject: 1\n\ntext\n"
    whole = b"Received: from mx\nMessage-ID: <1@kachokai.example>\n"
    pruned = b"BABYL OPTIONS:\n\x1f\x0c\n1, answered,, a,\n" + whole + b"\n*** EOOH ***\n" + shown + b"\x1f"
    assert contents(pruned) == [whole + b"\ntext\n"]


@pytest.mark.parametrize(
    ("status", "is_kept"), [(b"0001", True), (b"0008", False), (b"001b", False), (b"8000", True)]
)
def test_what_was_deleted_in_thunderbird_is_refused_by_name(status: bytes, is_kept: bool) -> None:
    """Its owner sees it no more, though it stands in the file until that is compacted."""
    found = split(box(b"X-Mozilla-Status: " + status + b"\n" + mail(1)))
    assert isinstance(found[0], RawMessage) if is_kept else found[0].kind == "deleted"


def test_a_mail_saved_as_unicode_is_one(tmp_path: Path) -> None:
    """An editor of Windows saves UTF-16, with a mark or without: as a mail of a folder and as a mailbox."""
    (tmp_path / "1.eml").write_bytes(mail(1).decode().encode("utf-16"))
    (tmp_path / "2.eml").write_bytes(mail(2).decode().encode("utf-16-le"))
    (tmp_path / "box").write_bytes(box(mail(3), mail(4)).decode().encode("utf-16-be"))
    found = open_path(tmp_path).messages()
    assert [part.content for part in found if isinstance(part, RawMessage)] == [mail(n) for n in (1, 2, 3, 4)]


def test_a_zip_in_itself_ends(tmp_path: Path) -> None:
    """Zips in zips are opened a few deep, and no deeper."""
    content = mail(1)
    for _ in range(6):
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("mail.eml", mail(2))
            archive.writestr("deeper", content)
        content = packed.getvalue()
    (tmp_path / "box.zip").write_bytes(content)
    found = list(open_path(tmp_path / "box.zip").messages())
    assert [type(part) for part in found] == [RawMessage] * 3 + [Refusal]


COMPRESSED = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress}


@pytest.mark.parametrize("kind", COMPRESSED)
def test_compressed_mailboxes(tmp_path: Path, kind: str) -> None:
    """The kind is told by content, not by name."""
    path = tmp_path / "box"
    path.write_bytes(COMPRESSED[kind](box(mail(1), mail(2))))
    assert [part.content for part in open_path(path).messages() if isinstance(part, RawMessage)] == [
        mail(1),
        mail(2),
    ]


def test_a_zip_of_mailboxes(tmp_path: Path) -> None:
    """Each member is a source of its own; what is not mail is refused by name; paths in it do no harm."""
    path = tmp_path / "box.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2011/06.mbox", box(mail(1), mail(2)))
        archive.writestr("../../escape.eml", mail(3))
        archive.writestr("picture.png", b"\x89PNG\r\n\x1a\n" + bytes(100))
    found = list(open_path(path).messages())
    assert [part.content for part in found if isinstance(part, RawMessage)] == [mail(1), mail(2), mail(3)]
    assert [part for part in found if isinstance(part, Refusal)] == [
        Refusal(position="box.zip/picture.png", reason=NO_MAIL)
    ]
    assert sorted(each.name for each in tmp_path.rglob("*")) == ["box.zip"]


def test_a_truncated_file_gives_what_is_there_and_says_so(tmp_path: Path) -> None:
    """Nothing that could be read is lost, and the loss is named."""
    path = tmp_path / "box.gz"
    path.write_bytes(
        gzip.compress(box(*(mail(number, b"%d\n" % (number**9)) for number in range(2000))))[:-2000]
    )
    found = list(open_path(path).messages())
    assert sum(isinstance(part, RawMessage) for part in found) > 1000
    assert isinstance(found[-1], Refusal) and "ends early" in found[-1].reason


def test_folders(tmp_path: Path) -> None:
    """A Maildir and a folder of mails give one mail a file, in a stable order."""
    for name in ("m/new/2", "m/cur/1:2,S", "m/tmp/3", "e/a/1.eml", "e/2.eml", "e/b/3", "e/.git/4"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(mail(int(name[-5 if name.endswith("eml") else -1]) if name[-1].isdigit() else 0))
    assert [part.position for part in open_path(tmp_path / "m").messages()] == ["cur/1:2,S", "new/2"]
    assert [part.position for part in open_path(tmp_path / "e").messages()] == ["2.eml", "a/1.eml", "b/3"]


def test_whatever_stands_in_a_folder_is_read_or_refused(tmp_path: Path) -> None:
    """Mailboxes and packed ones give their mails; a file that is no mail is named, and the rest still comes."""
    (tmp_path / "1.mbox").write_bytes(b"From a@b Thu Jun 23 10:00:00 2011\n" + mail(1))
    (tmp_path / "2.txt.gz").write_bytes(gzip.compress(mail(2)))
    (tmp_path / "picture.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "readme.txt").write_text("名簿は別便でお送りします。")
    found = list(open_path(tmp_path).messages())
    assert [type(part) for part in found] == [RawMessage, RawMessage, Refusal, Refusal]
    assert [(part.position, part.reason) for part in found if isinstance(part, Refusal)] == [
        ("picture.png", NO_MAIL),
        ("readme.txt", NO_MAIL),
    ]


def test_nothing_to_read_is_one_sentence(tmp_path: Path) -> None:
    """What is missing or is no mail is named."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "picture").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    with pytest.raises(SourceError, match=r"gone: no such file"):
        open_path(tmp_path / "gone")
    with pytest.raises(NotMail, match="nothing in it"):
        open_path(tmp_path / "empty")
    assert list(open_path(tmp_path / "picture").messages()) == [Refusal(position="picture", reason=NO_MAIL)]


def test_an_empty_mailbox_holds_nothing(tmp_path: Path) -> None:
    """A list without a post yet has an empty file: that is no error."""
    (tmp_path / "box").write_bytes(b"")
    assert list(open_path(tmp_path / "box").messages()) == []


@pytest.mark.parametrize(
    ("name", "count"), [("lists/linux-man.mbox.gz", 17_885), ("japanese/sourceforge-japanese.mbox.gz", 329)]
)
def test_real_mailboxes(corpora: Path, name: str, count: int) -> None:
    """Real mailboxes give as many mails as their description says, without a refusal."""
    assert sum(isinstance(part, RawMessage) for part in open_path(corpora / name).messages()) == count
