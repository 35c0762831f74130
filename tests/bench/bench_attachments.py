"""Time of reading attachments: `python -m tests.bench.bench_attachments [FOLDER]`, a line a file: bytes, characters, CPU
seconds; and how long the process takes to start.

Without a folder: the files of tests/attachments/office, and a long one of each kind that can be made here.
"""

from __future__ import annotations

import lzma
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from archiver.attachments import READABLE, read
from archiver.mail.bodies.formats import format_of
from archiver.pipeline.making.limited import LIMITS, read_files
from tests.attachments import files

OFFICE = Path(__file__).resolve().parents[1] / "attachments" / "office"
PARAGRAPH = "クラウドの共同利用について、各市の事例を報告し、費用と効果を比べた。" * 3


def samples() -> Iterator[tuple[str, bytes]]:
    rows = "<row>" + '<c t="s"><v>0</v></c><c><v>1200000</v></c>' * 5 + "</row>"
    yield "2,000 paragraphs.docx", files.word(*[PARAGRAPH] * 2000)
    yield "50,000 cells.xlsx", files.excel({"表": rows * 5000}, f"<si><t>{PARAGRAPH}</t></si>")
    yield "200 slides.pptx", files.powerpoint(*[PARAGRAPH] * 200)
    yield "200,000 characters.pdf", files.pdf(PARAGRAPH, extra=_lines(PARAGRAPH, 2000))
    yield "1 MB.csv", (PARAGRAPH.encode("cp932") + b",1200\r\n") * 4500


def _lines(text: str, count: int) -> str:
    drawn = f"<{text.encode('cp932').hex()}> Tj 0 -14 Td "
    return f"BT /F1 12 Tf 72 700 Td {drawn * count} ET"


def of_folder(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted(folder.iterdir()):
        content = path.read_bytes()
        yield path.name.removesuffix(".xz"), lzma.decompress(content) if path.suffix == ".xz" else content


def main() -> None:
    found = of_folder(Path(sys.argv[1])) if len(sys.argv) > 1 else [*of_folder(OFFICE), *samples()]
    for name, content in found:
        kind = format_of(content, "application/octet-stream", name)
        if kind not in READABLE:
            continue
        started = time.process_time()
        extract = read(content, kind)
        seconds = time.process_time() - started
        print(
            f"{name:26} {kind:20} {extract.state:10} {len(content):10,} bytes {len(extract.text):9,} characters {seconds:7.3f} s"
        )
    started = time.perf_counter()
    for _ in read_files([("text", b"x")], lambda task: task, LIMITS):
        print(f"one file in a process of its own: {time.perf_counter() - started:.2f} s by the clock")


if __name__ == "__main__":
    main()
