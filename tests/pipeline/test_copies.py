"""Copies of one mail from several places: one mail, whatever came first, and the fullest is shown."""

from __future__ import annotations

import random
from itertools import permutations
from pathlib import Path

import pytest

from archiver import mail as mails_room
from archiver.model import Fidelity, RawMessage
from archiver.pipeline.bringing import copies, importing
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act
from archiver.store.vault import Vault
from tests.mails import mail
from tests.pipeline.archives import LIST, Office, office

TEXT = "クラウドの事例を教えてください。"
FOOTER = "\n\n_______________________________________________\nyakuin mailing list -- yakuin@kachokai.example\nTo unsubscribe send an email to yakuin-leave@kachokai.example"
OTHER_FOOTER = FOOTER.replace("yakuin", "zentai")

FULL = mail("a", text=TEXT + OTHER_FOOTER)
DELIVERED = mail("a", subject="[yakuin] 議題について", text=TEXT + OTHER_FOOTER + FOOTER)
MUNGED = mail("a", text=TEXT + FOOTER, sender="会長 via yakuin <yakuin@kachokai.example>")
CLOBBERED = mail("a", subject="[yakuin]  議題について", text=TEXT + "\n", day=5000)
SCRUBBED = mail(
    "a", text=TEXT + "\n-------------- next part --------------\nHTMLの添付ファイルを保管しました..."
)
ANOTHER = mail("a", text="別の話です。", subject="別の件", day=3)
SAME_PERSON = mail("a", text="次の日の紙です。", day=1)


@pytest.mark.parametrize(
    ("poorer", "fidelity", "is_same"),
    [
        (DELIVERED, "delivered", True),
        (MUNGED, "delivered", True),
        (CLOBBERED, "resynthesised", True),
        (SCRUBBED, "scrubbed", True),
        (ANOTHER, "delivered", False),
        (SAME_PERSON, "delivered", False),
        (DELIVERED, "full", False),
    ],
    ids=("two footers", "munged", "clobbered date", "scrubbed", "another", "a machine's one id", "as full"),
)
def test_a_poorer_copy_is_known_by_two_signs(poorer: bytes, fidelity: Fidelity, is_same: bool) -> None:
    """Date or words, and one more; two full ones only by their fingerprint."""
    one, other = (mails_room.read(FULL), "full"), (mails_room.read(poorer), fidelity)
    assert copies.is_same(one, other) is copies.is_same(other, one) is is_same


class Pieces:
    """A source of copies of several fidelities, one at a time."""

    name = "pieces"
    size = done = 0

    def __init__(self, content: bytes, fidelity: Fidelity) -> None:
        self.item = RawMessage(content=content, position=fidelity, fidelity=fidelity)

    def messages(self) -> list[RawMessage]:
        return [self.item]


def receive(desk: Office, content: bytes, fidelity: Fidelity) -> int:
    """Take in one copy; gives how many mails were new."""
    with Vault(desk.settings.vault) as vault:
        return importing.import_source(vault, Pieces(content, fidelity), LIST, lambda *_: None)[0].stored  # type: ignore[arg-type]


ALL: list[tuple[bytes, Fidelity]] = [
    (FULL, "full"),
    (DELIVERED, "delivered"),
    (CLOBBERED, "resynthesised"),
    (SCRUBBED, "scrubbed"),
]


@pytest.mark.parametrize("order", random.Random(3).sample(list(permutations(ALL)), 4))
def test_in_any_order_they_are_one_mail(tmp_path: Path, order: list[tuple[bytes, Fidelity]]) -> None:
    """Shown once and in full; an archive that grew copy by copy is that of a rebuild."""
    desk = office(tmp_path / "office", mail("other", answers="a"))
    stored = 0
    for content, fidelity in order:
        stored += receive(desk, content, fidelity)
        desk.build()
    # Of two poor copies, one without the date and one without the words, nobody can tell before a fuller one is there.
    assert stored == 1 or {order[0][1], order[1][1]} == {"resynthesised", "scrubbed"}
    shown = desk.content()
    assert [each["flaws"] for each in shown["messages"] if each["message_id"] == "a@test.example"] == [[]]
    assert desk.rows("SELECT fidelity FROM messages WHERE message_id = 'a@test.example'") == [("full",)]
    assert desk.findings() == []
    desk.build(rebuild=True)
    assert desk.content() == shown


def test_two_mails_of_one_id_stay_two(tmp_path: Path) -> None:
    """Whatever fuller copies come of one of them."""
    desk = office(tmp_path / "office")
    for content, fidelity in ((MUNGED, "delivered"), (ANOTHER, "delivered"), (FULL, "full")):
        receive(desk, content, fidelity)  # type: ignore[arg-type]
        desk.build()
    shown = desk.content()
    assert sorted(row[0] for row in desk.rows("SELECT fidelity FROM messages")) == ["delivered", "full"]
    desk.build(rebuild=True)
    assert desk.content() == shown


def test_what_was_hidden_stays_hidden_when_another_copy_comes(tmp_path: Path) -> None:
    """Poorer or fuller, before or after."""
    desk = office(tmp_path / "office")
    receive(desk, MUNGED, "delivered")
    desk.build()
    ((key,),) = desk.rows("SELECT key FROM messages")
    deciding.hide(desk.settings, key, Act(made_by="事務局", reason="間違い"))
    for content, fidelity in ((CLOBBERED, "resynthesised"), (FULL, "full"), (SCRUBBED, "scrubbed")):
        receive(desk, content, fidelity)  # type: ignore[arg-type]
        desk.build()
        assert desk.rows("SELECT key FROM messages") == []
    shown = desk.content()
    desk.build(rebuild=True)
    assert desk.content() == shown


LONG = mail("a", text="資料を送ります。\nクラウドの事例は三つあります。\n一つ目は共同利用です。")
CUT = LONG[: LONG.index("は共同".encode())]
HEAD_ALONE = LONG[: LONG.index(b"\n\n") + 2]
IN_PARTS = mail(
    "a",
    text="--B\nContent-Type: text/plain; charset=utf-8\n\n資料です。\n--B\nContent-Type: text/csv; name=a.csv\n\n1,2\n--B--",
    extra="Content-Type: multipart/mixed; boundary=B",
).replace(b'Content-Type: text/plain; charset="utf-8"\n', b"", 1)
PART_LOST = IN_PARTS[: IN_PARTS.index(b"--B\nContent-Type: text/csv")]


@pytest.mark.parametrize("is_cut_first", [True, False])
@pytest.mark.parametrize(
    ("cut", "whole"), [(CUT, LONG), (HEAD_ALONE, LONG), (PART_LOST, IN_PARTS)], ids=("line", "head", "part")
)
def test_a_copy_that_breaks_off_gives_way_to_the_whole_one(
    tmp_path: Path, cut: bytes, whole: bytes, *, is_cut_first: bool
) -> None:
    """Whichever came first; it is the same permalink, and a rebuild tells the same."""
    desk = office(tmp_path / "office")
    for content in (cut, whole) if is_cut_first else (whole, cut):
        receive(desk, content, "full")
        desk.build()
    assert [each["body"] for each in desk.content()["messages"]] == [mails_room.read(whole).body]
    shown = desk.content()
    desk.build(rebuild=True)
    assert desk.content() == shown
    assert desk.findings() == []


def test_a_mail_that_was_sent_again_with_more_under_it_is_another(tmp_path: Path) -> None:
    """A program that gives both one Message-ID does not make them one."""
    desk = office(tmp_path / "office")
    for content in (LONG, LONG + "追伸: 会場は市役所です。\n".encode()):
        assert receive(desk, content, "full") == 1
    desk.build()
    assert len(desk.content()["messages"]) == 2
