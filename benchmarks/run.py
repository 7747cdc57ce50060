"""Measure the figures of design 9 and print them as a table: `python benchmarks/run.py`.

Each figure compares programs inside one run: they take turns, and the medians are compared. Name one or more of
the figures (help, question, decisions, new, check, fold) to measure only those. Only `question` needs the test extra.
"""

from __future__ import annotations

import itertools
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))
import benchmarks.needs  # noqa: F401 -- first, so that it can say what the rest misses

# isort: split
import yaml

if TYPE_CHECKING:
    from collections.abc import Iterator

    from kvv_triage.case.state import CaseState
    from kvv_triage.content.checklist import Question
    from kvv_triage.content.content import Content
    from kvv_triage.deciding.ruleset import Ruleset

HERE = Path(__file__).parent
RUNS = 21
ANSWERS = 40
VARIANTS = 50
NEW = 2000
BATCH_SECONDS = 0.3
LISTS, QUESTIONS_PER_LIST = 10, 50

Row = tuple[str, str, str]
Program = list[str]
Choose = Callable[[list[object]], object]
"""How to choose one of the answers to a question."""


def main(wanted: list[str]) -> None:
    """Measure what is asked, by default everything, and print a markdown table."""
    figures: dict[str, Callable[[], Row]] = {
        "help": measure_help,
        "question": measure_question,
        "decisions": measure_decisions,
        "new": measure_new_decisions,
        "check": measure_check,
        "fold": measure_fold,
    }
    names = wanted or list(figures)
    if "question" in names:
        import pexpect  # noqa: F401 -- here, so that a table does not end halfway when it is missing
    print("| what | measured | target |", "|---|---|---|", sep="\n")
    for name in names:
        print("|", " | ".join(figures[name]()), "|", flush=True)


def measure_help() -> Row:
    """Compare `kvv --help` with the help of a Typer program that says hello."""
    ours, theirs = by_turns([*kvv(), "--help"], [sys.executable, str(HERE / "hello.py"), "--help"], time_process)
    shown = f"{ours / theirs:.2f} x ({ours * 1000:.0f} against {theirs * 1000:.0f} ms)"
    return "`kvv --help` against a Typer hello-world's `--help`", shown, "at most 1.2 x"


def measure_question() -> Row:
    """Compare the time until the first question of `kvv triage` with that of a bare script."""
    ours, theirs = by_turns([*kvv(), "triage"], [sys.executable, str(HERE / "bare.py")], time_first_question)
    shown = f"{ours / theirs:.2f} x ({ours * 1000:.0f} against {theirs * 1000:.0f} ms)"
    return "start to first question against a bare script", shown, "at most 1.25 x"


def measure_decisions() -> Row:
    """Count decisions a second on one core, on records of 40 answers that differ from one another."""
    from kvv_triage.deciding.decision import decide
    from kvv_triage.deciding.ruleset import Ruleset
    from kvv_triage.reading.loading import load_content
    from kvv_triage.settings import shipped_content

    ruleset = Ruleset(load_content(shipped_content()))
    records = [record_of_40(ruleset, in_turn(variant)) for variant in range(VARIANTS)]
    rates = []
    for _ in range(RUNS):
        count, start = 0, time.perf_counter()
        while (passed := time.perf_counter() - start) < BATCH_SECONDS:
            for record in records:
                decide(ruleset, record)
            count += len(records)
        rates.append(count / passed)
    shown = f"{statistics.median(rates):,.0f} a second"
    return f"decisions with reasons, shipped content, {ANSWERS} answers", shown, "at least 10,000 a second"


def measure_new_decisions() -> Row:
    """Count decisions a second on records that were never seen before: what is remembered of others helps less."""
    from kvv_triage.deciding.decision import decide
    from kvv_triage.deciding.ruleset import Ruleset
    from kvv_triage.reading.loading import load_content
    from kvv_triage.settings import shipped_content

    ruleset = Ruleset(load_content(shipped_content()))
    at_random = (random.Random(seed).choice for seed in range(NEW))  # noqa: S311 -- to differ, not to be secret
    records = [record_of_40(ruleset, choose) for choose in at_random]
    start = time.perf_counter()
    for record in records:
        decide(ruleset, record)
    rate = len(records) / (time.perf_counter() - start)
    return "the same, every record for the first time and at random", f"{rate:,.0f} a second", "none"


def measure_check() -> Row:
    """Compare `kvv controleer` on 500 questions with the same on a folder of one question."""
    with tempfile.TemporaryDirectory() as folder:
        large, small = Path(folder, "large"), Path(folder, "small")
        write_content(large, lists=LISTS, questions=QUESTIONS_PER_LIST)
        write_content(small, lists=1, questions=1)
        check = [*kvv(), "controleer"]
        ours, theirs = by_turns([*check, str(large)], [*check, str(small)], time_process)
    shown = f"{ours - theirs:.3f} s ({ours * 1000:.0f} against {theirs * 1000:.0f} ms)"
    return f"checking {LISTS * QUESTIONS_PER_LIST} questions, above start-up", shown, "at most 0.2 s"


def kvv() -> Program:
    """Give how to start our program with the Python that runs this script."""
    return [sys.executable, "-m", "kvv_triage"]


def measure_fold() -> Row:
    """Compare the fold over a long meeting with reading its events from their text."""
    from kvv_triage.case.answers import Answer, Option
    from kvv_triage.case.event_text import as_event, as_text
    from kvv_triage.case.events import Answered
    from kvv_triage.meeting.session import fold

    answers = [
        Answered(f"lijst.vraag-{number}", Answer((Option("nee"),), "wat er is gezien")) for number in range(1000)
    ]
    texts = [as_text(event) for event in answers]
    read, folded = [], []
    for _ in range(RUNS):
        before = time.perf_counter()
        events = [as_event(kind, body) for kind, body in texts]
        between = time.perf_counter()
        fold(events)
        read.append(between - before)
        folded.append(time.perf_counter() - between)
    ours, theirs = statistics.median(folded), statistics.median(read)
    shown = f"{ours / theirs:.2f} x ({ours * 1000:.1f} against {theirs * 1000:.1f} ms)"
    return "folding a meeting of 1,000 answers against reading its events", shown, "at most 1 x"


def by_turns(ours: Program, theirs: Program, timed: Callable[[Program], float]) -> tuple[float, float]:
    """Give the median seconds of two programs that take turns, after one turn each that does not count."""
    timed(ours)
    timed(theirs)
    pairs = [(timed(ours), timed(theirs)) for _ in range(RUNS)]
    return statistics.median(our for our, _ in pairs), statistics.median(their for _, their in pairs)


def time_process(program: Program) -> float:
    """Give the seconds a process takes from start to end; it has to end well."""
    start = time.perf_counter()
    subprocess.run(program, stdout=subprocess.DEVNULL, check=True)
    return time.perf_counter() - start


def time_first_question(program: Program) -> float:
    """Give the seconds until a program in a terminal shows its first question."""
    import pexpect

    environment = {**os.environ, "TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
    start = time.perf_counter()
    child = pexpect.spawn(program[0], program[1:], dimensions=(24, 80), env=environment, timeout=30)
    try:
        # The last choice of either program: only then can the question be answered.
        if child.expect([rb"begin meteen|\byaml", pexpect.EOF]):
            raise SystemExit(f"{' '.join(program)} asked no question")
        return time.perf_counter() - start
    finally:
        child.close(force=True)


def in_turn(variant: int) -> Choose:
    """Choose the next answer for each next question: another one for each variant."""
    places = itertools.count(variant, 7)
    return lambda choices: choices[next(places) % len(choices)]


def record_of_40(ruleset: Ruleset, choose: Choose) -> CaseState:
    """Give a record with 40 answers: safe ones, dangerous ones and unknown ones."""
    from kvv_triage.checking.written_answers import read_document
    from kvv_triage.content.casebook import WrittenCase

    answers = {slot: choose(answers_to(question)) for slot, question in slots(ruleset.content)}
    document = WrittenCase.model_validate(
        {"personen": ["kind-1", "kind-2"], "antwoorden": dict(list(answers.items())[:ANSWERS])}
    )
    record = read_document(ruleset, document, date(2026, 3, 4))
    if isinstance(record, tuple) or len(record.answers) != ANSWERS:
        raise SystemExit(f"The shipped content does not take these {ANSWERS} answers: {record}")
    return record


def slots(content: Content) -> Iterator[tuple[str, Question]]:
    """Give the places for an answer, in the order of asking; a question about a child is asked of the first one."""
    for checklist in content.checklists:
        for section, question in checklist.questions():
            person = f"@{section.per}-1" if section.per else ""
            yield f"{checklist.id}.{question.id}{person}", question


def answers_to(question: Question) -> list[object]:
    """Give some answers to a question, from safe to dangerous, and that it is not known."""
    match question.kind:
        case "ja_nee":
            return ["nee", "ja", "weet_niet"]
        case "keuze":
            return [*(option.id for option in question.options), "weet_niet"]
        case "meerkeuze":
            return [[], [question.options[0].id], [option.id for option in question.options], "weet_niet"]
        case "getal":
            return ["0", "1", "5", "weet_niet"]
        case "personen":
            return ["1", "2"]
        case "tekst":
            return ["een opmerking"]


def write_content(folder: Path, *, lists: int, questions: int) -> None:
    """Write a content folder with this many lists of this many questions of every kind, guarded and scored."""
    (folder / "checklists").mkdir(parents=True)
    (folder / "casebook").mkdir()
    for number in range(lists):
        write(folder / "checklists" / f"lijst-{number}.yaml", checklist_of(f"lijst-{number}", number, questions))
    write(folder / "thresholds.yaml", thresholds_over([f"lijst-{number}" for number in range(lists)]))
    case = {"naam": "Eén signaal", "antwoorden": {"lijst-0.vraag-0": "ja"}, "verwacht": {"besluit": "bel_nu"}}
    write(folder / "casebook" / "een.yaml", case)


def checklist_of(name: str, order: int, questions: int) -> dict[str, Any]:
    """Give a checklist in sections of ten questions."""
    asked = [question_of(name, number) for number in range(questions)]
    sections = [
        {"id": f"deel-{start}", "titel": f"Deel {start}", "vragen": asked[start : start + 10]}
        for start in range(0, questions, 10)
    ]
    source = {"titel": "Een onderzoek", "auteurs": "Iemand e.a.", "jaar": "2020", "doi": "10.1000/1"}
    return {
        "checklist": name,
        "titel": f"Lijst {name}",
        "versie": "1",
        "volgorde": str(order),
        "bronnen": {"bron": source},
        "onderdelen": sections,
    }


def question_of(name: str, number: int) -> dict[str, Any]:
    """Give a question; its kind follows from its number, and most of them have a guard."""
    question: dict[str, Any] = {
        "id": f"vraag-{number}",
        "vraag": f"Is er sprake van signaal {number}?",
        "toelichting": "Vraag naar wat er is gezien of gezegd, door wie en wanneer.",
        "bron": ["bron"],
    }
    if number % 5:
        question["alleen_als"] = {"vraag": f"{name}.vraag-{number - number % 5}"}
    match number % 5:
        case 1:
            options = [{"id": "nee", "tekst": "Nee"}, {"id": "ooit", "tekst": "Ooit", "ernst": "ernstig"}]
            options.append({"id": "nu", "tekst": "Nu", "ernst": "rode_vlag"})
            return {**question, "soort": "keuze", "antwoorden": options}
        case 2:
            options = [{"id": f"optie-{each}", "tekst": f"Optie {each}", "ernst": "bijdragend"} for each in range(5)]
            return {**question, "soort": "meerkeuze", "antwoorden": options}
        case 3:
            bands = [{"tot": "0"}, {"vanaf": "1", "tot": "2", "punten": "1"}, {"vanaf": "3", "ernst": "ernstig"}]
            return {**question, "soort": "getal", "banden": bands}
        case _:
            return {**question, "ernst": "rode_vlag" if number % 10 == 0 else "ernstig"}


def thresholds_over(names: list[str]) -> dict[str, Any]:
    """Give thresholds that count, add up and combine, one for each list."""
    thresholds = [
        {
            "id": f"drempel-{name}",
            "als": {"een_van": [{"minstens": "2", "ernst": "ernstig", "in": [name]}, {"vraag": f"{name}.vraag-0"}]},
            "dan": "bel_nu",
            "bel": ["veilig_thuis"],
            "omdat": "Losse zorgen versterken elkaar.",
        }
        for name in names
    ]
    specialist = {
        "naam": "Veilig Thuis",
        "telefoon": "0800-2000",
        "bereikbaar": "dag en nacht",
        "waarvoor": "Advies of melding.",
        "gecontroleerd_op": "2026-03-01",
        "bron": "https://veiligthuis.nl",
    }
    agreed = [{"naam": "Wijkteam", "akkoord": "2026-03-01"}]
    return {
        "versie": "1",
        "regio": "Meetregio",
        "opnieuw_kijken_na_dagen": "90",
        "afspraak": {"gemaakt_op": "2026-03-01", "herzien_voor": "2027-03-01", "partijen": agreed},
        "specialisten": {"veilig_thuis": specialist},
        "drempels": thresholds,
    }


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a document as YAML, the way a person would: without anchors and in this order."""
    path.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
