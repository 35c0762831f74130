"""Patience: a call to a server that may take only so long, however often the server gives a sign of life."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

Result = TypeVar("Result")


def within(seconds: float, call: Callable[[], Result]) -> Result:
    """What `call` gives, or raises; `TimeoutError` where it has not ended after so many seconds.

    A read that comes to its end byte by byte never times out by itself.  It is left behind in its thread, which ends
    with the process.
    """
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(call())
        except BaseException as error:
            future.set_exception(error)

    threading.Thread(target=run, daemon=True).start()
    return future.result(seconds)
