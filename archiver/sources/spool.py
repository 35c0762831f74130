"""The spool of our Mailman plugin (archiver.live): posts that wait to be taken into the vault.

A folder a list under the spool's; a post is `TIME-DIGEST.eml`, and `TIME-DIGEST.no-archive` holds the Message-ID of
a post whose sender asked that it not be archived.  A file goes away when what it holds is safe in the vault.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import quote

from archiver.errors import SourceError
from archiver.model import Listed, ListServer, RawMessage, Refusal
from archiver.settings import SourceSettings
from archiver.sources import heads, window
from archiver.sources.base import State
from archiver.words import Phrase

POST = ".eml"
NO_ARCHIVE = ".no-archive"


class SpoolSource:
    """One list's posts in the spool.  Its state is the spool itself."""

    def __init__(self, settings: SourceSettings, state: State) -> None:
        assert settings.path is not None  # noqa: S101  the settings see to it
        self.name = settings.name
        self.root = settings.path
        self.folder = settings.path / quote(settings.list, safe="@")
        self.state: State = {}
        self.size = 0
        self.done = 0

    def messages(self) -> Iterator[RawMessage | Refusal]:
        files = self._files()
        self.size = len(files)
        for self.done, path in enumerate(files, 1):
            try:
                yield self._item(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield Refusal(position=path.name, reason=Phrase("cannot be read: {error}", error=error))

    def kept(self, positions: Sequence[str]) -> None:
        for position in positions:
            with contextlib.suppress(FileNotFoundError):
                (self.folder / position).unlink()

    def inventory(self) -> Iterator[Listed]:
        for path in self._files():
            with path.open("rb") as file:
                head = file.read(heads.LONGEST)
            is_post = path.suffix == POST
            yield Listed(
                position=path.name,
                message_id=heads.message_id(head) if is_post else head.decode("utf-8", "replace").strip(),
            )

    def describe(self) -> ListServer | None:
        return None

    def close(self) -> None: ...

    def _files(self) -> list[Path]:
        if not self.root.is_dir():
            raise SourceError(
                "{root}: no such folder. Check the path of {name}, and the plugin's.",
                root=self.root,
                name=self.name,
            )
        if not self.folder.is_dir():
            return []
        return sorted(path for path in self.folder.iterdir() if path.suffix in (POST, NO_ARCHIVE))

    def _item(self, path: Path) -> RawMessage | Refusal:
        if path.stat().st_size > window.LARGEST:
            return Refusal(
                position=path.name,
                reason=window.TOO_LARGE,
            )
        content = path.read_bytes()
        if path.suffix == POST:
            return RawMessage(content=content, position=path.name)
        return Refusal(
            position=path.name,
            reason=Phrase("its sender asked that it not be archived (X-No-Archive)"),
            kind="no-archive",
            message_id=content.decode("utf-8", "replace").strip(),
        )
