"""Threads as an officer would make them: whole lists of office mail, from bytes, against what a person says."""

from __future__ import annotations

import random
import tomllib

import pytest

from archiver import mail
from archiver.model import Envelope, RawMessage
from archiver.samples import sample_folder
from archiver.sources.files import open_path
from archiver.threads import thread
from tests.threads.officers import officers_list
from tests.threads.scores import b_cubed

ENOUGH = 0.99


def envelope(content: bytes) -> Envelope:
    """What threading is told of a mail."""
    message = mail.read(content)
    return Envelope(
        key=message.public_id,
        message_id=message.message_id,
        references=message.references,
        in_reply_to=message.in_reply_to,
        base_subject=message.base_subject,
        is_reply=message.is_reply,
        seconds=int(message.date.timestamp()),
        quotes=any(each.kind in ("quote", "attribution") for each in mail.segments(message.body)),
        sender=message.sender.address.lower(),
    )


def threads_of(envelopes: list[Envelope]) -> dict[str, str]:
    return {node.key: node.thread for node in thread(envelopes) if not node.is_ghost}


@pytest.mark.parametrize("seed", range(4))
def test_a_year_of_office_mail(seed: int) -> None:
    """Lost headers, cut subjects, subjects used again: B³ F1 of at least .99, and next to no strangers together."""
    posts = officers_list(seed)
    gold = {(found := envelope(post.content)).key: (post.thread, found) for post in posts}
    precision, recall, f1 = b_cubed(
        {key: name for key, (name, _) in gold.items()}, threads_of([each for _, each in gold.values()])
    )
    assert len(gold) == len(posts)
    assert precision >= ENOUGH and f1 >= ENOUGH, (precision, recall, f1)


def test_the_sample_list() -> None:
    """The sample's 64 mails stand in the 22 threads that its source names."""
    source = tomllib.loads((sample_folder("list") / "messages.toml").read_text("utf-8"))
    raws = [
        each
        for each in open_path(sample_folder("list") / "yakuin.mbox").messages()
        if isinstance(each, RawMessage)
    ]
    envelopes = [envelope(each.content) for each in raws]
    gold = {each.key: told["thread"] for each, told in zip(envelopes, source["messages"], strict=True)}
    random.Random(7).shuffle(envelopes)
    assert b_cubed(gold, threads_of(envelopes)) == (1, 1, 1)
