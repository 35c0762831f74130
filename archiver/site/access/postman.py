"""Postman: sends the one-time sign-in link by mail.  The only thing that the site ever sends."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from archiver.settings import MailServer
from archiver.site.words import Words

_SECONDS = 20


def send_link(server: MailServer, to: str, link: str, site_title: str, words: Words) -> None:
    """Send `link` to the address `to`.  Raises `OSError` or `smtplib.SMTPException`."""
    message = EmailMessage()
    message["From"], message["To"] = server.sender, to
    message["Subject"] = words("sign_in.mail_subject", title=site_title)
    message["Date"], message["Message-ID"] = formatdate(), make_msgid(domain=server.sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: no machine answers
    message.set_content(words("sign_in.mail_text", title=site_title, link=link))
    with _connect(server) as connection:
        if server.encryption == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if server.user and server.password:
            connection.login(server.user, server.password.read())
        connection.send_message(message)


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.encryption == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=context)
    return smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
