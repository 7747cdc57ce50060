"""Rows as CSV that a spreadsheet opens as text: no cell ever becomes a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from kvv_triage.language.clean import clean

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}", "\N{FULLWIDTH PLUS SIGN}")
"""What a spreadsheet takes for the beginning of a formula or a command."""
BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""Without it spreadsheets read é and € as something else."""


Cell = str | int | None


def csv_lines(header: Iterable[str], rows: Iterable[Iterable[Cell]]) -> Iterator[str]:
    """The lines of a file, with `;` between the cells as a Dutch spreadsheet expects.

    What steers a screen is left out. A cell that could be taken for a formula gets an apostrophe in front, the sign by
    which a spreadsheet knows text; whole numbers are left as they are.
    """
    yield BOM + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Iterable[Cell]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow([_harmless(cell) for cell in cells])
    return text.getvalue()


def _harmless(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    text = clean(cell)
    return f"'{text}" if text.lstrip(" \N{NO-BREAK SPACE}").startswith(FORMULA) else text
