"""Count the questions of every case in the casebook: `python benchmarks/questions.py [FOLDER]`.

Each case is interviewed without a screen: its own answers where it has them, the safe answer elsewhere. The outcome of
a case is known at the question that brings `bel_nu` or `bel_112`: then the call comes first and the rest can wait. A
case without a call has no outcome before every question is asked. A form is the one option of `start.zorgen` that the
case has; the others stand together under `mixed`.

The right call is the level that the case ends in, no lower one. What the fast lane calls counts as unknown what it did
not ask, as the screen and the closing do, and not what the team raised by hand or recorded of the Meldcode.

The screens after the outcome are those of the real conversation, up to the last page, for who plans the call after the
outcome and takes what is proposed: part by part, or all at once.
"""

from __future__ import annotations

import statistics
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from benchmarks.screens import screens_after_outcome
from kvv_triage.case.answers import Answer, Answers, Options, Unknown
from kvv_triage.case.state import CaseState
from kvv_triage.content.kinds import can_be_unknown, safe_value
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.filling import closing_answers
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, UnknownKind
from kvv_triage.meeting.interview import Interview, Lane
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import UNDATED, Tried, try_cases

FORMS = "start.zorgen"
MIXED = "mixed"
FULL = Lane()
NOT_KNOWN = Answer((Unknown(UnknownKind.NIET_BEKEND),))


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions one case asks."""

    name: str
    form: str
    level: Level
    call: int
    right_call: int
    everything: int
    fast: int
    fast_level: Level
    screens: tuple[str, ...]
    """The titles of those after the outcome, for who goes along each part of the closing."""
    least_screens: int
    """How many they are for who agrees to all that is proposed."""


def main(words: list[str]) -> None:
    """Print the figures of every case and the medians per form."""
    folder = Path(words[0]) if words else shipped_content()
    loaded = load_folder(folder)
    if loaded.content is None:
        raise SystemExit("\n".join(map(str, loaded.errors)))
    ruleset = Ruleset(loaded.content)
    counted = [count(ruleset, tried) for tried in try_cases(ruleset, loaded.cases)]
    show_cases(counted)
    show_medians(counted)
    show_lanes(counted, *when_nothing_is_known(ruleset))


def count(ruleset: Ruleset, tried: Tried) -> Counted:
    """Interview one case to the end, and in the fast lane."""
    answers, levels = Answers(), []
    for slot in asked(ruleset, tried.record):
        answers = answers.with_answer(slot, answer(ruleset, tried.record, slot))
        levels.append(level_of(ruleset, tried.record, answers))
    called, right = (
        next((number for number, level in enumerate(levels, 1) if level >= least), len(levels))
        for least in (Level.BEL_NU, tried.decision.level)
    )
    fast = {slot: answer(ruleset, tried.record, slot) for slot in asked(ruleset, tried.record, Lane(fast=True))}
    closed = Answers(fast | closing_answers(ruleset, Answers(fast), tried.record.days_ago))
    return Counted(
        Path(tried.path).stem,
        form_of(tried.record),
        tried.decision.level,
        called,
        right if tried.decision.level >= Level.BEL_NU else called,
        len(answers),
        len(fast),
        level_of(ruleset, tried.record, closed),
        screens_after_outcome(ruleset, tried.record, answers),
        len(screens_after_outcome(ruleset, tried.record, answers, agrees=True)),
    )


def level_of(ruleset: Ruleset, record: CaseState, answers: Answers) -> Level:
    """What these answers of the case ask for."""
    return decide(ruleset, CaseState(record.day, answers, earlier=record.earlier)).level


def asked(ruleset: Ruleset, record: CaseState, lane: Lane = FULL) -> Iterator[str]:
    """The questions in the order of asking, as long as there is one."""
    answers = Answers()
    while slot := Interview(ruleset, answers, lane, record.days_ago).next():
        answers = answers.with_answer(slot, answer(ruleset, record, slot))
        yield slot


def when_nothing_is_known(ruleset: Ruleset) -> tuple[int, tuple[str, ...]]:
    """How many questions come before the outcome when every answer is `weet_niet`, and the screens after it."""
    answers = Answers()
    while slot := Interview(ruleset, answers).next():
        question = ruleset.slot(slot)[0].question
        answers = answers.with_answer(slot, NOT_KNOWN if can_be_unknown(question) else Answer((safe_value(question),)))
    return len(answers), screens_after_outcome(ruleset, CaseState(UNDATED, answers), answers)


def answer(ruleset: Ruleset, record: CaseState, slot: str) -> Answer:
    """What the case answers here, or what is safe."""
    return record.answers.get(slot) or Answer((safe_value(ruleset.slot(slot)[0].question),))


def form_of(record: CaseState) -> str:
    """The one form of the case, or `mixed`."""
    chosen = record.answers.get(FORMS)
    options = [value.ids for value in chosen.opinions if isinstance(value, Options)] if chosen else []
    return next(iter(options[0])) if options and len(options[0]) == 1 else MIXED


def show_cases(counted: list[Counted]) -> None:
    """Print one line for each case."""
    print("| case | form | outcome | until the outcome | all |", "|---|---|---|---|---|", sep="\n")
    for case in sorted(counted, key=lambda case: (case.form, case.name)):
        print(f"| {case.name} | {case.form} | {case.level.label} | {case.call} | {case.everything} |")


def show_medians(counted: list[Counted]) -> None:
    """Print the medians and the longest case of each form."""
    forms: dict[str, list[Counted]] = defaultdict(list)
    for case in counted:
        forms[case.form].append(case)
    print("\n| form | cases | that call: median until the call | median until the outcome | median of all | longest |")
    print("|---|---|---|---|---|---|")
    for form, cases in (*sorted(forms.items()), ("every case", counted)):
        calls = median(case.call for case in cases if case.level >= Level.BEL_NU)
        until, everything = median(case.call for case in cases), median(case.everything for case in cases)
        longest = max(case.everything for case in cases)
        print(f"| {form} | {len(cases)} | {calls} | {until} | {everything} | {longest} |")


def show_lanes(counted: list[Counted], unknown: int, screens: tuple[str, ...]) -> None:
    """Print the figures that have a target, over all cases."""
    calls = [case for case in counted if case.level >= Level.BEL_NU]
    found = sum(case.fast_level >= Level.BEL_NU for case in calls)
    share = f"{found} of {len(calls)}, {found * 100 // len(calls)} %" if calls else "-"
    print("\n| what | measured | target |", "|---|---|---|", sep="\n")
    print(f"| cases of `bel_nu` and `bel_112` that the fast lane calls | {share} | at least 80 % |")
    print(f"| questions in the fast lane, median | {median(case.fast for case in counted)} | |")
    print(f"| questions until the right call, median | {median(case.right_call for case in calls)} | at most 15 |")
    print(f"| questions before the outcome when nothing is known | {unknown} | at most 60 |")
    print(f"| screens after the outcome, median | {median(len(case.screens) for case in counted)} | at most 8 |")
    print(f"| screens after the outcome when nothing is known | {len(screens)} | at most 15 |")
    least = median(case.least_screens for case in counted)
    print(f"| screens after the outcome for who agrees to all that is proposed, median | {least} | |")
    longest = max(counted, key=lambda case: len(case.screens))
    print(f"\nMost screens after the outcome: {longest.name}, {len(longest.screens)}: {', '.join(longest.screens)}")


def median(counts: Iterable[int]) -> str:
    """Give the middle one, or a dash when there is none."""
    numbers = list(counts)
    return f"{statistics.median(numbers):g}" if numbers else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
