"""Problems: what can be wrong with the settings of one table, in words for people."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from typing import Literal

from archiver.words import Phrase

Kind = Literal["text", "number", "port", "texts", "table"]
"""What a setting is written as; a table, or tables in a list, is looked at by whoever reads it."""

_LAST_PORT = 65_535


def table_problems(where: str, table: Mapping[str, object], kinds: Mapping[str, Kind]) -> Iterator[Phrase]:
    """Settings that are not among `kinds`, then those that are written otherwise; `where` stands before their names."""
    yield from (no_such(f"{where}{name}", name, kinds) for name in table if name not in kinds)
    for name in (each for each in kinds if each in table):
        value = table[name]
        if kinds[name] == "text" and not isinstance(value, str):
            yield Phrase("{setting}: must be a text in quotes", setting=f"{where}{name}")
        elif kinds[name] == "number" and not is_number(value):
            yield Phrase("{setting}: must be a number", setting=f"{where}{name}")
        elif kinds[name] == "port" and not (type(value) is int and 0 <= value <= _LAST_PORT):
            yield Phrase("{setting}: must be the number of a port, as 993 is", setting=f"{where}{name}")
        elif kinds[name] == "texts" and not is_texts(value):
            yield Phrase("{setting}: must be texts in [brackets]", setting=f"{where}{name}")


def is_number(value: object) -> bool:
    """A number from nought on; true is none."""
    return isinstance(value, int | float) and not isinstance(value, bool) and value >= 0


def is_texts(value: object) -> bool:
    """A list of nothing but texts."""
    return isinstance(value, list) and all(isinstance(each, str) for each in value)


def is_tables(value: object) -> bool:
    """A list of nothing but tables."""
    return isinstance(value, list) and all(isinstance(each, dict) for each in value)


def missing(setting: str) -> Phrase:
    """It must be there."""
    return Phrase("{setting}: missing", setting=setting)


def not_tables(setting: str) -> Phrase:
    """It must be a list of tables."""
    return Phrase("{setting}: must be written as {form} tables", setting=setting, form=f"[[{setting}]]")


def not_table(setting: str) -> Phrase:
    """It must be one table."""
    return Phrase("{setting}: must be written as a {form} table", setting=setting, form=f"[{setting}]")


def not_one_of(setting: str, value: object, values: Collection[str]) -> Phrase:
    """It has a value that means nothing."""
    return Phrase(
        "{setting}: {value!r} is none of {values}", setting=setting, value=value, values=list(values)
    )


def no_such(setting: str, name: str, names: Collection[str]) -> Phrase:
    """`name` is none of `names`: the one that it looks like is named."""
    close = difflib.get_close_matches(name, names, 1)
    if close:
        return Phrase("{setting}: no such setting (did you mean {name}?)", setting=setting, name=close[0])
    return Phrase("{setting}: no such setting", setting=setting)
