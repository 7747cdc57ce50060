"""What fits on one screen."""

from __future__ import annotations

from kvv_triage.pages.fitting import Part, fitted, lines_of
from kvv_triage.pages.page import Bullets, Heading, Line, Pairs, Table

LONG = Line("woord " * 20)


def test_every_block_takes_the_lines_that_its_words_take() -> None:
    assert lines_of(Line("kort")) == lines_of(Line("")) == 1
    assert lines_of(LONG) == 2
    assert lines_of(Heading("kop")) == 2
    assert lines_of(Bullets(("een", "woord " * 20))) == 3
    assert lines_of(Pairs((("a", "b"), ("c", "d")))) == 2
    assert lines_of(Table("t", ("a",), ())) == 1


def test_what_can_best_be_missed_goes_first_and_what_cannot_be_missed_stays() -> None:
    parts: list[Part] = [(0, LONG), (2, Line("twee")), (1, Line("een")), (2, Line("drie"))]
    assert fitted(parts, 6) == (LONG, Line("twee"), Line("een"), Line("drie"))
    assert fitted(parts, 5) == (LONG, Line("twee"), Line("een"))
    assert fitted(parts, 4) == (LONG, Line("een"))
    assert fitted(parts, 1) == (LONG,)
