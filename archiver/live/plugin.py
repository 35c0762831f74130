"""The archiver that Mailman calls (mailman.interfaces.archiver.IArchiver): posts → spool.  No method ever raises.

An exception in `archive_message` would be logged, and the post forgotten.  So a post goes to the spool; failing that
to a second folder; failing that to Mailman's own shunt queue, from where `mailman unshunt` brings it back here.
"""

from __future__ import annotations

import logging
import shlex
from dataclasses import dataclass
from email.generator import BytesGenerator
from email.message import Message
from functools import cache
from io import BytesIO
from typing import Any
from urllib.parse import quote

from mailman.config import config
from mailman.config.config import external_configuration
from mailman.interfaces.archiver import IArchiver
from zope.interface import implementer

from archiver.links import message_path
from archiver.live.command import Command
from archiver.live.spooling import Spool
from archiver.model import public_id

log = logging.getLogger("mailman.archiver")


@dataclass(frozen=True, slots=True)
class Settings:
    """What the plugin's own configuration file says."""

    base_url: str
    """Of the site, without a slash at its end; '' where it is not known: then there are no permalinks."""
    spool: Spool
    command: Command


@cache
def settings() -> Settings:
    """Read once in each of Mailman's processes.  Where they cannot be read, posts wait in Mailman's own folder."""
    fallback = f"{config.VAR_DIR}/archiver-spool"
    try:
        general = external_configuration(config.archiver.archiver.configuration)["general"]
        spool = Spool(general["spool"], general.get("fallback") or fallback)
        command = Command(shlex.split(general.get("command", "")))
        return Settings(general["base_url"].rstrip("/"), spool, command)
    except Exception:
        log.exception("archiver: its configuration cannot be read: posts wait in %s", fallback)
        return Settings("", Spool(fallback, fallback), Command(()))


@implementer(IArchiver)
class Archiver:
    """Mailman makes one of these for each post, in each of its processes."""

    name = "archiver"
    """Also the name of its section in mailman.cfg: [archiver.archiver]."""

    def list_url(self, mlist: Any) -> str | None:
        """The site's address, for List-Archive."""
        return f"{settings().base_url}/" if settings().base_url else None

    def permalink(self, mlist: Any, msg: Message) -> str | None:
        """Where the post will stand on the site (Archived-At, RFC 5064), known before it is archived.

        Mailman asks for it for every post that it distributes, and hands on to `archive_message` only those whose
        senders did not ask that they not be archived: of the others the spool gets a note, so that the list's
        posts can be counted.
        """
        try:
            message_id = _message_id(msg)
            if _is_unwanted(msg):
                self._keep_note(mlist.fqdn_listname, message_id)
                return None
            return _address(message_id)
        except Exception:
            log.exception("archiver: no permalink for a post to %s", mlist.fqdn_listname)
            return None

    def archive_message(self, mlist: Any, msg: Message) -> str | None:
        """Keep a post, then have the command started that fetches it, without waiting for it."""
        try:
            for problem in settings().spool.keep_post(mlist.fqdn_listname, _content(msg)):
                log.error("archiver: %s", problem)
        except Exception:
            log.exception(
                "archiver: %s to %s could not be spooled", msg.get("message-id"), mlist.fqdn_listname
            )
            _shunt(mlist, msg)
        settings().command.want()
        return self.permalink(mlist, msg)

    def _keep_note(self, list_address: str, message_id: str) -> None:
        try:
            for problem in settings().spool.keep_note(list_address, message_id):
                log.error("archiver: %s", problem)
        except OSError:
            log.exception(
                "archiver: that the sender of %s to %s asked for no archiving could not be noted",
                message_id,
                list_address,
            )


def _is_unwanted(msg: Message) -> bool:
    """Whether this is a post that Mailman will not archive (mailman.handlers.to_archive).

    Only a post has a Message-ID-Hash: Mailman's own notices, which ask for no archiving as well, have none.
    """
    is_unwanted = "x-no-archive" in msg or str(msg.get("x-archive", "")).lower() == "no"
    return is_unwanted and "message-id-hash" in msg


def _address(message_id: str) -> str | None:
    base_url = settings().base_url
    return f"{base_url}{quote(message_path(public_id(message_id)))}" if base_url and message_id else None


def _message_id(msg: Message) -> str:
    """Without angle brackets and folds; raw bytes as surrogates."""
    values = [str(value) for name, value in msg.raw_items() if name.lower() == "message-id"]
    value = "".join(values[0].split()) if values else ""
    return value.partition("<")[2].partition(">")[0] if "<" in value else value


def _content(msg: Message) -> bytes:
    """The post's bytes; its header lines as they are, not folded anew, its 8-bit text as it is."""
    content = BytesIO()
    policy = msg.policy.clone(max_line_length=None, cte_type="8bit")
    try:
        BytesGenerator(content, mangle_from_=False, policy=policy).flatten(msg)
    except (LookupError, ValueError):
        return msg.as_bytes()
    return content.getvalue()


def _shunt(mlist: Any, msg: Message) -> None:
    """Give a post that can be kept nowhere else back to Mailman, for later."""
    try:
        config.switchboards["shunt"].enqueue(msg, listid=mlist.list_id, whichq="archive")
        log.error("archiver: %s waits in Mailman's shunt queue: `mailman unshunt`", msg.get("message-id"))
    except Exception:
        log.critical(
            "archiver: %s to %s IS LOST TO THE ARCHIVE: no disk took it",
            msg.get("message-id"),
            mlist.fqdn_listname,
            exc_info=True,
        )
