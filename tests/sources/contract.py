"""What every source that is pulled must do: its tests subclass this against the real thing."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

import pytest

from archiver.errors import SignInRefused, Unreachable
from archiver.model import Fidelity, RawMessage
from archiver.settings import Secret, SourceSettings
from archiver.sources import web
from archiver.sources.base import PulledSource, State
from archiver.sources.opening import open_source
from tests.mails import mail

WRONG_SECRET = "falsch-4711-chigau"

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

    def test_lists_what_it_gives(self, place: Any, open_it: Open) -> None:
        """The positions of the inventory are those of what is given, whatever the state."""
        place.post(self.mails(0, 4))
        source = open_it({})
        given = {item.position for item in source.messages()}
        for state in ({}, json.loads(json.dumps(source.state))):
            assert {each.position for each in open_it(state).inventory()} == given
        source.close()

    def test_a_state_stands_still(self, place: Any, open_it: Open) -> None:
        """What was handed out or handed in does not change while the reading goes on."""
        place.post(self.mails(0, 4))
        source = open_it({})
        states = [(state := source.state, json.dumps(state)) for _ in source.messages()]
        before, text = source.state, json.dumps(source.state)
        place.post(self.mails(4, 2))
        self.read(open_it(before))
        source.close()
        assert all(json.dumps(state) == then for state, then in [*states, (before, text)])

    def test_posts_that_arrive_meanwhile_are_not_lost(self, place: Any, open_it: Open) -> None:
        """What comes while the place is read comes now or the next time."""
        place.post(self.mails(0, 4))
        source = open_it({})
        reading = source.messages()
        given = [next(reading)]
        place.post(self.mails(4, 3))
        given += list(reading)
        state = source.state
        source.close()
        given += self.read(open_it(state))[0]
        assert {subject_of(item.content) for item in given if isinstance(item, RawMessage)} == {
            f"MAIL-{number}".encode() for number in range(7)
        }


class ServerContract(SourceContract):
    """Of a source that asks a server; a module gives the fixture `settings` too."""

    @pytest.fixture(autouse=True)
    def _hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Retries wait for milliseconds."""
        monkeypatch.setattr(web, "FIRST_WAIT", 0.01)

    @pytest.fixture
    def nobody_there(self, settings: SourceSettings) -> Iterator[SourceSettings]:
        """The settings with a port that nobody listens on."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            port = held.getsockname()[1]
            url = settings.url and urlsplit(settings.url)._replace(netloc=f"127.0.0.1:{port}").geturl()
            yield replace(settings, url=url, host=settings.host and "127.0.0.1", port=port)

    def test_nothing_is_contacted_before_it_is_asked(self, nobody_there: SourceSettings) -> None:
        """A source is made from settings and state alone; then one sentence says that nobody answers."""
        source = open_source(nobody_there, {})
        with pytest.raises(Unreachable) as caught:
            list(source.messages())
        with pytest.raises(Unreachable):
            list(source.inventory())
        assert "\n" not in str(caught.value)
        assert source.state == {}
        source.close()
        source.close()

    def test_a_wrong_secret_is_said_and_never_shown(
        self, settings: SourceSettings, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The sentence names the source; neither it nor what it came from tells the secret."""
        monkeypatch.setenv("ARCHIVER_WRONG_SECRET", WRONG_SECRET)
        wrong = Secret(setting="sources x: password", variable="ARCHIVER_WRONG_SECRET")
        source = open_source(replace(settings, **{"token" if settings.token else "password": wrong}), {})
        with pytest.raises(SignInRefused) as caught:
            list(source.messages())
        source.close()
        assert settings.name in str(caught.value)
        error: BaseException | None = caught.value
        while error is not None:
            assert WRONG_SECRET not in f"{error} {error!r}"
            error = error.__cause__ or error.__context__
