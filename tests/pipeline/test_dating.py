"""A mail without a usable date is ordered by its mailbox and its neighbours, keeps what it claims, and says so."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from archiver import mail as mails_room
from archiver.pipeline.bringing import importing
from archiver.sources.files import open_path
from archiver.store.vault import Vault
from tests.mails import mail
from tests.pipeline import archives
from tests.pipeline.archives import LIST, Office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return archives.office(tmp_path / "office")


def undated(name: str, claim: str = "") -> bytes:
    return re.sub(rb"(?m)^Date: .*\n", claim.encode() and f"Date: {claim}\n".encode(), mail(name))


def dates(office: Office, *lying: tuple[str, bytes]) -> dict[str, tuple[str, list[str]]]:
    """Message-ID's name → (date, flaws), of mails that lay under these separators."""
    box = office.settings.data / "neighbours.mbox"
    box.write_bytes(
        b"".join(f"From x@a.example {arrived}\n".encode() + each + b"\n" for arrived, each in lying)
    )
    with Vault(office.settings.vault) as vault:
        importing.import_source(vault, open_path(box), LIST, lambda *_: None)
    office.build()
    return {row["message_id"].split("@")[0]: (row["date"], row["flaws"]) for row in messages(office)}


def messages(office: Office) -> list[dict[str, Any]]:
    return office.content()["messages"]


COPIED = "Mon Jun  3 12:00:00 2024"
"""A day on which somebody copied the whole mailbox."""


def test_the_separator_dates_a_mail_without_a_date(office: Office) -> None:
    """The mailbox says when the mail came."""
    found = dates(office, ("Fri Jul  1 09:00:00 2011", mail("a")), ("Sat Jul  2 10:30:00 2011", undated("b")))
    assert found["b"] == ("2011-07-02T10:30:00Z", ["date: none, ordered by what lies beside it"])


def test_neighbours_date_it_where_the_separator_cannot(office: Office) -> None:
    """The date on which a mailbox was copied is no date of its mails: the mail before it is nearer."""
    found = dates(
        office, (COPIED, mail("a", day=3)), (COPIED, undated("b", "yesterday")), (COPIED, mail("c", day=9))
    )
    assert found["b"] == ("2011-07-04T09:00:00Z", ["date: unreadable, ordered by what lies beside it"])
    assert found["a"][0] == "2011-07-04T09:00:00Z" and found["c"] == ("2011-07-10T09:00:00Z", [])


def test_the_first_is_dated_by_the_next(office: Office) -> None:
    """Where nothing lies before it, what lies after it counts."""
    assert (
        dates(office, ("nothing", undated("a")), (COPIED, mail("b", day=2)))["a"][0] == "2011-07-03T09:00:00Z"
    )


def test_a_date_after_the_arrival_is_impossible(office: Office) -> None:
    """A clock that runs years ahead is seen by the separator; the claim is kept."""
    found = dates(office, ("Fri Jul  1 09:00:00 2011", undated("a", "Fri, 1 Jul 2033 09:00:00 +0000")))
    assert found["a"] == ("2011-07-01T09:00:00Z", ["date: impossible, ordered by what lies beside it"])
    assert office.rows("SELECT date_claimed FROM messages") == [("Fri, 1 Jul 2033 09:00:00 +0000",)]


def test_a_rebuild_dates_it_the_same(office: Office) -> None:
    """When it came is kept in the vault."""
    dates(office, ("Fri Jul  1 09:00:00 2011", mail("a")), ("Sat Jul  2 10:30:00 2011", undated("b")))
    before = messages(office)
    office.build(rebuild=True)
    assert messages(office) == before


@pytest.mark.parametrize("beside", [None, mails_room.identify(mail("x", day=5)).date])
def test_what_lies_beside_it_is_no_part_of_what_it_is(beside: Any) -> None:
    """Two copies that lay in different places are one mail."""
    content = re.sub(rb"(?m)^Message-ID: .*\n", b"", undated("a"))
    assert mails_room.read(content, beside).fingerprint == mails_room.read(content).fingerprint
    assert mails_room.read(content, beside).message_id == mails_room.identify(content, beside).message_id
