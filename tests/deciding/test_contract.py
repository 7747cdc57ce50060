"""A content folder written only from the contract is accepted and decided as the contract says.

`tests/contract` has every kind of question, bands, points, guards, a section per person and a threshold for each form
of condition, named after that form. What is expected below was worked out by hand, from the text of the contract.
"""

from __future__ import annotations

import io
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.errors import ExitCode
from kvv_triage.reading.loading import load_folder

FOLDER = Path(__file__).parents[1] / "contract"


@dataclass(frozen=True)
class Expected:
    """What the contract says about one case; `reached` and `still_open` are thresholds of the region."""

    level: str
    could_become: str
    reached: str = ""
    still_open: str = ""
    call: tuple[str, ...] = ()
    days: int = 60
    deciding: dict[str, list[str]] = field(default_factory=dict)
    meldcode: dict[str, object] = field(default_factory=dict)


CASES = {
    "all answers safe": (
        "overige: nee",
        Expected("volgen", "volgen"),
    ),
    "an option among the chosen": (
        # The list about home opens, at its safe end. Drink is serious, but one serious sign is not two.
        "{antwoorden: {gezin.zorgen: [partner, drank]}, overige: nee}",
        Expected("advies", "advies", "optie", call=("huisarts",)),
    ),
    "two of the options, said by two people": (
        # Money and drink together, whoever said which. The points are those of one opinion, so two.
        "{antwoorden: {gezin.zorgen: {meningen: [[geld], [drank]]}}, overige: nee}",
        Expected("advies", "advies", "optie opties", call=("huisarts",)),
    ),
    "one of the options, and the rest unknown": (
        # Whoever does not know may still choose money. Then it is one serious sign with three points, and no more.
        "{antwoorden: {gezin.zorgen: {meningen: [[drank], weet_niet]}}, overige: nee}",
        Expected("advies", "advies", "optie", "opties", ("huisarts",), deciding={"opties": ["gezin.zorgen"]}),
    ),
    "many signs at home": (
        # Serious: zorgen, dwang, meldingen. Signals: ruzie, veilig, zorgen. Points: zorgen 1 + 2, veilig 1, dwang 2,
        # meldingen 3, so 9 in all and 6 at home. A red flag counts as not excluded, but it is one, not two.
        """
        antwoorden:
          gezin.zorgen: [partner, geld, drank]
          thuis.ruzie: ja
          thuis.veilig: nee
          thuis.dwang: vaak
          thuis.meldingen: 3
        overige: nee
        """,
        Expected(
            "bel_nu",
            "bel_nu",
            "vraag vanaf optie opties ernst vragen punten punten-in geweigerd",
            call=("veilig_thuis", "huisarts", "politie"),
            days=7,
        ),
    ),
    "signs of two children do not make two signs of one child": (
        # Fear of one child and injury of the other are two different questions, but not within one child. The guard
        # of `letsel` is closed for the second child; what was recorded counts all the same.
        """
        antwoorden: {gezin.kinderen: 2, kind.bang@kind-1: ja, kind.letsel@kind-2: licht}
        overige: nee
        """,
        Expected("advies", "advies", "ernst ernst-in punten-bij", call=("veilig_thuis",)),
    ),
    "two signs of one child": (
        # Acute is serious too; the national floor calls at once.
        "{antwoorden: {kind.bang@kind-1: ja, kind.letsel@kind-1: zwaar}, overige: nee}",
        Expected(
            "bel_nu",
            "bel_nu",
            "ernst ernst-in bij punten-bij",
            call=("veilig_thuis",),
            days=7,
            meldcode={"melden_is_norm": True},
        ),
    ),
    "the same sign of two children is one question": (
        "{antwoorden: {kind.bang@kind-1: ja, kind.bang@kind-2: ja}, overige: nee}",
        Expected("advies", "advies", "ernst-in punten-bij", call=("veilig_thuis",)),
    ),
    "a band may stand in any order of danger": (
        "{antwoorden: {kind.school@kind-1: 0}, overige: nee}",
        Expected("advies", "advies", "ernst-in", call=("veilig_thuis",)),
    ),
    "unknown is never no": (
        # Coercion and reports are both unknown and can be a red flag: two. Reports were refused, and can be serious.
        # The floor: a question that can be a red flag and was refused calls at once, and asks to look again in a week.
        """
        antwoorden:
          gezin.zorgen: [partner]
          thuis.ruzie: ja
          thuis.dwang: weet_niet
          thuis.meldingen: {antwoord: weet_niet, omdat: geweigerd}
        overige: nee
        """,
        Expected(
            "bel_nu",
            "bel_nu",
            "vraag vragen onbekend geweigerd",
            "vanaf ernst norm punten punten-in een-van",
            call=("veilig_thuis", "huisarts", "politie"),
            days=7,
            deciding={
                "vanaf": ["thuis.dwang"],
                "norm": ["thuis.dwang"],
                "een-van": ["thuis.dwang"],
                "ernst": ["thuis.dwang", "thuis.meldingen"],
                "punten": ["thuis.dwang", "thuis.meldingen"],
                "punten-in": ["thuis.dwang", "thuis.meldingen"],
            },
        ),
    ),
    "of opinions the most dangerous counts, and the question stays unknown": (
        """
        antwoorden:
          gezin.zorgen: [partner]
          thuis.ruzie: {meningen: [nee, ja]}
          thuis.dwang: {meningen: [nee, altijd, weet_niet], feit: "niemand zag het", bron: de tafel}
        overige: nee
        """,
        Expected(
            "bel_nu",
            "bel_nu",
            "vraag vanaf vragen norm punten-in geweigerd een-van",
            call=("veilig_thuis", "huisarts", "politie"),
            days=3,
            meldcode={"melden_is_norm": True, "geen_gesprek_vooraf": True},
        ),
    ),
    "a disclosure by a child": (
        "{antwoorden: {kind.verteld@kind-3: ja}, overige: nee}",
        Expected(
            "bel_nu",
            "bel_nu",
            "ernst-in een-van",
            call=("veilig_thuis",),
            days=3,
            meldcode={"melden_is_norm": True, "geen_gesprek_vooraf": True},
        ),
    ),
    "earlier sessions": (
        # 53 and 12 days ago. Both count within 100 days; one of `bel_nu` counts within 30.
        """
        antwoorden: {gezin.zorgen: [partner], thuis.ruzie: ja}
        eerder: [{datum: 2026-01-10, besluit: advies}, {datum: 2026-02-20, besluit: bel_nu}]
        datum: 2026-03-04
        overige: nee
        """,
        Expected("bel_nu", "bel_nu", "vraag vragen eerder alle", call=("politie", "huisarts"), days=14),
    ),
    "earlier sessions long ago": (
        """
        antwoorden: {gezin.zorgen: [partner], thuis.ruzie: ja}
        eerder: [{datum: 2025-01-10, besluit: advies}, {datum: 2025-02-20, besluit: bel_nu}]
        datum: 2026-03-04
        overige: nee
        """,
        Expected("advies", "advies", "vraag vragen", call=("huisarts", "politie")),
    ),
    "raised by hand": (
        '{opgeschaald: "niet pluis", overige: nee}',
        Expected("bel_nu", "bel_nu", call=("veilig_thuis",), days=7),
    ),
    "reporting is the norm by the Meldcode": (
        "{meldcode: {vermoeden: ja, onveiligheid: ja}, overige: nee}",
        Expected("bel_nu", "bel_nu", call=("veilig_thuis",), days=7, meldcode={"melden_is_norm": True}),
    ),
    "doubt in the Meldcode": (
        "{meldcode: {vermoeden: ja, onveiligheid: nee, hulp_aanvaard: twijfel}, overige: nee}",
        Expected("advies", "advies", call=("veilig_thuis",), days=7, meldcode={"melden_is_norm": False}),
    ),
    "help declined, and no suspicion": (
        "{meldcode: {hulp_aanvaard: nee}, overige: nee}",
        Expected("advies", "advies", call=("veilig_thuis",), days=7, meldcode={"melden_is_norm": False}),
    ),
    "help declined next to a suspicion": (
        "{meldcode: {vermoeden: ja, hulp_aanvaard: nee}, overige: nee}",
        Expected("bel_nu", "bel_nu", call=("veilig_thuis",), days=7, meldcode={"melden_is_norm": True}),
    ),
    "decided to report, and no report is recorded": (
        "{meldcode: {besloten: {melden: ja, hulp: ja}}, overige: nee}",
        Expected("bel_nu", "bel_nu", call=("veilig_thuis",), days=7, meldcode={"stap": 5}),
    ),
    "nothing asked yet": (
        # Nobody said how many children there are: one is possible, and may be badly hurt.
        "overige: open",
        Expected(
            "volgen",
            "bel_nu",
            "",
            "vraag vanaf optie opties ernst ernst-in vragen norm punten punten-in onbekend geweigerd bij punten-bij "
            "een-van",
            deciding={
                "optie": ["gezin.zorgen"],
                "opties": ["gezin.zorgen"],
                "vraag": ["thuis.ruzie", "gezin.zorgen"],
                "punten-bij": ["gezin.kinderen", "kind.bang@kind-1"],
                "bij": [
                    "gezin.kinderen",
                    "kind.bang@kind-1",
                    "kind.letsel@kind-1",
                    "kind.verteld@kind-1",
                    "kind.school@kind-1",
                ],
            },
        ),
    ),
    "an unknown number of children is one child": (
        "{antwoorden: {gezin.kinderen: weet_niet, gezin.zorgen: [], kind.bang@kind-1: nee}}",
        Expected(
            "volgen",
            "bel_nu",
            "",
            "ernst ernst-in bij een-van",
            deciding={"een-van": ["kind.verteld@kind-1", "gezin.kinderen"]},
        ),
    ),
}


def decided(document: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(document.encode())))
    code = main(["beslis", "-", "--inhoud", str(FOLDER)])
    out, err = capsys.readouterr()
    assert (code, err) == (ExitCode.DONE, "")
    said: dict[str, object] = json.loads(out)
    return said


def test_a_folder_written_from_the_contract_is_accepted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["controleer", str(FOLDER)]) == ExitCode.DONE
    assert capsys.readouterr().out.endswith("3 lijsten, 11 vragen, 17 drempels, 1 oefenzaak. Er is 1 aandachtspunt.\n")
    assert [problem.code for problem in load_folder(FOLDER).problems] == ["KVV411"], "it has none of the core signs"


@pytest.mark.parametrize("name", CASES)
def test_a_case_is_decided_as_the_contract_says(
    name: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    document, expected = CASES[name]
    said = decided(document, monkeypatch, capsys)
    thresholds = said["drempels"]
    assert isinstance(thresholds, list)
    region = {one["id"]: one for one in thresholds if "landelijk" not in one}
    standing = {stand: [one for one in region if region[one]["stand"] == stand] for stand in ("bereikt", "open")}
    assert standing == {"bereikt": expected.reached.split(), "open": expected.still_open.split()}
    assert (said["besluit"], said["kan_worden"]) == (expected.level, expected.could_become)
    assert said["bel"] == list(expected.call)
    assert said["opnieuw_kijken_na_dagen"] == expected.days
    assert {one: region[one]["beslissend"] for one in expected.deciding} == expected.deciding
    meldcode = said["meldcode"]
    assert isinstance(meldcode, dict)
    assert meldcode | expected.meldcode == meldcode


def test_a_recorded_answer_whose_guard_has_closed_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = decided(CASES["signs of two children do not make two signs of one child"][0], monkeypatch, capsys)
    assert [one for one in said["waarschuwingen"] if "kind.letsel@kind-2" in one]  # type: ignore[attr-defined] # a list


def test_the_reached_thresholds_bring_their_cautions_and_their_sources(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = decided(CASES["a disclosure by a child"][0], monkeypatch, capsys)
    thresholds = said["drempels"]
    assert isinstance(thresholds, list)
    (reached,) = (one for one in thresholds if one["id"] == "een-van")
    assert reached == {
        "id": "een-van",
        "stand": "bereikt",
        "omdat": "Ernstig genoeg.",
        "vragen": ["kind.verteld@kind-3"],
        "norm": "structureel",
        "bron": ["Een boek. Iemand e.a., 2008. doi:10.1000/182", "https://voorbeeld.nl"],
    }
    assert said["let_op"] == [
        "Bel buiten het huis.",
        "Bespreek met Veilig Thuis wie het slachtoffer of het kind alleen spreekt, en waar.",
    ]
