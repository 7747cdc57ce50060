"""Nobody can work a small number back: an attacker who knows every rule tries, on whole reports.

The attacker has the published JSON and knows the program. In a small world he makes every record that there can be, and
keeps those that give the same report. What a hidden number is in those records, is all that he can know of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.case.events import Called
from kvv_triage.figures.counts import CountedSession, Figures, figures
from kvv_triage.figures.report import Naming, Scope, report
from kvv_triage.figures.suppression import FEW, FEW_OVERLAPPING, Group, Span, grouped, spanned, together
from kvv_triage.figures.tally import PromiseOutcome, Tally
from kvv_triage.forms.figures_json import report_json
from kvv_triage.language.scales import Level

pytestmark = pytest.mark.slow
tries_every_record = pytest.mark.no_cover
"""For the attacks: they take the same branches a million times, and counting those would double their time."""

SMALL = range(1, FEW)
LEFT = FEW - 1
"""How many numbers must remain possible for a small one: as many as there are small ones."""

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
SCOPE = Scope(date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1))

Counted = dict[object, int]


def grouped_alone(parts: Mapping[str, int]) -> tuple[Group, ...]:
    """The groups when every session is of a case of its own."""
    return grouped(parts, {name: cases(name, count) for name, count in parts.items()})


@cache
def cases(name: str, count: int) -> frozenset[str]:
    """So many cases."""
    return frozenset(f"{name}-{number}" for number in range(count))


# One table ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "groups"),
    [
        ([7, 0, 9], ["a:7", "b:0", "c:9"]),
        ([2, 7, 9], ["a+b:9", "c:9"]),
        ([2, 0, 7], ["a+c:9", "b:0"]),
        ([7, 9, 2], ["a:7", "b+c:11"]),
        ([4, 4, 9], ["a+b:8", "c:9"]),
        ([1, 4, 9], ["a+b+c:14"]),
        ([9, 1, 1], ["a+b+c:11"]),
        ([0, 0, 9], ["a:0", "b:0", "c:9"]),
        ([0, 0, 8], []),
        ([2, 2, 1], []),
        ([0, 0, 0], []),
    ],
)
def test_small_parts_stand_together(parts: list[int], groups: list[str]) -> None:
    shown = grouped_alone(dict(zip("abc", parts, strict=True)))
    assert [f"{'+'.join(group.names)}:{group.count}" for group in shown] == groups


def test_a_part_about_few_cases_stands_together_with_the_next_one() -> None:
    """Six weighings of one family are six, but they point to that family."""
    parts = {"a": 6, "b": 0, "c": 9, "d": 7}
    few = {"a": cases("a", 4), "c": cases("c", 9), "d": cases("d", 5)}
    assert grouped(parts, few) == (Group(("a", "c"), 15), Group(("b",), 0), Group(("d",), 7))
    assert grouped(parts, {**few, "a": cases("a", 5)})[0] == Group(("a",), 6)
    assert grouped(parts, {**few, "d": cases("d", 4)})[0] == Group(("a", "c", "d"), 22)
    assert grouped({"a": 20, "b": 9}, {"a": cases("x", 4), "b": cases("x", 3)}) == (), "the same four cases"


@pytest.mark.parametrize(
    ("count", "whole", "span"),
    [
        (0, 40, (0, 0)),
        (1, 40, (1, 4)),
        (4, 40, (1, 4)),
        (5, 40, (5, 5)),
        (35, 40, (35, 35)),
        (36, 40, (36, 39)),
        (40, 40, (40, 40)),
        (3, 9, (1, 8)),
        (9, 9, (9, 9)),
    ],
)
def test_a_count_out_of_a_whole(count: int, whole: int, span: tuple[int, int]) -> None:
    assert spanned(count, whole) == Span(*span)


def test_some_parts_together_are_known_only_when_no_group_reaches_outside_them() -> None:
    groups = (Group(("a", "c"), 9), Group(("b",), 0), Group(("d",), 7))
    assert together(groups, ("a", "b", "c")) == 9
    assert together(groups, ("a", "b")) is None
    assert together(groups, ("b",)) == 0
    assert together((), ("a",)) is None


@cache
def divided(total: int, parts: int) -> tuple[tuple[int, ...], ...]:
    """Every way to divide a total over so many parts."""
    if parts == 1:
        return ((total,),)
    return tuple((first, *rest) for first in range(total + 1) for rest in divided(total - first, parts - 1))


@pytest.mark.parametrize(("parts", "most"), [(2, 24), (3, 18), (4, 15), (5, 12), (6, 11)])
def test_of_every_small_part_four_numbers_remain_possible_also_for_who_knows_the_total(parts: int, most: int) -> None:
    possible: dict[object, list[tuple[int, ...]]] = defaultdict(list)
    for total in range(FEW, most + 1):
        for counts in divided(total, parts):
            possible[total, grouped_alone(dict(zip("abcdef", counts, strict=False)))].append(counts)
    for known, tables in possible.items():
        for place in range(parts):
            remain = {counts[place] for counts in tables}
            assert remain.isdisjoint(SMALL) or len(remain) >= LEFT, (known, place, remain)


@given(st.lists(st.integers(0, 30) | st.integers(0, 6), min_size=2, max_size=9))
def test_a_larger_table_hides_as_well(parts: list[int]) -> None:
    """Of each group all other divisions are tried that leave the rest of the table as it is."""
    names = [f"deel-{number}" for number in range(len(parts))]
    counts = dict(zip(names, parts, strict=True))
    groups = grouped_alone(counts)
    assert not groups or sum(group.count for group in groups) == sum(parts)
    for group in groups:
        assert group.count == 0 or group.count >= FEW
        if 1 < len(group.names) <= 4:
            others = (
                {**counts, **dict(zip(group.names, other, strict=True))}
                for other in divided(group.count, len(group.names))
            )
            same = [other for other in others if grouped_alone(other) == groups]
            for name in group.names:
                assert len({other[name] for other in same}) >= LEFT


# A whole report ----------------------------------------------------------------------------------------------------


def hidden_numbers(found: Figures) -> Counted:
    """Every number that was counted, also those of which the report has no cell."""
    to_call = sum(found.calls.values())
    numbers: Counted = {
        "opgeschoond": found.cleaned,
        "niet opgeschoond": found.with_answers,
        "opgeschoond en bellen": found.cleaned_to_call,
        "opgeschoond en volgen": found.cleaned - found.cleaned_to_call,
        "niet opgeschoond en bellen": to_call,
        "niet opgeschoond en volgen": found.with_answers - to_call,
        "niet af": found.unfinished,
        "opgeschaald": found.raised,
    }
    for name in ("outcomes", "thresholds", "lists", "calls", "months", "again", "steps", "answers", "promises"):
        numbers |= {(name, each): count for each, count in getattr(found, name).items()}
    return numbers


def attack(
    records: Iterable[list[CountedSession]],
    naming: Naming,
    most: int,
    careless: Callable[[Figures], object] | None = None,
) -> list[object]:
    """The numbers that can be worked back, of reports over at most so many sessions: larger ones were not all tried.

    `careless` gives what someone publishes beside the report.
    """
    possible: dict[str, dict[object, set[int]]] = defaultdict(lambda: defaultdict(set))
    for meetings in records:
        found = figures(meetings)
        published = json.dumps({**report_json(report(found, naming, SCOPE)), "los": careless and careless(found)})
        for name, count in hidden_numbers(found).items():
            possible[published][name].add(count)
    broken: list[object] = []
    for published, numbers in possible.items():
        total = json.loads(published)["wegingen"]["afgerond"]["hoogstens"]
        for name, remain in numbers.items():
            if total <= most and not remain.isdisjoint(SMALL) and len(remain) < LEFT:
                broken.append((name, sorted(remain), published))
    return broken


def worlds(kinds: int, sizes: Iterable[int]) -> Iterator[tuple[int, ...]]:
    """Every record of these sizes: how many sessions there are of each kind."""
    for size in sizes:
        yield from divided(size, kinds)


Make = Callable[[str], CountedSession]


def all_records(kinds: Sequence[Make], sizes: Iterable[int]) -> Iterator[list[CountedSession]]:
    for counts in worlds(len(kinds), sizes):
        yield [
            make(f"zaak-{kind}-{number}")
            for kind, (make, count) in enumerate(zip(kinds, counts, strict=True))
            for number in range(count)
        ]


def held(level: Level, tally: Tally | None = None, thresholds: str = "") -> Make:
    """A closed session about a case of its own."""
    return lambda case: CountedSession(
        case, START, is_closed=True, level=level, thresholds=tuple(thresholds), tally=tally
    )


def called(minutes: int) -> Tally:
    return Tally(began=START, calls=(Called(START + timedelta(minutes=minutes), Level.BEL_112),))


NOTHING = Tally()
FOR = {name: frozenset({level}) for name, level in (("a", Level.BEL_112), ("b", Level.BEL_112), ("n", Level.BEL_NU))}


@tries_every_record
def test_outcomes_of_cleaned_and_other_sessions_do_not_give_each_other_away() -> None:
    kinds = [held(level, tally) for level, tally in product([*Level][:3], [NOTHING, None])]
    assert attack(all_records(kinds, range(1, 12)), Naming(), 11) == []


@tries_every_record
def test_calls_do_not_give_away_which_outcomes_were_cleaned_up() -> None:
    kinds = [held(level, tally) for level in (Level.ADVIES, Level.VOLGEN) for tally in (called(3), None)]
    assert attack(all_records(kinds, range(17, 22)), Naming(), 21) == []


@tries_every_record
def test_how_long_calls_took_does_not_give_away_which_were_not_made() -> None:
    """The two tables of calls begin alike, and the median says nothing about a group."""
    kinds = [held(Level.VOLGEN, NOTHING), held(Level.ADVIES, Tally(is_not_calling=True)), held(Level.ADVIES, NOTHING)]
    kinds += [held(Level.ADVIES, called(3)), held(Level.ADVIES, called(50))]
    assert attack(all_records(kinds, range(1, 14)), Naming(), 13) == []


@tries_every_record
def test_what_was_raised_and_thresholds_do_not_give_an_outcome_away() -> None:
    kinds = [
        held(Level.BEL_NU, NOTHING, "n"),
        held(Level.BEL_NU, Tally(is_raised=True), "n"),
        held(Level.BEL_NU, Tally(is_raised=True)),
        held(Level.ADVIES, NOTHING, "q"),
        held(Level.VOLGEN, NOTHING),
    ]
    naming = Naming({}, {**FOR, "q": frozenset({Level.ADVIES})})
    assert attack(all_records(kinds, range(1, 13)), naming, 12) == []


@tries_every_record
def test_thresholds_that_together_make_an_outcome_do_not_give_each_other_away() -> None:
    kinds = [held(Level.BEL_112, NOTHING, name) for name in ("a", "b", "ab")]
    records = all_records([*kinds, held(Level.VOLGEN, NOTHING)], range(1, 19))
    assert attack(records, Naming({}, FOR), 18) == []


@tries_every_record
def test_a_threshold_that_is_two_others_together_does_not_give_them_away() -> None:
    """The number of sessions of the third one that are not of the first is a bound for the second."""
    kinds = [held(Level.BEL_NU, NOTHING, name) for name in ("ac", "bc", "abc", "")]
    naming = Naming({}, {name: frozenset({Level.BEL_NU}) for name in "abc"})
    assert attack(all_records(kinds, range(21, 25)), naming, 24) == []


@tries_every_record
def test_what_was_raised_is_not_what_thresholds_leave_of_an_outcome() -> None:
    """Of 22 outcomes two thresholds of less than 10 leave at least 4: that may not be known as 1 to 4."""
    kinds = [held(Level.BEL_NU, NOTHING, name) for name in ("m", "n", "mn")]
    naming = Naming({}, dict.fromkeys("mn", FOR["n"]))
    records = all_records([*kinds, held(Level.BEL_NU, Tally(is_raised=True))], range(21, 24))
    assert attack(records, naming, 23) == []


@tries_every_record
def test_what_was_raised_is_not_what_three_thresholds_leave_of_an_outcome() -> None:
    """Records in which one of the four is shown as it is are another report, so those need not be tried."""
    kinds = [held(Level.BEL_NU, NOTHING, name) for name in ("m", "n", "o", "mno")]
    kinds.append(held(Level.BEL_NU, Tally(is_raised=True)))
    records = (
        [kind(f"zaak-{place}-{number}") for place, (kind, count) in enumerate(made) for number in range(count)]
        for m, n, o in product(range(10), repeat=3)
        for mno in range(10 - max(m, n, o))
        if 1 <= 31 - m - n - o - mno <= 9
        for made in [list(zip(kinds, (m, n, o, mno, 31 - m - n - o - mno), strict=True))]
    )
    assert attack(records, Naming({}, dict.fromkeys("mno", FOR["n"])), 31) == []


def test_what_was_raised_can_be_four_to_nine_in_the_world_of_22_that_once_pinned_it() -> None:
    naming = Naming({}, dict.fromkeys("mn", FOR["n"]))
    makes = [held(Level.BEL_NU, NOTHING, "m"), held(Level.BEL_NU, NOTHING, "n"), held(Level.BEL_NU, NOTHING, "mn")]
    makes.append(held(Level.BEL_NU, Tally(is_raised=True)))
    possible: dict[str, set[int]] = defaultdict(set)
    for meetings in all_records(makes, [22]):
        found = figures(meetings)
        few = all(0 < found.thresholds.get(name, 0) < FEW_OVERLAPPING for name in "mn")
        if few and 0 < found.raised < FEW_OVERLAPPING:
            possible[json.dumps(report_json(report(found, naming, SCOPE)))].add(found.raised)
    assert list(possible.values()) == [{4, 5, 6, 7, 8, 9}]


@tries_every_record
def test_steps_are_not_what_thresholds_leave_of_an_outcome() -> None:
    """What no threshold brought, a recorded weighing did: step 4 or 5."""
    kinds = [held(Level.BEL_NU, Tally(step=step), "n" if step < 4 else "") for step in (1, 3, 4, 5)]
    assert attack(all_records(kinds, [23, 24]), Naming({}, {"n": FOR["n"]}), 24) == []


@tries_every_record
def test_promises_and_answers_do_not_give_each_other_away() -> None:
    kept = [
        (PromiseOutcome.OVERDUE,) * late + (PromiseOutcome.IN_TIME,) * kept
        for late, kept in ((0, 0), (1, 0), (0, 1), (3, 0), (0, 3))
    ]
    kinds = [held(Level.VOLGEN, Tally(promises=each)) for each in kept]
    records = all_records(kinds, [10, 12])
    few = (some for some in records if sum(len(one.tally.promises) for one in some if one.tally) <= 14)
    assert attack(few, Naming(), 12) == []
    kinds = [held(Level.VOLGEN, Tally(unknown=unknown, known=known)) for unknown, known in ((1, 0), (0, 1), (2, 1))]
    assert attack(all_records(kinds, range(1, 16)), Naming(), 15) == []


def test_many_promises_or_unknown_answers_of_one_family_are_not_shown() -> None:
    eight = (PromiseOutcome.OVERDUE,) * 8
    others = [held(Level.VOLGEN, Tally(known=3))(f"{number}") for number in range(20)]
    one = held(Level.VOLGEN, Tally(unknown=8, known=3, promises=eight))("een")
    tables = report(figures([*others, one]), Naming(), SCOPE).tables
    assert tables["antwoorden"] == tables["afspraken"] == ()
    five = [held(Level.VOLGEN, Tally(unknown=8, known=3, promises=eight))(f"een-{number}") for number in range(5)]
    tables = report(figures([*others, *five]), Naming(), SCOPE).tables
    assert [row.span.exact for row in tables["antwoorden"]] == [40, 75]
    assert [row.span.exact for row in tables["afspraken"] if row.span.exact] == [40]


def test_many_weighings_of_one_family_are_not_shown_apart() -> None:
    others = [held(Level.VOLGEN, NOTHING)(f"{number}") for number in range(20)]
    six = [held(Level.BEL_112, NOTHING)("een")] * 6
    rows = report(figures([*others, *six]), Naming({}, FOR), SCOPE).tables["uitkomst"]
    assert [row.names for row in rows if row.span.exact] == [("bel_112", "volgen")]


@pytest.mark.parametrize(("families", "shown"), [(4, None), (5, 12)])
def test_a_threshold_or_raise_of_few_families_is_not_shown(families: int, shown: int | None) -> None:
    others = [held(Level.BEL_NU, NOTHING)(f"{number}") for number in range(20)]
    raised = held(Level.BEL_NU, Tally(is_raised=True, lists=frozenset({"l"})), "n")
    some = [raised(f"een-{number % families}") for number in range(12)]
    tables = report(figures([*others, *some]), Naming({"l": "L"}, {"n": FOR["n"]}), SCOPE).tables
    assert {tables[name][0].span.exact for name in ("drempels", "opgeschaald", "vragenlijsten")} == {shown}


@tries_every_record
def test_cases_that_come_back_do_not_give_the_steps_away() -> None:
    """Every case is held one to eleven times, and ends at the first or the second step."""
    kinds = [(times, step) for times in range(1, 12) for step in (1, 2)]

    def records(left: int, first: int = 0) -> Iterator[list[tuple[int, int]]]:
        if not left:
            yield []
        for place in range(first, len(kinds)):
            if kinds[place][0] <= left:
                yield from ([kinds[place], *rest] for rest in records(left - kinds[place][0], place))

    made = (
        [
            CountedSession(
                f"zaak-{case}", START + timedelta(days=day), is_closed=True, level=Level.VOLGEN, tally=Tally(step=step)
            )
            for case, (times, step) in enumerate(cases)
            for day in range(times)
        ]
        for size in range(1, 12)
        for cases in records(size)
    )
    assert attack(made, Naming(), 11) == []


@pytest.mark.parametrize(
    "careless",
    [
        lambda found: {name: count for name, count in found.outcomes.items() if count not in SMALL},
        lambda found: found.calls["bewust_niet_gebeld"] // FEW,
        lambda found: found.median_minutes,
        lambda found: round(100 * found.outcomes["advies"] / max(1, found.closed)),
        lambda found: max(found.outcomes, key=lambda name: found.outcomes[name]),
    ],
    ids=["cells left out", "a bound", "the median", "a percentage", "an order"],
)
@tries_every_record
def test_the_attacker_finds_what_is_published_carelessly(careless: Callable[[Figures], object]) -> None:
    """Guards the guard: each of these beside the same report gives a small number away."""
    kinds = [held(Level.ADVIES, Tally(is_not_calling=True)), held(Level.ADVIES, called(3))]
    kinds += [held(Level.ADVIES, called(50)), held(Level.VOLGEN, NOTHING)]
    assert attack(all_records(kinds, range(1, 14)), Naming(), 13) == []
    assert attack(all_records(kinds, range(1, 14)), Naming(), 13, careless) != []


def test_no_number_of_one_to_four_is_ever_in_a_report() -> None:
    kinds = [held(level, NOTHING, "n" if level else "") for level in Level]
    for meetings in all_records(kinds, (9, 14)):
        data = report_json(report(figures(meetings), Naming({}, FOR), SCOPE))
        tables = json.loads(json.dumps(data["tabellen"]))
        assert [row for rows in tables.values() for row in rows if row["aantal"] in SMALL] == []


def test_rows_from_the_content_stand_in_its_order_never_in_that_of_their_counts() -> None:
    naming = Naming({}, {"n": FOR["n"], "a": FOR["a"], "b": FOR["b"]})
    meetings = [held(Level.BEL_112, NOTHING, "b" if number else "z")(f"{number}") for number in range(30)]
    rows = report(figures(meetings), naming, SCOPE).tables["drempels"]
    assert [row.names for row in rows] == [("n",), ("a",), ("b",), ("z",)]
