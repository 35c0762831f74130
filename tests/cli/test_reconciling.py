"""`archiver check` against real servers: what they hold is in the vault or is named, one by one."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import httpx
import pytest
from imapclient import IMAPClient

from archiver.store.vault import Vault
from archiver.store.vault.servers import ACCOUNTS
from tests.cli.programme import Programme
from tests.mails import mail, mbox
from tests.sources import dovecot, mailman
from tests.sources.dovecot import Dovecot, wait_until
from tests.sources.mailman import Servers
from tests.sources.pipermail_site import Site
from tests.sources.test_mailman3 import JUNIPER

LIST = f"yakuin@{mailman.DOMAIN}"


def configured(programme: Programme, address: str, *tables: str) -> None:
    """A configuration of one list and these sources."""
    sources = "".join(f'[[sources]]\nlist = "{address}"\n{table}\n' for table in tables)
    (programme.folder / "config" / "archiver.toml").write_text(
        f'data = "../data"\n[[lists]]\naddress = "{address}"\n{sources}', "utf-8"
    )
    for name, secret in (
        ("mailman", mailman.PASSWORD),
        ("web", mailman.ADMIN_PASSWORD),
        ("imap", dovecot.PASSWORD),
    ):
        file = programme.folder / "config" / name
        file.write_text(secret, "utf-8")
        file.chmod(0o600)


def checked(programme: Programme, status: int) -> tuple[dict[str, Any], list[str]]:
    """The accounts by source, and the findings as `kind subject`, of a check that ends with this status."""
    programme.ok("build")
    result = programme.run("check", "--json")
    assert result.returncode == status, result.stdout + result.stderr
    document = json.loads(result.stdout)
    assert document["ok"] is (status == 0)
    accounts = {each["source"].partition(":")[0]: each for each in document["accounts"]}
    return accounts, [f"{each['kind']} {each['subject']}" for each in document["findings"]]


def spool_of(servers: Servers) -> str:
    return (
        f'kind = "mailman3"\nurl = "{servers.rest_url}"\nuser = "{mailman.USER}"\npassword_file = "mailman"\n'
        f'path = "{servers.spool}"'
    )


def kitty_of(servers: Servers) -> str:
    return f'kind = "hyperkitty"\nurl = "{servers.web_url}"\nuser = "{mailman.ADMIN}"\npassword_file = "web"'


@pytest.fixture
def shunted(list_servers: Servers) -> Iterator[bytes]:
    """A post that Mailman cannot handle; what it leaves behind is thrown away."""
    list_servers.run_mailman("unshunt", "--discard")
    yield mail("shunted").replace(b"Subject: \xe8\xad\xb0", JUNIPER + b"X-Rest: \xe8\xad\xb0")
    list_servers.run_mailman("unshunt", "--discard")


def test_one_post_held_and_one_shunted(programme: Programme, list_servers: Servers, shunted: bytes) -> None:
    """Mailman's count comes out right; the held post is shown, the shunted one is a finding; once it is dealt with and
    everything is pulled, nothing is left to say."""
    made = list_servers.make_list(in_hyperkitty=True)
    address = str(made.fqdn_listname)
    configured(programme, address, spool_of(list_servers), kitty_of(list_servers))
    list_servers.post(address, [mail("one"), mail("two"), mail("quiet", extra="X-No-Archive: yes")])
    made.settings["default_nonmember_action"] = "hold"
    made.settings.save()
    list_servers.post(address, [mail("held", subject="=?utf-8?B?5L+d55WZ?=")])
    made.settings["default_nonmember_action"] = "accept"
    made.settings.save()
    list_servers.post(address, [shunted])
    wait_until(lambda: listed_by_kitty(list_servers, address) == 2, "HyperKitty archiving", 90)
    programme.ok("pull")
    accounts, findings = checked(programme, 1)
    counts = accounts["mailman3"]["counts"]
    assert (counts["posts"], counts["archived"], counts["no-archive"], counts["unexplained"]) == (3, 2, 1, 0)
    assert (counts["held"], counts["queue shunt"]) == (1, 1)
    assert accounts["mailman3"]["held"] == [{"message_id": "held@test.example", "subject": "保留"}]
    assert accounts["hyperkitty"]["counts"]["unexplained"] == 0
    assert [each.partition(" ")[0] for each in findings] == ["shunted"]
    assert "held: held@test.example (保留) waits for a moderator" in programme.run("check").stdout
    list_servers.run_mailman("unshunt", "--discard")
    assert checked(programme, 0)[1] == []
    list_servers.archive(address, [mail("three")])
    assert checked(programme, 1)[1] == ["not-pulled three@test.example"]


def listed_by_kitty(servers: Servers, address: str) -> int:
    answer = httpx.get(
        f"{servers.web_url}/api/list/{address}/emails/?limit=1&offset=0",
        auth=(mailman.ADMIN.encode(), mailman.ADMIN_PASSWORD.encode()),
    )
    return int(answer.json()["count"]) if answer.status_code == 200 else 0


def test_a_lost_post_is_missed_though_the_list_has_a_past(
    programme: Programme, list_servers: Servers
) -> None:
    """Mails from before this server do not hide that one of its own is gone."""
    address = str(list_servers.make_list().fqdn_listname)
    configured(programme, address, spool_of(list_servers))
    old = programme.folder / "old.mbox"
    old.write_bytes(mbox(*(mail(f"old{number}") for number in range(5))))
    programme.ok("import", old, "--list", address)
    list_servers.post(address, [mail("one"), mail("two")])
    programme.ok("pull")
    programme.ok("pull")
    assert checked(programme, 0)[0]["mailman3"]["counts"]["archived"] == 7
    list_servers.post(address, [mail("lost"), mail("four")])
    spool = list_servers.spool / address
    next(path for path in spool.iterdir() if b"lost@test" in path.read_bytes()).unlink()
    programme.ok("pull")
    accounts, findings = checked(programme, 1)
    assert accounts["mailman3"]["counts"]["unexplained"] == 1
    assert findings == [f"not-accounted-for {address}"]


def test_a_pull_from_hyperkitty_that_is_killed_loses_and_doubles_nothing(
    programme: Programme, list_servers: Servers
) -> None:
    """kill -9 at random moments: in the end each mail is there once, not a copy more."""
    address = str(list_servers.make_list(in_hyperkitty=True).fqdn_listname)
    configured(programme, address, kitty_of(list_servers))
    list_servers.archive(address, [mail(f"k{number}") for number in range(25)])
    chance = random.Random(7)
    started = time.monotonic()
    programme.ok("pull", "--dry-run")
    whole = time.monotonic() - started
    for _ in range(5):
        process = subprocess.Popen(
            [sys.executable, "-m", "archiver", "pull"],
            cwd=programme.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(chance.uniform(whole * 0.3, whole))
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    programme.ok("pull")
    with sqlite3.connect(programme.folder / "data" / "vault.db") as vault:
        assert vault.execute("SELECT count(*), count(DISTINCT message_id) FROM messages").fetchone() == (
            25,
            25,
        )
    assert checked(programme, 0)[1] == []


def test_a_mailbox_and_the_months_of_pipermail(programme: Programme) -> None:
    """Each message that the server lists and the vault has not is named; so is one that was deleted from the vault."""
    server, site = Dovecot(), Site("ja")
    try:
        with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
            client.plain_login(dovecot.USER, dovecot.PASSWORD)
            client.multiappend("INBOX", [mail("m1"), mail("m2")])
        site.post([mail("p1"), mail("p2", day=40)])
        imap = (
            f'kind = "imap"\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{dovecot.USER}"\n'
            f'password_file = "imap"\ncertificates = "{server.certificate}"'
        )
        configured(programme, LIST, imap, f'kind = "pipermail"\nurl = "{site.url}"\npause = 0')
        programme.ok("pull")
        accounts, findings = checked(programme, 0)
        assert findings == []
        assert {name: each["counts"]["there"] for name, each in accounts.items()} == {
            "imap": 2,
            "pipermail": 2,
        }
        with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
            client.plain_login(dovecot.USER, dovecot.PASSWORD)
            client.append("INBOX", mail("m3"))
        site.post([mail("p3", day=41)])
        assert checked(programme, 1)[1] == ["not-pulled m3@test.example", "not-pulled p3@test.example"]
        programme.ok("pull")
        assert checked(programme, 0)[1] == []
    finally:
        site.stop()
        server.stop()


def test_a_message_is_looked_up_and_never_searched_for(programme: Programme) -> None:
    """However many a server lists: each way in which one is accounted for has its index."""
    with Vault(programme.folder / "data" / "vault.db") as vault:
        told = dict.fromkeys(("id", "list", "public_id", "position", "source"), "x")
        for _, statement in ACCOUNTS:
            plan = vault.database.execute(f"EXPLAIN QUERY PLAN {statement}", told).fetchall()
            assert all("SCAN" not in step[3] and "(list=?)" not in step[3] for step in plan), plan
