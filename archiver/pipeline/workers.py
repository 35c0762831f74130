"""Workers: one function over a stream of batches, in processes, in order, with bounded memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from itertools import chain, islice
from typing import TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

# Forked workers share the modules that are loaded and start in milliseconds; nothing here starts a thread
# before them.  Elsewhere than on Linux forking is not safe with system libraries.
_CONTEXT = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")


def in_processes(function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
    """`map(function, batches)`, computed in one process a core.  A single batch is not worth a process."""
    stream = iter(batches)
    first = list(islice(stream, 2))
    if len(first) < 2:
        yield from map(function, first)
        return
    count = os.cpu_count() or 1
    pool = ProcessPoolExecutor(count, mp_context=_CONTEXT, initializer=_settle)
    pending: deque[Future[Result]] = deque()
    try:
        for batch in chain(first, stream):
            pending.append(pool.submit(function, batch))
            if len(pending) > 2 * count:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


def _settle() -> None:
    """Leave interrupts to the parent; and look for garbage seldom: a batch leaves hardly any cycles."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(100_000, 50, 50)
