"""The spool of our Mailman plugin (archiver.live): posts that wait to be taken into the vault.

`archiver.model.spool` says how they lie there.  A file goes away when what it holds is safe in the vault.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from archiver.errors import SourceError
from archiver.model import Listed, RawMessage, Refusal
from archiver.model.spool import NO_ARCHIVE, POST, spool_folder
from archiver.sources.base import PulledSource, unreadable
from archiver.sources.single import message_id, read_head, read_mail
from archiver.words import Phrase


class SpoolSource(PulledSource):
    """One list's posts in the spool.  Its state is the spool itself."""

    def messages(self) -> Iterator[RawMessage | Refusal]:
        files = self._files()
        self.size = len(files)
        for self.done, path in enumerate(files, 1):
            try:
                yield self._item(path)
            except FileNotFoundError:
                continue
            except OSError as error:
                yield unreadable(path.name, error)

    def kept(self, positions: Sequence[str]) -> None:
        if folder := self._folder:
            for position in positions:
                (folder / position).unlink(missing_ok=True)

    def inventory(self) -> Iterator[Listed]:
        for path in self._files():
            head = read_head(path)
            yield Listed(
                position=path.name, message_id=message_id(head) if path.suffix == POST else _noted(head)
            )

    @property
    def _folder(self) -> Path | None:
        """The list's own; None where no spool is configured."""
        return self.settings.path and self.settings.path / spool_folder(self.settings.list)

    def _files(self) -> list[Path]:
        if self._folder is None:
            return []
        if not self._folder.parent.is_dir():
            raise SourceError(
                "{root}: no such folder. Check the path of {name}, and the plugin's.",
                root=self._folder.parent,
                name=self.name,
            )
        if not self._folder.is_dir():
            return []
        return sorted(path for path in self._folder.iterdir() if path.suffix in (POST, NO_ARCHIVE))

    def _item(self, path: Path) -> RawMessage | Refusal:
        item = read_mail(path, path.name)
        if path.suffix == POST or isinstance(item, Refusal):
            return item
        return Refusal(
            position=path.name,
            reason=Phrase("its sender asked that it not be archived (X-No-Archive)"),
            kind="no-archive",
            message_id=_noted(item.content),
        )


def _noted(content: bytes) -> str:
    """The Message-ID in the note of a post that is not to be archived."""
    return content.decode("utf-8", "replace").strip()
