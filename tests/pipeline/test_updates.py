"""Updates: whatever comes, in whatever pieces, what is made again for it alone is what a rebuild makes of all."""

from __future__ import annotations

import contextlib
import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from archiver.errors import DecisionError, NotFound
from archiver.pipeline import deciding, removing
from archiver.pipeline.deciding import Act
from tests.mails import key, mail
from tests.pipeline.archives import Office, last_number, office

ACT = Act(made_by="事務局", reason="試験")
SENDERS = (
    *("北市 情報政策課 <joho@city.kita.example>", "joho@city.kita.example", "KACHO@city.kita.example"),
    *(
        "北市 総務課 <somu@city.kita.example>",
        "南町 <kacho@city.kita.example>",
        "南町 <yaku@town.minami.example>",
    ),
    *("soumu@town.minami.example", "madoguchi@city.kita.example", "会長 <>", "だれか <dareka@gmail.com>"),
)
"""Whose body is told by their names, by others at the host, by the host, or by nothing."""
NOTE = """Content-Type: multipart/mixed; boundary=b

--b
Content-Type: text/plain; charset=utf-8

資料を送ります。
--b
Content-Type: text/plain; name=shiryo.txt
Content-Disposition: attachment; filename=shiryo.txt

添付の本文
--b--"""


def letters(chance: random.Random) -> list[bytes]:
    """Mails of senders who change their names, some under one Message-ID, some with the same file."""
    return [
        mail(
            chance.choice("abcdefghijkl"),
            subject=chance.choice(["クラウド", "Re: クラウド", "名簿", "Re: 名簿"]),
            sender=chance.choice(SENDERS),
            answers=chance.choice(["", *"abcdefghijkl"]),
            day=chance.randint(0, 30),
            text=f"本文 {number} です。いかがでしょうか。",
            extra=chance.choice(["", "", NOTE]),
        )
        for number in range(18)
    ]


def one_act(desk: Office, chance: random.Random, late: list[bytes]) -> None:
    one = key(chance.choice("abcdefghijkl"))
    act = chance.choice(["receive", "receive", "hide", "redact", "purge", "undo", "split"])
    if act == "receive":
        desk.receive(*[late.pop() for _ in range(min(len(late), 3))])
        desk.build()
    elif act == "hide":
        deciding.hide(desk.settings, one, ACT)
    elif act == "redact":
        removing.redact(desk.settings, one, "本文", ACT)
    elif act == "purge":
        removing.purge(desk.settings, one, ACT)
    elif act == "split":
        deciding.split(desk.settings, one, ACT)
    else:
        deciding.undo(desk.settings, chance.randint(1, 1 + last_number(desk.settings)), ACT)


def made_anew(desk: Office, folder: Path) -> Office:
    """Another archive, built at once from the same vault."""
    folder.mkdir(exist_ok=True)
    other = Office(replace(desk.settings, data=folder))
    shutil.copy(desk.settings.vault, other.settings.vault)
    other.build(rebuild=True)
    return other


@pytest.mark.parametrize("seed", range(4))
def test_people_places_and_files_are_those_of_a_rebuild(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    late = letters(chance)
    desk = office(tmp_path / "data", *[late.pop() for _ in range(6)])
    for _ in range(10):
        with contextlib.suppress(DecisionError, NotFound):  # it made no sense as things stood, and said so
            one_act(desk, chance, late)
        desk.build()
        anew = made_anew(desk, tmp_path / "anew")
        assert desk.content() == anew.content()
        for table in ("places", "files", "spans"):
            assert desk.rows(f"SELECT count(*) FROM {table}") == anew.rows(f"SELECT count(*) FROM {table}")


def test_who_has_only_an_address_follows_what_others_at_the_host_say(tmp_path: Path) -> None:
    """A second body at one host: what was told by the first is told no more, though none of those mails changed."""
    host = "office.example"
    desk = office(
        tmp_path / "data", mail("a", sender=f"madoguchi@{host}"), mail("b", sender=f"北市役所 <a@{host}>")
    )
    body = (
        "SELECT organisation FROM people WHERE address = ? UNION ALL SELECT body FROM places WHERE thread = ?"
    )
    told = (f"madoguchi@{host}", key("a"))
    assert desk.rows(body, *told) == [("北市",), ("北市",)]
    desk.receive(mail("c", sender=f"南町役場 <b@{host}>"))
    desk.build()
    assert desk.rows(body, *told) == [(host,), (host,)]
    desk.build(rebuild=True)
    assert desk.rows(body, *told) == [(host,), (host,)]
