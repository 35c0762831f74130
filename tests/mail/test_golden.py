"""Every golden pair reads as its `.json` says, and the catalogue of them is up to date."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.mail import golden


@pytest.mark.parametrize("case", golden.CASES, ids=lambda case: f"{case.parent.name}/{case.stem}")
def test_reads_as_it_must(case: Path) -> None:
    """What the case shows is what a reader gets."""
    expected = json.loads(case.read_text("utf-8"))
    source = golden.source_of(case)
    found = golden.reading_of(source.read_bytes()) if source.suffix == ".eml" else golden.mailbox_of(source)
    if "segments" in expected:
        found["segments"] = golden.segments_of(source.read_bytes())
    assert found == {name: value for name, value in expected.items() if name != "shows"}


def test_the_catalogue_is_up_to_date() -> None:
    """golden/README.md names every case, in order (`python -m tests.mail.golden > tests/mail/golden/README.md`)."""
    assert (golden.FOLDER / "README.md").read_text("utf-8") == golden.catalogue()


def test_every_kind_has_its_title() -> None:
    """No folder is left out of the catalogue."""
    assert {case.parent.name for case in golden.CASES} == set(golden.TITLES)
