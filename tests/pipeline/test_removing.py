"""Removing: three depths, hide, redact, purge; and the proof that nothing remains."""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from archiver.errors import DecisionError, NotFound
from archiver.model import Refusal
from archiver.pipeline.bringing import importing
from archiver.pipeline.making import building
from archiver.pipeline.settling import deciding, exchanging, removing
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.showing import exporting, searching
from archiver.sources.files import open_path
from archiver.store.archive import opened
from archiver.store.vault import Vault, read_source
from tests.cli.programme import Programme
from tests.mails import key, mail, mbox
from tests.pipeline.archives import LIST, Office, last_number, office, talks

ACT = Act(made_by="事務局", reason="本人の申し出")
NAME = "山田太郎"
NOW = datetime(2011, 8, 1, tzinfo=UTC)
SECRET = "QZXV7731"
"""Stands nowhere else, in any file."""


def letters() -> list[bytes]:
    return [
        mail(
            "a1", subject=f"{NAME}さんの異動", text=f"クラウドの担当は{NAME}（090-1234-5678）です。{SECRET}\n"
        ),
        mail("a2", subject="Re: 異動", answers="a1", day=1, text=f"> 担当は山田\n> 太郎（\n了解 {SECRET}"),
        mail("b1", subject="会場", day=2, sender=f"{NAME} <yamada@a.example>"),
    ]


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path / "data", *letters())


def shown(desk: Office, name: str) -> dict[str, Any]:
    return next(each for each in exporting.export(desk.settings, "messages") if each["id"] == key(name))


def found(desk: Office, query: str) -> set[str]:
    with opened(desk.settings.archive) as connection:
        return {
            each.key
            for each in searching.find(connection, query, sort="best", limit=50, offset=0, now=NOW).results
            if each.key
        }


def bytes_of(desk: Office) -> bytes:
    """Every byte of the archive and of the vault, logs included."""
    return b"".join(each.read_bytes() for each in desk.settings.data.glob("*.db*"))


def same_as_rebuilt(desk: Office) -> None:
    before = desk.content()
    desk.build(rebuild=True)
    assert desk.content() == before


# --- redact ---


def test_redacted_words_are_nowhere_to_be_seen(desk: Office) -> None:
    """Subject, text, sender, search; in every width and across lines; the rest of the message stays."""
    assert key("a1") in found(desk, NAME)
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    message = shown(desk, "a1")
    assert message["subject"] == "■■■さんの異動"
    assert "担当は■■■（090-1234-5678）です" in message["body"]
    assert key("a1") not in found(desk, NAME) and key("a1") in found(desk, "090-1234-5678")
    removing.redact(desk.settings, key("b1"), NAME, ACT)
    assert shown(desk, "b1")["from_name"] == "■■■"
    assert NAME not in json.dumps(desk.rows("SELECT * FROM people"), ensure_ascii=False)
    assert not [each for each in desk.findings() if "redacted" in each]
    same_as_rebuilt(desk)


def test_several_words_stand_side_by_side_and_go_one_by_one(desk: Office) -> None:
    """Each is a decision of its own; without them all the message is what it was, source included."""
    before = desk.content()
    first = removing.redact(desk.settings, key("a1"), NAME, ACT)
    second = removing.redact(desk.settings, key("a1"), "０９０-1234-5678", ACT)
    assert "担当は■■■（■■■）です" in shown(desk, "a1")["body"]
    deciding.undo(desk.settings, first.number, ACT)
    assert f"担当は{NAME}（■■■）です" in shown(desk, "a1")["body"]
    deciding.undo(desk.settings, second.number, ACT)
    assert desk.content() == before


def test_what_was_redacted_stays_so_when_a_later_version_reads_more(desk: Office) -> None:
    """A decision names the mail as it was read then; the same mail, read better, is still without the words."""
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    ((fingerprint,),) = desk.rows("SELECT fingerprint FROM messages WHERE key = ?", key("a1"))
    with closing(sqlite3.connect(desk.settings.vault)) as vault, vault:
        vault.execute("UPDATE decisions SET subject = replace(subject, ?, ?)", (fingerprint, "0" * 32))
    desk.build(rebuild=True)
    assert "担当は■■■" in shown(desk, "a1")["body"]
    assert not [each for each in desk.findings() if "redacted" in each]
    desk.receive(mail("c1", subject="新しいメール", day=3))
    desk.build()
    assert "担当は■■■" in shown(desk, "a1")["body"]
    same_as_rebuilt(desk)


def test_the_source_of_a_redacted_message_is_withheld(desk: Office) -> None:
    """No digest leads to the bytes, and the files are not offered; so every door that gives them is shut."""
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    ((digest,),) = desk.rows("SELECT sha256 FROM messages WHERE key = ?", key("a1"))
    with pytest.raises(NotFound):
        read_source(desk.settings.vault, digest)
    assert any("redacted" in flaw for flaw in shown(desk, "a1")["flaws"])


def test_a_fuller_copy_does_not_bring_the_words_back(desk: Office) -> None:
    """Nor does a build, nor hiding and showing again."""
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    desk.receive(letters()[0].replace(b"\nTo:", b"\nX-Hop: 2\nTo:"))
    desk.build()
    assert NAME not in shown(desk, "a1")["body"]
    hidden = deciding.hide(desk.settings, key("a1"), ACT)
    deciding.undo(desk.settings, hidden.number, ACT)
    assert NAME not in shown(desk, "a1")["body"] and key("a1") not in found(desk, NAME)
    same_as_rebuilt(desk)


def test_threads_stay_whole(desk: Office) -> None:
    """A subject that lost a word neither joins nor splits."""
    before = desk.rows("SELECT key, parent, thread FROM nodes ORDER BY key")
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    assert desk.rows("SELECT key, parent, thread FROM nodes ORDER BY key") == before


def test_answers_that_quote_the_words_are_named(desk: Office) -> None:
    """So that they can be redacted too."""
    removing.redact(desk.settings, key("a1"), NAME, ACT)
    assert removing.others_with(desk.settings, key("a1"), NAME) == [key("a2")]
    removing.redact(desk.settings, key("a2"), NAME, ACT)
    assert removing.others_with(desk.settings, key("a1"), NAME) == []


@pytest.mark.parametrize(
    ("message", "words", "act", "error"),
    [
        ("a1", NAME, Act(made_by="事務局"), "needs a reason"),
        ("a1", "鈴木", ACT, "does not hold"),
        ("a1", " ", ACT, "Name the words"),
        ("zz", NAME, ACT, "No message has the id"),
    ],
)
def test_a_redaction_that_makes_no_sense_is_none(
    message: str, words: str, act: Act, error: str, desk: Office
) -> None:
    """Nothing comes into the journal."""
    with pytest.raises((DecisionError, NotFound), match=error):
        removing.redact(desk.settings, key(message), words, act)
    assert last_number(desk.settings) == 0


# --- purge ---


def test_a_purged_message_leaves_no_trace(desk: Office) -> None:
    """Not a byte of it in vault, archive, index, or what their files have free; others stay, with what they quote."""
    with Vault(desk.settings.vault) as vault:
        rows = vault.database.execute("SELECT content FROM messages WHERE message_id = 'a1@test.example'")
        (stored,) = [content for (content,) in rows]
    removing.redact(desk.settings, key("a1"), SECRET, ACT)
    deciding.undo(desk.settings, 1, ACT)
    others = desk.rows("SELECT key, body FROM messages WHERE key <> ? ORDER BY key", key("a1"))
    assert stored in bytes_of(desk)
    _, purged = removing.purge(desk.settings, key("a1"), ACT)
    assert (purged.copies, purged.is_scoured) == (1, True)
    everything = bytes_of(desk)
    assert stored not in everything and f"{NAME}さん".encode() not in everything
    assert SECRET.encode() in everything, "a2 quotes it"
    assert key("a1") not in found(desk, SECRET)
    assert desk.rows("SELECT key, body FROM messages ORDER BY key") == others
    removing.purge(desk.settings, key("a2"), ACT)
    assert SECRET.encode() not in bytes_of(desk) and SECRET.lower().encode() not in bytes_of(desk)
    assert desk.findings() == []
    same_as_rebuilt(desk)


def test_a_purged_message_is_not_taken_in_again(desk: Office) -> None:
    """In the same bytes it is a duplicate, in others it is refused and says why; the ledger balances, check is
    content."""
    removing.purge(desk.settings, key("a1"), ACT)
    same, other = letters()[0], letters()[0].replace(b"\nTo:", b"\nX-Hop: 2\nTo:")
    box = desk.settings.data.parent / "again.mbox"
    box.write_bytes(mbox(same, other))
    with Vault(desk.settings.vault) as vault:
        ledger, refusals = importing.import_source(vault, open_path(box), LIST, lambda *_: None)
    assert (ledger.read, ledger.stored, ledger.duplicate, ledger.refused) == (2, 0, 1, 1)
    assert isinstance(refusals[0], Refusal) and refusals[0].kind == "purged"
    desk.build()
    assert key("a1") not in {each["id"] for each in exporting.export(desk.settings, "messages")}
    assert desk.findings() == []


def test_another_mail_under_the_same_id_stays(desk: Office) -> None:
    """A purge means one mail, not all that carry its Message-ID; and the other keeps its address, after a rebuild too,
    so that no old link leads to it by mistake."""
    desk.receive(mail("b1", subject="別の話", text="同じ番号の別のメール", day=9))
    desk.build()
    (before,) = desk.rows("SELECT key FROM messages WHERE subject = '別の話'")
    assert before != (key("b1"),)
    removing.purge(desk.settings, key("b1"), ACT)
    assert desk.rows("SELECT key FROM messages WHERE message_id = 'b1@test.example'") == [before]
    same_as_rebuilt(desk)
    assert desk.rows("SELECT key FROM messages WHERE message_id = 'b1@test.example'") == [before]


def test_a_hidden_message_can_be_purged(desk: Office) -> None:
    """Hiding comes first where there is doubt."""
    deciding.hide(desk.settings, key("a1"), ACT)
    removing.purge(desk.settings, key("a1"), ACT)
    assert desk.rows("SELECT count(*) FROM hidden") == [(0,)]
    assert desk.findings() == []


def test_a_purge_is_logged_and_cannot_be_undone(desk: Office) -> None:
    """The journal keeps who, when and why, and not a word of the message; undo says why it cannot."""
    redacted = removing.redact(desk.settings, key("a1"), SECRET, ACT)
    made, _ = removing.purge(desk.settings, key("a1"), ACT)
    with Vault(desk.settings.vault) as vault:
        lines = list(exchanging.lines(vault))
    assert (lines[-1]["verb"], lines[-1]["made_by"], lines[-1]["reason"]) == (
        "purge",
        "事務局",
        "本人の申し出",
    )
    assert SECRET not in json.dumps(lines)
    with pytest.raises(DecisionError, match="cannot be undone"):
        deciding.undo(desk.settings, made.number, ACT)
    deciding.undo(desk.settings, redacted.number, ACT)
    assert desk.findings() == []


def test_links_to_a_purged_thread_wait_for_nothing(desk: Office) -> None:
    """`check` does not ask for what was removed on purpose."""
    deciding.place(desk.settings, "link", "2011-06-20/2", key("b1"), ACT)
    removing.purge(desk.settings, key("b1"), ACT)
    assert desk.findings() == []


def test_a_purge_that_came_with_a_journal_is_finished(desk: Office, tmp_path: Path) -> None:
    """The message is out of view at once; check says that its bytes are here until they are removed too."""
    removing.purge(desk.settings, key("a1"), ACT)
    with Vault(desk.settings.vault) as vault:
        journal = [json.dumps(each) for each in exchanging.lines(vault)]
    other = office(tmp_path / "other", *letters())
    exchanging.take(other.settings, journal)
    assert key("a1") not in {each["id"] for each in exporting.export(other.settings, "messages")}
    assert [each.partition(":")[0] for each in other.findings()] == ["purged-remains"]
    assert removing.finish(other.settings).copies == 1
    assert other.findings() == []


def test_check_finds_what_came_back(desk: Office) -> None:
    """Somebody who writes into the files by hand is found out."""
    removing.redact(desk.settings, key("b1"), NAME, ACT)
    with closing(sqlite3.connect(desk.settings.archive)) as connection, connection:
        connection.execute("UPDATE messages SET body = ? WHERE key = ?", (NAME, key("b1")))
    assert any(each.startswith(f"redacted-remains: {key('b1')}") for each in desk.findings())


def test_the_verbs(desk: Office) -> None:
    """As a person types them: the words, what else holds them, a question before it is too late."""
    folder = desk.settings.data.parent
    (folder / "config").mkdir()
    (folder / "config" / "archiver.toml").write_text(
        f'data = "../data"\n[[lists]]\naddress = "{LIST}"\n', "utf-8"
    )
    programme = Programme(folder)
    told = programme.document("redact", key("a1"), NAME, "--why", "申し出")
    assert told["others"] == [key("a2")]
    refused = programme.run("purge", key("a1"), "--why", "申し出")
    assert refused.returncode == 1 and "for ever" in refused.stderr
    told = programme.document("purge", key("a1"), "--why", "申し出", "--yes")
    assert (told["copies"], told["is_scoured"]) == (1, True)
    assert programme.document("check")["findings"] == []
    assert programme.run("purge").returncode == 2
    assert "0 copies" in programme.ok("purge", "--finish")


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_of_removals_gives_what_a_rebuild_gives(tmp_path: Path, seed: int) -> None:
    """Hiding, redacting, purging, undoing, mail that shares an id, builds: in any order nothing that is gone comes
    back, and the archive is that of a rebuild."""
    chance = random.Random(seed)
    mails = [*talks(), mail("a2", subject="古い", day=-9), mail("d1", subject="同じ番号", day=20)]
    chance.shuffle(mails)
    desk = office(tmp_path / "data", *mails[3:])
    late, purged = mails[:3], set()
    for _ in range(14):
        shown = [each["id"] for each in exporting.export(desk.settings, "messages")]
        one = chance.choice(shown)
        last = last_number(desk.settings)
        with contextlib.suppress(DecisionError, NotFound):
            act = chance.choice(["hide", "redact", "purge", "undo", "undo", "import", "build"])
            if act == "hide":
                deciding.hide(desk.settings, one, ACT)
            elif act == "redact":
                removing.redact(desk.settings, one, "本文", ACT)
            elif act == "purge":
                fingerprint = desk.rows("SELECT fingerprint FROM messages WHERE key = ?", one)
                removing.purge(desk.settings, one, ACT)
                purged.update(fingerprint)
            elif act == "undo":
                deciding.undo(desk.settings, chance.randint(1, last + 1), ACT)
            elif act == "import" and late:
                desk.receive(late.pop())
            else:
                desk.build()
    desk.build()
    same_as_rebuilt(desk)
    assert not purged & set(desk.rows("SELECT fingerprint FROM messages"))
    assert [each for each in desk.findings() if not each.startswith("decision-")] == []


@pytest.mark.parametrize("verb", ["hide", "redact"])
def test_no_evidence_quotes_what_is_out_of_view(
    verb: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large archive too, where other threads may wait for the next build: the reasons of placements go at once."""
    words = "クラウド"
    desk = office(
        tmp_path / "data",
        mail("a1", subject="クラウドの共同利用", text=f"{words}の事例を教えてください。\n" * 5),
    )
    evidence = "SELECT group_concat(evidence) FROM placements WHERE thread = ? AND evidence <> '[]'"
    assert f"rule: {words}" in str(desk.rows(evidence, key("a1")))
    monkeypatch.setattr(building, "PLACED_AT_ONCE", 0)
    if verb == "hide":
        deciding.hide(desk.settings, key("a1"), ACT)
    else:
        removing.redact(desk.settings, key("a1"), words, ACT)
    assert f"rule: {words}" not in str(desk.rows(evidence, key("a1")))
    desk.build()
    same_as_rebuilt(desk)
