"""Spooling: bytes → a file that is whole or not there, whatever happens to the machine meanwhile."""

from __future__ import annotations

import hashlib
import os
import time
from contextlib import suppress
from pathlib import Path

from archiver.model.spool import NO_ARCHIVE, POST, spool_folder

TEMPORARY = ".tmp"


class Spool:
    """A folder a list.  Where the spool cannot be written to, posts wait in a second one until it can."""

    def __init__(self, folder: str, fallback: str) -> None:
        self.folder = Path(folder)
        self.fallback = Path(fallback)

    def keep_post(self, list_address: str, content: bytes) -> list[str]:
        """Keep a post; returns what went wrong on the way.  Raises `OSError` where it could be kept nowhere."""
        name = f"{time.time_ns():020}-{hashlib.sha256(content).hexdigest()}{POST}"
        return self._keep(list_address, name, content)

    def keep_note(self, list_address: str, message_id: str) -> list[str]:
        """Note that a post was not to be archived: once, however often Mailman asks for its permalink."""
        content = message_id.encode("utf-8", "surrogateescape")
        digest = hashlib.sha256(content).hexdigest()
        folders = [root / spool_folder(list_address) for root in (self.folder, self.fallback)]
        if any(next(folder.glob(f"*-{digest}{NO_ARCHIVE}"), None) for folder in folders):
            return []
        return self._keep(list_address, f"{time.time_ns():020}-{digest}{NO_ARCHIVE}", content)

    def _keep(self, list_address: str, name: str, content: bytes) -> list[str]:
        list_folder = spool_folder(list_address)
        try:
            _write(self.folder, list_folder, name, content)
        except OSError as error:
            self.fallback.mkdir(parents=True, exist_ok=True)
            _write(self.fallback, list_folder, name, content)
            return [f"{error}: {name} waits in {self.fallback}"]
        return self._bring_back()

    def _bring_back(self) -> list[str]:
        """Move what waits in the second folder into the first."""
        for path in sorted(self.fallback.glob("*@*/[0-9]*")):
            try:
                _write(self.folder, path.parent.name, path.name, path.read_bytes())
                path.unlink()
            except FileNotFoundError:
                continue  # another of Mailman's processes was faster
            except OSError as error:
                return [f"{error}: {path.name} and what came after it waits in {self.fallback}"]
        return []


def _write(root: Path, list_folder: str, name: str, content: bytes) -> None:
    """The file is there with all its bytes, also after a loss of power, or an error is raised and it is not."""
    folder = root / list_folder
    _ensure(root, folder)
    temporary = folder / f".{name}.{os.getpid()}{TEMPORARY}"
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), 0o640)
            os.fsync(file.fileno())
        temporary.rename(folder / name)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise
    _sync(folder)


def _ensure(root: Path, folder: Path) -> None:
    """Make a list's folder as open as the spool's own, so that whoever may empty the spool may empty it.

    A spool that is not there is not made: it may be on a disk that is not mounted.
    """
    if not folder.is_dir():
        folder.mkdir(exist_ok=True)
        folder.chmod(root.stat().st_mode & 0o7777)
        _sync(root)


def _sync(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
