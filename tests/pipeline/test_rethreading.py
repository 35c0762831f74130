"""Rethreading: what is threaded again after each piece of mail and each decision gives the forest of the whole."""

from __future__ import annotations

import contextlib
import math
import random
from pathlib import Path

import pytest

from archiver.errors import DecisionError, NotFound
from archiver.model import FIDELITIES, RawMessage
from archiver.pipeline.bringing import importing
from archiver.pipeline.making import rethreading
from archiver.pipeline.settling import deciding, removing
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.settling.journal import Journal, hangings
from archiver.store import kin
from archiver.store.archive import Archive
from archiver.store.vault import Vault
from archiver.threads import connect, named
from tests.mails import key, mail
from tests.pipeline.archives import LIST, Office, last_number, office

ACT = Act(made_by="事務局", reason="試験")
NAMES = [f"{letter}{number}" for letter in "abcdefgh" for number in range(8)]
SUBJECTS = (
    *("図書館システムの更新について", "Re: 図書館システムの更新について", "Re: 図書館システムの更新…"),
    *(
        "図書館システムの更新",
        "Re: 図書館システムの更新についての照会(回答: 東市)",
        "Fwd: 名簿",
        "名簿",
        "Re: 名簿",
    ),
    *(
        "会議",
        "Re: 会議",
        "次回の日程 (旧件名: 名簿)",
        "Re: 次回の日程",
        "",
        "Re:",
        "お知らせ",
        "Re: お知らせ",
    ),
    *("研修会の案内", "申込み", "Re: 研修会の"),
)
QUOTED = "ご確認ください。\n\n-----Original Message-----\nFrom: a@x.example\nSubject: {}\n\n> 本文\n"


class Heap:
    """A source of mails in no order, of several fidelities."""

    name = "heap"
    size = done = 0

    def __init__(self, contents: list[tuple[bytes, int]]) -> None:
        self.contents = contents

    def messages(self) -> list[RawMessage]:
        return [
            RawMessage(content=content, position=str(number), fidelity=FIDELITIES[fidelity])
            for number, (content, fidelity) in enumerate(self.contents)
        ]


def heap(chance: random.Random, count: int) -> list[tuple[bytes, int]]:
    """Mails that answer one another in any way, in circles too, some with lost headers, some twice or under one id.

    In some heaps most name nobody: threads stay small, and what ties them are subjects and decisions.
    """
    mails = []
    most = chance.choice([(0,) * 12 + (1, 2), (0, 0, 0, 1, 2, 3)])
    for number in range(count):
        ancestors = chance.sample(NAMES, chance.choice(most))
        references = "References: " + " ".join(f"<{each}@test.example>" for each in ancestors)
        subject = chance.choice(SUBJECTS)
        quotes = chance.choice(["本文です。", "> 引用\n返事です。", QUOTED.format(chance.choice(SUBJECTS))])
        content = mail(
            chance.choice(NAMES),
            subject=subject.replace("名簿", chance.choice(["名簿", "旅費", "名簿"])),
            sender=f"s{chance.randint(0, 3)}@x.example",
            answers=chance.choice(["", *NAMES[:6]]) if len(most) < 9 else "",
            day=chance.choice([chance.uniform(0, 10), chance.uniform(0, 150)]),
            text=f"{quotes} {number}",
            extra=references if ancestors else "",
        )
        mails.append((content, 0))
        if chance.random() < 0.15:
            mails.append(
                (content.replace(b"Subject: ", b"X-A: b\nSubject: ") + b"\n-- \nx\n", chance.randint(0, 3))
            )
    return mails


def receive(desk: Office, mails: list[tuple[bytes, int]]) -> None:
    with Vault(desk.settings.vault) as vault:
        importing.import_source(vault, Heap(mails), LIST, lambda *_: None)


def decide(desk: Office, chance: random.Random) -> None:
    one, other = key(chance.choice(NAMES)), key(chance.choice(NAMES))
    acts = {
        "split": lambda: deciding.split(desk.settings, one, ACT),
        "move": lambda: deciding.move(desk.settings, one, other, ACT),
        "merge": lambda: deciding.merge(desk.settings, one, other, ACT),
        "hide": lambda: deciding.hide(desk.settings, one, ACT),
        "redact": lambda: removing.redact(desk.settings, one, "本文", ACT),
        "purge": lambda: removing.purge(desk.settings, one, ACT),
        "undo": lambda: deciding.undo(desk.settings, chance.randint(1, 1 + last_number(desk.settings)), ACT),
    }
    with contextlib.suppress(DecisionError, NotFound):  # it made no sense as things stood, and said so
        chance.choice([*acts.values()])()


def stands(desk: Office) -> None:
    """The forest that stands is that of all the messages and decisions, threaded at once."""
    with Vault(desk.settings.vault) as vault, Archive(desk.settings.archive, lambda _: ("",) * 6) as archive:
        decided = hangings(Journal(vault.decisions()).hangings, archive.key_of)
        connected = connect(kin.envelopes(archive.connection))
        nodes = connected.forest(decided)
        hidden = {key for (key,) in archive.connection.execute("SELECT key FROM hidden")}
        whole = {node._replace(is_ghost=node.is_ghost or node.key in hidden) for node in nodes}
        assert set(archive.connection.execute("SELECT * FROM nodes")) == whole
        assert dict(archive.connection.execute("SELECT * FROM named")) == named(
            connected.held.values(), nodes
        )
        assert sorted(archive.connection.execute("SELECT * FROM seeking")) == sorted(connected.seekers)


@pytest.mark.parametrize("seed", range(6))
def test_a_forest_that_grew_is_the_forest_of_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Mail in any order and pieces, ghosts filled late, circles, copies, with decisions and removals in between."""
    monkeypatch.setattr(rethreading, "FEW", math.inf)  # always piece by piece
    chance = random.Random(seed)
    mails = heap(chance, 60)
    chance.shuffle(mails)
    desk = office(tmp_path / "data")
    while mails:
        count = chance.choice([1, 2, 3, 5, 10])
        receive(desk, [mails.pop() for _ in range(min(count, len(mails)))])
        desk.build()
        stands(desk)
        decide(desk, chance)
        desk.build()
        stands(desk)
