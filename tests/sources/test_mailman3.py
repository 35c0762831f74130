"""Mailman's REST API of a real server: what it says of a list, and what a person reads when it says nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.model import Member, RawMessage
from archiver.settings import Secret, SourceSettings
from archiver.sources.mailman3 import PAGE, Mailman3Source
from tests.mails import mail
from tests.sources.contract import Open, SourceContract
from tests.sources.mailman import PASSWORD, USER, Servers

JUNIPER = b"Subject: =?ISO-2022-JP?B?GyRCLSEbKEI=?= \n"
"""NEC's (1) in ISO-2022-JP: Python's codec does not know it, and Mailman puts such a post aside."""


@pytest.fixture
def made(list_servers: Servers) -> object:
    return list_servers.make_list()


@pytest.fixture
def settings(list_servers: Servers, made: object, tmp_path: Path) -> SourceSettings:
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD + "\n")
    secret.chmod(0o600)
    return SourceSettings(
        kind="mailman3",
        name="server",
        list=made.fqdn_listname,  # type: ignore[attr-defined]
        url=list_servers.rest_url,
        user=USER,
        password=Secret(setting="password", file=secret),
        path=list_servers.spool,
    )


class Posts:
    """A list as the contract sees it."""

    def __init__(self, servers: Servers, address: str) -> None:
        self.servers, self.address, self.count = servers, address, 0

    def post(self, mails: list[bytes]) -> None:
        self.servers.post(self.address, mails)
        self.count += len(mails)


class TestSpoolOfTheServer(SourceContract):
    @pytest.fixture
    def place(self, list_servers: Servers, settings: SourceSettings) -> Posts:
        return Posts(list_servers, settings.list)

    @pytest.fixture
    def open_it(self, settings: SourceSettings) -> Open:
        return lambda state: Mailman3Source(settings, state)


def test_says_who_and_what_a_list_is(settings: SourceSettings, made: object) -> None:
    """Names, prefix, policy, and every member with the display name, page after page."""
    for name, value in (
        ("display_name", "役員会"),
        ("description", "役員の議論 / officers"),
        ("subject_prefix", "[役員] "),
        ("archive_policy", "private"),
    ):
        made.settings[name] = value  # type: ignore[attr-defined]
    made.settings.save()  # type: ignore[attr-defined]
    made.add_owner("owner@a.example")  # type: ignore[attr-defined]
    made.add_moderator("moderator@a.example")  # type: ignore[attr-defined]
    confirmed = {"pre_verified": True, "pre_confirmed": True, "pre_approved": True}
    people = [(f"m{number}@b.example", f"課長 {number}") for number in range(PAGE + 3)]
    for address, name in people:
        made.subscribe(address, name, **confirmed)  # type: ignore[attr-defined]
    said = Mailman3Source(settings, {}).describe()
    assert (said.address, said.name, said.description) == (settings.list, "役員会", "役員の議論 / officers")
    assert (said.subject_prefix, said.archive_policy, said.posts) == ("[役員] ", "private", 0)
    assert Member(role="owner", address="owner@a.example") in said.roster
    assert Member(role="moderator", address="moderator@a.example") in said.roster
    members = {(each.address, each.name) for each in said.roster if each.role == "member"}
    assert members == set(people)
    assert "shunt" in said.queues


def test_counts_held_and_shunted_posts_beside_those_that_went_out(
    list_servers: Servers, settings: SourceSettings, made: object
) -> None:
    """Two posts distributed, one held for a moderator, one that Mailman could not handle."""
    list_servers.post(settings.list, [mail("one"), mail("two")])
    made.settings["default_nonmember_action"] = "hold"  # type: ignore[attr-defined]
    made.settings.save()  # type: ignore[attr-defined]
    list_servers.post(settings.list, [mail("held", subject="=?utf-8?B?5L+d55WZ?=")])
    made.settings["default_nonmember_action"] = "accept"  # type: ignore[attr-defined]
    made.settings.save()  # type: ignore[attr-defined]
    before = set(Mailman3Source(settings, {}).describe().queues["shunt"])
    shunted = mail("shunted").replace(b"Subject: \xe8\xad\xb0", JUNIPER + b"X-Rest: \xe8\xad\xb0")
    list_servers.post(settings.list, [shunted])
    source = Mailman3Source(settings, {})
    said = source.describe()
    assert said.posts == 2
    assert [each.message_id for each in said.held] == ["held@test.example"]
    assert said.held[0].label == "保留"
    assert len(set(said.queues["shunt"]) - before) == 1
    assert len(list(source.inventory())) == 2
    list_servers.run_mailman("unshunt", "--discard")


def test_gives_the_posts_of_its_own_list_and_the_wish_not_to_be_archived(
    list_servers: Servers, settings: SourceSettings
) -> None:
    """Another list's folder is left alone; what is kept is let go of, what is not kept stays."""
    other = list_servers.make_list().fqdn_listname
    list_servers.post(settings.list, [mail("mine"), mail("private", extra="X-No-Archive: yes")])
    list_servers.post(other, [mail("theirs")])
    half = list_servers.spool / settings.list / ".00000000000000000001-0.eml.1.tmp"
    half.write_bytes(b"half a ma")
    source = Mailman3Source(settings, {})
    items = list(source.messages())
    kinds = [
        (type(item).__name__, getattr(item, "kind", ""), getattr(item, "message_id", "")) for item in items
    ]
    assert sorted(kinds) == [("RawMessage", "", ""), ("Refusal", "no-archive", "private@test.example")]
    source.kept([item.position for item in items if isinstance(item, RawMessage)])
    assert [each.message_id for each in source.inventory()] == ["private@test.example"]
    assert half.exists()
    assert len(list((list_servers.spool / other).iterdir())) == 1


def test_without_a_spool_it_has_no_mail_of_its_own(settings: SourceSettings) -> None:
    """The REST API gives no archived mail: such a source only describes the list."""
    source = Mailman3Source(replace(settings, path=None), {})
    assert list(source.messages()) == [] == list(source.inventory())
    source.kept(["x"])


# --- faults ---


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"user": "somebody"}, SignInRefused, "somebody"),
        ({"list": "nobody@kachokai.example"}, SourceError, "no list nobody@kachokai.example"),
        ({"url": "http://127.0.0.1:1/3.1"}, Unreachable, "cannot be reached"),
        ({"url": "/hyperkitty"}, SourceError, "REST"),
    ],
    ids=("user", "list", "nobody there", "not the API"),
)
def test_one_sentence_for_each_fault(
    list_servers: Servers,
    settings: SourceSettings,
    change: dict[str, str],
    error: type[Exception],
    words: str,
) -> None:
    """It names what is wrong and never shows the password."""
    if change.get("url", "").startswith("/"):
        change = {"url": f"http://127.0.0.1:{list_servers.web_port}{change['url']}"}
    with pytest.raises(error) as raised:
        Mailman3Source(replace(settings, **change), {}).describe()
    assert words in str(raised.value)
    assert PASSWORD not in str(raised.value)


@pytest.mark.parametrize("password", ["wrong", "違う", "with\nnewline"])
def test_a_wrong_password(settings: SourceSettings, tmp_path: Path, password: str) -> None:
    """Whatever it is made of."""
    secret = tmp_path / "wrong"
    secret.write_text(password)
    secret.chmod(0o600)
    wrong = replace(settings, password=Secret(setting="password", file=secret))
    with pytest.raises(SourceError) as raised:
        Mailman3Source(wrong, {}).describe()
    assert password not in str(raised.value)
