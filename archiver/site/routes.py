"""Routes: every address of ours and the page that answers it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archiver.site import doorstep, home, meetings, messages, search, threads, topics

_KEY = "(?P<key>[^/.]+)"
_SLUG = "(?P<slug>[^/.]+)"

ROUTES: list[tuple[str, Callable[..., Any]]] = [
    (r"/$", home.home),
    (r"/sign-in$", doorstep.sign_in),
    (r"/sign-in/link$", doorstep.ask_for_link),
    (r"/sign-out$", doorstep.sign_out),
    (r"/robots\.txt$", doorstep.robots),
    (r"/search$", search.results),
    (r"/meetings$", meetings.meeting_list),
    (rf"/meetings/{_SLUG}$", meetings.minutes),
    (r"/topics$", topics.topic_list),
    (rf"/topics/{_SLUG}$", topics.topic),
    (r"/threads$", threads.thread_list),
    (rf"/threads/{_KEY}$", threads.thread),
    (rf"/messages/{_KEY}$", messages.message),
    (rf"/messages/{_KEY}\.eml$", messages.source),
    (rf"/messages/{_KEY}/attachments/(?P<number>[0-9]+)$", messages.attachment),
]
