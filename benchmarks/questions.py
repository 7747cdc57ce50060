"""Count the questions of every case in the casebook: `python benchmarks/questions.py [FOLDER]`.

Each case is interviewed without a screen: its own answers where it has them, the safe answer elsewhere. The outcome of
a case is known at the question that brings `bel_nu` or `bel_112`: then the call comes first and the rest can wait. A
case without a call has no outcome before every question is asked. A form is the one option of `start.zorgen` that the
case has; the others stand together under `mixed`.

The right call is the level that the case ends in, no lower one; it is looked for once more with `weet_niet` elsewhere.
What the fast lane calls counts as unknown what it did not ask, as the screen and the closing do. None of these count
what the team raised by hand or recorded of the Meldcode; a call that only those ask for has no question to wait for.

The screens after the outcome are those of the real conversation, up to the last page, for who plans the call after the
outcome and takes what is proposed: part by part, or all at once.

What a call hangs on is in `loss.py`, and how long the interview about each form is in `forms.py`. `--which` lists only
the calls with many signals that hang on one of them; `--readme` writes the figures that the README repeats.
"""

from __future__ import annotations

import argparse
import re
import statistics
import sys
import textwrap
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
from benchmarks.forms import FORMS, NO_FORM, Length, lengths_of
from benchmarks.interviews import FAST, FULL, interview, not_known, rounds, safe
from benchmarks.loss import LEAST_STANDING, MANY, Call, calls_of, standing, standing_when_unknown, with_many
from benchmarks.screens import screens_after_outcome
from kvv_triage.case.answers import Answers, Options
from kvv_triage.case.state import CaseState
from kvv_triage.deciding.decision import decide
from kvv_triage.deciding.filling import closing_answers
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.reading.loading import load_folder
from kvv_triage.settings import shipped_content
from kvv_triage.trainer.trying import UNDATED, Tried, try_cases

README = Path(__file__).parent.parent / "README.md"
IN_README = re.compile(r"(?<=<!-- questions -->\n).*?(?=<!-- /questions -->)", re.DOTALL)
"""The paragraph that `--readme` writes."""
WIDTH = 120
MIXED = "mixed"


@dataclass(frozen=True, slots=True)
class Counted:
    """How many questions one case asks."""

    name: str
    form: str
    level: Level
    call: int
    right_call: int | None
    """None when the answers do not ask for as much."""
    right_call_unknown: int | None
    """When everything that the case does not say is `weet_niet`."""
    everything: int
    fast: int
    fast_level: Level
    screens: tuple[str, ...]
    """The titles of those after the outcome, for who goes along each part of the closing."""
    least_screens: int
    """How many they are for who agrees to all that is proposed."""


def main(words: list[str]) -> None:
    """Print the figures of every case and the medians per form, or do what the option asks."""
    parser = argparse.ArgumentParser(description="Count the questions of every case in the casebook.")
    parser.add_argument("folder", nargs="?", type=Path, default=shipped_content())
    parser.add_argument("--which", action="store_true", help="list the calls with many signals that hang on one")
    parser.add_argument("--readme", action="store_true", help="write the figures that the README repeats")
    chosen = parser.parse_args(words)
    loaded = load_folder(chosen.folder)
    if loaded.content is None:
        raise SystemExit("\n".join(map(str, loaded.errors)))
    ruleset = Ruleset(loaded.content)
    cases = try_cases(ruleset, loaded.cases)
    calls = calls_of(ruleset, cases)
    if chosen.which:
        show_hanging(calls)
        return
    counted, lengths = [count(ruleset, tried) for tried in cases], lengths_of(ruleset)
    if chosen.readme:
        said, text = paragraph(calls, counted, lengths), README.read_text(encoding="utf-8")
        README.write_text(refreshed(text, said), encoding="utf-8")
        return
    show_cases(counted)
    show_medians(counted)
    show_lengths(lengths)
    show_lanes(counted, *when_nothing_is_known(ruleset))
    show_loss(calls)


def count(ruleset: Ruleset, tried: Tried) -> Counted:
    """Interview one case to the end, and in the fast lane."""
    record, level = tried.record, tried.decision.level
    answered = list(rounds(ruleset, record.answers, safe, FULL, record.days_ago))
    levels = [level_of(ruleset, record, answers) for answers in answered]
    own = {slot: record.answers[slot] for slot in tried.case.answers}
    unknown = rounds(ruleset, own, not_known, FULL, record.days_ago)
    fast = interview(ruleset, record.answers, safe, FAST, record.days_ago)
    closed = Answers({**fast, **closing_answers(ruleset, fast, record.days_ago)})
    return Counted(
        Path(tried.path).stem,
        form_of(record),
        level,
        first(levels, Level.BEL_NU) or len(levels),
        first(levels, level),
        first((level_of(ruleset, record, answers) for answers in unknown), level),
        len(answered),
        len(fast),
        level_of(ruleset, record, closed),
        screens_after_outcome(ruleset, record, answered[-1]),
        len(screens_after_outcome(ruleset, record, answered[-1], agrees=True)),
    )


def first(levels: Iterable[Level], least: Level) -> int | None:
    """Give the number of the question that brought at least this level, if one did."""
    return next((number for number, level in enumerate(levels, 1) if level >= least), None)


def level_of(ruleset: Ruleset, record: CaseState, answers: Answers) -> Level:
    """What these answers of the case ask for."""
    return decide(ruleset, CaseState(record.day, answers, earlier=record.earlier)).level


def when_nothing_is_known(ruleset: Ruleset) -> tuple[int, tuple[str, ...]]:
    """How many questions come before the outcome when every answer is `weet_niet`, and the screens after it."""
    answers = interview(ruleset, {}, not_known)
    return len(answers), screens_after_outcome(ruleset, CaseState(UNDATED, answers), answers)


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


def show_lengths(lengths: Iterable[Length]) -> None:
    """Print how long the interview about each form is."""
    print(
        "\n| questions when nothing else is wrong, with one child | all | with its gate tick | in the fast lane |",
        end="",
    )
    print(" all when nothing else is known | in the fast lane |", "|---|---|---|---|---|---|", sep="\n")
    for each in lengths:
        print(f"| {each.form} | {each.full} | {each.gate} | {each.fast} | {each.unknown} | {each.unknown_fast} |")


def show_lanes(counted: list[Counted], unknown: int, screens: tuple[str, ...]) -> None:
    """Print the figures that have a target, over all cases."""
    calls = [case for case in counted if case.level >= Level.BEL_NU]
    found = share(sum(case.fast_level >= Level.BEL_NU for case in calls), len(calls))
    safe_elsewhere, unknown_elsewhere = until_right_call(counted)
    print("\n| what | measured | target |", "|---|---|---|", sep="\n")
    print(f"| cases of `bel_nu` and `bel_112` that the fast lane calls | {found} | at least 80 % |")
    print(f"| questions in the fast lane, median | {median(case.fast for case in counted)} | |")
    print(f"| questions until the right call, median | {median(safe_elsewhere)} | at most 15 |")
    print(f"| questions until the right call, at most | {max(safe_elsewhere, default=0)} | |")
    print(f"| the same when nothing else is known, median | {median(unknown_elsewhere)} | |")
    print(f"| the same when nothing else is known, at most | {max(unknown_elsewhere, default=0)} | |")
    print(f"| questions before the outcome when nothing is known | {unknown} | at most 60 |")
    print(f"| screens after the outcome, median | {median(len(case.screens) for case in counted)} | at most 8 |")
    print(f"| screens after the outcome when nothing is known | {len(screens)} | at most 15 |")
    least = median(case.least_screens for case in counted)
    print(f"| screens after the outcome for who agrees to all that is proposed, median | {least} | |")
    longest = max(counted, key=lambda case: len(case.screens))
    print(f"\nMost screens after the outcome: {longest.name}, {len(longest.screens)}: {', '.join(longest.screens)}")


def show_loss(calls: Sequence[Call]) -> None:
    """Print how many calls stand when any one answer is lost."""
    many = with_many(calls)
    print("\n| calls that stand whichever answer is lost | that reads as safe | that reads as `weet_niet` | target |")
    print("|---|---|---|---|")
    for name, some, target in (
        ("all", calls, ""),
        (f"with {MANY} signals or more", many, f"at least {LEAST_STANDING} %"),
    ):
        read_safe, read_unknown = standing(some), standing_when_unknown(some)
        print(f"| {name} | {share(read_safe, len(some))} | {share(read_unknown, len(some))} | {target} |")


def show_hanging(calls: Iterable[Call]) -> None:
    """Print the calls with many signals that hang on one of them, and on which."""
    for call in with_many(calls):
        if call.hangs_on:
            print(f"{call.name} ({len(call.signals)} signals): {', '.join(call.hangs_on)}")


def paragraph(calls: Sequence[Call], counted: Sequence[Counted], lengths: Iterable[Length]) -> str:
    """Give what the README says of these figures."""
    many = with_many(calls)
    safe_elsewhere, unknown_elsewhere = until_right_call(counted)
    forms = [each for each in lengths if each.form != NO_FORM]
    per_form = ", ".join(f"{each.form} {each.full} ({each.fast})" for each in forms)
    unknown, unknown_fast = span(each.unknown for each in forms), span(each.unknown_fast for each in forms)
    stands, many_stand = standing(calls), standing(many)
    sentences = (
        f"In {len(calls)} cases of the casebook answers ask for a call.",
        f"Whichever one of those answers is lost and reads as the safe one, {stands} of these calls stand",
        f"({percent(stands, len(calls))} %), and of the {len(many)} with {MANY} signals or more {many_stand}",
        f"({percent(many_stand, len(many))} %; the target is {LEAST_STANDING} %).",
        f"With `weet_niet` in its place {standing_when_unknown(calls)} and {standing_when_unknown(many)} stand.",
        f"The right call comes after {median(safe_elsewhere)} questions in the median case",
        f"and {max(safe_elsewhere)} at most when all else is safe,",
        f"after {median(unknown_elsewhere)} and {max(unknown_elsewhere)} when all else is unknown.",
        "About a family with one child and one worry, kvv asks so many questions when all else is safe,",
        f"by what the worry is (in the fast lane): {per_form}.",
        f"It asks {unknown} when all else is unknown ({unknown_fast}).",
    )
    return textwrap.fill(" ".join(sentences), WIDTH, break_on_hyphens=False) + "\n"


def refreshed(text: str, said: str) -> str:
    """Give this README with that paragraph in its place."""
    return IN_README.sub(lambda _: said, text)


def until_right_call(counted: Sequence[Counted]) -> tuple[list[int], list[int]]:
    """Give the questions until each call that answers ask for: with the safe answer elsewhere, with `weet_niet`."""
    calls = [case for case in counted if case.level >= Level.BEL_NU]
    return (
        [case.right_call for case in calls if case.right_call],
        [case.right_call_unknown for case in calls if case.right_call_unknown],
    )


def share(part: int, whole: int) -> str:
    """Give a part of a whole, a dash of nothing."""
    return f"{part} of {whole}, {percent(part, whole)} %" if whole else "-"


def percent(part: int, whole: int) -> int:
    """Give the part in whole percents, never rounded up."""
    return part * 100 // whole


def median(counts: Iterable[int]) -> str:
    """Give the middle one, or a dash when there is none."""
    numbers = list(counts)
    return f"{statistics.median(numbers):g}" if numbers else "-"


def span(counts: Iterable[int]) -> str:
    """Give the least and the most, as one number when they are the same."""
    least, *_, most = sorted([*counts] * 2)
    return f"{least}" if least == most else f"{least} to {most}"


if __name__ == "__main__":
    main(sys.argv[1:])
