"""A CSV file that a spreadsheet opens by itself, and in which nothing a client said becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.export.spreadsheet import FORMULA, Cell, csv_lines
from kvv_triage.language.clean import clean


def csv_text(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> str:
    return "".join(csv_lines(header, rows))


def read_back(text: str) -> list[list[str]]:
    """Read a file as a spreadsheet does that knows the byte order mark."""
    return list(csv.reader(io.StringIO(text.encode().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_a_dutch_spreadsheet_opens_it() -> None:
    text = csv_text(("naam", "aantal"), [("één; twee", 3), ('"zo"', None)])
    assert text == '\ufeffnaam;aantal\r\n"één; twee";3\r\n"""zo""";\r\n'
    assert read_back(text) == [["naam", "aantal"], ["één; twee", "3"], ['"zo"', ""]]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "\N{FULLWIDTH EQUALS SIGN}", "\n+"])
def test_no_cell_is_a_formula(start: str) -> None:
    assert read_back(csv_text(("a",), [(f"{start}cmd()",)]))[1][0].startswith("'")


def test_a_number_stays_a_number() -> None:
    assert csv_text((), [(-3,)]).endswith("-3\r\n")


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2)))
def test_every_text_comes_back_whole_without_what_steers(rows: list[list[str]]) -> None:
    read = read_back(csv_text(("a", "b"), rows))[1:]
    assert [[cell.removeprefix("'") for cell in row] for row in read] == [
        [clean(cell).removeprefix("'") for cell in row] for row in rows
    ]
    assert not any(cell.lstrip().startswith(FORMULA) for row in read for cell in row)
