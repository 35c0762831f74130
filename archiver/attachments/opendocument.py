"""OpenDocument (ISO/IEC 26300): .odt, .ods and .odp → their text, in reading order."""

from __future__ import annotations

from collections.abc import Iterator

from archiver.attachments.limits import Encrypted
from archiver.attachments.packages import Attributes, Package, Prose, Quiet

_MANIFEST = "META-INF/manifest.xml"


def text(content: bytes) -> Iterator[str]:
    package = Package(content)
    manifest = _Manifest()
    package.gather(_MANIFEST, manifest)
    if manifest.is_encrypted:
        raise Encrypted("needs a password")
    prose = Prose(
        texts={"p", "h"},
        before={"tab": "\t", "s": " ", "line-break": "\n"},
        after={"p": "\n", "h": "\n", "table-cell": "\t", "table-row": "\n"},
        skipped={"ruby-text", "tracked-changes"},
    )
    yield from package.run("content.xml", prose)


class _Manifest(Quiet):
    """Whether a part is said to be encrypted (ODF 1.2 part 3 §4.4)."""

    is_encrypted = False

    def start(self, name: str, attributes: Attributes) -> None:
        self.is_encrypted = self.is_encrypted or name == "encryption-data"
