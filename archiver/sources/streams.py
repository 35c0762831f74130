"""Streams: a file's bytes → bytes without compression, without UTF-16, with line ends that end lines; bounded."""

from __future__ import annotations

import bz2
import codecs
import gzip
import lzma
import re
import zipfile
import zlib
from collections.abc import Callable
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from archiver.errors import SourceError

LARGEST_EXPANSION = 1000
"""A compressed file that grows beyond this factor (and a gigabyte) is refused: mail does not compress so well."""
_GIGABYTE = 1 << 30
DEEPEST = 3
"""Times that a file may be packed in itself."""

_DECOMPRESSORS: tuple[tuple[bytes, Callable[[BinaryIO], object]], ...] = (
    (b"\x1f\x8b", gzip.open),
    (b"BZh", bz2.open),
    (b"\xfd7zXZ\x00", lzma.open),
    (b"]\x00\x00", lzma.open),
)
_MARK = b"\xef\xbb\xbf"
_WIDE: tuple[tuple[re.Pattern[bytes], str], ...] = (
    (re.compile(rb"\xff\xfe"), "utf-16"),
    (re.compile(rb"\xfe\xff"), "utf-16"),
    (re.compile(rb"(?:[\t -~\r\n]\0){20}"), "utf-16-le"),
    (re.compile(rb"(?:\0[\t -~\r\n]){20}"), "utf-16-be"),
)
"""What Windows calls Unicode, with its mark or with every other byte of the head a NUL."""
DAMAGE = (EOFError, OSError, zlib.error, lzma.LZMAError, zipfile.BadZipFile)


class Guarded:
    """A stream that ends where it is damaged, and remembers how."""

    def __init__(self, stream: BufferedReader) -> None:
        self.stream = stream
        self.damage = ""
        self.peeked = b""
        self.translated: Callable[[bytes], bytes] = bytes
        """From the bytes of the file to those of a mail."""

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
            except DAMAGE as error:
                self.damage = str(error) or type(error).__name__
                break
            if not block:
                break
            blocks.append(self.translated(block))
            missing -= len(block)
        return b"".join(blocks)

    def as_mail(self) -> Guarded:
        """Itself; what it reads from here on is in the bytes of mail, without a mark before them."""
        head = self.peek(4096)
        if charset := _charset(head):
            decoder = codecs.getincrementaldecoder(charset)("replace")
            self.translated = lambda block: decoder.decode(block).encode("utf-8", "replace")
        elif b"\r" in head and b"\n" not in head:  # the line ends of an old Macintosh
            self.translated = lambda block: block.replace(b"\r", b"\n")
        self.peeked = self.translated(head).removeprefix(_MARK)
        return self


def as_mail(content: bytes) -> bytes:
    """The bytes of a mail that a program may have saved in UTF-16."""
    charset = _charset(content)
    return content.decode(charset, "replace").encode("utf-8", "replace") if charset else content


def _charset(head: bytes) -> str:
    return next((charset for form, charset in _WIDE if form.match(head)), "")


def unpacked(stream: BufferedReader, path: Path, size: int) -> Guarded:
    """The stream without its compression; `path` and `size` are those of the file that it comes from."""
    guarded = Guarded(stream)
    for _ in range(DEEPEST):
        head = guarded.peek(6)
        opener = next((each for magic, each in _DECOMPRESSORS if head.startswith(magic)), None)
        if opener is None:
            break
        guarded = Guarded(expanding(opener(cast(BinaryIO, guarded)), path, size))
    return guarded


def expanding(stream: object, path: Path, size: int) -> BufferedReader:
    """A decompressed stream that stops a file which expands without measure."""
    return cast(BufferedReader, _Expanding(cast(BufferedReader, stream), path, size))


class _Expanding:
    def __init__(self, stream: BufferedReader, path: Path, size: int) -> None:
        self.stream = stream
        self.path = path
        self.most = max(_GIGABYTE, LARGEST_EXPANSION * size)
        self.expanded = 0

    def read1(self, size: int) -> bytes:
        block = self.stream.read1(size)
        self.expanded += len(block)
        if self.expanded > self.most:
            raise SourceError(
                "{path} expands to more than {times} times its size: that is not mail.",
                path=self.path,
                times=LARGEST_EXPANSION,
            )
        return block
