"""The figures as they may be shown: every number that is small, or would give one away, is left out.

Which tables hang together, and what follows from that:

- The outcomes add up to all closed sessions. What is about the sessions with an outcome from some level up (the calls,
  what was raised, a threshold of that level) only stands there when the outcomes show how many those are: else it would
  split a group of outcomes that was made to hide a small one.
- Tables that need answers are about the sessions that were not cleaned up. They only stand there when it can be told
  how many were; the calls only when that also holds within and below the outcomes that ask for one.
- The calls stand in two tables, by minutes and by months; both begin with the calls that were not made. So what one
  of them shows of those, the other shows too.
- A weighing that was recorded can bring an outcome by itself. So the steps of the Meldcode with a weighing are bounded
  from below by the outcomes less the thresholds and what was raised. The steps only stand there when no group holds
  some of those steps and another one too: else that bound would divide the group.
- Unfinished sessions are in no other number, and there is no total with them in it.

Thresholds and lists stand in the order of the content: an order by count would compare the numbers that are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from kvv_triage.content.content import Content
from kvv_triage.figures.counts import OUTCOMES, RAISED, WEIGHED, Cases, Figures
from kvv_triage.figures.suppression import FEW, FEW_OVERLAPPING, Group, Span, grouped, spanned, together
from kvv_triage.language.scales import Level

MEDIAN_OF = 2 * FEW
"""The median is shown of no fewer sessions than these, so that there are enough on both sides of it."""


@dataclass(frozen=True, slots=True)
class FigureRow:
    """A count in a table: of what, what may be known of it, and out of how many."""

    names: tuple[str, ...]
    span: Span
    whole: int


FigureTable = tuple[FigureRow, ...]
"""The rows of a table; none when it is not shown."""


@dataclass(frozen=True, slots=True)
class Region:
    """Content that decided in this period: of which region, which version, and its fingerprint."""

    name: str | None
    version: str | None
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Scope:
    """What a report is about: sessions that began from `since` up to but not including `until`, perhaps of one team."""

    since: date
    until: date
    made_on: date
    team: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Naming:
    """The lists and thresholds of the content, in its order: titles, and the levels that a threshold can bring."""

    lists: Mapping[str, str] = field(default_factory=dict)
    thresholds: Mapping[str, frozenset[Level]] = field(default_factory=dict)
    titles: Mapping[str, str] = field(default_factory=dict)
    """The thresholds that have a title."""


@dataclass(frozen=True, slots=True)
class Report:
    """What may be shown."""

    scope: Scope
    regions: tuple[Region, ...]
    lists: Mapping[str, str]
    titles: Mapping[str, str]
    closed: Span
    unfinished: Span
    cleaned: Span
    tables: Mapping[str, FigureTable]
    median_minutes: int | None


def named(contents: Iterable[Content]) -> Naming:
    """The lists and thresholds of these contents, each where it first stands."""
    lists: dict[str, str] = {}
    thresholds: dict[str, frozenset[Level]] = {}
    titles: dict[str, str] = {}
    for content in contents:
        lists |= {checklist.id: checklist.title for checklist in content.checklists}
        for threshold in content.thresholds:
            name = threshold.id
            thresholds[name] = thresholds.get(name, frozenset()) | {threshold.could_ask}
            if threshold.title:
                titles[name] = threshold.title
    return Naming(lists, thresholds, titles)


def report(figures: Figures, naming: Naming, scope: Scope, regions: Sequence[Region] = ()) -> Report:
    """What may be shown of these figures."""
    closed, cleaned = _number(figures.closed), _cleaned(figures)
    with_answers = figures.with_answers if closed.exact and cleaned.exact is not None else 0
    cases = figures.cases
    outcomes = grouped(figures.outcomes, cases["outcomes"])
    calls = grouped(figures.calls, cases["calls"]) if with_answers and _may_show_calls(figures, outcomes) else ()
    steps = grouped(figures.steps, cases["steps"]) if with_answers else ()
    tables = {
        "uitkomst": _parts(outcomes),
        "drempels": _thresholds(figures, naming, outcomes) if closed.exact else (),
        "vragenlijsten": _lists(figures, naming, with_answers) if with_answers else (),
        "antwoorden": _answers(figures) if with_answers else (),
        "opgeschaald": _raised(figures, outcomes, with_answers) if with_answers else (),
        "bellen": _parts(calls),
        "maanden_tot_bellen": _parts(grouped(figures.months, cases["months"])) if calls else (),
        "opnieuw": _parts(grouped(figures.again, cases["again"])),
        "meldcode": _parts(steps) if together(steps, WEIGHED) is not None else (),
        "afspraken": _parts(grouped(figures.promises, cases["promises"])) if with_answers else (),
    }
    return Report(
        scope,
        tuple(regions),
        naming.lists,
        naming.titles,
        closed=closed,
        unfinished=_number(figures.unfinished),
        cleaned=cleaned,
        tables=tables,
        median_minutes=figures.median_minutes if _may_show_median(calls) else None,
    )


def _number(count: int) -> Span:
    """A number that is part of no whole."""
    return Span(1, FEW - 1) if 0 < count < FEW else Span(count, count)


def _cleaned(figures: Figures) -> Span:
    """How many of the closed sessions lost their answers."""
    return spanned(figures.cleaned, figures.closed) if figures.closed >= FEW else _number(figures.cleaned)


def _may_show_calls(figures: Figures, outcomes: Sequence[Group]) -> bool:
    """Whether the number of sessions to call about gives away nothing small when it is set beside the outcomes."""
    to_call = _from(outcomes, Level.ADVIES)
    if to_call is None:
        return False
    to_call_with_answers = to_call - figures.cleaned_to_call
    four = (
        figures.cleaned_to_call,
        figures.cleaned - figures.cleaned_to_call,
        to_call_with_answers,
        figures.with_answers - to_call_with_answers,
    )
    return all(count == 0 or count >= FEW for count in four)


def _may_show_median(calls: Sequence[Group]) -> bool:
    """Whether the middle one is in a band that stands by itself: else it would tell how a group is divided."""
    whole = sum(group.count for group in calls)
    slower = 0
    for group in calls:
        slower += group.count
        if slower > whole // 2:
            return whole >= MEDIAN_OF and len(group.names) == 1
    return False


def _from(outcomes: Sequence[Group], level: Level) -> int | None:
    """How many sessions had at least this outcome, when the groups tell."""
    return together(outcomes, OUTCOMES[: OUTCOMES.index(level.label) + 1])


def _parts(groups: Sequence[Group]) -> FigureTable:
    whole = sum(group.count for group in groups)
    return tuple(FigureRow(group.names, Span(group.count, group.count), whole) for group in groups)


def _answers(figures: Figures) -> FigureTable:
    """The answers; one session gives many, so they are not shown when those of one kind are about few cases."""
    cases = figures.cases["answers"]
    few = any(len(cases.get(name, ())) < FEW for name in figures.answers)
    return () if few else _parts(grouped(figures.answers, cases))


def _thresholds(figures: Figures, naming: Naming, outcomes: Sequence[Group]) -> FigureTable:
    names = [*naming.thresholds, *sorted(figures.thresholds.keys() - naming.thresholds.keys())]
    wholes = {name: _whole(naming.thresholds.get(name, frozenset()), outcomes) for name in names}
    return tuple(
        _overlapping(name, figures.thresholds.get(name, 0), whole, figures.closed, figures.cases["thresholds"])
        for name, whole in wholes.items()
    )


def _whole(levels: frozenset[Level], outcomes: Sequence[Group]) -> int | None:
    """How many sessions had an outcome that a threshold of these levels brings; None when that is not shown."""
    wholes = [_from(outcomes, level) for level in levels]
    shown = [whole for whole in wholes if whole is not None]
    return max(shown) if shown and len(shown) == len(wholes) else None


def _lists(figures: Figures, naming: Naming, with_answers: int) -> FigureTable:
    names = [*naming.lists, *sorted(figures.lists.keys() - naming.lists.keys())]
    return tuple(
        _overlapping(name, figures.lists.get(name, 0), with_answers, with_answers, figures.cases["lists"])
        for name in names
    )


def _raised(figures: Figures, outcomes: Sequence[Group], with_answers: int) -> FigureTable:
    """Raised by hand: those sessions have at least the outcome `bel_nu`."""
    most = _from(outcomes, Level.BEL_NU)
    if most is None:
        return ()
    return (_overlapping(RAISED, figures.raised, min(with_answers, most), with_answers, figures.cases["raised"]),)


def _overlapping(name: str, count: int, inside: int | None, whole: int, cases: Cases) -> FigureRow:
    """A count that lies inside a number that is shown; without that number nothing can be told of it."""
    of_few = count >= FEW_OVERLAPPING and len(cases.get(name, ())) < FEW
    if inside is None or count > inside or of_few:
        return FigureRow((name,), Span(0, whole), whole)
    return FigureRow((name,), spanned(count, inside, FEW_OVERLAPPING), whole)
