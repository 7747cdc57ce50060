"""A page on a screen, with rich."""

from __future__ import annotations

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from kvv_triage.page import Block, Bullets, Document, Heading, Line, Pairs
from kvv_triage.terminal.asker import clean


def rendered(console: Console, document: Document) -> list[str]:
    """The lines of a document as this console shows them, with the codes for bold and the like."""
    with console.capture() as captured:
        style = "bold white on red" if document.alarm else "bold reverse"
        console.print(Text(f" {clean(document.title)} ".ljust(console.width), style=style))
        if document.blocks and not isinstance(document.blocks[0], Heading):
            console.print()
        for block in document.blocks:
            _print(console, block)
    return captured.get().splitlines()


def _print(console: Console, block: Block) -> None:
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
                grid = Table.grid(padding=0)
                grid.add_row(Text(mark), Text(clean(text), overflow="fold"))
                console.print(grid)
        case Pairs(pairs=pairs):
            grid = Table.grid(padding=(0, 2))
            for label, value in pairs:
                grid.add_row(Text(clean(label)), Text(clean(value), style="bold", overflow="fold"))
            console.print(Padding(grid, (0, 0, 0, 2)))
