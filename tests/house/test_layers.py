"""Imports point down DESIGN's list of layers; rooms on one line never import each other."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "archiver"

LAYERS: tuple[tuple[str, ...], ...] = (
    ("__main__",),
    ("cli",),
    ("site", "live"),
    ("pipeline",),
    ("attachments",),
    ("sources", "mail", "threads", "minutes", "topics", "search", "store"),
    ("model", "settings", "text", "links", "samples", "moments", "eras"),
    ("errors",),
    ("words",),
)
"""Top to bottom.  `settings` may use `errors`; nothing may use what stands on its own line or above."""

LEVELS = {room: level for level, rooms in enumerate(LAYERS) for room in rooms}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def imports(path: Path) -> set[str]:
    """Rooms of the package that a module imports, wherever in it."""
    rooms: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            parts = node.module.split(".")
            if parts == ["archiver"]:
                rooms |= {alias.name for alias in node.names} & LEVELS.keys()
            elif parts[0] == "archiver":
                rooms.add(parts[1])
        elif isinstance(node, ast.Import):
            rooms |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("archiver.")}
    return rooms


def room_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def test_every_room_has_a_place_in_the_layers() -> None:
    """A new room is put on the list before it is built."""
    assert {room_of(path) for path in modules()} - {"__init__"} <= LEVELS.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_imports_point_down(path: Path) -> None:
    """A module imports its own room and the rooms below, never one beside or above."""
    room = room_of(path)
    if room == "__init__":
        return
    wrong = {other for other in imports(path) - {room} if LEVELS[other] <= LEVELS[room]}
    assert not wrong, f"{room} imports {', '.join(sorted(wrong))}"


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_module_says_what_it_is(path: Path) -> None:
    """Every module opens with a sentence about itself."""
    assert ast.get_docstring(ast.parse(path.read_text("utf-8")))
