"""From answers to whom to call: thresholds, floor, raise, Meldcode, and what is still open (design 6)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from kvv_triage.case.state import CaseState
from kvv_triage.content.conditions import CountNorm
from kvv_triage.content.content import Content
from kvv_triage.deciding.decision import Decision, decide
from kvv_triage.deciding.judging import ThresholdState
from kvv_triage.deciding.meldcode import PROPOSES
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.language.scales import Level, Norm

LISTS = """\
- {id: klein, vraag: Een kleine zorg?, ernst: bijdragend}
- {id: ernstig, vraag: Iets ernstigs?, ernst: ernstig}
- {id: rood, vraag: Een rode vlag?, ernst: rode_vlag}
- {id: acuut, vraag: Nu onveilig?, ernst: acuut}
- {id: leven, vraag: Nu levensgevaar?, ernst: levensgevaar}
- id: norm
  vraag: Welke norm?
  soort: meerkeuze
  antwoorden:
  - {id: verteld, tekst: Verteld, norm: onthulling}
  - {id: steeds, tekst: Steeds weer, norm: structureel}
  - {id: grens, tekst: Onze grens, norm: eigen_grens}
  - {id: wil-niet, tekst: Wil geen hulp, norm: hulp_niet_aanvaard}
  - {id: helpt-niet, tekst: Hulp helpt niet, norm: resultaat_blijft_uit}
- id: ook-ernstig
  vraag: Welke norm, die ook ernstig is?
  soort: meerkeuze
  antwoorden: [{id: wil-niet, tekst: Wil geen hulp, ernst: ernstig, norm: hulp_niet_aanvaard}]
- {id: eer, vraag: Speelt eer mee?}
- {id: nachtmerrie, vraag: Slaapt het slecht?, alleen_als: {vraag: a.klein}}
- {id: kinderen, vraag: Hoeveel kinderen?, soort: personen, rol: kind}
"""
UNSEEN = "- {id: zicht, vraag: Iets ernstigs uit het zicht?, ernst: ernstig}\n"
THRESHOLDS = """\
opnieuw_kijken_na_dagen: 60
drempels:
- {id: volg, als: {vraag: a.klein}, dan: volgen, opnieuw_kijken_na_dagen: 30, omdat: Klein.}
- {id: vraag, als: {vraag: a.ernstig}, dan: advies, bel: [huisarts], let_op: [Vraag door., Pas op.], omdat: Ernstig.}
- {id: bel, als: {vraag: a.eer}, dan: bel_nu, bel: [politie], gesprek: eerst_overleggen, let_op: [Pas op., Zwijg.],
   opnieuw_kijken_na_dagen: 14, omdat: Eer.}
- {id: alarm, als: {alle: [{vraag: a.eer}, {vraag: a.ernstig}]}, dan: bel_112, bel: [politie, huisarts], norm: acuut,
   let_op: [Bel eerst 112.], opnieuw_kijken_na_dagen: 90, omdat: Samen.}
- {id: niet-weten, als: {niet_uitgesloten: 1, ernst: ernstig, in: [b]}, dan: advies, norm: structureel,
   omdat: Geen zicht.}
"""
LOOSE = """\
drempels:
- {id: los, als: {minstens: 3, ernst: rode_vlag}, dan: volgen, omdat: Alles mag.}
"""

Decide = Callable[..., Decision]
Read = Callable[[Ruleset, str], CaseState]


def deciding(ruleset: Ruleset, record: Read) -> Decide:
    def decided(answers: str = "", more: str = "", *, rest: str = "nee") -> Decision:
        return decide(ruleset, record(ruleset, f"{{overige: {rest}, antwoorden: {{{answers}}}, {more}}}"))

    return decided


@pytest.fixture(scope="module")
def region(make: Callable[..., Content]) -> Ruleset:
    return Ruleset(make(LISTS, UNSEEN, thresholds=THRESHOLDS))


@pytest.fixture(scope="module")
def by_region(region: Ruleset, record: Read) -> Decide:
    """Decide with the thresholds of a region."""
    return deciding(region, record)


@pytest.fixture(scope="module")
def by_floor(make: Callable[..., Content], record: Read) -> Decide:
    """Decide with thresholds looser than the floor."""
    return deciding(Ruleset(make(LISTS, UNSEEN, thresholds=LOOSE)), record)


def reached(decision: Decision) -> list[str]:
    return [outcome.threshold.id for outcome in decision.reached]


# The level


@pytest.mark.parametrize(
    ("answers", "level", "thresholds"),
    [
        ("", Level.VOLGEN, []),
        ("a.klein: ja", Level.VOLGEN, ["volg"]),
        ("a.ernstig: ja", Level.ADVIES, ["vraag"]),
        ("a.eer: ja", Level.BEL_NU, ["bel"]),
        ("a.klein: ja, a.ernstig: ja, a.eer: ja", Level.BEL_112, ["alarm", "bel", "vraag", "volg"]),
        ("a.eer: weet_niet", Level.VOLGEN, []),
    ],
)
def test_the_level_is_the_highest_reached_one(
    by_region: Decide, answers: str, level: Level, thresholds: list[str]
) -> None:
    decision = by_region(answers)
    assert decision.level is level
    assert reached(decision) == thresholds


def test_every_threshold_has_its_standing(by_region: Decide) -> None:
    decision = by_region("a.ernstig: ja, a.eer: weet_niet")
    found = {outcome.threshold.id: outcome.standing for outcome in decision.outcomes if not outcome.is_national}
    assert found == {
        "volg": ThresholdState.EXCLUDED,
        "vraag": ThresholdState.REACHED,
        "bel": ThresholdState.OPEN,
        "alarm": ThresholdState.OPEN,
        "niet-weten": ThresholdState.EXCLUDED,
    }


# The national floor


@pytest.mark.parametrize(
    ("answers", "level", "national"),
    [
        ("a.leven: ja", Level.BEL_112, "levensgevaar acuut rode-vlag niet-gesproken acuut-onbekend"),
        ("a.acuut: ja", Level.BEL_NU, "acuut rode-vlag niet-gesproken acuut-onbekend"),
        ("a.rood: ja", Level.BEL_NU, "rode-vlag niet-gesproken"),
        ("a.ernstig: ja", Level.VOLGEN, ""),
        ("a.norm: [verteld]", Level.BEL_NU, "onthulling"),
        ("a.norm: [steeds]", Level.BEL_NU, "structureel"),
        ("a.norm: [grens]", Level.ADVIES, "eigen-grens"),
        ("a.norm: [wil-niet]", Level.ADVIES, "hulp-niet-aanvaard"),
        ("a.norm: [helpt-niet]", Level.ADVIES, "resultaat-blijft-uit"),
        ("a.norm: [grens, wil-niet, helpt-niet]", Level.ADVIES, "eigen-grens hulp-niet-aanvaard resultaat-blijft-uit"),
        ("a.norm: [helpt-niet], a.klein: ja", Level.ADVIES, "resultaat-blijft-uit"),
        ("a.norm: [grens], a.ernstig: ja", Level.BEL_NU, "eigen-grens"),
        ("a.norm: [wil-niet], b.zicht: ja", Level.BEL_NU, "hulp-niet-aanvaard"),
        ("a.ook-ernstig: [wil-niet]", Level.ADVIES, "hulp-niet-aanvaard"),
        ("a.ook-ernstig: [wil-niet], a.kinderen: 2", Level.ADVIES, "hulp-niet-aanvaard"),
        ("a.ook-ernstig: [wil-niet], a.ernstig: ja", Level.BEL_NU, "hulp-niet-aanvaard"),
        ("a.ook-ernstig: [wil-niet], a.norm: [grens]", Level.BEL_NU, "eigen-grens hulp-niet-aanvaard"),
        ("a.rood: {antwoord: weet_niet, omdat: geweigerd}", Level.BEL_NU, "niet-gesproken"),
        ("a.rood: {antwoord: weet_niet, omdat: niet_alleen_gesproken}", Level.BEL_NU, "niet-gesproken"),
        ("a.rood: weet_niet", Level.VOLGEN, ""),
        ("a.acuut: weet_niet", Level.ADVIES, "acuut-onbekend"),
        ("a.leven: {antwoord: weet_niet, omdat: niet_gevraagd}", Level.ADVIES, "acuut-onbekend"),
        ("a.acuut: {antwoord: weet_niet, omdat: geweigerd}", Level.BEL_NU, "niet-gesproken acuut-onbekend"),
        ("a.ernstig: {antwoord: weet_niet, omdat: geweigerd}", Level.VOLGEN, ""),
    ],
)
def test_a_looser_region_undercuts_nothing(by_floor: Decide, answers: str, level: Level, national: str) -> None:
    decision = by_floor(answers)
    assert decision.level is level
    assert reached(decision) == [f"landelijk-{name}" for name in national.split()]
    assert all(outcome.is_national for outcome in decision.reached)
    assert decision.call == (("veilig_thuis",) if level else ())


@pytest.mark.parametrize("norm", [norm for norm in Norm if norm is not Norm.ACUUT])
def test_each_norm_that_an_answer_carries_reaches_the_floor_and_proposes_its_weighing(
    ruleset: Ruleset, norm: Norm
) -> None:
    carried = [ready for ready in ruleset.agreed.thresholds if ready.threshold.when == CountNorm(minimum=1, norm=norm)]
    least = Level.ADVIES if norm.needs_suspicion else Level.BEL_NU
    assert any(ready.is_national and ready.threshold.level >= least for ready in carried)
    assert all(ready.proposes == PROPOSES[norm] for ready in carried)


def test_the_floor_counts_beside_a_stricter_region(by_region: Decide) -> None:
    decision = by_region("a.rood: ja, a.eer: ja")
    assert reached(decision) == ["bel", "landelijk-rode-vlag", "landelijk-niet-gesproken"]


# What could still change it


def test_nothing_answered_could_still_become_anything(by_region: Decide) -> None:
    decision = by_region(rest="open")
    assert (decision.level, decision.could_become) == (Level.VOLGEN, Level.BEL_112)
    assert not decision.is_settled


def test_everything_answered_settles_the_level(by_region: Decide) -> None:
    decision = by_region("a.ernstig: ja")
    assert (decision.level, decision.could_become) == (Level.ADVIES, Level.ADVIES)
    assert decision.is_settled
    assert decision.undecided == ()


def test_the_level_is_settled_early_when_no_open_question_can_raise_it(by_region: Decide) -> None:
    decision = by_region("a.leven: ja", rest="open")
    assert decision.has_settled_level
    assert decision.undecided == ()
    assert any(outcome.standing is ThresholdState.OPEN for outcome in decision.outcomes)


CALLS = """
drempels:
- {id: rood, als: {vraag: a.rood}, dan: bel_nu, bel: [veilig_thuis], omdat: Rood.}
- {id: arts, als: {vraag: a.letsel}, dan: bel_nu, bel: [veilig_thuis, huisarts], omdat: Letsel.}
- {id: zwijg, als: {vraag: a.bang}, dan: bel_nu, bel: [veilig_thuis], let_op: [Zwijg.], omdat: Bang.}
- {id: raad, als: {vraag: a.raad}, dan: advies, bel: [politie], omdat: Raad.}
- {id: norm, als: {vraag: a.norm}, dan: volgen, norm: structureel, omdat: Steeds weer.}
"""


@pytest.fixture(scope="module")
def by_calls(make: Callable[..., Content], record: Read) -> Decide:
    """Decide where several thresholds of one level ask for different people."""
    names = ("rood", "letsel", "bang", "raad", "norm")
    return deciding(
        Ruleset(make("".join(f"- {{id: {name}, vraag: V?}}\n" for name in names), thresholds=CALLS)), record
    )


def test_whom_an_open_threshold_of_this_level_could_add_is_named_and_what_settles_it(by_calls: Decide) -> None:
    decision = by_calls("a.rood: ja", rest="open")
    assert decision.has_settled_level
    assert decision.could_call == ("huisarts",)
    assert decision.settling == ("a.letsel", "a.bang")
    assert not decision.is_settled


def test_a_caution_that_may_still_come_keeps_the_outcome_unsettled(by_calls: Decide) -> None:
    decision = by_calls("a.rood: ja, a.letsel: nee", rest="open")
    assert decision.could_call == ()
    assert decision.settling == ("a.bang",)
    assert not decision.is_settled
    assert by_calls("a.rood: ja, a.letsel: nee, a.bang: nee", rest="open").is_settled, "advice is below this level"


def test_an_open_threshold_below_its_own_norm_could_add_the_fallback(by_calls: Decide) -> None:
    decision = by_calls("a.rood: nee, a.letsel: nee, a.bang: nee", rest="open")
    assert (decision.level, decision.could_become) == (Level.VOLGEN, Level.BEL_NU)
    assert decision.could_call == ("veilig_thuis", "politie")
    assert decision.settling == (), "first the level"


def test_an_open_threshold_with_a_norm_could_raise_to_bel_nu(make: Callable[..., Content], record: Read) -> None:
    thresholds = "drempels:\n- {id: norm, als: {vraag: a.x}, dan: volgen, norm: structureel, omdat: Steeds weer.}\n"
    decision = deciding(Ruleset(make("- {id: x, vraag: Steeds weer?}\n", thresholds=thresholds)), record)(
        "a.x: weet_niet"
    )
    assert (decision.level, decision.could_become) == (Level.VOLGEN, Level.BEL_NU)
    assert decision.undecided == ("a.x",)


def test_only_questions_that_could_raise_the_level_are_undecided(by_region: Decide) -> None:
    assert by_region("a.klein: weet_niet").undecided == ()
    assert by_region("a.klein: weet_niet, a.ernstig: weet_niet").undecided == ("a.ernstig",)
    assert by_region("a.ernstig: weet_niet, a.eer: weet_niet").undecided == ("a.ernstig", "a.eer")
    assert by_region("a.eer: ja, a.ernstig: weet_niet").undecided == ("a.ernstig",)


# Whom to call, what to mind, when to look again


@pytest.mark.parametrize(
    ("answers", "more", "call"),
    [
        ("a.ernstig: ja", "", ["huisarts"]),
        ("a.eer: ja", "", ["politie"]),
        ("a.eer: ja, a.ernstig: ja", "", ["politie", "huisarts", "veilig_thuis"]),
        ("a.rood: ja, a.ernstig: ja", "", ["veilig_thuis", "huisarts"]),
        ("", "opgeschaald: niet pluis", ["veilig_thuis"]),
        ("a.ernstig: ja", "opgeschaald: niet pluis", ["veilig_thuis", "huisarts"]),
        ("a.eer: ja", "opgeschaald: niet pluis", ["politie", "veilig_thuis"]),
        ("a.eer: ja", "meldcode: {onveiligheid: twijfel}", ["politie", "veilig_thuis"]),
        ("", "meldcode: {onveiligheid: ja}", ["veilig_thuis"]),
        ("", "meldcode: {onveiligheid: twijfel}", ["veilig_thuis"]),
        ("a.klein: ja", "", []),
    ],
)
def test_whom_to_call_is_joined_highest_level_first_then_in_file_order(
    by_region: Decide, answers: str, more: str, call: list[str]
) -> None:
    assert list(by_region(answers, more).call) == call


def test_a_threshold_that_names_nobody_asks_to_call_veilig_thuis(make: Callable[..., Content], record: Read) -> None:
    thresholds = "drempels:\n- {id: vraag, als: {vraag: a.ernstig}, dan: advies, omdat: Ernstig.}\n"
    assert deciding(Ruleset(make(LISTS, UNSEEN, thresholds=thresholds)), record)("a.ernstig: ja").call == (
        "veilig_thuis",
    )


def with_waiting(content: Content, name: str) -> Content:
    """The content, in which this specialist only thinks along."""
    waiting = content.regional.specialists[name].model_copy(update={"can_wait": "ja"})
    regional = content.regional.model_copy(update={"specialists": {**content.regional.specialists, name: waiting}})
    return Content(content.checklists, regional, content.floor, content.meldcode)


def test_who_only_thinks_along_is_not_named_any_more_once_112_is_asked(
    make: Callable[..., Content], record: Read
) -> None:
    thresholds = "drempels:\n- {id: bel, als: {vraag: a.eer}, dan: bel_nu, bel: [politie, huisarts], omdat: Eer.}\n"
    content = make(LISTS, UNSEEN, thresholds=thresholds)
    decided = deciding(Ruleset(with_waiting(content, "politie")), record)
    assert decided("a.eer: ja").call == ("politie", "huisarts")
    assert decided("a.eer: ja, a.leven: ja").call == ("veilig_thuis", "huisarts")


def test_who_only_thinks_along_could_not_be_added_to_112_either(make: Callable[..., Content], record: Read) -> None:
    thresholds = """drempels:
- {id: eer, als: {vraag: a.eer}, dan: bel_112, bel: [politie], omdat: Eer.}
- {id: klein, als: {vraag: a.klein}, dan: bel_112, bel: [huisarts], omdat: Klein.}
"""
    content = make(LISTS, thresholds=thresholds)
    decided = deciding(Ruleset(with_waiting(content, "huisarts")), record)
    decision = decided("a.eer: ja, a.klein: weet_niet")
    assert (decision.could_call, decision.settling, decision.is_settled) == ((), (), True)


def test_cautions_are_joined_in_the_same_order_each_once(by_region: Decide) -> None:
    assert by_region("a.ernstig: ja, a.eer: ja").cautions == ("Bel eerst 112.", "Pas op.", "Zwijg.", "Vraag door.")


@pytest.mark.parametrize(
    ("answers", "more", "days"),
    [
        ("", "", 60),
        ("a.ernstig: ja", "", 60),
        ("a.klein: ja", "", 30),
        ("a.eer: ja", "", 14),
        ("a.klein: ja, a.eer: ja", "", 14),
        ("a.eer: ja, a.ernstig: ja", "", 14),
        ("", "opgeschaald: niet pluis", 7),
        ("a.eer: ja", "opgeschaald: niet pluis", 7),
        ("", "meldcode: {hulp_aanvaard: nee}", 7),
        ("", "meldcode: {hulp_aanvaard: twijfel}", 7),
        ("", "meldcode: {vermoeden: ja}", 60),
        ("", "meldcode: {vermoeden: nee}", 60),
        ("a.eer: ja", "meldcode: {vermoeden: nee}", 7),
        ("a.norm: [grens]", "", 14),
        ("a.norm: [grens], a.ernstig: ja", "", 7),
        ("a.norm: [grens]", "meldcode: {vermoeden: ja}", 7),
        ("", "meldcode: {besloten: {melden: ja}}", 7),
        ("", "meldcode: {besloten: {melden: ja}, veilig_thuis: [{soort: melding}]}", 60),
    ],
)
def test_the_day_to_look_again_is_the_earliest(by_region: Decide, answers: str, more: str, days: int) -> None:
    assert by_region(answers, more).look_again_days == days


# Raised by hand, and the Meldcode


def test_a_raise_by_hand_sets_at_least_bel_nu(by_region: Decide) -> None:
    assert by_region(more="opgeschaald: niet pluis").level is Level.BEL_NU
    assert by_region("a.leven: ja", "opgeschaald: niet pluis").level is Level.BEL_112


def test_a_raise_without_a_reason_is_a_raise(region: Ruleset, record: Read) -> None:
    raised = replace(record(region, "{overige: nee}"), raised="")
    assert decide(region, raised).level is Level.BEL_NU


@pytest.mark.parametrize(
    ("meldcode", "level"),
    [
        ("{}", Level.VOLGEN),
        ("{vermoeden: ja}", Level.VOLGEN),
        ("{onveiligheid: ja}", Level.BEL_NU),
        ("{effectieve_hulp: nee}", Level.ADVIES),
        ("{vermoeden: ja, effectieve_hulp: nee}", Level.BEL_NU),
        ("{vermoeden: nee, effectieve_hulp: nee}", Level.ADVIES),
        ("{besloten: {melden: ja}}", Level.BEL_NU),
        ("{besloten: {melden: ja}, veilig_thuis: [{soort: melding}]}", Level.VOLGEN),
        ("{besloten: {melden: nee}}", Level.VOLGEN),
        ("{resultaat: twijfel}", Level.ADVIES),
        ("{resultaat: nog_niet}", Level.VOLGEN),
    ],
)
def test_the_recorded_meldcode_counts(by_region: Decide, meldcode: str, level: Level) -> None:
    assert by_region(more=f"meldcode: {meldcode}").level is level


def test_a_recorded_no_does_not_lower_what_the_answers_propose(by_region: Decide) -> None:
    decision = by_region("a.norm: [steeds]", "meldcode: {vermoeden: nee, onveiligheid: nee}")
    assert decision.level is Level.BEL_NU
    assert decision.meldcode.deviations == ("vermoeden", "onveiligheid")
    assert decision.warnings[-2:] == tuple(
        f"Bij weging '{name}' is iets milders vastgelegd dan de antwoorden zeggen. De antwoorden tellen."
        for name in ("vermoeden", "onveiligheid")
    )


def test_no_suspicion_against_a_reached_threshold_is_said(by_region: Decide) -> None:
    decision = by_region("a.eer: ja", "meldcode: {vermoeden: nee}")
    assert decision.warnings[-1].startswith("Bij weging 'vermoeden' is iets milders vastgelegd")
    assert by_region("a.eer: weet_niet", "meldcode: {vermoeden: nee}").warnings == by_region().warnings
    unseen = by_region("b.zicht: weet_niet, a.rood: weet_niet", "meldcode: {vermoeden: nee}")
    assert unseen.meldcode.deviations == (), "what nobody knows contradicts no suspicion"


def test_a_doubt_is_said(by_region: Decide) -> None:
    decision = by_region(more="meldcode: {resultaat: twijfel}")
    assert decision.warnings[-1] == "Bij de weging is twijfel vastgelegd. Vraag advies aan Veilig Thuis."


# Weighing 3, 4 and 5 need a weighing 1

REGION_ASKS_ADVICE = """\
drempels:
- {id: hulp, als: {minstens: 1, vragen: [a.klein, a.ernstig]}, dan: advies, norm: hulp_niet_aanvaard, omdat: Hulp.}
- {id: kind, als: {vraag: a.kinderen}, dan: volgen, norm: resultaat_blijft_uit, omdat: Kind.}
- {id: eerder, als: {eerder: 1, besluit: advies, binnen_dagen: 30}, dan: volgen, norm: eigen_grens, omdat: Eerder.}
"""


@pytest.fixture(scope="module")
def by_help(make: Callable[..., Content], record: Read) -> Decide:
    """Decide where the region gives such a norm to answers that carry none."""
    return deciding(Ruleset(make(LISTS, UNSEEN, thresholds=REGION_ASKS_ADVICE)), record)


EARLIER = "datum: 2026-03-04, eerder: [{datum: 2026-03-01, besluit: advies}]"


@pytest.mark.parametrize(
    ("answers", "more", "level"),
    [
        ("a.klein: ja", "", Level.ADVIES),
        ("a.klein: ja", "meldcode: {vermoeden: ja}", Level.BEL_NU),
        ("a.ernstig: ja", "", Level.ADVIES),
        ("a.klein: ja, a.ernstig: ja", "", Level.BEL_NU),
        ("a.klein: ja, b.zicht: ja", "", Level.BEL_NU),
        ("a.kinderen: 1", "", Level.VOLGEN),
        ("a.kinderen: 1, b.zicht: ja", "", Level.BEL_NU),
        ("", EARLIER, Level.VOLGEN),
        ("b.zicht: ja", EARLIER, Level.BEL_NU),
    ],
)
def test_another_serious_answer_makes_a_norm_of_the_region_a_reason_to_call(
    by_help: Decide, answers: str, more: str, level: Level
) -> None:
    assert by_help(answers, more).level is level


@pytest.mark.parametrize(
    ("answers", "more", "could_become", "undecided"),
    [
        ("a.klein: ja, b.zicht: weet_niet", "", Level.BEL_NU, ("b.zicht",)),
        ("a.klein: weet_niet, b.zicht: ja", "", Level.BEL_NU, ("a.klein",)),
        ("a.klein: weet_niet, b.zicht: weet_niet", "", Level.BEL_NU, ("a.klein", "b.zicht")),
        ("a.klein: weet_niet", "", Level.ADVIES, ("a.klein",)),
        ("a.klein: weet_niet", "meldcode: {vermoeden: ja}", Level.BEL_NU, ("a.klein",)),
        ("a.ernstig: weet_niet", "", Level.ADVIES, ("a.ernstig",)),
        ("a.ernstig: ja, a.klein: weet_niet", "", Level.BEL_NU, ("a.klein",)),
        ("b.zicht: weet_niet", "meldcode: {hulp_aanvaard: nee}", Level.BEL_NU, ("b.zicht",)),
        ("a.eer: weet_niet", "meldcode: {hulp_aanvaard: nee}", Level.ADVIES, ()),
    ],
)
def test_what_could_still_be_a_suspicion_is_named(
    by_help: Decide, answers: str, more: str, could_become: Level, undecided: tuple[str, ...]
) -> None:
    decision = by_help(answers, more)
    assert (decision.could_become, decision.undecided) == (could_become, undecided)


A_SIGN_IN_A_FAMILY = """\
drempels:
- {id: gezin, als: {alle: [{vraag: a.kinderen}, {vraag: a.ernstig}]}, dan: advies, norm: eigen_grens, omdat: Gezin.}
"""


NOT_EXCLUDED = """\
drempels:
- {id: grens, als: {niet_uitgesloten: 1, ernst: bijdragend}, dan: advies, norm: eigen_grens, omdat: Grens.}
"""


def test_what_is_known_stands_beside_a_norm_whatever_else_is_unknown(
    make: Callable[..., Content], record: Read
) -> None:
    decide = deciding(Ruleset(make(LISTS, UNSEEN, thresholds=NOT_EXCLUDED)), record)
    assert decide("a.klein: ja, a.ernstig: ja").level is Level.BEL_NU
    assert decide("a.klein: ja, a.ernstig: {meningen: [ja, weet_niet]}").level is Level.BEL_NU


ASKS_LITTLE = """\
drempels:
- {id: eer, als: {vraag: a.eer}, dan: bel_nu, bel: [politie], omdat: Eer.}
- {id: hulp, als: {vraag: a.klein}, dan: volgen, norm: hulp_niet_aanvaard, omdat: Hulp.}
"""


@pytest.fixture(scope="module")
def by_little(make: Callable[..., Content], record: Read) -> Decide:
    """Decide where a norm of weighing 4 by itself asks for nothing."""
    return deciding(Ruleset(make(LISTS, UNSEEN, thresholds=ASKS_LITTLE)), record)


@pytest.mark.parametrize("answers", ["", "a.klein: ja"])
def test_a_sign_takes_no_recorded_doubt_away(by_little: Decide, answers: str) -> None:
    decision = by_little(answers, "meldcode: {hulp_aanvaard: twijfel}")
    assert (decision.level, decision.call) == (Level.ADVIES, ("veilig_thuis",))


def test_whom_a_norm_next_to_a_suspicion_adds_keeps_the_outcome_unsettled(by_little: Decide) -> None:
    decision = by_little("a.eer: ja, a.klein: ja, a.ernstig: weet_niet")
    assert (decision.call, decision.could_call, decision.is_settled) == (("politie",), ("veilig_thuis",), False)
    assert decision.settling == ("a.ernstig",)
    assert by_little("a.eer: ja, a.klein: ja, a.ernstig: ja").call == ("politie", "veilig_thuis")
    suspected = by_little("a.eer: ja, a.klein: weet_niet", "meldcode: {vermoeden: ja}")
    assert (suspected.could_call, suspected.settling) == (("veilig_thuis",), ("a.klein",))
    assert by_little("a.eer: ja, a.klein: ja").is_settled


def test_to_confirm_what_an_answer_proposes_makes_no_second_sign_of_it(by_little: Decide) -> None:
    own = "a.ook-ernstig: [wil-niet]"
    assert by_little(own).level is Level.ADVIES
    assert by_little(own, "meldcode: {hulp_aanvaard: nee}").level is Level.ADVIES
    assert by_little(own, "meldcode: {resultaat: nee}").level is Level.BEL_NU, "that is another weighing"


def test_counting_who_there_is_makes_no_second_sign_of_one(make: Callable[..., Content], record: Read) -> None:
    decide = deciding(Ruleset(make(LISTS, UNSEEN, thresholds=A_SIGN_IN_A_FAMILY)), record)
    assert decide("a.kinderen: 1, a.ernstig: ja").level is Level.ADVIES
    assert decide("a.kinderen: 1, a.ernstig: ja, b.zicht: ja").level is Level.BEL_NU


def test_reached_thresholds_and_answers_propose_in_the_order_of_the_weighing(by_region: Decide) -> None:
    decision = by_region("a.eer: ja, a.ernstig: ja, a.norm: [helpt-niet, grens]")
    assert list(decision.meldcode.proposal.items()) == [
        ("vermoeden", "ja"),
        ("onveiligheid", "ja"),
        ("effectieve_hulp", "nee"),
        ("resultaat", "nee"),
    ]


def test_a_threshold_about_unknowns_never_proposes_a_suspicion(by_region: Decide) -> None:
    decision = by_region("b.zicht: weet_niet")
    assert decision.meldcode.proposal == {"onveiligheid": "ja"}
    assert decision.level is Level.BEL_NU


def test_veilig_thuis_comes_before_any_conversation_when_a_reached_threshold_says_so(by_region: Decide) -> None:
    assert by_region("a.eer: ja").meldcode.consult_first
    assert not by_region("a.eer: weet_niet").meldcode.consult_first


NOT_FIRST = """\
drempels:
- {id: een, als: {vraag: a.klein}, dan: advies, gesprek: eerst_overleggen, niet_eerst_spreken_met: de ouders, omdat: A.}
- {id: twee, als: {vraag: a.ernstig}, dan: bel_nu, gesprek: eerst_overleggen, niet_eerst_spreken_met: de oom, omdat: B.}
- {id: drie, als: {vraag: a.eer}, dan: bel_nu, gesprek: eerst_overleggen, niet_eerst_spreken_met: de ouders, omdat: C.}
- {id: vier, als: {vraag: a.rood}, dan: bel_nu, gesprek: eerst_overleggen, omdat: D.}
- {id: vijf, als: {vraag: a.acuut}, dan: bel_nu, omdat: E.}
"""


@pytest.mark.parametrize(
    ("answers", "not_first"),
    [
        ("", ()),
        ("a.acuut: ja", ()),
        ("a.klein: ja", ("de ouders",)),
        ("a.klein: ja, a.ernstig: ja", ("de oom", "de ouders")),
        ("a.klein: ja, a.ernstig: ja, a.eer: ja", ("de oom", "de ouders")),
        ("a.rood: ja", ("",)),
        ("a.klein: ja, a.rood: ja", ("", "de ouders")),
    ],
)
@pytest.mark.parametrize("recorded", ["", "meldcode: {vermoeden: ja}"])
def test_the_reached_thresholds_say_who_must_not_be_spoken_to_first(
    make: Callable[..., Content], record: Read, answers: str, not_first: tuple[str, ...], recorded: str
) -> None:
    decision = deciding(Ruleset(make(LISTS, UNSEEN, thresholds=NOT_FIRST)), record)(answers, recorded)
    assert decision.meldcode.not_first == not_first
    assert decision.meldcode.consult_first == bool(not_first)


@pytest.mark.parametrize(("answers", "step"), [("", 0), ("a.klein: ja", 1), ("a.kinderen: 2", 0), ("a.eer: ja", 1)])
def test_a_signal_starts_the_meldcode_but_children_are_no_sign(by_region: Decide, answers: str, step: int) -> None:
    assert by_region(answers).meldcode.step == step


# What the reader has to know besides


def test_an_answer_that_no_longer_belongs_to_the_case_is_named(by_region: Decide) -> None:
    decision = by_region("a.klein: nee, a.nachtmerrie: ja")
    assert decision.dormant == ("a.nachtmerrie",)
    assert decision.warnings[-1:] == (
        "Het antwoord op a.nachtmerrie telt nog mee, maar de vraag hoort niet meer bij deze zaak. Klopt het nog?",
    )


def test_core_signs_that_the_lists_lack_are_named_in_every_decision(region: Ruleset, record: Read) -> None:
    whole = region.content
    lacking = Ruleset(Content(whole.checklists, whole.regional, whole.floor, whole.meldcode, ("acuut.geweld-nu",)))
    assert decide(lacking, record(lacking, "{overige: nee}")).warnings == (
        "Deze vragenlijsten missen een kernsignaal: acuut.geweld-nu.",
    )


def test_the_shipped_set_lacks_no_core_sign(ruleset: Ruleset, record: Read) -> None:
    assert decide(ruleset, record(ruleset, "{overige: nee}")).warnings == ()


# True reasons: a threshold about unknowns tells what is unknown


def reasons(decision: Decision) -> dict[str, tuple[str, ...]]:
    return {outcome.threshold.id: outcome.because for outcome in decision.reasons}


REFUSED = "{antwoord: weet_niet, omdat: geweigerd}"
WHO_SPEAKS = "Bespreek met Veilig Thuis wie het slachtoffer of het kind alleen spreekt, en waar."


def test_a_threshold_about_unknowns_is_no_reason_when_a_known_answer_alone_made_it_true(by_floor: Decide) -> None:
    decision = by_floor("a.acuut: ja")
    assert reasons(decision) == {"landelijk-acuut": ("a.acuut",), "landelijk-rode-vlag": ("a.acuut",)}
    assert {"landelijk-niet-gesproken", "landelijk-acuut-onbekend"} <= {*reached(decision)}
    assert decision.cautions == (WHO_SPEAKS,), "what a reached threshold asks to mind stands"
    mild = by_floor("a.rood: {meningen: [ja, weet_niet]}")
    assert "landelijk-niet-gesproken" not in reasons(mild), "nobody refused, and nobody was not spoken to alone"


def test_a_threshold_about_unknowns_is_shown_with_what_is_unknown(by_floor: Decide) -> None:
    decision = by_floor(f"a.acuut: ja, a.rood: {REFUSED}")
    assert reasons(decision)["landelijk-niet-gesproken"] == ("a.rood",)
    assert "landelijk-acuut-onbekend" not in reasons(decision)
    assert decision.cautions == (WHO_SPEAKS,)


def test_what_is_known_is_named_too_when_what_is_unknown_is_not_enough(
    make: Callable[..., Content], record: Read
) -> None:
    thresholds = "drempels:\n- {id: twee, als: {niet_uitgesloten: 2, ernst: ernstig}, dan: advies, omdat: Twee.}\n"
    by_two = deciding(Ruleset(make(LISTS, UNSEEN, thresholds=thresholds)), record)
    assert reasons(by_two("a.ernstig: ja, b.zicht: weet_niet"))["twee"] == ("a.ernstig", "b.zicht")
    assert reasons(by_two("a.rood: weet_niet, a.ernstig: ja, b.zicht: weet_niet"))["twee"] == ("a.rood", "b.zicht")
    beside = reasons(by_two("a.rood: ja, b.zicht: weet_niet"))
    assert "twee" not in beside, "one unknown is not two, and the red flag is a reason of its own"
    assert reasons(by_two("a.ernstig: ja, b.zicht: ja"))["twee"] == ("a.ernstig", "b.zicht"), "there is no other reason"


EACH = """
onderdelen:
- id: elk
  titel: Elk
  per: kind
  vragen: [{id: bang, vraag: Is het bang?, ernst: ernstig}, {id: moe, vraag: Is het moe?, ernst: ernstig}]
"""


def test_what_is_unknown_of_two_children_is_not_what_is_unknown_of_one(
    make: Callable[..., Content], record: Read
) -> None:
    two = "{niet_uitgesloten: 2, ernst: ernstig, bij: kind}"
    thresholds = f"""drempels:
- {{id: twee, als: {two}, dan: advies, omdat: Twee.}}
- {{id: kind, als: {{vraag: a.kinderen}}, dan: advies, omdat: Kind.}}
"""
    by_child = deciding(Ruleset(make(LISTS, EACH, thresholds=thresholds)), record)
    crossed = by_child(
        "a.kinderen: 2, b.bang@kind-1: ja, b.moe@kind-1: weet_niet, b.bang@kind-2: weet_niet, b.moe@kind-2: ja"
    )
    assert "twee" in reached(crossed)
    assert "twee" not in reasons(crossed), "of each child a known answer was needed"
    assert "twee" in reasons(by_child("a.kinderen: 1, b.bang@kind-1: weet_niet, b.moe@kind-1: weet_niet"))


def test_what_unknowns_alone_reach_stays_a_reason_whatever_else_is_known(
    make: Callable[..., Content], record: Read
) -> None:
    either = "{een_van: [{niet_uitgesloten: 1, ernst: acuut}, {niet_uitgesloten: 1, ernst: rode_vlag, in: [b]}]}"
    thresholds = f"""drempels:
- {{id: een-van, als: {either}, dan: advies, omdat: Een van.}}
- {{id: eer, als: {{vraag: a.eer}}, dan: bel_nu, omdat: Eer.}}
"""
    red = UNSEEN.replace("ernstig", "rode_vlag")
    decided = deciding(Ruleset(make(LISTS, red, thresholds=thresholds)), record)
    assert reasons(decided("a.eer: ja, a.acuut: weet_niet"))["een-van"] == ("a.acuut",)
    assert "een-van" in reasons(decided("a.eer: ja, a.acuut: weet_niet, b.zicht: ja"))


@pytest.mark.parametrize(
    ("answers", "is_said"), [("a.ernstig: ja", True), ("a.ernstig: weet_niet", False), ("a.klein: ja", True)]
)
def test_no_suspicion_is_said_against_a_call_that_what_is_known_asks_for(
    make: Callable[..., Content], record: Read, answers: str, *, is_said: bool
) -> None:
    either = "{een_van: [{vraag: a.klein}, {niet_uitgesloten: 1, ernst: ernstig}]}"
    thresholds = f"drempels:\n- {{id: een-van, als: {either}, dan: bel_nu, norm: structureel, omdat: Een van.}}\n"
    decided = deciding(Ruleset(make(LISTS, UNSEEN, thresholds=thresholds)), record)
    decision = decided(answers, "meldcode: {vermoeden: nee}")
    assert decision.level is Level.BEL_NU
    assert ("vermoeden" in decision.meldcode.deviations) == is_said
    assert decided(answers).meldcode.proposal.get("vermoeden") == ("ja" if is_said else None)


def test_whether_a_suspicion_is_known_counts_each_child_and_every_opinion(
    make: Callable[..., Content], record: Read
) -> None:
    one = "{niet_uitgesloten: 1, ernst: ernstig, bij: kind}"
    thresholds = f"drempels:\n- {{id: een, als: {one}, dan: bel_nu, norm: structureel, omdat: Een.}}\n"
    decided = deciding(Ruleset(make(LISTS, EACH, thresholds=thresholds)), record)
    unknown = decided("a.kinderen: 1, b.bang@kind-1: weet_niet").meldcode
    assert (unknown.report_is_norm, dict(unknown.proposal)) == (True, {"onveiligheid": "ja"})
    known = decided("a.kinderen: 1, b.bang@kind-1: {meningen: [weet_niet, ja]}").meldcode
    assert dict(known.proposal) == {"vermoeden": "ja", "onveiligheid": "ja"}


# Who is named is there


PERSONS = """
drempels:
- {id: kind, als: {vraag: a.kinderen}, dan: bel_nu, omdat: Kind.}
"""


@pytest.mark.parametrize("rest", ["open", "nee", "weet_niet"])
@pytest.mark.parametrize(
    ("answers", "persons", "is_reached"),
    [
        ("", "", False),
        ("", "kind-1", True),
        ("a.kinderen: 0", "kind-1", True),
        ("a.kinderen: weet_niet", "kind-1", True),
        ("b.bang@kind-2: nee", "", True),
        ("a.kinderen: weet_niet, b.bang@kind-1: nee", "", False),
    ],
)
def test_a_person_who_is_named_counts_whatever_is_said_or_left_open(
    make: Callable[..., Content], record: Read, rest: str, answers: str, persons: str, *, is_reached: bool
) -> None:
    each = "onderdelen: [{id: elk, titel: Elk, per: kind, vragen: [{id: bang, vraag: Is het bang?}]}]\n"
    by_kind = deciding(Ruleset(make(LISTS, each, thresholds=PERSONS)), record)
    decision = by_kind(answers, f"personen: [{persons}]", rest=rest)
    assert ("kind" in reached(decision)) == is_reached
    assert all(slot.startswith(("a.", "b.")) for slot in decision.undecided)


def test_only_an_answer_that_somebody_gave_is_said_to_belong_no_more(
    make: Callable[..., Content], record: Read
) -> None:
    each = """
    onderdelen:
    - {id: elk, titel: Elk, per: kind, vragen: [{id: bang, vraag: Is het bang?}, {id: moe, vraag: Is het moe?}]}
    """
    by_kind = deciding(Ruleset(make(LISTS, each, thresholds=PERSONS)), record)
    assert by_kind("a.kinderen: 1, b.bang@kind-3: nee", rest="weet_niet").dormant == ("b.bang@kind-3",)
    never_asked = "{antwoord: weet_niet, omdat: niet_gevraagd}"
    assert by_kind(f"a.klein: nee, a.nachtmerrie: {never_asked}").dormant == ()
    assert by_kind("a.klein: nee, a.nachtmerrie: weet_niet").dormant == ("a.nachtmerrie",)
