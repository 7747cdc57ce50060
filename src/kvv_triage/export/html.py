"""A page as one HTML file that needs nothing else: no script, no font, no picture from elsewhere, for screen and A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from html import escape
from importlib import resources
from typing import assert_never

from kvv_triage.export import drawing
from kvv_triage.export.blocks import ABOUT, BREAK, FIGURE, WHAT, blocks_of, breakable, nested, title_of
from kvv_triage.language.clean import clean
from kvv_triage.language.days import in_words
from kvv_triage.pages.page import Bar, Bars, Block, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline

MOST_COLUMNS = 6
"""More than these fit on a page in small letters only; the signals have six."""


def html(document: Page) -> str:
    """The whole page, to be written as UTF-8; the reader's browser may load and run nothing but its style."""
    style, digest = _style()
    title = title_of(document)
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'none'; base-uri 'none'; form-action 'none'"
    blocks = "\n".join(_block(block) for block in blocks_of(document))
    return f"""<!DOCTYPE html>
<html lang="nl">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{escape(title)}</title>
<style>{style}</style>
</head>
<body>
<header{' class="alarm"' if document.alarm else ""}><h1>{_text(title)}</h1></header>
<main>
{blocks}
</main>
</body>
</html>
"""


@cache
def _style() -> tuple[str, str]:
    """The style of the page, and the proof by which a browser knows it as ours."""
    style = resources.files(__package__).joinpath("page.css").read_text("utf-8")
    return style, base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


def _text(text: str) -> str:
    return escape(breakable(clean(text))).replace(BREAK, "<wbr>")


def _block(block: Block) -> str:
    match block:
        case Heading(text=text):
            return f"<h2>{_text(text)}</h2>"
        case Line(text=text, strong=strong):
            return f"<p><strong>{_text(text)}</strong></p>" if strong else f"<p>{_text(text)}</p>"
        case Bullets(points=points):
            return _list(points)
        case Pairs(pairs=pairs):
            rows = (f"<div><dt>{_text(label)}</dt><dd>{_text(value)}</dd></div>" for label, value in pairs)
            return f"<dl>{''.join(rows)}</dl>"
        case Table(header=header, rows=rows):
            return _table("rows", block.caption, header, (map(_text, row) for row in rows))
        case Bars(bars=bars):
            return _table("bars", block.caption, (WHAT, FIGURE), ((_text(bar.label), _bar(bar)) for bar in bars))
        case Signals():
            return _signals(block)
        case Timeline():
            return _timeline(block)
        case _:
            assert_never(block)


def _list(points: Iterable[str]) -> str:
    return f"<ul>{''.join(_item(point, details) for point, details in nested(points))}</ul>"


def _item(point: str, details: Iterable[str]) -> str:
    inside = "".join(f"<li>{_text(detail)}</li>" for detail in details)
    return f"<li>{_text(point)}<ul>{inside}</ul></li>" if inside else f"<li>{_text(point)}</li>"


def _table(kind: str, caption: str, header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """A table whose first column names its rows; the cells are HTML, the caption and the header are text.

    Each cell also carries the name of its column, which the style shows where the columns stand below each other.
    """
    names = list(header)
    kind += " wide" if len(names) > MOST_COLUMNS else ""
    head = "".join(_name("col", _text(name)) for name in names)
    body = "".join(f"<tr>{''.join(_cells(names, row))}</tr>" for row in rows)
    return (
        f'<table class="{kind}"><caption>{_text(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _cells(names: list[str], row: Iterable[str]) -> Iterator[str]:
    first, *rest = row
    yield _name("row", first)
    yield from (f'<td data-kop="{escape(clean(name))}">{cell}</td>' for name, cell in zip(names[1:], rest, strict=True))


def _name(scope: str, name: str) -> str:
    """A cell that names others; without a name it is a plain one, for a header that says nothing misleads a reader."""
    return f'<th scope="{scope}">{name}</th>' if name.strip() else "<td></td>"


def _hidden(svg: str) -> str:
    """A drawing that says nothing that is not in the text beside it."""
    return svg.replace("<svg ", '<svg aria-hidden="true" ', 1)


def _bar(bar: Bar) -> str:
    svg = ""
    if bar.share is not None:
        length = round(100 * bar.share, 2)
        svg = (
            f'<svg aria-hidden="true" width="100%" height="18"><rect width="100%" height="18" fill="#eaecf0"/>'
            f'<rect width="{length}%" height="18" fill="#344054"/></svg>'
        )
    return f'<div><span>{_text(bar.shown)}</span><span class="bar">{svg}</span></div>'


def _signals(block: Signals) -> str:
    places = len(block.severities)
    marks = [_hidden(drawing.mark(drawing.mark_of(place, places))) for place in range(places)]
    rows = (
        (_text(about), *(_counted(count, one) for count, one in zip(counts, marks, strict=True)))
        for about, counts in block.rows
    )
    return _table("signals", block.caption, (ABOUT, *block.severities), rows)


def _counted(count: int, one: str) -> str:
    if not count:
        return '<span class="none">0</span>'
    return f'<span class="count">{count}</span>{one * min(count, drawing.MOST_MARKS)}'


def _timeline(block: Timeline) -> str:
    items = (
        f"<li>{_hidden(drawing.mark(drawing.WEIGHT_MARKS[one.weight]))}"
        f'<time datetime="{one.day}">{in_words(one.day)}</time><strong>{_text(one.title)}</strong>'
        f"<span>{_text(one.text)}</span></li>"
        for one in block.moments
    )
    svg = drawing.timeline(block.moments, "100%", "inherit")
    return f"<figure><figcaption>{_text(block.caption)}</figcaption>{_hidden(svg)}<ol>{''.join(items)}</ol></figure>"
