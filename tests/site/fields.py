"""docs/json.md, made from the shapes of the site's JSON: `python -m tests.site.fields > docs/json.md`."""

from __future__ import annotations

from collections.abc import Iterator
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints, is_typeddict

from archiver.site.programs import shapes

ADDRESSES: dict[str, type] = {
    "/home.json": shapes.HomeShape,
    "/meetings.json": shapes.MeetingsShape,
    "/meetings/MEETING.json": shapes.MeetingShape,
    "/topics.json": shapes.TopicsShape,
    "/topics/TOPIC.json": shapes.TopicShape,
    "/threads.json": shapes.ThreadsShape,
    "/threads/THREAD_ID.json": shapes.ThreadShape,
    "/messages/ID.json": shapes.MessageShape,
    "/people.json": shapes.PeopleShape,
    "/people/PERSON.json": shapes.PersonShape,
    "/attachments.json": shapes.FilesShape,
    "/calendar/YYYY-MM.json": shapes.MonthShape,
    "/calendar/YYYY-MM-DD.json": shapes.DayMessagesShape,
    "/statistics.json": shapes.StatisticsShape,
}
ABOUT = """# The pages as JSON

Made from `archiver/site/programs/shapes.py` by `python -m tests.site.fields > docs/json.md`; do not edit it. A test holds every
answer to its shape, field by field.

Each page for people has the same as JSON under its address with `.json`, for those who may see the page. These names
and addresses stay; more fields may come. Dates are ISO 8601, moments in UTC; `url` is an address on the site. Long lists
come in parts: ask `next` until it is null. Answers carry an `ETag`: send it back as `If-None-Match` and get 304 while
nothing has changed. A thread or message that has another address now answers with a redirect to it. The search has its
own: see `archiver search --json` in [commands.md](commands.md). On the public site only the first three addresses of
meetings answer, and without threads.
"""


def named(kind: Any) -> str:
    """A type in words."""
    if is_typeddict(kind):
        return f"[{kind.__name__}](#{kind.__name__.lower()})"
    if get_origin(kind) is list:
        return f"list of {named(get_args(kind)[0])}"
    if isinstance(kind, UnionType):
        return " or ".join("null" if each is NoneType else named(each) for each in get_args(kind))
    return {str: "text", int: "number", float: "number"}[kind]


def fields(shape: type) -> dict[str, tuple[Any, str]]:
    """Name of each field → its type, and what it is.  Raises `AttributeError` for one that nothing is said of."""
    hints = get_type_hints(shape, include_extras=True)
    return {name: (hint.__origin__, hint.__metadata__[0]) for name, hint in hints.items()}


def every_shape() -> list[type]:
    """The shapes in the order of the module."""
    return [each for name, each in vars(shapes).items() if is_typeddict(each) and name != "TypedDict"]


def document() -> Iterator[str]:
    yield ABOUT
    yield "\n## Addresses\n\n| address | answers |\n| --- | --- |\n"
    yield from (f"| `{address}` | {named(shape)} |\n" for address, shape in ADDRESSES.items())
    for shape in every_shape():
        yield f"\n## {shape.__name__}\n\n{(shape.__doc__ or '').strip()}\n\n| field | type | is |\n| --- | --- | --- |\n"
        yield from (
            f"| `{name}` | {named(kind)} | {said} |\n" for name, (kind, said) in fields(shape).items()
        )


if __name__ == "__main__":
    print("".join(document()), end="")
