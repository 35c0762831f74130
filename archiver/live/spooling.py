"""Spooling: bytes → a file that is whole or not there, whatever happens to the machine meanwhile."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

POST = ".eml"
NO_ARCHIVE = ".no-archive"


class Spool:
    """A folder a list.  Where the spool cannot be written to, posts wait in a second one until it can."""

    def __init__(self, folder: str, fallback: str) -> None:
        self.folder = Path(folder)
        self.fallback = Path(fallback)

    def keep(self, list_address: str, content: bytes, suffix: str) -> list[str]:
        """Keep `content`; returns what went wrong on the way.  Raises `OSError` where it could be kept nowhere."""
        name = f"{time.time_ns():020}-{hashlib.sha256(content).hexdigest()[:16]}{suffix}"
        list_folder = quote(list_address, safe="@")
        try:
            _write(self.folder / list_folder / name, content)
        except OSError as error:
            _write(self.fallback / list_folder / name, content)
            return [f"{error}: {name} waits in {self.fallback}"]
        return self._bring_back()

    def _bring_back(self) -> list[str]:
        """Move what waits in the second folder into the first."""
        problems = []
        for path in sorted(self.fallback.glob("*@*/[0-9]*")):
            try:
                _write(self.folder / path.parent.name / path.name, path.read_bytes())
                path.unlink()
            except OSError as error:
                problems.append(f"{error}: {path.name} waits in {self.fallback}")
        return problems


def _write(path: Path, content: bytes) -> None:
    """The file is there with all its bytes, also after a loss of power, or an error is raised and it is not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.tmp")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.rename(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
