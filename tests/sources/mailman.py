"""A real Mailman 3 on loopback: core with its REST API and LMTP, HyperKitty when asked for, and a mail sink."""

from __future__ import annotations

import itertools
import json
import os
import signal
import smtplib
import subprocess
import time
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.request import HTTPBasicAuthHandler, HTTPPasswordMgrWithDefaultRealm, build_opener

import httpx
from mailmanclient import Client

from tests.sources.dovecot import free_port, listens, wait_until
from tests.sources.environments import MAILMAN, WEB, environment

ROOT = Path(__file__).resolve().parents[2]
USER, PASSWORD = "restadmin", "rest secret"
ADMIN, ADMIN_PASSWORD = "admin", "web secret 秘"
ARCHIVER_KEY = "key-between-mailman-and-hyperkitty"
DOMAIN = "kachokai.example"
BASE_URL = "https://archive.kachokai.example"


class Servers:
    """Mailman core, and whatever else was asked for, in a folder of their own."""

    def __init__(self, folder: Path, *, with_web: bool) -> None:
        self.folder = folder
        self.mailman = environment("mailman", MAILMAN)
        self.web = environment("web", WEB) if with_web else None
        self.rest_port, self.lmtp_port, self.smtp_port, self.web_port = (free_port() for _ in range(4))
        self.spool = folder / "spool"
        self.numbers = itertools.count(1)
        self.processes: list[subprocess.Popen[bytes]] = []
        self.delivered = folder / "delivered"
        self.on_post = folder / "command.sh"
        """Shell commands that the plugin starts for new posts."""
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    # --- what tests ask of it ---

    @property
    def client(self) -> Client:
        return Client(self.rest_url, USER, PASSWORD)

    @property
    def rest_url(self) -> str:
        return f"http://127.0.0.1:{self.rest_port}/3.1"

    def make_list(self, name: str = "", *, in_hyperkitty: bool = False, **settings: Any) -> Any:
        """A list that takes posts from everyone; with a name of its own where none is given."""
        name = name or f"list{next(self.numbers)}"
        domains = [domain.mail_host for domain in self.client.domains]
        domain = self.client.get_domain(DOMAIN) if DOMAIN in domains else self.client.create_domain(DOMAIN)
        made = domain.create_list(name)
        values = {
            "default_nonmember_action": "accept",
            "max_message_size": 0,
            "send_welcome_message": False,
        } | settings
        for key, value in values.items():
            made.settings[key] = value
        made.settings.save()
        made.archivers["prototype"] = False
        if self.web:
            made.archivers["hyperkitty"] = in_hyperkitty
        return made

    def post(self, address: str, mails: list[bytes], *, settle: bool = True) -> None:
        """Hand posts to Mailman by LMTP, and wait until its queues are empty."""
        with smtplib.LMTP("127.0.0.1", self.lmtp_port) as lmtp:
            for each in mails:
                content = each.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
                lmtp.sendmail("sender@a.example", [address], content)
        if settle:
            self.settle()

    def archive(self, address: str, mails: list[bytes]) -> None:
        """Hand posts to HyperKitty as Mailman does, without waiting for Mailman."""
        for each in mails:
            answer = httpx.post(
                f"{self.web_url}/api/mailman/archive",
                headers={"Authorization": f"Token {ARCHIVER_KEY}"},
                data={"mlist": address},
                files={"message": ("message.txt", each)},
                timeout=60,
            )
            answer.raise_for_status()

    @property
    def web_url(self) -> str:
        return f"http://127.0.0.1:{self.web_port}/hyperkitty"

    def settle(self) -> None:
        """Wait until Mailman has handled what it was given."""
        queues = [self.folder / "var" / "queue" / name for name in ("in", "pipeline", "archive", "out")]
        quiet = 0
        end = time.monotonic() + 120
        while quiet < 3 and time.monotonic() < end:
            busy = any(path.is_dir() and any(path.iterdir()) for path in queues)
            quiet = 0 if busy else quiet + 1
            time.sleep(0.1)

    def deliveries(self) -> list[bytes]:
        """What Mailman has sent to members, in order."""
        return [path.read_bytes() for path in sorted(self.delivered.iterdir())]

    def runner(self, name: str) -> int:
        """The process that works on one of Mailman's queues."""
        for folder in Path("/proc").iterdir():
            with suppress(OSError):
                words = (folder / "cmdline").read_bytes().split(b"\0")
                if f"--runner={name}:0:1".encode() in words and str(self.folder).encode() in b" ".join(words):
                    return int(folder.name)
        raise LookupError(f"no {name} runner is running")

    # --- starting and stopping ---

    def _start(self) -> None:
        self.delivered.mkdir()
        self.spool.mkdir()
        self.on_post.touch()
        (self.folder / "var").mkdir()
        (self.folder / "plugin.cfg").write_text(
            f"[general]\nspool: {self.spool}\nfallback: {self.folder}/fallback\nbase_url: {BASE_URL}\ncommand: sh {self.on_post}\n"
        )
        (self.folder / "hyperkitty.cfg").write_text(
            f"[general]\nbase_url: http://127.0.0.1:{self.web_port}/hyperkitty/\napi_key: {ARCHIVER_KEY}\n"
        )
        (self.folder / "mailman.cfg").write_text(self._configuration())
        sink = [
            self.mailman / "bin" / "python",
            ROOT / "tests/sources/sink.py",
            self.smtp_port,
            self.delivered,
        ]
        self._spawn(sink, "sink")
        if self.web:
            self._start_web()
        self._spawn([self.mailman / "bin/master", "-C", self.folder / "mailman.cfg"], "mailman")
        wait_until(self._answers, "Mailman's REST answering", 60)
        wait_until(lambda: listens(self.lmtp_port), "Mailman's LMTP listening", 60)
        if self.web:
            wait_until(lambda: listens(self.web_port), "HyperKitty listening", 60)

    def _spawn(self, command: list[Any], name: str, **environment_: str) -> None:
        """Start a server in a process group of its own, which also ends when we do, however we end."""
        watched = ["sh", "-c", '"$@" </dev/null & read -r end; kill -TERM 0', "watched"]
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes.append(
                subprocess.Popen(
                    [*watched, *(str(each) for each in command)],
                    cwd=self.folder,
                    stdin=subprocess.PIPE,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,
                    env={
                        "PATH": os.environ["PATH"],
                        "HOME": str(self.folder),
                        "PYTHONPATH": str(ROOT),
                        "PYTHONDONTWRITEBYTECODE": "1",
                        **environment_,
                    },
                )
            )

    def _answers(self) -> bool:
        passwords = HTTPPasswordMgrWithDefaultRealm()
        url = f"{self.rest_url}/system/versions"
        passwords.add_password(None, url, USER, PASSWORD)
        try:
            with build_opener(HTTPBasicAuthHandler(passwords)).open(url, timeout=5) as answer:
                return "mailman_version" in json.load(answer)
        except OSError:
            return False

    def _configuration(self) -> str:
        runners = "".join(
            f"[runner.{name}]\nstart: no\n"
            for name in ("bounces", "command", "digest", "nntp", "retry", "task")
        ) + "".join(
            f"[runner.{name}]\nsleep_time: 0.1s\n" for name in ("archive", "in", "out", "pipeline", "virgin")
        )
        return f"""
[mailman]
layout: here
site_owner: root@localhost
[paths.here]
var_dir: {self.folder}/var
[mta]
incoming: mailman.mta.null.NullMTA
smtp_host: 127.0.0.1
smtp_port: {self.smtp_port}
lmtp_host: 127.0.0.1
lmtp_port: {self.lmtp_port}
[webservice]
hostname: 127.0.0.1
port: {self.rest_port}
admin_user: {USER}
admin_pass: {PASSWORD}
workers: 1
[archiver.archiver]
class: archiver.live.plugin.Archiver
enable: yes
configuration: {self.folder}/plugin.cfg
clobber_date: never
[archiver.prototype]
enable: yes
clobber_date: never
[archiver.hyperkitty]
class: mailman_hyperkitty.Archiver
enable: {"yes" if self.web else "no"}
configuration: {self.folder}/hyperkitty.cfg
{runners}
"""

    def _start_web(self) -> None:
        assert self.web is not None
        web = self.folder / "web"
        (web / "logs").mkdir(parents=True)
        (web / "settings.py").write_text(f"""
from mailman_web.settings.base import *
from mailman_web.settings.mailman import *
from pathlib import Path
BASE_DIR = Path({str(web)!r})
SECRET_KEY = "x" * 50
SITE_ID = 1
ALLOWED_HOSTS = ["*"]
DEBUG = False
DATABASES = {{"default": {{"ENGINE": "django.db.backends.sqlite3", "NAME": {str(web / "web.db")!r},
    "OPTIONS": {{"timeout": 30}}}}}}
HAYSTACK_CONNECTIONS = {{"default": {{"ENGINE": "haystack.backends.whoosh_backend.WhooshEngine",
    "PATH": {str(web / "index")!r}}}}}
MAILMAN_REST_API_URL = "http://127.0.0.1:{self.rest_port}"
MAILMAN_REST_API_USER = {USER!r}
MAILMAN_REST_API_PASS = {PASSWORD!r}
MAILMAN_ARCHIVER_KEY = {ARCHIVER_KEY!r}
MAILMAN_ARCHIVER_FROM = ("127.0.0.1", "::1")
STATIC_ROOT = {str(web / "static")!r}
COMPRESS_ENABLED = False
COMPRESS_OFFLINE = False
COMPRESS_PRECOMPILERS = ()
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "http"
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_RATE_LIMITS = False
HYPERKITTY_ENABLE_GRAVATAR = False
LOGGING = {{"version": 1, "disable_existing_loggers": False,
    "handlers": {{"file": {{"class": "logging.FileHandler", "filename": {str(web / "logs" / "web.log")!r}}}}},
    "root": {{"handlers": ["file"], "level": "INFO"}}}}
""")
        self.run_web("migrate")
        self.run_web(
            "shell",
            "-c",
            "from django.contrib.auth import get_user_model as model;"
            f"model().objects.create_superuser({ADMIN!r}, 'admin@kachokai.example', {ADMIN_PASSWORD!r})",
        )
        options = {"MAILMAN_WEB_CONFIG": str(web / "settings.py")}
        gunicorn = [
            self.web / "bin/gunicorn",
            "-w",
            "1",
            "--threads",
            "4",
            "-b",
            f"127.0.0.1:{self.web_port}",
        ]
        self._spawn([*gunicorn, "mailman_web.wsgi:application"], "gunicorn", **options)
        self._spawn([self.web / "bin/mailman-web", "qcluster"], "qcluster", **options)

    def run_mailman(self, *arguments: str) -> None:
        """A command of mailman, to its end."""
        subprocess.run(
            [self.mailman / "bin/mailman", "-C", self.folder / "mailman.cfg", "--run-as-root", *arguments],
            check=True,
            capture_output=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )

    def run_web(self, *arguments: str) -> None:
        """A command of mailman-web, to its end."""
        assert self.web is not None
        subprocess.run(
            [self.web / "bin/mailman-web", *arguments],
            check=True,
            capture_output=True,
            cwd=self.folder,
            env={**os.environ, "MAILMAN_WEB_CONFIG": str(self.folder / "web" / "settings.py")},
        )

    def stop(self) -> None:
        """End every process, those that Mailman started included."""
        for number in (signal.SIGTERM, signal.SIGKILL):
            for process in self.processes:
                with suppress(ProcessLookupError):
                    os.killpg(process.pid, number)
            end = time.monotonic() + 15
            while any(map(_has_members, self.processes)) and time.monotonic() < end:
                time.sleep(0.05)
        for process in self.processes:
            process.communicate()


def _has_members(process: subprocess.Popen[bytes]) -> bool:
    """Whether anything of the process group is alive."""
    process.poll()
    try:
        os.killpg(process.pid, 0)
    except ProcessLookupError:
        return False
    return True
