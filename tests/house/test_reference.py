"""The documents say what the programme does."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from archiver.cli import application
from tests.house.reference import commands, reference

ROOT = Path(__file__).resolve().parents[2]


def test_the_reference_is_that_of_the_commands() -> None:
    """docs/commands.md was made from the commands as they are."""
    written = (ROOT / "docs" / "commands.md").read_text("utf-8")
    assert written == reference(), "run: python -m tests.house.reference > docs/commands.md"


def test_the_reference_is_there_in_japanese() -> None:
    """docs/commands.ja.md was made from the commands as they are, and their words in Japanese."""
    written = (ROOT / "docs" / "commands.ja.md").read_text("utf-8")
    assert written == reference("ja"), "run: python -m tests.house.reference ja > docs/commands.ja.md"


@pytest.mark.parametrize(
    ("path", "command"), list(commands(application, ("archiver",))), ids=lambda each: str(each)[:60]
)
def test_every_command_and_option_has_help(path: tuple[str, ...], command: click.Command) -> None:
    """Nobody meets a word without an explanation."""
    assert command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))


@pytest.mark.parametrize("path", [path for path, _ in commands(application, ()) if len(path) == 1])
def test_the_readme_names_every_verb(path: tuple[str, ...]) -> None:
    """The README tells of each verb."""
    assert f"`{path[0]}" in (ROOT / "README.md").read_text("utf-8")


def test_ci_runs_the_readmes_test_command() -> None:
    """.ci/run does what the README tells a person to do."""
    readme = (ROOT / "README.md").read_text("utf-8")
    (command,) = [line for line in readme.splitlines() if " .venv/bin/pytest " in line]
    assert command in (ROOT / ".ci" / "run").read_text("utf-8")
