"""A page on a screen, with rich."""

from __future__ import annotations

import io
from typing import assert_never

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Bars, Block, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline

BAR = 30
"""Columns of the longest bar."""


def on_screen(page: Page) -> list[str]:
    """The lines of a page as a screen behind standard output shows them."""
    return rendered(Console(highlight=False), page)


def lines_at(width: int, page: Page) -> list[str]:
    """The lines of a page for a terminal of this many columns."""
    return rendered(Console(file=io.StringIO(), force_terminal=True, highlight=False, width=width), page)


def rendered(console: Console, page: Page) -> list[str]:
    """The lines of a page as this console shows them, with the codes for bold and the like."""
    with console.capture() as captured:
        style = "bold white on red" if page.alarm else "bold reverse"
        console.print(Text(f" {clean(page.title)} ".ljust(console.width), style=style))
        if page.blocks and not isinstance(page.blocks[0], Heading):
            console.print()
        for block in page.blocks:
            _print(console, block)
    return captured.get().splitlines()


def _print(console: Console, block: Block) -> None:  # noqa: C901 -- one case for each kind of block
    match block:
        case Heading(text=text):
            console.print()
            console.print(Text(clean(text), style="bold underline"))
        case Line(text=text, strong=strong):
            console.print(Text(clean(text), style="bold" if strong else ""))
        case Bullets(points=points):
            for point in points:
                is_detail = point.startswith("- ")
                mark, text = ("    ", point[2:]) if is_detail else ("  • ", point)
                grid = Grid.grid(padding=0)
                grid.add_row(Text(mark), Text(clean(text), overflow="fold"))
                console.print(grid)
        case Pairs(pairs=pairs):
            grid = Grid.grid(padding=(0, 2))
            for label, value in pairs:
                grid.add_row(Text(clean(label)), Text(clean(value), style="bold", overflow="fold"))
            console.print(Padding(grid, (0, 0, 0, 2)))
        case Table():
            _print_rows(console, block.caption, block.header, block.rows)
        case Bars(bars=bars):
            rows = tuple((bar.label, "█" * round((bar.share or 0) * BAR), bar.shown) for bar in bars)
            _print_rows(console, block.caption, (), rows)
        case Signals(severities=severities, rows=rows):
            counted = tuple((about, *(str(count) if count else "" for count in counts)) for about, counts in rows)
            _print_rows(console, block.caption, ("", *severities), counted)
        case Timeline(milestones=milestones):
            rows = tuple((f"{milestone.day:%d-%m-%Y}", milestone.title, milestone.text) for milestone in milestones)
            _print_rows(console, block.caption, (), rows)
        case _:
            assert_never(block)


def _print_rows(console: Console, caption: str, header: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> None:
    """Rows side by side; a cell that does not fit goes on below itself."""
    console.print()
    console.print(Text(clean(caption), style="bold underline"))
    width = len(rows[0]) if rows else len(header)
    grid = Grid(*map(clean, header or [""] * width), box=None, padding=(0, 2, 0, 0), show_header=bool(header))
    for row in rows:
        grid.add_row(*(Text(clean(cell), overflow="fold") for cell in row))
    console.print(Padding(grid, (0, 0, 0, 2)))
