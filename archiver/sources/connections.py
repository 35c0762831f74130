"""Connections: whom a server must show itself to be, and how long it may take to answer."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from archiver.errors import SourceError, Unreachable
from archiver.settings import SourceSettings

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


def trusted(settings: SourceSettings) -> ssl.SSLContext:
    """Trust in the authorities that the source names, else in the system's.  Raises `SourceError`."""
    try:
        return ssl.create_default_context(cafile=settings.certificates and str(settings.certificates))
    except OSError as error:
        raise SourceError(
            "{certificates} cannot be read: {error}.", certificates=settings.certificates, error=error
        ) from error


def unsafe(where: str, reason: object) -> Unreachable:
    """What to raise where a server showed no certificate that is trusted."""
    return Unreachable(
        "{where}: no safe connection ({reason}). Check the server's certificate, or name your "
        "own authority's with certificates = FILE.",
        where=where,
        reason=reason,
    )
