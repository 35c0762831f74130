"""Addresses of one person: made one by a person, followed by everything that asks who wrote, parted again by an undo."""

from __future__ import annotations

import contextlib
import random
from datetime import UTC, datetime
from pathlib import Path

import pytest

from archiver.errors import DecisionError, NotFound
from archiver.pipeline.settling import deciding, exchanging
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.settling.journal import Journal
from archiver.pipeline.showing.searching import find
from archiver.store.archive import opened
from archiver.store.people import person_key
from archiver.store.vault import Vault
from tests.mails import key, mail
from tests.pipeline.archives import Office, office

ACT = Act(made_by="事務局", reason="異動")
OFFICE, HOME, LATIN, OTHER = "taro@a.example", "taro@b.example", "yamada.t@c.example", "hanako@a.example"
MAILS = [
    mail("q", subject="日程", text="ご都合はいかがでしょうか。", sender=f"深川市 山田太郎 <{OFFICE}>", day=0),
    mail("r", subject="Re: 日程", answers="q", text="追記します。", sender=f"山田 太郎 <{HOME}>", day=1),
    mail("s", subject="予算", text="予算の件です。", sender=f"Yamada Taro <{LATIN}>", day=2),
    mail("t", subject="予算の続き", text="予算です。", sender=f"Yamada Taro <{LATIN}>", day=3),
    mail("u", subject="会場", text="会場の件です。", sender=f"多治見市 鈴木花子 <{OTHER}>", day=4),
]


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path / "one", *MAILS)


def found(desk: Office, query: str) -> set[str]:
    """The ids of the mails that a search finds."""
    with opened(desk.settings.archive) as archive:
        answer = find(archive, query, sort="best", limit=20, offset=0, now=datetime(2012, 1, 1, tzinfo=UTC))
    return {each.message_id.partition("@")[0] for each in answer.results}


def people(desk: Office) -> dict[str, tuple[int, int]]:
    """How many mails and threads, by the address under which each is counted."""
    rows = desk.rows("SELECT address, messages, threads FROM people WHERE same_as = ''")
    return {address: (messages, threads) for address, messages, threads in rows}


def same_as_rebuilt(desk: Office) -> None:
    shown = desk.content()
    assert desk.findings() == []
    desk.build(rebuild=True)
    assert desk.content() == shown


def test_one_person_is_counted_and_found_once(desk: Office) -> None:
    """By either address and any of the names, all that the person wrote; others as before; a rebuild is the same."""
    assert found(desk, f"from:{HOME}") == {"r"} and found(desk, "差出人:Yamada") == {"s", "t"}
    made = deciding.join(desk.settings, HOME, OFFICE, ACT)
    deciding.join(
        desk.settings, person_key(LATIN, ""), f"https://x.example/people/{person_key(HOME, '')}", ACT
    )
    assert made.is_shown and people(desk) == {OFFICE: (4, 3), OTHER: (1, 1)}
    for query in (f"from:{HOME}", f"差出人:{LATIN}", "差出人:山田太郎", "from:yama", '差出人:"Yamada Taro"'):
        assert found(desk, query) == {"q", "r", "s", "t"}, query
    assert found(desk, "差出人:Yamada 予算") == {"s", "t"} and found(desk, "-差出人:Yamada 件") == {"u"}
    assert found(desk, "差出人:花子") == {"u"} and found(desk, "差出人:yamad.t") == set()
    assert desk.rows("SELECT DISTINCT organisation FROM people WHERE address <> ?", OTHER) == [("深川市",)]
    assert found(desk, "団体:深川市 予算") == {"s", "t"}
    same_as_rebuilt(desk)


def test_nobody_answers_their_own_question_from_another_address(desk: Office) -> None:
    """What waits for an answer is told by people, not by addresses."""
    waiting = "SELECT key FROM unanswered JOIN messages ON id = message"
    assert desk.rows(waiting) == []
    made = deciding.join(desk.settings, HOME, OFFICE, ACT)
    assert desk.rows(waiting) == [(key("q"),)] and found(desk, "is:unanswered") == {"q"}
    deciding.undo(desk.settings, made.number, ACT)
    assert desk.rows(waiting) == [] and people(desk)[HOME] == (1, 1)
    same_as_rebuilt(desk)


def test_a_decision_waits_for_its_mail_and_makes_no_circle(desk: Office, tmp_path: Path) -> None:
    """It goes into another vault, says that it waits, and holds when the mail is there; of a circle one is left out."""
    deciding.join(desk.settings, HOME, OFFICE, ACT)
    with pytest.raises(DecisionError, match="one person already"):
        deciding.join(desk.settings, OFFICE, HOME, ACT)
    with pytest.raises(NotFound, match=r"nobody@x\.example"):
        deciding.join(desk.settings, "nobody@x.example", OFFICE, ACT)
    with Vault(desk.settings.vault) as vault:
        lines = [*exchanging.lines(vault)]
    copy = office(tmp_path / "two", MAILS[0], *MAILS[2:])
    texts = [f"{exchanging.json.dumps(each, ensure_ascii=False)}\n" for each in lines]
    exchanging.take(copy.settings, texts)
    assert any("decision-waiting" in each and HOME in each for each in copy.findings())
    copy.receive(MAILS[1])
    copy.build()
    assert people(copy) == people(desk)
    with Vault(copy.settings.vault) as vault:
        vault.decide(
            made_by="x",
            verb="person join",
            subject={"address": OFFICE, "person": HOME},
            reason="",
            replaced={},
        )
    copy.build()
    assert people(copy) == people(desk) and "no effect" in copy.findings()[0]


def test_two_people_of_one_name_stay_two(desk: Office) -> None:
    """It is written whichever is named first, changes nothing that is shown, and can be undone."""
    made = deciding.differ(desk.settings, OFFICE, HOME, ACT)
    again = deciding.differ(desk.settings, HOME, OFFICE, ACT)
    assert again.replaced == made.number and len(people(desk)) == 4
    with Vault(desk.settings.vault) as vault:
        assert Journal(vault.decisions()).apart == {frozenset((OFFICE, HOME))}
    deciding.join(desk.settings, HOME, OFFICE, ACT)
    with pytest.raises(DecisionError, match="undo that decision"):
        deciding.differ(desk.settings, HOME, OFFICE, ACT)
    same_as_rebuilt(desk)


@pytest.mark.parametrize("seed", range(4))
def test_any_sequence_gives_what_a_rebuild_gives(tmp_path: Path, seed: int) -> None:
    """Joining, undoing, hiding, mail and builds in any order."""
    chance = random.Random(seed)
    late = [mail(f"l{n}", subject=f"連絡{n}", answers=chance.choice(["", "q", "s"]), day=5 + n,
                 sender=f"{name} <{address}>")
            for n, (name, address) in enumerate([("多治見市 山田", HOME), ("日高町 太郎", LATIN), ("山田", "new@a.example"), ("", OTHER)])]  # fmt: skip
    desk = office(tmp_path / "one", *chance.sample(MAILS, 3))
    addresses = [OFFICE, HOME, LATIN, OTHER, "new@a.example"]
    last = 1
    for _ in range(14):
        with contextlib.suppress(DecisionError, NotFound):
            act = chance.choice(["join", "join", "undo", "hide", "mail", "build"])
            if act == "join":
                last = deciding.join(
                    desk.settings, chance.choice(addresses), chance.choice(addresses), ACT
                ).number
            elif act == "undo":
                last = deciding.undo(desk.settings, chance.randint(1, last), ACT).number
            elif act == "hide":
                last = deciding.hide(desk.settings, key(chance.choice("qrstu")), ACT).number
            elif act == "mail" and late:
                desk.receive(late.pop(), *chance.sample(MAILS, 1))
            else:
                desk.build()
    desk.build()
    shown = desk.content()
    desk.build(rebuild=True)
    assert desk.content() == shown
