"""The reference of the commands, made from the commands: `python -m tests.house.reference > docs/commands.md`.

The same in Japanese: `python -m tests.house.reference ja > docs/commands.ja.md`.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator

import click

from archiver.cli import application

WIDTH = 100
HEADS = {
    "en": (
        "# Commands",
        "Made from the commands themselves by `python -m tests.house.reference`; do not edit.",
    ),
    "ja": (
        "# コマンド",
        "コマンド自身の説明から `python -m tests.house.reference ja` で作ったものです。直接は直さないでください。",
    ),
}


def reference(language: str = "en") -> str:
    """docs/commands.md, or docs/commands.ja.md, as it should be."""
    before = os.environ.get("LANGUAGE")
    os.environ["LANGUAGE"] = language
    try:
        return _reference(*HEADS[language])
    finally:
        os.environ.pop("LANGUAGE")
        os.environ |= {"LANGUAGE": before} if before is not None else {}


def _reference(*head: str) -> str:
    parts = [part for each in head for part in (each, "")]
    for path, command in commands(application, ("archiver",)):
        context = command.context_class(command, info_name=" ".join(path), terminal_width=WIDTH)
        parts += [f"## {' '.join(path)}", "", "```text", command.get_help(context), "```", ""]
    return "\n".join(parts)


def commands(
    command: click.Command, path: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command under `command` with the words that call it, in the order in which a person meets them."""
    waiting = [(path, command)]
    while waiting:
        path, command = waiting.pop(0)
        yield path, command
        if isinstance(command, click.Group):
            waiting = [((*path, name), each) for name, each in _named(command)] + waiting


def _named(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command, name
        yield name, command


if __name__ == "__main__":
    print(reference(*sys.argv[1:]), end="")
