"""Attachments in an archive: read once a file, found by search, and gone with the message that brought them."""

from __future__ import annotations

from base64 import encodebytes
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.model import public_id
from archiver.pipeline.making import extracting, limited
from archiver.pipeline.settling import deciding, removing
from archiver.pipeline.showing import searching
from archiver.store.archive import opened
from tests.attachments import files
from tests.mails import mail
from tests.pipeline.archives import Office, office

NOW = datetime(2011, 8, 1, tzinfo=UTC)
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def mail_with(name: str, *attached: tuple[str, str, bytes], **more: Any) -> bytes:
    """A mail with files: (name, type, bytes) of each."""
    head, _, body = mail(name, **more).partition(b"\n\n")
    head = head.replace(b'text/plain; charset="utf-8"', b"multipart/mixed; boundary=b")
    parts = [b"--b\nContent-Type: text/plain; charset=utf-8\n\n" + body]
    for file, media_type, content in attached:
        heading = f'--b\nContent-Type: {media_type}\nContent-Disposition: attachment; filename="{file}"\n'
        parts.append(heading.encode() + b"Content-Transfer-Encoding: base64\n\n" + encodebytes(content))
    return head + b"\n\n" + b"\n".join(parts) + b"\n--b--\n"


def found(place: Office, query: str, **more: Any) -> list[searching.Result]:
    with opened(place.settings.archive) as connection:
        asked: dict[str, Any] = {"sort": "best", "limit": 20, "offset": 0, "now": NOW} | more
        return list(searching.find(connection, query, **asked).results)


def texts(place: Office) -> list[tuple[Any, ...]]:
    return sorted(place.rows("SELECT format, state, text FROM attachment_texts"))


ESTIMATE_WORDS = "税込で百万円"
ESTIMATE = ("見積書.docx", WORD, files.word("サーバーの見積", ESTIMATE_WORDS))
LETTER = ("手紙.pdf", "application/pdf", files.pdf("共同利用の覚書"))


def test_what_stands_in_an_attachment_is_found(tmp_path: Path) -> None:
    """A word that stands in an attachment alone finds it, with its message, its place, and a snippet of its text."""
    place = office(tmp_path, mail_with("a", ESTIMATE, LETTER, subject="資料の送付"))
    (result,) = found(place, "百万円")
    assert (result.kind, result.message_id, result.file) == ("attachment", "a@test.example", "見積書.docx")
    assert (result.subject, "".join(text for text, _ in result.title)) == ("資料の送付", "見積書.docx")
    assert ("百万円", True) in result.snippet
    assert result.path == f"/messages/{result.key}/attachments/0/text"
    assert place.findings() == []


def test_conditions_on_mail_hold_for_its_attachments(tmp_path: Path) -> None:
    """Sender and date of an attachment are those of the mail that brings it, however late that came in."""
    memo = ("覚書.docx", WORD, files.word("サーバーの覚書"))
    place = office(tmp_path, mail_with("b", memo, sender="toki@b.example", day=9))
    place.receive(mail_with("a", ESTIMATE, sender="tajimi@a.example", day=1, text="ルーターの件"))
    place.build()
    names = {
        "サーバー": ["見積書.docx", "覚書.docx"],
        "サーバー from:tajimi": ["見積書.docx"],
        "サーバー -from:tajimi": ["覚書.docx"],
        "サーバー after:2011-07-05": ["覚書.docx"],
        "サーバー before:2011-07-05": ["見積書.docx"],
        "サーバー 年:2011": ["見積書.docx", "覚書.docx"],
        "サーバー -年:2011": [],
        "サーバー ファイル:覚書": ["覚書.docx"],
        "サーバー has:attachment in:mail": ["見積書.docx", "覚書.docx"],
        "サーバー in:minutes": [],
        "サーバー -税込": ["覚書.docx"],
    }
    assert found(place, "ルーター after:2011-07-05") == []
    assert len(found(place, "ルーター before:2011-07-05")) == 1
    for sort in ("best", "newest"):
        for query, expected in names.items():
            assert sorted(result.file for result in found(place, query, sort=sort)) == sorted(expected), query
    assert [result.file for result in found(place, "サーバー", sort="newest")] == ["覚書.docx", "見積書.docx"]


def test_a_file_is_read_once(tmp_path: Path) -> None:
    """A file that several people send is kept once, is found in each of their mails, and is not read anew later."""
    place = office(tmp_path, mail_with("a", ESTIMATE, day=1), mail_with("b", ESTIMATE, ESTIMATE, day=2))
    place.receive(mail_with("c", ESTIMATE, day=3))
    place.build()
    assert len(texts(place)) == 1
    assert sorted(result.message_id[0] for result in found(place, "税込")) == ["a", "b", "b", "c"]
    assert place.findings() == []


def test_a_rebuild_gives_the_same(tmp_path: Path) -> None:
    """Texts and their places depend on the mail alone, not on the order in which it came."""
    mails = [mail_with(name, ESTIMATE, LETTER, day=day) for day, name in enumerate("abc")]
    place = office(tmp_path / "one", *mails)
    other = office(tmp_path / "other", mails[2])
    for each in (mails[1], mails[0]):
        other.receive(each)
        other.build()
    assert texts(place) == texts(other)
    other.build(rebuild=True)
    rows = "SELECT * FROM attachments JOIN attachment_texts USING (sha256, format) ORDER BY document"
    assert place.rows(rows) == other.rows(rows)
    assert place.content() == other.content()


def test_hiding_takes_the_text_of_attachments_too(tmp_path: Path) -> None:
    """A hidden message's attachments leave table and index without a trace, those that others bring stay; undone, they
    are back."""
    place = office(tmp_path, mail_with("a", ESTIMATE, LETTER, day=1), mail_with("b", LETTER, day=2))
    before = place.content()
    act = deciding.Act(made_by="事務局", reason="誤送信")
    decision = deciding.hide(place.settings, public_id("a@test.example"), act)
    assert found(place, "百万円") == []
    assert [result.message_id for result in found(place, "覚書")] == ["b@test.example"]
    assert [row[0] for row in texts(place)] == ["pdf"]
    assert place.findings() == []
    deciding.undo(place.settings, decision.number, act)
    assert place.content() == before
    assert [result.file for result in found(place, "百万円")] == ["見積書.docx"]


def test_a_file_that_hangs_costs_a_build_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The build ends, everything else is there, the page can say why this one is not; a mail full of such files is
    given up after a few."""
    monkeypatch.setattr(limited, "LIMITS", limited.Limits(seconds=1))
    monkeypatch.setattr(extracting, "MOST_LOST", 1)
    hangs = [(f"{n}.pdf", "application/pdf", files.pdf(f"{n}", extra=files.ENDLESS)) for n in range(3)]
    place = office(tmp_path, mail_with("a", ESTIMATE, *hangs, day=1), mail_with("b", LETTER, day=2))
    assert [(kind, state) for kind, state, _ in texts(place)] == [
        *[("pdf", "read"), *[("pdf", "too-slow")] * 3],
        ("word", "read"),
    ]
    assert [result.file for result in found(place, "覚書")] == ["手紙.pdf"]
    assert place.findings() == []


def test_purging_leaves_no_trace_of_attachments(tmp_path: Path) -> None:
    """A purged message's attachments are in no table, no index, and no byte of the archive's file."""
    place = office(tmp_path, mail_with("a", ESTIMATE, day=1), mail_with("b", LETTER, day=2))
    secret = ESTIMATE_WORDS.encode()
    assert secret in place.settings.archive.read_bytes()
    _, purged = removing.purge(
        place.settings, public_id("a@test.example"), deciding.Act(made_by="事務局", reason="個人情報")
    )
    assert purged.is_scoured
    assert secret not in place.settings.archive.read_bytes()
    assert "百万".encode() not in place.settings.archive.read_bytes()
    assert [row[0] for row in texts(place)] == ["pdf"]
    assert place.findings() == []


def test_redacting_withholds_attachments(tmp_path: Path) -> None:
    """The files of a redacted message may hold the words that were taken out: neither they nor their text are left."""
    place = office(tmp_path, mail_with("a", ESTIMATE, text="山田様の件です。"))
    act = deciding.Act(made_by="事務局", reason="個人情報")
    made = removing.redact(place.settings, public_id("a@test.example"), "山田", act)
    assert found(place, "百万円") == [] == texts(place)
    deciding.undo(place.settings, made.number, act)
    assert [result.file for result in found(place, "百万円")] == ["見積書.docx"]
