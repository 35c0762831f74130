"""A mail server that accepts everything and keeps each mail as a file: `sink.py PORT FOLDER`, in Mailman's environment."""

import itertools
import sys
import threading
from pathlib import Path

from aiosmtpd.controller import Controller

port, folder = int(sys.argv[1]), Path(sys.argv[2])
numbers = itertools.count()


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        (folder / f"{next(numbers):06}.eml").write_bytes(envelope.original_content)
        return "250 kept"


Controller(Keeper(), hostname="127.0.0.1", port=port).start()
threading.Event().wait()
