"""Sign-in by one-time links: used once, by a person, in time; sign-out ends the session everywhere."""

from __future__ import annotations

import time

import pytest

from archiver.site import doorstep, sign_in
from archiver.site.sign_in import SignIns, TooManyTries
from tests.site.sample_site import Visit


def test_looking_at_a_link_does_not_use_it_up(visitor: Visit) -> None:
    """A mail program that previews the link leaves it for the person who presses the button."""
    token = visitor.site.sign_ins.issue()
    for _ in range(3):
        page = visitor.get(f"/sign-in?token={token}")
        assert page.status_code == 200 and token in page.text
    assert visitor.post("/sign-in", data={"token": token}).status_code == 303


def test_a_link_works_once(visitor: Visit) -> None:
    """The second use is refused, and says what to do."""
    token = visitor.site.sign_ins.issue()
    first, second = (visitor.post("/sign-in", data={"token": token}) for _ in range(2))
    assert first.status_code == 303 and doorstep.COOKIE in first.cookies
    assert second.status_code == 403 and not second.cookies
    assert "リンクは使えません" in second.text


def test_the_cookie_is_kept_from_scripts_and_other_sites(visitor: Visit) -> None:
    """HttpOnly, SameSite, with an end; Secure where the site is reached by https."""
    cookie = visitor.use_link().headers["set-cookie"]
    assert "HttpOnly" in cookie and "SameSite=lax" in cookie and "Max-Age=43200" in cookie
    assert "Secure" not in cookie
    token = visitor.site.sign_ins.issue()
    assert (
        "Secure" in visitor.post("https://site.example/sign-in", data={"token": token}).headers["set-cookie"]
    )


def test_signing_out_ends_the_session_for_every_copy_of_the_cookie(visitor: Visit) -> None:
    """A cookie that was copied is worthless after sign-out."""
    signed_in = Visit(visitor.datasette, {doorstep.COOKIE: visitor.use_link().cookies[doorstep.COOKIE]})
    assert signed_in.get("/threads").status_code == 200
    assert signed_in.post("/sign-out").headers["location"] == "/"
    assert signed_in.get("/threads").status_code == 403


def test_a_link_elsewhere_cannot_sign_anyone_out(officer: Visit) -> None:
    """Signing out is a POST from our own page: an image on another site changes nothing."""
    assert officer.get("/sign-out").status_code == 303
    assert officer.post("/sign-out", headers={"origin": "http://evil.example"}).status_code == 403
    assert officer.get("/threads").status_code == 200


def test_links_and_sessions_grow_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link is good for an hour, a session for a working day."""
    sign_ins = SignIns()
    token, late = sign_ins.issue(), sign_ins.issue()
    session = sign_ins.use(token, "") or ""
    start = time.time()
    monkeypatch.setattr(time, "time", lambda: start + sign_in.LINK_SECONDS + 1)
    assert sign_ins.use(late, "") is None
    assert sign_ins.is_open(session)
    monkeypatch.setattr(time, "time", lambda: start + sign_in.SESSION_SECONDS + 1)
    assert not sign_ins.is_open(session)


def test_a_guesser_is_slowed(monkeypatch: pytest.MonkeyPatch) -> None:
    """After ten wrong links an address waits a minute, even for a right one; other addresses do not."""
    sign_ins = SignIns()
    for _ in range(sign_in.TRIES):
        assert sign_ins.use("guess", "192.0.2.1") is None
    token = sign_ins.issue()
    with pytest.raises(TooManyTries):
        sign_ins.use(token, "192.0.2.1")
    assert sign_ins.use(token, "192.0.2.2")
    later = time.time() + sign_in.TRIES_SECONDS + 1
    monkeypatch.setattr(time, "time", lambda: later)
    assert sign_ins.use(sign_ins.issue(), "192.0.2.1")


def test_guessers_do_not_fill_the_memory() -> None:
    """However many addresses guess, only the latest thousand are remembered."""
    sign_ins = SignIns()
    for number in range(2000):
        sign_ins.use("guess", str(number))
    assert len(sign_ins._wrong) <= 1000


@pytest.mark.parametrize("body", [b"", b"token=", b"token=" + b"x" * 5000, b"\xff\xfe", b"token=%ff%00"])
def test_rubbish_is_refused_quietly(visitor: Visit, body: bytes) -> None:
    """Nothing that is posted makes more of the door than 'no'."""
    visitor.site.sign_ins._wrong.clear()
    assert visitor.post("/sign-in", content=body).status_code in (403, 413)
