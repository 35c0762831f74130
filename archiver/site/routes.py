"""Routes: every address of ours and the page that answers it."""

from __future__ import annotations

from archiver.site import home, search
from archiver.site.access import doorstep
from archiver.site.desk import acting, journal, promises, queue, runs
from archiver.site.desk import meetings as desk_meetings
from archiver.site.desk import messages as desk_messages
from archiver.site.desk import people as desk_people
from archiver.site.desk import since as desk_since
from archiver.site.desk import threads as desk_threads
from archiver.site.instance import View
from archiver.site.minutes import meetings, topics
from archiver.site.overviews import attachments, calendar, people, statistics
from archiver.site.programs import feeds, json_pages
from archiver.site.reading import attached, mailbox, messages, originals, threads

_KEY = "(?P<key>[^/.]+)"
_SLUG = "(?P<slug>[^/.]+)"

_JSON: tuple[tuple[str, json_pages.Reader], ...] = (
    (r"/home\.json$", json_pages.first),
    (r"/meetings\.json$", json_pages.meetings),
    (rf"/meetings/{_SLUG}\.json$", json_pages.meeting),
    (r"/topics\.json$", json_pages.topics),
    (rf"/topics/{_SLUG}\.json$", json_pages.topic),
    (r"/threads\.json$", json_pages.threads),
    (rf"/threads/{_KEY}\.json$", json_pages.thread),
    (rf"/messages/{_KEY}\.json$", json_pages.message),
    (r"/people\.json$", json_pages.people_list),
    (rf"/people/{_KEY}\.json$", json_pages.person),
    (r"/attachments\.json$", json_pages.files),
    (r"/calendar/(?P<month>[0-9]{4}-[0-9]{2})\.json$", json_pages.month),
    (r"/calendar/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\.json$", json_pages.day),
    (r"/statistics\.json$", json_pages.numbers),
)
ROUTES: list[tuple[str, View]] = [
    (r"/$", home.home),
    (r"/sign-in$", doorstep.sign_in),
    (r"/sign-in/link$", doorstep.ask_for_link),
    (r"/sign-out$", doorstep.sign_out),
    (r"/robots\.txt$", doorstep.robots),
    (r"/search$", search.results),
    (r"/search\.json$", search.as_json),
    (r"/search\.atom$", search.as_feed),
    (r"/meetings$", meetings.meeting_list),
    (rf"/meetings/{_SLUG}$", meetings.minutes),
    (r"/topics$", topics.topic_list),
    (rf"/topics/{_SLUG}$", topics.topic),
    (r"/threads$", threads.thread_list),
    (rf"/threads/{_KEY}$", threads.thread),
    (rf"/threads/{_KEY}\.mbox$", mailbox.mailbox),
    (rf"/messages/{_KEY}$", messages.message),
    (rf"/messages/{_KEY}\.eml$", messages.source),
    (rf"/messages/{_KEY}/original$", originals.framed),
    (rf"/messages/{_KEY}/original\.html$", originals.original),
    (rf"/messages/{_KEY}/attachments/(?P<number>[0-9]+)$", messages.attachment),
    (rf"/messages/{_KEY}/attachments/(?P<number>[0-9]+)/text$", attached.text),
    (r"/people$", people.people_list),
    (rf"/people/{_KEY}$", people.person),
    (r"/attachments$", attachments.file_list),
    (r"/calendar$", calendar.latest),
    (r"/calendar/(?P<month>[0-9]{4}-[0-9]{2})$", calendar.month),
    (r"/calendar/(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})$", calendar.day),
    (r"/statistics$", statistics.statistics),
    *((path, json_pages.page_of(reader)) for path, reader in _JSON),
    (r"/feeds$", feeds.feeds),
    (r"/messages\.atom$", feeds.feed_of(feeds.of_list)),
    (r"/meetings\.atom$", feeds.of_meetings),
    (rf"/meetings/{_SLUG}\.atom$", feeds.feed_of(feeds.of_meeting)),
    (rf"/topics/{_SLUG}\.atom$", feeds.feed_of(feeds.of_topic)),
    (rf"/threads/{_KEY}\.atom$", feeds.feed_of(feeds.of_thread)),
    (r"/desk$", queue.queue),
    (r"/desk/decide$", acting.decide),
    (r"/desk/undo$", acting.undo),
    (r"/desk/journal$", journal.journal),
    (r"/desk/promises$", promises.promises),
    (r"/desk/runs$", runs.runs),
    (rf"/desk/threads/{_KEY}$", desk_threads.thread),
    (rf"/desk/messages/{_KEY}$", desk_messages.message),
    (r"/desk/people$", desk_people.people_list),
    (rf"/desk/people/{_KEY}$", desk_people.person),
    (r"/desk/meetings$", desk_meetings.meeting_list),
    (rf"/desk/meetings/{_SLUG}$", desk_meetings.meeting),
    (rf"/desk/meetings/{_SLUG}/minutes\.html$", desk_meetings.rendered),
    (rf"/desk/meetings/{_SLUG}/since$", desk_since.since),
    (rf"/desk/meetings/{_SLUG}/since\.md$", desk_since.as_markdown),
    (rf"/desk/meetings/{_SLUG}/since\.html$", desk_since.as_page),
]
