"""Other people's answers: imaptest's THREAD=REFERENCES, the mailboxes of Mail::Thread, notmuch's ghosts."""

from __future__ import annotations

import email
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.model import Envelope, Node, public_id
from archiver.threads import thread
from tests.threads.test_officers import envelope as read
from tests.threads.thread_mails import drawn, envelope_of, envelopes_of

Shape = dict[str, str]
"""Number of a mail → number of the one above, '' a root, '?' an absent mail."""

# In its first answer we agree on who belongs together and differ in who came first: docs/decisions/threads.md.
DIFFERENT = {"thread"}


@pytest.mark.parametrize("case", ["thread", *(f"thread{number}" for number in range(2, 9))])
def test_imaptest(corpora: Path, case: str) -> None:
    """The trees are those of a tested IMAP server, mail by mail as the script adds and deletes them."""
    script = corpora / "threading" / "imaptest" / case
    answers = list(answers_of(script))
    assert answers
    for present, expected in answers:
        ours = shape_of(present)
        if case in DIFFERENT:
            assert grouped(ours) == grouped(expected)
        else:
            assert ours == expected


@pytest.mark.parametrize(
    ("case", "apart"),
    [("thread-orderedsubject", [{"9", "10"}]), ("thread-orderedsubject2", [set("1357"), set("2468")])],
)
def test_imaptest_ordered_subject(corpora: Path, case: str, apart: list[set[str]]) -> None:
    """By subject alone, base subjects as archiver reads them: the same groups, but fresh mails stay apart."""
    script = corpora / "threading" / "imaptest" / case
    mails = re.split(rb"(?m)^From user@domain .*\n", script.with_suffix(".mbox").read_bytes())[1:]
    present = {
        str(number): read(each)._replace(key=f"K{number}", message_id=f"{number}@imap.example")
        for number, each in enumerate(mails, 1)
    }
    (found,) = re.findall(r"(?im)^\* thread (.*)$", script.read_text())
    expected = grouped(parsed(found))
    together = {group for group in expected if group not in map(frozenset, apart)}
    assert grouped(shape_of(present)) == together | {frozenset({each}) for group in apart for each in group}


def test_mail_thread_perl(corpora: Path) -> None:
    """The nine mailboxes of Mail::Thread: as many threads as there are talks in each."""
    folder = corpora / "threading" / "mail-thread-perl"
    boxes = ["testbox", *(f"testbox-{number}" for number in range(2, 10))]
    threads = [[node.thread for node in thread(with_keys(envelopes_of(folder / box)))] for box in boxes]
    assert [len(set(each)) for each in threads] == [3, 1, 1, 1, 1, 1, 1, 1, 1]


def test_mail_thread_perl_prefers_the_mail_that_was_answered(corpora: Path) -> None:
    """testbox-5: References copied without the parent, In-Reply-To right; numbered replies in a line."""
    box = corpora / "threading" / "mail-thread-perl" / "testbox-5"
    assert [node.depth for node in thread(with_keys(envelopes_of(box)))] == [0, 1, 2, 3]


def test_notmuch_ghost_root(corpora: Path) -> None:
    """A mail whose In-Reply-To is absent still hangs where its References say."""
    nodes = {node.message_id: node for node in thread(read_folder(corpora, "ghost-root"))}
    child = nodes["001-child@example.org"]
    assert nodes["001-fake-message-root@example.org"].parent == child.key
    assert child.thread == public_id("000-real-root@example.org")
    ticket = next(node for node in nodes.values() if node.is_ghost)
    assert ticket.message_id.startswith("RT-Ticket")


def test_notmuch_parent_priority(corpora: Path) -> None:
    """References that are wrong or in the wrong order do not outrank an In-Reply-To that is present."""
    assert drawn(thread(read_folder(corpora, "parent-priority/cur"))) == [
        "B00-root(B01-child(B01-grand-child))"
    ]


def read_folder(corpora: Path, name: str) -> list[Envelope]:
    files = sorted((corpora / "threading" / "notmuch-threading" / name).iterdir())
    mails = [file for file in files if file.is_file()]
    return with_keys(
        [envelope_of(email.message_from_bytes(each.read_bytes()), str(n)) for n, each in enumerate(mails)]
    )


def with_keys(envelopes: list[Envelope]) -> list[Envelope]:
    """Give the first mail of each Message-ID the plain key, as the store does."""
    taken: set[str] = set()
    keyed = []
    for envelope in envelopes:
        plain = public_id(envelope.message_id)
        keyed.append(envelope if plain in taken else envelope._replace(key=plain))
        taken.add(plain)
    return keyed


def answers_of(script: Path) -> Iterator[tuple[dict[str, Envelope], Shape]]:
    """(the mails present, the answer expected) at each THREAD of an imaptest script, mails by their number."""
    lines = script.read_text().splitlines()
    waiting = envelopes_of(script.with_suffix(".mbox"))
    present = [] if "state: created" in lines else [waiting.pop(0) for _ in list(waiting)]
    for line in lines:
        if line == "ok append":
            present.append(waiting.pop(0))
        elif found := re.match(r"ok store ([\d,]+) \+flags \\deleted", line):
            gone = {int(number) for number in found[1].split(",")}
            present = [each for number, each in enumerate(present, 1) if number not in gone]
        elif found := re.match(r"\* thread (.*)", line, re.IGNORECASE):
            yield {str(number): each for number, each in enumerate(with_keys(present), 1)}, parsed(found[1])


def parsed(answer: str) -> Shape:
    """The answer of IMAP THREAD (RFC 5256 §4) as a shape: `(1 (2 3)(4))` → {1: '', 2: 1, 3: 2, 4: 1}."""
    shape: Shape = {}
    above, outer = "", [""]
    for token in re.findall(r"[()]|\d+", answer):
        if token == "(":
            outer.append(above)
            above = "?" if len(outer) == 3 and not above else above
        elif token == ")":
            above = outer.pop()
        else:
            shape[token] = above
            above = token
    return shape


def shape_of(present: dict[str, Envelope]) -> Shape:
    numbers = {each.key: number for number, each in present.items()}
    nodes = thread(present.values())
    shared = {node.parent for node in nodes if sum(other.parent == node.parent for other in nodes) > 1}

    def above(node: Node) -> str:
        return numbers.get(node.parent, "?" if node.parent in shared and node.parent else "")

    return {numbers[node.key]: above(node) for node in nodes if not node.is_ghost}


def grouped(shape: Shape) -> set[frozenset[str]]:
    """Who belongs together, whoever came first."""
    roots = {number: number for number in shape}
    for number, parent in shape.items():
        if parent in roots:
            old, new = roots[number], roots[parent]
            roots = {each: new if root == old else root for each, root in roots.items()}
    return {frozenset(each for each in roots if roots[each] == root) for root in roots.values()}
