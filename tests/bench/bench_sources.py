"""Time of pulling: `python -m tests.bench.bench_sources [COUNT [WAY…]]`, a table in Markdown, one line a source.

Each source holds the same COUNT mails (5,000 where nothing is said) and is pulled by `archiver pull` into a vault of its
own, then once more with nothing new, then reconciled.  The servers are real: Dovecot, Mailman with HyperKitty, and for
pipermail the tests' site of the same form.
"""

from __future__ import annotations

import json
import mailbox
import os
import random
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from imapclient import IMAPClient

from tests.mails import START, mail, mbox
from tests.sources import dovecot
from tests.sources.dovecot import Dovecot
from tests.sources.mailman import ADMIN, ADMIN_PASSWORD, Servers
from tests.sources.pipermail_site import Site

LIST = "yakuin@kachokai.example"
LINE = "自治体クラウドの共同利用について、各市町の状況をお知らせください。\n"


def mails(count: int) -> Iterator[bytes]:
    """Talks of a few mails, two a day; one in twenty brings a file of thirty kilobytes.  Six kilobytes each, about."""
    chance = random.Random(2011)
    for number in range(count):
        answers = f"m{number - 1}" if number % 5 else ""
        text = LINE * chance.randint(5, 80)
        if number % 20:
            yield mail(
                f"m{number}", subject=f"議題 {number // 5}", text=text, answers=answers, day=number / 2
            )
        else:
            yield _with_file(number, text, chance.randbytes(30_000))


def _with_file(number: int, text: str, content: bytes) -> bytes:
    message = EmailMessage()
    message["Message-ID"] = f"<m{number}@test.example>"
    message["Date"] = format_datetime(START + timedelta(days=number / 2))
    message["From"] = "jimukyoku@a.example"
    message["Subject"] = f"議題 {number // 5}"
    message.set_content(text)
    message.add_attachment(content, maintype="application", subtype="pdf", filename=f"資料{number}.pdf")
    return message.as_bytes()


def pulled(folder: Path, kind: str, table: str, address: str = LIST) -> str:
    """One line of the table."""
    archive = folder / f"archive-{kind.replace(' ', '-')}"
    archive.mkdir()
    configuration = archive / "archiver.toml"
    configuration.write_text(
        f'data = "data"\n[[lists]]\naddress = "{address}"\n[[sources]]\nlist = "{address}"\n{table}\n',
        "utf-8",
    )

    def run(verb: str) -> tuple[dict[str, Any], float]:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        ran = subprocess.run(
            [sys.executable, "-m", "archiver", verb, "--json", "--config", configuration],
            capture_output=True,
            text=True,
        )
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        cpu = sum(getattr(after, name) - getattr(before, name) for name in ("ru_utime", "ru_stime"))
        return json.loads(ran.stdout), cpu

    first, cpu = run("pull")
    (ledger,) = first["sources"]
    again, cpu_again = run("pull")
    (second,) = again["sources"]
    subprocess.run(
        [sys.executable, "-m", "archiver", "build", "--config", configuration], capture_output=True
    )
    checked, _ = run("check")
    (account,) = checked["accounts"]
    fidelity = subprocess.run(
        ["sqlite3", archive / "data" / "vault.db", "SELECT group_concat(DISTINCT fidelity) FROM messages"],
        capture_output=True,
        text=True,
    ).stdout.strip()
    return (
        f"| {kind} | {ledger['read']:,} | {ledger['stored']:,} | {ledger['bytes'] / 1e6:.0f} MB | {fidelity} "
        f"| {ledger['seconds']:.1f} s | {cpu:.1f} s | {second['seconds']:.1f} s | {cpu_again:.1f} s "
        f"| {account['counts']['unexplained']} |"
    )


def boxes(folder: Path, contents: list[bytes]) -> Iterator[str]:
    """Files and folders on this machine."""
    (folder / "list.mbox").write_bytes(mbox(*contents))
    yield pulled(folder, "mbox", f'kind = "mbox"\npath = "{folder}/list.mbox"')
    maildir = mailbox.Maildir(folder / "Maildir")
    for each in contents:
        maildir.add(each)
    yield pulled(folder, "maildir", f'kind = "maildir"\npath = "{folder}/Maildir"')
    spool = folder / "spool" / LIST
    spool.mkdir(parents=True)
    for number, each in enumerate(contents):
        (spool / f"{number:020}-x.eml").write_bytes(each)
    yield pulled(folder, "spool", f'kind = "spool"\npath = "{folder}/spool"')


def imap(folder: Path, contents: list[bytes]) -> Iterator[str]:
    server = Dovecot()
    try:
        with IMAPClient("127.0.0.1", server.port, ssl=False) as client:
            client.plain_login(dovecot.USER, dovecot.PASSWORD)
            for start in range(0, len(contents), 100):
                client.multiappend("INBOX", contents[start : start + 100])
        os.environ["BENCH_IMAP"] = dovecot.PASSWORD
        yield pulled(
            folder,
            "imap",
            f'kind = "imap"\nhost = "127.0.0.1"\nport = {server.tls_port}\nuser = "{dovecot.USER}"\n'
            f'password_env = "BENCH_IMAP"\ncertificates = "{server.certificate}"',
        )
    finally:
        server.stop()


def pipermail(folder: Path, contents: list[bytes]) -> Iterator[str]:
    for kind, has_mailbox in (("pipermail by months", False), ("pipermail as mbox", True)):
        site = Site("ja", has_mailbox=has_mailbox)
        site.post(contents)
        yield pulled(folder, kind, f'kind = "pipermail"\nurl = "{site.url}"\npause = 0')
        site.stop()


def hyperkitty(folder: Path, contents: list[bytes]) -> Iterator[str]:
    servers = Servers(folder, with_web=True)
    try:
        address = servers.make_list(in_hyperkitty=True, archive_policy="private").fqdn_listname
        (folder / "hk.mbox").write_bytes(mbox(*contents))
        servers.run_web("hyperkitty_import", "-l", address, "--since", "1990-01-01", str(folder / "hk.mbox"))
        os.environ["BENCH_HK"] = ADMIN_PASSWORD
        yield pulled(
            folder,
            "hyperkitty",
            f'kind = "hyperkitty"\nurl = "{servers.web_url}"\nuser = "{ADMIN}"\npassword_env = "BENCH_HK"',
            address,
        )
    finally:
        servers.stop()


WAYS: tuple[Callable[[Path, list[bytes]], Iterator[str]], ...] = (boxes, imap, pipermail, hyperkitty)


def main(count: int, names: list[str]) -> None:
    contents = list(mails(count))
    print(
        "| source | read | stored | size | fidelity | first pull | CPU of it | nothing new | CPU of it | unexplained |"
    )
    print("| --- " * 10 + "|", flush=True)
    for way in (way for way in WAYS if not names or way.__name__ in names):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder).chmod(0o755)
            for line in way(Path(folder), contents):
                print(line, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5000, sys.argv[2:])
