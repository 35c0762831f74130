"""An archive of Mailman 2.1 on a web server of its own: pages in the form that pipermail writes, English or Japanese.

Written for these tests after the form of real pages.  Mail is scrubbed as Mailman's Scrubber does, served as its
private.py (sign-in form with status 200, a cookie with Path /mailman/) or as a plain web server does (validators).
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
import threading
import time
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from http.cookies import SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, quote, urlsplit

LIST = "yakuin"
USER, PASSWORD = "kaicho@kachokai.example", "naisho 4711"

WORDS = {
    "en": {
        "charset": "us-ascii",
        "at": " at ",
        "part": "-------------- next part --------------",
        "html": "An HTML attachment was scrubbed...",
        "file": "A non-text attachment was scrubbed...\nName: {name}\nType: {type}\nSize: {size} bytes\nDesc: {none}",
        "none": "not available",
        "text": "[ Gzip'd Text 1 KB ]",
        "sign-in": "Private Archives Authentication",
    },
    "ja": {
        "charset": "euc-jp",
        "at": " ＠ ",
        "part": "-------------- next part --------------",
        "html": "HTMLの添付ファイルを保管しました...",
        "file": "テキスト形式以外の添付ファイルを保管しました...\nファイル名: {name}\n型:         {type}\nサイズ:     {size} バイト\n説明:       {none}",
        "none": "無し",
        "text": "[ gzip 圧縮テキスト 1 KB ]",
        "sign-in": "限定公開保存書庫へのユーザ認証",
    },
}


class Mail:
    """A mail as pipermail keeps it."""

    def __init__(self, site: Site, number: int, content: bytes) -> None:
        message = message_from_bytes(content, policy=policy.default)
        assert isinstance(message, EmailMessage)
        self.site, self.number = site, number
        self.name, self.address = parseaddr(str(message["from"]))
        self.name = self.name or self.address
        self.sent = parsedate_to_datetime(str(message["date"]))
        self.subject = str(message["subject"])
        self.id = str(message["message-id"])
        self.answers = str(message["in-reply-to"] or "")
        self.text = self._scrubbed(message)
        self.month = self.sent.strftime("%Y-%B")

    def _scrubbed(self, message: EmailMessage) -> str:
        pieces = []
        words = self.site.words
        for part in message.walk():
            if part.is_multipart():
                continue
            assert isinstance(part, EmailMessage)
            content = part.get_content()
            if part.get_content_type() == "text/plain" and not part.get_filename():
                pieces.append(str(content).rstrip("\n"))
                continue
            if part.get_content_type() == "text/html":
                lines = (
                    html.escape(str(content)).replace("\t", "&nbsp" * 8).replace(" ", "&nbsp;").split("\n")
                )
                kept, notice, file = (
                    "<tt>\n" + "<br>\n".join(lines) + "\n</tt>\n",
                    words["html"],
                    "attachment.html",
                )
                data = kept.encode()
            else:
                data = content if isinstance(content, bytes) else str(content).encode()
                name = part.get_filename() or words["none"]
                file = part.get_filename() if (part.get_filename() or "").isascii() else "attachment.bin"
                file = file or "attachment.bin"
                notice = words["file"].format(
                    name=name, type=part.get_content_type(), size=len(data), none=words["none"]
                )
            path = f"attachments/{self.sent:%Y%m%d}/{hashlib.sha1(data).hexdigest()[:8]}/{file}"
            self.site.files[path] = data
            pieces.append(f"{notice}\nURL: <http://old.kachokai.example/pipermail/{LIST}/{quote(path)}>")
        return f"\n{words['part']}\n".join(pieces)

    def as_text(self) -> bytes:
        """Its lines in the month's text; mixed encodings, as lists that are read in several have."""
        sender = self.address.replace("@", self.site.words["at"])
        lines = [
            f"From {sender}  {self.sent:%a %b %d %H:%M:%S %Y}",
            f"From: {sender} ({self.name})",
            f"Date: {self.sent:%a, %d %b %Y %H:%M:%S %z}",
            f"Subject: [{LIST}] {self.subject}",
            *([f"In-Reply-To: {self.answers}"] if self.answers else []),
            f"Message-ID: {self.id}",
            "",
            re.sub(r"(?m)^From ", ">From ", self.text),
            "",
            "",
        ]
        encoding = ("euc-jp", "iso-2022-jp", "utf-8")[self.number % 3]
        return "\n".join(lines).encode(encoding, "replace")

    def as_page(self) -> str:
        sender = self.address.replace("@", self.site.words["at"])
        mailto = f"mailto:{LIST}%40kachokai.example?Subject={quote('Re: ' + self.subject)}&In-Reply-To={quote(self.id)}"
        subject = html.escape(f"[{LIST}] {self.subject}")
        text = re.sub(r"(https?://[^\s&]+)", r'<A HREF="\1">\1</A>', html.escape(self.text, quote=False))
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
 <HEAD>
   <TITLE> {subject}
   </TITLE>
   <LINK REL="Index" HREF="index.html" >
   <LINK REL="made" HREF="{html.escape(mailto)}">
   <META NAME="robots" CONTENT="index,nofollow">
   <META http-equiv="Content-Type" content="text/html; charset={self.site.words["charset"]}">
   <LINK REL="Next"  HREF="{self.number + 1:06}.html">
 </HEAD>
 <BODY BGCOLOR="#ffffff">
   <H1>{subject}</H1>
    <B>{html.escape(self.name)}</B>
    <A HREF="{html.escape(mailto)}"
       TITLE="{subject}">{html.escape(sender)}
       </A><BR>
    <I>{self.sent:%a %b %d %H:%M:%S} UTC {self.sent:%Y}</I>
    <P><UL>
        <LI>Next message: <A HREF="{self.number + 1:06}.html">{subject}
</A></li>
         <LI> <B>Messages sorted by:</B>
              <a href="date.html#{self.number}">[ date ]</a>
              <a href="thread.html#{self.number}">[ thread ]</a>
         </LI>
       </UL>
    <HR>
<!--beginarticle-->
<PRE>{text}
</PRE>

<!--endarticle-->
    <HR>
<a href="http://lists.kachokai.example/mailman/listinfo/{LIST}">More information about the {LIST} mailing list</a><br>
</body></html>
"""


class Site:
    """The archive and its server.  `fault`: what the server does instead of answering a path."""

    def __init__(self, language: str = "en", *, is_private: bool = False, has_mailbox: bool = False) -> None:
        self.words = WORDS[language]
        self.is_private, self.has_mailbox = is_private, has_mailbox
        self.root = f"/mailman/private/{LIST}" if is_private else f"/pipermail/{LIST}"
        self.mails: list[Mail] = []
        self.contents: list[bytes] = []
        self.files: dict[str, bytes] = {}
        self.texts_end = 10**9
        """Mails that the packed texts have got: they are packed at night."""
        self.fault: Callable[[Handler], bool] = lambda handler: False
        self.asked: list[tuple[str, int]] = []
        """Path and status of each answer."""
        self.agents: set[str] = set()
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (Handler,), {"site": self}))
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}{self.root}"

    def post(self, mails: list[bytes]) -> None:
        for each in mails:
            self.mails.append(Mail(self, len(self.mails), each))
            self.contents.append(each)

    def stop(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def paths(self, status: int = 200) -> list[str]:
        """Below the archive, what was answered with this status; the memory is then empty."""
        found = [path.removeprefix(f"{self.root}/") for path, answered in self.asked if answered == status]
        self.asked.clear()
        return found

    def content(self, path: str) -> bytes | None:
        """The file at a path of the archive."""
        charset = self.words["charset"]
        name = path.removeprefix(f"{self.root}/")
        if path in (self.root, f"{self.root}/"):
            return self._index().encode(charset, "xmlcharrefreplace")
        if path == f"{self.root}.mbox/{LIST}.mbox" and self.has_mailbox:
            return b"".join(
                b"From kaicho@kachokai.example Fri Jul  1 09:00:00 2011\n"
                + re.sub(rb"(?m)^(>*From )", rb">\1", each)
                + b"\n"
                for each in self.contents
            )
        if name in self.files:
            return self.files[name]
        month, _, page = name.partition("/")
        if month.endswith(".txt.gz"):
            mails = self._of(month.removesuffix(".txt.gz"))
            kept = [mail.as_text() for mail in mails if mail.number < self.texts_end]
            return gzip.compress(b"".join(kept), mtime=0) if mails else None
        if page in ("date.html", "thread.html") and self._of(month):
            return self._date(month).encode(charset, "xmlcharrefreplace")
        for mail in self._of(month):
            if page == f"{mail.number:06}.html":
                return mail.as_page().encode(charset, "xmlcharrefreplace")
        return None

    def _of(self, month: str) -> list[Mail]:
        return [mail for mail in self.mails if mail.month == month]

    def _index(self) -> str:
        mailbox = f"{self.root}.mbox/{LIST}.mbox"
        offered = (
            f' or you can <a href="{mailbox}">download the full raw archive</a>\n( {sum(map(len, self.contents))} KB )'
            if self.has_mailbox
            else ""
        )
        months = list(dict.fromkeys(mail.month for mail in sorted(self.mails, key=lambda mail: mail.sent)))
        rows = "".join(
            f"""
            <tr>
            <td>{month}:</td>
            <td>
              <A href="{month}/thread.html">[ Thread ]</a>
              <A href="{month}/subject.html">[ Subject ]</a>
              <A href="{month}/author.html">[ Author ]</a>
              <A href="{month}/date.html">[ Date ]</a>
            </td>
            <td><A href="{month}.txt.gz">{self.words["text"]}</a></td>
            </tr>
"""
            for month in reversed(months)
        )
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
  <HEAD>
    <title>The {LIST} Archives</title>
    <META NAME="robots" CONTENT="noindex,follow">
    <META http-equiv="Content-Type" content="text/html; charset={self.words["charset"]}">
  </HEAD>
  <BODY BGCOLOR="#ffffff">
    <h1>The {LIST} Archives </h1>
    <p>
     You can get <a href="http://lists.kachokai.example/mailman/listinfo/{LIST}">more information about this list</a>{offered}
     </p>
    <table border=3>{rows}</table>
  </BODY>
</HTML>
"""

    def _date(self, month: str) -> str:
        mails = sorted(self._of(month), key=lambda mail: mail.sent)
        rows = "".join(
            f"""<LI><A HREF="{mail.number:06}.html">[{LIST}] {html.escape(mail.subject)}
</A><A NAME="{mail.number}">&nbsp;</A>
<I>{html.escape(mail.name)}
</I>

"""
            for mail in mails
        )
        return f"""<!DOCTYPE HTML PUBLIC "-//W3C//DTD HTML 3.2//EN">
<HTML>
  <HEAD>
     <title>The {LIST} {month} Archive by date</title>
     <META http-equiv="Content-Type" content="text/html; charset={self.words["charset"]}">
  </HEAD>
  <BODY BGCOLOR="#ffffff">
      <a name="start"></A>
      <h1>{month} Archives by date</h1>
      <p><b>Starting:</b> <i>{mails[0].sent:%a %b %d %H:%M:%S} UTC {mails[0].sent:%Y}</i><br>
         <b>Messages:</b> {len(mails)}<p>
     <ul>
{rows}
    </ul>
  </BODY>
</HTML>
"""

    def sign_in_page(self, path: str) -> bytes:
        return f"""<HTML>
<HEAD>
  <META http-equiv="Content-Type" content="text/html; charset={self.words["charset"]}">
  <TITLE>{LIST} {self.words["sign-in"]}</TITLE>
</HEAD>
<BODY bgcolor="#ffffff">
<FORM METHOD=POST ACTION="{path}/">
  <TABLE WIDTH="100%" BORDER="0" CELLSPACING="4" CELLPADDING="5">
    <tr><td><INPUT TYPE="text" name="username" SIZE="30"></td></tr>
    <tr><td><INPUT type="password" name="password" size="30"></td></tr>
    <tr><td align="middle"><INPUT type="SUBMIT" name="submit" value="{self.words["sign-in"]}..."></td></tr>
  </TABLE>
</FORM>
</BODY>
</HTML>
""".encode(self.words["charset"])


class Handler(BaseHTTPRequestHandler):
    site: Site
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.site.agents.add(self.headers["User-Agent"])
        if self.site.fault(self):
            return
        path = urlsplit(self.path).path
        is_member = SimpleCookie(self.headers.get("Cookie", "")).get(f"{LIST}+user") is not None
        if self.site.is_private and not is_member:
            self.answer(200, self.site.sign_in_page(self.site.root), "text/html")
        else:
            self._give(path)

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        is_member = form.get("username") == [USER] and form.get("password") == [PASSWORD] and "submit" in form
        if not is_member:
            self.answer(200, self.site.sign_in_page(self.site.root), "text/html")
            return
        token = base64.b16encode(b"28020000006973").decode()
        self._give(f"{self.site.root}/", {"Set-Cookie": f"{LIST}+user={token}; Path=/mailman/; Version=1"})

    def _give(self, path: str, headers: dict[str, str] | None = None) -> None:
        content = self.site.content(path)
        if content is None:
            self.answer(404, b"<html><body>Not Found</body></html>", "text/html")
            return
        tag = f'"{hashlib.sha1(content).hexdigest()}"'
        if not self.site.is_private and self.headers.get("If-None-Match") == tag:
            self.answer(304, b"", "text/html", {"ETag": tag})
            return
        kind = "application/x-gzip" if path.endswith(".gz") else "text/html"
        self.answer(
            200, content, kind, {**(headers or {}), **({} if self.site.is_private else {"ETag": tag})}
        )

    def answer(self, status: int, content: bytes, kind: str, headers: dict[str, str] | None = None) -> None:
        self.site.asked.append((urlsplit(self.path).path, status))
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def half(self, content: bytes) -> None:
        """Promise more than is given, and go."""
        self.send_response(200)
        self.send_header("Content-Length", str(2 * len(content) + 10))
        self.end_headers()
        self.wfile.write(content)
        self.close_connection = True

    def slowly(self, content: bytes, pause: float) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            for byte in content:
                self.wfile.write(bytes([byte]))
                time.sleep(pause)
        except OSError:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the tests ask what was asked."""
