"""The condition language as trainers write it; what the conditions mean is tested in test_rules.py."""

from __future__ import annotations

import pytest
import yaml
from pydantic import TypeAdapter, ValidationError

from kvv_triage.content.conditions import (
    AllOf,
    AnyOf,
    Condition,
    CountNorm,
    CountOptions,
    CountSeverity,
    CountSignals,
    Earlier,
    NotExcluded,
    Points,
    Signal,
    is_about_unknowns,
    list_references,
    not_excluded_pairs,
    question_references,
    walk,
)
from kvv_triage.language.scales import Level, Norm, Severity, UnknownKind

CONDITION: TypeAdapter[Condition] = TypeAdapter(Condition)


def read(text: str) -> Condition:
    return CONDITION.validate_python(yaml.safe_load(text))


FORMS: dict[str, Condition] = {
    "{vraag: a.x}": Signal(question="a.x"),
    "{vraag: a.x, vanaf: ooit}": Signal(question="a.x", at_least="ooit"),
    "{vraag: a.x, optie: drank, bij: kind}": Signal(question="a.x", option="drank", per="kind"),
    "{vraag: a.x, opties: [drank, drugs, anders], minstens: 2}": CountOptions(
        question="a.x", options=("drank", "drugs", "anders"), minimum=2
    ),
    "{minstens: 1, bij: kind, opties: [drank], vraag: a.x}": CountOptions(
        question="a.x", options=("drank",), minimum=1, per="kind"
    ),
    "{minstens: 2, ernst: ernstig}": CountSeverity(minimum=2, severity=Severity.ERNSTIG),
    "{minstens: 2, ernst: acuut, in: [a, b], bij: kind}": CountSeverity(
        minimum=2, severity=Severity.ACUUT, lists=("a", "b"), per="kind"
    ),
    "{minstens: 1, vragen: [a.x, a.y]}": CountSignals(minimum=1, questions=("a.x", "a.y")),
    "{minstens: 1, norm: onthulling, in: [a]}": CountNorm(minimum=1, norm=Norm.ONTHULLING, lists=("a",)),
    "{punten: 3, bij: kind}": Points(minimum=3, per="kind"),
    "{niet_uitgesloten: 1, ernst: acuut}": NotExcluded(minimum=1, severity=Severity.ACUUT),
    "{niet_uitgesloten: 1, ernst: acuut, vanaf: geweigerd}": NotExcluded(
        minimum=1, severity=Severity.ACUUT, kind=UnknownKind.GEWEIGERD
    ),
    "{eerder: 2, besluit: advies, binnen_dagen: 90}": Earlier(minimum=2, level=Level.ADVIES, within_days=90),
    "{alle: [{punten: 1}]}": AllOf(conditions=(Points(minimum=1),)),
    "{een_van: [{punten: 1}, {alle: [{vraag: a.x}]}]}": AnyOf(
        conditions=(Points(minimum=1), AllOf(conditions=(Signal(question="a.x"),)))
    ),
}


@pytest.mark.parametrize(("text", "condition"), FORMS.items(), ids=FORMS)
def test_each_form_is_read(text: str, condition: Condition) -> None:
    assert read(text) == condition


@pytest.mark.parametrize("condition", FORMS.values(), ids=FORMS)
def test_a_condition_that_was_read_is_taken_as_it_is(condition: Condition) -> None:
    assert CONDITION.validate_python(condition) == condition


MISTAKES = {
    "{}": "kvv_voorwaarde",
    "[]": "kvv_voorwaarde",
    "waar": "kvv_voorwaarde",
    "{niet: {vraag: a.x}}": "kvv_voorwaarde",
    "{ernst: ernstig}": "kvv_voorwaarde",
    "{vraag: a.x, vanaf: ooit, optie: drank}": "kvv_vanaf_en_optie",
    "{vraag: a.x, ernst: ernstig}": "extra_forbidden",
    "{vraag: a.x, opties: [drank]}": "missing",
    "{vraag: a.x, minstens: 1}": "missing",
    "{opties: [drank], minstens: 1}": "missing",
    "{vraag: a.x, opties: [drank], minstens: 1, optie: drank}": "extra_forbidden",
    "{vraag: a.x, opties: [drank], minstens: 1, vanaf: ooit}": "extra_forbidden",
    "{vraag: a.x, opties: [drank], minstens: 1, in: [a]}": "extra_forbidden",
    "{vraag: a.x, opties: [drank], minstens: 0}": "kvv_minstens_een",
    "{vraag: a.x, opties: [], minstens: 1}": "kvv_lege_lijst",
    "{vraag: a.x, opties: [drank, drank], minstens: 1}": "kvv_dubbel",
    "{vraag: a.x, opties: [drank, drugs], minstens: 3}": "kvv_meer_dan_opties",
    "{minstens: 0, ernst: ernstig}": "kvv_minstens_een",
    "{minstens: veel, ernst: ernstig}": "kvv_getal",
    "{minstens: 1, ernst: geen}": "kvv_keuze",
    "{minstens: 1}": "missing",
    "{minstens: 1, vragen: []}": "kvv_lege_lijst",
    "{minstens: 1, vragen: [a.x, a.x]}": "kvv_dubbel",
    "{minstens: 1, norm: veel}": "kvv_keuze",
    "{punten: 0}": "kvv_minstens_een",
    "{punten: 1, in: []}": "kvv_lege_lijst",
    "{punten: 1, in: [a, a]}": "kvv_dubbel",
    "{niet_uitgesloten: 1, ernst: acuut, vanaf: soms}": "kvv_keuze",
    "{eerder: 1, besluit: advies}": "missing",
    "{eerder: 1, besluit: advies, binnen_dagen: 0}": "kvv_minstens_een",
    "{eerder: 1, besluit: advies, binnen_dagen: 9, bij: kind}": "extra_forbidden",
    "{alle: []}": "kvv_lege_lijst",
    "{een_van: [{alle: []}]}": "kvv_lege_lijst",
}


@pytest.mark.parametrize(("text", "mistake"), MISTAKES.items(), ids=MISTAKES)
def test_anything_else_is_refused(text: str, mistake: str) -> None:
    with pytest.raises(ValidationError) as refused:
        read(text)
    assert [error["type"] for error in refused.value.errors(include_input=False)] == [mistake]


NESTED = read("""
een_van:
- {vraag: a.x}
- alle:
  - {minstens: 1, vragen: [a.y, b.z]}
  - {punten: 2, in: [a, b]}
  - {niet_uitgesloten: 1, ernst: acuut, vanaf: geweigerd, in: [b]}
  - {vraag: a.z, opties: [drank, drugs], minstens: 2}
""")


def test_every_condition_inside_is_visited_with_its_path() -> None:
    assert [(path, type(part)) for path, part in walk(NESTED, ("als",))] == [
        (("als",), AnyOf),
        (("als", "een_van", 0), Signal),
        (("als", "een_van", 1), AllOf),
        (("als", "een_van", 1, "alle", 0), CountSignals),
        (("als", "een_van", 1, "alle", 1), Points),
        (("als", "een_van", 1, "alle", 2), NotExcluded),
        (("als", "een_van", 1, "alle", 3), CountOptions),
    ]


def test_the_questions_and_lists_it_names_are_found_with_their_path() -> None:
    assert list(question_references(NESTED)) == [
        (("een_van", 0, "vraag"), "a.x"),
        (("een_van", 1, "alle", 0, "vragen", 0), "a.y"),
        (("een_van", 1, "alle", 0, "vragen", 1), "b.z"),
        (("een_van", 1, "alle", 3, "vraag"), "a.z"),
    ]
    assert list(list_references(NESTED)) == [
        (("een_van", 1, "alle", 1, "in", 0), "a"),
        (("een_van", 1, "alle", 1, "in", 1), "b"),
        (("een_van", 1, "alle", 2, "in", 0), "b"),
    ]


def test_a_condition_is_about_unknowns_when_any_part_counts_what_is_not_excluded() -> None:
    assert is_about_unknowns(NESTED)
    assert list(not_excluded_pairs(NESTED)) == [(Severity.ACUUT, UnknownKind.GEWEIGERD)]
    assert not is_about_unknowns(read("{alle: [{punten: 1}]}"))
