"""HyperKitty: the real one, with Mailman in front of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

import pytest

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import RawMessage
from archiver.settings import Secret, SourceSettings
from archiver.sources import web
from archiver.sources.hyperkitty.source import HyperKittySource
from tests.sources.contract import Open, SourceContract, subject_of
from tests.sources.dovecot import free_port, wait_until
from tests.sources.mailman import ADMIN, ADMIN_PASSWORD, Servers
from tests.sources.relay import FAULTS, Relay, failing


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_WEB_PASSWORD", ADMIN_PASSWORD)


class List:
    """A list of its own, in Mailman and in HyperKitty."""

    def __init__(self, servers: Servers, policy: str) -> None:
        self.servers = servers
        self.address = servers.make_list(in_hyperkitty=True, archive_policy=policy).fqdn_listname
        self.wanted = {"private": 1, "public": 2}[policy]
        """As HyperKitty writes it down."""

    def settings(self) -> SourceSettings:
        return SourceSettings(
            kind="hyperkitty",
            name="hyperkitty",
            list=self.address,
            url=self.servers.web_url,
            user=ADMIN,
            password=Secret(setting="sources hyperkitty: password", variable="TEST_WEB_PASSWORD"),
            pause=0.0,
        )

    def post(self, mails: list[bytes]) -> None:
        self.servers.archive(self.address, mails)
        wait_until(
            lambda: self.policy() == self.wanted, "HyperKitty asking Mailman for the list's policy", 60
        )

    def policy(self) -> int:
        with sqlite3.connect(self.servers.folder / "web" / "web.db", timeout=30) as database:
            sql = "SELECT archive_policy FROM hyperkitty_mailinglist WHERE name = ?"
            return int(database.execute(sql, [self.address]).fetchone()[0])


@pytest.fixture
def place(list_servers: Servers) -> List:
    return List(list_servers, "private")


@pytest.fixture
def relayed(list_servers: Servers, monkeypatch: pytest.MonkeyPatch) -> Iterator[Relay]:
    """A server in front of HyperKitty that fails as it is told; patience is short."""
    for name, value in (("FIRST_WAIT", 0.01), ("TRIES", 4), ("GRACE", 0.3), ("HEAD_SECONDS", 5.0)):
        monkeypatch.setattr(web, name, value)
    relay = Relay(list_servers.web_url.removesuffix("/hyperkitty"))
    yield relay
    relay.stop()


@pytest.fixture
def open_it(place: List) -> Open:
    return lambda state: HyperKittySource(place.settings(), state)


class TestHyperKitty(SourceContract):
    fidelity = "resynthesised"

    @pytest.mark.parametrize("few", [3, 100])
    def test_posts_that_arrive_while_it_is_read(
        self, place: List, open_it: Open, few: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The list shifts under the walk: nothing is missed, by export or one by one."""
        monkeypatch.setattr("archiver.sources.hyperkitty.server.PAGE", 4)
        monkeypatch.setattr("archiver.sources.hyperkitty.source.FEW", few)
        place.post(self.mails(0, 9))
        source = open_it({})
        stream = source.messages()
        before = [next(stream)]
        place.post(self.mails(9, 3))
        before += list(stream)
        after, state = self.read(open_it(source.state))
        given = {each.position for each in [*before, *after]}
        assert len(given) == 12
        assert self.read(open_it(state))[0] == []

    def test_a_list_before_its_first_post_is_empty(self, place: List, open_it: Open) -> None:
        """HyperKitty does not know it yet, which is no fault."""
        assert list(open_it({}).messages()) == []

    def test_a_wrong_password_is_said(self, place: List, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("TEST_WEB_PASSWORD", "wrong-secret")
        with pytest.raises(
            SignInRefused, match=r"does not let admin in .* Check user and password"
        ) as caught:
            list(HyperKittySource(place.settings(), {}).messages())
        assert "wrong-secret" not in str(caught.value)

    def test_a_private_list_is_refused_to_a_visitor(self, place: List) -> None:
        """And no page that says so is taken for mail."""
        place.post(self.mails(0, 1))
        visitor = replace(place.settings(), user="", password=None)
        with pytest.raises(SignInRefused, match="does not let a visitor in"):
            list(HyperKittySource(visitor, {}).messages())

    def test_another_site_is_no_hyperkitty(self, place: List) -> None:
        other = replace(place.settings(), url=f"http://127.0.0.1:{place.servers.web_port}/nowhere")
        with pytest.raises(SourceError, match="nowhere is no HyperKitty"):
            list(HyperKittySource(other, {}).messages())

    def test_nobody_there(self, place: List, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("archiver.sources.web.FIRST_WAIT", 0.01)
        gone = replace(place.settings(), url=f"http://127.0.0.1:{free_port()}/hyperkitty")
        with pytest.raises(Unreachable, match="cannot be reached"):
            list(HyperKittySource(gone, {}).messages())

    @pytest.mark.parametrize("how", sorted(FAULTS))
    def test_a_fault_that_stays_is_said_and_gone_on_from(
        self, place: List, relayed: Relay, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One sentence, nothing is taken for mail that is none, and the next reading gives everything."""
        monkeypatch.setattr(web, "TRIES", 2)
        place.post(self.mails(0, 3))
        relayed.fault = failing(how, "/emails/")
        source = HyperKittySource(replace(place.settings(), url=f"{relayed.url}/hyperkitty"), {})
        with pytest.raises(SourceError) as caught:
            list(source.messages())
        assert "\n" not in str(caught.value)
        assert source.state == {}
        relayed.fault = lambda handler: False
        assert len(self.read(source)[0]) == 3

    @pytest.mark.parametrize("how", ["500", "login page", "half", "gone"])
    def test_where_the_export_fails_the_mails_come_one_by_one(
        self, place: List, relayed: Relay, how: str, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """One mail that HyperKitty cannot export does not hold up the others."""
        monkeypatch.setattr("archiver.sources.hyperkitty.source.FEW", 2)
        place.post(self.mails(0, 4))
        relayed.fault = failing(how, "/export/")
        source = HyperKittySource(replace(place.settings(), url=f"{relayed.url}/hyperkitty"), {})
        items, state = self.read(source)
        assert sorted(subject_of(item.content) for item in items) == [f"MAIL-{n}".encode() for n in range(4)]
        assert self.read(HyperKittySource(place.settings(), state))[0] == []

    @pytest.mark.parametrize("how", ["500", "half", "gone"])
    def test_a_fault_that_passes_is_waited_out(self, place: List, relayed: Relay, how: str) -> None:
        place.post(self.mails(0, 3))
        relayed.fault = failing(how, "/emails/", times=3)
        source = HyperKittySource(replace(place.settings(), url=f"{relayed.url}/hyperkitty"), {})
        assert len(self.read(source)[0]) == 3

    def test_it_signs_in_once_and_only_for_what_is_new(self, place: List, relayed: Relay) -> None:
        """A server counts how often one signs in, and a pull a quarter of an hour is often."""
        place.post(self.mails(0, 3))
        settings = replace(place.settings(), url=f"{relayed.url}/hyperkitty")
        _, state = self.read(HyperKittySource(settings, {}))
        assert sum(line.startswith("POST") for line in relayed.asked) == 1
        relayed.asked.clear()
        assert self.read(HyperKittySource(settings, state))[0] == []
        assert len(relayed.asked) == 2
        assert not any("login" in line for line in relayed.asked)

    def test_a_mail_that_is_read_twice_is_the_same_twice(self, place: List, open_it: Open) -> None:
        """HyperKitty draws boundaries by lot; a pull that was stopped would keep every mail once more."""
        place.post([with_attachment(b"x" * 100), *self.mails(0, 2)])
        once, again = (self.read(open_it({}))[0] for _ in range(2))
        assert once == again

    def test_attachments_and_japanese_come_through(self, place: List, open_it: Open) -> None:
        """A file's bytes are as they were sent; the subject and the names can be read."""
        content = bytes(range(256))
        place.post([with_attachment(content)])
        (item,) = self.read(open_it({}))[0]
        from archiver import mail as mails

        message = mails.read(item.content)
        assert message.subject.endswith("資料4の送付")
        (attachment,) = [each for each in message.attachments if each.name == "資料4.bin"]
        assert mails.attachment(item.content, attachment.index) == content


def test_a_post_goes_from_mailman_to_hyperkitty_to_us(place: List, open_it: Open) -> None:
    """The whole way."""
    place.servers.post(place.address, SourceContract.mails(0, 2))

    def items() -> list[RawMessage]:
        return [item for item in open_it({}).messages() if isinstance(item, RawMessage)]

    wait_until(lambda: len(items()) == 2, "HyperKitty archiving", 60)


def test_a_public_list_needs_no_name(list_servers: Servers) -> None:
    public = List(list_servers, "public")
    public.post(SourceContract.mails(0, 2))
    source = HyperKittySource(replace(public.settings(), user="", password=None), {})
    items = [item for item in source.messages() if isinstance(item, RawMessage)]
    assert len(items) == 2


def with_attachment(content: bytes) -> bytes:
    from email.message import EmailMessage

    message = EmailMessage()
    message["Message-ID"] = "<attached@test.example>"
    message["From"] = "jimukyoku@a.example"
    message["Date"] = "Fri, 01 Jul 2011 18:00:00 +0900"
    message["Subject"] = "資料4の送付"
    message.set_content("MAIL-attached 添付します。")
    message.add_attachment(content, maintype="application", subtype="octet-stream", filename="資料4.bin")
    return message.as_bytes()
