"""Count the questions of every case in the casebook: `python benchmarks/questions.py [FOLDER]`.

Each case is interviewed without a screen: its own answers where it has them, the safe answer elsewhere. The outcome of
a case is known at the question that brings `bel_nu` or `bel_112`: then the call comes first and the rest can wait. A
case without a call has no outcome before every question is asked. A form is the one option of `start.zorgen` that the
case has; the others stand together under `mixed`.
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
from kvv_triage.case.answers import Answer, Answers, Options
from kvv_triage.case.state import CaseState
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.interview import Interview
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import Tried, try_cases

FORMS = "start.zorgen"
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions one case asks."""

    name: str
    form: str
    level: Level
    call: int
    everything: int


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


def count(ruleset: Ruleset, tried: Tried) -> Counted:
    """Interview one case to the end."""
    answers, call = Answers(), 0
    for slot in asked(ruleset, tried.record):
        answers = answers.with_answer(slot, answer(ruleset, tried.record, slot))
        if (
            not call
            and decide(ruleset, CaseState(tried.record.day, answers, earlier=tried.record.earlier)).level
            >= Level.BEL_NU
        ):
            call = len(answers)
    return Counted(
        Path(tried.path).stem, form_of(tried.record), tried.decision.level, call or len(answers), len(answers)
    )


def asked(ruleset: Ruleset, record: CaseState) -> Iterator[str]:
    """The questions in the order of asking, as long as there is one."""
    answers = Answers()
    while slot := Interview(ruleset, answers, earlier=record.days_ago).next():
        answers = answers.with_answer(slot, answer(ruleset, record, slot))
        yield slot


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


def median(counts: Iterable[int]) -> str:
    """Give the middle one, or a dash when there is none."""
    numbers = list(counts)
    return f"{statistics.median(numbers):g}" if numbers else "-"


if __name__ == "__main__":
    main(sys.argv[1:])
