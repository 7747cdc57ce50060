"""An answer as a set of facts, in an encoding where more danger is always a superset (law 2).

A set of facts is one whole number, a bit per fact, so that joining answers is `|` and counting is `bit_count`.
Every fact belongs to a field, and every field has one bit per question, so `facts >> field` gives the questions
that have the fact. The fields: has a signal; has at least severity E; carries norm X; is not excluded as severity E
by an unknown of at least kind K; brings points. After the fields come the facts that only some questions have: option
`x` or a later one, option `x` among the chosen, and the steps of the points.

Why this keeps law 2: the answers of a person, of several persons and of people who disagree are joined by union, a
later option of a `keuze` holds the facts of the earlier ones, and a graver band those of the milder ones. So a step
up in the order of danger (design 5.1) only adds facts, and a condition only asks for at least so many facts.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import assert_never

from kvv_triage.case.answers import Answer, Number, Option, Options, Persons, Plain, Text, Unknown, Value
from kvv_triage.content.checklist import (
    Band,
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    Weight,
    YesNoQuestion,
)
from kvv_triage.content.kinds import top_severity, weights
from kvv_triage.deciding.remembering import Remembered
from kvv_triage.language.scales import Norm, Severity, UnknownKind

Marks = int
Questions = int
"""A set of questions: bit i is question number i."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each field starts, for a content of `size` questions."""

    size: int
    pairs: tuple[tuple[Severity, UnknownKind], ...]

    @property
    def signal(self) -> int:
        """The field 'has a signal'."""
        return 0

    def severity(self, severity: Severity) -> int:
        """The field 'has an answer of at least this severity'."""
        return self.size * severity

    def norm(self, norm: Norm) -> int:
        """The field 'has an answer that carries this norm'."""
        return self.size * (1 + len(Severity) - 1 + tuple(Norm).index(norm))

    def not_excluded(self, severity: Severity, kind: UnknownKind) -> int:
        """The field 'is unknown of at least this kind, or has at least this severity'."""
        return self.size * (len(Severity) + len(Norm) + self.pairs.index((severity, kind)))

    @property
    def points(self) -> int:
        """The field 'brings points'."""
        return self.size * (len(Severity) + len(Norm) + len(self.pairs))

    @property
    def end(self) -> int:
        """The first bit after the fields."""
        return self.points + self.size


@dataclass(frozen=True, slots=True)
class PointSteps:
    """The points of one question as steps: with n facts in this range the question has `totals[n]` points.

    `any` is the fact 'brings points' of that question.
    """

    offset: int
    totals: tuple[int, ...]
    any: Marks
    mask: Marks = field(init=False)
    """All steps together."""
    is_single: bool = field(init=False)
    """Whether every step is one point."""

    def __post_init__(self) -> None:
        """Work out once what every decision asks."""
        object.__setattr__(self, "mask", (1 << len(self.totals) - 1) - 1 << self.offset)
        object.__setattr__(self, "is_single", self.totals == tuple(range(len(self.totals))))

    def points(self, facts: Marks) -> int:
        """The points of this question in a set of facts: the highest over persons and opinions."""
        return self.totals[(facts & self.mask).bit_count()]

    def facts(self, points: int) -> Marks:
        """The facts of an answer with these points."""
        return (1 << self.totals.index(points)) - 1 << self.offset | (self.any if points else 0)


@dataclass(frozen=True, slots=True)
class Encoder:
    """What every answer to one question means in facts."""

    number: int
    of_plain: Remembered[Plain, Marks]
    """Of every option, of every kind of unknown, and of options together."""
    band_starts: tuple[int, ...]
    of_bands: tuple[Marks, ...]
    """Of every band of a `getal`, low to high; together they hold every number once."""
    top: Marks
    """Everything the answers of this question could say together: its highest danger."""
    from_option: dict[str, Marks]
    """The fact 'this option or a later one' of a `keuze`, or 'this option' of a `meerkeuze`."""
    points: PointSteps | None
    signal: Marks

    def of_answer(self, answer: Answer) -> Marks:
        """The facts of an answer: of each property the most dangerous opinion counts."""
        facts = 0
        for value in answer.opinions:
            facts |= self.of_value(value)
        return facts

    def of_unknowns(self, answer: Answer) -> Marks:
        """The facts of the opinions that do not know."""
        return join(self.of_value(value) for value in answer.opinions if isinstance(value, Unknown))

    def of_known(self, answer: Answer) -> Marks:
        """The facts of the other opinions."""
        return join(self.of_value(value) for value in answer.opinions if not isinstance(value, Unknown))

    def of_value(self, value: Value) -> Marks:
        """The facts of one opinion; the safe answer has none."""
        match value:
            case Option(id=option):
                return self.of_plain[option]
            case Unknown(kind=kind):
                return self.of_plain[kind.value]
            case Options(ids=ids):
                return self.of_plain[ids]
            case Persons(persons=persons):
                return self.signal if persons else 0
            case Number(value=number):
                return self.of_bands[bisect_right(self.band_starts, number) - 1]
            case Text():
                return 0
            case _:
                assert_never(value)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is chosen, as facts: of one by its id or number, and of options of a `meerkeuze` together.

    `scores` are the points of each of those options: they are added up.
    """

    of_one: Mapping[Plain, Marks]
    scores: Mapping[str, int]
    points: PointSteps | None

    def __call__(self, plain: Plain) -> Marks:
        """The facts; KeyError for what this question does not offer."""
        if not isinstance(plain, frozenset):
            return self.of_one[plain]
        facts = join(self.of_one[option] for option in plain)
        return facts | self.points.facts(sum(self.scores[option] for option in plain)) if self.points else facts


def join(sets: Iterable[Marks]) -> Marks:
    """All facts of these sets together."""
    return reduce(or_, sets, 0)


def numbers(questions: Questions) -> Iterator[int]:
    """The numbers of the questions in a set, low to high."""
    while questions:
        lowest = questions & -questions
        yield lowest.bit_length() - 1
        questions ^= lowest


class Encoding:
    """The layout of a content and the encoder of each of its questions, in content order."""

    def __init__(self, questions: Iterable[Question], pairs: Iterable[tuple[Severity, UnknownKind]]) -> None:
        """Give every question its bits; `pairs` are the unknowns that the conditions ask about."""
        every = tuple(questions)
        self.layout = Layout(len(every), tuple(sorted(set(pairs))))
        self._free = self.layout.end
        self.encoders = tuple(self._encoder(number, question) for number, question in enumerate(every))

    def _encoder(self, number: int, question: Question) -> Encoder:
        if isinstance(question, TextQuestion):
            return Encoder(number, Remembered(_Chosen({}, {}, None)), (), (), 0, {}, None, 0)
        steps = self._point_steps(number, question)
        plain: dict[Plain, Marks] = {
            kind.value: self._unknown(number, kind, top_severity(question)) for kind in UnknownKind
        }
        from_option: dict[str, Marks] = {}
        bands: list[Band] = []
        of_bands: tuple[Marks, ...] = ()
        scores: dict[str, int] = {}
        match question:
            case YesNoQuestion():
                plain |= {question.safe: 0, question.risky: self._carried(number, question, steps)}
            case ChoiceQuestion():
                from_option = {option.id: self._new_facts(1) for option in question.options[1:]}
                plain |= self._chain(number, question, from_option, steps)
            case MultiChoiceQuestion():
                from_option = {option.id: self._new_facts(1) for option in question.options}
                for option in question.options:
                    plain[option.id] = self._carried(number, option, None) | from_option[option.id]
                scores = {option.id: option.points for option in question.options}
            case NumberQuestion():
                bands = sorted(question.bands, key=lambda band: band.low)
                of_bands = tuple(self._of_band(number, band, question, steps) for band in bands)
            case PersonsQuestion():
                pass
            case _:
                assert_never(question)
        signal = 1 << number
        top = signal | join([*plain.values(), *of_bands])
        if steps:
            top |= steps.facts(steps.totals[-1])
        starts = tuple(band.low for band in bands)
        of_plain = Remembered(_Chosen(plain, scores, steps))
        return Encoder(number, of_plain, starts, of_bands, top, from_option, steps, signal)

    def _new_facts(self, count: int) -> Marks:
        """Reserve this many facts of its own for one question."""
        start = self._free
        self._free += count
        return (1 << count) - 1 << start

    def _point_steps(self, number: int, question: Question) -> PointSteps | None:
        totals = point_totals(question)
        if totals == (0,):
            return None
        offset = self._free
        self._new_facts(len(totals) - 1)
        return PointSteps(offset, totals, 1 << self.layout.points + number)

    def _unknown(self, number: int, kind: UnknownKind, could_be: Severity) -> Marks:
        return join(
            1 << self.layout.not_excluded(severity, least) + number
            for severity, least in self.layout.pairs
            if severity <= could_be and least <= kind
        )

    def _carried(self, number: int, weight: Weight, steps: PointSteps | None) -> Marks:
        layout, bit = self.layout, 1 << number
        facts = bit << layout.signal
        facts |= join(bit << layout.severity(severity) for severity in Severity if 0 < severity <= weight.severity)
        facts |= join(
            bit << layout.not_excluded(severity, kind) for severity, kind in layout.pairs if severity <= weight.severity
        )
        if weight.norm:
            facts |= bit << layout.norm(weight.norm)
        return facts | (steps.facts(weight.points) if steps else 0)

    def _chain(
        self, number: int, question: ChoiceQuestion, from_option: dict[str, Marks], steps: PointSteps | None
    ) -> dict[Plain, Marks]:
        so_far = 0
        chain: dict[Plain, Marks] = {question.options[0].id: 0}
        for option in question.options[1:]:
            so_far |= self._carried(number, option, steps) | from_option[option.id]
            chain[option.id] = so_far
        return chain

    def _of_band(self, number: int, band: Band, question: NumberQuestion, steps: PointSteps | None) -> Marks:
        if band.is_safe:
            return 0
        milder = [other for other in question.bands if not other.is_safe and _is_graver(band, other)]
        return join(self._carried(number, weight, steps) for weight in (band, *milder))


def _is_graver(weight: Weight, other: Weight) -> bool:
    """Whether one is a step up from the other: higher in severity or points, and lower in neither."""
    differs = (weight.severity, weight.points) != (other.severity, other.points)
    return differs and weight.severity >= other.severity and weight.points >= other.points


MOST_TOTALS = 4096
"""More different sums of points than this in one question is a mistake, not a rule."""


def point_totals(question: Question) -> tuple[int, ...]:
    """The sums of points an answer to this question can have, from 0 up; at most MOST_TOTALS + 1 of them."""
    if isinstance(question, MultiChoiceQuestion):
        sums = {0}
        for option in question.options:
            sums |= {total + option.points for total in sums}
            if len(sums) > MOST_TOTALS:
                break
        return tuple(sorted(sums))
    return tuple(sorted({0, *(weight.points for weight in weights(question))}))
