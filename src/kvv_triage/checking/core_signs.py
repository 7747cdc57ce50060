"""The core danger signs of the national floor: a region may not weaken one, and hears when it lacks one (law 4)."""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.checking.inventory import Inventory
from kvv_triage.content.checklist import (
    Checklist,
    Question,
    YesNoQuestion,
)
from kvv_triage.content.conditions import Path
from kvv_triage.content.kinds import carried_by, top_severity
from kvv_triage.content.thresholds import CoreSign, Floor
from kvv_triage.errors import Finding
from kvv_triage.language.scales import Severity

_STRICTER = "een regio kan alleen strenger zijn"


def check_core(floor: Floor, inventory: Inventory) -> Iterator[tuple[Checklist, Finding]]:
    """Core danger signs that a list weakens, and answers of them that it lacks."""
    for sign in floor.core:
        if sign.question not in inventory.questions:
            continue
        _, checklist, section, question = inventory.questions[sign.question]
        path: Path = ("onderdelen", checklist.sections.index(section), "vragen", section.questions.index(question))
        for finding in (*_weak_answers(sign, question, path), *_weak_norms(sign, question, path)):
            yield checklist, finding


def lacking_questions(floor: Floor, inventory: Inventory) -> tuple[str, ...]:
    """The core danger signs that these lists lack."""
    return tuple(sign.question for sign in floor.core if not inventory.may_have_question(sign.question))


def lacking(floor: Floor, inventory: Inventory) -> tuple[str, ...]:
    """The same with the answers that a list lacks: every decision names them."""
    answers = (
        f"{sign.question}, antwoord {answer}"
        for sign in floor.core
        if sign.question in inventory.questions
        for answer in sign.answers
        if answer not in carried_by(inventory.questions[sign.question][3])
    )
    return (*lacking_questions(floor, inventory), *answers)


def _weak_answers(sign: CoreSign, question: Question, path: Path) -> Iterator[Finding]:
    carried = carried_by(question)
    for answer, least in sign.answers.items():
        enough = f"`ernst: {least.label}` of hoger"
        if answer in carried:
            spot, weight = carried[answer]
            if weight.severity < least:
                message = f"dit kernsignaal weegt bij het antwoord `{answer}` minder dan landelijk is afgesproken"
                yield Finding((*path, *spot, "ernst"), "KVV410", message, f"zet hier {enough}: {_STRICTER}")
        elif isinstance(question, YesNoQuestion):
            message = f"bij dit kernsignaal is `{answer}` het gevaarlijke antwoord"
            yield Finding((*path, "signaal_bij"), "KVV410", message, "haal `signaal_bij` weg")
        else:
            yield _lost_answer(answer, least, enough, question, path)


def _lost_answer(answer: str, least: Severity, enough: str, question: Question, path: Path) -> Finding:
    tip = f"zet het antwoord `{answer}` terug, met {enough}"
    if top_severity(question) < least:
        message = f"dit kernsignaal weegt minder dan landelijk is afgesproken: het antwoord `{answer}` is weg"
        return Finding(path, "KVV410", message, f"{tip}: {_STRICTER}")
    message = f"van dit kernsignaal ontbreekt het antwoord `{answer}`"
    return Finding(path, "KVV411", message, f"{tip}; elke uitkomst noemt wat ontbreekt", warning=True)


def _weak_norms(sign: CoreSign, question: Question, path: Path) -> Iterator[Finding]:
    carried = carried_by(question)
    for answer, norm in sign.norms.items():
        if answer in carried and carried[answer][1].norm != norm:
            message = f"dit kernsignaal mist bij het antwoord `{answer}` de landelijke norm"
            yield Finding((*path, *carried[answer][0], "norm"), "KVV410", message, f"zet erbij: `norm: {norm}`")
