"""A web server in front of a real one that hands everything on, and fails where a test wants it to."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx

SIGN_IN = (
    b'<html><form method="post"><input name="login"><input name="password" type="password"></form></html>'
)

Fault = Callable[["Handler"], bool]


class Handler(BaseHTTPRequestHandler):
    relay: Relay
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self.relay.asked.append(f"{self.command} {self.path}")
        if not self.relay.fault(self):
            self._hand_on(None)

    def do_POST(self) -> None:
        self.relay.asked.append(f"{self.command} {self.path}")
        self._hand_on(self.rfile.read(int(self.headers["Content-Length"])))

    def _hand_on(self, content: bytes | None) -> None:
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        answer = self.relay.client.request(
            self.command, self.relay.target + self.path, headers=headers, content=content
        )
        self.give(
            answer.status_code,
            answer.content,
            [(name, value) for name, value in answer.headers.multi_items()
             if name.lower() in ("content-type", "set-cookie", "location")],
        )  # fmt: skip

    def give(self, status: int, content: bytes, headers: list[tuple[str, str]] | None = None) -> None:
        self.send_response(status)
        for name, value in [*(headers or []), ("Content-Length", str(len(content)))]:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def half(self) -> None:
        """Promise more than is given, and go."""
        self.send_response(200)
        self.send_header("Content-Length", "9999")
        self.end_headers()
        self.wfile.write(b"\x1f\x8b\x08")
        self.close_connection = True

    def slowly(self) -> None:
        """A byte now and then, from the first of the head on."""
        with suppress(OSError):
            for byte in b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n" + b"x" * 9999:
                self.wfile.write(bytes([byte]))
                time.sleep(0.05)
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


class Relay:
    """In front of the server at `target` (scheme, host and port).  `fault`: what it does instead; True where it did."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.client = httpx.Client(timeout=60)
        self.fault: Fault = lambda handler: False
        self.asked: list[str] = []
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"relay": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()


FAULTS: dict[str, Callable[[Handler], None]] = {
    "500": lambda handler: handler.give(500, b"<html>Server Error (500)</html>"),
    "login page": lambda handler: handler.give(200, SIGN_IN, [("Content-Type", "text/html")]),
    "half": lambda handler: handler.half(),
    "slow": lambda handler: handler.slowly(),
    "gone": lambda handler: setattr(handler, "close_connection", True),
}


def failing(how: str, path: str, times: int = 10**6) -> Fault:
    """So many times, what is asked for under a path with these words in it."""
    left = [times]

    def fault(handler: Handler) -> bool:
        if path not in handler.path or not left[0]:
            return False
        left[0] -= 1
        FAULTS[how](handler)
        return True

    return fault


@contextmanager
def dripping(pause: float = 0.05) -> Iterator[int]:
    """A server of any protocol that greets each caller with one byte now and then, for ever; gives its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def drip(client: socket.socket) -> None:
            with suppress(OSError), client:
                while True:
                    client.sendall(b"*")
                    time.sleep(pause)

        def serve() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=drip, args=(listener.accept()[0],), daemon=True).start()

        threading.Thread(target=serve, daemon=True).start()
        yield listener.getsockname()[1]
        listener.shutdown(socket.SHUT_RDWR)
