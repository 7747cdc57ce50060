"""Law 4: the agreed threshold may only be stricter than the national floor, whatever a region writes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
import yaml
from hypothesis import given

from kvv_triage.content.content import Content
from kvv_triage.language.scales import Level, Severity, UnknownKind
from kvv_triage.reading.loading import Loaded, load_folder
from kvv_triage.trainer.trying import try_cases
from tests.conftest import NEVER, ROOT, SPECIALISTS
from tests.helpers import reference
from tests.helpers.deciding import Case, assert_never_milder, cases, made_ready, reached


@given(cases())
def test_no_region_goes_below_the_national_floor(case: Case) -> None:
    decision, told = case.decide(), reference.certain(case.ruleset, case.record)
    severity = max((said.severity for said in told), default=Severity.GEEN)
    norms = {norm for said in told for norm in said.norms}
    unseen = {said.item.severity for said in told if said.unknown and said.unknown >= UnknownKind.NIET_ALLEEN_GESPROKEN}
    unknown = {said.item.severity for said in told if said.unknown}
    if severity is Severity.LEVENSGEVAAR:
        assert decision.level is Level.BEL_112
    alone = {norm for norm in norms if not norm.needs_suspicion}
    if severity >= Severity.RODE_VLAG or alone or any(possible >= Severity.RODE_VLAG for possible in unseen):
        assert decision.level >= Level.BEL_NU
    if norms:
        assert decision.level >= Level.ADVIES
    carrying = {said.item.id for said in told if {*said.norms} - alone}
    serious = {said.item.id for said in told if said.severity >= Severity.ERNSTIG}
    is_next_to = bool(serious and carrying) and len(serious | carrying) > 1
    if is_next_to:
        assert decision.level >= Level.BEL_NU
    if any(possible >= Severity.ACUUT for possible in unknown):
        assert decision.level >= Level.ADVIES
    if severity >= Severity.ACUUT or alone or is_next_to:
        assert decision.meldcode.report_is_norm


@pytest.fixture(scope="module")
def loosest(tmp_path_factory: pytest.TempPathFactory) -> Content:
    """Give the shipped lists under thresholds of a region that asks for nothing."""
    folder = tmp_path_factory.mktemp("losse-regio")
    shutil.copytree(ROOT / "checklists", folder / "checklists")
    (folder / "thresholds.yaml").write_text(SPECIALISTS + NEVER, encoding="utf-8")
    loaded = load_folder(folder)
    assert loaded.content is not None, "\n".join(map(str, loaded.errors))
    return loaded.content


def test_the_agreed_thresholds_only_add_to_what_the_floor_asks_in_every_case_of_the_casebook(
    content: Content, loaded: Loaded, loosest: Content
) -> None:
    floors, agreed = try_cases(made_ready(loosest), loaded.cases), try_cases(made_ready(content), loaded.cases)
    for floor, both in zip(floors, agreed, strict=True):
        assert_never_milder(floor.decision, both.decision)
    assert {floor.decision.level for floor in floors} == set(Level)
    assert all(name.startswith("landelijk-") for floor in floors for name in reached(floor.decision))


def test_a_folder_that_weakens_any_core_danger_sign_is_invalid(content: Content, tmp_path: Path) -> None:
    weakened = {sign.question for sign in content.floor.core}
    (tmp_path / "thresholds.yaml").write_text(SPECIALISTS + NEVER, encoding="utf-8")
    (tmp_path / "checklists").mkdir()
    for path in (ROOT / "checklists").glob("*.yaml"):
        checklist = yaml.load(path.read_bytes(), Loader=yaml.BaseLoader)  # noqa: S506 -- as kvv reads it: texts only
        for section in checklist["onderdelen"]:
            for question in section["vragen"]:
                if f"{checklist['checklist']}.{question['id']}" in weakened:
                    _weaken(question)
        (tmp_path / "checklists" / path.name).write_text(yaml.safe_dump(checklist, allow_unicode=True), "utf-8")
    loaded = load_folder(tmp_path)
    assert loaded.content is None
    told = [(Path(problem.path).stem, problem.where) for problem in loaded.errors if problem.code == "KVV410"]
    lists = {name: name.partition(".") for name in weakened}
    untold = [name for name, (checklist, _, question) in lists.items() if not _is_told(told, checklist, question)]
    assert untold == []


def _weaken(question: dict[str, object]) -> None:
    """Make every answer of a question as mild as a danger sign can be."""
    answers = question.get("antwoorden")
    for weighed in answers if isinstance(answers, list) else [question]:
        if "ernst" in weighed:
            weighed["ernst"] = "bijdragend"


def _is_told(told: list[tuple[str, str]], checklist: str, question: str) -> bool:
    return any(stem.endswith(checklist) and question in where for stem, where in told)
