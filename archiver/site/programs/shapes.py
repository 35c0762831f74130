"""Shapes: what the site answers as JSON, field by field.  docs/json.md is made from this, and tests hold answers to it.

Dates are ISO 8601: moments in UTC, days of meetings as they were held.  `url` is an address on this site.
"""

from __future__ import annotations

from typing import Annotated, TypedDict


class PartShape(TypedDict):
    """One part of what is too long for one answer."""

    page: Annotated[int, "which part, from 1"]
    next: Annotated[str | None, "address of the part that follows, null at the end"]


class AttachmentShape(TypedDict):
    """A file that came with a message."""

    name: Annotated[str, "as sent, made safe"]
    type: Annotated[str, "media type, by content where it can be told"]
    size: Annotated[int, "bytes, decoded"]
    format: Annotated[str, "what kind of file it is, in one word: pdf, word-97, taro"]
    text: Annotated[
        str | None,
        "how reading its text went: read, cut, empty, encrypted, damaged, too-large, too-slow, failed;"
        " null where nothing reads its format",
    ]
    url: Annotated[str, "where it can be had; its text, where there is any, at /text below"]


class SentShape(TypedDict):
    """A message as the calendar lists it."""

    id: Annotated[str, "permanent id: the last part of its address"]
    date: Annotated[str, "when it was sent"]
    subject: Annotated[str, "as sent, decoded"]
    from_name: Annotated[str, "display name of the sender"]
    from_address: Annotated[str, "address of the sender"]
    thread_id: Annotated[str, "permanent id of the thread in which it stands"]
    url: Annotated[str, "the page of the message"]


class MessageShape(SentShape):
    """A message; `export messages` has the same fields."""

    message_id: Annotated[str, "Message-ID without angle brackets"]
    list: Annotated[str, "address of the list; of the first, where it went to several"]
    lists: Annotated[list[str], "addresses of all its lists"]
    body: Annotated[str, "the whole text that a reader sees, quotes included"]
    attachments: Annotated[list[AttachmentShape], "its files"]
    charset_declared: Annotated[str, "the charset that the mail claims, empty where it claims none"]
    charset_used: Annotated[str, "the charset that it was read in"]
    flaws: Annotated[list[str], "each repair that was made"]
    parent: Annotated[str | None, "Message-ID that it answers, null for the first of a thread"]
    reason: Annotated[
        str, "why it stands there: references, in-reply-to, subject, decision; empty for the first"
    ]


class ThreadLineShape(TypedDict):
    """A thread as lists show it."""

    thread_id: Annotated[str, "permanent id: the last part of its address"]
    subject: Annotated[str, "of its first message"]
    list: Annotated[str, "address of the list"]
    first_date: Annotated[str, "of its first message"]
    last_date: Annotated[str, "of its latest message"]
    message_count: Annotated[int, "how many messages"]
    people_count: Annotated[int, "how many addresses took part"]
    names: Annotated[list[str], "who took part, the earliest first, six at most"]
    url: Annotated[str, "the page of the thread"]


class PlacementShape(TypedDict):
    """A thread under an agenda item or a standing topic; `export placements` has the same fields."""

    thread_id: Annotated[str, "permanent id of the thread"]
    meeting: Annotated[str | None, "short name of the meeting, null for a topic"]
    agenda_item: Annotated[int | None, "order of the item, from 1; null for a topic"]
    topic: Annotated[str | None, "short name of the topic, null for an agenda item"]
    score: Annotated[float, "0 to 1: the likelihood that a person would place it here"]
    status: Annotated[str, "sure, proposed, confirmed"]
    evidence: Annotated[list[str], "what speaks for it, each as “kind: detail”"]


class ThreadShape(ThreadLineShape, PartShape):
    """A thread with one page of its messages, in reading order."""

    split_from: Annotated[str | None, "id of the message in another thread that it grew from"]
    placements: Annotated[list[PlacementShape], "where it stands, likeliest first"]
    messages: Annotated[
        list[MessageShape], "fifty at most; those that are only known by reference are left out"
    ]


class ThreadsShape(PartShape):
    """Threads by their latest message, the newest first."""

    count: Annotated[int, "how many threads there are"]
    threads: Annotated[list[ThreadLineShape], "fifty at most"]


class SpeechShape(TypedDict):
    """One person's turn."""

    speaker: Annotated[str, "as the page names them"]
    text: Annotated[str, "paragraphs, a line each"]


class ActionItemShape(TypedDict):
    """A promise."""

    owner: Annotated[str, "who promised"]
    text: Annotated[str, "the sentence"]


class DeferralShape(TypedDict):
    """A sentence that sends the discussion to the mailing list."""

    speaker: Annotated[str, "who said it"]
    text: Annotated[str, "the sentence"]


class AgendaItemShape(TypedDict):
    """An item of the agenda."""

    order: Annotated[int, "place on the agenda, from 1"]
    title: Annotated[str, "as the page has it"]
    outcome: Annotated[str, "what was decided, empty where the page does not say"]
    text: Annotated[str, "the narrative that is not a speech"]
    speeches: Annotated[list[SpeechShape], "in order"]
    action_items: Annotated[list[ActionItemShape], "promises made"]
    deferrals: Annotated[list[DeferralShape], "sentences that send it to the list"]
    threads: Annotated[list[PlacementShape], "threads that continue it, likeliest first"]
    url: Annotated[str, "the item on the page of the minutes"]


class HeldShape(TypedDict):
    """What names a meeting."""

    meeting: Annotated[str, "permanent short name: the last part of its address"]
    title: Annotated[str, "of the minutes"]
    date: Annotated[str, "the day on which it was held"]
    place: Annotated[str, "where"]
    url: Annotated[str, "the page of the minutes"]


class MeetingLineShape(HeldShape):
    """A meeting as lists show it."""

    item_count: Annotated[int, "how many agenda items"]
    thread_count: Annotated[int, "how many threads continue them, those only proposed aside"]


class MeetingShape(HeldShape):
    """The minutes of a meeting; `minutes show --json` has the same fields."""

    start: Annotated[str | None, "HH:MM, null where the page does not say"]
    end: Annotated[str | None, "HH:MM, null where the page does not say"]
    attendees: Annotated[list[str], "who was there, as the page says it"]
    documents: Annotated[list[str], "what was handed out"]
    agenda_items: Annotated[list[AgendaItemShape], "in order"]
    inquiry: Annotated[str, "the office that answers questions"]


class MeetingsShape(TypedDict):
    """All meetings, the newest first."""

    count: Annotated[int, "how many"]
    meetings: Annotated[list[MeetingLineShape], "all of them"]


class TopicLineShape(TypedDict):
    """A standing topic as lists show it."""

    topic: Annotated[str, "permanent short name: the last part of its address"]
    title: Annotated[str, "in the language of the archive"]
    title_en: Annotated[str, "in English, empty where there is none"]
    thread_count: Annotated[int, "how many threads belong to it, those only proposed aside"]
    last_date: Annotated[str | None, "of the latest message in them"]
    url: Annotated[str, "the page of the topic"]


class TopicsShape(TypedDict):
    """All standing topics, the liveliest first."""

    count: Annotated[int, "how many"]
    topics: Annotated[list[TopicLineShape], "all of them"]


class TopicShape(TopicLineShape):
    """A standing topic with its threads."""

    placements: Annotated[
        list[PlacementShape], "its threads, the latest first, proposed ones after the others"
    ]
    threads: Annotated[list[ThreadLineShape], "the threads that these name, the latest first"]


class PersonLineShape(TypedDict):
    """A sender."""

    person: Annotated[str, "permanent id: the last part of their address on the site"]
    name: Annotated[str, "display name of their latest message that has one"]
    address: Annotated[str, "in lower case"]
    organisation: Annotated[str, "the body that they speak for, empty where nothing tells"]
    told_by: Annotated[str, "what tells it: name, signature, address; empty where nothing does"]
    message_count: Annotated[int, "how many messages"]
    thread_count: Annotated[int, "in how many threads"]
    first_date: Annotated[str, "of their first message"]
    last_date: Annotated[str, "of their latest message"]
    url: Annotated[str, "the page of the person"]


class PersonShape(PersonLineShape, PartShape):
    """A sender with one page of their threads, by their own latest message."""

    other_addresses: Annotated[list[str], "from which the same person writes, as somebody decided"]
    threads: Annotated[list[ThreadLineShape], "fifty at most"]


class PeopleShape(PartShape):
    """Senders, body by body; `?q=` narrows."""

    count: Annotated[int, "how many people there are"]
    people: Annotated[list[PersonLineShape], "a hundred at most"]


class FileShape(AttachmentShape):
    """A file with the message that it came with."""

    kind: Annotated[str, "text, sheet, slides, image, media, archive, mail, signature, other"]
    date: Annotated[str, "of the message"]
    id: Annotated[str, "permanent id of the message"]
    thread_id: Annotated[str, "permanent id of the thread"]


class FilesShape(PartShape):
    """Files, the newest first; `?kind=` and `?year=` narrow, signatures are left out where no kind is asked for."""

    count: Annotated[int, "how many there are"]
    attachments: Annotated[list[FileShape], "fifty at most"]


class DayShape(TypedDict):
    """A day of the calendar."""

    day: Annotated[str, "in the time zone of the archive"]
    message_count: Annotated[int, "how many messages were sent on it"]
    meetings: Annotated[list[str], "short names of the meetings held on it"]


class MonthShape(TypedDict):
    """A month of the calendar."""

    month: Annotated[str, "YYYY-MM"]
    days: Annotated[list[DayShape], "every day of it"]


class DayMessagesShape(DayShape, PartShape):
    """A day of the calendar with one page of its messages, in order of time."""

    messages: Annotated[list[SentShape], "a hundred at most"]


class PeriodShape(TypedDict):
    """How much was written in a month."""

    month: Annotated[str, "YYYY-MM"]
    message_count: Annotated[int, "how many messages were sent in it"]


class AnswersShape(TypedDict):
    """How soon threads were answered by somebody else."""

    name: Annotated[str, "the year in which they began, or the title of a topic"]
    thread_count: Annotated[int, "how many threads"]
    answered_count: Annotated[int, "how many of them were answered"]
    median_seconds: Annotated[float | None, "until the first answer, null where there was none"]


class StatisticsShape(TypedDict):
    """What the page of statistics draws."""

    months: Annotated[list[PeriodShape], "from the first message to the latest"]
    answers_by_year: Annotated[list[AnswersShape], "by the year in which threads began"]
    answers_by_topic: Annotated[list[AnswersShape], "by standing topic"]


class HomeShape(TypedDict):
    """What the first page shows."""

    message_count: Annotated[int, "how many messages there are"]
    meetings: Annotated[list[MeetingLineShape], "the latest"]
    topics: Annotated[list[TopicLineShape], "all standing topics"]
    threads: Annotated[list[ThreadLineShape], "those with the latest messages"]
