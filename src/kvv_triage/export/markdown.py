"""A page as Markdown (CommonMark, with the tables of GitHub) in which no text is ever markup."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import assert_never

from kvv_triage.export.blocks import ABOUT, blocks_of, nested, title_of
from kvv_triage.language.clean import clean
from kvv_triage.language.days import in_words
from kvv_triage.pages.page import Bars, Block, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline

_MARKUP = re.compile(r"[\\`*_{}\[\]<>&|~#$^@]|:(?=//)|(?<=\bwww)\.|(?<==)=")
"""What can be markup anywhere: also addresses, which many readers turn into links by themselves."""
_AT_START = re.compile(r"\d+(?=[.)](?:\s|$))|(?=[-+=:])")
"""What is markup only at the start of a line, up to the sign that makes it so: `- `, `1. `, `===`."""


def markdown(page: Page) -> str:
    """The whole page; every text stands in it as it was written, line by line, without spaces at the edges."""
    parts = [f"# {_line(title_of(page))}"]
    for number, block in enumerate(blocks_of(page)):
        # Two lists after each other would become one; another sign keeps them apart.
        parts += _block(block, "-*"[number % 2])
    return "\n\n".join(part for part in parts if part) + "\n"


def _block(block: Block, sign: str) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield f"## {_line(text)}"
        case Line(text=text, strong=strong):
            yield _strong(_lines(text)) if strong else _lines(text)
        case Bullets(points=points):
            yield "\n".join(_points(points, sign))
        case Pairs(pairs=pairs):
            yield "\n".join(f"{sign} {_line(label)} {_strong(_lines(value, '  '))}".rstrip() for label, value in pairs)
        case Table() | Bars() | Signals() | Timeline():
            yield _strong(_line(block.caption))
            yield "\n".join(_shown(block, sign))
        case _:
            assert_never(block)


def _points(points: Iterable[str], sign: str) -> Iterator[str]:
    for point, details in nested(points):
        yield f"{sign} {_lines(point, '  ')}"
        yield from (f"  {sign} {_lines(detail, '    ')}" for detail in details)


def _shown(block: Table | Bars | Signals | Timeline, sign: str) -> Iterator[str]:
    """What other pages draw, as rows or a list."""
    match block:
        case Table(header=header, rows=rows):
            yield from _rows(header, rows)
        case Bars(bars=bars):
            yield from (f"{sign} {_line(bar.label)}: {_strong(_line(bar.shown))}" for bar in bars)
        case Signals(severities=severities, rows=rows):
            yield from _rows((ABOUT, *severities), ((about, *map(str, counts)) for about, counts in rows))
        case Timeline(milestones=milestones):
            for number, milestone in enumerate(milestones, start=1):
                title = f"{in_words(milestone.day)}: {_strong(_line(milestone.title))}"
                yield f"{number}. {title} {_lines(milestone.text, '   ' + ' ' * len(str(number)))}".rstrip()
        case _:
            assert_never(block)


def _rows(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (header, None, *rows):
        yield f"| {' | '.join('---' for _ in header) if row is None else ' | '.join(map(_line, row))} |"


def _strong(text: str) -> str:
    return text and f"**{text}**"


def _line(text: str) -> str:
    """Text on one line, where Markdown has no room for more."""
    return " ".join(_escaped(text))


def _lines(text: str, indent: str = "") -> str:
    r"""Text with its line ends; after a `\` a line end stays one."""
    return f"\\\n{indent}".join(_escaped(text))


def _escaped(text: str) -> Iterator[str]:
    for line in filter(None, map(str.strip, clean(text).split("\n"))):
        start = _AT_START.match(line)
        end = start.end() if start else 0
        yield f"{line[:end]}\\{line[end]}{_inside(line[end + 1 :])}" if start else _inside(line)


def _inside(text: str) -> str:
    return _MARKUP.sub(r"\\\g<0>", text)
