"""Any set of mails, however wrong, gives one forest: whole, sound, and the same in every order of arrival."""

from __future__ import annotations

import random
from collections import defaultdict
from itertools import groupby

from hypothesis import given, settings
from hypothesis import strategies as st

from archiver.model import Envelope
from archiver.threads import thread
from tests.threads.thread_mails import mail

NAMES = "abcdefgh"
MISSING = "xyz"
SUBJECTS = ["クラウドの利用", "忘年会のご案内", "お知らせ", "第1回部会", "第2回部会", ""]

some_ids = st.lists(st.sampled_from(NAMES + MISSING), max_size=4).map(" ".join)


@st.composite
def mailboxes(draw: st.DrawFn) -> list[Envelope]:
    """Up to nine mails that name one another, themselves and missing ones at random."""
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=8))
    box = [
        mail(
            name,
            references=draw(some_ids),
            in_reply_to=draw(some_ids),
            subject=draw(st.sampled_from(SUBJECTS)),
            reply=draw(st.booleans()),
            day=draw(st.integers(0, 40)) // 2,
            quotes=draw(st.booleans()),
            sender=draw(st.sampled_from(["office@city.example", "head@town.example"])),
        )
        for name in names
    ]
    if names:
        box.append(mail("t", twin=names[0], references=draw(some_ids), day=draw(st.integers(0, 20))))
    return box


@settings(max_examples=300, deadline=None)
@given(mailboxes(), st.randoms(use_true_random=False))
def test_the_order_of_arrival_never_matters(box: list[Envelope], chance: random.Random) -> None:
    """Shuffled mail gives the identical list of nodes."""
    shuffled = list(box)
    chance.shuffle(shuffled)
    assert thread(shuffled) == thread(box)


@settings(max_examples=300, deadline=None)
@given(mailboxes())
def test_a_forest_is_whole_and_sound(box: list[Envelope]) -> None:
    """Every mail has one node; parents come first, in the same thread; ghosts are there for a reason."""
    nodes = thread(box)
    assert sorted(node.key for node in nodes if not node.is_ghost) == sorted(each.key for each in box)
    by_key = {node.key: node for node in nodes}
    assert len(by_key) == len(nodes)
    for identity, group in groupby(nodes, key=lambda node: node.thread):
        members = list(group)
        assert [node.position for node in members] == list(range(len(members)))
        assert [node.key for node in members if not node.parent] == [identity] == [members[0].key]
        for node in members[1:]:
            above = by_key[node.parent]
            assert (above.thread, above.depth) == (identity, node.depth - 1)
            assert above.position < node.position
            assert node.reason and not node.split_from
    for node in nodes:
        answers = sum(other.parent == node.key for other in nodes)
        assert not node.is_ghost or answers >= (2 if node.parent else 1)
        assert not node.split_from or node.split_from in by_key
    assert len({node.thread for node in nodes}) == sum(not node.parent for node in nodes)


@settings(max_examples=100, deadline=None)
@given(mailboxes())
def test_siblings_stand_by_date_then_key(box: list[Envelope]) -> None:
    """Nothing but (seconds, key) orders the answers to one mail, and the threads."""
    order = {each.key: (each.seconds, each.key) for each in box}
    siblings: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for node in thread(box):
        if not node.is_ghost:
            siblings[node.parent].append(order[node.key])
    for group in siblings.values():
        assert group == sorted(group)
