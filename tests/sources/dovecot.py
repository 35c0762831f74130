"""A real IMAP server (Dovecot of Debian) on loopback, of a folder of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

USER = "archive@kachokai.example"
PASSWORD = "correct horse 馬"


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def listens(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex(("127.0.0.1", port)) == 0


def wait_until(condition: object, what: str, seconds: float = 30) -> None:
    """Wait for something a server does; fail with its name."""
    end = time.monotonic() + seconds
    while not condition():  # type: ignore[operator]
        if time.monotonic() > end:
            pytest.fail(f"{what} did not happen within {seconds:.0f} s")
        time.sleep(0.05)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and 127.0.0.1 that nobody else trusts, and its key."""
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=localhost",
            ),
            *("-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1"),
            *("-keyout", key, "-out", certificate),
        ],
        check=True,
        capture_output=True,
    )
    return certificate, key


class Dovecot:
    """The server, its ports, and its one mailbox."""

    def __init__(self) -> None:
        if not shutil.which("dovecot") or os.geteuid() != 0:
            pytest.skip("no Dovecot here, or not root: `apt-get install dovecot-imapd`, and run as root")
        # Not in pytest's own folder: that is closed to Dovecot's users whenever another pytest starts.
        folder = self.folder = Path(tempfile.mkdtemp(prefix="archiver-dovecot-"))
        folder.chmod(0o755)
        self.port, self.tls_port = free_port(), free_port()
        self.certificate, key = make_certificate(folder)
        self.mail = folder / "mail"
        nobody = pwd.getpwnam("nobody")
        self.owner = (nobody.pw_uid, nobody.pw_gid)
        self.mail.mkdir()
        os.chown(self.mail, *self.owner)
        (folder / "passwd").write_text(f"{USER}:{{PLAIN}}{PASSWORD}::::::\n")
        (folder / "dovecot.conf").write_text(self._configuration(key))
        self.log = folder / "log"
        self.process = subprocess.Popen(
            ["dovecot", "-F", "-c", folder / "dovecot.conf"],
            stdin=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        wait_until(lambda: listens(self.port) and listens(self.tls_port), "Dovecot listening")

    def _configuration(self, key: Path) -> str:
        return f"""
protocols = imap
listen = 127.0.0.1
base_dir = {self.folder}/run
state_dir = {self.folder}/state
log_path = {self.folder}/log
ssl = yes
ssl_cert = <{self.certificate}
ssl_key = <{key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
first_valid_uid = 1
mail_uid = {self.owner[0]}
mail_gid = {self.owner[1]}
mail_location = maildir:{self.mail}
mail_fsync = never
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {self.folder}/passwd
}}
userdb {{
  driver = static
  args = uid={self.owner[0]} gid={self.owner[1]} home={self.mail}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.port}
  }}
  inet_listener imaps {{
    port = {self.tls_port}
  }}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service stats {{
  chroot =
}}
"""

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)
