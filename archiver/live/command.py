"""The command that fetches what is in the spool: started for new posts, at most one at a time, never waited for."""

from __future__ import annotations

import logging
import os
import subprocess
import threading
from collections.abc import Sequence
from tempfile import TemporaryFile

LONGEST = 2000
"""Bytes of what a failed command said that are logged."""

log = logging.getLogger("mailman.archiver")


class Command:
    """One command, and whether posts have come since it was last started."""

    def __init__(self, words: Sequence[str]) -> None:
        self.words = list(words)
        self.lock = threading.Lock()
        self.is_running = False
        self.is_wanted = False

    def want(self) -> None:
        """There is a new post: start the command now, or again when the one that runs has ended."""
        if not self.words:
            return
        with self.lock:
            self.is_wanted = True
            if self.is_running:
                return
            self.is_running = True
        try:
            threading.Thread(target=self._run, daemon=True).start()
        except RuntimeError:
            with self.lock:
                self.is_running = False
            log.exception("archiver: %s could not be started", self.words[0])

    def _run(self) -> None:
        while True:
            with self.lock:
                if not self.is_wanted:
                    self.is_running = False
                    return
                self.is_wanted = False
            self._run_once()

    def _run_once(self) -> None:
        """In a session of its own: it goes on when Mailman stops."""
        try:
            with TemporaryFile() as said:
                ended = subprocess.run(  # noqa: S603  the administrator's own command
                    self.words,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=said,
                    start_new_session=True,
                )
                said.seek(max(0, said.seek(0, os.SEEK_END) - LONGEST))
                words = said.read().decode("utf-8", "replace").strip()
        except Exception:
            log.exception("archiver: %s could not be started", self.words[0])
            return
        if ended.returncode:
            log.error(
                "archiver: %s ended with status %s; posts wait in the spool: %s",
                self.words[0],
                ended.returncode,
                words,
            )
