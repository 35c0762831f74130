"""Real pages: the seed is read exactly; assembly minutes are read, and the pages around them are refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver import minutes
from archiver.errors import MinutesError
from tests.conftest import SHARED

ASSEMBLIES = "minutes/open-gikai-fixtures/packages/scrapers/src/adapters"
READ = {
    "kensakusystem/__fixtures__/patterns/cgi/statements.txt": ("2025-02-14", 4, 30),
    "kensakusystem/__fixtures__/patterns/index-html/statements.txt": ("2023-02-17", 4, 11),
    "kensakusystem/__fixtures__/patterns/sapphire/statements.txt": ("2025-02-17", 2, 23),
    "dbsearch/__fixtures__/patterns/document-id/detail.html": ("2024-12-26", 1, 50),
    "dbsearch/__fixtures__/patterns/template-view/detail.html": ("2024-12-17", 20, 180),
}
"""Day, items, and the least number of speeches."""
NO_DATE = "dbsearch/__fixtures__/patterns/doc-one-frame/page.html"
"""One frame of minutes: the day stands in another."""


def test_the_seed() -> None:
    """Sixteen speeches, two deferrals, both in item 4, three promises of the secretariat; nothing in doubt."""
    seed = SHARED / "seeds" / "minutes-2011-06-20.txt"
    if not seed.is_file():
        pytest.skip(f"no seed here: {seed} is absent")
    meeting = minutes.read(seed.read_bytes(), seed.name)
    assert [len(item.speeches) for item in meeting.agenda_items] == [2, 0, 4, 10]
    assert [(item.order, each.speaker) for item in meeting.agenda_items for each in item.deferrals] == [
        (4, "事務局"),
        (4, "会長"),
    ]
    assert [each.owner for item in meeting.agenda_items for each in item.action_items] == ["事務局"] * 3
    assert meeting.flaws == ()


@pytest.mark.parametrize("path", READ)
def test_assembly_minutes(corpora: Path, path: str) -> None:
    """Verbatim records: items as the chair opens them, every speech with its speaker."""
    day, items, speeches = READ[path]
    meeting = minutes.read((corpora / ASSEMBLIES / path).read_bytes(), path)
    spoken = [speech for item in meeting.agenda_items for speech in item.speeches]
    assert (meeting.date.isoformat(), len(meeting.agenda_items)) == (day, items)
    assert len(spoken) >= speeches
    assert all(speech.speaker and len(speech.speaker) < 40 for speech in spoken)


def test_the_pages_around_them_are_refused(corpora: Path) -> None:
    """Indexes, searches, frames and controls are no minutes, whatever charset they claim."""
    folder = corpora / ASSEMBLIES
    others = [path for path in sorted(folder.rglob("*.*")) if str(path.relative_to(folder)) not in READ]
    assert len(others) > 30
    for path in others:
        with pytest.raises(MinutesError):
            minutes.read(path.read_bytes(), path.name)


def test_a_frame_without_its_date_is_read_once_the_date_is_marked(corpora: Path) -> None:
    """What one frame does not say the secretariat states beside it."""
    content = (corpora / ASSEMBLIES / NO_DATE).read_bytes()
    meeting = minutes.read(content, "page.html", b"date = 2024-12-24")
    assert len(meeting.agenda_items) > 3
    assert sum(len(item.speeches) for item in meeting.agenda_items) > 50
