"""Web servers: polite requests with patience, limits and one sentence for every fault.

Polite: a named user agent, a pause between requests, conditional requests (RFC 9110 §13), retries that wait
longer each time and as long as the server asks (Retry-After).  Only the configured host is ever asked.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from typing import IO, Any
from urllib.parse import urljoin, urlsplit

import httpx
from bs4 import BeautifulSoup
from bs4.exceptions import ParserRejectedMarkup

from archiver import __version__
from archiver.errors import SignInRefused, SourceError, Unreachable
from archiver.settings import SourceSettings
from archiver.sources.connections import trusted, unsafe, within
from archiver.words import Phrase
from archiver.words.recognising import recognised

LARGEST_PAGE = 64 << 20
"""Bytes of an answer that is held in memory."""
LARGEST_DOWNLOAD = 8 << 30
"""Bytes of an answer that is written to a temporary file."""
TRIES = 4
FIRST_WAIT = 1.0
"""Seconds before the second try; doubled before each further one."""
LONGEST_WAIT = 60.0
"""Seconds: what a server asks for beyond this is left to the next pull."""
SLOWEST = 100
"""Bytes a second on average, after GRACE seconds: a server below this is as good as gone."""
GRACE = 20.0
HEAD_SECONDS = 60.0
"""In which the head of an answer must be there."""
_TRY_AGAIN = (408, 425, 429, 500, 502, 503, 504)
_REDIRECTS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server answered."""

    url: str
    status: int
    """200, or 304 where it is as it was when the validators were given, or 404."""
    content: bytes
    validators: dict[str, str]
    """Request headers (If-None-Match, If-Modified-Since) that ask for this again only if it has changed."""
    headers: Mapping[str, str]


class WebServer:
    """One web server, as one source asks it.  Use as a context manager."""

    def __init__(self, settings: SourceSettings) -> None:
        self.settings = settings
        self.auth: httpx.BasicAuth | None = None
        self.client = httpx.Client(
            headers={"User-Agent": f"archiver/{__version__} (mailing list archive)"},
            timeout=httpx.Timeout(30.0),
            verify=trusted(settings),
        )
        self.last = 0.0

    def __enter__(self) -> WebServer:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self.client.close()

    def get(self, url: str, validators: Mapping[str, str] | None = None) -> Answer:
        """The page at `url` (absolute, or relative to the source's).  404 is an answer; other faults are raised.

        Raises `Unreachable`, `SignInRefused` (401, 403) or `SourceError`.
        """
        with tempfile.SpooledTemporaryFile(LARGEST_PAGE) as file:
            response = self._patiently("GET", url, file, LARGEST_PAGE, headers=dict(validators or {}))
            file.seek(0)
            return _answer(response, file.read())

    def post(self, url: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None) -> Answer:
        """Send a form, once: what follows from it is for the caller to see."""
        with tempfile.SpooledTemporaryFile(LARGEST_PAGE) as file:
            response = self._request("POST", url, file, LARGEST_PAGE, data=form, headers=dict(headers or {}))
            file.seek(0)
            return _answer(self._checked(response), file.read())

    def download(self, url: str, file: IO[bytes]) -> Answer:
        """Write what is at `url` into `file`, which is then at its start; the answer's content is empty."""
        response = self._patiently("GET", url, file, LARGEST_DOWNLOAD)
        file.seek(0)
        return _answer(response, b"")

    def _patiently(self, method: str, url: str, file: Any, limit: int, **options: Any) -> httpx.Response:
        wait = FIRST_WAIT
        for _ in range(TRIES - 1):
            try:
                response = self._request(method, url, file, limit, **options)
            except Unreachable:
                asked = 0.0
            else:
                if response.status_code not in _TRY_AGAIN:
                    return self._checked(response)
                asked = min(_asked_wait(response), LONGEST_WAIT)
            time.sleep(max(wait, asked))
            wait *= 2
        return self._checked(self._request(method, url, file, limit, **options))

    def _request(self, method: str, url: str, file: Any, limit: int, **options: Any) -> httpx.Response:
        url = self._led_to(self.settings.url + "/", url)
        for _ in range(_REDIRECTS):
            self._pause()
            response = self._one(method, url, file, limit, **options)
            if not response.has_redirect_location:
                return response
            url = self._led_to(url, response.headers["location"])
            method, options = "GET", {name: options[name] for name in options if name != "data"}
        raise SourceError(
            "{url} leads in circles. Check the url of {name}.", url=shown(url), name=self.settings.name
        )

    def _one(self, method: str, url: str, file: Any, limit: int, **options: Any) -> httpx.Response:
        started = time.monotonic()
        file.seek(0)
        file.truncate()
        try:
            request = self.client.build_request(method, url, **options)
            send = partial(self.client.send, request, auth=self.auth, stream=True)
            with closing(within(HEAD_SECONDS, send)) as response:
                size = 0
                for block in response.iter_bytes():
                    size += file.write(block)
                    if size > limit:
                        raise SourceError(
                            "{url} is larger than {limit} MB, the limit.", url=shown(url), limit=limit >> 20
                        )
                    seconds = time.monotonic() - started
                    if seconds > GRACE and size < SLOWEST * seconds:
                        raise Unreachable(
                            "{url} answers too slowly ({size} bytes in {seconds:.0f} s).",
                            url=shown(url),
                            size=size,
                            seconds=seconds,
                        )
                return response
        except (httpx.TimeoutException, TimeoutError) as error:
            raise Unreachable("{url} does not answer.", url=shown(url)) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise _unreachable(url, error) from error
        finally:
            self.last = time.monotonic()

    def _checked(self, response: httpx.Response) -> httpx.Response:
        status, where = response.status_code, shown(str(response.url))
        if status in (401, 403):
            raise SignInRefused(
                "{where} does not let {user} in (status {status}). Check user and password of {name}.",
                where=where,
                user=self.settings.user or Phrase("a visitor"),
                status=status,
                name=self.settings.name,
            )
        if status == 429:
            raise Unreachable(
                "{where} asks for patience (status 429): pull again in some minutes.", where=where
            )
        if status >= 500 or status in _TRY_AGAIN:
            raise Unreachable(
                "{where} answered with an error of its own (status {status}).", where=where, status=status
            )
        if status not in (200, 304, 404):
            raise SourceError(
                "{where} answered with status {status}. Check the url of {name}.",
                where=where,
                status=status,
                name=self.settings.name,
            )
        return response

    def _led_to(self, page: str, link: str) -> str:
        """The address to which a link of a page leads.  Raises `SourceError` for none, and for one of another host."""
        own, url = urlsplit(self.settings.url), joined(page, link)
        if not url:
            raise SourceError(
                "{page} leads to what is no address. Check the url of {name}.",
                page=shown(page),
                name=self.settings.name,
            )
        asked = urlsplit(url)
        if asked.hostname != own.hostname or asked.scheme not in (own.scheme, "https"):
            raise SourceError(
                "{url} is on another host than {own}: it is not asked.",
                url=shown(url),
                own=shown(self.settings.url),
            )
        return url

    def _pause(self) -> None:
        time.sleep(max(0.0, self.last + self.settings.pause - time.monotonic()) if self.last else 0.0)


def tree(content: bytes) -> BeautifulSoup:
    """A page's elements; none of what is no HTML at all, as `<![no[section]]>`."""
    try:
        return BeautifulSoup(content, "html.parser")
    except ParserRejectedMarkup:
        return BeautifulSoup("", "html.parser")


def joined(page: str, link: str) -> str:
    """The address to which a link of a page leads; '' where that is none, as `http://[`."""
    try:
        url = urljoin(page, link)
        return url if urlsplit(url).port != 0 else ""
    except ValueError:
        return ""


def shown(url: str) -> str:
    """An address without what may be secret in it: user, password, query."""
    parts = urlsplit(url)
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"


def _answer(response: httpx.Response, content: bytes) -> Answer:
    validators = {
        asked: response.headers[given]
        for asked, given in (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
        if given in response.headers
    }
    return Answer(
        url=str(response.url),
        status=response.status_code,
        content=content,
        validators=validators,
        headers=response.headers,
    )


def _asked_wait(response: httpx.Response) -> float:
    value = response.headers.get("retry-after", "")
    return float(value) if value.isascii() and value.isdigit() else 0.0


def _unreachable(url: str, error: Exception) -> Unreachable:
    where, reason = shown(url), recognised(re.sub(r"^\[Errno -?\d+\] ", "", str(error)))
    if "CERTIFICATE" in reason or "SSL" in reason.upper():
        return unsafe(where, reason)
    return Unreachable(
        "{where} cannot be reached, or stopped half-way ({reason}).",
        where=where,
        reason=reason or type(error).__name__,
    )
