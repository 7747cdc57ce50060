"""Lists without their contradictions: what is left to check the rest with, so that one mistake hides no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kvv_triage.checking.checks import check_checklist, check_folder
from kvv_triage.checking.references import Known
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.conditions import Path
from kvv_triage.errors import Finding


@dataclass(frozen=True, slots=True)
class Mended:
    """Lists that can be made ready, and the names of the questions and lists that were set aside for it."""

    checklists: tuple[Checklist, ...]
    broken: frozenset[str]


def mended(checklists: tuple[Checklist, ...], broken: frozenset[str]) -> Mended:
    """The lists without the guards, questions and sections that have a mistake; in as many rounds as needed."""
    known = Known.of(checklists)
    wrong = [
        (checklist, finding.path)
        for checklist in checklists
        for finding in (*check_checklist(checklist, known), *_own(checklist, known))
    ]
    if not wrong:
        return Mended(checklists, broken)
    kept: list[Checklist] = []
    for checklist in checklists:
        paths = {path for owner, path in wrong if owner is checklist}
        without = _without(checklist, paths) if paths else checklist
        questions = {question.id for _, question in without.questions()}
        lost = {f"{checklist.id}.{one.id}" for _, one in checklist.questions() if one.id not in questions}
        broken |= lost if without.sections else lost | {checklist.id}
        kept += [without] if without.sections else []
    return mended(tuple(kept), broken)


def _own(checklist: Checklist, known: Known) -> Iterable[Finding]:
    return (finding for owner, finding in check_folder(known) if owner is checklist)


def _without(checklist: Checklist, wrong: set[Path]) -> Checklist:
    inside: dict[Path, list[Path]] = {}
    for path in wrong:
        if path[2:3] == ("vragen",):
            inside.setdefault(path[:4], []).append(path[4:])
    broken_sections = {path[:2] for path in wrong if path[0] == "onderdelen" and path[2:3] != ("vragen",)}
    sections = []
    for at, section in enumerate(checklist.sections):
        questions = []
        for position, question in enumerate(section.questions):
            mistakes = inside.get(("onderdelen", at, "vragen", position), [])
            if not mistakes:
                questions.append(question)
            elif all(path[:1] == ("alleen_als",) for path in mistakes):
                questions.append(question.model_copy(update={"only_if": None}))
        if questions and ("onderdelen", at) not in broken_sections:
            sections.append(section.model_copy(update={"questions": tuple(questions)}))
    guard = None if any(path[0] == "inzetten_als" for path in wrong) else checklist.only_if
    return checklist.model_copy(update={"sections": tuple(sections), "only_if": guard})
