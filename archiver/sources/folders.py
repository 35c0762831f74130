"""Folders that mail keeps arriving in: a mailbox that grows, a Maildir, the folder of Mailman's prototype archiver.

All are only read, while others write to them.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from archiver.errors import NotMail, SourceError
from archiver.model import Fidelity, Listed, RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.sources import babyl, mbox, separators
from archiver.sources.base import PulledSource, State, unreadable
from archiver.sources.seen import Seen, written
from archiver.sources.single import message_id, read_head, read_mail
from archiver.words import Phrase

TAIL = 1024
"""Bytes before the place where the last reading ended, by which a file is known to be the one that was read."""


class _PathSource(PulledSource):
    """A source that is a file or folder."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        super().__init__(settings, state)
        assert settings.path is not None  # noqa: S101  the settings see to it
        self.path = settings.path


class MailboxSource(_PathSource):
    """An mbox file that grows.

    State: `end` (bytes read), `last` (where the last mail that was given begins), `number` (of mails given) and
    `tail` (digest of the bytes before `end`).  A file that was cut or replaced is read anew; a last mail that was
    half written when it was read is read again.
    """

    def messages(self) -> Iterator[RawMessage | Refusal]:
        with self._opened() as file:
            start, number = self._start(file)
            self.done = start
            file.seek(start)
            for part in mbox.parts(file):
                end = start + part.offset + part.size
                if end == self.size and self._is_being_written(file):
                    return
                number += 1
                self.done = end
                self.state = {
                    "end": end,
                    "last": start + part.offset,
                    "number": number,
                    "tail": _tail(file, end),
                }
                yield mbox.as_item(part, self._position(number, start + part.offset))

    def inventory(self) -> Iterator[Listed]:
        with self._opened() as file:
            for number, part in enumerate(mbox.parts(file), 1):
                if mbox.is_expunged(part.content or b""):
                    continue
                position = self._position(number, part.offset)
                yield Listed(position=position, message_id=message_id(part.content or b""))

    def _opened(self) -> BinaryIO:
        if not self.path.is_file():
            raise SourceError(
                "{path}: no such file or folder. Check the path of {name}.", path=self.path, name=self.name
            )
        try:
            file = self.path.open("rb")
        except OSError as error:
            raise SourceError("{path} cannot be read: {error}.", path=self.path, error=error) from error
        self.size = os.fstat(file.fileno()).st_size
        head = file.read(4096)
        file.seek(0)
        if head.strip() and (head.startswith(babyl.MARK) or not separators.begins_mbox(head)):
            file.close()
            raise NotMail(
                "{path} is not an mbox file. `archiver import` reads other and packed files.", path=self.path
            )
        return file

    def _start(self, file: BinaryIO) -> tuple[int, int]:
        """Where to read on, and the number of mails before it."""
        end = self.state.get("end", 0)
        if not end or end > self.size or _tail(file, end) != self.state["tail"]:
            return 0, 0
        file.seek(end)
        after = file.read(5).lstrip(b"\r\n")
        if not after or b"From ".startswith(after) or separators.MMDF.startswith(after):
            return end, self.state["number"]
        return self.state["last"], self.state["number"] - 1

    def _is_being_written(self, file: BinaryIO) -> bool:
        """Whether the last line is not ended: its mail is left for the next time."""
        return os.pread(file.fileno(), 1, self.size - 1) != b"\n"

    def _position(self, number: int, offset: int) -> str:
        return f"{self.path.name}: message {number}, byte {offset}"


def _tail(file: BinaryIO, end: int) -> str:
    start = max(0, end - TAIL)
    return hashlib.sha256(os.pread(file.fileno(), end - start, start)).hexdigest()


class MaildirSource(_PathSource):
    """A Maildir: new names only.  A flag that is set, or a move from new to cur, is no new mail.

    State: `seen`, the names that were there when it was last read to its end.  A file that could not be read is not
    among them: it is named at each reading until it can be.
    """

    fidelity: Fidelity = "delivered"

    def messages(self) -> Iterator[RawMessage | Refusal]:
        seen = Seen(self.state.get("seen", ""))
        files = self._files()
        new = {name: path for name, path in files.items() if name not in seen}
        self.size = len(new)
        unread: set[str] = set()
        for self.done, (name, path) in enumerate(new.items(), 1):
            try:
                yield self._read(name, path)
            except FileNotFoundError:
                # Moved or taken away meanwhile: the next reading meets it where it is then.
                unread.add(name)
            except OSError as error:
                unread.add(name)
                yield unreadable(name, error)
        self.state = {"seen": written(files.keys() - unread)}

    def inventory(self) -> Iterator[Listed]:
        for name, path in self._files().items():
            try:
                yield Listed(position=name, message_id=message_id(read_head(path)))
            except OSError:
                yield Listed(position=name)

    def _files(self) -> dict[str, Path]:
        """Name without flags → path, oldest first as far as names tell (they begin with the second)."""
        found = {}
        # What is moved from new to cur meanwhile is met in one of them, or in both.
        for folder in ("new", "cur"):
            if not (self.path / folder).is_dir():
                raise NotMail(
                    "{path} is not a Maildir: it has no folder {folder}. Check the path of {name}.",
                    path=self.path,
                    folder=folder,
                    name=self.name,
                )
            for entry in os.scandir(self.path / folder):
                if not entry.name.startswith("."):
                    found[entry.name.partition(":")[0]] = Path(entry.path)
        return dict(sorted(found.items()))

    def _read(self, name: str, path: Path) -> RawMessage | Refusal:
        if not stat.S_ISREG(path.lstat().st_mode):
            return Refusal(position=name, reason=Phrase("is no plain file"))
        return read_mail(path, name, self.fidelity)


class PrototypeSource(MaildirSource):
    """What Mailman's prototype archiver keeps: a Maildir a list under one folder."""

    fidelity: Fidelity = "full"

    def __init__(self, settings: SourceSettings, state: State) -> None:
        super().__init__(settings, state)
        self.path = self.path / settings.list
