"""Ranking measured: `python -m tests.bench.bench_ranking {sample|linux_man} ARCHIVE`, ours beside plain bm25."""

from __future__ import annotations

import sys
from pathlib import Path

from archiver.store.archive import opened
from tests.search.ranked import as_the_page_does, mean_reciprocal_rank, places_of, plain_bm25


def main(name: str, archive: Path) -> None:
    with opened(archive) as connection:
        plain, ours = (places_of(connection, name, ranking) for ranking in (plain_bm25, as_the_page_does))
    for asks, place in ours.items():
        print(f"{plain[asks]:6} {place:6}  {asks}")
    print(
        f"{mean_reciprocal_rank(plain):6.3f} {mean_reciprocal_rank(ours):6.3f}  mean reciprocal rank of {len(ours)}"
    )


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
