"""The words that people see, found in the code, and the catalogues of other languages, kept by Babel.

`python -m tests.house.words` brings every `archiver.po` up to the code and compiles it: a text that is new stands there
without a translation, one that nothing says any more is gone.
"""

from __future__ import annotations

import ast
import inspect
import io
import re
import string
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from archiver import cli, errors, words
from archiver.cli.helping import paragraphs
from tests.house.reference import commands

PACKAGE = Path(words.FOLDER).parent
LANGUAGES = sorted(path.name for path in words.FOLDER.iterdir() if (path / "LC_MESSAGES").is_dir())

ERRORS = {
    name
    for name, each in vars(errors).items()
    if inspect.isclass(each) and issubclass(each, errors.ArchiverError)
}
LISTS_PROBLEMS = {"ConfigurationError", "MinutesError"}
"""Errors that take a place and a list of phrases."""
SAYING = {
    "archiver.errors": ERRORS - LISTS_PROBLEMS,
    "archiver.words": {"Phrase"},
    "archiver.cli.printing": {"say", "word"},
}
"""Module → its functions whose first argument is a template, and whose second, if any, its plural."""
PRINTING = {"echo", "secho", "confirm", "prompt", "UsageError", "BadParameter", "Refusal", "Finding"}
"""What takes words that were told already, or a phrase."""
CLICK = ("core", "decorators", "exceptions", "formatting", "parser", "termui", "types", "_termui_impl")
"""Click's modules that speak to people."""


@dataclass(frozen=True)
class Said:
    """A text that people see: where, and as gettext knows it."""

    where: str
    template: str
    plural: str = ""

    @property
    def id(self) -> str | tuple[str, str]:
        return (self.template, self.plural) if self.plural else self.template


def said() -> Iterator[Said]:
    """Every text of ours."""
    for path in modules():
        saying = sayings(path)
        for node in calls(path):
            if name_of(node) in saying:
                texts = [each.value for each in node.args if is_text(each)]
                if texts:
                    yield Said(str(path.relative_to(PACKAGE.parent)), *texts[:2])
    yield from helps()
    yield Said("archiver/words/__init__.py", words.COMMA)


def helps() -> Iterator[Said]:
    """The help of every command and option, and the words that stand for what is to be typed."""
    for _, command in commands(cli.application, ("archiver",)):
        where = f"{command.callback.__module__.replace('.', '/')}.py"
        texts = paragraphs(command.callback.__doc__ or "")
        for each in command.params:
            texts += [getattr(each, "_help", None) or "", getattr(each, "_metavar", None) or ""]
        yield from (Said(where, text) for text in texts if text)


def clicks() -> Iterator[Said]:
    """What the installed click says: each `_("…")` and `ngettext("…", "…", n)` of its modules."""
    yield Said("click/core.py", "required")  # of which click asks `_(extra["required"])`
    for module in CLICK:
        path = Path(click.__file__).with_name(f"{module}.py")
        for node in calls(path) if path.exists() else ():
            texts = [each.value for each in node.args if is_text(each) and len(each.value) > 1]
            if name_of(node) in ("_", "ngettext") and texts:
                yield Said(f"click/{module}.py", *texts)


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def calls(path: Path) -> list[ast.Call]:
    found = [node for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.Call)]
    return sorted(found, key=lambda node: (node.lineno, node.col_offset))


def sayings(path: Path) -> set[str]:
    """The names in a module of what takes a template: of all that are called so, only ours."""
    found = {
        alias.asname or alias.name
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module in SAYING
        for alias in node.names
        if alias.name in SAYING[node.module]
    }
    own = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
    return found | SAYING.get(own, set())


def name_of(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str)


def untold(path: Path) -> Iterator[str]:
    """What a module says in a way that cannot be translated: put together, or in no template at all."""
    saying = sayings(path)
    for node in calls(path):
        name = name_of(node)
        told = [*node.args[:2], *(each.value for each in node.keywords if each.arg in ("reason", "detail"))]
        for each in told:
            built = name in saying and isinstance(each, (ast.JoinedStr, ast.BinOp))
            bare = name in PRINTING and has_words(each)
            listed = name in LISTS_PROBLEMS and isinstance(each, ast.List) and any(map(has_words, each.elts))
            if built or bare or listed:
                yield f"{path.relative_to(PACKAGE.parent)}:{node.lineno}: {ast.unparse(node)[:100]}"


def has_words(node: ast.expr) -> bool:
    """Whether an expression holds words that were not told."""
    if isinstance(node, ast.Call) and name_of(node) in ("word", "told", "tell", "dumps", "Phrase"):
        return False
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str) and bool(
            re.search(r"[^\W\d_]{2}", node.value.replace("archiver: ", ""))
        )
    return any(
        has_words(each) for each in ast.iter_child_nodes(node) if isinstance(each, (ast.expr, ast.keyword))
    )


def placeholders(text: str) -> set[str]:
    """The names in a template; an old-style one's too (`%(name)s`)."""
    try:
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError:
        named = set()
    return named | set(re.findall(r"%\((\w+)\)", text))


def po(language: str) -> Path:
    return words.FOLDER / language / "LC_MESSAGES" / f"{words.DOMAIN}.po"


def read(language: str) -> Catalog:
    with po(language).open("rb") as file:
        return read_po(file, language, words.DOMAIN)


def compiled(catalogue: Catalog) -> bytes:
    catalogue.creation_date = catalogue.revision_date = datetime(2000, 1, 1, tzinfo=UTC)  # no date is said
    file = io.BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def brought_up(language: str) -> Catalog:
    """The catalogue as the code needs it: what it says now, with the translations that there are."""
    known = read(language) if po(language).exists() else Catalog(language, words.DOMAIN)
    made = Catalog(language, words.DOMAIN, project="archiver", charset="utf-8", fuzzy=False)
    wanted: dict[str | tuple[str, str], list[str]] = {}
    for each in (*said(), *clicks()):
        wanted.setdefault(each.id, []).append(each.where)
    for each in known:  # click's other versions say other things
        if each.id and all(place.startswith("click/") for place, _ in each.locations):
            wanted.setdefault(each.id, [place for place, _ in each.locations])
    for identity, where in wanted.items():
        found = known.get(identity[0] if isinstance(identity, tuple) else identity)
        places = sorted({(each, 0) for each in where})
        made.add(identity, found.string if found else None, locations=places)
    return made


def is_told(message: Message) -> bool:
    """Whether a text has its translation."""
    return all(message.string) if isinstance(message.string, tuple) else bool(message.string)


def written(catalogue: Catalog) -> str:
    """The text of a catalogue, without the dates that would differ each time."""
    file = io.BytesIO()
    write_po(file, catalogue, width=110, include_lineno=False)
    return "".join(
        line
        for line in file.getvalue().decode("utf-8").splitlines(keepends=True)
        if not re.match(r'#( |$)|"(PO|POT)-|"Last-|"Generated|"Project|"Report|"Language-Team', line)
    )


def main() -> None:
    for language in LANGUAGES:
        catalogue = brought_up(language)
        po(language).write_text(written(catalogue), "utf-8")
        po(language).with_suffix(".mo").write_bytes(compiled(read(language)))
        missing = [each.id for each in catalogue if each.id and not is_told(each)]
        print(f"{language}: {len(catalogue)} texts, {len(missing)} without a translation")


if __name__ == "__main__":
    main()
