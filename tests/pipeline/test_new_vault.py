"""A vault that is being made: killed at any moment, it is opened the next time as if nothing had been."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from archiver.store.vault import Vault

STEPS = 40


@pytest.mark.parametrize("step", range(STEPS))
def test_killed_while_it_is_made(tmp_path: Path, step: int) -> None:
    """The process ends half a millisecond later each time, from before the first table until it is done."""
    path = tmp_path / "vault.db"
    child = os.fork()
    if child == 0:
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        signal.setitimer(signal.ITIMER_REAL, (step + 1) * 0.0005)
        Vault(path)
        os._exit(0)
    os.waitpid(child, 0)
    with Vault(path) as vault:
        assert vault.known("yakuin@kachokai.example", ["0" * 64]) == set()
