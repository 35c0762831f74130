"""Python environments of the list servers that tests talk to: installed once, kept in the user's cache.

A server is of another age than we are and wants other versions of libraries, so each has an environment of its own.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MAILMAN = ("mailman==3.3.10", "mailman-hyperkitty==1.2.1", "sqlalchemy<2.1")
"""SQLAlchemy 2.1 makes Mailman answer every roster with an error."""
WEB = ("mailman-web==0.0.9", "hyperkitty==1.3.12", "postorius==1.3.13", "Django<5", "whoosh", "gunicorn")


def environment(name: str, requirements: tuple[str, ...]) -> Path:
    """The folder of an environment that holds `requirements`; skips where they cannot be installed."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "archiver-tests"
    cache.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256("\n".join((sys.version, *requirements)).encode()).hexdigest()[:12]
    folder = cache / f"{name}-{digest}"
    with (cache / f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            subprocess.run([sys.executable, "-m", "venv", folder], check=True)
            installed = subprocess.run(
                [folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *requirements],
                capture_output=True,
                text=True,
            )
            if installed.returncode:
                pytest.skip(f"{name} could not be installed: {installed.stderr.strip().splitlines()[-1]}")
            (folder / "complete").touch()
    return folder
