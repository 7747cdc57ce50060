"""The validated whole: order, look-ups, sources, specialists and the fingerprint."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import pytest

from kvv_triage.case.state import CaseState, EarlierSession
from kvv_triage.content.checklist import Source
from kvv_triage.content.content import Content
from kvv_triage.content.kinds import top_severity
from kvv_triage.content.thresholds import LOOK_AGAIN_DAYS, NO_REGION, RegionalThresholds, Specialist
from kvv_triage.language.scales import Level, Severity
from tests.helpers.strategies import read

Make = Callable[..., Content]

FAMILY = """\
bronnen:
  glass2008: {titel: Non-fatal strangulation, auteurs: Glass e.a., jaar: 2008, doi: 10.1016/x}
  site: {titel: Een site, url: 'https://voorbeeld.nl'}
onderdelen:
- id: gezin
  titel: Gezin
  vragen:
  - {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
  - {id: keel, vraag: Bij de keel?, ernst: acuut, norm: structureel, bron: [glass2008, site]}
- id: kind
  titel: Elk kind
  per: kind
  vragen:
  - {id: bang, vraag: Is het bang?, ernst: ernstig, alleen_als: {vraag: a.keel}}
"""
LATER = """\
inzetten_als: {vraag: a.kinderen}
onderdelen:
- id: rest
  titel: De rest
  vragen:
  - {id: verder, vraag: En verder?, alleen_als: {minstens: 1, ernst: ernstig, in: [a]}}
  - {id: slot, vraag: Tot slot?, alleen_als: {eerder: 1, besluit: advies, binnen_dagen: 9}}
"""
THRESHOLDS = """\
bronnen: {afspraak: {titel: De afspraak}, glass2008: {titel: De regio over Glass}}
drempels:
- {id: keel, als: {vraag: a.keel}, dan: bel_nu, omdat: Nu., bron: [glass2008, site, afspraak, knmg5, 'https://elders.nl']}
"""


@pytest.fixture(scope="module")
def small(make: Make) -> Content:
    return make(FAMILY, LATER, thresholds=THRESHOLDS)


# Order and look-ups


def checklist(name: str, order: str, severity: str) -> tuple[str, str]:
    question = f"{{id: v, vraag: Vraag?, ernst: {severity}}}"
    section = f"{{id: d, titel: Deel, vragen: [{question}]}}"
    return f"checklists/{name}.yaml", f"{{checklist: {name}, titel: T, versie: '1', {order} onderdelen: [{section}]}}"


def thresholds(condition: str = "{minstens: 1, ernst: bijdragend}") -> tuple[str, str]:
    rule = f"{{id: t, als: {condition}, dan: advies, omdat: Daarom.}}"
    return "thresholds.yaml", f"{{versie: '1', specialisten: {{}}, drempels: [{rule}]}}"


def test_lists_are_asked_by_their_order_and_acute_ones_first() -> None:
    lists = [
        checklist("geen-plaats", "", "bijdragend"),
        checklist("acuut-zonder-plaats", "", "acuut"),
        checklist("tweede", "volgorde: 2,", "bijdragend"),
        checklist("eerste", "volgorde: 1,", "bijdragend"),
        checklist("tweede-acuut", "volgorde: 2,", "acuut"),
    ]
    content = read([*lists, thresholds()])
    order = ["eerste", "tweede-acuut", "tweede", "acuut-zonder-plaats", "geen-plaats"]
    assert [checklist.id for checklist in content.checklists] == order
    assert [placed.id for placed in content.questions] == [f"{name}.v" for name in order]


def test_a_slot_gives_its_question_and_person(small: Content) -> None:
    assert small.slot("a.keel") == (small.by_id["a.keel"], None)
    assert small.slot("a.bang@kind-2") == (small.by_id["a.bang"], "kind-2")
    with pytest.raises(KeyError):
        small.slot("a.bestaat-niet")


def test_a_question_knows_its_place(small: Content) -> None:
    bang, children = small.by_id["a.bang"], small.by_id["a.kinderen"]
    assert (bang.section.title, bang.per, bang.makes, bang.severity) == ("Elk kind", "kind", None, Severity.ERNSTIG)
    assert (children.per, children.makes) == (None, "kind")
    assert small.persons_questions == {"kind": children}


def test_a_list_is_found_by_its_id(small: Content) -> None:
    found = small.checklist("b")
    assert found is not None
    assert found.title == "Lijst"
    assert small.checklist("c") is None


def test_what_a_question_can_carry(small: Content) -> None:
    assert top_severity(small.by_id["a.kinderen"].question) is Severity.GEEN


# Sources, specialists and defaults


@pytest.mark.parametrize(
    ("source", "citation"),
    [
        ({"titel": "Boek"}, "Boek"),
        ({"titel": "Boek", "auteurs": "Glass e.a.", "jaar": "2008"}, "Boek. Glass e.a., 2008"),
        ({"titel": "Boek", "jaar": "2008", "url": "https://x.nl"}, "Boek. 2008. https://x.nl"),
        ({"titel": "Boek", "doi": "10.1/x", "url": "https://x.nl"}, "Boek. doi:10.1/x"),
    ],
)
def test_a_source_is_one_line_that_a_reader_can_look_up(source: dict[str, str], citation: str) -> None:
    assert Source.model_validate(source).citation == citation


def test_the_sources_behind_a_question(small: Content) -> None:
    assert small.sources_of(small.by_id["a.keel"]) == (
        "Non-fatal strangulation. Glass e.a., 2008. doi:10.1016/x",
        "Een site. https://voorbeeld.nl",
    )
    assert small.sources_of(small.by_id["a.kinderen"]) == ()


def test_the_sources_behind_a_threshold_come_from_the_region_the_lists_and_the_floor(small: Content) -> None:
    found = small.sources_of_threshold(small.thresholds[0])
    assert found[:3] == ("De regio over Glass", "Een site. https://voorbeeld.nl", "De afspraak")
    assert found[3].startswith("KNMG-meldcode, bijlage 5")
    assert found[4] == "https://elders.nl"


def test_a_region_puts_its_own_specialists_over_those_of_the_floor(small: Content) -> None:
    assert small.specialists["politie"] == small.regional.specialists["politie"]
    assert small.specialists["huisarts"].name == "Huisarts"
    assert read([checklist("l", "", "ernstig"), thresholds()]).specialists["veilig_thuis"].phone == "0800-2000"


def test_a_number_that_the_region_has_to_fill_in_is_no_number() -> None:
    gap, own, real = (
        Specialist(name="Huisarts", phone=phone)
        for phone in ("vul in voor jouw regio", "het nummer van de eigen huisarts", "020-1234567")
    )
    assert [one.has_number for one in (gap, own, real)] == [False, False, True]
    assert [one.is_gap for one in (gap, own, real)] == [True, False, False]
    assert [one.is_per_client for one in (gap, own, real)] == [False, True, False]


def test_a_bare_thresholds_file_looks_again_after_90_days_in_a_region_without_a_name() -> None:
    regional = read([checklist("l", "", "ernstig"), thresholds()]).regional
    assert (regional.region, regional.look_again_days) == (NO_REGION, LOOK_AGAIN_DAYS) == (NO_REGION, 90)
    assert (regional.format, regional.agreement) == (1, None)
    assert isinstance(regional, RegionalThresholds)


def test_an_earlier_session_dated_after_the_day_itself_is_less_than_no_days_ago() -> None:
    earlier = (EarlierSession(date(2026, 2, 28), Level.ADVIES), EarlierSession(date(2026, 3, 5), Level.BEL_NU))
    assert CaseState(date(2026, 3, 4), earlier=earlier).days_ago == ((4, Level.ADVIES), (-1, Level.BEL_NU))


# The fingerprint


LIST, RULES = checklist("l", "volgorde: 1,", "ernstig"), thresholds()


def test_the_fingerprint_does_not_change_with_layout_comments_or_defaults() -> None:
    same = (
        LIST[0],
        """\
# Een opmerking.
formaat: 1
titel: T
checklist: l
versie: 1
volgorde: 1

onderdelen:
  - id: d
    titel: "Deel"
    vragen:
      - {vraag: Vraag?, ernst: ernstig, id: v, soort: ja_nee, signaal_bij: ja, punten: 0}
""",
    )
    assert read([LIST, RULES]).fingerprint == read([same, RULES]).fingerprint


def test_the_fingerprint_does_not_hang_on_the_order_of_keys() -> None:
    police, doctor = "politie: {naam: Politie, telefoon: '1'}", "arts: {naam: Arts, telefoon: '2'}"
    found = {
        read([LIST, (RULES[0], RULES[1].replace("{}", f"{{{', '.join(order)}}}"))]).fingerprint
        for order in ((police, doctor), (doctor, police))
    }
    assert len(found) == 1


OTHER = [
    [(LIST[0], LIST[1].replace("Vraag?", "Andere vraag?")), RULES],
    [checklist("l", "volgorde: 1,", "rode_vlag"), RULES],
    [checklist("l", "volgorde: 2,", "ernstig"), RULES],
    [checklist("m", "volgorde: 1,", "ernstig"), RULES],
    [LIST, thresholds("{minstens: 1, ernst: ernstig}")],
    [LIST, checklist("m", "", "bijdragend"), RULES],
]


@pytest.mark.parametrize("files", OTHER)
def test_the_fingerprint_changes_with_anything_that_decides(files: list[tuple[str, str]]) -> None:
    before, after = read([LIST, RULES]).fingerprint, read(files).fingerprint
    assert before != after
    assert after.startswith("sha256:")
    assert len(after) == len("sha256:") + 64


def test_what_a_threshold_does_not_say_leaves_no_trace_in_the_fingerprint(small: Content) -> None:
    (rule, *_) = json.loads(small.canonical)["drempels"]["drempels"]
    assert not {"titel", "niet_eerst_spreken_met"} & rule.keys()


def test_a_threshold_goes_by_its_title_or_else_by_its_id_in_words() -> None:
    (threshold,) = read([LIST, (RULES[0], RULES[1].replace("id: t", "id: twee-woorden"))]).regional.thresholds
    assert threshold.name == "twee woorden"
    assert threshold.model_copy(update={"title": "Zo heet hij"}).name == "Zo heet hij"


def test_the_floor_and_the_meldcode_are_part_of_the_fingerprint(small: Content) -> None:
    texts = small.meldcode.model_copy(update={"version": "anders"})
    floor = small.floor.model_copy(update={"version": "anders"})
    found = {
        Content(small.checklists, small.regional, one, other).fingerprint
        for one in (small.floor, floor)
        for other in (small.meldcode, texts)
    }
    assert len(found) == 4


def test_the_order_in_which_lists_are_read_does_not_change_the_fingerprint(small: Content) -> None:
    reversed_lists = Content(small.checklists[::-1], small.regional, small.floor, small.meldcode)
    assert reversed_lists.fingerprint == small.fingerprint
