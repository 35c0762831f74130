"""Sign-in links by mail, through a real SMTP server: to members of the list only, once, and telling no stranger who is one."""

from __future__ import annotations

import email
import email.policy
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from archiver.settings import MailServer, Secret, Settings
from archiver.site import serving
from archiver.site.access import sign_in
from archiver.site.access.doorstep import COOKIE
from archiver.store.vault import Vault
from tests.site.post_office import Post
from tests.site.sample_site import Visit, write_archive
from tests.sources.dovecot import free_port

MEMBER = "tajimi@kachokai.example"
LINK = re.compile(r"https://archive\.kachokai\.example(/sign-in)\?token=(\S+)")


def authenticate(
    server: object, session: object, envelope: object, mechanism: str, data: object
) -> AuthResult:
    return AuthResult(
        success=isinstance(data, LoginPassword) and (data.login, data.password) == (b"archive", b"pass word")
    )


@pytest.fixture(scope="module")
def post_office() -> Iterator[tuple[Post, int]]:
    post = Post()
    port = free_port()
    controller = Controller(
        post,
        hostname="127.0.0.1",
        port=port,
        authenticator=authenticate,
        auth_require_tls=False,
        auth_required=True,
    )
    controller.start()
    yield post, port
    controller.stop()


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory, post_office: tuple[Post, int]) -> Settings:
    folder = tmp_path_factory.mktemp("mailed")
    write_archive(folder / "archive.db")
    (folder / "members.txt").write_text(f"# 役員\n{MEMBER}\n")
    (folder / "password").write_text("pass word\n")
    (folder / "password").chmod(0o600)
    return Settings(
        data=folder,
        title="役員会アーカイブ",
        address="https://archive.kachokai.example/",
        members=folder / "members.txt",
        smtp=MailServer(
            host="127.0.0.1",
            port=post_office[1],
            sender="archive@kachokai.example",
            encryption="none",
            user="archive",
            password=Secret(setting="smtp.password_file", file=folder / "password"),
        ),
    )


@pytest.fixture
def visitor(settings: Settings, post_office: tuple[Post, int]) -> Visit:
    post_office[0].letters.clear()
    visit = Visit(serving.application(settings), {})
    visit.sign_ins.accounts.connection.execute("DELETE FROM tries")
    return visit


def test_a_member_gets_a_link_that_signs_in_once(visitor: Visit, post_office: tuple[Post, int]) -> None:
    """Addressed to them alone, in their language, for a browser that then reads as an officer does."""
    answer = visitor.post("/sign-in/link", data={"address": MEMBER.upper()})
    assert answer.status_code == 200
    (letter,) = post_office[0].wait(1)
    assert letter.rcpt_tos == [MEMBER.upper()]
    content = letter.content
    assert isinstance(content, bytes)
    message = email.message_from_bytes(content, policy=email.policy.default)
    assert message["Subject"] == "役員会アーカイブ: サインイン用のリンク"
    found = LINK.search(message.get_content())
    assert found
    path, token = found.groups()
    signed_in = visitor.post(path, data={"token": token})
    officer = Visit(visitor.datasette, {COOKIE: signed_in.cookies[COOKIE]})
    assert officer.get("/threads").status_code == 200
    assert officer.get("/desk").status_code == 404
    again = visitor.post(path, data={"token": token})
    assert (
        again.status_code == 403 and "新しいリンクを送れます" in again.text and 'name="address"' in again.text
    )


@pytest.mark.parametrize(
    "address", ["stranger@kachokai.example", "", "tajimi", f"{MEMBER}\nbcc: x@y.example", "a" * 900]
)
def test_a_stranger_gets_the_same_answer_and_no_mail(
    visitor: Visit, post_office: tuple[Post, int], address: str
) -> None:
    """Nobody can ask the site who is on the list, or use it to send mail elsewhere."""
    for_member = visitor.post("/sign-in/link", data={"address": MEMBER})
    for_stranger = visitor.post("/sign-in/link", data={"address": address})
    assert (for_stranger.status_code, for_stranger.text) == (for_member.status_code, for_member.text)
    assert [letter.rcpt_tos for letter in post_office[0].wait(1)] == [[MEMBER]]


def test_nobodys_letter_box_is_filled(visitor: Visit, post_office: tuple[Post, int]) -> None:
    """A member gets three letters in a quarter of an hour, whoever asks; strangers are counted alike."""
    for address in (MEMBER, "stranger@kachokai.example"):
        answers = [visitor.post("/sign-in/link", data={"address": address}).status_code for _ in range(5)]
        assert answers == [200] * sign_in.MAILS_AN_ADDRESS + [429] * 2
    assert len(post_office[0].wait(3)) == 3


def test_who_leaves_the_list_is_out(settings: Settings, visitor: Visit) -> None:
    """A sign-in by mail holds as long as the address is on the roster."""
    token = visitor.sign_ins.issue_by_mail(MEMBER, "")
    signed_in = visitor.post("/sign-in", data={"token": token})
    officer = Visit(visitor.datasette, {COOKIE: signed_in.cookies[COOKIE]})
    assert officer.get("/threads").status_code == 200
    assert settings.members
    before = settings.members.read_text("utf-8")
    settings.members.write_text("")
    assert officer.get("/threads").status_code == 403
    settings.members.write_text(before)


def test_the_lists_own_roster_counts(tmp_path: Path, settings: Settings) -> None:
    """An address that the list server named may ask, too."""
    write_archive(tmp_path / "archive.db")
    with Vault(tmp_path / "vault.db") as vault:
        if "rosters" not in vault.database.table_names():
            vault.database.execute("CREATE TABLE rosters (list TEXT, address TEXT, name TEXT, role TEXT)")
        vault.database.execute(
            "INSERT INTO rosters (list, address, name, role) VALUES ('', 'Gifu@kachokai.example', '', '')"
        )
    visit = Visit(serving.application(replace(settings, data=tmp_path, members=None)), {})
    assert visit.sign_ins.issue_by_mail("gifu@kachokai.example", "")
    assert visit.sign_ins.issue_by_mail(MEMBER, "") is None


def test_without_a_mail_server_nothing_is_offered(settings: Settings) -> None:
    """The form is not there, and what is posted where it would lead is sent back."""
    stranger = Visit(serving.application(replace(settings, smtp=None)), {})
    assert 'action="/sign-in/link"' not in stranger.get("/sign-in").text
    assert stranger.post("/sign-in/link", data={"address": MEMBER}).status_code == 303


def test_a_mail_server_that_is_down_changes_no_answer(
    settings: Settings, capfd: pytest.CaptureFixture[str]
) -> None:
    """The person sees what anyone sees; the administrator's log says why no mail went out."""
    assert settings.smtp
    broken = replace(settings, smtp=replace(settings.smtp, port=1))
    visit = Visit(serving.application(broken), {})
    visit.sign_ins.accounts.connection.execute("DELETE FROM tries")
    assert visit.post("/sign-in/link", data={"address": MEMBER}).status_code == 200
    errors = ""
    for _ in range(100):
        errors += capfd.readouterr().err
        if errors:
            break
        time.sleep(0.02)
    assert "a sign-in link could not be mailed" in errors and MEMBER not in errors
