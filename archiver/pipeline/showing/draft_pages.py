"""Draft pages: the draft of the next agenda → Markdown and HTML, two writings of one outline.

What stands in it came by mail: every word of it is escaped.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import escape
from zoneinfo import ZoneInfo

from archiver import links, mail
from archiver.moments import day_of
from archiver.pipeline.showing.drafting import Draft, Part
from archiver.store.following import PromiseLine
from archiver.store.since import ThreadSince
from archiver.words.dates import plain_day
from archiver.words.pages import Words

MOST = 40
"""Threads that stand nowhere: so many are shown, the latest."""
_YEAR = 365
_NAMED = 8
"""People of a thread: so many are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of the outline; `level` 1 to 3 is a heading, 0 a paragraph, -1 and -2 an entry of a list."""

    level: int
    text: str
    path: str = ""
    """Where the text leads on the site."""
    after: str = ""
    """What follows the link."""


def markdown(made: Draft, say: Words, base: str, zone: ZoneInfo) -> str:
    """The draft in Markdown (CommonMark), links beginning with `base`."""
    written, before = [], 1
    for line in outline(made, say, zone):
        shown = f"[{_marked(line.text)}]({base}{line.path})" if line.path else _marked(line.text)
        mark = {-1: "- ", -2: "  - "}.get(line.level, f"{'#' * line.level} " if line.level else "")
        if line.level >= 0 or before >= 0:
            written.append("")
        written.append(f"{mark}{shown}{_marked(line.after)}")
        before = line.level
    return "\n".join(written).strip() + "\n"


def html(made: Draft, say: Words, base: str, zone: ZoneInfo) -> str:
    """The draft as the inside of a page of HTML."""
    written, depth = [], 0
    for line in outline(made, say, zone):
        wanted = max(0, -line.level)
        written.append(_lists(depth, wanted))
        depth = wanted
        text = escape(line.text)
        shown = f'<a href="{escape(base + line.path)}">{text}</a>' if line.path else text
        element = f"h{line.level}" if line.level > 0 else "p" if line.level == 0 else "li"
        closing = "" if element == "li" else f"</{element}>"
        written.append(f"<{element}>{shown}{escape(line.after)}{closing}\n")
    return "".join([*written, _lists(depth, 0)])


def whole_page(made: Draft, say: Words, base: str, zone: ZoneInfo, language: str) -> str:
    """The same as a page of its own, to be opened in a word processor."""
    title = escape(f"{say('since.page')} {made.meeting}")
    return (
        f'<!DOCTYPE html>\n<html lang="{language}">\n<head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body>\n{html(made, say, base, zone)}</body>\n</html>\n"
    )


def outline(made: Draft, say: Words, zone: ZoneInfo) -> Iterator[Line]:
    """The draft, line by line."""
    yield Line(level=1, text=say("since.page"))
    since, until = (plain_day(each, say.language) for each in (made.since, made.until))
    yield Line(level=0, text=say("since.lead", meeting=made.title, since=since, until=until))
    yield Line(level=2, text=say("since.items"))
    for part in made.items:
        yield from _part(part, made, say, zone)
    if made.topics:
        yield Line(level=2, text=say("since.topics"))
    for part in made.topics:
        yield from _part(part, made, say, zone)
    if made.elsewhere:
        yield Line(level=2, text=say("since.elsewhere"))
    for thread in made.elsewhere[-MOST:]:
        yield from _thread(thread, made, say, zone)
    if more := made.left_out + max(len(made.elsewhere) - MOST, 0):
        yield Line(level=0, text=say("since.more", n=more))
    if made.earlier:
        yield Line(level=2, text=say("since.earlier"))
    for promise in made.earlier:
        yield from _promise(promise, say, f"{promise.meeting} ")


def _part(part: Part, made: Draft, say: Words, zone: ZoneInfo) -> Iterator[Line]:
    number = f"{say('item.number', n=part.item)} " if part.item else ""
    yield Line(level=3, text=f"{number}{part.title}", path=part.path)
    if part.outcome:
        yield Line(level=0, text=say("since.outcome", outcome=part.outcome))
    for promise in part.promises:
        yield from _promise(promise, say)
    for thread in part.threads:
        yield from _thread(thread, made, say, zone)
    for thread in part.proposed:
        yield from _thread(thread, made, say, zone, say("since.proposed"))
    if not (part.promises or part.threads or part.proposed):
        yield Line(level=0, text=say("since.nothing"))


def _thread(thread: ThreadSince, made: Draft, say: Words, zone: ZoneInfo, remark: str = "") -> Iterator[Line]:
    subject = mail.title_of(thread.subject) or say("thread.no_subject")
    first, last = day_of(thread.first_date, zone), day_of(thread.last_date, zone)
    days = plain_day(first, say.language)
    if first < last:
        days = say("since.days", first=days, last=plain_day(last, say.language))
    facts = say("since.facts", count=say("count.messages", n=thread.messages), days=days)
    people = say("page.comma").join(thread.people[:_NAMED])
    if others := len(thread.people[_NAMED:]):
        people = f"{people} {say('thread.and_others', n=others)}"
    after = f" {facts}{say('since.people', people=people)}{remark}"
    yield Line(level=-1, text=subject, path=links.thread_path(thread.thread), after=after)
    for waiting in thread.waiting:
        asked_on = day_of(waiting.date, zone)
        waited = (made.until - asked_on).days
        unit, many = ("_years", waited // _YEAR) if waited >= 2 * _YEAR else ("", waited)
        asked = say(f"since.unanswered{unit}", who=waiting.who, day=plain_day(asked_on, say.language), n=many)
        yield Line(level=-2, text=waiting.sentence, path=links.message_path(waiting.key), after=f" {asked}")
    for paper in thread.papers:
        path = f"{links.message_path(paper.key)}/attachments/{paper.position}"
        yield Line(
            level=-2, text=paper.name or say("mail.unnamed"), path=path, after=f" {say('since.attachment')}"
        )


def _promise(promise: PromiseLine, say: Words, before: str = "") -> Iterator[Line]:
    state = say(f"promise_states.{promise.state}")
    due = (
        say("since.due", due=plain_day(date.fromisoformat(promise.due), say.language)) if promise.due else ""
    )
    owner = promise.owner or say("minutes.someone")
    kind = say(f"since.{promise.kind}", state=state, due=due)
    path = links.item_path(promise.meeting, promise.item)
    yield Line(level=-1, text=f"{before}{owner}: {promise.text}", path=path, after=f" {kind}")
    # What answers a deferral stands under the item itself.
    for answer in promise.answers if promise.kind == "action" else ():
        if answer.thread and answer.is_sure:
            subject = mail.title_of(answer.subject) or say("thread.no_subject")
            answered = (
                links.message_path(answer.message) if answer.message else links.thread_path(answer.thread)
            )
            yield Line(level=-2, text=subject, path=answered, after=f" {say('since.answer')}")
        elif answer.is_sure:
            path = links.item_path(answer.reported_in, answer.reported_item)
            yield Line(level=-2, text=say("since.reported", meeting=answer.reported_in), path=path)


def _marked(text: str) -> str:
    """Text in Markdown: no character of it means anything else (CommonMark §2.4)."""
    text = re.sub(r"\s+", " ", text)
    text = re.sub(r"([\\`*_\[\]<>~|])", r"\\\1", text)
    return re.sub(r"&(?=#?\w+;)", r"\\&", text)


def _lists(depth: int, wanted: int) -> str:
    """What ends and begins lists and entries between two lines."""
    if wanted > depth:
        return "\n<ul>\n" * (wanted - depth)
    return "</li>\n</ul>\n" * (depth - wanted) + ("</li>\n" if wanted else "")
