"""An answer as a set of facts, in an encoding where more danger is always a superset (law 2).

A set of facts is one whole number, a bit per fact, so that joining answers is `|` and counting is `bit_count`.
Every fact belongs to a field, and every field has one bit per question, so `facts >> field` gives the questions
that have the fact. The fields: has a signal; has at least severity E; carries norm X; is not excluded as severity E
by an unknown of at least kind K. After the fields come the facts that only some questions have: option `x` or a
later one, option `x` among the chosen, and the steps of the points.

Why this keeps law 2: the answers of a person, of several persons and of people who disagree are joined by union, a
later option of a `keuze` holds the facts of the earlier ones, and a graver band those of the milder ones. So a step
up in the order of danger (design 5.1) only adds facts, and a condition only asks for at least so many facts.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import reduce
from operator import or_

from kvv_triage.answers import Answer, Number, Option, Options, Persons, Text, Unknown, Value
from kvv_triage.checklist import (
    ChoiceQuestion,
    MultiChoiceQuestion,
    NumberQuestion,
    PersonsQuestion,
    Question,
    TextQuestion,
    Weight,
    YesNoQuestion,
    top_severity,
    weights,
)
from kvv_triage.scales import Norm, Severity, UnknownKind

Facts = int
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
    def end(self) -> int:
        """The first bit after the fields."""
        return self.size * (len(Severity) + len(Norm) + len(self.pairs))


@dataclass(frozen=True, slots=True)
class PointSteps:
    """The points of one question as steps: with n facts in this range the question has `totals[n]` points."""

    offset: int
    totals: tuple[int, ...]

    def points(self, facts: Facts) -> int:
        """The points of this question in a set of facts: the highest over persons and opinions."""
        return self.totals[(facts >> self.offset & (1 << len(self.totals) - 1) - 1).bit_count()]

    def facts(self, points: int) -> Facts:
        """The facts of an answer with these points."""
        return (1 << self.totals.index(points)) - 1 << self.offset


@dataclass(frozen=True, slots=True)
class Encoder:
    """What every answer to one question means in facts."""

    number: int
    of_option: dict[str, Facts]
    of_bands: tuple[tuple[int, int | None, Facts], ...]
    of_unknown: dict[UnknownKind, Facts]
    top: Facts
    """Everything the answers of this question could say together: its highest danger."""
    from_option: dict[str, Facts]
    """The fact 'this option or a later one' of a `keuze`, or 'this option' of a `meerkeuze`."""
    points: PointSteps | None
    signal: Facts
    scores: dict[str, int] = field(default_factory=dict)

    def of_value(self, value: Value) -> Facts:
        """The facts of one opinion; the safe answer has none."""
        match value:
            case Option(id=option):
                return self.of_option[option]
            case Unknown(kind=kind):
                return self.of_unknown[kind]
            case Number(value=number):
                return next(
                    facts for low, high, facts in self.of_bands if low <= number and (high is None or number <= high)
                )
            case Options(ids=ids):
                return self._of_options(ids)
            case Persons(persons=persons):
                return self.signal if persons else 0
            case Text():
                return 0

    def _of_options(self, ids: Iterable[str]) -> Facts:
        chosen = tuple(ids)
        facts = join(self.of_option[option] for option in chosen)
        if self.points and chosen:
            facts |= self.points.facts(sum(self.scores[option] for option in chosen))
        return facts

    def of_answer(self, answer: Answer) -> Facts:
        """The facts of an answer: of each property the most dangerous opinion counts."""
        opinions = answer.opinions
        return self.of_value(opinions[0]) if len(opinions) == 1 else join(map(self.of_value, opinions))


def join(sets: Iterable[Facts]) -> Facts:
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
        unknown = {kind: self._unknown(number, kind, top_severity(question)) for kind in UnknownKind}
        steps = self._point_steps(question)
        of_option: dict[str, Facts] = {}
        bands: tuple[tuple[int, int | None, Facts], ...] = ()
        from_option: dict[str, Facts] = {}
        scores: dict[str, int] = {}
        signal = 0 if isinstance(question, TextQuestion) else 1 << number
        match question:
            case YesNoQuestion():
                of_option = {question.safe: 0, question.risky: self._carried(number, question, steps)}
            case ChoiceQuestion():
                from_option = {option.id: self._new_facts(1) for option in question.options[1:]}
                of_option = self._chain(number, question, from_option, steps)
            case MultiChoiceQuestion():
                from_option = {option.id: self._new_facts(1) for option in question.options}
                scores = {option.id: option.points for option in question.options}
                of_option = {
                    option.id: self._carried(number, option, None) | from_option[option.id]
                    for option in question.options
                }
            case NumberQuestion():
                bands = self._bands(number, question, steps)
            case PersonsQuestion() | TextQuestion():
                pass
        top = join(of_option.values()) | join(facts for _, _, facts in bands) | signal | join(unknown.values())
        if steps:
            top |= steps.facts(steps.totals[-1])
        if isinstance(question, TextQuestion):
            top = 0
        return Encoder(number, of_option, bands, unknown, top, from_option, steps, signal, scores)

    def _new_facts(self, count: int) -> Facts:
        """Reserve this many facts of its own for one question."""
        start = self._free
        self._free += count
        return (1 << count) - 1 << start

    def _point_steps(self, question: Question) -> PointSteps | None:
        totals = point_totals(question)
        if totals == (0,):
            return None
        offset = self._free
        self._new_facts(len(totals) - 1)
        return PointSteps(offset, totals)

    def _unknown(self, number: int, kind: UnknownKind, could_be: Severity) -> Facts:
        return join(
            1 << self.layout.not_excluded(severity, least) + number
            for severity, least in self.layout.pairs
            if severity <= could_be and least <= kind
        )

    def _carried(self, number: int, weight: Weight, steps: PointSteps | None) -> Facts:
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
        self, number: int, question: ChoiceQuestion, from_option: dict[str, Facts], steps: PointSteps | None
    ) -> dict[str, Facts]:
        so_far = 0
        chain = {question.options[0].id: 0}
        for option in question.options[1:]:
            so_far |= self._carried(number, option, steps) | from_option[option.id]
            chain[option.id] = so_far
        return chain

    def _bands(
        self, number: int, question: NumberQuestion, steps: PointSteps | None
    ) -> tuple[tuple[int, int | None, Facts], ...]:
        def is_graver(one: Weight, other: Weight) -> bool:
            pair, milder = (one.severity, one.points), (other.severity, other.points)
            return pair != milder and one.severity >= other.severity and one.points >= other.points

        return tuple(
            (
                band.low,
                band.high,
                0
                if band.is_safe
                else join(
                    self._carried(number, other, steps)
                    for other in question.bands
                    if other is band or (is_graver(band, other) and not other.is_safe)
                ),
            )
            for band in question.bands
        )


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
