"""Helping: the help of a command, told in the reader's language, in columns that stand straight.

The texts stand in the code in English, beside what they explain; a paragraph of help is one text of the catalogue.
"""

from __future__ import annotations

import gettext
import inspect
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import click

from archiver.cli.columns import padded, width, wrapped
from archiver.words import DOMAIN, FOLDER, Phrase

# Click asks gettext's own domain for its words.
gettext.bindtextdomain(DOMAIN, str(FOLDER))
gettext.textdomain(DOMAIN)

Function = TypeVar("Function", bound=Callable[..., Any])

_SENTENCE = re.compile(r".*?(?:。|[.](?=\s|$)|$)", re.DOTALL)


class _Told:
    """What has a help text or a metavar: both are told."""

    _help: str | None = None
    _metavar: str | None = None

    @property
    def help(self) -> str | None:
        return self.told(self._help) if self._help else self._help

    @help.setter
    def help(self, text: str | None) -> None:
        self._help = text

    def told(self, text: str) -> str:
        return Phrase(text).told()

    @property
    def metavar(self) -> str | None:
        return Phrase(self._metavar).told() if self._metavar else self._metavar

    @metavar.setter
    def metavar(self, text: str | None) -> None:
        self._metavar = text


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a help text, each on one line."""
    return [" ".join(each.split()) for each in re.split(r"\n\s*\n", inspect.cleandoc(text))]


class Formatter(click.HelpFormatter):
    """Help in columns, where a letter may take two."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        usage = prefix or gettext.gettext("Usage:") + " "
        before = f"{usage}{prog} "
        self._write_beside(before, wrapped(args, self.width - width(before)))

    def write_text(self, text: str) -> None:
        indent = " " * self.current_indent
        columns = self.width - self.current_indent
        parts = ("\n".join(indent + line for line in wrapped(each, columns)) for each in text.split("\n\n"))
        self.write("\n\n".join(parts) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        rows = list(rows)
        first = min(max(width(name) for name, _ in rows), col_max) + col_spacing
        indent = " " * self.current_indent
        for name, text in rows:
            lines = wrapped(text, max(self.width - first - self.current_indent, 10))
            if width(name) > first - col_spacing:
                self.write(f"{indent}{name}\n")
                name = ""
            self._write_beside(indent + padded(name, first), lines)

    def _write_beside(self, before: str, lines: list[str]) -> None:
        after = "\n" + " " * width(before)
        self.write(f"{before}{after.join(lines)}".rstrip(" ") + "\n")


class Context(click.Context):
    formatter_class = Formatter


class Command(_Told, click.Command):
    """A verb."""

    context_class = Context

    def told(self, text: str) -> str:
        return "\n\n".join(Phrase(each).told() for each in paragraphs(text))

    def get_short_help_str(self, limit: int = 45) -> str:
        found = _SENTENCE.match((self.help or "").partition("\n\n")[0])
        return found[0] if found else ""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        found = super().get_help_option(ctx)
        if found:
            found.help = gettext.gettext("Show this message and exit.")
        return found

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        return [Phrase(each).told() for each in super().collect_usage_pieces(ctx)]


class Group(Command, click.Group):
    """A verb that has verbs of its own."""

    command_class = Command


class Option(_Told, click.Option):
    """An option."""


class Argument(_Told, click.Argument):
    """An argument."""


def command(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Command]:
    return click.command(name, cls=Command, **settings)


def group(name: str | None = None, **settings: Any) -> Callable[[Callable[..., Any]], Group]:
    return click.group(name, cls=Group, **settings)


def option(*names: str, **settings: Any) -> Callable[[Function], Function]:
    return click.option(*names, cls=Option, **settings)


def argument(name: str, **settings: Any) -> Callable[[Function], Function]:
    return click.argument(name, cls=Argument, **settings)
