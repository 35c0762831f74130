"""Printing: what every verb shares: the configuration option, JSON or words, and progress."""

from __future__ import annotations

import functools
import json
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click

from archiver import settings as settings_file
from archiver.cli.helping import option
from archiver.words import Phrase

Function = TypeVar("Function", bound=Callable[..., Any])

PLAIN_SECONDS = 5
"""Between two plain lines of progress where the output is no terminal."""


def configured(function: Function) -> Function:
    """Give a verb `--config FILE` and hand it the `Settings` read from there."""

    @option(
        "--config",
        type=click.Path(path_type=Path),
        metavar="FILE",
        help="The configuration file.  [default: $ARCHIVER_CONFIG, else config/archiver.toml]",
    )
    @functools.wraps(function)
    def wrapped(*arguments: Any, config: Path | None, **options: Any) -> Any:
        return function(settings_file.load(config or settings_file.default_path()), *arguments, **options)

    return wrapped  # type: ignore[return-value]


as_json = option("--json", "as_json", is_flag=True, help="Print one JSON document on stdout.")


def say(template: str, plural: str = "", /, *, err: bool = False, nl: bool = True, **values: Any) -> None:
    """Print a sentence in the reader's language."""
    click.echo(word(template, plural, **values), err=err, nl=nl)


def word(template: str, plural: str = "", /, **values: Any) -> str:
    """A sentence, or a part of one, in the reader's language."""
    return Phrase(template, plural, **values).told()


def show_json(document: object) -> None:
    click.echo(json.dumps(document, ensure_ascii=not _is_utf8(), indent=2))


def show_line(document: object) -> None:
    """One record of JSON lines."""
    click.echo(json.dumps(document, ensure_ascii=not _is_utf8()))


def _is_utf8() -> bool:
    """Whether the output takes every letter: JSON has a way to write them where it does not."""
    return sys.stdout.encoding.lower().replace("-", "") == "utf8"


@contextmanager
def progress_shown(label: str, unit: str, position: int = 0) -> Iterator[Callable[[int, int, int], None]]:
    """Progress on stderr: a bar with rate and remaining time on a terminal, a plain line now and then otherwise.

    The function takes (done, size, messages): done of size in the source's units.
    """
    if sys.stderr.isatty():
        with _bar(label, unit, position) as advance:
            yield advance
    else:
        yield _plain_lines(label)


@contextmanager
def several_shown(labels: Sequence[str]) -> Iterator[Callable[[str, int, int, int], None]]:
    """`progress_shown` for several things side by side, a line each: the function takes the label first."""
    with ExitStack() as stack:
        shown = {
            label: stack.enter_context(progress_shown(label, "", position))
            for position, label in enumerate(labels)
        }
        yield lambda label, done, size, messages: shown[label](done, size, messages)


@contextmanager
def _bar(label: str, unit: str, position: int) -> Iterator[Callable[[int, int, int], None]]:
    from tqdm import tqdm  # only where a person looks on

    tqdm.monitor_interval = 0  # no thread: workers are forked
    options = {"unit": unit, "unit_scale": True, "leave": False, "dynamic_ncols": True, "position": position}
    with tqdm(desc=label, **options) as bar:

        def advance(done: int, size: int, messages: int) -> None:
            bar.total = size or None
            bar.set_postfix_str(word("{n} message", "{n} messages", n=messages), refresh=False)
            bar.update(done - bar.n)

        yield advance


def _plain_lines(label: str) -> Callable[[int, int, int], None]:
    last = time.monotonic()

    def advance(done: int, size: int, messages: int) -> None:
        nonlocal last
        if time.monotonic() - last >= PLAIN_SECONDS:
            last = time.monotonic()
            share = f" ({done * 100 // size} %)" if size else ""
            counted = Phrase("{n} message", "{n} messages", n=messages)
            say("{what}: {messages}{share}", err=True, what=label, messages=counted, share=share)

    return advance
