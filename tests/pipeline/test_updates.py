"""Updates: whatever comes, in whatever pieces, what is made again for it alone is what a rebuild makes of all."""

from __future__ import annotations

import contextlib
import math
import random
import shutil
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from archiver import topics
from archiver.errors import DecisionError, NotFound
from archiver.model import Placement
from archiver.pipeline.bringing import keeping
from archiver.pipeline.making import building, entering, placing, rethreading
from archiver.pipeline.settling import deciding, removing
from archiver.pipeline.settling.deciding import Act
from archiver.store import agenda
from archiver.store.archive import Archive, opened
from archiver.store.vault import Vault
from archiver.topics import census
from archiver.topics.comparing import crowding
from tests.mails import key, mail
from tests.pipeline.archives import MEETING, ROOT, Office, last_number, office, talks

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
TALK = (
    *(
        "",
        "議題4の件です。",
        "クラウドの共同利用の事例を教えてください。",
        "情報化推進フェアの懇親会の件を報告します。",
    ),
    "事務局より出席状況をお送りします。各団体の出席状況を情報提供いたします。",
)
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
            text=f"本文 {number} です。いかがでしょうか。{chance.choice(TALK)}",
            extra=chance.choice(["", "", NOTE]),
        )
        for number in range(18)
    ]


def add_minutes(desk: Office, chance: random.Random) -> None:
    """The sample minutes again, of another day."""
    month, day = chance.randint(5, 7), chance.randint(1, 28)
    page = desk.settings.data / f"2011-{month:02}-{day:02}.html"
    sample = (ROOT / "data" / "minutes" / f"{MEETING}.html").read_text("utf-8")
    page.write_text(sample.replace("平成23年6月20日", f"平成23年{month}月{day}日"), "utf-8")
    with Vault(desk.settings.vault) as vault:
        keeping.add_minutes(vault, str(page))


def one_act(desk: Office, chance: random.Random, late: list[bytes]) -> None:
    one = key(chance.choice("abcdefghijkl"))
    act = chance.choice(["receive", "receive", "hide", "redact", "purge", "undo", "split", "minutes"])
    if act == "minutes":
        add_minutes(desk, chance)
    elif act == "receive":
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


def as_if_large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words are counted up to a moment from few messages on, and four items are a long agenda."""
    monkeypatch.setattr(census, "EXACT", 4)
    monkeypatch.setattr(census, "GROWTH", 2)
    monkeypatch.setattr(crowding, "_FEW", 2)


@pytest.mark.parametrize("seed", range(4))
def test_an_update_leaves_what_a_rebuild_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Threads, people, places, files, placements and answers, and what these are made from, in every table; in a large
    archive too."""
    chance = random.Random(seed)
    if seed % 2:
        as_if_large(monkeypatch)
    monkeypatch.setattr(rethreading, "FEW", math.inf)
    monkeypatch.setattr(building, "PLACED_AT_ONCE", chance.choice([0, building.PLACED_AT_ONCE]))
    late = letters(chance)
    desk = office(tmp_path / "data", *[late.pop() for _ in range(6)])
    for _ in range(10):
        with contextlib.suppress(DecisionError, NotFound):  # it made no sense as things stood, and said so
            one_act(desk, chance, late)
        desk.build()
        anew = made_anew(desk, tmp_path / "anew")
        assert desk.content() == anew.content()
        for table in ("places", "files", "mentions"):
            assert desk.rows(f"SELECT count(*) FROM {table}") == anew.rows(f"SELECT count(*) FROM {table}")
        spans = "SELECT span, first, last FROM spans ORDER BY 1"
        made = "SELECT id / 1024, min(date), max(date) FROM places WHERE id < 1 << 41 GROUP BY 1"
        assert desk.rows(spans) == desk.rows(made)


def test_only_what_changed_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread is heard once, until it changes, or the minutes do."""
    heard: list[str] = []
    hear = topics.Listener.hear
    monkeypatch.setattr(
        topics.Listener,
        "hear",
        lambda self, thread, known: heard.append(thread.thread) or hear(self, thread, known),
    )
    desk = office(tmp_path / "data", *talks())
    assert set(heard) == {thread for (thread,) in desk.rows("SELECT thread FROM threads")}
    heard.clear()
    desk.receive(mail("b4", subject="Re: 情報交換会議の議題について", answers="b3", day=9))
    desk.build()
    assert heard == [key("b1")]
    heard.clear()
    add_minutes(desk, random.Random(1))
    desk.build()
    assert len(heard) == len(desk.rows("SELECT thread FROM threads"))


def test_few_mails_more_weigh_only_their_own_threads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a large archive; until it has grown so much that words are counted anew."""
    as_if_large(monkeypatch)
    monkeypatch.setattr(crowding, "_FEW", 6)
    weighed: list[str] = []
    placements = topics.Weighing.placements

    def noted(self: topics.Weighing, threads: Iterable[topics.Recalled]) -> list[Placement]:
        read = list(threads)
        weighed.extend(heard.thread for heard, _ in read)
        return placements(self, read)

    monkeypatch.setattr(topics.Weighing, "placements", noted)
    desk = office(tmp_path / "data", *talks())
    for number, expected in ((12, [key("b1")]), (13, []), (14, [key("b1")])):
        weighed.clear()
        desk.receive(mail(f"b{number}", subject="Re: 情報交換会議の議題について", answers="b3", day=number))
        desk.build()
        assert sorted(weighed) == (expected or sorted(t for (t,) in desk.rows("SELECT thread FROM threads")))
    assert desk.content() == made_anew(desk, tmp_path / "anew").content()


def test_minutes_show_before_all_threads_are_placed_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a large archive: what was placed under other minutes stays, and a build that is killed by then is made up
    for."""
    desk = office(tmp_path / "data", *talks())
    monkeypatch.setattr(building, "PLACED_AT_ONCE", 0)
    before = desk.rows("SELECT * FROM placements")
    add_minutes(desk, random.Random(1))
    bring_up = building._bring_up

    def killed(*values: Any, may_wait: bool, **others: Any) -> Any:
        if not may_wait:
            raise KeyboardInterrupt
        return bring_up(*values, may_wait=may_wait, **others)

    monkeypatch.setattr(building, "_bring_up", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.build()
    assert desk.rows("SELECT count(*) FROM meetings") == [(2,)]
    assert desk.rows("SELECT * FROM placements") == before != []
    monkeypatch.setattr(building, "_bring_up", bring_up)
    desk.build()
    assert desk.content() == made_anew(desk, tmp_path / "anew").content()


def test_new_mail_shows_before_other_threads_of_a_long_agenda_are_weighed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is new is placed with it; and a build that is killed by then is made up for."""
    monkeypatch.setattr(crowding, "_FEW", 2)
    monkeypatch.setattr(building, "PLACED_AT_ONCE", 0)
    monkeypatch.setattr(placing, "WEIGHED_AT_ONCE", 0)
    desk = office(tmp_path / "data", *talks())
    bring_up = building._bring_up

    def killed(*values: Any, may_wait: bool, **others: Any) -> Any:
        if not may_wait:
            raise KeyboardInterrupt
        return bring_up(*values, may_wait=may_wait, **others)

    desk.receive(mail("new", subject="議題4の件", text="クラウドの共同利用を。", day=9))
    monkeypatch.setattr(building, "_bring_up", killed)
    with pytest.raises(KeyboardInterrupt):
        desk.build()
    assert desk.rows(f"SELECT count(*) FROM messages WHERE key = '{key('new')}'") == [(1,)]
    assert desk.rows(f"SELECT item FROM placements WHERE thread = '{key('new')}' AND meeting <> ''") == [(4,)]
    monkeypatch.setattr(building, "_bring_up", bring_up)
    desk.build()
    assert desk.content() == made_anew(desk, tmp_path / "anew").content()


def test_meetings_are_read_back_as_they_were_written(tmp_path: Path) -> None:
    """An update does not read the pages again."""
    desk = office(tmp_path / "data")
    with Vault(desk.settings.vault) as vault, Archive(desk.settings.archive, entering.tokenise) as archive:
        assert agenda.held_meetings(archive) == [keeping.read_held(page) for page in vault.pages()]


def test_who_has_only_an_address_follows_what_others_at_the_host_say(tmp_path: Path) -> None:
    """A second body at one host: what was told by the first is told no more, though none of those mails changed."""
    host = "office.example"
    desk = office(
        tmp_path / "data", mail("a", sender=f"madoguchi@{host}"), mail("b", sender=f"北市役所 <a@{host}>")
    )
    body = "SELECT organisation FROM people WHERE address = ? UNION ALL SELECT body FROM places JOIN origins USING (origin) WHERE thread = ?"
    told = (f"madoguchi@{host}", key("a"))
    assert desk.rows(body, *told) == [("北市",), ("北市",)]
    desk.receive(mail("c", sender=f"南町役場 <b@{host}>"))
    desk.build()
    assert desk.rows(body, *told) == [(host,), (host,)]
    desk.build(rebuild=True)
    assert desk.rows(body, *told) == [(host,), (host,)]


def test_an_update_that_is_killed_leaves_no_trace(tmp_path: Path) -> None:
    """The archive is as it was, or as it is after the update; and run again it ends where one ends that was left alone."""
    chance = random.Random(7)
    desk = office(tmp_path / "data", *talks())
    for number in range(6):
        before = desk.content()
        desk.receive(*letters(chance)[:4], mail(f"k{number}", subject="Re: クラウド", day=number))
        update = _FORK.Process(target=desk.build)
        update.start()
        update.join(chance.uniform(0, 0.1))
        update.kill()
        update.join()
        killed = desk.content()
        desk.build()
        assert killed in (before, desk.content())
    assert desk.content() == made_anew(desk, tmp_path / "anew").content()


def test_readers_see_the_archive_as_it_was_or_as_it_is(tmp_path: Path) -> None:
    """Eight readers beside updates: never an error, never a message without its thread, its place and its words."""
    chance = random.Random(8)
    desk = office(tmp_path / "data", *talks())
    is_over = Event()

    def read() -> set[tuple[int, ...]]:
        seen = set()
        while not is_over.wait(0.01):
            with opened(desk.settings.archive) as connection:
                seen.add(tuple(connection.execute(_COUNTS).fetchone()))
        return seen

    with ThreadPoolExecutor(8) as readers:
        found = [readers.submit(read) for _ in range(8)]
        for number in range(5):
            desk.receive(*letters(chance)[:3], mail(f"r{number}", answers=f"r{number - 1}", day=number))
            desk.build()
        is_over.set()
    seen = set().union(*(each.result() for each in found))
    assert len(seen) > 2
    assert all(len(set(counts)) == 1 for counts in seen)


_FORK = get_context("fork")
_COUNTS = """
SELECT (SELECT count(*) FROM messages), (SELECT count(*) FROM nodes JOIN messages USING (key)),
       (SELECT sum(messages) FROM threads), (SELECT sum(messages) FROM people),
       (SELECT count(*) FROM places JOIN messages USING (id)),
       (SELECT count(*) FROM search_docsize JOIN messages USING (id))"""
