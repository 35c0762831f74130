"""What every test may use.  `corpora` skips, with its reason, where ../shared/corpora is absent."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sources.mailman import Servers

# The tests read what the terminal says in English, whoever runs them.
os.environ["LANGUAGE"] = "en"
SHARED = Path(__file__).resolve().parents[2] / "shared"


@pytest.fixture(scope="session")
def corpora() -> Path:
    folder = SHARED / "corpora"
    if not folder.is_dir():
        pytest.skip(f"no corpora here: {folder} is absent")
    return folder


@pytest.fixture(scope="session")
def list_servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    """Mailman, HyperKitty and a mail sink, real ones; skips where they cannot be installed."""
    servers = Servers(tmp_path_factory.mktemp("list-servers"), with_web=True)
    yield servers
    servers.stop()
