"""A fresh archive for each test, and the sample archive once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.programme import Programme


@pytest.fixture
def programme(tmp_path: Path) -> Programme:
    """An archive that `init` has just made."""
    made = Programme(tmp_path)
    made.ok("init")
    return made


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Programme:
    """The sample archive, to be read only."""
    made = Programme(tmp_path_factory.mktemp("sample"))
    made.ok("demo", ".", "--no-serve")
    return made
