"""The command line: one verb, one function that parses arguments, calls, and prints."""

from __future__ import annotations

import errno
import os
import re
import sys
from io import TextIOWrapper

import click

from archiver.cli.application import application
from archiver.cli.printing import word
from archiver.errors import ArchiverError

_SURROGATES = re.compile("[\ud800-\udfff]+")


def main() -> None:
    """Run the verb that was typed; every error that a person can act on is one sentence, never a traceback."""
    _fit_terminal()
    try:
        sys.exit(application.main(standalone_mode=False) or 0)
    except ArchiverError as error:
        _fail(error.told(), error.exit_status)
    except click.exceptions.Abort:
        _fail(word("Stopped. What was stored is kept: run it again to go on."), 1)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except BrokenPipeError:
        # The reader of our output went away (`| head`): that is its right.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(0)
    except OSError as error:
        _fail(_sentence(error), 1)
    except UnicodeEncodeError:
        # Bytes that are no UTF-8 come as surrogates (PEP 383): right for the name of a file, and for nothing else.
        typed = next((each for each in sys.argv[1:] if _SURROGATES.search(each)), None)
        if typed is None:
            raise
        told = _SURROGATES.sub("\ufffd", typed)
        _fail(word("{typed} is not in UTF-8: set the terminal to UTF-8 and type it again.", typed=told), 2)


def _fit_terminal() -> None:
    """Where the terminal cannot show Japanese, speak English; no letter of a mail is an error on any terminal."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
            try:
                "日本語".encode(stream.encoding)
            except UnicodeEncodeError:
                os.environ["LANGUAGE"] = "en"


def _fail(message: str, status: int) -> None:
    click.echo(f"archiver: {message}", err=True)
    sys.exit(status)


def _sentence(error: OSError) -> str:
    where = f" ({error.filename})" if error.filename else ""
    if error.errno == errno.ENOSPC:
        return word("No room left on the disk{where}. Free some space, then run this again.", where=where)
    return word("{error}{where}.", error=error, where=where)
