"""Organisations: the body that a sender speaks for, told by display name, signature or address, never guessed."""

from __future__ import annotations

import pytest

from archiver.mail import organisation


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("多治見市", "多治見市"),
        ("多治見市 情報課 山田", "多治見市"),
        ("山田太郎（多治見市）", "多治見市"),
        ("四日市市役所", "四日市市"),
        ("東村山市市民課", "東村山市"),
        ("津市役所情報政策課", "津市"),
        ("岐阜県情報企画課", "岐阜県"),
        ("北海道", "北海道"),
        ("東京都庁", "東京都"),
        ("港区 総務部", "港区"),
        ("役員D町", "役員D町"),
        ("総務省 自治行政局", "総務省"),
        ("地方公共団体情報システム機構", "地方公共団体情報システム機構"),
        ("事務局", "事務局"),
        ("株式会社見本 営業部", "株式会社見本"),
        ("見本システム株式会社", "見本システム株式会社"),
        ("多治見市 via 役員会", "多治見市"),
        ("Anna Example (City of Sample)", "City of Sample"),
        ("Sample University", "Sample University"),
    ],
)
def test_a_display_name_tells_the_body(name: str, body: str) -> None:
    """A municipality, prefecture, ministry, association or company in the name, with or without a department."""
    found = organisation(name, "someone@gmail.com", "")
    assert (found.name, found.told_by) == (body, "name")


@pytest.mark.parametrize(
    "name",
    [
        "木村",
        "中村 太郎",
        "大町",
        "高市 花子",
        "市川",
        "町田",
        "志田村 太郎",
        "山田",
        "Anna Example",
        "",
        "村",
        "市町村",
    ],
)
def test_a_person_is_no_body(name: str) -> None:
    """Names of people that end as those of towns do are left alone."""
    assert organisation(name, "someone@gmail.com", "").told_by == ""


def test_an_office_host_settles_what_may_be_a_name() -> None:
    """津市 at an office's address is a city."""
    assert organisation("津市", "joho@city.tsu.lg.jp", "").name == "津市"
    assert organisation("津市", "tsuichi@gmail.com", "").name == ""


def test_a_signature_tells_where_the_name_does_not() -> None:
    """The first line of a signature that names a body; its other lines, and mail text, do not count."""
    found = organisation("会長", "kaicho@gmail.com", "-- \n----------\n会長市 企画部 情報課\n電話 0000\n")
    assert (found.name, found.told_by) == ("会長市", "signature")


@pytest.mark.parametrize(
    ("address", "body"),
    [
        ("a@mail.city.sample.lg.jp", "city.sample.lg.jp"),
        ("a@Sample.EXAMPLE", "sample.example"),
        ("a@gmail.com", ""),
        ("a@yahoo.co.jp", ""),
        ("no address", ""),
        ("", ""),
    ],
)
def test_an_address_tells_its_host(address: str, body: str) -> None:
    """The host stands for the body, but not that of a mailbox that anyone may have."""
    found = organisation("山田", address, "")
    assert (found.name, found.told_by) == (body, "address" if body else "")


def test_hostile_names_are_quick() -> None:
    """However long and odd the name and signature are."""
    for text in ("市" * 100_000, "a" * 100_000, "(" * 100_000, "あ市町村区" * 20_000, "\x00\ud800"):
        organisation(text, text, text)
