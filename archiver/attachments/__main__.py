"""The process that reads attachments: `python -m archiver.attachments FD MEMORY SECONDS`.

It hears a format and then the bytes of a file on the socket FD, and answers with one JSON document {"state", "text"},
until nobody speaks any more.  It is born with limits on memory, time, and on what it may write.
"""

from __future__ import annotations

import json
import resource
import sys
from multiprocessing.connection import Connection

from archiver.attachments.reading import read


def main() -> None:
    descriptor, memory, seconds = map(int, sys.argv[1:4])
    _limit(resource.RLIMIT_AS, memory)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_CORE, 0)
    connection = Connection(descriptor)
    while True:
        try:
            format_name, content = connection.recv_bytes().decode("ascii"), connection.recv_bytes()
        except EOFError:
            return
        _allow(seconds)
        extract = read(content, format_name)
        answer = json.dumps({"state": extract.state, "text": extract.text})
        connection.send_bytes(answer.encode("ascii"))


def _limit(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    resource.setrlimit(what, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _allow(seconds: int) -> None:
    """So many more seconds of the processor's time; then the system ends the process (SIGXCPU)."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + seconds)


if __name__ == "__main__":
    main()
