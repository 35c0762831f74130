"""Folders that mail keeps arriving in, as delivery agents and people change them."""

from __future__ import annotations

import mailbox
import os
from pathlib import Path

import pytest

from archiver.errors import NotMail, SourceError
from archiver.model import Refusal
from archiver.settings import SourceSettings
from archiver.sources.folders import MailboxSource, MaildirSource, PrototypeSource
from archiver.sources.spool import SpoolSource
from tests.mails import mail, mbox
from tests.sources.contract import Open, SourceContract, subject_of

LIST = "yakuin@kachokai.example"


def settings(kind: str, path: Path) -> SourceSettings:
    return SourceSettings(kind=kind, name=kind, list=LIST, path=path)


class GrowingMailbox:
    def __init__(self, path: Path) -> None:
        self.path = path
        path.touch()

    def post(self, mails: list[bytes]) -> None:
        with self.path.open("ab") as file:
            file.write(mbox(*mails))


class TestMailbox(SourceContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> GrowingMailbox:
        return GrowingMailbox(tmp_path / "list.mbox")

    @pytest.fixture
    def open_it(self, place: GrowingMailbox) -> Open:
        return lambda state: MailboxSource(settings("mbox", place.path), state)

    def test_a_mail_that_is_being_written_is_left_for_the_next_time(
        self, place: GrowingMailbox, open_it: Open
    ) -> None:
        """Half a line at the end is half a mail."""
        whole = mbox(*self.mails(0, 2))
        place.path.write_bytes(whole[:-30])
        items, state = self.read(open_it({}))
        assert [subject_of(item.content) for item in items] == [b"MAIL-0"]
        place.path.write_bytes(whole)
        assert [subject_of(item.content) for item in self.read(open_it(state))[0]] == [b"MAIL-1"]

    def test_what_was_deleted_in_thunderbird_is_neither_given_nor_missed(
        self, place: GrowingMailbox, open_it: Open
    ) -> None:
        """Its owner sees it no more: it is refused by name, and the inventory does not ask for it."""
        kept, deleted = self.mails(0, 2)
        place.post([kept, b"X-Mozilla-Status: 0009\n" + deleted])
        source = open_it({})
        assert [isinstance(each, Refusal) and each.kind for each in source.messages()] == [False, "deleted"]
        assert len(list(open_it({}).inventory())) == 1

    def test_half_a_mail_that_looked_whole_is_read_again(self, place: GrowingMailbox, open_it: Open) -> None:
        """A delivery that stood still at the end of a line."""
        whole = mbox(mail("a", text="MAIL-a 一行め\nMAIL-b 二行め"))
        place.path.write_bytes(whole[: whole.index(b"MAIL-b")])
        _, state = self.read(open_it({}))
        place.path.write_bytes(whole)
        (item,) = self.read(open_it(state))[0]
        assert b"MAIL-b" in item.content

    def test_a_file_that_was_replaced_is_read_anew(self, place: GrowingMailbox, open_it: Open) -> None:
        """Rotated, cut or compacted: nothing that is in it is missed."""
        place.post(self.mails(0, 5))
        _, state = self.read(open_it({}))
        place.path.write_bytes(mbox(*self.mails(20, 9)))
        assert len(self.read(open_it(state))[0]) == 9
        place.path.write_bytes(mbox(*self.mails(30, 1)))
        assert len(self.read(open_it(state))[0]) == 1

    def test_what_is_no_mailbox_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(SourceError, match=r"none\.mbox: no such file"):
            next(MailboxSource(settings("mbox", tmp_path / "none.mbox"), {}).messages())
        (tmp_path / "page.mbox").write_bytes(b"<html>")
        with pytest.raises(NotMail, match=r"page\.mbox is not an mbox"):
            next(MailboxSource(settings("mbox", tmp_path / "page.mbox"), {}).messages())


class Folder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.maildir = mailbox.Maildir(path)

    def post(self, mails: list[bytes]) -> None:
        for each in mails:
            self.maildir.add(each)


class TestMaildir(SourceContract):
    fidelity = "delivered"

    @pytest.fixture
    def place(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path / "Maildir")

    @pytest.fixture
    def open_it(self, place: Folder) -> Open:
        return lambda state: MaildirSource(settings("maildir", place.path), state)

    def test_what_was_only_read_or_flagged_is_not_new(self, place: Folder, open_it: Open) -> None:
        """A person reads the folder with a mail program: names move and change, mails do not."""
        place.post(self.mails(0, 3))
        _, state = self.read(open_it({}))
        for path in (place.path / "new").iterdir():
            path.rename(place.path / "cur" / f"{path.name}:2,FS")
        assert self.read(open_it(state))[0] == []

    def test_what_is_no_plain_file_is_refused_by_name(self, place: Folder, open_it: Open) -> None:
        """A pipe is not waited for, a link not followed."""
        os.mkfifo(place.path / "new" / "1.pipe")
        (place.path / "new" / "2.link").symlink_to("/etc/passwd")
        assert list(open_it({}).messages()) == [
            Refusal(position="1.pipe", reason="is no plain file"),
            Refusal(position="2.link", reason="is no plain file"),
        ]

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody who may not read")
    def test_what_cannot_be_read_is_named_until_it_can_be(self, place: Folder, open_it: Open) -> None:
        """A file of which the rights are wrong is not lost when they are put right."""
        place.post(self.mails(0, 2))
        (first, second) = sorted((place.path / "new").iterdir())
        first.chmod(0)
        above = [path for path in place.path.parents if "pytest-of" in str(path)]
        for path in (*above, place.path, place.path / "new", place.path / "cur", second):
            path.chmod(0o755)
        os.seteuid(65534)
        try:
            source = open_it({})
            refused, given = source.messages()
        finally:
            os.seteuid(0)
        assert refused == Refusal(position=first.name, reason="cannot be read: Permission denied")
        assert given.position == second.name
        assert [item.position for item in self.read(open_it(source.state))[0]] == [first.name]


class TestPrototype(TestMaildir):
    fidelity = "full"

    @pytest.fixture
    def place(self, tmp_path: Path) -> Folder:
        return Folder(tmp_path / LIST)

    @pytest.fixture
    def open_it(self, place: Folder) -> Open:
        return lambda state: PrototypeSource(settings("prototype", place.path.parent), state)


class SpoolFolder:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.posted = 0

    def post(self, mails: list[bytes]) -> None:
        (self.path / LIST).mkdir(parents=True, exist_ok=True)
        for each in mails:
            (self.path / LIST / f"{self.posted:020}-x.eml").write_bytes(each)
            self.posted += 1


class TestSpool(SourceContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> SpoolFolder:
        return SpoolFolder(tmp_path / "spool")

    @pytest.fixture
    def open_it(self, place: SpoolFolder) -> Open:
        return lambda state: SpoolSource(settings("spool", place.path), state)

    def test_a_file_goes_away_only_when_its_post_is_kept(self, place: SpoolFolder, open_it: Open) -> None:
        """What was given and not kept is given again."""
        place.post(self.mails(0, 2))
        source = open_it({})
        items = list(source.messages())
        assert list(open_it({}).messages()) == items
        source.kept([items[0].position])
        assert list(open_it({}).messages()) == items[1:]

    def test_a_post_whose_sender_asked_for_it_is_only_counted(
        self, place: SpoolFolder, open_it: Open
    ) -> None:
        """The note of the plugin holds a Message-ID and nothing else."""
        place.post([])
        (place.path / LIST / "1-x.no-archive").write_text("quiet@test.example\n")
        (item,) = open_it({}).messages()
        assert isinstance(item, Refusal)
        assert (item.kind, item.message_id) == ("no-archive", "quiet@test.example")

    def test_the_folder_of_another_list_is_left_alone(self, place: SpoolFolder, open_it: Open) -> None:
        (place.path / "other@kachokai.example").mkdir(parents=True)
        (place.path / "other@kachokai.example" / "1-x.eml").write_bytes(mail("x"))
        assert list(open_it({}).messages()) == []
