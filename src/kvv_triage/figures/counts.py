"""Figures over the sessions of a period: what happened, counted, and how many cases it was about.

Nothing here may be shown as it is. What may be shown of them is decided in `report`, by the rules of `suppression`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from kvv_triage.figures.tally import PromiseOutcome, Tally
from kvv_triage.language.scales import Level
from kvv_triage.meeting.calls import called_at

YEAR = timedelta(days=365)
"""A case that comes back within this time was seen again."""

OUTCOMES = tuple(level.label for level in reversed(Level))
NOT_CALLED = DELIBERATELY, UNRECORDED = ("bewust_niet_gebeld", "niet_vastgelegd")
MINUTES = ("binnen_15_minuten", "15_tot_30_minuten", "30_tot_60_minuten", "1_tot_24_uur", "24_uur_of_meer")
MINUTE_BANDS = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 24 * 60))
"""Where one band of minutes ends and the next begins."""
MONTHS = ("binnen_1_maand", "1_tot_3_maanden", "3_tot_6_maanden", "6_tot_12_maanden", "12_maanden_of_meer")
MONTH_BANDS = (1, 3, 6, 12)
CALLED_BEFORE = "al_eerder_gebeld"
CALLS = (*NOT_CALLED, *reversed(MINUTES))
CALL_MONTHS = (*NOT_CALLED, *reversed(MONTHS), CALLED_BEFORE)
"""The longest wait first: a small number of calls that were not made then stands with those that came late."""
AGAIN = SEEN_BEFORE, NEW = ("eerder_gewogen", "niet_eerder_gewogen")
UNKNOWN, KNOWN = ("weet_niet", "bekend")
LATER = "later_opnieuw_gewogen"
REACHED = ("stap_1", "stap_2", "stap_3", "stap_4", "stap_5")
STEPS = (LATER, *reversed(REACHED))
WEIGHED = STEPS[:3]
"""A weighing is recorded in all sessions of step 4 and 5, and perhaps in those that were followed by a later one."""
RAISED = "opgeschaald"

Counts = Mapping[str, int]
"""How many by name. Of parts that add up every name is there, in the order in which they are shown."""
Cases = Mapping[str, frozenset[str]]
"""Of which cases those are, by name: one case can be in it many times."""


@dataclass(frozen=True, slots=True)
class CountedSession:
    """One session: what its row says and, unless that was cleaned up, what its entries say."""

    case: str = field(repr=False)
    started: datetime
    is_closed: bool
    level: Level
    thresholds: tuple[str, ...] = ()
    tally: Tally | None = None


WithAnswers = tuple[CountedSession, Tally]
"""A closed session of which the entries are there."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was counted. All but `unfinished` is about closed sessions only."""

    closed: int
    unfinished: int
    cleaned: int
    """Closed sessions of which the answers are gone."""
    cleaned_to_call: int
    """Those among them with an outcome that asks for a call."""
    outcomes: Counts
    thresholds: Counts
    lists: Counts
    """In how many sessions each list had an answer."""
    raised: int
    answers: Counts
    calls: Counts
    """Of the sessions with answers and an outcome that asks for a call: how long after the start it was made."""
    months: Counts
    """Of the same sessions: how long after the first outcome in the case that asked for a call."""
    median_minutes: int | None
    """The minutes within which half of those sessions had their call; None when fewer than half had one."""
    again: Counts
    steps: Counts
    promises: Counts
    cases: Mapping[str, Cases] = field(repr=False)
    """The cases behind each of these tables, by its name here."""

    @property
    def with_answers(self) -> int:
        """Closed sessions of which the answers are there."""
        return self.closed - self.cleaned


def figures(meetings: Iterable[CountedSession], others: Iterable[CountedSession] = ()) -> Figures:
    """Count the sessions of a period. Their order makes no difference.

    `others` are not counted, but a case may come back from there: sessions before the period, or of another team.
    """
    held = sorted(meetings, key=lambda meeting: meeting.started)
    past = _Past([*others, *held])
    closed = [meeting for meeting in held if meeting.is_closed]
    cleaned = [meeting for meeting in closed if meeting.tally is None]
    with_answers = [(meeting, meeting.tally) for meeting in closed if meeting.tally is not None]
    to_call = [(meeting, tally) for meeting, tally in with_answers if meeting.level >= Level.ADVIES]
    called = [(meeting, tally) for meeting, tally in to_call if _is_called(meeting, tally)]
    not_called = [(_why_not(tally), meeting.case) for meeting, tally in to_call if not _is_called(meeting, tally)]
    waits = sorted(map(_wait, called))
    pairs: dict[str, list[tuple[str, str]]] = {
        "outcomes": [(meeting.level.label, meeting.case) for meeting in closed],
        "thresholds": [(name, meeting.case) for meeting in closed for name in set(meeting.thresholds)],
        "lists": [(name, meeting.case) for meeting, tally in with_answers for name in tally.lists],
        "raised": [(RAISED, meeting.case) for meeting, tally in with_answers if tally.is_raised],
        "calls": [*not_called, *((MINUTES[bisect_right(MINUTE_BANDS, _wait(each))], each[0].case) for each in called)],
        "months": [*not_called, *_months(called, past)],
        "again": [(SEEN_BEFORE if past.was_seen_before(meeting) else NEW, meeting.case) for meeting in closed],
        "steps": [
            (LATER if past.comes_back(meeting) else REACHED[tally.step - 1], meeting.case)
            for meeting, tally in with_answers
        ],
        "promises": [(kept, meeting.case) for meeting, tally in with_answers for kept in tally.promises],
        "answers": [
            (name, meeting.case)
            for meeting, tally in with_answers
            for name, count in ((UNKNOWN, tally.unknown), (KNOWN, tally.known))
            if count
        ],
    }
    return Figures(
        closed=len(closed),
        unfinished=len(held) - len(closed),
        cleaned=len(cleaned),
        cleaned_to_call=sum(meeting.level >= Level.ADVIES for meeting in cleaned),
        outcomes=_counted(OUTCOMES, pairs["outcomes"]),
        thresholds=_counted((), pairs["thresholds"]),
        lists=_counted((), pairs["lists"]),
        raised=len(pairs["raised"]),
        answers={
            UNKNOWN: sum(tally.unknown for _, tally in with_answers),
            KNOWN: sum(tally.known for _, tally in with_answers),
        },
        calls=_counted(CALLS, pairs["calls"]),
        months=_counted(CALL_MONTHS, pairs["months"]),
        median_minutes=_median_minutes(waits, len(to_call)),
        again=_counted(AGAIN, pairs["again"]),
        steps=_counted(STEPS, pairs["steps"]),
        promises=_counted(PromiseOutcome, pairs["promises"]),
        cases={table: _cases(named) for table, named in pairs.items()},
    )


def _counted(names: Iterable[str], named: Iterable[tuple[str, str]]) -> Counts:
    return {**dict.fromkeys(map(str, names), 0), **Counter(str(name) for name, _ in named)}


def _cases(named: Iterable[tuple[str, str]]) -> Cases:
    cases: dict[str, set[str]] = defaultdict(set)
    for name, case in named:
        cases[str(name)].add(case)
    return {name: frozenset(some) for name, some in cases.items()}


def _is_called(meeting: CountedSession, tally: Tally) -> bool:
    return _call_at(meeting, tally) is not None


def _call_at(meeting: CountedSession, tally: Tally) -> datetime | None:
    """When the call was made that the outcome asked for, or the last of two; None as long as one is due."""
    return called_at(meeting.level, tally.asked, tally.calls)


def _why_not(tally: Tally) -> str:
    return DELIBERATELY if tally.is_not_calling else UNRECORDED


def _wait(called: WithAnswers) -> timedelta:
    """How long it took from the start to that call; a clock that was put back makes it no less than nothing."""
    meeting, tally = called
    began = tally.began or meeting.started
    return max((_call_at(meeting, tally) or began) - began, timedelta())


def _median_minutes(waits: list[timedelta], whole: int) -> int | None:
    half = (whole + 1) // 2
    return waits[half - 1] // timedelta(minutes=1) if 0 < half <= len(waits) else None


def _months(called: Iterable[WithAnswers], past: _Past) -> Iterator[tuple[str, str]]:
    """For each call how long ago its case first asked for one; of later calls in the period only that they are."""
    known: set[str] = set()
    for meeting, _ in called:
        if meeting.case in known:
            yield CALLED_BEFORE, meeting.case
        else:
            known.add(meeting.case)
            passed = _months_between(past.first_sign(meeting), meeting.started)
            yield MONTHS[bisect_right(MONTH_BANDS, passed)], meeting.case


def _months_between(first: datetime, last: datetime) -> int:
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - ((last.day, last.time()) < (first.day, first.time()))


class _Past:
    """When each case was weighed, up to the end of the period."""

    def __init__(self, meetings: Iterable[CountedSession]) -> None:
        self._closed: dict[str, list[datetime]] = defaultdict(list)
        self._first_sign: dict[str, datetime] = {}
        for meeting in sorted(meetings, key=lambda meeting: meeting.started):
            if meeting.is_closed:
                self._closed[meeting.case].append(meeting.started)
            if meeting.level >= Level.ADVIES:
                self._first_sign.setdefault(meeting.case, meeting.started)

    def was_seen_before(self, meeting: CountedSession) -> bool:
        """Whether the case was weighed in the year before."""
        days = self._closed[meeting.case]
        place = bisect_left(days, meeting.started)
        return place > 0 and days[place - 1] >= meeting.started - YEAR

    def comes_back(self, meeting: CountedSession) -> bool:
        """Whether the case was weighed again later in the period."""
        return self._closed[meeting.case][-1] > meeting.started

    def first_sign(self, meeting: CountedSession) -> datetime:
        """When the case first had an outcome that asks for a call."""
        return self._first_sign.get(meeting.case, meeting.started)
