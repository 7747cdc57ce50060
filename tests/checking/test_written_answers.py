"""A case written down by a user: every way to answer, every mistake in one go, and what fills the rest."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
import yaml

from kvv_triage.case.answers import Answer, Number, Option, Options, Person, Persons, Text, Unknown, Value
from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.checking.written_answers import read_document
from kvv_triage.content.casebook import CasebookEntry, WrittenCase
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import Finding
from kvv_triage.language.scales import Level, UnknownKind

LISTS = """\
onderdelen:
- id: eens
  titel: Eén keer
  vragen:
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
  - {id: dreigt, vraag: Dreigt hij?, ernst: ernstig}
  - {id: steun, vraag: Is er steun?, signaal_bij: nee, ernst: bijdragend}
  - id: keel
    vraag: Bij de keel?
    soort: keuze
    alleen_als: {vraag: a.dreigt}
    antwoorden: [{id: nooit, tekst: Nooit}, {id: ooit, tekst: Ooit, ernst: rode_vlag}]
  - id: middelen
    vraag: Welke middelen?
    soort: meerkeuze
    antwoorden: [{id: drank, tekst: Drank, ernst: bijdragend}, {id: drugs, tekst: Drugs, ernst: ernstig}]
  - id: meldingen
    vraag: Hoeveel meldingen?
    soort: getal
    banden: [{vanaf: 4, ernst: ernstig}, {vanaf: 2, tot: 3}, {tot: 1, ernst: bijdragend}]
  - {id: verhaal, vraag: Wat nog?, soort: tekst}
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig}
  - {id: alleen, vraag: Is het alleen gesproken?, signaal_bij: nee, alleen_als: {vraag: a.bang}}
"""
DAY = date(2026, 3, 4)
Read = Callable[[Ruleset, str], CaseState]


@pytest.fixture(scope="module")
def lists(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(LISTS))


UNKNOWN = Unknown(UnknownKind.NIET_BEKEND)


# Answers


@pytest.mark.parametrize(
    ("slot", "written", "answer"),
    [
        ("a.dreigt", "ja", Answer((Option("ja"),))),
        ("a.dreigt", "weet_niet", Answer((UNKNOWN,))),
        ("a.dreigt", "{antwoord: nee}", Answer((Option("nee"),))),
        (
            "a.dreigt",
            "{antwoord: ja, feit: met een mes, bron: moeder}",
            Answer((Option("ja"),), "met een mes", "moeder"),
        ),
        ("a.dreigt", "{antwoord: weet_niet, omdat: geweigerd}", Answer((Unknown(UnknownKind.GEWEIGERD),))),
        ("a.dreigt", "{meningen: [ja, weet_niet]}", Answer((Option("ja"), UNKNOWN))),
        (
            "a.dreigt",
            "{meningen: [{antwoord: weet_niet, omdat: niet_gevraagd}, {antwoord: ja}], feit: gezien}",
            Answer((Unknown(UnknownKind.NIET_GEVRAAGD), Option("ja")), "gezien"),
        ),
        ("a.keel", "ooit", Answer((Option("ooit"),))),
        ("a.middelen", "[drank, drugs]", Answer((Options(frozenset({"drank", "drugs"})),))),
        ("a.middelen", "drank", Answer((Options(frozenset({"drank"})),))),
        ("a.middelen", "[]", Answer((Options(frozenset()),))),
        ("a.middelen", "weet_niet", Answer((UNKNOWN,))),
        ("a.middelen", "{meningen: [[drank], []]}", Answer((Options(frozenset({"drank"})), Options(frozenset())))),
        ("a.meldingen", "3", Answer((Number(3),))),
        ("a.meldingen", "'012'", Answer((Number(12),))),
        ("a.kinderen", "2", Answer((Persons((Person(), Person())),))),
        ("a.kinderen", "[kind-1, kind-2]", Answer((Persons((Person(), Person())),))),
        ("a.kinderen", "[{leeftijd: 9, label: oudste}, {}]", Answer((Persons((Person(9, "oudste"), Person())),))),
        ("a.kinderen", "weet_niet", Answer((UNKNOWN,))),
        ("a.verhaal", "Een verhaal.", Answer((Text("Een verhaal."),))),
        ("a.verhaal", "weet_niet", Answer((Text("weet_niet"),))),
        ("a.verhaal", "{antwoord: '', bron: buurvrouw}", Answer((Text(""),), "", "buurvrouw")),
        ("a.bang@kind-2", "nee", Answer((Option("nee"),))),
    ],
)
def test_every_way_to_answer_is_read(lists: Ruleset, record: Read, slot: str, written: str, answer: Answer) -> None:
    assert record(lists, f"antwoorden: {{{slot}: {written}}}").answers[slot] == answer


def test_the_whole_document_becomes_the_record(lists: Ruleset, record: Read) -> None:
    found = record(
        lists,
        """
        zaak: A-2026-014
        personen: [kind-1]
        antwoorden: {a.dreigt: ja}
        meldcode: {onveiligheid: twijfel}
        opgeschaald: niet pluis
        eerder: [{datum: 2026-01-10, besluit: advies}]
        datum: 2026-03-05
        """,
    )
    assert (found.day, found.persons, found.raised) == (date(2026, 3, 5), ("kind-1",), "niet pluis")
    assert found.earlier == (EarlierSession(date(2026, 1, 10), Level.ADVIES),)
    assert found.meldcode.unsafe == "twijfel"
    assert list(found.answers) == ["a.dreigt"]


def test_an_empty_document_is_a_case_of_today_with_everything_open(lists: Ruleset) -> None:
    assert read_document(lists, WrittenCase(), DAY) == CaseState(DAY)


def test_neither_document_nor_record_shows_what_was_said() -> None:
    document = WrittenCase.model_validate(
        {"zaak": "geheim", "antwoorden": {"a.verhaal": "geheim"}, "opgeschaald": "zeer geheim", "meldcode": {}}
    )
    assert "geheim" not in repr(document) + repr(CaseState(DAY, raised="geheim"))


# Mistakes

MISTAKES = [
    ("a.dreig: ja", "deze vraag bestaat niet", "bedoelde je `a.dreigt`?"),
    ("qqq: ja", "deze vraag bestaat niet", "schrijf een vraag als `lijst.vraag`"),
    ("a.dreigt@kind-1: ja", "deze vraag wordt niet per persoon gesteld", "schrijf `a.dreigt`"),
    ("a.dreigt@: ja", "deze vraag wordt niet per persoon gesteld", "schrijf `a.dreigt`"),
    ("a.bang: ja", "deze vraag wordt per kind gesteld", "schrijf `a.bang@kind-1`"),
    ("a.bang@: ja", "deze vraag wordt per kind gesteld", "schrijf `a.bang@kind-1`"),
    ("a.bang@partner-1: ja", "deze persoon bestaat niet", "schrijf een persoon als kind-1"),
    ("a.bang@kind-0: ja", "deze persoon bestaat niet", "schrijf een persoon als kind-1"),
    ("a.bang@kind: ja", "deze persoon bestaat niet", "schrijf een persoon als kind-1"),
    ("a.bang@kind-31: ja", "er zijn hoogstens 30 personen met dezelfde rol", ""),
    ("a.dreigt: jaa", "dit antwoord kent de vraag niet; kies uit: ja, nee, weet_niet", "bedoelde je `ja`?"),
    ("a.dreigt: [ja]", "dit antwoord kent de vraag niet; kies uit: ja, nee, weet_niet", ""),
    ("a.keel: ja", "dit antwoord kent de vraag niet; kies uit: nooit, ooit, weet_niet", ""),
    ("a.meldingen: veel", "hier hoort een geheel getal te staan, 0 of hoger, of `weet_niet`", ""),
    ("a.meldingen: -1", "hier hoort een geheel getal te staan, 0 of hoger, of `weet_niet`", ""),
    ("a.meldingen: 1.5", "hier hoort een geheel getal te staan, 0 of hoger, of `weet_niet`", ""),
    ("a.meldingen: ٣", "hier hoort een geheel getal te staan, 0 of hoger, of `weet_niet`", ""),
    ("a.meldingen: 1000000000", "hier hoort een geheel getal te staan, 0 of hoger, of `weet_niet`", ""),
    ("a.kinderen: 31", "er zijn hoogstens 30 personen met dezelfde rol", ""),
    ("a.dreigt: {feit: gezien}", "hier ontbreekt `antwoord`", "zet erbij: `antwoord: ...`"),
    ("a.dreigt: {antwoord: ja, meningen: [nee]}", "gebruik `antwoord` of `meningen`, niet allebei", ""),
    ("a.dreigt: {meningen: [nee], omdat: geweigerd}", "gebruik `antwoord` of `meningen`, niet allebei", ""),
]


@pytest.mark.parametrize(("written", "message", "tip"), MISTAKES)
def test_a_mistake_says_what_is_wrong_and_never_what_was_written(
    lists: Ruleset, written: str, message: str, tip: str
) -> None:
    assert mistakes(lists, written) == [("KVV502", (written.partition(":")[0],), message, tip)]


A_TEXT = "zet de hele tekst tussen aanhalingstekens"
DEEPER: list[tuple[str, tuple[str | int, ...], str, str]] = [
    (
        "a.dreigt: {antwoord: ja, door: wie}",
        ("door",),
        "onbekende sleutel; bekend zijn: antwoord, bron, feit, meningen, omdat",
        "",
    ),
    ("a.dreigt: {antwoord: ja, feit: [gezien]}", ("feit",), "hier hoort een tekst te staan", A_TEXT),
    (
        "a.dreigt: {antwoord: ja, omdat: geweigerd}",
        ("omdat",),
        "`omdat` hoort alleen bij `weet_niet`",
        "haal `omdat` weg",
    ),
    (
        "a.dreigt: {antwoord: weet_niet, omdat: zomaar}",
        ("omdat",),
        "bij `omdat` kan alleen staan: niet_gevraagd, niet_bekend, niet_alleen_gesproken, geweigerd",
        "",
    ),
    (
        "a.dreigt: {antwoord: jaa, feit: x}",
        ("antwoord",),
        "dit antwoord kent de vraag niet; kies uit: ja, nee, weet_niet",
        "bedoelde je `ja`?",
    ),
    ("a.dreigt: {meningen: []}", ("meningen",), "`meningen` is een lijst met minstens één antwoord", ""),
    ("a.dreigt: {meningen: ja}", ("meningen",), "`meningen` is een lijst met minstens één antwoord", ""),
    (
        "a.dreigt: {meningen: [ja, {antwoord: ja, feit: x}]}",
        ("meningen", 1, "feit"),
        "onbekende sleutel; bekend zijn: antwoord, omdat",
        "",
    ),
    (
        "a.keel: {meningen: [{antwoord: soms}]}",
        ("meningen", 0, "antwoord"),
        "dit antwoord kent de vraag niet; kies uit: nooit, ooit, weet_niet",
        "",
    ),
    (
        "a.middelen: [drank, drug]",
        (1,),
        "dit antwoord kent de vraag niet; kies uit: drank, drugs",
        "bedoelde je `drugs`?",
    ),
    ("a.middelen: [weet_niet]", (0,), "dit antwoord kent de vraag niet; kies uit: drank, drugs", ""),
    ("a.verhaal: {antwoord: [een, twee]}", ("antwoord",), "hier hoort een tekst te staan", A_TEXT),
    ("a.verhaal: [een, twee]", (), "hier hoort een tekst te staan", A_TEXT),
    (
        "a.kinderen: [kind-1, Sanne]",
        (1,),
        "schrijf een aantal, of per persoon `leeftijd` en `label`; nooit een naam",
        "",
    ),
    ("a.kinderen: [kind-2]", (0,), "schrijf een aantal, of per persoon `leeftijd` en `label`; nooit een naam", ""),
    ("a.kinderen: [{naam: Sanne}]", (0, "naam"), "onbekende sleutel; bekend zijn: label, leeftijd", ""),
    ("a.kinderen: [{label: [jongste]}]", (0, "label"), "hier hoort een tekst te staan", A_TEXT),
    (
        "a.kinderen: [{leeftijd: negen}]",
        (0, "leeftijd"),
        "hier hoort een geheel getal te staan, 0 of hoger, of laat `leeftijd` weg",
        "",
    ),
]


def test_a_number_may_also_come_as_a_number(lists: Ruleset) -> None:
    found = read_document(lists, WrittenCase(answers={"a.meldingen": 3}), DAY)
    assert isinstance(found, CaseState)
    assert found.answers["a.meldingen"] == Answer((Number(3),))
    wrong = read_document(lists, WrittenCase(answers={"a.meldingen": True, "a.kinderen": -1}), DAY)
    assert isinstance(wrong, tuple)
    assert len(wrong) == 2


@pytest.mark.parametrize(("written", "path", "message", "tip"), DEEPER)
def test_a_mistake_inside_an_answer_has_its_place(
    lists: Ruleset, written: str, path: tuple[str | int, ...], message: str, tip: str
) -> None:
    assert mistakes(lists, written) == [("KVV502", (written.partition(":")[0], *path), message, tip)]


def test_a_text_is_never_unknown(lists: Ruleset) -> None:
    written = "a.verhaal: {antwoord: weet_niet, omdat: geweigerd}"
    assert mistakes(lists, written) == [
        ("KVV502", ("a.verhaal",), "een tekst heeft geen antwoord `weet_niet`", "laat de vraag weg")
    ]


def test_all_mistakes_come_at_once(lists: Ruleset) -> None:
    document = WrittenCase(persons=("kind-1", "buurman-1", "kind-x"), answers={"a.dreigt": "soms", "a.nee": "ja"})
    found = read_document(lists, document, DAY)
    assert isinstance(found, tuple)
    assert [(one.code, one.path) for one in found] == [
        ("KVV505", ("personen", 1)),
        ("KVV505", ("personen", 2)),
        ("KVV502", ("antwoorden", "a.dreigt")),
        ("KVV502", ("antwoorden", "a.nee")),
    ]


def test_what_is_written_as_done_after_the_day_of_the_decision_is_refused(lists: Ruleset) -> None:
    def late(document: str, today: date = DAY) -> list[tuple[str | int, ...]]:
        found = read_document(lists, WrittenCase.model_validate(yaml.safe_load(document)), today)
        assert not isinstance(found, tuple) or {one.code for one in found} == {"KVV506"}
        return [one.path for one in found] if isinstance(found, tuple) else []

    two = "eerder: [{datum: 2026-03-04, besluit: advies}, {datum: 2026-03-05, besluit: advies}]"
    assert late(f"{{datum: 2026-03-04, {two}}}") == [("eerder", 1, "datum")]
    assert late(f"{{datum: 2026-03-05, {two}}}") == []
    assert late(f"{{{two}}}", date(2026, 3, 3)) == [("eerder", 0, "datum"), ("eerder", 1, "datum")]
    assert late(f"{{{two}}}", date(2026, 3, 5)) == []
    done = """
        datum: 2026-03-04
        meldcode:
          overleg: [{met: collega}, {met: collega, op: 2026-03-05}]
          gesprek: [{met: kind-1, op: 2026-03-05, stand: nog_niet}, {met: kind-1, op: 2026-03-05}]
          besloten: {melden: ja, op: 2026-03-05}
          veilig_thuis: [{op: 2026-03-04, soort: advies}, {op: 2026-03-05, soort: melding}]
    """
    assert late(done) == [
        ("meldcode", "overleg", 1, "op"),
        ("meldcode", "gesprek", 1, "op"),
        ("meldcode", "veilig_thuis", 1, "op"),
        ("meldcode", "besloten", "op"),
    ]
    assert late(done.replace("03-04", "03-05")) == []


def test_lists_without_persons_know_no_person(make: Callable[..., Content]) -> None:
    found = read_document(Ruleset(make("- {id: x, vraag: X?}\n")), WrittenCase(persons=("kind-1",)), DAY)
    assert found == (Finding(("personen", 0), "KVV505", "deze persoon bestaat niet"),)


def mistakes(lists: Ruleset, written: str) -> list[tuple[str, tuple[str | int, ...], str, str]]:
    """Every mistake in the answers written in YAML: code, path inside the answers, message and tip."""
    slot, _, answer = written.partition(": ")
    document = WrittenCase(answers={slot: yaml.load(answer, yaml.BaseLoader)})  # noqa: S506 -- text only, as kvv reads
    found = read_document(lists, document, DAY)
    assert isinstance(found, tuple)
    assert {one.path[0] for one in found} == {"antwoorden"}
    return [(one.code, one.path[1:], one.message, one.tip) for one in found]


# The rest


@pytest.mark.parametrize(
    ("answers", "rest", "filled"),
    [
        ("{}", "open", {}),
        (
            "{}",
            "nee",
            {
                "a.kinderen": Persons(()),
                "a.dreigt": Option("nee"),
                "a.steun": Option("ja"),
                "a.middelen": Options(frozenset()),
                "a.meldingen": Number(2),
            },
        ),
        (
            "{}",
            "weet_niet",
            dict.fromkeys(
                [
                    "a.kinderen",
                    "a.dreigt",
                    "a.steun",
                    "a.middelen",
                    "a.meldingen",
                    "a.keel",
                    "a.bang@kind-1",
                    "a.alleen@kind-1",
                ],
                UNKNOWN,
            ),
        ),
        (
            "{a.kinderen: 2, a.dreigt: ja, a.steun: nee, a.middelen: [drank], a.meldingen: 9, a.bang@kind-2: ja}",
            "nee",
            {"a.keel": Option("nooit"), "a.bang@kind-1": Option("nee"), "a.alleen@kind-2": Option("ja")},
        ),
        (
            "{a.bang@kind-2: nee, a.dreigt: nee, a.steun: ja, a.middelen: [], a.meldingen: 2}",
            "nee",
            {"a.kinderen": Persons((Person(), Person())), "a.bang@kind-1": Option("nee")},
        ),
    ],
)
def test_the_rest_of_the_questions_in_use_is_filled(
    lists: Ruleset, record: Read, answers: str, rest: str, filled: dict[str, Value]
) -> None:
    given = record(lists, f"antwoorden: {answers}").answers
    found = record(lists, f"{{antwoorden: {answers}, overige: {rest}}}").answers
    assert {slot: answer for slot, answer in found.items() if slot not in given} == {
        slot: Answer((value,)) for slot, value in filled.items()
    }


def test_named_persons_are_counted_when_the_rest_is_filled(lists: Ruleset, record: Read) -> None:
    found = record(lists, "{personen: [kind-2], overige: nee}").answers
    assert found["a.kinderen"] == Answer((Persons((Person(), Person())),))
    assert {"a.bang@kind-1", "a.bang@kind-2"} <= set(found)


@pytest.mark.parametrize(
    ("slot", "value"),
    [
        ("a.dreigt", Option("nee")),
        ("a.steun", Option("ja")),
        ("a.keel", Option("nooit")),
        ("a.middelen", Options(frozenset())),
        ("a.meldingen", Number(2)),
        ("a.kinderen", Persons(())),
        ("a.verhaal", Text("")),
    ],
)
def test_the_safe_answer_of_a_question_is_no_signal(lists: Ruleset, slot: str, value: Value) -> None:
    item = lists.by_id[slot]
    assert safe_value(item.question) == value
    assert item.encoder.of_value(value) == 0


def test_a_case_of_the_casebook_is_a_case_with_an_expectation(lists: Ruleset) -> None:
    case = CasebookEntry.model_validate(
        {"naam": "Voorbeeld", "antwoorden": {"a.dreigt": "ja"}, "verwacht": {"besluit": "advies", "bel": ["huisarts"]}}
    )
    assert (case.expected.level, case.expected.thresholds, case.expected.call) == (Level.ADVIES, None, ("huisarts",))
    assert isinstance(read_document(lists, case, DAY), CaseState)


def test_a_person_with_a_number_that_nobody_counted_to_is_one_too_many(lists: Ruleset) -> None:
    person = f"kind-{'1' * 5000}"
    found = read_document(lists, WrittenCase(persons=(person,), answers={f"a.bang@{person}": "ja"}), DAY)
    assert isinstance(found, tuple)
    assert [finding.code for finding in found] == ["KVV505", "KVV502"]
