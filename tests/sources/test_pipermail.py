"""Pipermail on a real web server: English and Japanese builds, public and private, whole and by months."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

import pytest

from archiver import mail as room_of_mail
from archiver.errors import NotMail, SignInRefused, Unreachable
from archiver.model import RawMessage, Refusal
from archiver.settings import Secret, SourceSettings
from archiver.sources import web
from archiver.sources.pipermail.source import PipermailSource
from tests.mails import mail
from tests.sources.contract import Open, ServerContract, SourceContract
from tests.sources.pipermail_site import PASSWORD, USER, Handler, Site

LIST = "yakuin@kachokai.example"
PICTURE = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9
PAGE = "<html>\n<body>\n\t<p>会長 &amp; 役員 a < b</p>\n</body>\n</html>\n"


@pytest.fixture(autouse=True)
def password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_PIPERMAIL_PASSWORD", PASSWORD)
    monkeypatch.setattr(web, "FIRST_WAIT", 0.01)


def settings_of(site: Site) -> SourceSettings:
    secret = Secret(setting="sources pipermail: password", variable="TEST_PIPERMAIL_PASSWORD")
    return SourceSettings(
        kind="pipermail",
        name="pipermail",
        list=LIST,
        url=site.url,
        pause=0.0,
        user=USER if site.is_private else "",
        password=secret if site.is_private else None,
    )


def read(site: Site, state: dict[str, object]) -> tuple[list[RawMessage], dict[str, object]]:
    source = PipermailSource(settings_of(site), state)
    found = list(source.messages())
    assert all(isinstance(each, RawMessage) for each in found), found
    return [each for each in found if isinstance(each, RawMessage)], source.state


class TestEnglish(SourceContract):
    fidelity = "scrubbed"

    @pytest.fixture
    def place(self) -> Iterator[Site]:
        site = Site("en")
        yield site
        site.stop()

    @pytest.fixture
    def settings(self, place: Site) -> SourceSettings:
        return settings_of(place)

    @pytest.fixture
    def open_it(self, settings: SourceSettings) -> Open:
        return lambda state: PipermailSource(settings, state)


class TestJapanesePrivate(TestEnglish, ServerContract):
    @pytest.fixture
    def place(self) -> Iterator[Site]:
        site = Site("ja", is_private=True)
        yield site
        site.stop()


class TestWhole(TestEnglish):
    """The whole archive as mbox, behind the sign-in: every byte as it was sent."""

    fidelity = "full"

    @pytest.fixture
    def place(self) -> Iterator[Site]:
        site = Site("ja", is_private=True, has_mailbox=True)
        yield site
        site.stop()

    def test_lists_what_it_gives(self, place: Site, open_it: Open) -> None:
        """The months list what the whole gives, by Message-ID."""
        place.post(self.mails(0, 4))
        assert [item.content for item in open_it({}).messages()] == place.contents  # type: ignore[union-attr]
        listed = list(open_it({}).inventory())
        assert [each.message_id for each in listed] == [
            f"contract-{number}@test.example" for number in range(4)
        ]
        assert {each.group for each in listed} == {"2011-July"}

    def test_it_is_fetched_only_where_something_is_new(self, place: Site) -> None:
        """The first page and the newest months show it; private.py knows no conditional requests."""
        place.post(self.mails(0, 4))
        _, state = read(place, {})
        assert any(path.endswith(".mbox") for path in place.paths())
        assert read(place, state) == ([], state)
        assert not any(path.endswith(".mbox") for path in place.paths())


@pytest.fixture(params=["en", "ja"])
def site(request: pytest.FixtureRequest) -> Iterator[Site]:
    found = Site(request.param)
    yield found
    found.stop()


def with_attachments() -> bytes:
    message = EmailMessage()
    message["Message-ID"] = "<parts@test.example>"
    message["Date"] = "Fri, 01 Jul 2011 09:00:00 +0000"
    message["From"] = "事務局 <jimukyoku@kachokai.example>"
    message["Subject"] = "資料"
    message.set_content("資料を送ります。\n")
    message.add_attachment(PICTURE, maintype="image", subtype="png", filename="map.png")
    message.add_attachment(
        b"PK\x03\x04 minutes", maintype="application", subtype="zip", filename="議事録.zip"
    )
    message.add_attachment(PAGE, subtype="html")
    return bytes(message)


def test_what_was_scrubbed_is_fetched_back(site: Site) -> None:
    """Notices in both languages, addresses on a host that is gone: the parts are there again, byte for byte."""
    site.post([with_attachments(), mail("b", day=1)])
    (item, plain), _ = read(site, {})
    message = room_of_mail.read(item.content)
    kinds = [(each.name, each.type_claimed, each.size) for each in message.attachments]
    assert kinds[0] == ("map.png", "image/png", len(PICTURE))
    assert kinds[1] == ("議事録.zip", "application/zip", 12)
    assert kinds[2] == ("attachment.html", "text/html", len(PAGE.encode()))
    assert [room_of_mail.attachment(item.content, index) for index in (0, 2)] == [
        PICTURE,
        PAGE.encode(),
    ]
    assert "資料を送ります。" in message.body and message.subject == "[yakuin] 資料"
    assert site.mails[0].as_text().split(b"\n\n", 1)[1].rstrip() in item.content
    assert b"multipart" not in plain.content


def test_a_quoted_notice_is_not_followed(site: Site) -> None:
    """Somebody answers and quotes: the part belongs to the mail that brought it; another list's is not ours."""
    site.post([with_attachments()])
    notice = site.mails[0].text.splitlines()[-1]
    quoted = "\n".join(f"> {line}" for line in site.mails[0].text.splitlines())
    other = "see\n" + notice.replace("/yakuin/", "/somebody-else/")
    site.post([mail("q", text=f"{quoted}\n\n{other}", day=1)])
    items, _ = read(site, {})
    assert b"multipart" in items[0].content and b"multipart" not in items[1].content


def test_a_part_that_is_gone_is_said(site: Site) -> None:
    """The mail is given, its notice stays, and the ledger says what could not be had."""
    site.post([with_attachments()])
    gone = next(path for path in site.files if path.endswith("map.png"))
    del site.files[gone]
    (item,), _ = read(site, {})
    assert item.assumed == f"{gone} could not be fetched back"
    assert len(room_of_mail.read(item.content).attachments) == 2


def test_only_months_that_changed_are_read_anew(site: Site) -> None:
    """The server says 304 for the others, and no mail comes twice."""
    site.post([mail(str(number), day=31 * number, text=f"{number}") for number in range(5)])
    items, state = read(site, {})
    assert len(items) == 5
    site.paths()
    assert read(site, state)[0] == []
    asked = list(site.asked)
    assert sum(status == 304 for _, status in asked) == 5
    site.post([mail("new", day=32, text="new")])
    (item,), _ = read(site, state)
    assert b"new@test.example" in item.content
    assert item.position.startswith("2011-August.txt: message 2")
    assert {agent.partition("/")[0] for agent in site.agents} == {"archiver"}


def test_a_mail_that_the_text_has_not_got_comes_from_its_page(site: Site) -> None:
    """Texts are packed at night; the page says the same as the text does the next morning."""
    site.post(
        [
            mail(
                "a",
                text="資料を送りますので、ご覧ください。\nSee http://kachokai.example/x <b>\n> quoted",
                day=0,
            ),
            mail("b", text="承知しました。", day=0.1),
        ]
    )
    site.texts_end = 0
    before, state = read(site, {})
    assert [item.position for item in before] == ["2011-July/000000.html", "2011-July/000001.html"]
    assert read(site, state)[0] == []
    site.texts_end = 9
    after, state = read(site, state)
    assert [room_of_mail.read(item.content).fingerprint for item in after] == [
        room_of_mail.read(item.content).fingerprint for item in before
    ]
    assert [room_of_mail.read(item.content).message_id for item in before] == [
        "a@test.example",
        "b@test.example",
    ]
    assert read(site, state)[0] == []


def test_the_inventory_counts_by_months(site: Site) -> None:
    """Each mail of each month, by name, whether the text has it or only a page."""
    site.post([mail(str(number), day=20 * number, subject=f"議題 {number}") for number in range(4)])
    site.texts_end = 3
    listed = list(PipermailSource(settings_of(site), {}).inventory())
    assert [each.group for each in listed] == ["2011-July", "2011-July", "2011-August", "2011-August"]
    assert [each.message_id for each in listed] == ["0@test.example", "1@test.example", "2@test.example", ""]
    assert [each.label for each in listed] == [f"[yakuin] 議題 {number}" for number in range(4)]
    assert listed[3].position == "2011-August/000003.html"


def test_an_archive_without_a_post_and_a_page_that_is_none(site: Site) -> None:
    """The first is empty, the second is named: check the url."""
    assert read(site, {}) == ([], {})
    site.post([mail("a")])
    wrong = replace(settings_of(site), url=f"{site.url}/2011-July/000000.html")
    with pytest.raises(NotMail, match=r"no archive of Mailman 2\.1\. Check the url of pipermail"):
        list(PipermailSource(wrong, {}).messages())


def test_a_private_archive_without_a_name_is_refused_with_a_sentence() -> None:
    """A sign-in page is never mail."""
    site = Site("ja", is_private=True)
    site.post([mail("a")])
    nobody = replace(settings_of(site), user="", password=None)
    with pytest.raises(
        SignInRefused, match="asks for a name and a password: give user and password_file of pipermail"
    ):
        list(PipermailSource(nobody, {}).messages())
    site.stop()


def test_a_session_that_ends_half_way_is_begun_again() -> None:
    """Cookies are forgotten while a month is fetched: no sign-in page becomes mail."""
    site = Site("ja", is_private=True)
    site.post([mail(str(number), day=31 * number) for number in range(3)])
    shown = [0]

    def forgets(handler: Handler) -> bool:
        if not handler.path.endswith("August.txt.gz") or shown[0]:
            return False
        shown[0] += 1
        handler.answer(200, site.sign_in_page(site.root), "text/html")
        return True

    site.fault = forgets
    items, _ = read(site, {})
    assert len(items) == 3 and shown == [1]
    site.stop()


def broken(path: str, times: int, how: str) -> tuple[list[int], Callable[[Handler], bool]]:
    """A server that fails so many times on one path; and how often it has."""
    count = [0]

    def fault(handler: Handler) -> bool:
        if path not in handler.path or count[0] >= times:
            return False
        count[0] += 1
        if how == "500":
            handler.answer(500, b"<html>Bug in Mailman version 2.1.14+j7</html>", "text/html")
        elif how == "half":
            handler.half(b"\x1f\x8b\x08")
        elif how == "slow":
            handler.slowly(b"x" * 500, 0.05)
        else:
            handler.close_connection = True
        return True

    return count, fault


@pytest.mark.parametrize("how", ["500", "half", "gone"])
def test_a_fault_that_passes_is_waited_out(site: Site, how: str) -> None:
    """Three times wrong, then right: nothing is lost and nobody hears of it."""
    site.post([mail(str(number), day=31 * number) for number in range(3)])
    count, site.fault = broken("2011-August.txt.gz", 3, how)
    assert len(read(site, {})[0]) == 3
    assert count == [3]


@pytest.mark.parametrize("how", ["500", "half", "gone", "slow"])
def test_a_fault_that_stays_is_said_and_gone_on_from(
    site: Site, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence that names the page; the months before it are in the state, the next reading gives the rest."""
    monkeypatch.setattr(web, "GRACE", 0.2)
    monkeypatch.setattr(web, "TRIES", 2)
    site.post([mail(str(number), day=31 * number) for number in range(3)])
    _, site.fault = broken("2011-August.txt.gz", 99, how)
    source = PipermailSource(settings_of(site), {})
    before = []
    with pytest.raises(Unreachable, match=r"2011-August\.txt\.gz") as caught:
        before.extend(source.messages())
    assert "\n" not in str(caught.value)
    site.fault = lambda handler: False
    assert [item.position.partition(":")[0] for item in read(site, source.state)[0]] == [
        "2011-August.txt",
        "2011-September.txt",
    ]


def test_a_server_that_asks_for_patience_is_given_it(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quota of requests: it is waited for as long as the server says; where that does not help, it is said."""
    site.post([mail("a")])
    left = [2]
    waits: list[float] = []
    monkeypatch.setattr(web.time, "sleep", waits.append)

    def busy(handler: Handler) -> bool:
        if not left[0]:
            return False
        left[0] -= 1
        handler.answer(429, b"", "text/html", {"Retry-After": "17"})
        return True

    site.fault = busy
    assert len(read(site, {})[0]) == 1
    assert waits.count(17.0) == 2
    left[0] = 99
    with pytest.raises(Unreachable, match=r"asks for patience .*: pull again in some minutes"):
        list(PipermailSource(settings_of(site), {}).messages())


def test_a_damaged_file_gives_what_it_has_and_is_asked_for_again(site: Site) -> None:
    """The damage is named each time until the file is whole."""
    site.post([mail(str(number), text=f"{number**99}" * 20, day=number / 100) for number in range(200)])
    whole = site.content(f"{site.root}/2011-July.txt.gz")
    assert whole
    site.files["2011-July.txt.gz"] = whole[: len(whole) // 2]
    source = PipermailSource(settings_of(site), {})
    found = list(source.messages())
    assert isinstance(found[-1], Refusal) and "the file on the server is damaged" in found[-1].reason
    assert sum(isinstance(each, RawMessage) for each in found) == 200
    del site.files["2011-July.txt.gz"]
    again, state = read(site, source.state)
    ids = {
        room_of_mail.read(each.content).message_id
        for each in [*found, *again]
        if isinstance(each, RawMessage)
    }
    assert len(ids) == 200
    assert read(site, state)[0] == []


def test_it_is_polite(site: Site) -> None:
    """A pause between any two requests."""
    site.post([mail("a")])
    started = time.monotonic()
    list(PipermailSource(replace(settings_of(site), pause=0.1), {}).messages())
    assert time.monotonic() - started >= 0.1 * (len(site.asked) - 1) > 0.1


@pytest.mark.parametrize(
    ("name", "count"), [("imagej-bugs", 1753), ("imagej-devel", 2718), ("twisted-web", 5374)]
)
def test_real_texts(corpora: Path, name: str, count: int) -> None:
    """Real months behind an index that leads to them: every mail of the files, once, as scrubbed."""
    texts = sorted((corpora / "pipermail" / name).iterdir())
    site = Site("en")
    for path in texts:
        site.files[path.name] = path.read_bytes()
    links = "".join(f'<td><A href="{path.name}">[ Text ]</a></td>' for path in reversed(texts))
    site._index = lambda: f"<html><table>{links}</table></html>"  # type: ignore[method-assign]
    items, state = read(site, {})
    assert {item.fidelity for item in items} == {"scrubbed"}
    assert len(items) == count
    assert read(site, state)[0] == []
    site.stop()
