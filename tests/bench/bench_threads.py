"""Time and memory of threading: `python tests/bench/bench_threads.py [CORPORA]`, one line of figures a case.

`real` is linux-man and linux-raid (37,419 mails) with what each stage changes against References alone;
`made` is a million envelopes in talks of twenty.
"""

from __future__ import annotations

import gzip
import re
import resource
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from email.message import Message
from email.parser import BytesHeaderParser
from pathlib import Path

from archiver.model import Envelope, Node, public_id
from archiver.threads import thread

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "threads"))
from tests.threads.scores import b_cubed
from tests.threads.thread_mails import START, envelope_of

CORPORA = Path(__file__).resolve().parents[3] / "shared" / "corpora"


def mails(path: Path) -> Iterator[Message]:
    """The mails of a gzipped mbox: headers, and as body the first quoted line where there is one."""
    parser = BytesHeaderParser()
    with gzip.open(path, "rb") as lines:
        for raw in re.split(rb"(?m)^From [^\n]*\n", lines.read())[1:]:
            head, _, body = raw.partition(b"\n\n")
            mail = parser.parsebytes(head + b"\n\n")
            mail.set_payload("\n>" if b"\n>" in body else "")
            yield mail


def real(corpora: Path) -> list[Envelope]:
    envelopes: dict[str, Envelope] = {}
    for name in ("linux-man", "linux-raid"):
        for number, mail in enumerate(mails(corpora / "lists" / f"{name}.mbox.gz")):
            envelope = envelope_of(mail, f"{name}-{number}")
            plain = public_id(envelope.message_id)
            key = envelope.key if plain in envelopes else plain
            envelopes[key] = envelope._replace(key=key, sender=str(mail["From"]).lower())
    return list(envelopes.values())


def made(count: int) -> list[Envelope]:
    """Talks of twenty mails, each mail an answer to one some places before it, with References as programs write."""
    envelopes = []
    for number in range(count):
        talk, place = divmod(number, 20)
        line = [talk * 20 + above for above in (0, place // 4, place // 2) if above < place]
        references = tuple(f"{each}@made.example" for each in dict.fromkeys(line))
        envelopes.append(
            Envelope(
                key=public_id(f"{number}@made.example"),
                message_id=f"{number}@made.example",
                references=references,
                in_reply_to=references[-1:],
                base_subject=f"議題{talk}について",
                is_reply=place > 0,
                seconds=START + number * 60,
            )
        )
    return envelopes


def report(name: str, envelopes: list[Envelope]) -> list[Node]:
    started = time.perf_counter()
    nodes = thread(envelopes)
    seconds = time.perf_counter() - started
    reasons = Counter(node.reason for node in nodes)
    print(
        f"{name}: {len(envelopes):,} mails in {seconds:.2f} s; {len({node.thread for node in nodes}):,} threads, "
        f"{sum(node.is_ghost for node in nodes):,} ghosts, {sum(bool(node.split_from) for node in nodes):,} splits, "
        f"edges {dict(reasons.most_common())}; process peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10} MB"
    )
    return nodes


def memory(envelopes: list[Envelope]) -> None:
    """What `thread` itself takes at most, the envelopes aside."""
    tracemalloc.start()
    thread(envelopes)
    print(
        f"  thread() at its peak: {tracemalloc.get_traced_memory()[1] / 2**20:.0f} MB more than the envelopes"
    )
    tracemalloc.stop()


def references_alone(envelopes: list[Envelope]) -> dict[str, str]:
    """Key → thread, by joining every mail with all that its headers name: neither subjects nor splits."""
    above: dict[str, str] = {}

    def top(each: str) -> str:
        while (higher := above.get(each, each)) != each:
            above[each] = above.get(higher, higher)
            each = higher
        return each

    for envelope in envelopes:
        for named in (*envelope.references, *envelope.in_reply_to[:1]):
            above[top(named)] = top(envelope.message_id)
    return {envelope.key: top(envelope.message_id) for envelope in envelopes}


def main(corpora: Path) -> None:
    cases: dict[str, Callable[[], list[Envelope]]] = {
        "real": lambda: real(corpora),
        "made": lambda: made(1_000_000),
    }
    for name, build in cases.items():
        envelopes = build()
        nodes = report(name, envelopes)
        if name == "real":
            memory(envelopes)
            found = {node.key: node.thread for node in nodes if not node.is_ghost}
            alone = references_alone(envelopes)
            figures = b_cubed(alone, found)
            print(
                f"  References alone: {len(set(alone.values())):,} threads; ours against them: B³ P %.4f R %.4f F1 %.4f"
                % figures
            )


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else CORPORA)
