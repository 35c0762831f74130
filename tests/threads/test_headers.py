"""What the headers say: References, In-Reply-To, ghosts, twins and loops."""

from __future__ import annotations

import pytest

from archiver.model import Envelope
from archiver.threads import thread
from tests.threads.thread_mails import drawn, key, mail

CASES: dict[str, tuple[list[Envelope], list[str]]] = {
    "an answer hangs below its mail": (
        [mail("a"), mail("b", answers="a"), mail("c", answers="b")],
        ["a(b(c))"],
    ),
    "siblings stand by date, then by key": (
        [mail("a"), mail("c", answers="a", day=5), mail("b", answers="a", day=9), mail("d", answers="a", day=3)],
        ["a(d c b)"],
    ),
    "without References, In-Reply-To says it": (
        [mail("a"), mail("b", in_reply_to="a")],
        ["a(b)"],
    ),
    "the nearest ancestor that is present counts": (
        [mail("a"), mail("d", references="a b c")],
        ["a(d)"],
    ),
    "In-Reply-To that is present outranks References without the parent": (
        [mail("a"), mail("b", answers="a"), mail("c", references="a", in_reply_to="b")],
        ["a(b(c))"],
    ),
    "In-Reply-To outranks References in the wrong order": (
        [mail("a"), mail("b", answers="a"), mail("c", references="b a", in_reply_to="b")],
        ["a(b(c))"],
    ),
    "In-Reply-To that is absent does not outrank References": (
        [mail("a"), mail("b", references="a", in_reply_to="someone"), mail("x"), mail("y", references="x", in_reply_to="someone")],
        ["a(b)", "x(y)"],
    ),
    "of several ids in In-Reply-To the first that is present counts": (
        [mail("a"), Envelope(key=key("b"), message_id="b@list.example", references=(), in_reply_to=("gone@x", "a@list.example"), base_subject="", is_reply=True, seconds=0)],
        ["a(b)"],
    ),
    "a missing mail holds its answers together": (
        [mail("b", answers="missing"), mail("c", answers="missing")],
        ["?missing(b c)"],
    ),
    "a missing mail with one answer gives its id to the thread": (
        [mail("b", answers="missing"), mail("c", answers="b")],
        ["?missing(b(c))"],
    ),
    "a missing mail in the middle stays where it holds two answers together": (
        [mail("a"), mail("c", references="a missing"), mail("d", references="a missing")],
        ["a(?missing(c d))"],
    ),
    "a missing mail in the middle goes where it holds one answer": (
        [mail("a"), mail("c", references="a missing"), mail("d", references="a")],
        ["a(c d)"],
    ),
    "of several missing mails above one another only the first stays": (
        [mail("d", references="one two three"), mail("e", references="one two three")],
        ["?one(d e)"],
    ),
    "truncated References still meet": (
        [mail("c", references="one two"), mail("d", references="two"), mail("e", references="one")],
        ["?one(?two(c d) e)"],
    ),
    "a reply whose own headers are lost hangs where a later answer says": (
        [mail("a"), mail("b", reply=True, subject="別の題"), mail("c", references="a b")],
        ["a(b(c))"],
    ),
    "a fresh mail is not pulled below another by someone's References": (
        [mail("a"), mail("b", subject="別の題"), mail("c", references="a b", subject="別の題")],
        ["a", "b(c)"],
    ),
    "a mail that names itself is a root": (
        [mail("a", answers="a")],
        ["a"],
    ),
    "a loop is cut above its earliest mail": (
        [mail("a", answers="c"), mail("b", answers="a"), mail("c", answers="b")],
        ["a(b(c))"],
    ),
    "two mails that answer one another": (
        [mail("a", answers="b"), mail("b", answers="a")],
        ["a(b)"],
    ),
    "a loop of missing mails": (
        [mail("a", references="x y"), mail("b", references="y x")],
        ["?x(a b)"],
    ),
    "answers go to the holder of a shared id; its twin stands by its own headers": (
        [mail("a"), mail("b", answers="a"), mail("e", twin="b", answers="a"), mail("c", answers="b")],
        ["a(b(c) e)"],
    ),
    "a twin without headers is a thread of its own": (
        [mail("a"), mail("b", answers="a"), mail("z", twin="a", subject="別の題")],
        ["a(b)", "z"],
    ),
    "clocks wrong by years change nothing but the order of siblings": (
        [mail("a", day=9000), mail("b", answers="a", day=-9000), mail("c", answers="b", day=0), mail("d", answers="a", day=-9001)],
        ["a(d b(c))"],
    ),
    "threads stand by their first mail": (
        [mail("x", day=1), mail("b", day=2, subject="乙"), mail("c", day=3, subject="丙"), mail("d", answers="b", day=9, subject="乙")],
        ["x", "b(d)", "c"],
    ),
    "no mail, no thread": ([], []),
}  # fmt: skip


@pytest.mark.parametrize("story", CASES)
def test_headers_place_a_mail(story: str) -> None:
    """Each mail hangs where its headers say, whatever is missing, repeated or wrong."""
    envelopes, expected = CASES[story]
    assert drawn(thread(envelopes)) == expected


def test_an_edge_says_its_reason() -> None:
    """A reader can see why two mails hang together."""
    nodes = thread([mail("a"), mail("b", answers="a"), mail("c", in_reply_to="a"), mail("d", reply=True)])
    assert {node.message_id[0]: node.reason for node in nodes} == {
        "a": "",
        "b": "references",
        "c": "in-reply-to",
        "d": "subject",
    }


def test_the_thread_keeps_its_id_when_the_missing_root_comes() -> None:
    """The thread of a missing mail has that mail's id before and after it comes."""
    answers = [mail("b", answers="a"), mail("c", answers="b")]
    before, after = thread(answers), thread([mail("a"), *answers])
    assert {node.thread for node in before} == {node.thread for node in after} == {key("a")}
    assert [node.is_ghost for node in before] == [True, False, False]
    assert [node.is_ghost for node in after] == [False, False, False]


def test_a_node_knows_its_place() -> None:
    """Parent, depth and position describe one another."""
    nodes = thread([mail("a"), mail("b", answers="a"), mail("c", answers="b"), mail("d", answers="a")])
    assert [(node.key, node.parent, node.depth, node.position) for node in nodes] == [
        (key("a"), "", 0, 0),
        (key("b"), key("a"), 1, 1),
        (key("c"), key("b"), 2, 2),
        (key("d"), key("a"), 1, 3),
    ]
