"""Files and folders → RawMessage: mailboxes (plain, compressed, in a zip or tar), Maildir, folders.  Only reads."""

from __future__ import annotations

import tarfile
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from io import BufferedReader, RawIOBase
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, cast

from archiver.errors import NotMail, SourceError
from archiver.model import RawMessage, Refusal
from archiver.sources import foreign, mbox, separators, window, zips
from archiver.sources.base import LARGEST, Source, unreadable
from archiver.sources.single import read_mail
from archiver.sources.streams import DAMAGE, DEEPEST, Guarded, as_mail, expanding, unpacked
from archiver.words import Phrase

FIRST_WITHIN = 1 << 16
"""Bytes of a file in which the first mail of a mailbox must begin."""
_ZIP = b"PK\x03\x04"
_HELD = 64 << 20
"""Bytes of a zip in a zip that are held in memory; more go to a file without a name."""


def open_path(path: Path) -> Source:
    """The source that a file or folder is.  Raises `SourceError` where there is nothing to read."""
    if not path.exists():
        raise SourceError("{path}: no such file or folder.", path=path)
    if not path.is_dir():
        return FileSource(path)
    if (path / "cur").is_dir() or (path / "new").is_dir():
        return FolderSource(path, [*path.glob("new/*"), *path.glob("cur/*")])
    if found := [each for each in path.rglob("*") if not _is_hidden(each.relative_to(path))]:
        return FolderSource(path, found, is_maildir=False)
    raise NotMail(
        "{path} is a folder with nothing in it: neither a Maildir (cur, new) nor files of mail.", path=path
    )


def _is_hidden(path: Path) -> bool:
    """Files that programs keep beside people's: .DS_Store, .git, what macOS puts into a zip."""
    return any(part.startswith((".", "__MACOSX")) for part in path.parts)


class FileSource:
    """One file: a mailbox, or a single mail; compressed or not.  `label`: what positions are counted in."""

    def __init__(self, path: Path, label: str = "") -> None:
        self.path = path
        self.name = str(path)
        self.label = label or path.name
        try:
            self.size = path.stat().st_size
            self.file = path.open("rb")
        except OSError as error:
            raise SourceError("{path} cannot be read: {error}.", path=path, error=error) from error

    @property
    def done(self) -> int:
        return self.size if self.file.closed else self.file.tell()

    def messages(self) -> Iterator[RawMessage | Refusal]:
        with self.file:
            head = self.file.read(6)
            self.file.seek(0)
            if head.startswith(_ZIP):
                yield from self._members(self.file, self.label)
            else:
                yield from self._mails(self.file, self.label)

    def _members(self, file: BinaryIO, label: str, depth: int = 1) -> Iterator[RawMessage | Refusal]:
        """The files in a zip.  Nothing is unpacked to disk, so names in it can do no harm."""
        try:
            with zipfile.ZipFile(file) as archive:
                for member in archive.infolist():
                    name = zips.name_of(member)
                    if not member.is_dir() and not _is_hidden(Path(Path(name).name)):
                        yield from self._member(archive, member, f"{label}/{name}", depth)
        except (*DAMAGE, NotImplementedError) as error:
            reason = Phrase("is a damaged zip file ({error}): copy it again from where it came", error=error)
            yield Refusal(position=label, reason=reason)

    def _member(
        self, archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str, depth: int
    ) -> Iterator[RawMessage | Refusal]:
        try:
            with archive.open(member) as stream:
                yield from self._mails(expanding(stream, self.path, self.size), name, depth)
        except RuntimeError:
            yield Refusal(position=name, reason=Phrase("is locked with a password"))

    def _mails(self, stream: BufferedReader, name: str, depth: int = 0) -> Iterator[RawMessage | Refusal]:
        guarded = unpacked(stream, self.path, self.size)
        head = guarded.peek(4096)
        if head.startswith(_ZIP) and depth < DEEPEST:
            yield from self._zip_within(guarded, name, depth)
        elif head[257:262] == b"ustar":
            yield from self._packed(guarded, name)
        else:
            yield from _of_stream(guarded.as_mail(), name)
        if guarded.damage:
            yield Refusal(
                position=name,
                reason=Phrase("the file ends early or is damaged: {damage}", damage=guarded.damage),
            )

    def _zip_within(self, guarded: Guarded, name: str, depth: int) -> Iterator[RawMessage | Refusal]:
        with SpooledTemporaryFile(_HELD) as file:
            file.writelines(iter(lambda: guarded.read(window.BLOCK), b""))
            yield from self._members(cast(BinaryIO, file), name, depth + 1)

    def _packed(self, guarded: Guarded, name: str) -> Iterator[RawMessage | Refusal]:
        """The files in a tar, one after the other."""
        try:
            with tarfile.open(fileobj=cast(BinaryIO, guarded), mode="r|") as archive:
                for member in archive:
                    content = archive.extractfile(member) if member.isfile() else None
                    if content is not None and not _is_hidden(Path(Path(member.name).name)):
                        yield from self._mails(
                            BufferedReader(cast(RawIOBase, content)), f"{name}/{member.name}"
                        )
        except tarfile.TarError as error:
            guarded.damage = guarded.damage or str(error)


def _of_stream(stream: Guarded, name: str) -> Iterator[RawMessage | Refusal]:
    """The mails of a mailbox, the mail that a file is, or why it is none."""
    head = stream.peek(4096)
    if separators.begins_mbox(head):
        yield from mbox.split(cast(BinaryIO, stream), name)
    elif not _is_named_as_one(name) and separators.first_in(stream.peek(FIRST_WITHIN)) >= 0:
        yield from mbox.split_late(cast(BinaryIO, stream), name)
    elif separators.begins_mail(head):
        yield from mbox.split_dotted(cast(BinaryIO, stream), name)
    elif foreign.is_apple(head):
        content = stream.read(LARGEST)
        yield RawMessage(content=foreign.of_apple(content), position=name)
    elif head.strip():
        reason = foreign.advice(head) or Phrase(
            "is no mail: it begins with neither a From line nor mail headers"
        )
        yield Refusal(position=name, reason=reason)


def _is_named_as_one(name: str) -> bool:
    """Whether a file has the name of one mail (MH numbers them): what looks like a separator is of its text."""
    last = name.rpartition("/")[2]
    return last.casefold().endswith((".eml", ".msg")) or last.isdigit()


class FolderSource:
    """A Maildir, or a folder of files: single mails (.eml and others) and mailboxes; what is no mail is refused."""

    def __init__(self, path: Path, paths: list[Path], *, is_maildir: bool = True) -> None:
        self.path = path
        self.name = str(path)
        self.paths = sorted(path for path in paths if path.is_file())
        self.size = len(self.paths)
        self.done = 0
        self.is_maildir = is_maildir

    def messages(self) -> Iterator[RawMessage | Refusal]:
        for path in self.paths:
            self.done += 1
            position = str(path.relative_to(self.path))
            if self.is_maildir or path.suffix.casefold() == ".eml":
                yield _one_mail(path, position)
            else:
                yield from _whatever_it_is(path, position)


def _one_mail(path: Path, position: str) -> RawMessage | Refusal:
    """A file that by its place or name is one mail, whatever stands in it."""
    try:
        item = read_mail(path, position)
    except OSError as error:
        return unreadable(position, error)
    return replace(item, content=as_mail(item.content)) if isinstance(item, RawMessage) else item


def _whatever_it_is(path: Path, position: str) -> Iterator[RawMessage | Refusal]:
    try:
        yield from FileSource(path, position).messages()
    except SourceError as error:
        yield Refusal(position=position, reason=error.sentence)
