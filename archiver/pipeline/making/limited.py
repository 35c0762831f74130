"""Limited: files that nobody vouches for → what stands in them, read in processes with limits on time and memory.

A file that hangs, bursts or breaks its process costs that process and is said to be unread; the next one gets a new
process.  A process lives as long as its files behave, so that many files do not mean many processes.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import Pipe
from signal import SIGXCPU
from types import TracebackType
from typing import TypeVar

from archiver.attachments import LARGEST, Extract

MOST_PROCESSES = 4
_GRACE_SECONDS = 1
"""For a process to end of itself when nobody speaks to it any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may cost."""

    seconds: int = 20
    """Of the processor's time; a whole number, as the system counts them."""
    waiting: float = 300
    """Seconds by the clock, for a process that is stuck without working."""
    memory: int = 1024 * 1024 * 1024
    """Bytes of address space of the process that reads it."""


LIMITS = Limits()
Task = TypeVar("Task")
Question = tuple[str, bytes]
"""Format and bytes of a file."""


def read_files(
    tasks: Iterable[Task], question: Callable[[Task], Question], limits: Limits
) -> Iterator[tuple[Task, Extract]]:
    """What stands in the file of each task, in order; some are read at once.  `question` is asked when it is a
    task's turn, so that the bytes of few files are held at once."""
    with ExitStack() as stack:
        idle = [stack.enter_context(_Reader(limits)) for _ in range(min(os.cpu_count() or 1, MOST_PROCESSES))]
        busy: deque[tuple[Task, _Reader]] = deque()
        for task in tasks:
            if not idle:
                first, reader = busy.popleft()
                yield first, reader.answer()
                idle.append(reader)
            reader = idle.pop()
            reader.ask(*question(task))
            busy.append((task, reader))
        for task, reader in busy:
            yield task, reader.answer()


class _Reader:
    """One process, started when it is first asked, and again after it was lost."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None
        self._known: Extract | None = None
        """The answer, where the process need not be waited for."""

    def __enter__(self) -> _Reader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def ask(self, format_name: str, content: bytes) -> None:
        """Begin to read a file."""
        self._known = Extract(state="too-large") if len(content) > LARGEST else None
        if self._known:
            return
        if self._process is None:
            self._start()
        try:
            self._connection.send_bytes(format_name.encode("ascii"))
            self._connection.send_bytes(content)
        except OSError:
            self._known = self._end()

    def answer(self) -> Extract:
        """What was read; or that it was not, where the process was lost over it."""
        if self._known:
            return self._known
        try:
            if self._connection.poll(self._limits.waiting):
                return Extract(**json.loads(self._connection.recv_bytes()))
        except (EOFError, OSError):
            return self._end()
        self._end()
        return Extract(state="too-slow")

    def _start(self) -> None:
        self._connection, theirs = Pipe()
        limits = (self._limits.memory, self._limits.seconds)
        # Started anew, not forked: a site's threads and an open database are nothing to hand on.
        self._process = subprocess.Popen(  # noqa: S603  our own interpreter and module
            [sys.executable, "-m", "archiver.attachments", *map(str, (theirs.fileno(), *limits))],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        )
        theirs.close()

    def _end(self) -> Extract:
        """End the process, and say what its end means for the file that it was reading."""
        if self._process is None:
            return Extract(state="failed")
        self._connection.close()
        try:
            status = self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._process = None
        return Extract(state="too-slow" if status == -SIGXCPU else "failed")
