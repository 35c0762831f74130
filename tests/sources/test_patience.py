"""Servers that answer, but never to the end; and lines that nobody vouches for: one sentence, in fair time."""

from __future__ import annotations

import ssl
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from archiver.errors import ArchiverError, SourceError, Unreachable
from archiver.settings import Secret, SourceSettings
from archiver.sources import imap, mailman3, web
from archiver.sources.base import PulledSource
from archiver.sources.connections import within
from archiver.sources.opening import open_source
from tests.sources.dovecot import make_certificate
from tests.sources.relay import dripping

LIST = "yakuin@kachokai.example"
KINDS = ("imap", "hyperkitty", "pipermail", "mailman3")


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Minutes become half a second."""
    monkeypatch.setenv("TEST_SECRET", "s3cret")
    for module, name in ((web, "HEAD_SECONDS"), (imap, "GRACE"), (mailman3, "GRACE")):
        monkeypatch.setattr(module, name, 0.5)
    for module in (web, imap):
        monkeypatch.setattr(module, "FIRST_WAIT", 0.01)


def opened(kind: str, port: int, scheme: str = "http", certificates: Path | None = None) -> PulledSource:
    settings = SourceSettings(
        kind=kind,
        name=kind,
        list=LIST,
        url=f"{scheme}://127.0.0.1:{port}/x",
        host="127.0.0.1",
        port=port,
        security="tls" if scheme == "https" else "none",
        user="u",
        password=Secret(setting="password", variable="TEST_SECRET"),
        certificates=certificates,
    )
    return open_source(settings, {})


def asked(source: PulledSource) -> None:
    """What a pull asks of it."""
    source.describe()
    list(source.messages())
    source.close()


@pytest.mark.parametrize("kind", KINDS)
def test_a_byte_now_and_then_is_as_good_as_nothing(kind: str) -> None:
    """From the first byte on: no reading waits for ever."""
    started = time.monotonic()
    with dripping() as port, pytest.raises(Unreachable, match=f"{kind}|127.0.0.1") as caught:
        asked(opened(kind, port))
    assert time.monotonic() - started < 20
    assert "\n" not in str(caught.value)


def test_what_a_call_gives_or_raises_is_handed_on() -> None:
    assert within(5, lambda: 7) == 7
    with pytest.raises(LookupError):
        within(5, lambda: {}["x"])
    with pytest.raises(TimeoutError):
        within(0.01, lambda: time.sleep(1))


class Nothing(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.mark.parametrize("kind", ["hyperkitty", "pipermail"])
@pytest.mark.parametrize("leads", ["http://[", "http://127.0.0.1:99999/"])
def test_a_server_that_leads_nowhere(kind: str, leads: str) -> None:
    """A redirect or a form to what is no address ends a pull with one sentence, as any other nonsense does."""

    class Astray(Nothing):
        def do_GET(self) -> None:
            is_index = self.path in ("/x/", "/x/api/list/yakuin%40kachokai.example/")
            self.send_response(200 if is_index else 302)
            self.send_header("Location", leads)
            self.end_headers()
            if is_index:
                self.wfile.write(
                    f'<form action="{leads}"><input name="username"><input name="password"></form>'
                    f'<a href="{leads}.mbox">all</a><a href="2011-July/thread.html">July</a>'.encode()
                )

    server = ThreadingHTTPServer(("127.0.0.1", 0), Astray)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with pytest.raises(SourceError, match="leads to what is no address") as caught:
        asked(opened(kind, server.server_address[1]))
    assert "\n" not in str(caught.value)
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("kind", ["hyperkitty", "pipermail"])
def test_a_page_that_no_parser_takes(kind: str) -> None:
    """What comes in place of a page is answered with a sentence, whatever it is."""

    class Nonsense(Nothing):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"<p><![no[section]]> password")

    server = ThreadingHTTPServer(("127.0.0.1", 0), Nonsense)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    with pytest.raises(SourceError, match="Check the url"):
        asked(opened(kind, server.server_address[1]))
    server.shutdown()
    server.server_close()


@pytest.fixture
def https(tmp_path: Path) -> Iterator[tuple[int, Path]]:
    """A web server with a certificate of its own making: its port and the certificate."""
    certificate, key = make_certificate(tmp_path)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Nothing)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield server.server_address[1], certificate
    server.shutdown()


@pytest.mark.parametrize("kind", KINDS)
def test_a_file_of_certificates_that_is_not_there_is_named(kind: str, tmp_path: Path) -> None:
    """It is the configuration that is wrong, and no server is waited for."""
    certificates = tmp_path / "authority.pem"
    with pytest.raises(SourceError, match=rf"{certificates} cannot be read"):
        asked(opened(kind, 1, "https", certificates))


@pytest.mark.parametrize("kind", KINDS[1:])
def test_a_certificate_that_nobody_vouches_for_is_refused(kind: str, https: tuple[int, Path]) -> None:
    """The sentence says what to do; with the authority named, the server is asked."""
    port, certificate = https
    with pytest.raises(Unreachable, match=r"no safe connection.*certificates = FILE"):
        asked(opened(kind, port, "https"))
    with pytest.raises(ArchiverError) as caught:
        asked(opened(kind, port, "https", certificate))
    assert "no safe connection" not in str(caught.value)
