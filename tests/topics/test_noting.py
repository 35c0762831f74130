"""Notes of messages: what was read once is not read again, and says what reading again would."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import timedelta

from archiver import minutes, topics
from archiver.model import MessageText, ThreadText
from tests.topics.officers import cases, meeting, shipped_topics


@dataclass(frozen=True, kw_only=True)
class Noted(MessageText):
    """A message that notes when its words are asked for."""

    asked: list[str]

    def __getattribute__(self, name: str) -> object:
        if name in ("own", "quoted"):
            self.asked.append(self.key)
        return super().__getattribute__(name)


def noted(message: MessageText, asked: list[str]) -> Noted:
    values = {name: getattr(message, name) for name in MessageText.__slots__}
    return Noted(**{**values, "digest": repr(message)}, asked=asked)


def test_a_thread_that_grew_is_heard_from_notes_as_if_it_were_read_whole() -> None:
    """Wherever its new messages hang, in whatever thread the others stood, and whatever its subjects are."""
    meetings = [meeting()]
    listener = topics.Listener(meetings, shipped_topics(), minutes.followed(meetings))
    threads = [each for part, _ in cases().values() for each in part]
    chance, saved = random.Random(1), 0
    for _ in range(150):
        one, other = chance.sample(threads, 2)
        asked: list[str] = []
        whole = [noted(each, asked) for each in (*one.messages, *other.messages)]
        whole = [
            replace(
                each, subject=chance.choice([each.subject, "Re: ご相談", "議題4の件"]), key=f"{each.key}{at}"
            )
            for at, each in enumerate(whole)
        ]
        whole = [replace(each, digest=repr((each.subject, each.digest, each.key))) for each in whole]
        before = [each for each in whole if chance.random() < 0.7]
        cut = chance.randrange(len(before) + 1)
        texts = [
            listener.hear(ThreadText(thread=name, messages=tuple(part)))
            for name, part in (("a", before[:cut]), ("b", before[cut:]))
            if part
        ]
        thread = ThreadText(thread="t", messages=tuple(whole))
        anew = listener.hear(thread)
        asked.clear()
        assert listener.hear(thread, topics.noted(texts)) == anew
        saved += len(whole) - len(set(asked))
    assert saved > 200


def test_of_a_thread_with_one_answer_more_only_the_answer_is_read() -> None:
    meetings = [meeting()]
    listener = topics.Listener(meetings, shipped_topics(), minutes.followed(meetings))
    asked: list[str] = []
    thread = next(each for part, _ in cases().values() for each in part if len(each.messages) > 2)
    messages = [noted(each, asked) for each in thread.messages]
    known = topics.noted([listener.hear(ThreadText(thread="t", messages=tuple(messages)))])
    late = replace(messages[-1], key="late", sent=messages[-1].sent + timedelta(days=1), digest="late")
    asked.clear()
    listener.hear(ThreadText(thread="t", messages=(*messages, late)), known)
    assert set(asked) == {"late"}
