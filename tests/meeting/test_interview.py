"""Which question comes next, and how far the interview is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kvv_triage.case.answers import Answer, Answers, Text
from kvv_triage.case.slots import slot_of
from kvv_triage.checking.written_answers import answer_of
from kvv_triage.content.checklist import MultiChoiceQuestion, TextQuestion
from kvv_triage.content.kinds import safe_value
from kvv_triage.deciding.bounds import bounds
from kvv_triage.deciding.filling import closing_answers
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level
from kvv_triage.meeting.interview import Interview, Lane
from tests.conftest import Make
from tests.helpers.every_kind import UNKNOWN_KINDS, Said, answer, answered

Lists = Callable[..., Ruleset]

MOST_QUESTIONS = 200
MOST_UNKNOWN = 60
"""Questions before the outcome when nothing is known."""


@pytest.fixture
def lists(make: Make) -> Lists:
    """Make content from lists by name, in this order: their sections, or only the questions of one section."""
    return lambda **texts: Ruleset(make(**texts))


def asked(ruleset: Ruleset, said: Said | None = None, lane: Lane = Lane(), so_far: Said | None = None) -> list[str]:  # noqa: B008 -- immutable
    """What a worker is asked, in order, who says this and to everything else that nothing is wrong."""
    known: Answers = answered(ruleset, so_far or {})
    order: list[str] = []
    while slot := Interview(ruleset, known, lane).next():
        assert len(order) < MOST_QUESTIONS, "the interview does not end"
        order.append(slot)
        question = ruleset.slot(slot)[0].question
        raw = (said or {}).get(slot)
        known = known.with_answer(slot, Answer((safe_value(question),)) if raw is None else answer_of(question, raw))
    return order


def lists_asked(order: list[str]) -> list[str]:
    return list(dict.fromkeys(slot.partition(".")[0] for slot in order))


# The order -------------------------------------------------------------------------------------------------------


FIRST = ["start", "acuut", "poort", "kring"]
"""The lists that every case gets."""


def test_first_comes_the_family_then_acute_danger_then_the_gate_then_the_circle(ruleset: Ruleset) -> None:
    assert lists_asked(asked(ruleset)) == FIRST


def test_within_a_list_the_most_dangerous_question_comes_first_whatever_its_section(lists: Lists) -> None:
    ruleset = lists(
        a="""
        onderdelen:
        - id: een
          titel: Een
          vragen: [{id: schuld, vraag: V?, ernst: bijdragend}, {id: mes, vraag: V?, ernst: acuut}]
        - {id: twee, titel: Twee, vragen: [{id: keel, vraag: V?, ernst: levensgevaar}, {id: wie, vraag: V?}]}
        """,
        b="- {id: keel, vraag: V?, ernst: levensgevaar}",
    )
    assert asked(ruleset) == ["a.keel", "a.mes", "a.schuld", "a.wie", "b.keel"]


def test_equally_grave_questions_keep_the_order_of_the_file(lists: Lists) -> None:
    ruleset = lists(a="".join(f"- {{id: v{number}, vraag: V?, ernst: ernstig}}\n" for number in (3, 1, 2)))
    assert asked(ruleset) == ["a.v3", "a.v1", "a.v2"]


FAMILY = """
- {id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}
- {id: ouders, vraag: Hoeveel?, soort: personen, rol: ouder}
"""
CHILDREN = """
onderdelen:
- id: kind
  titel: Kind
  per: kind
  vragen: [{id: bang, vraag: V?, ernst: ernstig}, {id: letsel, vraag: V?, ernst: acuut}]
- {id: ouder, titel: Ouder, per: ouder, vragen: [{id: wapen, vraag: V?, ernst: acuut}]}
- {id: school, titel: School, per: kind, vragen: [{id: verzuim, vraag: V?, ernst: bijdragend}]}
- id: thuis
  titel: Thuis
  vragen: [{id: ruzie, vraag: V?, ernst: rode_vlag}, {id: brand, vraag: V?, ernst: levensgevaar}]
"""


def test_in_a_section_about_persons_each_question_is_asked_about_all_of_them_and_the_gravest_comes_first(
    lists: Lists,
) -> None:
    ruleset = lists(start=FAMILY, b=CHILDREN)
    assert asked(ruleset, {"start.kinderen": "2", "start.ouders": "2"}) == [
        *("start.kinderen", "start.ouders"),
        "b.brand",
        *("b.letsel@kind-1", "b.letsel@kind-2", "b.bang@kind-1", "b.bang@kind-2"),
        *("b.wapen@ouder-1", "b.wapen@ouder-2"),
        "b.ruzie",
        *("b.verzuim@kind-1", "b.verzuim@kind-2"),
    ]


def test_a_question_about_several_persons_stands_together_and_any_other_alone(lists: Lists) -> None:
    ruleset = lists(start=FAMILY, b=CHILDREN)
    interview = Interview(ruleset, answered(ruleset, {"start.kinderen": "3", "b.brand": "nee"}))
    every = tuple(f"b.letsel@kind-{number}" for number in (1, 2, 3))
    assert interview.together("b.letsel@kind-2") == every
    assert interview.together("b.ruzie") == ("b.ruzie",)


def test_a_question_about_a_person_who_is_no_longer_counted_stands_alone(lists: Lists) -> None:
    ruleset = lists(start=FAMILY, b=CHILDREN)
    said = answered(ruleset, {"start.kinderen": "1", "b.letsel@kind-1": "nee"})
    assert Interview(ruleset, said).together("b.letsel@kind-2") == ("b.letsel@kind-2",)


def test_ten_children_come_in_the_order_of_their_numbers(lists: Lists) -> None:
    ruleset = lists(start=FAMILY, b=CHILDREN)
    order = asked(ruleset, {"start.kinderen": "11"})
    assert [slot for slot in order if "letsel" in slot] == [f"b.letsel@kind-{number + 1}" for number in range(11)]


def test_nobody_is_asked_about_a_child_that_is_not_there(lists: Lists) -> None:
    assert not [slot for slot in asked(lists(start=FAMILY, b=CHILDREN)) if "@" in slot]


def test_not_knowing_how_many_children_there_are_asks_about_one(lists: Lists) -> None:
    order = asked(lists(start=FAMILY, b=CHILDREN), {"start.kinderen": "weet_niet"})
    assert {slot.partition("@")[2] for slot in order} == {"", "kind-1"}


# Guards ----------------------------------------------------------------------------------------------------------


def test_a_grave_question_waits_for_the_mild_one_that_its_guard_reads(lists: Lists) -> None:
    ruleset = lists(a="- {id: ruzie, vraag: V?}\n- {id: mes, vraag: V?, ernst: acuut, alleen_als: {vraag: a.ruzie}}")
    assert asked(ruleset) == ["a.ruzie"]
    assert asked(ruleset, {"a.ruzie": "ja"}) == ["a.ruzie", "a.mes"]
    assert asked(ruleset, {"a.ruzie": "weet_niet"}) == ["a.ruzie", "a.mes"]


def test_a_question_does_not_wait_for_one_that_is_out_of_use(lists: Lists) -> None:
    ruleset = lists(
        a="""
        - {id: een, vraag: V?}
        - {id: twee, vraag: V?, alleen_als: {vraag: a.een}}
        - {id: drie, vraag: V?, alleen_als: {een_van: [{vraag: a.twee}, {minstens: 1, vragen: [a.twee]}]}}
        - {id: vier, vraag: V?, soort: tekst, alleen_als: {een_van: [{eerder: 1, besluit: volgen, binnen_dagen: 9}]}}
        """
    )
    assert asked(ruleset) == ["a.een"]
    assert asked(ruleset, {"a.een": "ja", "a.twee": "ja"}) == ["a.een", "a.twee", "a.drie"]
    assert Interview(ruleset, Answers(), earlier=((3, Level.VOLGEN),)).slots()[-1] == "a.vier"


def test_a_question_that_reads_about_children_waits_until_it_is_known_who_there_are(lists: Lists) -> None:
    ruleset = lists(
        a="""
        onderdelen:
        - {id: gezin, titel: Gezin, vragen: [{id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}]}
        - {id: kind, titel: Kind, per: kind, vragen: [{id: bang, vraag: V?}]}
        - {id: thuis, titel: Thuis, vragen: [{id: mes, vraag: V?, ernst: acuut, alleen_als: {vraag: a.bang}}]}
        """
    )
    assert asked(ruleset) == ["a.kinderen"]
    order = ["a.kinderen", "a.bang@kind-1", "a.bang@kind-2"]
    assert asked(ruleset, {"a.kinderen": "2"}) == order
    assert asked(ruleset, {"a.kinderen": "2", "a.bang@kind-2": "ja"}) == [*order, "a.mes"]


FOLLOW_UP = """
onderdelen:
- id: kind
  titel: Kind
  per: kind
  vragen:
  - {id: bang, vraag: V?, ernst: ernstig}
  - {id: waarvoor, vraag: V?, alleen_als: {vraag: b.bang}}
"""


def test_a_question_about_one_child_waits_only_for_what_is_asked_about_that_child(lists: Lists) -> None:
    ruleset = lists(start=FAMILY, b=FOLLOW_UP)
    said = {"start.kinderen": "2", "b.bang@kind-1": "ja"}
    assert asked(ruleset, said)[2:] == ["b.bang@kind-1", "b.bang@kind-2", "b.waarvoor@kind-1"]


def test_a_question_about_a_child_waits_for_what_its_guard_reads_about_others(lists: Lists) -> None:
    ruleset = lists(
        start=FAMILY,
        b="""
        onderdelen:
        - {id: ouder, titel: Ouder, per: ouder, vragen: [{id: drinkt, vraag: V?}]}
        - id: kind
          titel: Kind
          per: kind
          vragen: [{id: bang, vraag: V?, ernst: acuut, alleen_als: {vraag: b.drinkt}}]
        """,
    )
    said = {"start.kinderen": "1", "start.ouders": "2", "b.drinkt@ouder-1": "ja"}
    assert asked(ruleset, said)[2:] == ["b.drinkt@ouder-1", "b.drinkt@ouder-2", "b.bang@kind-1"]


GATES = {
    "partnergeweld": ("poort.partner-sporen", "ja"),
    "kind": ("poort.kinderen", ["verzorger"]),
    "seksueel-geweld": ("poort.ander-geweld", ["seksueel"]),
    "huisgenoten": ("poort.ander-geweld", ["thuis"]),
    "eer": ("poort.ander-geweld", ["eer"]),
    "ouderen": ("poort.afhankelijk", ["zorg"]),
    "beperking": ("poort.afhankelijk", ["beperking"]),
    "gezin": ("poort.patroon", ["problemen"]),
    "professional": ("poort.niet-pluis", "ja"),
}
"""Per list of the shipped content what at the gate opens it."""
STARTS = {
    "partner": "partnergeweld",
    "kind": "kind",
    "ouderen": "ouderen",
    "familie": "huisgenoten",
    "seksueel": "seksueel-geweld",
    "eer": "eer",
    "beperking": "beperking",
    "gezin": "gezin",
}
"""Per worry at the start of the shipped content the list it opens."""


@pytest.mark.parametrize("name", GATES)
def test_a_signal_or_not_knowing_at_the_gate_opens_its_list(ruleset: Ruleset, name: str) -> None:
    gate, signal = GATES[name]
    family = {"start.kinderen": "1"} if name == "kind" else {}
    assert lists_asked(asked(ruleset, family)) == FIRST
    order = asked(ruleset, {**family, gate: signal})
    # Its core danger signs come first once it is open for certain; a list without any waits for the circle.
    with_carers = ["verzorgers", name] if name == "kind" else [name]
    has_core = any(item.question.is_fast for item in ruleset.items if item.checklist.id == name)
    assert lists_asked(order) == ([*FIRST[:3], *with_carers, "kring"] if has_core else [*FIRST, *with_carers])
    for kind in UNKNOWN_KINDS:
        assert name in lists_asked(asked(ruleset, {**family, gate: kind}, Lane(whole=True)))
        core = [slot for slot in asked(ruleset, {**family, gate: kind}) if slot.startswith(f"{name}.")]
        assert {slot for slot in core if not ruleset.slot(slot)[0].question.is_fast} == set()
        assert bool(core) is any(item.question.is_fast for item in ruleset.items if item.checklist.id == name)


def test_the_most_dangerous_question_of_a_list_opened_at_the_gate_comes_first(ruleset: Ruleset) -> None:
    order = asked(ruleset, {"poort.partner-sporen": "ja"})
    assert order.index("partnergeweld.keel") == min(order.index(slot) for slot in order if slot[:7] == "partner")


def test_every_worry_at_the_start_opens_its_list(ruleset: Ruleset) -> None:
    worries = ruleset.by_id["start.zorgen"].question
    assert isinstance(worries, MultiChoiceQuestion)
    assert {option.id for option in worries.options} == {*STARTS}
    family = {"start.kinderen": "1"}
    for worry, name in STARTS.items():
        order = lists_asked(asked(ruleset, {**family, "start.zorgen": [worry]}))
        with_carers = ["verzorgers", name] if name == "kind" else [name]
        before_gate = with_carers if name != "gezin" else []
        assert order == [*dict.fromkeys(["start", "acuut", *before_gate, "poort", "kring", *with_carers])]


def test_of_a_list_that_is_open_for_certain_the_core_signs_come_before_the_gate(ruleset: Ruleset) -> None:
    order = asked(ruleset, {"start.zorgen": ["partner"], "partnergeweld.keel": "ooit"})
    gate = order.index("poort.partner-sporen")
    own = [slot for slot in order if slot.startswith("partnergeweld.")]
    core = [slot for slot in own if ruleset.slot(slot)[0].question.is_fast]
    assert core == own[: len(core)] == [slot for slot in order[:gate] if slot in own]
    assert own[0] == "partnergeweld.keel"
    assert len(own) > len(core)


@pytest.mark.parametrize(
    "said",
    [
        {"start.zorgen": ["partner"], "partnergeweld.jaloers": "ja"},
        {"start.zorgen": ["familie"], "huisgenoten.ouder-bang": "ja"},
        {"start.zorgen": ["seksueel"], "seksueel-geweld.uitbuiting": "ja"},
        {"start.zorgen": ["ouderen"], "ouderen.bang": "merkbaar"},
        {"start.zorgen": ["beperking"], "beperking.overgenomen": "ja"},
        {"start.zorgen": ["kind"], "start.kinderen": "1", "kind.bang@kind-1": "ja"},
    ],
)
def test_who_may_have_done_it_and_whether_they_still_have_access_is_asked_in_every_form(
    ruleset: Ruleset, said: Said
) -> None:
    assert {"toegang", "pleger"} <= {*lists_asked(asked(ruleset, said))}


def test_the_gate_is_asked_in_every_case_whatever_the_worker_suspects(ruleset: Ruleset) -> None:
    gate = {item.id for item in ruleset.items if item.checklist.id == "poort" and not item.guard}
    assert gate <= set(asked(ruleset))
    assert gate <= set(asked(ruleset, {"start.zorgen": ["seksueel"]}))


def test_every_question_of_the_shipped_content_is_asked_when_nothing_is_known(ruleset: Ruleset) -> None:
    unknown = {
        slot_of(item.id, f"{item.per}-1" if item.per else None): "weet_niet"
        for item in ruleset.items
        if not isinstance(item.question, TextQuestion)
    }
    assert {slot.partition("@")[0] for slot in asked(ruleset, unknown, Lane(whole=True))} == set(ruleset.by_id)
    first = asked(ruleset, unknown)
    assert len(first) <= MOST_UNKNOWN
    assert set(asked(ruleset, unknown, Lane(fast=True))) == {*first}


# Lanes -----------------------------------------------------------------------------------------------------------

LANES = {
    "start": FAMILY + "- {id: zorgen, vraag: V?}",
    "poort": "- {id: sporen, vraag: V?, alleen_als: {vraag: start.zorgen}}\n- {id: pluis, vraag: V?}",
    "acuut": "- {id: nu, vraag: V?, ernst: acuut}\n- {id: wapen, vraag: V?, alleen_als: {vraag: start.zorgen}}",
    "rest": "- {id: schuld, vraag: V?}",
}


def test_with_direct_danger_the_acute_list_goes_before_the_family(ruleset: Ruleset) -> None:
    order = asked(ruleset, lane=Lane(danger_first=True))
    assert order[0] == "acuut.geweld-nu"
    assert lists_asked(order) == ["acuut", "start", "poort", "kring"]


def test_the_first_minutes_of_direct_danger_ask_the_acute_list_only(lists: Lists) -> None:
    ruleset = lists(**LANES)
    order = asked(ruleset, lane=Lane(danger_first=True, only_acute=True))
    assert order == ["acuut.nu", "acuut.wapen"]
    later = asked(ruleset, lane=Lane(danger_first=True), so_far=dict.fromkeys(order, "nee"))
    assert not {*order} & {*later}
    assert lists_asked(later) == ["start", "poort", "rest"]


def test_with_danger_first_an_acute_question_waits_for_the_family_when_its_guard_reads_it(lists: Lists) -> None:
    order = asked(lists(**LANES), {"start.zorgen": "ja"}, Lane(danger_first=True))
    assert order[0] == "acuut.nu"
    assert order.index("start.zorgen") < order.index("acuut.wapen") < order.index("poort.sporen")


def test_an_acute_list_for_some_families_waits_until_every_child_was_asked_about(lists: Lists) -> None:
    ruleset = lists(
        start="""
        onderdelen:
        - {id: gezin, titel: Gezin, vragen: [{id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}]}
        - {id: kind, titel: Kind, per: kind, vragen: [{id: bang, vraag: V?}]}
        """,
        acuut="""
        inzetten_als: {vraag: start.bang}
        onderdelen: [{id: kind, titel: Kind, per: kind, vragen: [{id: letsel, vraag: V?, ernst: acuut}]}]
        """,
    )
    said = {"start.kinderen": "2", "start.bang@kind-2": "ja"}
    assert asked(ruleset, said, Lane(danger_first=True))[1:] == [
        *("start.bang@kind-1", "start.bang@kind-2"),
        *("acuut.letsel@kind-1", "acuut.letsel@kind-2"),
    ]


def test_the_fast_lane_of_content_without_core_signs_asks_danger_the_family_and_the_gate(lists: Lists) -> None:
    order = asked(lists(**LANES), lane=Lane(fast=True))
    assert order == ["acuut.nu", "start.kinderen", "start.ouders", "start.zorgen", "poort.pluis"]


def test_after_the_fast_lane_the_rest_can_follow_and_nothing_is_asked_twice(lists: Lists) -> None:
    ruleset = lists(**LANES)
    fast = asked(ruleset, lane=Lane(fast=True))
    said = dict.fromkeys(fast, "nee") | {"start.kinderen": "0", "start.ouders": "0"}
    assert asked(ruleset, so_far=said) == ["rest.schuld"]


CORE = {
    "start": "- {id: zorgen, vraag: V?}",
    "acuut": "- {id: nu, vraag: V?, ernst: acuut}",
    "poort": "- {id: sporen, vraag: V?}",
    "partner": """
        inzetten_als: {een_van: [{vraag: start.zorgen}, {vraag: poort.sporen}]}
        onderdelen:
        - id: kern
          titel: Kern
          vragen:
          - {id: keel, vraag: V?, snel: ja, ernst: acuut}
          - {id: jaloers, vraag: V?, ernst: ernstig}
          - {id: wapen, vraag: V?, snel: ja, ernst: rode_vlag, alleen_als: {vraag: partner.jaloers}}
        - id: meer
          titel: Meer
          verdieping: ja
          vragen: [{id: hulp, vraag: V?, alleen_als: {vraag: partner.jaloers}}, {id: rust, vraag: V?}]
        """,
}
"""A list with core danger signs, of which one reads a question that is none."""


def about_partner(ruleset: Ruleset, said: Said, lane: Lane = Lane()) -> list[str]:  # noqa: B008 -- immutable
    return [slot.partition(".")[2] for slot in asked(ruleset, said, lane) if slot.startswith("partner.")]


def test_the_fast_lane_asks_the_core_signs_of_a_list_that_is_not_ruled_out(lists: Lists) -> None:
    ruleset = lists(**CORE)
    fast = Lane(fast=True)
    assert about_partner(ruleset, {}, fast) == []
    for gate in ("ja", *UNKNOWN_KINDS):
        assert about_partner(ruleset, {"poort.sporen": gate}, fast) == ["keel", "wapen"], gate


def test_an_unknown_gate_asks_the_core_signs_of_its_list_and_a_signal_all_of_it(lists: Lists) -> None:
    ruleset = lists(**CORE)
    for kind in UNKNOWN_KINDS:
        assert about_partner(ruleset, {"poort.sporen": kind}) == ["keel", "wapen"], kind
        assert about_partner(ruleset, {"start.zorgen": kind, "poort.sporen": "ja"}) == ["keel", "jaloers", "rust"]
    both = {"poort.sporen": {"meningen": ["ja", "weet_niet"]}}
    assert about_partner(ruleset, both) == ["keel", "jaloers", "rust"]


def test_who_asks_for_more_is_asked_everything_that_an_unknown_leaves_possible(lists: Lists) -> None:
    ruleset = lists(**CORE)
    said = {"poort.sporen": "weet_niet", "partner.jaloers": "weet_niet"}
    assert about_partner(ruleset, said, Lane(whole=True)) == ["keel", "jaloers", "wapen", "hulp", "rust"]


def test_a_section_that_wants_a_signal_is_not_opened_by_an_unknown(lists: Lists) -> None:
    ruleset = lists(**CORE)
    opened = {"start.zorgen": "ja"}
    assert about_partner(ruleset, {**opened, "partner.jaloers": "weet_niet"}) == ["keel", "jaloers", "wapen", "rust"]
    assert about_partner(ruleset, {**opened, "partner.jaloers": "ja"}) == ["keel", "jaloers", "wapen", "hulp", "rust"]


def test_an_unknown_gate_opens_its_list_in_content_that_names_no_core_signs(lists: Lists) -> None:
    ruleset = lists(**{name: text.replace("snel: ja, ", "") for name, text in CORE.items()})
    assert about_partner(ruleset, {"poort.sporen": "weet_niet"}) == ["keel", "jaloers"]
    assert about_partner(ruleset, {"poort.sporen": "ja"}, Lane(fast=True)) == []


def test_a_core_sign_whose_guard_holds_does_not_wait_for_the_gate(lists: Lists) -> None:
    ruleset = lists(**CORE)
    assert asked(ruleset, {"start.zorgen": "ja"})[:4] == ["start.zorgen", "acuut.nu", "partner.keel", "poort.sporen"]
    assert asked(ruleset, {"poort.sporen": "ja"})[2:4] == ["poort.sporen", "partner.keel"]


def test_a_lane_does_not_wait_for_children_about_whom_it_asks_nothing(lists: Lists) -> None:
    ruleset = lists(
        start=FAMILY,
        poort="- {id: pluis, vraag: V?}",
        kind="onderdelen: [{id: kind, titel: Kind, per: kind, vragen: [{id: bang, vraag: V?}]}]",
        thuis="- {id: mes, vraag: V?, snel: ja, alleen_als: {vraag: kind.bang}}",
    )
    fast = asked(ruleset, {"start.kinderen": "1"}, Lane(fast=True))
    assert fast == ["start.kinderen", "start.ouders", "thuis.mes", "poort.pluis"]
    said = dict.fromkeys(fast, "nee") | {"start.kinderen": "1", "start.ouders": "0"}
    assert "kind.bang@kind-1" in closing_answers(ruleset, answered(ruleset, said))


def test_the_first_minutes_of_direct_danger_do_not_wait_for_children_whom_they_never_ask_about(lists: Lists) -> None:
    ruleset = lists(
        start=FAMILY,
        acuut="""
        onderdelen:
        - {id: kind, titel: Kind, per: kind, vragen: [{id: bang, vraag: V?}]}
        - {id: thuis, titel: Thuis, vragen: [{id: ruzie, vraag: V?, alleen_als: {vraag: acuut.bang}}]}
        """,
    )
    assert asked(ruleset, lane=Lane(only_acute=True)) == ["acuut.ruzie"]


def test_a_lane_whose_lists_the_content_lacks_is_done_at_once(lists: Lists) -> None:
    ruleset = lists(a="- {id: een, vraag: V?}")
    assert Interview(ruleset, Answers(), Lane(only_acute=True)).next() is None
    assert Interview(ruleset, Answers(), Lane(only_acute=True)).progress().total == 0


def test_of_the_questions_that_can_be_asked_one_that_settles_something_comes_first(lists: Lists) -> None:
    interview = Interview(lists(a=SOME), Answers())
    assert interview.next() == interview.next({"b.weg"}) == "a.een"
    assert interview.next({"a.drie"}) == "a.drie"
    assert interview.next({"a.twee"}) == "a.een", "it waits for what its guard reads"
    assert interview.next(("a.drie", "a.een")) == "a.een"


# Going back and progress -----------------------------------------------------------------------------------------

SOME = """
- {id: een, vraag: V?}
- {id: twee, vraag: V?, alleen_als: {vraag: a.een}}
- {id: drie, vraag: V?}
"""


def test_going_back_goes_from_the_open_question_to_the_one_answered_last_and_on(lists: Lists) -> None:
    ruleset = lists(a=SOME)
    interview = Interview(ruleset, answered(ruleset, {"a.een": "ja", "a.twee": "nee"}))
    assert interview.previous("a.drie") == "a.twee"
    assert interview.previous("a.twee") == "a.een"
    assert interview.previous("a.een") is None


def test_changing_an_earlier_answer_keeps_the_later_ones_and_the_order(lists: Lists) -> None:
    ruleset = lists(a=SOME)
    before = answered(ruleset, {"a.een": "ja", "a.twee": "ja", "a.drie": "ja"})
    closed = before.with_answer("a.een", answer(ruleset, "a.een", "nee"))
    assert list(closed) == list(before)
    assert Interview(ruleset, closed).slots() == ("a.een", "a.drie")
    reopened = closed.with_answer("a.een", answer(ruleset, "a.een", "ja"))
    assert Interview(ruleset, reopened).next() is None
    assert reopened["a.twee"] == before["a.twee"]


def test_progress_counts_the_answers_and_the_questions_in_use(lists: Lists) -> None:
    ruleset = lists(a=SOME)
    counted = [
        Interview(ruleset, answered(ruleset, said)).progress()
        for said in ({}, {"a.een": "ja"}, {"a.een": "nee"}, {"a.een": "nee", "a.drie": "ja"})
    ]
    assert [(progress.answered, progress.total) for progress in counted] == [(0, 3), (1, 3), (1, 2), (2, 2)]


def test_the_place_of_a_question_is_its_place_in_the_order_of_answering(lists: Lists) -> None:
    ruleset = lists(a=SOME)
    interview = Interview(ruleset, answered(ruleset, {"a.drie": "ja", "a.een": "ja"}))
    assert [interview.position(slot) for slot in ("a.drie", "a.een", "a.twee")] == [1, 2, 3]


def test_a_question_out_of_use_that_is_corrected_has_a_place_within_the_number_of_questions(lists: Lists) -> None:
    ruleset = lists(a=SOME)
    interview = Interview(ruleset, answered(ruleset, {"a.een": "nee", "a.drie": "ja", "a.twee": "ja"}))
    assert interview.progress().total == 2
    assert interview.position("a.twee") == 2


def test_when_there_turn_out_to_be_fewer_children_what_was_answered_stays(lists: Lists) -> None:
    ruleset = lists(start=FAMILY, b=FOLLOW_UP)
    said = {"start.kinderen": "2", "start.ouders": "0", "b.bang@kind-1": "nee", "b.bang@kind-2": "nee"}
    before = answered(ruleset, said)
    fewer = before.with_answer("start.kinderen", answer(ruleset, "start.kinderen", "1"))
    assert fewer["b.bang@kind-2"] == before["b.bang@kind-2"]
    assert bounds(ruleset, fewer).dormant == ("b.bang@kind-2",)
    more = before.with_answer("start.kinderen", answer(ruleset, "start.kinderen", "3"))
    assert Interview(ruleset, more).next() == "b.bang@kind-3"


def test_a_list_is_done_when_nothing_of_it_is_left_to_ask(lists: Lists) -> None:
    ruleset = lists(a=SOME, ab="- {id: een, vraag: V?}")
    assert not Interview(ruleset, answered(ruleset, {"a.een": "ja", "a.drie": "ja"})).is_done("a")
    assert Interview(ruleset, answered(ruleset, {"a.een": "nee", "a.drie": "ja"})).is_done("a")
    assert not Interview(ruleset, answered(ruleset, {"a.een": "nee", "a.drie": "ja"})).is_done("ab")


def test_a_text_that_was_skipped_is_an_answer(every_kind: Ruleset) -> None:
    known = Answers({"a.verhaal": Answer((Text(""),))})
    assert Interview(every_kind, known).progress().answered == 1
