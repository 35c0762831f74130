"""Error rate of charset detection: `python -m tests.bench.bench_charsets [--corpora FOLDER]`.

Texts whose claim is right are decoded with the claim hidden: the bodies and encoded-words of the real mail, and
Japanese sentences of three lengths in each charset that Japanese mail is in; and sentences of other languages
(`languages.py`) in theirs.  charset-normalizer and chardet are
measured beside ours where they are installed (they are no dependency).
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from archiver.errors import ArchiverError
from archiver.mail.bodies import mime, parts
from archiver.mail.decoding import charsets, claims
from archiver.mail.fields import headers
from archiver.model import RawMessage
from archiver.sources.files import open_path
from tests.bench import languages
from tests.bench.corpora_table import CORPORA, corpora

LONGEST = 20_000
MOST = 400
"""Texts of one kind and charset."""
JAPANESE = {"cp932": "cp932", "euc-jp": "euc_jp", "utf-8": "utf-8", "iso-2022-jp": "iso2022_jp_ext"}

Case = tuple[str, bytes, str]
"""(kind, bytes, text)."""


def real(folder: Path) -> Iterator[Case]:
    """Bodies and encoded-words of real mail whose claim decodes them."""
    seen: Counter[str] = Counter()
    known: set[bytes] = set()
    for name, paths in corpora(folder):
        if name.startswith("pipermail"):
            continue
        for kind, content, claim in (each for path in paths for each in claimed(path)):
            text = claims.strict(content, claims.normal(claim))
            label = f"{kind} {claims.normal(claim)}"
            if text is None or content.isascii() or content in known or seen[label] >= MOST:
                continue
            known.add(content)
            seen[label] += 1
            yield label, content, text


def claimed(path: Path) -> Iterator[tuple[str, bytes, str]]:
    """(kind, bytes, charset claimed) of everything in a file that claims a charset."""
    try:
        mails = [each.content for each in open_path(path).messages() if isinstance(each, RawMessage)]
    except ArchiverError:
        return
    for content in mails:
        if b"=?" not in content and b"harset" not in content:
            continue
        head, _ = mime.split_head(content)
        for match in headers.ENCODED_WORD.finditer(head):
            yield "header", headers._word_bytes(match[2], match[3]), match[1].decode("ascii", "replace")
        for part, depth in parts._leaves(mime.read_part(content), parts.Body()):
            if part.kind.startswith("text/") and depth < 10:
                yield "body", parts.content_of(part)[:LONGEST], part.parameters.get("charset", "")


def invented(folder: Path) -> Iterator[Case]:
    """Sentences of an assembly, as long as a subject, a line, and a mail, in each charset of Japanese mail."""
    lines = (folder / "topics" / "assembly-questions.jsonl").read_text("utf-8").splitlines()
    texts = [re.sub(r"^[〔［\[(（].*?[〕］\])）]", "", str(json.loads(line)["question"])) for line in lines]
    for name, codec in JAPANESE.items():
        for length in (4, 12, 40):
            cases = [text[:length] for text in texts if len(text) > length]
            for text in list(dict.fromkeys(cases))[:MOST]:
                try:
                    yield f"Japanese {name} {length:3} characters", text.encode(codec), text
                except UnicodeEncodeError:
                    continue


def ours(content: bytes) -> str:
    return charsets.decode(content, "")[0]


def normalizer(content: bytes) -> str:
    best = import_module("charset_normalizer").from_bytes(content).best()
    return "" if best is None else str(best)


def chardet(content: bytes) -> str:
    name = import_module("chardet").detect(content)["encoding"]
    return content.decode(name or "ascii", "replace")


DETECTORS: dict[str, Callable[[bytes], str]] = {
    "ours": ours,
    "charset_normalizer": normalizer,
    "chardet": chardet,
}


def is_right(found: str, text: str) -> bool:
    """Wave dashes and their like, which the codecs of one charset map differently, aside."""
    table = str.maketrans("～－∥￠￡￢―", "〜−‖¢£¬—")
    return found.translate(table) == text.translate(table)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, default=CORPORA)
    arguments.add_argument("--show", default="", help="print ours that went wrong of kinds that contain this")
    given = arguments.parse_args()
    cases = [*languages.cases(), *real(given.corpora), *invented(given.corpora)]
    detectors = {name: each for name, each in DETECTORS.items() if name == "ours" or is_installed(name)}
    wrong: dict[str, Counter[str]] = {name: Counter() for name in detectors}
    seconds: Counter[str] = Counter()
    for kind, content, text in cases:
        for name, detect in detectors.items():
            started = time.process_time()
            found = detect(content)
            seconds[name] += time.process_time() - started
            wrong[name][kind] += not is_right(found, text)
            if name == "ours" and given.show and given.show in kind and not is_right(found, text):
                print(kind, repr(text[:60]), "->", repr(found[:60]))
    report(Counter(kind for kind, _, _ in cases), wrong, seconds)


def report(counts: Counter[str], wrong: dict[str, Counter[str]], seconds: Counter[str]) -> None:
    print(f"| claim hidden | texts | {' | '.join(wrong)} |\n| --- | ---: |{' ---: |' * len(wrong)}")
    for kind, count in sorted(counts.items()):
        print(f"| {kind} | {count} | {' | '.join(f'{each[kind] / count:.1%}' for each in wrong.values())} |")
    total = counts.total()
    print(f"| all | {total} | {' | '.join(f'{each.total() / total:.1%}' for each in wrong.values())} |")
    print(f"| CPU ms a text | | {' | '.join(f'{seconds[name] / total * 1000:.2f}' for name in wrong)} |")


def is_installed(name: str) -> bool:
    try:
        import_module(name)
    except ImportError:
        return False
    return True


if __name__ == "__main__":
    main()
