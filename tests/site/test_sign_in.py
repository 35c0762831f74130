"""Sign-in by password and by one-time links: slow for guessers, over when it should be."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from archiver.site.access import doorstep, sign_in
from archiver.site.access.sign_in import SignIns, TooManyTries
from archiver.store.accounts import Accounts, sessions
from tests.site.sample_site import Visit, run
from tests.site.soup import one

PASSWORD = "雨の日の 役員会は 静かです"


@pytest.fixture
def sign_ins(tmp_path: Path) -> Iterator[SignIns]:
    with Accounts(tmp_path / "accounts.db") as accounts:
        accounts.add("jimu", "secretariat", PASSWORD)
        yield SignIns(accounts, lambda address: address == "tajimi@kachokai.example")


@pytest.fixture(autouse=True)
def fresh_start(visitor: Visit) -> None:
    """What one story's guesser did does not slow the next story."""
    visitor.sign_ins.accounts.connection.execute("DELETE FROM tries")


def test_looking_at_a_link_does_not_use_it_up(visitor: Visit) -> None:
    """A mail program that previews the link leaves it for the person who presses the button."""
    token = visitor.sign_ins.issue()
    for _ in range(3):
        page = visitor.get(f"/sign-in?token={token}")
        assert page.status_code == 200 and token in page.text
    assert visitor.post("/sign-in", data={"token": token}).status_code == 303


def test_a_link_works_once(visitor: Visit) -> None:
    """The second use is refused, and says what to do."""
    token = visitor.sign_ins.issue()
    first, second = (visitor.post("/sign-in", data={"token": token}) for _ in range(2))
    assert first.status_code == 303 and doorstep.COOKIE in first.cookies
    assert second.status_code == 403 and not second.cookies
    assert "リンクは使えません" in second.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visit) -> None:
    """HttpOnly, SameSite, with an end; Secure where the site is reached by https."""
    cookie = visitor.use_link().headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=43200" in cookie
    assert "Secure" not in cookie
    token = visitor.sign_ins.issue()
    assert (
        "Secure" in visitor.post("https://site.example/sign-in", data={"token": token}).headers["set-cookie"]
    )


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(visitor: Visit) -> None:
    """A cookie that was copied is worthless after sign-out."""
    signed_in = visitor.as_("officer")
    assert signed_in.get("/threads").status_code == 200
    assert signed_in.post("/sign-out").headers["location"] == "/sign-in?out"
    assert "サインアウトしました" in visitor.get("/sign-in?out").text
    assert signed_in.get("/threads").status_code == 403


def test_a_link_elsewhere_cannot_sign_anyone_out(officer: Visit) -> None:
    """Signing out is a POST from our own page: an image on another site changes nothing."""
    assert officer.get("/sign-out").status_code == 303
    assert officer.post("/sign-out", headers={"origin": "http://evil.example"}).status_code == 403
    assert officer.get("/threads").status_code == 200


def test_a_password_signs_in(visitor: Visit) -> None:
    """However the input method wrote it; a wrong one and an unknown name get one and the same answer."""
    visitor.sign_ins.accounts.add("事務局A", "secretariat", PASSWORD)
    half_width = {"name": "事務局Ａ", "password": PASSWORD.replace(" ", "\u3000")}
    assert visitor.post("/sign-in", data=half_width).status_code == 303
    wrong = visitor.post("/sign-in", data={"name": "事務局A", "password": "wrong"})
    unknown = visitor.post("/sign-in", data={"name": "nobody", "password": "wrong"})
    assert wrong.status_code == unknown.status_code == 403
    assert "合いません" in wrong.text and 'value="事務局A"' in wrong.text  # which need not be typed again
    assert wrong.text.replace("事務局A", "nobody") == unknown.text


def test_what_is_sent_after_the_sign_in_ended_is_answered(visitor: Visit) -> None:
    """It says that nothing was changed, and the sign-in leads to the page where the form stood."""
    headers = {"referer": "http://site.example/desk/promises", "origin": "http://site.example"}
    page = visitor.post("/desk/decide", data={"act": "close"}, headers=headers)
    assert page.status_code == 403 and "何も変えていません" in page.text
    assert 'name="wanted" value="/desk/promises"' in page.text


def test_who_was_on_the_way_somewhere_arrives_there(visitor: Visit) -> None:
    """A link in the minutes or in a mail leads through the sign-in to its page, after a slip of the finger too; to a page
    of ours, whatever address the form is said to have stood at."""
    page = "/search?q=%E3%82%AF%E3%83%A9%E3%82%A6%E3%83%89"

    def leads_to(wanted: str = "", referer: str = "") -> str:
        data = {"token": visitor.sign_ins.issue("officer"), "wanted": wanted}
        answer = visitor.post("/sign-in", data=data, headers={"referer": referer} if referer else {})
        return str(answer.headers["location"])

    came = f"http://site.example{page}"
    assert leads_to(referer=came) == page
    wrong = visitor.post("/sign-in", data={"token": "wrong"}, headers={"referer": came})
    assert leads_to(str(one(BeautifulSoup(wrong.text, "html.parser"), "input[name=wanted]")["value"])) == page
    for elsewhere in ("http://evil.example/threads", "http://[", "http://site.example//evil.example"):
        assert leads_to(referer=elsewhere) == "/", elsewhere
    assert leads_to(referer="http://site.example/desk/undo") == "/"
    for elsewhere in ("//evil.example/threads", "https://evil.example", "/sign-out", "/\\evil.example"):
        assert leads_to(elsewhere) == "/", elsewhere
    assert leads_to("/threads?a\r\nx: y") == leads_to(f"/search?q={'a' * 600}") == "/"


def test_a_sign_in_that_ended_says_so(visitor: Visit) -> None:
    """To the browser that still has its cookie, and to no other."""
    signed_in = visitor.as_("officer")
    signed_in.post("/sign-out")
    assert "期限が切れたか" in signed_in.get("/threads").text
    assert "期限が切れたか" not in visitor.get("/threads").text


@pytest.mark.parametrize("act", ["remove", "password"])
def test_a_removed_account_or_a_new_password_ends_sign_ins(sign_ins: SignIns, act: str) -> None:
    """Whoever was in with the old one is out at the next click, and others stay."""
    session = run(sign_ins.by_password("jimu", PASSWORD, "192.0.2.1"))
    other = sign_ins.use(sign_ins.issue(), "192.0.2.1")
    assert sign_ins.who(session)
    if act == "remove":
        sign_ins.accounts.remove("jimu")
    else:
        sign_ins.accounts.set_password("jimu", "another long password")
    assert sign_ins.who(session) is None
    assert sign_ins.who(other or "")


def test_a_role_that_changes_holds_at_once(sign_ins: SignIns) -> None:
    """An account made again in another role gives the old sign-in nothing."""
    session = run(sign_ins.by_password("jimu", PASSWORD, ""))
    sign_ins.accounts.remove("jimu")
    sign_ins.accounts.add("jimu", "officer", PASSWORD)
    assert sign_ins.who(session) is None


def test_a_restart_keeps_sign_ins_and_remembers_guessers(tmp_path: Path) -> None:
    """Sessions, failures and the secret of the cookies are in the file."""
    with Accounts(tmp_path / "accounts.db") as accounts:
        first = SignIns(accounts, lambda _: False)
        session = first.use(first.issue(), "") or ""
        for _ in range(sign_in.TRIES_A_NAME):
            assert run(first.by_password("jimu", "wrong", "192.0.2.1")) is None
        secret = accounts.secret()
    with Accounts(tmp_path / "accounts.db") as accounts:
        again = SignIns(accounts, lambda _: False)
        assert again.who(session) and accounts.secret() == secret
        with pytest.raises(TooManyTries):
            run(again.by_password("jimu", "wrong", "192.0.2.2"))


def test_links_and_sessions_grow_old(sign_ins: SignIns, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link is good for an hour, by mail for a quarter of it, a session for a working day."""
    token, late = sign_ins.issue(), sign_ins.issue()
    mailed = sign_ins.issue_by_mail("tajimi@kachokai.example", "") or ""
    session = sign_ins.use(token, "") or ""
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + sign_in.MAIL_SECONDS + 1)
    assert sign_ins.use(mailed, "") is None
    monkeypatch.setattr(time, "time", lambda: start + sign_in.LINK_SECONDS + 1)
    assert sign_ins.use(late, "") is None
    assert sign_ins.who(session)
    monkeypatch.setattr(time, "time", lambda: start + sign_in.SESSION_SECONDS + 1)
    assert not sign_ins.who(session)


def test_a_guesser_of_links_is_slowed(sign_ins: SignIns, monkeypatch: pytest.MonkeyPatch) -> None:
    """After so many failures an address waits, even with a right link; other addresses do not."""
    for number in range(sign_in.TRIES_AN_ADDRESS):
        assert sign_ins.use("guess", f"2001:db8::{number:x}") is None
    token = sign_ins.issue()
    with pytest.raises(TooManyTries):
        sign_ins.use(token, "2001:db8::ffff")
    assert sign_ins.use(token, "192.0.2.2")
    later = time.time() + sessions.TRIES_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert sign_ins.use(sign_ins.issue(), "2001:db8::1")


def test_a_guesser_of_passwords_is_slowed_wherever_from(visitor: Visit) -> None:
    """Ten wrong passwords from ten addresses, and the account waits, in whatever width and with whatever blanks its
    name is written; the answer says so, for unknown names too."""
    for name in ("known", "unknown"):
        if name == "known":
            visitor.sign_ins.accounts.add(name, "officer", PASSWORD)
        answers = []
        for number in range(sign_in.TRIES_A_NAME + 1):
            address = {"x-forwarded-for": f"192.0.2.{number}"}
            form = {"name": f"{' ' * number}{name.replace('k', 'kｋ'[number % 2])}", "password": "wrong"}
            answers.append(visitor.post("/sign-in", data=form, headers=address))
        assert [each.status_code for each in answers] == [403] * sign_in.TRIES_A_NAME + [429]
        assert "15分ほど待って" in answers[-1].text


def test_right_passwords_are_not_failures(sign_ins: SignIns) -> None:
    """A person who signs in all day long never waits."""
    for _ in range(sign_in.TRIES_A_NAME + 2):
        assert run(sign_ins.by_password("jimu", PASSWORD, "192.0.2.1"))


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """Nobody else on the machine reads it, nor what SQLite lays beside it; and it holds no password and no token."""
    path = tmp_path / "accounts.db"
    path.touch(0o644)
    with Accounts(path) as accounts:
        accounts.add("jimu", "officer", "a password to find")
        sign_ins = SignIns(accounts, lambda _: False)
        token = sign_ins.issue()
        session = sign_ins.use(sign_ins.issue(), "") or ""
        for each in tmp_path.iterdir():
            assert each.stat().st_mode & 0o077 == 0, each
            content = each.read_bytes()
            assert not any(word.encode() in content for word in ("a password to find", token, session))
        assert b"$argon2id$" in path.read_bytes()


@pytest.mark.parametrize("body", [b"", b"token=", b"token=" + b"x" * 5000, b"\xff\xfe", b"token=%ff%00"])
def test_rubbish_is_refused_quietly(visitor: Visit, body: bytes) -> None:
    """Nothing that is posted makes more of the door than 'no'."""
    assert visitor.post("/sign-in", content=body).status_code in (403, 413)
