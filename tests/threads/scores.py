"""Scores: how near threads found are to threads known."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping


def b_cubed(gold: Mapping[str, str], found: Mapping[str, str]) -> tuple[float, float, float]:
    """B³ precision, recall and F1 of clusters against gold ones (Bagga and Baldwin, 1998)."""
    in_gold, in_found = Counter(gold.values()), Counter(found[key] for key in gold)
    both = Counter((thread, found[key]) for key, thread in gold.items())
    precision = sum(n * n / in_found[cluster] for (_, cluster), n in both.items()) / len(gold)
    recall = sum(n * n / in_gold[cluster] for (cluster, _), n in both.items()) / len(gold)
    return precision, recall, 2 * precision * recall / (precision + recall)
