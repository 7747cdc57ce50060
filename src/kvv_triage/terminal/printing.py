"""A page on standard output: as a screen shows it, or in plain lines for a pipe and for who asked for those."""

from __future__ import annotations

import sys

from kvv_triage.language.clean import clean
from kvv_triage.pages.page import Page
from kvv_triage.terminal.choosing import prefers_plain
from kvv_triage.terminal.plain import plain_lines

WIDTH = 80


def print_page(page: Page) -> None:
    """Write the whole page; where it is longer than the screen, its title comes again at the end."""
    lines = _on_screen(page) if sys.stdout.isatty() and not prefers_plain() else plain_lines(page, WIDTH)
    for line in lines:
        sys.stdout.write(f"{line}\n")


def _on_screen(page: Page) -> list[str]:
    from rich.console import Console

    from kvv_triage.terminal.screen import rendered

    console = Console(highlight=False)
    lines = rendered(console, page)
    if len(lines) >= console.height:  # what stands first is gone from the screen by then
        lines += ["", clean(page.title)]
    return lines
