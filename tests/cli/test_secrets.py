"""Passwords and tokens: used, and found nowhere afterwards."""

from __future__ import annotations

import base64
import sqlite3
from collections.abc import Iterator

import pytest
from imapclient import IMAPClient

from archiver.store.vault import decompress
from tests.cli.programme import Programme
from tests.cli.test_pull import configure, mails
from tests.sources import dovecot, pipermail_site
from tests.sources.dovecot import Dovecot
from tests.sources.pipermail_site import Site

NOWHERE = {"mailman3": "Mailman-geheim-1", "hyperkitty": "Kitty-geheim-2 馬", "token": "Token-geheim-3"}
WRONG = "Falsch-geheim-4"


@pytest.fixture
def servers() -> Iterator[tuple[Dovecot, Site]]:
    server = Dovecot()
    with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
        client.plain_login(dovecot.USER, dovecot.PASSWORD)
        client.multiappend("INBOX", mails(0, 2))
    site = Site("ja", is_private=True)
    site.post(mails(10, 2))
    yield server, site
    site.stop()
    server.stop()


def tables(server: Dovecot, site: Site) -> tuple[str, ...]:
    """Every kind that has a secret: two that sign in, and three that cannot."""
    imap = f'kind = "imap"\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{dovecot.USER}"\n'
    imap += f'certificates = "{server.certificate}"\n'
    other = site.url.removesuffix(site.root)
    return (
        imap + 'password_file = "imap"',
        imap + 'name = "oauth"\ntoken_env = "TEST_TOKEN"',
        f'kind = "pipermail"\nurl = "{site.url}"\npause = 0\nuser = "{pipermail_site.USER}"\npassword_file = "pipermail"',
        f'kind = "mailman3"\nurl = "{other}/3.1"\nuser = "restadmin"\npassword_file = "mailman3"',
        f'kind = "hyperkitty"\nurl = "{other}/hyperkitty"\nuser = "admin"\npassword_file = "hyperkitty"\npause = 0',
    )


def shapes(secret: str, users: tuple[str, ...]) -> Iterator[bytes]:
    """A secret as it may be written: as it is, and as protocols pack it."""
    yield secret.encode()
    for packed in (f"{user}:{secret}" for user in users):
        yield base64.b64encode(packed.encode())
    yield from (base64.b64encode(f"\0{user}\0{secret}".encode()) for user in users)
    yield base64.b64encode(secret.encode()).rstrip(b"=")


def written(programme: Programme) -> Iterator[tuple[str, bytes]]:
    """Everything in the data folder: files as they are, and what the vault has packed."""
    for path in sorted((programme.folder / "data").rglob("*")):
        if path.is_file():
            yield path.name, path.read_bytes()
    with sqlite3.connect(programme.folder / "data" / "vault.db") as vault:
        for (content,) in vault.execute("SELECT content FROM messages"):
            yield "a mail", decompress(content)


def test_no_secret_is_anywhere(
    programme: Programme, servers: tuple[Dovecot, Site], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Right ones and wrong ones, in what is said and in what is written: not as they are, and not packed."""
    configure(programme, *tables(*servers))
    monkeypatch.setenv("TEST_TOKEN", NOWHERE["token"])
    secrets = {**NOWHERE, "imap": dovecot.PASSWORD, "pipermail": pipermail_site.PASSWORD}
    said: list[str] = []
    for wrong in (False, True):
        for name, secret in secrets.items():
            file = programme.folder / "config" / name
            file.write_text(WRONG if wrong else secret, "utf-8")
            file.chmod(0o600)
        for verb in ("pull", "build", "check"):
            result = programme.run(verb)
            said += [result.stdout, result.stderr]
    said += [programme.run("export", "messages").stdout, programme.run("export", "refusals").stdout]
    assert "stored 2" in "".join(said), said
    assert "does not take the password" in "".join(said), "\n".join(said)
    places = [*(("what was said", each.encode()) for each in said), *written(programme)]
    users = (dovecot.USER, pipermail_site.USER, "restadmin", "admin")
    for secret in (*secrets.values(), WRONG):
        for shape in shapes(secret, users):
            assert [name for name, content in places if shape in content] == [], secret


def test_every_kind_with_a_secret_is_among_them(servers: tuple[Dovecot, Site]) -> None:
    """A new kind of source has to be walked too."""
    from archiver.settings.sources import KINDS

    walked = {
        line.split('"')[1]
        for table in tables(*servers)
        for line in table.splitlines()
        if line.startswith("kind")
    }
    assert walked == {kind for kind, told in KINDS.items() if "password_file" in told.takes}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o601])
def test_a_file_that_others_can_read_is_refused(programme: Programme, mode: int) -> None:
    configure(
        programme, 'kind = "hyperkitty"\nurl = "http://127.0.0.1:9/x"\nuser = "u"\npassword_file = "secret"'
    )
    secret = programme.folder / "config" / "secret"
    secret.write_text(WRONG)
    secret.chmod(mode)
    result = programme.run("pull")
    assert result.returncode == 1
    assert f"{secret} can be read by others (mode {mode:03o}): run `chmod 600 {secret}`" in result.stderr
    assert WRONG not in result.stderr
