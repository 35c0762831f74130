"""Speed and memory of reading mail: `python -m tests.bench.bench_mail [--corpora FOLDER] [--profile]`, CPU of one core.

What a build does with each mail short of writing it: splitting the mailbox, decoding, telling own words from quotes,
making the tokens of the search.  Memory is measured on a stream of which no mail is kept.
"""

from __future__ import annotations

import argparse
import cProfile
import gc
import io
import platform
import pstats
import sysconfig
import time
import tracemalloc
from collections import Counter
from itertools import islice
from pathlib import Path

from archiver import mail
from archiver.model import RawMessage
from archiver.pipeline.making.entering import in_groups, tokens_of
from archiver.sources import mbox
from archiver.sources.files import open_path
from archiver.store.entries import words_of
from tests.bench.corpora_table import CORPORA


def measure(path: Path, most: int) -> None:
    """One line of figures for the first mails of a mailbox."""
    # As a worker of the build has it, and in its groups.
    gc.set_threshold(100_000, 50, 50)
    spent: Counter[str] = Counter()
    count = size = 0
    clock = time.process_time
    groups = in_groups(raw for raw in islice(open_path(path).messages(), most) if isinstance(raw, RawMessage))
    while True:
        started = clock()
        group = next(groups, [])
        split = clock()
        messages = mail.read_all([(raw.content, None) for raw in group])
        read = clock()
        parted = [mail.segments(message.body) for message in messages]
        told_apart = clock()
        for words, segments in zip(map(words_of, messages), parted, strict=True):
            tokens_of(words, segments)
        done = clock()
        if not group:
            break
        steps = {
            "split": split - started,
            "read": read - split,
            "segments": told_apart - read,
            "tokens": done - told_apart,
        }
        spent.update(steps)
        count += len(group)
        size += sum(len(raw.content) for raw in group)
    total = sum(spent.values())
    each = ", ".join(f"{name} {seconds / count * 1e6:.0f}" for name, seconds in spent.items())
    print(
        f"{path.name}: {count:,} mails, {size / 2**20:.0f} MB in {total:.1f} s CPU: {count / total:,.0f} a second, "
        f"{count / (total - spent['split']):,.0f} without unpacking and splitting the mailbox; µs a mail: {each}"
    )


def memory() -> None:
    """What a mailbox of 64 MB takes while it is streamed, against its largest mail of 4 MB."""
    head = b"From a@b.example Tue Jul  5 10:12:00 2011\nMessage-ID: <%d@b.example>\nSubject: x\n\n"
    small, large = b"text of a line\n" * 400, b"text of a line\n" * (4 << 20 >> 4)
    box = b"".join(head % number + (large if number == 500 else small) + b"\n" for number in range(10_000))
    stream = io.BytesIO(box)
    tracemalloc.start()
    for group in in_groups(raw for raw in mbox.split(stream, "box") if isinstance(raw, RawMessage)):
        for message in mail.read_all([(raw.content, None) for raw in group]):
            mail.segments(message.body)
    print(f"memory: a mailbox of {len(box) >> 20} MB, largest mail {len(large) >> 20} MB, "
          f"peak {tracemalloc.get_traced_memory()[1] >> 20} MB")  # fmt: skip
    tracemalloc.stop()


def profile(path: Path) -> None:
    raws = [raw.content for raw in islice(open_path(path).messages(), 3000) if isinstance(raw, RawMessage)]
    profiler = cProfile.Profile()
    profiler.enable()
    for content in raws:
        mail.segments(mail.read(content).body)
    profiler.disable()
    pstats.Stats(profiler).sort_stats("tottime").print_stats(25)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpora", type=Path, default=CORPORA)
    arguments.add_argument("--most", type=int, default=1_000_000, help="mails of each list")
    arguments.add_argument("--profile", action="store_true")
    given = arguments.parse_args()
    lists = given.corpora / "lists"
    # Debian's own is optimised by another way, and does not tell.
    optimised = "--enable-optimizations" in str(sysconfig.get_config_var("CONFIG_ARGS"))
    print(f"Python {platform.python_version()}, --enable-optimizations: {'yes' if optimised else 'not told'}")
    if given.profile:
        profile(lists / "linux-man.mbox.gz")
        return
    for name in ("linux-man", "linux-raid", "spamassassin-easy-ham-1"):
        measure(lists / f"{name}.mbox.gz", given.most)
    memory()


if __name__ == "__main__":
    main()
