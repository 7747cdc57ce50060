"""Running a casebook: what a case expects, what it gets and why, and what no case touches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kvv_triage.content.content import Content
from kvv_triage.deciding.judging import Judged, ThresholdState
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.reading.loading import load_folder
from kvv_triage.trainer.trying import Coverage, Difference, Tried, coverage, try_cases
from tests.conftest import SPECIALISTS, Write

LIST = """\
checklist: a
titel: Lijst
versie: "1"
onderdelen:
- id: deel
  titel: Deel
  vragen:
  - {id: kinderen, vraag: Hoeveel?, soort: personen, rol: kind}
  - {id: erg, vraag: Erg?, ernst: ernstig}
  - id: keuze
    vraag: Hoe?
    soort: keuze
    antwoorden: [{id: nee, tekst: Nee}, {id: oud, tekst: Oud, ernst: bijdragend}, {id: nu, tekst: Nu, ernst: ernstig}]
  - id: soorten
    vraag: Welke?
    soort: meerkeuze
    antwoorden: [{id: geld, tekst: Geld, ernst: bijdragend}, {id: weg, tekst: Weg}]
  - {id: keer, vraag: Hoe vaak?, soort: getal, banden: [{tot: 0}, {vanaf: 1, tot: 2, punten: 1}, {vanaf: 3, punten: 2}]}
  - {id: alleen, vraag: Alleen?, signaal_bij: nee, ernst: bijdragend}
  - {id: noot, vraag: Noot?, soort: tekst}
"""
THRESHOLDS = (
    SPECIALISTS
    + """\
drempels:
- {id: twee, als: {minstens: 2, ernst: ernstig}, dan: bel_nu, bel: [huisarts], omdat: "-"}
- {id: een, als: {minstens: 1, ernst: bijdragend}, dan: advies, bel: [politie], omdat: "-"}
"""
)

Cases = dict[str, str]


@pytest.fixture
def tried(write: Write, request: pytest.FixtureRequest) -> tuple[Content, tuple[Tried, ...]]:
    """Run the cases a test writes down, over a small list."""
    cases: Cases = request.param
    texts = {f"casebook/{name}.yaml": f"naam: {name}\n{text}" for name, text in cases.items()}
    loaded = load_folder(write({"checklists/a.yaml": LIST, "thresholds.yaml": THRESHOLDS, **texts}))
    assert loaded.content is not None, "\n".join(map(str, loaded.errors))
    return loaded.content, try_cases(Ruleset(loaded.content), loaded.cases)


def of_one(text: str) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("tried", [{"zaak": text}], indirect=True)


Run = tuple[Content, tuple[Tried, ...]]


@of_one("antwoorden: {a.erg: ja}\noverige: nee\nverwacht: {besluit: advies, drempels: [een], bel: [politie]}\n")
def test_a_case_that_comes_out_as_expected_has_no_differences(tried: Run) -> None:
    assert tried[1][0].differences == ()


@of_one("antwoorden: {a.erg: ja}\nverwacht: {besluit: bel_nu, drempels: [twee], bel: [huisarts]}\n")
def test_a_case_tells_what_was_expected_and_what_it_got(tried: Run) -> None:
    assert tried[1][0].differences == (
        Difference("besluit", ("bel_nu",), ("advies",)),
        Difference("drempels", ("twee",), ("een",)),
        Difference("bel", ("huisarts",), ("politie",)),
    )


@of_one("antwoorden: {a.erg: ja}\nverwacht: {besluit: advies}\n")
def test_what_a_case_does_not_mention_is_not_compared(tried: Run) -> None:
    assert tried[1][0].differences == ()


@of_one("antwoorden: {a.erg: ja, a.keuze: nu}\nverwacht: {besluit: bel_nu, drempels: [een, twee]}\n")
def test_the_order_of_expected_thresholds_does_not_matter(tried: Run) -> None:
    assert tried[1][0].differences == ()


@of_one(
    "antwoorden:\n  a.erg: {meningen: [nee, ja]}\n  a.keuze: oud\n  a.soorten: [weg, geld]\n  a.keer: 2\n"
    "  a.alleen: weet_niet\n  a.noot: iets\noverige: nee\nverwacht: {besluit: advies}\n"
)
def test_a_case_tells_which_answers_reached_a_threshold(tried: Run) -> None:
    assert tried[1][0].because == ("een: a.erg = nee / ja, a.keuze = oud, a.soorten = geld+weg",)


@pytest.mark.parametrize("tried", [{}], indirect=True)
def test_an_empty_casebook_touches_nothing(tried: Run) -> None:
    content, cases = tried
    touched = coverage(content, cases)
    assert touched.percentage == 0
    assert set(touched.thresholds) >= {"een", "twee", "landelijk-rode-vlag"}
    assert touched.answers == (
        "a.erg = ja",
        "a.keuze = oud",
        "a.keuze = nu",
        "a.soorten = geld",
        "a.keer = 1-2",
        "a.keer = 3 of meer",
        "a.alleen = nee",
    )
    assert touched.specialists == ("veilig_thuis", "politie", "huisarts")


@of_one(
    "antwoorden: {a.kinderen: 2, a.erg: ja, a.keuze: nu, a.soorten: [geld], a.keer: 1, a.alleen: weet_niet}\n"
    "verwacht: {besluit: bel_nu}\n"
)
def test_an_unknown_answer_and_another_band_touch_nothing(tried: Run) -> None:
    content, cases = tried
    touched = coverage(content, cases)
    assert touched.answers == ("a.keuze = oud", "a.keer = 3 of meer", "a.alleen = nee")
    assert touched.specialists == ("veilig_thuis",)
    assert not {"een", "twee"} & set(touched.thresholds)


@pytest.mark.parametrize(("missing", "percentage"), [(0, 100), (1, 99), (2, 99), (299, 0), (300, 0)])
def test_a_percentage_is_never_rounded_up(missing: int, percentage: int) -> None:
    assert Coverage(300, ("x",) * missing, (), ()).percentage == percentage


@of_one(
    "antwoorden: {a.kinderen: weet_niet, a.erg: nee}\noverige: nee\n"
    "eerder: [{datum: 2026-01-01, besluit: advies}]\ndatum: 2026-02-01\nverwacht: {besluit: volgen, drempels: []}\n"
)
def test_a_case_that_reaches_nothing_gives_no_reasons(tried: Run) -> None:
    assert tried[1][0].because == ()


def test_a_case_that_does_not_fit_the_content_is_a_mistake_of_the_caller(ruleset: Ruleset, write: Write) -> None:
    text = "naam: x\nantwoorden: {a.erg: ja}\nverwacht: {besluit: advies}\n"
    loaded = load_folder(write({"checklists/a.yaml": LIST, "thresholds.yaml": THRESHOLDS, "casebook/x.yaml": text}))
    with pytest.raises(TypeError, match=r"x\.yaml"):
        try_cases(ruleset, loaded.cases)


def test_the_path_of_a_case_is_where_it_was_read(write: Write) -> None:
    text = "naam: x\nverwacht: {besluit: volgen}\n"
    folder = write({"checklists/a.yaml": LIST, "thresholds.yaml": THRESHOLDS, "casebook/x.yaml": text})
    loaded = load_folder(folder)
    assert loaded.content is not None
    (one,) = try_cases(Ruleset(loaded.content), loaded.cases)
    assert Path(one.path) == folder / "casebook/x.yaml"


@of_one(
    "antwoorden:\n  a.kinderen: 2\n  a.keer: 3\n  a.keuze: {antwoord: weet_niet, omdat: geweigerd}\n"
    "  a.soorten: []\n  a.noot: iets\n"
    "verwacht: {besluit: advies}\n"
)
def test_every_kind_of_answer_has_a_word_for_it(tried: Run) -> None:
    (one,) = tried[1]
    reached = Judged(
        one.decision.outcomes[0].ready,
        ThresholdState.REACHED,
        because=("a.kinderen", "a.keer", "a.keuze", "a.soorten", "a.noot", "a.erg"),
    )
    told = replace(one, decision=one.decision._replace(reached=(reached,)))
    words = "a.kinderen = 2, a.keer = 3, a.keuze = weet_niet (geweigerd), a.soorten = niets, a.noot = tekst, a.erg"
    assert told.because == (f"twee: {words}",)
    assert replace(told, decision=told.decision._replace(reached=(reached._replace(because=()),))).because == (
        "twee: eerdere weging",
    )
