"""B³ on invented office lists: `python -m tests.bench.bench_officers [LISTS]`, lowest and mean of each set of rules."""

from __future__ import annotations

import sys
from collections.abc import Callable
from statistics import mean

from archiver.model import Envelope
from tests.bench.bench_threads import references_alone
from tests.threads.officers import officers_list
from tests.threads.scores import b_cubed
from tests.threads.test_officers import envelope, threads_of

RULES: dict[str, Callable[[list[Envelope]], dict[str, str]]] = {
    "References and In-Reply-To alone": references_alone,
    "ours": threads_of,
}


def main(lists: int) -> None:
    scores: dict[str, list[tuple[float, float, float]]] = {name: [] for name in RULES}
    for seed in range(lists):
        posts = [(envelope(post.content), post.thread) for post in officers_list(seed)]
        gold = {found.key: thread for found, thread in posts}
        for name, rule in RULES.items():
            scores[name].append(b_cubed(gold, rule([found for found, _ in posts])))
    for name, figures in scores.items():
        precision, recall, f1 = (mean(each) for each in zip(*figures, strict=True))
        lowest = min(each for _, _, each in figures)
        print(f"{name}: P {precision:.4f} R {recall:.4f} F1 {f1:.4f}, lowest F1 {lowest:.4f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
