"""What is wrong in the shape of data, told with the path and in the words of whoever wrote it."""

from __future__ import annotations

import pytest

from kvv_triage.checking.allowed_keys import dug
from kvv_triage.checking.models import to_model
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.errors import Finding
from kvv_triage.language.fields import Model
from kvv_triage.language.meant import MOST_COMPARED

QUESTION: dict[str, object] = {"id": "een", "vraag": "Is dat zo?"}


def checklist(question: object) -> dict[str, object]:
    section = {"id": "deel", "titel": "Deel", "vragen": [question]}
    return {"checklist": "proef", "titel": "Proef", "versie": "1", "onderdelen": [section]}


def mistakes(model: type[Model], data: object) -> list[Finding]:
    made = to_model(model, data)
    return list(made) if isinstance(made, tuple) else []


def test_data_in_order_becomes_a_model() -> None:
    made = to_model(Checklist, checklist(QUESTION))
    assert isinstance(made, Checklist)
    assert made.id == "proef"


def test_the_path_holds_only_what_the_trainer_wrote() -> None:
    """Pydantic adds the kind of question (`ja_nee`) to its own path."""
    found = mistakes(Checklist, checklist({**QUESTION, "ernst": "hoog"}))
    assert [one.path for one in found] == [("onderdelen", 0, "vragen", 0, "ernst")]


def test_every_mistake_is_told_in_one_go() -> None:
    data = {**checklist({"id": "een twee", "ernst": "hoog", "kleur": "rood"}), "versie": ""}
    assert [one.code for one in mistakes(Checklist, data)] == ["KVV105", "KVV104", "KVV108", "KVV102", "KVV101"]


def test_the_english_name_of_a_field_is_no_key() -> None:
    assert [one.path[-1] for one in mistakes(Checklist, checklist({**QUESTION, "severity": "acuut"}))] == ["severity"]


def test_a_misspelled_key_is_not_told_again_as_a_missing_one() -> None:
    assert [one.code for one in mistakes(Checklist, checklist({"id": "een", "vrag": "Is dat zo?"}))] == ["KVV101"]


def test_a_missing_key_beside_another_unknown_one_is_told() -> None:
    found = mistakes(Checklist, checklist({"id": "een", "kleur": "rood"}))
    assert sorted(one.code for one in found) == ["KVV101", "KVV102"]


def test_looking_for_what_was_meant_stops_after_many_mistakes_and_every_mistake_is_told() -> None:
    data = {**checklist(QUESTION), **{f"titl{number}": "x" for number in range(MOST_COMPARED)}}
    found = mistakes(Checklist, data)
    assert len(found) == MOST_COMPARED
    assert found[0].tip == "bedoelde je `titel`?"
    assert found[-1].tip.startswith("hier kan staan: ")


@pytest.mark.parametrize(
    ("condition", "tip"),
    [
        ("partnergeweld.keel", "schrijf bijvoorbeeld `{vraag: partnergeweld.keel}`"),
        ("ja", "schrijf bijvoorbeeld `{vraag: lijst.vraag}`"),
        ([{"vraag": "a.b"}], "zet `alle:` of `een_van:` boven deze lijst"),
        ({"tenzij": {"vraag": "a.b"}}, "een voorwaarde kan niets uitsluiten: onbekend is nooit nee."),
        ({"bij": "kind"}, "schrijf bijvoorbeeld `{vraag: lijst.vraag}`"),
        ({"niet_uitgeslote": "1", "bij": "kind"}, "bedoelde je `niet_uitgesloten`?"),
        ({"ernst": "acuut"}, "zet er `minstens: 1` bij"),
    ],
)
def test_a_condition_of_no_known_form_gets_a_way_out(condition: object, tip: str) -> None:
    found = mistakes(Checklist, checklist({**QUESTION, "alleen_als": condition}))
    assert [one.code for one in found] == ["KVV110"]
    assert found[0].tip.startswith(tip)


def test_a_mistake_deep_inside_a_condition_is_found_there() -> None:
    condition = {"alle": [{"vraag": "a.b"}, {"een_van": [{"minstens": "0", "ernst": "acuut"}]}]}
    found = mistakes(Checklist, checklist({**QUESTION, "alleen_als": condition}))
    assert found[0].path[-5:] == ("alle", 1, "een_van", 0, "minstens")


def test_an_id_without_any_letter_gets_an_example() -> None:
    found = mistakes(Checklist, checklist({**QUESTION, "id": "?!"}))
    assert found[0].tip == "schrijf bijvoorbeeld `eerste-keer`"


def test_a_kind_of_mistake_that_pydantic_may_add_is_told_in_dutch_without_the_value() -> None:
    class Other(Model):
        number: int

    found = mistakes(Other, {"number": "Jan Jansen"})
    assert [(one.path, one.code, one.message) for one in found] == [
        (("number",), "KVV103", "deze waarde past hier niet")
    ]


def test_data_of_another_kind_is_no_bug() -> None:
    others: tuple[object, ...] = (None, 5, True, [], "", [[]], {"drempels": None, "specialisten": 5})
    assert [data for data in others if not mistakes(RegionalThresholds, data)] == []


def test_a_path_that_leads_nowhere_holds_nothing() -> None:
    assert dug({"a": [1]}, ("a", 0)) == 1
    assert dug({"a": [1]}, ("a", 5)) is None
    assert dug({"a": [1]}, ("a", "b")) is None
