"""What every test may use.  `corpora` skips, with its reason, where ../shared/corpora is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def corpora() -> Path:
    folder = SHARED / "corpora"
    if not folder.is_dir():
        pytest.skip(f"no corpora here: {folder} is absent")
    return folder
