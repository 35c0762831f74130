"""What every source that is pulled must do: its tests subclass this against the real thing."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from archiver.model import Fidelity, RawMessage
from archiver.sources.base import PulledSource, State
from tests.mails import mail

Open = Callable[[State], PulledSource]


def subject_of(content: bytes) -> bytes:
    """The text by which a test tells its mails apart, as it stands in the body."""
    return next(word for word in content.split() if word.startswith(b"MAIL-"))


class SourceContract:
    """A module gives the fixtures `place`, whose `post(mails)` returns when the source can see them, and `open_it`,
    which opens the source from a state."""

    fidelity: Fidelity = "full"

    @staticmethod
    def mails(first: int, count: int) -> list[bytes]:
        return [
            mail(f"contract-{number}", subject=f"議題 {number}", text=f"MAIL-{number} 本文です。")
            for number in range(first, first + count)
        ]

    @staticmethod
    def read(source: PulledSource) -> tuple[list[RawMessage], State]:
        items = [item for item in source.messages() if isinstance(item, RawMessage)]
        source.kept([item.position for item in items])
        state = json.loads(json.dumps(source.state))
        source.close()
        return items, state

    def test_gives_everything_once_then_only_what_is_new(self, place: Any, open_it: Open) -> None:
        """Every post, with its fidelity; then nothing; then what was posted meanwhile."""
        place.post(self.mails(0, 12))
        items, state = self.read(open_it({}))
        assert sorted(subject_of(item.content) for item in items) == sorted(
            f"MAIL-{number}".encode() for number in range(12)
        )
        assert {item.fidelity for item in items} == {self.fidelity}
        assert len({item.position for item in items}) == 12
        again, state = self.read(open_it(state))
        assert again == []
        place.post(self.mails(12, 3))
        new, state = self.read(open_it(state))
        assert sorted(subject_of(item.content) for item in new) == [b"MAIL-12", b"MAIL-13", b"MAIL-14"]

    @pytest.mark.parametrize("given", [1, 5, 11])
    def test_stopped_half_way_it_loses_nothing(self, place: Any, open_it: Open, given: int) -> None:
        """What was given before it stopped and what the state leads to afterwards are everything."""
        place.post(self.mails(0, 12))
        first = open_it({})
        stream = first.messages()
        before = []
        while len(before) < given:
            item = next(stream)
            assert isinstance(item, RawMessage)
            before.append(item)
        state = json.loads(json.dumps(first.state))
        stream.close()  # type: ignore[attr-defined]
        first.close()
        after, state = self.read(open_it(state))
        assert {subject_of(item.content) for item in [*before, *after]} == {
            f"MAIL-{number}".encode() for number in range(12)
        }
        assert self.read(open_it(state))[0] == []

    def test_lists_what_it_holds(self, place: Any, open_it: Open) -> None:
        """The inventory names every message by its Message-ID."""
        place.post(self.mails(0, 5))
        source = open_it({})
        listed = {each.message_id for each in source.inventory()}
        source.close()
        assert listed == {f"contract-{number}@test.example" for number in range(5)}
