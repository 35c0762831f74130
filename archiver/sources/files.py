"""Files and folders → RawMessage: mailboxes (plain, compressed, in a zip or tar), Maildir, folders.  Only reads."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

from archiver.errors import NotMail, SourceError
from archiver.model import RawMessage, Refusal
from archiver.sources import mbox
from archiver.sources.base import Source, unreadable
from archiver.sources.single import read_mail
from archiver.words import Phrase

LARGEST_EXPANSION = 1000
"""A compressed file that grows beyond this factor (and a gigabyte) is refused: mail does not compress so well."""
_GIGABYTE = 1 << 30

_DECOMPRESSORS: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
    (b"]\x00\x00", lzma.open),
)
DEEPEST = 3
"""Times that a file may be compressed in itself."""
_MARK = b"\xef\xbb\xbf"
_DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


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
    """Files that programs keep beside people's: .DS_Store, .git."""
    return any(part.startswith(".") for part in path.parts)


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
            if head.startswith(b"PK\x03\x04"):
                yield from self._members()
            else:
                yield from self._mails(self.file, self.label)

    def _members(self) -> Iterator[RawMessage | Refusal]:
        """The files in a zip.  Nothing is unpacked to disk, so names in it can do no harm."""
        try:
            with zipfile.ZipFile(self.file) as archive:
                for member in archive.infolist():
                    if not member.is_dir():
                        yield from self._member(archive, member)
        except _DAMAGE as error:
            reason = Phrase("is a damaged zip file ({error}): copy it again from where it came", error=error)
            yield Refusal(position=self.label, reason=reason)

    def _member(self, archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[RawMessage | Refusal]:
        name = f"{self.label}/{member.filename}"
        try:
            with archive.open(member) as stream:
                yield from self._mails(self._expanding(stream), name)
        except RuntimeError:
            yield Refusal(position=name, reason=Phrase("is locked with a password"))

    def _mails(self, stream: BufferedReader, name: str) -> Iterator[RawMessage | Refusal]:
        guarded = self._unpacked(_Guarded(stream))
        head = guarded.peek(4096)
        if head[257:262] == b"ustar":
            yield from self._packed(guarded, name)
        elif mbox.begins_mbox(head):
            yield from mbox.split(cast(BinaryIO, guarded), name)
        elif head.strip():
            yield from _single_mail(guarded, head, name)
        if guarded.damage:
            yield Refusal(
                position=name,
                reason=Phrase("the file ends early or is damaged: {damage}", damage=guarded.damage),
            )

    def _unpacked(self, guarded: _Guarded) -> _Guarded:
        """The stream without its compression, and without what stands before a mailbox's first line."""
        for _ in range(DEEPEST):
            head = guarded.peek(6)
            opener = next((each for magic, each in _DECOMPRESSORS if head.startswith(magic)), None)
            if opener is None:
                break
            guarded = _Guarded(self._expanding(opener(cast(BinaryIO, guarded))))
        head = guarded.peek(4096)
        guarded.is_macintosh = b"\r" in head and b"\n" not in head
        guarded.peeked = guarded.translated(head.removeprefix(_MARK))
        return guarded

    def _packed(self, guarded: _Guarded, name: str) -> Iterator[RawMessage | Refusal]:
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

    def _expanding(self, stream: object) -> BufferedReader:
        return cast(BufferedReader, _Expanding(cast(BufferedReader, stream), self))


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
        return read_mail(path, position)
    except OSError as error:
        return unreadable(position, error)


def _whatever_it_is(path: Path, position: str) -> Iterator[RawMessage | Refusal]:
    try:
        yield from FileSource(path, position).messages()
    except SourceError as error:
        yield Refusal(position=position, reason=error.sentence)


class _Guarded:
    """A stream that ends where it is damaged, and remembers how."""

    def __init__(self, stream: BufferedReader) -> None:
        self.stream = stream
        self.damage = ""
        self.peeked = b""
        self.is_macintosh = False
        """CR alone ends its lines."""

    def peek(self, size: int) -> bytes:
        self.peeked = self.read(size)
        return self.peeked

    def read(self, size: int) -> bytes:
        if len(self.peeked) >= size:
            block, self.peeked = self.peeked[:size], self.peeked[size:]
            return block
        blocks, self.peeked = [self.peeked], b""
        missing = size - len(blocks[0])
        # `read1` gives what there is before it meets the damage; `read` would give nothing.
        while missing > 0 and not self.damage:
            try:
                block = self.stream.read1(missing)
            except _DAMAGE as error:
                self.damage = str(error) or type(error).__name__
                break
            if not block:
                break
            blocks.append(self.translated(block))
            missing -= len(block)
        return b"".join(blocks)

    def translated(self, block: bytes) -> bytes:
        return block.replace(b"\r", b"\n") if self.is_macintosh else block


class _Expanding:
    """A decompressed stream that stops a file which expands without measure."""

    def __init__(self, stream: BufferedReader, source: FileSource) -> None:
        self.stream = stream
        self.source = source
        self.expanded = 0

    def read1(self, size: int) -> bytes:
        block = self.stream.read1(size)
        self.expanded += len(block)
        if self.expanded > max(_GIGABYTE, LARGEST_EXPANSION * self.source.size):
            raise SourceError(
                "{path} expands to more than {times} times its size: that is not mail.",
                path=self.source.path,
                times=LARGEST_EXPANSION,
            )
        return block


def _single_mail(stream: _Guarded, head: bytes, name: str) -> Iterator[RawMessage | Refusal]:
    """A file that is one mail, or none."""
    if mbox.begins_mail(head):
        yield RawMessage(content=b"".join(iter(lambda: stream.read(mbox.BLOCK), b"")), position=name)
    else:
        yield Refusal(
            position=name, reason=Phrase("is no mail: it begins with neither a From line nor mail headers")
        )
