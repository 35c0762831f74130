"""Workers: one function over a stream of batches, in processes, in order, with bounded memory."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from itertools import chain, islice
from multiprocessing import connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

Batch = TypeVar("Batch")
Result = TypeVar("Result")

# Forked workers share the modules that are loaded and start in milliseconds; nothing here starts a thread
# before them.  Elsewhere than on Linux forking is not safe with system libraries.
_CONTEXT: Any = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")

_SELDOM = (100_000, 50, 50)
"""After how many new objects garbage is looked for: see `gc.set_threshold`."""


def in_processes(function: Callable[[Batch], Result], batches: Iterable[Batch]) -> Iterator[Result]:
    """`map(function, batches)`, computed in one process a core.  A single batch is not worth a process.

    The function goes to each process once, whatever it holds.  Where `batches` ends with an error, what came before it
    is given first.
    """
    errors: list[Exception] = []
    stream = _until_error(batches, errors)
    first = list(islice(stream, 2))
    if len(first) < 2:
        yield from map(function, first)
    else:
        yield from _in_pool(function, chain(first, stream))
    if errors:
        raise errors[0]


def _until_error(batches: Iterable[Batch], errors: list[Exception]) -> Iterator[Batch]:
    try:
        yield from batches
    except Exception as error:
        errors.append(error)


def _in_pool(function: Callable[[Batch], Result], stream: Iterable[Batch]) -> Iterator[Result]:
    count = os.cpu_count() or 1
    pool = ProcessPoolExecutor(count, mp_context=_CONTEXT, initializer=_settle, initargs=(function,))
    pending: deque[Future[Result]] = deque()
    try:
        for batch in stream:
            pending.append(pool.submit(_work, batch))
            if len(pending) > 2 * count:
                yield pending.popleft().result()
        while pending:
            yield pending.popleft().result()
    finally:
        pool.shutdown(cancel_futures=True)


@contextmanager
def seldom_collecting() -> Iterator[None]:
    """Look for garbage seldom: what a build makes holds hardly any cycles, and looking goes over all of it."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)


_function: Callable[[Any], Any]
"""Of a worker: what it does with each batch."""


def _settle(function: Callable[[Any], Any]) -> None:
    """Leave interrupts to the parent; and look for garbage seldom."""
    global _function
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(*_SELDOM)
    end_with_parent()


def _work(batch: Any) -> Any:
    return _function(batch)


def end_with_parent() -> None:
    """End this process when the one that started it is gone, however it went."""
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101  called in a child

    def watch() -> None:
        connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


Send = Callable[[Any], None]


def side_by_side(tasks: Sequence[Callable[[Send], None]], at_once: int) -> Iterator[tuple[int, Any]]:
    """Run each task in a process of its own, some at once; gives (number of the task, what it sent) as it comes.

    The last that a task gives is `None`: it has ended, of itself or otherwise.
    """
    waiting = deque(enumerate(tasks))
    running: dict[Any, tuple[int, BaseProcess]] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                number, task = waiting.popleft()
                receiver, sender = _CONTEXT.Pipe(duplex=False)
                process = _CONTEXT.Process(target=_run, args=(task, sender))
                process.start()
                sender.close()
                running[receiver] = number, process
            ready: list[Any] = connection.wait(list(running))
            for receiver in ready:
                number, process = running[receiver]
                try:
                    yield number, receiver.recv()
                except EOFError:
                    process.join()
                    del running[receiver]
                    yield number, None
    finally:
        for _, process in running.values():
            process.terminate()


def _run(task: Callable[[Send], None], sender: connection.Connection) -> None:
    end_with_parent()
    task(sender.send)
