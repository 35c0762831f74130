"""What people decide about where messages hang: any decisions, in any order of arrival, give one sound forest."""

from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import Envelope, Hanging
from archiver.threads import named, thread
from tests.threads.test_order import MISSING, NAMES, mailboxes
from tests.threads.thread_mails import drawn, identity, key, mail

TALKS = [
    mail("a"),
    mail("b", answers="a"),
    mail("c", answers="b"),
    mail("d", subject="別の題"),
    mail("e", answers="d", subject="別の題"),
    mail("g", answers="missing", subject="三つめ"),
    mail("h", answers="missing", subject="三つめ"),
]


def move(message: str, parent: str) -> Hanging:
    return Hanging(message=key(message), parent=key(parent))


def split(message: str) -> Hanging:
    return Hanging(message=key(message), parent="")


def merge(message: str, parent: str) -> Hanging:
    return Hanging(message=key(message), parent=key(parent), is_merge=True)


CASES: dict[str, tuple[list[Hanging], list[str]]] = {
    "nothing decided": ([], ["a(b(c))", "d(e)", "?missing(g h)"]),
    "a mail moves with its answers": ([move("b", "e")], ["a", "d(e(b!(c)))", "?missing(g h)"]),
    "a mail is split off with its answers": ([split("b")], ["a", "b(c)", "d(e)", "?missing(g h)"]),
    "a thread goes under another": ([merge("d", "a")], ["a(b(c) d!(e))", "?missing(g h)"]),
    "a merge finds the first mail of its thread": ([merge("e", "a")], ["a(b(c) d!(e))", "?missing(g h)"]),
    "three threads become one": ([merge("d", "a"), merge("missing", "d")], ["a(b(c) d!(e ?missing!(g h)))"]),
    "a missing mail with its answers": ([move("missing", "c")], ["a(b(c(?missing!(g h))))", "d(e)"]),
    "a mail under a missing one": ([move("d", "missing")], ["a(b(c))", "?missing(d!(e) g h)"]),
    "two moves that make a loop: headers yield to decisions": ([move("a", "e"), move("d", "c")], ["b(c(d!(e(a!))))", "?missing(g h)"]),
    "two moves that make a loop of their own: the one about the earliest mail has no effect": ([move("a", "d"), move("d", "a")], ["a(b(c) d!(e))", "?missing(g h)"]),
    "a merge of what is together already": ([merge("d", "a"), merge("a", "d")], ["a(b(c) d!(e))", "?missing(g h)"]),
    "what someone split off stays, though its thread was merged": ([merge("b", "d"), split("a")], ["a(b(c))", "d(e)", "?missing(g h)"]),
    "mail that is not here is waited for": ([move("nobody", "a"), move("a", "nobody"), merge("x", "y")], ["a(b(c))", "d(e)", "?missing(g h)"]),
}  # fmt: skip


@pytest.mark.parametrize("story", CASES)
def test_decisions_hang_mails(story: str) -> None:
    """Decisions outrank headers; what they do not name stays."""
    decided, expected = CASES[story]
    assert drawn(thread(TALKS, decided)) == expected


def test_a_split_links_back_whatever_joined_it() -> None:
    """Also a reply that only its subject had joined, which its subject does not join again."""
    reply = mail("z", subject="別の題", reply=True, day=5)
    nodes = {node.key: node for node in thread([*TALKS, reply], [split("z"), split("b")])}
    assert (nodes[key("z")].thread, nodes[key("z")].split_from) == (key("z"), key("e"))
    assert nodes[key("b")].split_from == key("a")


some_hangings = st.lists(
    st.builds(
        Hanging,
        message=st.sampled_from(NAMES + MISSING).map(key),
        parent=st.sampled_from(["", *map(key, NAMES + MISSING)]),
        is_merge=st.booleans(),
    ).filter(lambda each: bool(each.parent) or not each.is_merge),
    max_size=6,
)


@settings(max_examples=300, deadline=None)
@given(mailboxes(), some_hangings, st.randoms(use_true_random=False))
def test_any_decisions_give_one_sound_forest(
    box: list[Envelope], decided: list[Hanging], chance: random.Random
) -> None:
    """Every mail has one place, parents come first, and the order of arrival does not matter."""
    nodes = thread(box, decided)
    places = {node.key: node for node in nodes}
    assert len(places) == len(nodes)
    assert {each.key for each in box} == {node.key for node in nodes if not node.is_ghost}
    for node in nodes:
        if node.parent:
            above = places[node.parent]
            assert (above.thread, above.depth, above.position < node.position) == (
                node.thread,
                node.depth - 1,
                True,
            )
    shuffled = list(box)
    chance.shuffle(shuffled)
    assert thread(shuffled, decided) == nodes


@settings(max_examples=200, deadline=None)
@given(mailboxes(), st.data())
def test_an_address_once_given_out_leads_somewhere(box: list[Envelope], data: st.DataObject) -> None:
    """Whatever part of the mail was here first: each thread of then is found among the nodes or the names of now."""
    first = data.draw(st.lists(st.sampled_from(box), unique_by=lambda each: each.key)) if box else []
    now = thread(box)
    known = {node.key for node in now} | named(box, now).keys()
    assert {node.thread for node in thread(first)} <= known
    assert set(named(box, now).values()) <= {each.key for each in box}


def test_an_absent_mail_leads_to_the_earliest_that_names_it() -> None:
    """The address of a thread whose first mail never came leads on when its answers are found to stand elsewhere."""
    reply = mail("c", answers="x", subject="別の題", day=9)
    before = thread([reply])
    assert before[0].thread == key("x")
    box = [mail("d", subject="別の題"), reply]
    after = thread(box)
    assert drawn(after) == ["d(c~)"]
    assert named(box, after) == {key("x"): key("c")}
    assert identity("x") not in {node.message_id for node in after}


def test_ten_thousand_decisions() -> None:
    """A journal of any length costs no more than the walk to the top of a thread."""
    box = [mail(f"a{number}", day=number / 9) for number in range(10_000)]
    decided = [merge(f"a{number}", "a0") for number in range(1, 10_000)]
    assert max(node.depth for node in thread(box, decided)) == 1
