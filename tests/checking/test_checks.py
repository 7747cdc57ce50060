"""What the shape of one file cannot show: references, order, the core danger signs, and rules out of reach."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from kvv_triage.checking.checks import YEAR
from kvv_triage.errors import Problem
from kvv_triage.reading.loading import load_folder, national_floor

BASIS = Path(__file__).parents[1] / "broken" / "basis"
HEAD = 'checklist: {name}\ntitel: Proef\nversie: "1"\nvolgorde: {order}\n'
SECTION = "onderdelen:\n  - id: deel\n    titel: Deel\n    vragen:\n"
THRESHOLDS = """\
versie: "1"
specialisten: {}
drempels:
"""

Check = Callable[..., list[Problem]]


def listed(name: str, *questions: str, order: int = 50, guard: str = "") -> str:
    """Give the text of a list with these questions, each on one line."""
    only_if = f"inzetten_als: {guard}\n" if guard else ""
    return HEAD.format(name=name, order=order) + only_if + SECTION + "".join(f"      - {one}\n" for one in questions)


def rule(condition: str, name: str = "proef") -> str:
    return f"  - {{id: {name}, als: {condition}, dan: bel_nu, bel: [veilig_thuis], omdat: Proef}}\n"


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Put files into a valid folder and give what is wrong then; `a.yaml` is a list, and so on."""

    def checked(*rules: str, **lists: str) -> list[Problem]:
        shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
        for name, text in lists.items():
            (tmp_path / "checklists" / f"{name}.yaml").write_text(text, encoding="utf-8")
        if rules:
            (tmp_path / "thresholds.yaml").write_text(THRESHOLDS + "".join(rules), encoding="utf-8")
        return list(load_folder(tmp_path).problems)

    return checked


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def changed(name: str, old: str, new: str) -> str:
    """Give a list of the valid folder with one thing changed."""
    text = (BASIS / "checklists" / f"{name}.yaml").read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new)


REACHABLE = [
    "{vraag: partnergeweld.keel}",
    "{vraag: partnergeweld.keel, vanaf: klachten}",
    "{vraag: partnergeweld.dreiging, optie: doden}",
    "{vraag: partnergeweld.dreiging, opties: [doden, wapen, zelfdoding], minstens: 3}",
    "{minstens: 3, ernst: acuut, bij: kind}",
    "{minstens: 2, vragen: [kind.heeft-verteld, kind.zorg-onthouden], bij: kind}",
    "{minstens: 1, norm: onthulling, in: [kind]}",
    "{niet_uitgesloten: 6, ernst: rode_vlag, in: [partnergeweld], vanaf: geweigerd}",
    "{eerder: 1000, besluit: bel_112, binnen_dagen: 1}",
    "{alle: [{vraag: start.kinderen}, {een_van: [{vraag: partnergeweld.keel}, {minstens: 1, ernst: acuut}]}]}",
]
OUT_OF_REACH = [
    "{punten: 1}",
    "{minstens: 5, ernst: acuut, bij: kind}",
    "{minstens: 1, ernst: acuut, in: [start]}",
    "{minstens: 3, norm: onthulling}",
    "{minstens: 3, norm: structureel}",
    "{niet_uitgesloten: 1, ernst: bijdragend, in: [start]}",
    "{eerder: 1001, besluit: advies, binnen_dagen: 9}",
    "{alle: [{vraag: partnergeweld.keel}, {punten: 1}]}",
    "{een_van: [{punten: 1}, {minstens: 99, ernst: bijdragend}]}",
]


@pytest.mark.parametrize("condition", REACHABLE)
def test_a_threshold_that_some_answers_reach_is_in_order(condition: str, check: Check) -> None:
    assert codes(check(rule(condition))) == []


@pytest.mark.parametrize(
    ("condition", "told"),
    [
        ("{een_van: [{punten: 99}, {minstens: 1, ernst: acuut}]}", 1),
        ("{alle: [{vraag: start.kinderen}, {een_van: [{punten: 99}, {minstens: 1, ernst: acuut}]}]}", 1),
        ("{een_van: [{minstens: 1, norm: acuut}, {minstens: 1, ernst: acuut}, {punten: 1}]}", 2),
        ("{een_van: [{vraag: start.kinderen}, {alle: [{vraag: start.kinderen}, {punten: 1}]}]}", 1),
        ("{een_van: [{vraag: start.kinderen}, {niet_uitgesloten: 99, ernst: acuut}]}", 1),
    ],
)
def test_a_part_of_a_threshold_that_never_helps_is_said(condition: str, told: int, check: Check) -> None:
    found = check(rule(condition))
    assert codes(found) == ["KVV313"] * told
    assert all(problem.warning for problem in found)


@pytest.mark.parametrize("condition", OUT_OF_REACH)
def test_a_threshold_that_no_answers_reach_is_refused(condition: str, check: Check) -> None:
    assert codes(check(rule(condition))) == ["KVV403"]


def test_the_national_floor_looks_again_within_a_year() -> None:
    floor = national_floor()
    days = [floor.fallback.look_again_days, *(threshold.look_again_days or 0 for threshold in floor.thresholds)]
    assert max(days) <= YEAR


def test_every_threshold_out_of_reach_is_told_beside_other_mistakes_in_thresholds(check: Check) -> None:
    found = check(rule("{punten: 1}", "een"), rule("{vraag: weg.weg}", "twee"), rule("{punten: 2}", "drie"))
    assert [(one.line, one.code) for one in found] == [(4, "KVV403"), (5, "KVV301"), (6, "KVV403")]


@pytest.mark.parametrize(
    ("guard", "expected"),
    [
        ("{minstens: 1, ernst: acuut}", ["KVV310"]),  # the lists before it have none
        ("{minstens: 1, ernst: acuut, in: [start]}", ["KVV310"]),
        ("{niet_uitgesloten: 1, ernst: bijdragend}", ["KVV310"]),
        ("{vraag: start.kinderen}", []),
        ("{eerder: 1, besluit: advies, binnen_dagen: 30}", []),
    ],
)
def test_a_guard_is_judged_by_the_questions_before_it(guard: str, expected: list[str], check: Check) -> None:
    of_question = listed("proef", f"{{id: een, vraag: Is dat zo, alleen_als: {guard}}}", order=15)
    assert codes(check(proef=of_question)) == expected
    of_list = listed("proef", "{id: een, vraag: Is dat zo}", order=15, guard=guard)
    assert codes(check(proef=of_list)) == expected


def test_a_guard_may_count_the_earlier_questions_of_its_own_list(check: Check) -> None:
    one = "{id: een, vraag: Is dat zo, ernst: acuut}"
    two = "{id: twee, vraag: En dit, alleen_als: {minstens: 1, ernst: acuut, in: [proef]}}"
    assert codes(check(proef=listed("proef", one, two))) == []
    assert codes(check(proef=listed("proef", two, one))) == ["KVV306"]


def test_two_lists_that_wait_for_each_other_are_told_as_a_circle(check: Check) -> None:
    one = listed("een", "{id: a, vraag: Is dat zo}", order=60, guard="{vraag: twee.b}")
    two = listed("twee", "{id: b, vraag: En dit}", order=70, guard="{vraag: een.a}")
    found = check(een=one, twee=two)
    assert [(one.code, one.message) for one in found] == [("KVV306", "dit en `twee.b` wachten op elkaar: een kring")]


def test_a_guard_that_leads_nowhere_is_no_circle(check: Check) -> None:
    one = "{id: een, vraag: Is dat zo, alleen_als: {vraag: proef.twee}}"
    two = "{id: twee, vraag: En dit, alleen_als: {minstens: 1, vragen: [weg.weg, start.zorgen]}}"
    assert codes(check(proef=listed("proef", one, two))) == ["KVV306", "KVV301"]


def test_a_long_circle_is_found_and_a_chain_is_none(check: Check) -> None:
    chain = [f"{{id: q{n}, vraag: Is dat zo, alleen_als: {{vraag: proef.q{n + 1}}}}}" for n in range(3)]
    end = "{id: q3, vraag: Is dat zo}"
    back = "{id: q3, vraag: Is dat zo, alleen_als: {vraag: proef.q0}}"
    assert {one.message.partition("`")[0] for one in check(proef=listed("proef", *chain, end))} == {"de vraag "}
    assert {one.message.partition("`")[0] for one in check(proef=listed("proef", *chain, back))} == {"dit en "}


@pytest.mark.parametrize(
    ("name", "tip"),
    [
        ("partnergeweld.kel", "bedoelde je `partnergeweld.keel`?"),
        ("partnergeweld.xyz", "kijk welke vragen er in de lijst `partnergeweld` staan"),
        ("partner.keel", "bedoelde je `partnergeweld.keel`?"),
        ("keel", "bedoelde je `partnergeweld.keel`?"),
        ("partnergewelt.stalkin", "bedoelde je `partnergeweld.stalking`?"),
        ("xyz", "schrijf een vraag als `lijst.vraag`"),
        ("", "schrijf een vraag als `lijst.vraag`"),
    ],
)
def test_a_question_that_does_not_exist_comes_with_the_one_that_was_meant(name: str, tip: str, check: Check) -> None:
    found = check(rule(f'{{minstens: 1, vragen: ["{name or "?"}"]}}'))
    assert [(one.code, one.tip) for one in found] == [("KVV301", tip)]


@pytest.mark.parametrize("name", ["kind", "kind.heeft-verteld", "kind-1"])
def test_a_person_or_a_list_is_no_question(name: str, check: Check) -> None:
    assert codes(check(rule(f"{{vraag: {name}}}"))) == ([] if name == "kind.heeft-verteld" else ["KVV301"])


def test_the_bands_of_a_number_cover_each_number_once_in_any_order_of_danger(check: Check) -> None:
    bands = "[{vanaf: 3}, {tot: 0, ernst: acuut, norm: structureel}, {vanaf: 1, tot: 2, punten: 2}]"
    assert codes(check(proef=listed("proef", f"{{id: een, vraag: Hoe vaak, soort: getal, banden: {bands}}}"))) == []


def test_an_option_may_weigh_as_much_as_the_one_before(check: Check) -> None:
    options = (
        "[{id: nee, tekst: Nee}, {id: soms, tekst: Soms, ernst: ernstig, punten: 1},"
        " {id: vaak, tekst: Vaak, ernst: ernstig, punten: 1}]"
    )
    assert codes(check(proef=listed("proef", f"{{id: een, vraag: V, soort: keuze, antwoorden: {options}}}"))) == []


def test_an_option_with_more_severity_may_not_have_fewer_points(check: Check) -> None:
    options = (
        "[{id: nee, tekst: Nee}, {id: soms, tekst: Soms, punten: 2}, {id: vaak, tekst: Vaak, ernst: acuut, punten: 1}]"
    )
    found = check(proef=listed("proef", f"{{id: een, vraag: V, soort: keuze, antwoorden: {options}}}"))
    assert [one.message for one in found] == ["de punten dalen hier; antwoorden staan van minst naar meest gevaarlijk"]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('verhaal?", ernst: acuut', 'verhaal?", ernst: levensgevaar', []),  # stricter is allowed
        ('verhaal?", ernst: acuut', 'verhaal?", ernst: rode_vlag', ["KVV410"]),
        ('verhaal?", ernst: acuut', 'verhaal?", punten: 99', ["KVV410"]),
        ('verhaal?", ernst: acuut', 'verhaal?", ernst: levensgevaar, signaal_bij: nee', ["KVV410"]),
        ("norm: onthulling", "norm: structureel", ["KVV410"]),
        ("id: geen-toegang", "id: vroeger", ["KVV411"]),
        ("id: toegang", "id: bereik", ["KVV411"]),
        ('bij het kind", ernst: acuut', 'bij het kind", ernst: bijdragend', ["KVV206", "KVV410"]),
        ("id: zorg-onthouden", "id: zorg", ["KVV411"]),
    ],
)
def test_a_core_danger_sign_may_only_become_stricter(old: str, new: str, expected: list[str], check: Check) -> None:
    assert sorted(codes(check(kind=changed("kind", old, new)))) == expected


def test_a_core_danger_sign_of_another_kind_must_still_weigh_enough(check: Check) -> None:
    number = 'niet?", soort: getal, banden: [{tot: 0}, {vanaf: 1, ernst: ERNST}]'
    weak = check(kind=changed("kind", 'niet?", ernst: acuut', number.replace("ERNST", "ernstig")))
    assert [(one.code, one.warning) for one in weak] == [("KVV410", False)]
    strong = check(kind=changed("kind", 'niet?", ernst: acuut', number.replace("ERNST", "acuut")))
    assert [(one.code, one.warning) for one in strong] == [("KVV411", True)]


def test_every_decision_names_the_core_signs_that_the_lists_lack(tmp_path: Path) -> None:
    shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
    text = changed("kind", "id: zorg-onthouden", "id: zorg").replace("id: toegang", "id: bereik")
    (tmp_path / "checklists" / "kind.yaml").write_text(text, encoding="utf-8")
    content = load_folder(tmp_path).content
    assert content is not None
    assert content.missing_core == ("kind.zorg-onthouden", "kind.seksueel-misbruik, antwoord toegang")


def test_the_specialists_of_the_national_floor_may_be_called_without_naming_them_again(check: Check) -> None:
    text = "  - {id: a, als: {minstens: 1, ernst: acuut}, dan: bel_nu, bel: [veilig_thuis, politie], omdat: Proef}\n"
    assert codes(check(text)) == []


def test_a_source_may_be_an_address_or_a_sentence(check: Check) -> None:
    start = "  - {id: a, als: {minstens: 1, ernst: acuut}, dan: bel_nu, bel: [veilig_thuis], omdat: Proef, bron: "
    assert codes(check(f'{start}["https://voorbeeld.nl", Afspraak van de regio, afweging]}}\n')) == []
    assert codes(check(f"{start}[afweeging]}}\n")) == ["KVV412"]


def test_a_threshold_that_asks_for_nothing_or_for_112_needs_nobody_to_call(check: Check) -> None:
    text = "  - {id: NAAM, als: {minstens: 1, ernst: acuut}, dan: DAN, omdat: Proef}\n"
    rules = [text.replace("NAAM", name).replace("DAN", name) for name in ("volgen", "advies", "bel_nu", "bel_112")]
    rules = [one.replace("id: bel_nu", "id: b").replace("id: bel_112", "id: c") for one in rules]
    assert [(one.line, one.code) for one in check(*rules)] == [(5, "KVV408"), (6, "KVV408")]
