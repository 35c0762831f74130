"""Live: an archiver for Mailman 3 that leaves each post in a spool and starts `archiver pull` to fetch it.

Runs inside Mailman, in its environment: needs nothing there but Mailman itself.  docs/live.md tells how to install it.
"""

from __future__ import annotations

import logging
import shlex
import subprocess
from email.message import Message
from typing import Any
from urllib.parse import quote

from mailman.config import config
from mailman.config.config import external_configuration
from mailman.interfaces.archiver import IArchiver
from zope.interface import implementer

from archiver.links import message_path
from archiver.live.spooling import NO_ARCHIVE, POST, Spool
from archiver.model import public_id

log = logging.getLogger("mailman.archiver")


@implementer(IArchiver)
class Archiver:
    """Mailman makes one of these when it starts.  No method ever raises: Mailman would forget the post."""

    name = "archiver"
    """Also the name of the section in mailman.cfg: [archiver.archiver]."""

    def __init__(self) -> None:
        general = external_configuration(config.archiver.archiver.configuration)["general"]
        self.base_url = general["base_url"].rstrip("/")
        self.spool = Spool(general["spool"], general.get("fallback") or f"{config.VAR_DIR}/archiver-spool")
        self.command = shlex.split(general.get("command", ""))
        self.process: subprocess.Popen[bytes] | None = None

    def list_url(self, mlist: Any) -> str:
        """The site's address, for List-Archive."""
        return f"{self.base_url}/"

    def permalink(self, mlist: Any, msg: Message) -> str:
        """Where the post will stand on the site (Archived-At, RFC 5064), known before it is archived.

        Mailman asks for it for each post, and hands on to `archive_message` only those whose senders did not ask
        that they not be archived: of the others the spool gets a note, so that the list's posts can be counted.
        """
        message_id = _message_id(msg)
        if "x-no-archive" in msg or str(msg.get("x-archive", "")).lower() == "no":
            self._spool(mlist, message_id.encode("utf-8", "surrogateescape"), NO_ARCHIVE, message_id)
        return f"{self.base_url}{quote(message_path(public_id(message_id)))}"

    def archive_message(self, mlist: Any, msg: Message) -> str:
        """Keep a post, then start the command that fetches it, without waiting for it."""
        message_id = _message_id(msg)
        self._spool(mlist, _content(msg), POST, message_id)
        self._start()
        return f"{self.base_url}{quote(message_path(public_id(message_id)))}"

    def _spool(self, mlist: Any, content: bytes, suffix: str, message_id: str) -> None:
        try:
            problems = self.spool.keep(mlist.fqdn_listname, content, suffix)
        except Exception:
            log.exception("archiver: %s of %s is lost to the archive", message_id, mlist.fqdn_listname)
        else:
            for problem in problems:
                log.error("archiver: %s", problem)

    def _start(self) -> None:
        """Start the command, unless the last one is still at work: it, or the timer's pull, fetches the post."""
        try:
            if self.command and (self.process is None or self.process.poll() is not None):
                self.process = subprocess.Popen(  # noqa: S603  the administrator's own command
                    self.command,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
        except Exception:
            log.exception("archiver: %s could not be started", self.command[0])


def _message_id(msg: Message) -> str:
    return "".join(str(msg.get("message-id", "")).split()).strip("<>")


def _content(msg: Message) -> bytes:
    """The post's bytes; header lines as they are, not folded anew."""
    try:
        return msg.as_bytes(policy=msg.policy.clone(max_line_length=None))
    except Exception:
        return msg.as_string().encode("utf-8", "surrogateescape")
