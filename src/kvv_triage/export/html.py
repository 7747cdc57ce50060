"""A page as one HTML file that needs nothing else: no script, no font, no picture from elsewhere, for screen and A4."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup, escape

from kvv_triage.export import drawing
from kvv_triage.export.blocks import ABOUT, BREAK, FIGURE, WHAT, blocks_of, breakable, nested, title_of
from kvv_triage.language.clean import clean
from kvv_triage.language.days import in_words
from kvv_triage.pages.page import Milestone, Page

MOST_COLUMNS = 6
"""More than these fit on a page in small letters only; the signals have six."""


def html(page: Page) -> str:
    """The whole page, to be written as UTF-8; the reader's browser may load and run nothing but its style."""
    style, digest = _style()
    return _template().render(
        title=title_of(page), alarm=page.alarm, blocks=blocks_of(page), style=style, digest=digest
    )


@cache
def _style() -> tuple[Markup, str]:
    """The style of the page, and the proof by which a browser knows it as ours."""
    style = _beside("page.css")
    return _ours(style), base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


@cache
def _template() -> Template:
    """The layout, in which every text is made harmless, and a name without a value is an error."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, finalize=_shown)
    environment.filters.update(kind=lambda block: type(block).__name__, unbroken=_unbroken)
    environment.tests.update(blank=lambda text: not clean(text).strip())
    environment.globals.update(ABOUT=ABOUT, WHAT=WHAT, FIGURE=FIGURE, MOST_MARKS=drawing.MOST_MARKS)
    environment.globals.update(nested=nested, in_words=in_words, side_by_side=_side_by_side, wide=_wide)
    environment.globals.update(marks_of=_marks_of, mark_of=_mark_of, drawn=_drawn)
    return environment.from_string("".join(map(str.strip, _beside("page.html.j2").splitlines())) + "\n")


def _beside(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text("utf-8")


def _shown(value: object) -> object:
    """What an expression of the template puts on the page: a text that is no markup, broken where a word has no end."""
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    text = escape(breakable(clean(value)))
    return text.replace(BREAK, Markup("<wbr>")) if BREAK in text else text


def _unbroken(text: str) -> Markup:
    """A text where no tag may stand."""
    return escape(clean(text))


def _ours(source: str) -> Markup:
    """What we wrote or drew ourselves, and holds no text of others: the only markup beside that of the template."""
    return Markup(source)  # noqa: S704 -- the style, and drawings made of numbers


def _side_by_side(*columns: Iterable[object]) -> Iterator[tuple[object, ...]]:
    return zip(*columns, strict=True)


def _wide(header: tuple[str, ...]) -> str:
    return " wide" if len(header) > MOST_COLUMNS else ""


def _marks_of(severities: tuple[str, ...]) -> list[Markup]:
    """The mark of each severity."""
    places = len(severities)
    return [_hidden(drawing.mark(drawing.mark_of(place, places))) for place in range(places)]


def _mark_of(milestone: Milestone) -> Markup:
    return _hidden(drawing.mark(drawing.WEIGHT_MARKS[milestone.weight]))


def _drawn(milestones: tuple[Milestone, ...]) -> Markup:
    return _hidden(drawing.timeline(milestones, "100%", "inherit"))


def _hidden(svg: str) -> Markup:
    """A drawing that says nothing that is not in the text beside it."""
    return _ours(svg.replace("<svg ", '<svg aria-hidden="true" ', 1))
