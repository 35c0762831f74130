"""An address that was once given out leads to what it named, whatever came after: walked on the real site."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import httpx
import pytest

from archiver.model import public_id
from archiver.pipeline.settling import deciding
from archiver.pipeline.settling.deciding import Act
from archiver.site import serving
from archiver.site.access import doorstep
from tests.mails import key, mail
from tests.pipeline.archives import MEETING, Office, office, talks
from tests.site.sample_site import Visit

ACT = Act(made_by="事務局", reason="試験")

Walk = Callable[[], dict[str, tuple[str, str]]]


def addresses(desk: Office) -> list[str]:
    """Every address of a message, thread, meeting and topic that the archive gives out now."""
    paths = [f"/messages/{key}" for (key,) in desk.rows("SELECT key FROM messages")]
    paths += [f"/threads/{thread}" for (thread,) in desk.rows("SELECT thread FROM threads")]
    paths += [f"/threads/{key}" for (key,) in desk.rows("SELECT key FROM nodes")]
    paths += [
        f"/meetings/{MEETING}",
        *(f"/topics/{topic}" for (topic,) in desk.rows("SELECT topic FROM topics")),
    ]
    return paths


class Walker:
    """Someone signed in who follows old addresses on the site as it is served now."""

    def __init__(self, desk: Office) -> None:
        self.desk = desk
        self.old = addresses(desk)

    def visit(self) -> Visit:
        visit = Visit(serving.application(self.desk.settings), {})
        cookie = visit.use_link().cookies[doorstep.COOKIE]
        return Visit(visit.datasette, {doorstep.COOKIE: cookie})

    def walk(self) -> dict[str, tuple[str, httpx.Response]]:
        """Every old address → where it leads in the end, and the page there; every one must lead to a page."""
        visit = self.visit()
        found = {}
        for path in self.old:
            response, end = visit.get(path), path
            for _ in range(3):
                if response.status_code not in (301, 302, 303, 307, 308):
                    break
                end = response.headers["location"]
                response = visit.get(end.partition("#")[0])
            assert response.status_code == 200, (path, end, response.status_code)
            found[path] = end, response
        return found


@pytest.fixture
def desk(tmp_path: Path) -> Office:
    return office(tmp_path / "one", *talks())


def late_parents(desk: Office) -> None:
    """The missing first mail, an older mail of the subject, and one that joins a ghost's thread to another."""
    desk.receive(
        mail("c1", subject="懇親会", day=4),
        mail("d0", subject="名簿の訂正", day=6.5),
        mail("b0", subject="情報交換会議の議題について", day=1.5),
    )
    desk.build()


def merged(desk: Office) -> None:
    deciding.merge(desk.settings, key("a1"), key("b1"), ACT)
    deciding.merge(desk.settings, key("c1"), key("b1"), ACT)


def split(desk: Office) -> None:
    deciding.split(desk.settings, key("a2"), ACT)
    deciding.move(desk.settings, key("a3"), key("d1"), ACT)


def hidden(desk: Office) -> None:
    deciding.hide(desk.settings, key("a2"), ACT)


def imported_again(desk: Office) -> None:
    desk.receive(*reversed(talks()))
    desk.build()


CHANGES: dict[str, Callable[[Office], None]] = {
    "a rebuild": lambda desk: desk.build(rebuild=True),
    "late parents": late_parents,
    "merges": merged,
    "splits and moves": split,
    "a hidden message": hidden,
    "the same mail again": imported_again,
}


@pytest.mark.parametrize("change", CHANGES)
def test_old_addresses_lead_on(desk: Office, change: str) -> None:
    """Every address leads to a page that shows its message, after a change and after a rebuild."""
    walker = Walker(desk)
    CHANGES[change](desk)
    after = walker.walk()
    for path, (end, page) in after.items():
        kind, identity = path.split("/")[1:]
        if kind in ("messages", "threads") and change != "a hidden message":
            assert identity in end or identity in page.text, (path, end)
    desk.build(rebuild=True)
    assert {path: end for path, (end, _) in walker.walk().items()} == {
        path: end for path, (end, _) in after.items()
    }


def test_a_mail_without_an_id_keeps_its_address_when_a_later_version_reads_more(tmp_path: Path) -> None:
    """The address hangs on what was written down when the mail came in, not on what its text decodes to today."""
    without = mail("z1", subject="旅費の精算").partition(b"\n")[2]
    desk = office(tmp_path / "one", without, mail("z2", day=1))
    with closing(sqlite3.connect(desk.settings.vault)) as vault, vault:
        told = "0" * 32 + "@without-message-id.invalid"
        vault.execute(
            "UPDATE messages SET message_id = ? WHERE message_id LIKE '%@without-message-id.invalid'", (told,)
        )
    desk.build(rebuild=True)
    assert (public_id(told),) in desk.rows("SELECT key FROM messages")
    assert not desk.findings()


def test_a_merged_thread_redirects_to_the_other(desk: Office) -> None:
    """The address of a thread that went into another leads there."""
    walker = Walker(desk)
    merged(desk)
    found = walker.walk()
    assert found[f"/threads/{key('a1')}"][0].startswith(f"/threads/{key('b1')}#")
    assert found[f"/threads/{key('c1')}"][0].startswith(f"/threads/{key('b1')}")


def test_a_ghosts_thread_leads_on_when_its_answer_stands_elsewhere(tmp_path: Path) -> None:
    """A reply to a missing mail made that mail's thread; then its subject is found, and the address leads there."""
    desk = office(tmp_path / "one", mail("z2", subject="Re: 旅費の精算", answers="gone", day=9))
    walker = Walker(desk)
    assert f"/threads/{key('gone')}" in walker.old
    desk.receive(mail("z1", subject="旅費の精算", day=8))
    desk.build()
    assert walker.walk()[f"/threads/{key('gone')}"][0] == f"/threads/{key('z1')}"


def test_a_hidden_message_says_nothing_on_any_page(desk: Office) -> None:
    """Its address leads to its place in the thread, which says that a message is missing, and no word of it."""
    desk.receive(
        mail("a9", subject="Re: クラウドの共同利用", answers="a2", text="秘密の言葉は白熊です。", day=9)
    )
    desk.build()
    walker = Walker(desk)
    deciding.hide(desk.settings, key("a9"), ACT)
    found = walker.walk()
    assert found[f"/messages/{key('a9')}"][0].startswith(f"/threads/{key('a1')}#")
    visit = walker.visit()
    for path in (*walker.old, "/search?q=秘密の言葉", f"/messages/{key('a9')}.eml", "/", "/threads"):
        assert "白熊" not in visit.get(path).text
    assert visit.get(f"/messages/{key('a9')}.eml").status_code == 404
