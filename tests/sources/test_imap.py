"""IMAP against a real Dovecot."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from imapclient import IMAPClient

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.mail import UNKNOWN_DATE, identify
from archiver.pipeline.bringing.dating import Neighbours
from archiver.settings import Secret, SourceSettings
from archiver.sources import imap
from archiver.sources.imap import ImapSource
from tests.mails import mail
from tests.sources.contract import Open, ServerContract, SourceContract, subject_of
from tests.sources.dovecot import PASSWORD, USER, Dovecot, free_port, make_certificate

LIST = "yakuin@kachokai.example"


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    server = Dovecot()
    yield server
    server.stop()


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_IMAP_PASSWORD", PASSWORD)
    monkeypatch.setattr("archiver.sources.imap.FIRST_WAIT", 0.01)


class Mailbox:
    """A folder of its own on the server."""

    def __init__(self, dovecot: Dovecot, folder: str) -> None:
        self.dovecot = dovecot
        self.folder = folder
        with self.client() as client:
            client.create_folder(folder)

    def settings(self) -> SourceSettings:
        return SourceSettings(
            kind="imap",
            name="imap",
            list=LIST,
            host="127.0.0.1",
            port=self.dovecot.tls_port,
            certificates=self.dovecot.certificate,
            folder=self.folder,
            user=USER,
            password=Secret(setting="sources imap: password", variable="TEST_IMAP_PASSWORD"),
        )

    @contextmanager
    def client(self) -> Iterator[IMAPClient]:
        with IMAPClient("127.0.0.1", self.dovecot.port, ssl=False) as client:
            client.plain_login(USER, PASSWORD)
            yield client

    def post(self, mails: list[bytes]) -> None:
        with self.client() as client:
            for each in mails:
                client.append(self.folder, each)

    def empty(self) -> None:
        with self.client() as client:
            client.delete_folder(self.folder)
            time.sleep(1.1)  # UIDVALIDITY counts seconds
            client.create_folder(self.folder)


@pytest.fixture
def place(dovecot: Dovecot, request: pytest.FixtureRequest) -> Mailbox:
    number = abs(hash(request.node.nodeid))
    return Mailbox(dovecot, f"役員会 {number}")


class TestImap(ServerContract):
    fidelity = "delivered"

    @pytest.fixture
    def settings(self, place: Mailbox) -> SourceSettings:
        return place.settings()

    @pytest.fixture
    def open_it(self, place: Mailbox) -> Open:
        return lambda state: ImapSource(place.settings(), state)

    def test_starttls_and_a_plain_connection_on_this_machine(self, place: Mailbox) -> None:
        place.post(self.mails(0, 1))
        for security in ("starttls", "none"):
            source = ImapSource(
                replace(place.settings(), security=security, port=place.dovecot.port, host="localhost"), {}
            )
            assert len(self.read(source)[0]) == 1

    def test_a_folder_larger_than_a_search(
        self, place: Mailbox, open_it: Open, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Searches cover a part each, and none is left out."""
        monkeypatch.setattr(imap, "SEARCHED", 3)
        place.post(self.mails(0, 10))
        items, state = self.read(open_it({}))
        assert [subject_of(item.content) for item in items] == [f"MAIL-{n}".encode() for n in range(10)]
        assert len(list(open_it({}).inventory())) == 10
        place.post(self.mails(10, 7))
        assert len(self.read(open_it(state))[0]) == 7

    def test_nothing_is_marked_as_read(self, place: Mailbox, open_it: Open) -> None:
        place.post(self.mails(0, 2))
        self.read(open_it({}))
        with place.client() as client:
            client.select_folder(place.folder, readonly=True)
            assert len(client.search("UNSEEN")) == 2

    def test_a_mailbox_that_was_made_anew_is_read_anew(self, place: Mailbox, open_it: Open) -> None:
        """UIDVALIDITY changed: what an old UID meant is gone."""
        place.post(self.mails(0, 5))
        _, state = self.read(open_it({}))
        place.empty()
        place.post(self.mails(10, 3))
        assert len(self.read(open_it(state))[0]) == 3

    def test_every_byte_is_as_it_was_sent(self, place: Mailbox, open_it: Open) -> None:
        """ISO-2022-JP, bare CR, NUL-free binary: the server's line ends aside, nothing is changed."""
        content = mail("raw", text='\x1b$B$"\x1b(B MAIL-raw ①').replace(b"\n", b"\r\n")
        place.post([content])
        assert self.read(open_it({}))[0][0].content == content

    def test_when_the_server_had_it_is_told(self, place: Mailbox, open_it: Open) -> None:
        """A mail without any date is ordered by the server's INTERNALDATE."""
        came = datetime(2011, 7, 5, 1, 12, tzinfo=UTC)
        with place.client() as client:
            client.append(place.folder, b"Subject: MAIL-undated\r\n\r\ntext\r\n", msg_time=came)
        raw = self.read(open_it({}))[0][0]
        identity = identify(raw.content)
        assert identity.date == UNKNOWN_DATE
        assert Neighbours([raw]).date_of(raw, identity) == came

    def test_a_wrong_password_is_said_and_never_shown(
        self, place: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("TEST_IMAP_PASSWORD", "wrong-secret")
        with pytest.raises(
            SignInRefused, match=f"imap: 127.0.0.1 does not take the password of {USER}"
        ) as caught:
            next(ImapSource(place.settings(), {}).messages())
        assert "wrong-secret" not in str(caught.value)

    def test_a_folder_that_is_not_there_is_named(self, place: Mailbox) -> None:
        with pytest.raises(SourceError, match="no folder 総会 that can be opened"):
            next(ImapSource(replace(place.settings(), folder="総会"), {}).messages())

    def test_a_certificate_that_nobody_vouches_for_is_refused(self, place: Mailbox, tmp_path: Path) -> None:
        other, _ = make_certificate(tmp_path)
        for certificates in (None, other):
            with pytest.raises(Unreachable, match="no safe connection"):
                next(ImapSource(replace(place.settings(), certificates=certificates), {}).messages())

    def test_nobody_there(self, place: Mailbox) -> None:
        with pytest.raises(Unreachable, match=r"imap: 127\.0\.0\.1 cannot be reached"):
            next(ImapSource(replace(place.settings(), port=free_port()), {}).messages())


@contextmanager
def relay(port: int, limit: int, pause: float = 0.0) -> Iterator[int]:
    """A line to the server at `port` that breaks after `limit` bytes of answers, or then gives one byte a `pause`."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def carry(source: socket.socket, target: socket.socket, limit: int) -> None:
            given = 0
            try:
                while block := source.recv(1 if given >= limit else 4096):
                    if given >= limit:
                        if not pause:
                            break
                        time.sleep(pause)
                    target.sendall(block)
                    given += len(block)
            except OSError:
                pass
            for each in (source, target):
                with suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)

        def serve() -> None:
            while True:
                try:
                    client, _ = listener.accept()
                except OSError:
                    return
                server = socket.create_connection(("127.0.0.1", port))
                threading.Thread(target=carry, args=(client, server, 1 << 40), daemon=True).start()
                threading.Thread(target=carry, args=(server, client, limit), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)


def test_a_server_that_goes_half_way_is_said_and_gone_on_from(
    place: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was given before the line broke is in the state; the next reading gives the rest."""
    monkeypatch.setattr(imap, "BATCH_MESSAGES", 10)
    place.post(SourceContract.mails(0, 60))
    with relay(place.dovecot.port, 14_000) as port:
        source = ImapSource(replace(place.settings(), security="none", port=port), {})
        before = []
        with pytest.raises(Unreachable, match="stopped half-way"):
            before.extend(source.messages())
            pytest.fail("the line did not break")
    state = source.state
    after = list(ImapSource(place.settings(), state).messages())
    assert 0 < len(after) < 60
    assert state["uid"] + len(after) == 60


def test_a_byte_a_second_is_as_good_as_gone(place: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """No reading waits for ever."""
    monkeypatch.setattr(imap, "GRACE", 1.0)
    place.post(SourceContract.mails(0, 5))
    with relay(place.dovecot.port, 1_000, pause=0.05) as port:
        source = ImapSource(replace(place.settings(), security="none", port=port), {})
        started = time.monotonic()
        with pytest.raises(Unreachable):
            list(source.messages())
        assert time.monotonic() - started < 20
