"""What every pulled source promises, as tests: subclass `SourceContract` and give it the real place to read from.

    class TestImap(SourceContract):
        @pytest.fixture
        def place(self, dovecot) -> Place: ...

A `Place` is a running server or a folder on disk that is empty at first, and knows how mail comes into it.
"""

from __future__ import annotations

import copy
import json
import re
import socket
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import replace
from urllib.parse import urlsplit

import pytest

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import Fidelity, ListServer, RawMessage
from archiver.settings import Secret, SourceSettings
from archiver.sources import web
from archiver.sources.base import PulledSource, State
from archiver.sources.opening import open_source
from tests.mails import mail

WRONG_SECRET = "falsch-4711-chigau"


class Place(ABC):
    """A place that mail comes from, as a test sets it up."""

    settings: SourceSettings
    fidelity: Fidelity = "full"

    @abstractmethod
    def post(self, *mails: bytes) -> None:
        """Bring mails into the place, and return when a reader can see them there."""

    def is_copy(self, given: bytes, posted: bytes) -> bool:
        """Whether the source gave what was posted, as exactly as this place lets it."""
        return given == posted

    def open(self, state: State) -> PulledSource:
        return open_source(self.settings, state)


def mails(*numbers: int) -> list[bytes]:
    """Mails as lists carry them: Japanese and English, in two charsets, with an answer and a quoted From line."""
    return [_mail(number) for number in numbers]


def _mail(number: int) -> bytes:
    name, answers = f"contract-{number}", f"contract-{number - 1}" if number % 3 else ""
    if number % 2:
        text = f"{number} 番目のメールです。\n\n>From 事務局\n以上"
        return mail(
            name, subject="Re: agenda" if answers else "agenda", text=text, answers=answers, day=number
        )
    plain = mail(
        name,
        text=f"{number} 番目、文字コードは JIS です。\n以上",
        subject="agenda",
        answers=answers,
        day=number,
    )
    return plain.decode().replace("utf-8", "iso-2022-jp").replace("8bit", "7bit").encode("iso-2022-jp")


def message_id(content: bytes) -> str:
    found = re.search(rb"(?im)^message-id:\s*<([^>]*)>", content)
    return found[1].decode() if found else ""


def read(place: Place, state: State) -> tuple[list[RawMessage], State]:
    """Everything that the place has beyond `state`, and the state after it; a refusal is a fault here."""
    source = place.open(state)
    found = list(source.messages())
    assert all(isinstance(each, RawMessage) for each in found), found
    after = source.state
    source.close()
    return [each for each in found if isinstance(each, RawMessage)], after


class SourceContract:
    """Tests of the contract `archiver.sources.base.PulledSource`.  A subclass gives the fixture `place`."""

    @pytest.fixture(autouse=True)
    def _hurry(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Retries wait for milliseconds."""
        monkeypatch.setattr(web, "FIRST_WAIT", 0.01)

    @pytest.fixture
    def absent(self, place: Place) -> Iterator[SourceSettings]:
        """The place's settings, pointing to where nothing is: a port that nobody listens on, a path that is not."""
        with socket.socket() as held:
            held.bind(("127.0.0.1", 0))
            yield _elsewhere(place.settings, held.getsockname()[1])

    def assert_given(self, place: Place, given: Sequence[RawMessage], posted: Sequence[bytes]) -> None:
        """Each of `posted` was given, as the place gives it, and nothing else."""
        by_id = {message_id(each.content): each.content for each in given}
        assert sorted(by_id) == sorted(map(message_id, posted))
        for each in posted:
            assert place.is_copy(by_id[message_id(each)], each), by_id[message_id(each)]

    def test_an_empty_place_gives_nothing(self, place: Place) -> None:
        """A list before its first post is no fault."""
        assert read(place, {})[0] == []
        assert list(place.open({}).inventory()) == []

    def test_everything_is_given_once_as_it_is(self, place: Place) -> None:
        """Each mail comes once, with its bytes, where it stood and how faithful it is."""
        posted = mails(1, 2, 3, 4, 5)
        place.post(*posted)
        given, _ = read(place, {})
        self.assert_given(place, given, posted)
        assert len(given) == len({each.position for each in given}) == len(posted)
        assert {each.fidelity for each in given} == {place.fidelity}

    def test_the_state_is_plain_json_and_stands_still(self, place: Place) -> None:
        """What is handed in is not touched, what is handed out does not change afterwards."""
        place.post(*mails(1, 2, 3))
        source = place.open({})
        states = [(state := source.state, json.dumps(state)) for _ in source.messages()]
        source.close()
        assert len(states) == 3
        assert all(json.dumps(state) == text and json.loads(text) == state for state, text in states)
        place.post(*mails(4))
        _, before = read(place, {})
        kept = copy.deepcopy(before)
        place.post(*mails(5))
        read(place, before)
        assert before == kept

    def test_only_what_is_new_is_given_next(self, place: Place) -> None:
        """From the last state nothing comes twice, and each new post comes."""
        place.post(*mails(1, 2, 3))
        _, state = read(place, {})
        again, state = read(place, json.loads(json.dumps(state)))
        assert again == []
        posted = mails(4, 5)
        place.post(*posted)
        given, state = read(place, state)
        self.assert_given(place, given, posted)
        assert read(place, state)[0] == []

    @pytest.mark.parametrize("count", [0, 1, 3, 5])
    def test_a_reading_that_stops_anywhere_loses_nothing(self, place: Place, count: int) -> None:
        """Killed after any mail, the next reading goes on from the state then in force."""
        posted = mails(1, 2, 3, 4, 5)
        place.post(*posted)
        first = place.open({})
        reading = first.messages()
        given = [each for _, each in zip(range(count), reading, strict=False) if isinstance(each, RawMessage)]
        state = first.state
        close = getattr(reading, "close", None)
        assert close is not None
        close()
        first.close()
        rest, _ = read(place, state)
        self.assert_given(place, [*given, *rest], posted)

    def test_posts_that_arrive_meanwhile_are_not_lost(self, place: Place) -> None:
        """A post that comes while the place is read comes now or the next time."""
        place.post(*mails(1, 2, 3))
        source = place.open({})
        reading = source.messages()
        given = [next(reading)]
        place.post(*mails(4, 5))
        given += list(reading)
        rest, _ = read(place, source.state)
        source.close()
        found = [each for each in [*given, *rest] if isinstance(each, RawMessage)]
        self.assert_given(place, found, mails(1, 2, 3, 4, 5))

    def test_the_inventory_names_what_is_given(self, place: Place) -> None:
        """The list of what the place holds has the same positions, and no Message-ID that was never posted."""
        posted = mails(1, 2, 3, 4)
        place.post(*posted)
        given, state = read(place, {})
        for source in (place.open({}), place.open(state)):
            listed = list(source.inventory())
            source.close()
            assert sorted(each.position for each in listed) == sorted(each.position for each in given)
            by_position = {each.position: message_id(each.content) for each in given}
            assert all(each.message_id in ("", by_position[each.position]) for each in listed)

    def test_it_says_what_it_is(self, place: Place) -> None:
        """The ledger's name, a size that was done, the list that it speaks of; closing twice does no harm."""
        place.post(*mails(1))
        source = place.open({})
        assert source.name == place.settings.name
        assert len(list(source.messages())) == 1
        assert source.done == source.size or not source.size
        described = source.describe()
        assert described is None or isinstance(described, ListServer)
        assert described is None or described.address == place.settings.list
        source.kept([])
        source.close()
        source.close()

    def test_nothing_is_contacted_before_it_is_asked(self, absent: SourceSettings) -> None:
        """A source is made from its settings and its state alone."""
        source = open_source(absent, {})
        assert source.state == {}
        source.close()

    def test_a_place_that_is_not_there(self, absent: SourceSettings) -> None:
        """One sentence; the state stays where it was."""
        source = open_source(absent, {})
        expected = Unreachable if absent.url or absent.host else SourceError
        with pytest.raises(expected) as caught:
            list(source.messages())
        assert source.state == {}
        assert str(caught.value).count("\n") == 0 and len(str(caught.value)) < 400
        with pytest.raises(expected):
            list(source.inventory())
        source.close()

    def test_a_wrong_secret(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        """The sentence names the source and never the secret."""
        if place.settings.password is None and place.settings.token is None:
            pytest.skip("this place asks for no secret")
        monkeypatch.setenv("ARCHIVER_WRONG_SECRET", WRONG_SECRET)
        wrong = Secret(setting="the wrong secret", variable="ARCHIVER_WRONG_SECRET")
        name = "token" if place.settings.token else "password"
        source = open_source(replace(place.settings, **{name: wrong}), {})
        with pytest.raises(SignInRefused) as caught:
            list(source.messages())
        assert place.settings.name in str(caught.value)
        _assert_untold(caught.value, WRONG_SECRET)
        assert source.state == {}
        source.close()


def _assert_untold(error: BaseException | None, secret: str) -> None:
    """Neither an error nor what it came from tells the secret."""
    while error is not None:
        assert secret not in str(error) and secret not in repr(error)
        error = error.__cause__ or error.__context__


def _elsewhere(settings: SourceSettings, port: int) -> SourceSettings:
    if settings.url:
        parts = urlsplit(settings.url)
        return replace(settings, url=parts._replace(netloc=f"127.0.0.1:{port}").geturl())
    if settings.host:
        return replace(settings, host="127.0.0.1", port=port)
    assert settings.path is not None
    return replace(settings, path=settings.path.with_name("gone"))
