"""Mail damaged at random, for minutes: nothing raises, hangs or gives text that cannot be stored.

`python -m tests.bench.fuzz_mail` goes on for hours, with other seeds, and keeps what it finds.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.bench import fuzz_mail

SECONDS = 60
"""Of CPU."""
LEAST = 10_000
"""Mails that are read in that time on a slow machine."""


def ours(_: pytest.FixtureRequest) -> list[bytes]:
    return fuzz_mail.ours()


def real(request: pytest.FixtureRequest) -> list[bytes]:
    corpora: Path = request.getfixturevalue("corpora")
    return fuzz_mail.seeds(corpora)


@pytest.mark.parametrize("mails", [ours, real])
def test_damaged_mail_is_read(
    mails: Callable[[pytest.FixtureRequest], list[bytes]], request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A minute of the project's mails, and one of real mail.  What is at fault is kept for a golden case."""
    read, until = 0, time.process_time() + SECONDS
    for content, wrong, _ in fuzz_mail.tried(mails(request), seed=20111101):
        if wrong:
            (tmp_path / "found.eml").write_bytes(content)
        assert not wrong, f"{tmp_path / 'found.eml'}: {wrong}"
        read += 1
        if time.process_time() >= until:
            break
    assert read >= LEAST
