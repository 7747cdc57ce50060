"""The shipped casebook: every fictitious case gets the decision that its writer agreed with the region."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kvv_triage.content import Content
from kvv_triage.decision import Decision, decide
from kvv_triage.document import Case, read_document
from kvv_triage.scales import Level
from kvv_triage.source import load_folder

SHIPPED = load_folder(Path(__file__).parent.parent)
REGIONAL_GAP = "KVV409"
LEAST_CASES, LEAST_WITHOUT_CALL = 12, 4


def test_the_shipped_folder_has_no_problems_but_the_numbers_a_region_fills_in() -> None:
    assert [str(problem) for problem in SHIPPED.problems if problem.code != REGIONAL_GAP] == []


def test_the_casebook_also_shows_when_not_to_call() -> None:
    assert len(SHIPPED.cases) >= LEAST_CASES
    assert sum(case.expected.level < Level.BEL_NU for _, case in SHIPPED.cases) >= LEAST_WITHOUT_CALL


@pytest.mark.parametrize("case", [pytest.param(case, id=Path(path).name) for path, case in SHIPPED.cases])
def test_the_case_is_decided_as_expected(case: Case, content: Content) -> None:
    record = read_document(content, case, date(2026, 1, 1))
    assert not isinstance(record, tuple), f"{case.name}: the answers do not fit the checklists: {record}"
    decision = decide(content, record)
    assert differences(case, decision) == [], told(case, decision)


def differences(case: Case, decision: Decision) -> list[str]:
    """Give what the case expects and does not get; what it does not mention is not compared."""
    expected = case.expected
    compared: list[tuple[str, object, object]] = [("besluit", expected.level.label, decision.level.label)]
    if expected.thresholds is not None:
        compared.append(("drempels", sorted(expected.thresholds), sorted(regional(decision))))
    if expected.call is not None:
        compared.append(("bel", expected.call, decision.call))
    return [f"{key}: verwacht {wanted}, gekregen {got}" for key, wanted, got in compared if wanted != got]


def regional(decision: Decision) -> list[str]:
    """Give the region's thresholds that are reached; those of the national floor follow from the same answers."""
    return [outcome.threshold.id for outcome in decision.reached if not outcome.is_national]


def told(case: Case, decision: Decision) -> str:
    """Give what a writer of cases needs to see why it went differently."""
    reasons = [f"  {outcome.threshold.id}: {', '.join(outcome.because)}" for outcome in decision.reached]
    return "\n".join([f"{case.name}", *differences(case, decision), "omdat bereikt:", *(reasons or ["  niets"])])
