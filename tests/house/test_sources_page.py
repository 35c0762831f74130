"""docs/sources.md says what the programme does: its settings, its examples, and the tests that prove its faults."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archiver import settings
from archiver.settings.sources import COMMON, KINDS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "sources.md").read_text("utf-8")
EXAMPLES = [each for each in re.findall(r"```toml\n(.*?)```", PAGE, re.DOTALL) if "[[sources]]" in each]
TESTS = "".join(path.read_text("utf-8") for path in (ROOT / "tests").rglob("*.py"))


def rows(title: str) -> list[list[str]]:
    """The cells of the table under a title."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_each_setting_is_explained_with_its_kinds() -> None:
    """None is missing, none is told of a kind that has it not."""
    told = {name.strip("`"): kinds for name, kinds, _ in rows("Settings")}
    takes = {kind: {*each.needs, *each.takes} for kind, each in KINDS.items()}
    known = {
        name: ", ".join(kind for kind in KINDS if name in takes[kind])
        for name in set().union(*takes.values())
    }

    def in_order(kinds: str) -> list[str]:
        return sorted(kinds.split(", "))

    assert {name: in_order(kinds) for name, kinds in told.items()} == {
        **{name: ["all"] for name in COMMON},
        **{name: in_order(kinds) for name, kinds in known.items()},
    }
    assert all(meaning for _, _, meaning in rows("Settings"))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda text: text.split('"')[1])
def test_each_example_is_a_configuration(example: str, tmp_path: Path) -> None:
    """As it stands on the page, with the list that stands above."""
    file = tmp_path / "archiver.toml"
    file.write_text('[[lists]]\naddress = "yakuin@example.jp"\n' + example, "utf-8")
    (source,) = settings.load(file).sources
    assert example.count("\n") <= 8
    assert source.kind in KINDS


def test_each_kind_has_an_example() -> None:
    assert {example.split('"')[1] for example in EXAMPLES} == KINDS.keys()


@pytest.mark.parametrize("row", rows("When something goes wrong"), ids=lambda row: row[0][:40])
def test_each_fault_is_proved(row: list[str]) -> None:
    """The test that the line names is there."""
    name = row[-1].strip("`")
    assert f"def {name}(" in TESTS
