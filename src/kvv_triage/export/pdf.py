"""A page as a PDF that can be read aloud and kept: tagged, PDF/UA-1 and PDF/A-2a together, made by typst.

typst gets the page as data. It reads no file, needs no network and no letters of the machine, and writes to memory.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from importlib import resources
from typing import assert_never

from kvv_triage.errors import CannotDo
from kvv_triage.export import drawing
from kvv_triage.export.blocks import ABOUT, FIGURE, WHAT, blocks_of, breakable, nested, title_of
from kvv_triage.export.glyphs import shown
from kvv_triage.language.clean import clean
from kvv_triage.language.days import in_words
from kvv_triage.pages.page import Bars, Block, Bullets, Heading, Line, Page, Pairs, Signals, Table, Timeline

Data = dict[str, object]
ALT = "Dezelfde momenten op een lijn van de tijd. Hoe hoger, hoe zwaarder. De lijst hieronder noemt ze."
LONG = 400
"""A row with a longer cell, in characters, may go on on the next page; a line end counts for many."""


def check_ready() -> None:
    """See that a PDF can be made, before anything leaves a record; raises CannotDo when typst is not installed."""
    try:
        import typst
    except ImportError:
        raise CannotDo(
            "Voor een PDF is een extra onderdeel nodig.",
            # The program that installs without Python lacks it too, and there is no pip there.
            tip="Kies html, open dat in je browser en druk het af als PDF. "
            "Heb je kvv met pip geïnstalleerd, dan kan ook: pip install 'kvv-triage[pdf]'",
        ) from None
    del typst


def pdf(page: Page, made_on: datetime) -> bytes:
    """The whole page; `made_on`, with its time zone, is the only date in it, so that the same page is the same file.

    Raises CannotDo when typst is not installed, or cannot make this page.
    """
    check_ready()
    import typst

    with suppress(typst.TypstError):
        return typst.compile(
            resources.files(__package__).joinpath("page.typ").read_bytes(),
            sys_inputs={"page": json.dumps(_page(page))},
            font_paths=typst.Fonts(include_system_fonts=False),
            format="pdf",
            pdf_standards=["ua-1", "a-2a"],
            timestamp=int(made_on.timestamp()),
        )
    # The error of typst quotes what it could not set, and no client text goes along with an error of ours.
    raise CannotDo("De PDF is niet gelukt.", tip="Kies html of markdown, en meld dit als fout.")


def _page(page: Page) -> Data:
    return {
        "title": shown(title_of(page)),
        "alarm": page.alarm,
        "marks": [drawing.mark(number) for number in range(len(drawing.MARKS))],
        "blocks": [_block(block) for block in blocks_of(page)],
    }


def _text(text: str) -> str:
    return breakable(shown(clean(text)))


def _block(block: Block) -> Data:
    match block:
        case Heading(text=text):
            return {"kind": "heading", "text": _text(text)}
        case Line(text=text, strong=strong):
            return {"kind": "line", "text": _text(text), "strong": strong}
        case Bullets(points=points):
            listed = [(_text(point), [_text(detail) for detail in details]) for point, details in nested(points)]
            return {"kind": "bullets", "points": listed}
        case Pairs(pairs=pairs):
            return {"kind": "pairs", "pairs": [(_text(label), _text(value)) for label, value in pairs]}
        case Table(header=header, rows=rows):
            return _rows("table", block.caption, header, [_row(row) for row in rows])
        case Bars(bars=bars):
            drawn = [{**_row((bar.label, bar.shown)), "share": bar.share} for bar in bars]
            return _rows("bars", block.caption, (WHAT, FIGURE), drawn)
        case Signals():
            return _rows("signals", block.caption, (ABOUT, *block.severities), list(_signals(block)))
        case Timeline():
            return _timeline(block)
        case _:
            assert_never(block)


def _rows(kind: str, caption: str, header: Iterable[str], rows: list[Data]) -> Data:
    return {"kind": kind, "caption": _text(caption), "header": [_text(name) for name in header], "rows": rows}


def _row(cells: Iterable[str]) -> Data:
    texts = [_text(cell) for cell in cells]
    return {"cells": texts, "long": any(len(cell) + 40 * cell.count("\n") > LONG for cell in texts)}


def _signals(block: Signals) -> Iterator[Data]:
    places = len(block.severities)
    for about, counts in block.rows:
        marked = [
            (count, drawing.mark_of(place, places), min(count, drawing.MOST_MARKS))
            for place, count in enumerate(counts)
        ]
        yield {**_row((about,)), "counts": marked}


def _timeline(block: Timeline) -> Data:
    milestones = [
        (drawing.WEIGHT_MARKS[milestone.weight], in_words(milestone.day), _text(milestone.title), _text(milestone.text))
        for milestone in block.milestones
    ]
    svg = drawing.timeline(block.milestones, "560", "Libertinus Serif")
    return {"kind": "timeline", "caption": _text(block.caption), "svg": svg, "alt": ALT, "milestones": milestones}
