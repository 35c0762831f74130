"""What people decide is shown at once, outlives everything, can be taken back in any order, and is never lost."""

from __future__ import annotations

import contextlib
import json
import random
from pathlib import Path

import pytest

from archiver import topics
from archiver.errors import DecisionConflict, DecisionError, NotFound
from archiver.pipeline.making import building
from archiver.pipeline.settling import deciding, exchanging, removing
from archiver.pipeline.settling.deciding import Act
from archiver.pipeline.settling.journal import Journal
from archiver.store.vault import Vault
from tests.mails import key, mail
from tests.pipeline.archives import MEETING, Office, last_number, office, talks

ACT = Act(made_by="事務局", reason="電話で確認")


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path / "one", *talks())


def place_of(desk: Office, name: str) -> tuple[str, str, str]:
    """(thread, parent, reason) of a mail."""
    (row,) = desk.rows("SELECT thread, parent, reason FROM nodes WHERE key = ?", key(name))
    return row


def standing(desk: Office, name: str, topic: str = "cloud-adoption") -> str:
    rows = desk.rows("SELECT status FROM placements WHERE thread = ? AND topic = ?", key(name), topic)
    return rows[0][0] if rows else ""


def lines_of(desk: Office) -> list[str]:
    with Vault(desk.settings.vault) as vault:
        return [json.dumps(each, ensure_ascii=False) for each in exchanging.lines(vault)]


def same_as_rebuilt(desk: Office) -> None:
    """What is shown is what a rebuild gives."""
    shown = desk.content()
    assert desk.findings() == []
    desk.build(rebuild=True)
    assert desk.content() == shown


# --- the verbs ---


def test_a_topic_goes_with_the_item_that_brought_it(desk: Office) -> None:
    """Taken from item 4, a thread is no more sure of the topic that item 4 brought; and no page gives that reason."""
    topic = "exchange-meeting-agenda"

    def reasons() -> str:
        rows = desk.rows("SELECT evidence FROM placements WHERE thread = ? AND topic = ?", key("b1"), topic)
        return rows[0][0] if rows else ""

    assert standing(desk, "b1", topic) == "sure"
    assert "item: " in reasons()
    made = deciding.place(desk.settings, "unlink", f"{MEETING}/4", key("b1"), ACT)
    assert standing(desk, "b1", topic) != "sure"
    assert "item: " not in reasons()
    same_as_rebuilt(desk)
    deciding.undo(desk.settings, made.number, ACT)
    assert standing(desk, "b1", topic) == "sure"


def test_addresses_may_be_pasted(desk: Office) -> None:
    """A thread, a message, an item and a topic may be named by their addresses on the site."""
    site = "https://archive.example.jp"
    deciding.place(desk.settings, "link", f"{site}/topics/cloud-adoption", f"{site}/threads/{key('b1')}", ACT)
    assert standing(desk, "b1") == "confirmed"
    deciding.place(desk.settings, "link", f"{site}/meetings/{MEETING}#item-2", f"/threads/{key('b1')}", ACT)
    assert desk.rows("SELECT item FROM placements WHERE thread = ? AND item = 2", key("b1")) == [(2,)]
    deciding.split(desk.settings, f"{site}/messages/{key('a3')}#top", ACT)
    assert place_of(desk, "a3")[0] == key("a3")


def test_a_link_shows_at_once_and_is_taken_back(desk: Office) -> None:
    """link, then undo: no build in between."""
    made = deciding.place(desk.settings, "link", f"{MEETING}/2", key("d1"), ACT)
    assert made.is_shown
    sql = "SELECT status, evidence FROM placements WHERE thread = ? AND item = 2"
    ((status, evidence),) = desk.rows(sql, key("d1"))
    assert status == "confirmed" and "電話で確認" in evidence
    same_as_rebuilt(desk)
    deciding.undo(desk.settings, made.number, ACT)
    assert desk.rows(sql, key("d1")) == []
    same_as_rebuilt(desk)


def test_a_rejected_proposal_stays_rejected(desk: Office) -> None:
    """New mail that speaks of the topic, and rebuilds, do not bring a rejected placement back."""
    assert standing(desk, "a1") in ("sure", "proposed")
    deciding.place(desk.settings, "reject", "cloud-adoption", key("a1"), ACT)
    assert standing(desk, "a1") == "rejected"
    desk.receive(
        mail("a5", subject="Re: クラウドの共同利用", answers="a4", text="クラウド、クラウド。", day=9)
    )
    desk.build()
    assert standing(desk, "a1") == "rejected"
    same_as_rebuilt(desk)


def test_only_what_is_proposed_can_be_confirmed(desk: Office) -> None:
    """confirm and reject answer a proposal."""
    with pytest.raises(DecisionError, match="Nothing proposes"):
        deciding.place(desk.settings, "confirm", f"{MEETING}/1", key("d1"), ACT)


def test_a_split_thread_links_back_and_comes_together_again(desk: Office) -> None:
    """split makes a thread of a mail and what hangs under it; undo makes one of both."""
    made = deciding.split(desk.settings, key("a2"), ACT)
    assert place_of(desk, "a2") == (key("a2"), "", "")
    assert place_of(desk, "a3")[0] == key("a2")
    assert desk.rows("SELECT split_from FROM threads WHERE thread = ?", key("a2")) == [(key("a1"),)]
    same_as_rebuilt(desk)
    deciding.undo(desk.settings, made.number, ACT)
    assert place_of(desk, "a3") == (key("a1"), key("a2"), "in-reply-to")
    same_as_rebuilt(desk)


def test_a_reply_without_headers_stays_split(desk: Office) -> None:
    """b2 was joined by its subject; once split, its subject does not join it again."""
    assert place_of(desk, "b2") == (key("b1"), key("b1"), "subject")
    deciding.split(desk.settings, key("b2"), ACT)
    assert place_of(desk, "b3")[0] == key("b2")
    desk.receive(mail("b4", subject="Re: 情報交換会議の議題について", answers="b1", day=5))
    desk.build()
    assert place_of(desk, "b3")[0] == key("b2")
    same_as_rebuilt(desk)


def test_a_merged_thread_leads_to_the_other(desk: Office) -> None:
    """merge hangs a whole thread below another's first mail, even when its own first mail comes in only then."""
    deciding.merge(desk.settings, key("c1"), key("d1"), ACT)
    assert place_of(desk, "c3")[0] == key("d1")
    desk.receive(mail("c1", subject="懇親会", answers="c0", day=4.5), mail("c0", subject="懇親会", day=4))
    desk.build()
    assert place_of(desk, "c3")[0] == place_of(desk, "c0")[0] == key("d1")
    assert place_of(desk, "c0") == (key("d1"), key("d1"), "decision")
    same_as_rebuilt(desk)


def test_a_link_follows_its_thread_into_another(desk: Office) -> None:
    """What was linked stays linked after a merge, and stands under its own thread again after the undo."""
    deciding.place(desk.settings, "link", f"{MEETING}/2", key("c1"), ACT)
    made = deciding.merge(desk.settings, key("c1"), key("d1"), ACT)
    sql = "SELECT thread FROM placements WHERE item = 2 AND status = 'confirmed'"
    assert desk.rows(sql) == [(key("d1"),)]
    same_as_rebuilt(desk)
    deciding.undo(desk.settings, made.number, ACT)
    assert desk.rows(sql) == [(key("c1"),)]


def test_a_moved_message_takes_its_answers_along(desk: Office) -> None:
    """move hangs a mail and what hangs under it under a mail of another thread."""
    deciding.move(desk.settings, key("a2"), key("b1"), ACT)
    assert place_of(desk, "a2") == (key("b1"), key("b1"), "decision")
    assert place_of(desk, "a3") == (key("b1"), key("a2"), "in-reply-to")
    same_as_rebuilt(desk)


def test_a_message_never_hangs_under_its_own_answer(desk: Office) -> None:
    """move refuses a loop."""
    with pytest.raises(DecisionError, match="own answers"):
        deciding.move(desk.settings, key("a1"), key("a3"), ACT)


def test_a_hidden_message_is_nowhere_and_its_thread_whole(desk: Office) -> None:
    """hide takes a mail out of tables, search and exports; a copy that comes in later stays hidden; undo brings all."""
    before = desk.content()
    made = deciding.hide(desk.settings, key("a2"), ACT)
    assert key("a2") not in {each["id"] for each in desk.content()["messages"]}
    assert place_of(desk, "a3") == (key("a1"), key("a2"), "in-reply-to")
    assert desk.rows("SELECT is_ghost FROM nodes WHERE key = ?", key("a2")) == [(1,)]
    desk.receive(mail("a2", subject="Re: クラウドの共同利用", answers="a1", day=1, extra="X-Hop: 2"))
    desk.build()
    assert key("a2") not in {each["id"] for each in desk.content()["messages"]}
    same_as_rebuilt(desk)
    deciding.undo(desk.settings, made.number, ACT)
    assert desk.content() == before
    same_as_rebuilt(desk)


def test_an_older_mail_with_the_id_of_a_hidden_one_is_not_hidden(desk: Office) -> None:
    """Two mails share an id: the one that was hidden stays hidden, the other is seen."""
    deciding.hide(desk.settings, key("d1"), ACT)
    desk.receive(mail("d1", subject="別の話", text="同じ番号の古いメール", day=-3))
    desk.build()
    assert [each["subject"] for each in desk.content()["messages"] if each["id"].startswith(key("d1"))] == [
        "別の話"
    ]
    same_as_rebuilt(desk)


def test_hiding_needs_a_reason(desk: Office) -> None:
    """Those who ask why a mail is gone get an answer."""
    with pytest.raises(DecisionError, match="reason"):
        deciding.hide(desk.settings, key("a2"), Act(made_by="事務局"))


def test_a_promise_is_closed(desk: Office) -> None:
    """A promise that is closed is known by its meeting and key."""
    deciding.close_promise(desk.settings, MEETING, "4/1", ACT)
    with Vault(desk.settings.vault) as vault:
        assert list(Journal(vault.decisions()).closed_promises) == [(MEETING, "4/1")]


@pytest.mark.parametrize("unknown", ["", "ABC", "x" * 5000, "'; DROP TABLE nodes; --"])
def test_what_is_not_there_cannot_be_decided(desk: Office, unknown: str) -> None:
    """A slip of the finger is no decision."""
    for decide in (
        lambda: deciding.place(desk.settings, "link", "cloud-adoption", unknown, ACT),
        lambda: deciding.place(desk.settings, "link", unknown, key("a1"), ACT),
        lambda: deciding.move(desk.settings, unknown, key("a1"), ACT),
        lambda: deciding.move(desk.settings, key("a1"), unknown, ACT),
        lambda: deciding.split(desk.settings, unknown, ACT),
        lambda: deciding.merge(desk.settings, key("a1"), unknown, ACT),
        lambda: deciding.hide(desk.settings, unknown, ACT),
        lambda: deciding.close_promise(desk.settings, unknown, "1", ACT),
        lambda: deciding.undo(desk.settings, 7, ACT),
    ):
        with pytest.raises(NotFound):
            decide()
    assert lines_of(desk) == []


def test_in_a_large_archive_only_what_was_decided_about_is_placed_at_once(
    desk: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The thread that a decision made is placed by what it says now; others wait for the next build."""
    monkeypatch.setattr(building, "PLACED_AT_ONCE", 5)
    heard: list[str] = []
    hear = topics.Listener.hear
    monkeypatch.setattr(
        topics.Listener,
        "hear",
        lambda self, thread, known: heard.append(thread.thread) or hear(self, thread, known),
    )
    deciding.merge(desk.settings, key("d1"), key("a1"), ACT)
    placed = desk.rows("SELECT * FROM proposals WHERE thread = ?", key("a1"))
    assert place_of(desk, "d1")[0] == key("a1") and heard == [key("a1")] and placed
    deciding.place(desk.settings, "link", "cloud-adoption", key("c1"), ACT)
    assert standing(desk, "c1") == "confirmed"
    desk.build()
    assert desk.rows("SELECT * FROM proposals WHERE thread = ?", key("a1")) == placed
    same_as_rebuilt(desk)


# --- two people ---


def test_nobody_decides_over_what_they_have_not_seen(desk: Office) -> None:
    """A decision about a matter that changed since it was shown is refused, and says by whom; other matters are free."""
    seen = last_number(desk.settings)
    first = deciding.place(desk.settings, "link", "cloud-adoption", key("d1"), Act(made_by="甲", seen=seen))
    with pytest.raises(DecisionConflict, match="甲") as conflict:
        deciding.place(desk.settings, "unlink", "cloud-adoption", key("d1"), Act(made_by="乙", seen=seen))
    assert conflict.value.number == first.number
    deciding.place(desk.settings, "unlink", "cloud-adoption", key("c1"), Act(made_by="乙", seen=seen))
    undone = deciding.undo(desk.settings, first.number, Act(made_by="甲"))
    with pytest.raises(DecisionConflict):
        deciding.place(
            desk.settings, "unlink", "cloud-adoption", key("d1"), Act(made_by="乙", seen=first.number)
        )
    deciding.place(
        desk.settings, "unlink", "cloud-adoption", key("d1"), Act(made_by="乙", seen=undone.number)
    )


def test_an_undo_in_any_order(desk: Office) -> None:
    """Undoing what was replaced changes nothing and says why; undoing the replacement then leaves nothing."""
    first = deciding.place(desk.settings, "link", "cloud-adoption", key("d1"), ACT)
    second = deciding.place(desk.settings, "unlink", "cloud-adoption", key("d1"), ACT)
    assert second.replaced == first.number
    undone = deciding.undo(desk.settings, first.number, ACT)
    assert f"Decision {second.number}" in undone.conflicts[0]
    assert standing(desk, "d1") == "rejected"
    deciding.undo(desk.settings, second.number, ACT)
    assert standing(desk, "d1") == ""
    deciding.undo(desk.settings, undone.number, ACT)
    assert standing(desk, "d1") == "confirmed"
    with pytest.raises(DecisionError, match="undone already"):
        deciding.undo(desk.settings, second.number, ACT)
    same_as_rebuilt(desk)


# --- any sequence ---


def one_act(desk: Office, chance: random.Random, late: list[bytes]) -> None:
    """Something that happens: a decision, an undo, mail, a build."""
    mails = [key(name) for name in ("a1", "a2", "a3", "a4", "b1", "b2", "b3", "c2", "c3", "d1", "d2", "c1")]
    one, other = chance.choice(mails), chance.choice(mails)
    last = last_number(desk.settings)
    acts = {
        "place": lambda: deciding.place(
            desk.settings,
            chance.choice(["link", "unlink", "confirm", "reject"]),
            chance.choice(["cloud-adoption", f"{MEETING}/2", f"{MEETING}/4"]),
            one,
            ACT,
        ),
        "move": lambda: deciding.move(desk.settings, one, other, ACT),
        "split": lambda: deciding.split(desk.settings, one, ACT),
        "merge": lambda: deciding.merge(desk.settings, one, other, ACT),
        "hide": lambda: deciding.hide(desk.settings, one, ACT),
        "redact": lambda: removing.redact(desk.settings, one, chance.choice(["本文", "クラウド"]), ACT),
        "undo": lambda: deciding.undo(desk.settings, chance.randint(1, last + 1), ACT),
        "import": lambda: desk.receive(late.pop()) if late else None,
        "build": desk.build,
    }
    with contextlib.suppress(DecisionError, NotFound):  # it made no sense as things stood, and said so
        acts[chance.choice([*acts, "undo", "move", "merge"])]()


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_gives_what_a_rebuild_gives(tmp_path: Path, seed: int) -> None:
    """Decisions, undos, mail and builds in any order: the archive is that of a rebuild, and of another vault that
    was given the same mail and journal."""
    chance = random.Random(seed)
    mails = [
        *talks(),
        mail("c1", subject="懇親会", day=4),
        mail("a2", subject="古い", day=-9),
        mail("e", day=3),
    ]
    chance.shuffle(mails)
    desk = office(tmp_path / "one", *mails[4:])
    late = mails[:4]
    for _ in range(18):
        one_act(desk, chance, late)
    desk.receive(*late)
    desk.build()
    shown = desk.content()
    assert [each for each in desk.findings() if not each.startswith("decision-")] == []
    desk.build(rebuild=True)
    assert desk.content() == shown
    other = office(tmp_path / "two", *mails)
    done = exchanging.take(other.settings, lines_of(desk))
    assert (done.added, done.known, done.conflicts) == (len(lines_of(desk)), 0, ())
    assert other.content() == shown


# --- journals of two vaults ---


def test_two_journals_come_to_one_story(tmp_path: Path) -> None:
    """Each takes in the other's: both show the same, nothing is doubled, and what both had decided is named."""
    one, two = (office(tmp_path / name, *talks()) for name in ("one", "two"))
    deciding.place(one.settings, "link", "cloud-adoption", key("d1"), Act(made_by="甲"))
    deciding.split(one.settings, key("a2"), Act(made_by="甲"))
    deciding.undo(one.settings, 1, Act(made_by="甲"))
    deciding.undo(one.settings, 3, Act(made_by="甲"))
    with Vault(two.settings.vault) as vault:
        vault.decide(
            made_by="乙",
            verb="unlink",
            subject={"thread": key("d1"), "meeting": "", "item": 0, "topic": "cloud-adoption"},
            reason="",
            made_at="2020-01-01T00:00:00+00:00",
        )
    first = exchanging.take(two.settings, lines_of(one))
    assert first.added == 4 and len(first.conflicts) == 1 and "甲" in first.conflicts[0]
    assert "2020年1月1日(水) 09:00" in first.conflicts[0].told("ja")  # the office is in Japan
    assert "Wed 1 January 2020, 09:00" in first.conflicts[0]
    exchanging.take(one.settings, lines_of(two))
    assert one.content()["table nodes"] == two.content()["table nodes"]
    assert standing(one, "d1") == standing(two, "d1") == "confirmed"
    again = exchanging.take(two.settings, lines_of(two))
    assert (again.added, again.conflicts) == (0, ())


def test_a_journal_may_come_before_its_mail(tmp_path: Path, desk: Office) -> None:
    """Decisions about mail that is not here wait for it, and `check` names them."""
    deciding.split(desk.settings, key("a2"), ACT)
    deciding.place(desk.settings, "link", "cloud-adoption", key("d1"), ACT)
    deciding.hide(desk.settings, key("a4"), ACT)
    other = office(tmp_path / "two", mail("z"))
    exchanging.take(other.settings, lines_of(desk))
    assert len([each for each in other.findings() if each.startswith("decision-waiting")]) == 3
    other.receive(*talks())
    other.build()
    assert other.findings() == []
    assert place_of(other, "a3")[0] == key("a2") and standing(other, "d1") == "confirmed"


GOOD = {
    "id": 1,
    "made_at": "2020-01-01T00:00:00+00:00",
    "made_by": "甲",
    "verb": "undo",
    "subject": {"decision": 1},
    "reason": "",
}


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("", None),
        ("よろしく", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a JSON object"),
        ("{}", "made_at, made_by, verb, reason"),
        (GOOD, "no line before it holds"),
        (GOOD | {"verb": "drop"}, "no such verb"),
        (GOOD | {"verb": "hide"}, "the subject of hide has message, fingerprint"),
        (GOOD | {"verb": "hide", "subject": {"message": 1, "fingerprint": ""}}, "of the wrong kind"),
        (GOOD | {"id": True}, "id is missing"),
        (GOOD | {"id": 10**30}, "id is missing"),
        (
            GOOD | {"verb": "hide", "subject": {"message": "A", "fingerprint": ""}, "made_at": "9999-01-01"},
            "no time",
        ),
        (
            GOOD | {"verb": "hide", "subject": {"message": "A", "fingerprint": ""}, "made_at": "昨日"},
            "no time",
        ),
    ],
)
def test_a_hostile_journal_is_refused_as_a_whole(desk: Office, line: object, fault: str | None) -> None:
    """Every line that is no decision is named, and nothing is kept."""
    good = GOOD | {"id": 9, "verb": "hide", "subject": {"message": "A", "fingerprint": ""}}
    texts = [json.dumps(good), line if isinstance(line, str) else json.dumps(line)]
    if fault is None:
        assert exchanging.take(desk.settings, texts).added == 1
        return
    with pytest.raises(DecisionError, match=f"line 2: .*{fault}"):
        exchanging.take(desk.settings, texts)
    assert lines_of(desk) == []
