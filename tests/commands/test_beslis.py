"""`kvv beslis`: one document or JSON Lines in, JSON out, and no client text anywhere else (design 8)."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.errors import ExitCode
from kvv_triage.reading.yaml_text import LARGEST

BASIS = Path(__file__).parents[1] / "broken" / "basis"
CLIENT = "Jan Jansen"
EXAMPLE = "antwoorden: {start.zorgen: [partner], partnergeweld.keel: ooit}\n"
FULL = """
zaak: A-2026-014
personen: [kind-1]
antwoorden:
  start.zorgen: [partner]
  partnergeweld.keel: {antwoord: ooit, feit: "zei zij op 3 maart", bron: cliënt}
  kind.heeft-verteld@kind-1: {antwoord: weet_niet, omdat: geweigerd}
  partnergeweld.stalking: {meningen: [ja, nee]}
meldcode: {gesprek: [{stand: niet_veilig, reden: "hij leest mee"}]}
opgeschaald: "niet pluis: ze keek steeds naar de deur"
eerder: [{datum: 2026-01-10, besluit: advies}]
datum: 2026-03-04
overige: open
"""
Said = tuple[int, str, str]
Decide = Callable[..., Said]


@pytest.fixture
def decide(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Decide:
    """Run `kvv beslis` on an input; gives exit code, stdout and stderr."""

    def decided(given: str | bytes, *options: str, content: Path = BASIS) -> Said:
        raw = given.encode() if isinstance(given, str) else given
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(raw)))
        code = main(["beslis", "-", "--inhoud", str(content), *options])
        out, err = capsys.readouterr()
        return code, out, err

    return decided


def test_the_answer_is_the_object_of_the_contract_in_its_order(decide: Decide) -> None:
    code, out, err = decide(EXAMPLE)
    assert (code, err) == (ExitCode.DONE, "")
    said = json.loads(out)
    assert list(said) == [
        "besluit",
        "kan_worden",
        "bel",
        "drempels",
        "bel_kan_worden",
        "let_op",
        "waarschuwingen",
        "onbeslist",
        "opnieuw_kijken_na_dagen",
        "meldcode",
        "inhoud",
    ]
    assert (said["besluit"], said["kan_worden"], said["bel"]) == ("bel_nu", "bel_112", ["veilig_thuis"])
    assert said["drempels"][0] == {
        "id": "rode-vlag",
        "stand": "bereikt",
        "omdat": "Eén rode vlag is genoeg.",
        "vragen": ["partnergeweld.keel"],
        "bron": [],
    }
    assert said["onbeslist"] == ["acuut.geweld-nu", "acuut.medische-hulp"]
    assert said["opnieuw_kijken_na_dagen"] == 7
    assert list(said["meldcode"]) == ["stap", "volgende", "open", "voorstel", "melden_is_norm", "geen_gesprek_vooraf"]
    assert list(said["inhoud"]) == ["regio", "versie", "vingerafdruk"]
    assert said["inhoud"]["vingerafdruk"].startswith("sha256:")


def test_the_answer_names_who_must_not_be_spoken_to_first_when_a_threshold_does(tmp_path: Path, decide: Decide) -> None:
    shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
    rules = (BASIS / "thresholds.yaml").read_text(encoding="utf-8")
    named = rules + "    gesprek: eerst_overleggen\n    niet_eerst_spreken_met: de oom\n"
    (tmp_path / "thresholds.yaml").write_text(named, encoding="utf-8")
    _, out, _ = decide(EXAMPLE, content=tmp_path)
    assert json.loads(out)["meldcode"]["niet_eerst_spreken_met"] == ["de oom"]
    _, out, _ = decide("overige: nee", content=tmp_path)
    assert "niet_eerst_spreken_met" not in json.loads(out)["meldcode"]


def test_each_threshold_tells_where_it_stands_and_why(decide: Decide) -> None:
    _, out, _ = decide("personen: [kind-1]\nantwoorden: {kind.heeft-verteld@kind-1: ja}\n")
    national = {one["id"]: one for one in json.loads(out)["drempels"] if one.get("landelijk")}
    assert list(national["landelijk-onthulling"]) == ["id", "stand", "omdat", "vragen", "norm", "bron", "landelijk"]
    assert national["landelijk-onthulling"]["vragen"] == ["kind.heeft-verteld@kind-1"]
    assert national["landelijk-onthulling"]["norm"] == "onthulling"
    assert list(national["landelijk-acuut"]) == ["id", "stand", "beslissend", "landelijk"]
    assert national["landelijk-structureel"] == {
        "id": "landelijk-structureel",
        "stand": "uitgesloten",
        "landelijk": True,
    }


def test_everything_of_the_contract_may_stand_in_the_document(decide: Decide) -> None:
    code, out, err = decide(FULL)
    assert (code, err) == (ExitCode.DONE, "")
    said = json.loads(out)
    assert said["meldcode"]["stap"] == 3
    assert "2026" not in out.replace('"versie"', "")
    assert "zei zij" not in out


def test_yaml_and_json_say_the_same(decide: Decide, tmp_path: Path) -> None:
    given = {
        "personen": ["kind-1"],
        "antwoorden": {"start.kinderen": 2, "partnergeweld.keel": {"antwoord": "ooit", "feit": 'zei "nee"'}},
        "datum": "2026-03-04",
    }
    as_json = json.dumps(given)
    _, of_document, _ = decide(as_json)
    _, of_line, _ = decide(as_json, "--regels")
    path = tmp_path / "zaak.json"
    path.write_text(as_json.replace("/", "\\/").replace(" ", "\t"), encoding="utf-8")
    assert json.loads(of_document) == json.loads(of_line)
    assert main(["beslis", str(path), "--inhoud", str(BASIS)]) == ExitCode.DONE


def test_json_that_yaml_cannot_read_is_read_as_json(decide: Decide) -> None:
    smiley = r'{"antwoorden": {"partnergeweld.keel": {"antwoord": "ooit", "feit": "\ud83d\ude00 \/"}}}'
    code, out, _ = decide(smiley)
    assert (code, json.loads(out)["besluit"]) == (ExitCode.DONE, "bel_nu")


def test_a_document_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "zaak.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + EXAMPLE.replace("\n", "\r\n").encode())
    assert main(["beslis", str(path), "--inhoud", str(BASIS)]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out)["besluit"] == "bel_nu"


def test_an_empty_mapping_is_a_case_of_which_nothing_is_known(decide: Decide) -> None:
    code, out, _ = decide("{}")
    assert code == ExitCode.DONE
    assert (json.loads(out)["besluit"], json.loads(out)["kan_worden"]) == ("volgen", "bel_112")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ("", "invoer:1:1: KVV010 dit bestand is leeg (vul het in, of haal het weg)"),
        ("# niets", "invoer:1:1: KVV010 dit bestand is leeg (vul het in, of haal het weg)"),
        (
            "[]",
            "invoer:1:1: KVV103 hier horen sleutels met een waarde te staan (schrijf op elke regel `sleutel: waarde`)",
        ),
        (
            "tekst",
            "invoer:1:1: KVV103 hier horen sleutels met een waarde te staan (schrijf op elke regel `sleutel: waarde`)",
        ),
        (
            b"zaak: \xff",
            "invoer:1:7: KVV003 dit bestand is niet als UTF-8 opgeslagen (kies in je tekstprogramma: opslaan",
        ),
        ("zaak: é".encode("utf-16"), "invoer:1:1: KVV003 dit bestand is als UTF-16 opgeslagen"),
        (b"zaak: \0", "invoer:1:1: KVV004 dit is geen tekstbestand"),
        ("zaak: [", "invoer:2:1: KVV005 hier houdt het bestand te vroeg op"),
        ("zaak: a\nzaak: b", "invoer:2:1: KVV006 deze sleutel staat er al op regel 1 (haal er één weg)"),
        ("zaak: &a b", "invoer:1:7: KVV007 ankers (&) en verwijzingen (*) mogen niet; schrijf de tekst uit"),
        ("a: " + "[" * 100_000, "invoer:1:1003: KVV009 dit zit te diep in elkaar"),
        ("#" * (LARGEST + 1), "invoer:1:1: KVV002 dit bestand is te groot: meer dan 1 MB"),
        (
            f"{CLIENT}: 5",
            "invoer:1:1: KVV101 deze sleutel kent kvv hier niet (hier kan staan: antwoorden, datum, eerder,",
        ),
        (
            f"personen: [{CLIENT}, {CLIENT}]",
            "invoer:1:24: KVV111 personen[1]: deze waarde staat er twee keer (haal er één weg)",
        ),
        (f"datum: {CLIENT}", "invoer:1:8: KVV107 datum: schrijf een datum als jaar-maand-dag, zoals 2026-03-04"),
        (f"overige: {CLIENT}", "invoer:1:10: KVV104 overige: hier kan alleen staan: open, nee, weet_niet"),
        (
            f"eerder: [{{datum: 2026-01-01, besluit: {CLIENT}}}]",
            "KVV104 eerder[0].besluit: hier kan alleen staan: volgen, advies, bel_nu",
        ),
        (f"antwoorden: [{CLIENT}]", "invoer:1:13: KVV103 antwoorden: hier horen sleutels met een waarde te staan"),
        (
            f"meldcode: {{vermoeden: {CLIENT}}}",
            "invoer:1:23: KVV104 meldcode.vermoeden: hier kan alleen staan: ja, nee",
        ),
        (
            f"personen: [{CLIENT}]",
            "invoer:1:12: KVV505 personen[0]: deze persoon bestaat niet (schrijf een persoon als kind-1)",
        ),
        (
            f"antwoorden: {{{CLIENT}: ja}}",
            "KVV502 antwoorden: deze vraag bestaat niet (schrijf een vraag als `lijst.vraag`)",
        ),
        (
            f"antwoorden: {{partnergeweld.keel@{CLIENT}: ja}}",
            "KVV502 partnergeweld.keel: deze vraag wordt niet per persoon gesteld",
        ),
        (f"antwoorden: {{kind.heeft-verteld@{CLIENT}: ja}}", "KVV502 kind.heeft-verteld: deze persoon bestaat niet"),
        (
            f"antwoorden: {{partnergeweld.keel: {CLIENT}}}",
            "KVV502 partnergeweld.keel: dit antwoord kent de vraag niet; kies uit: nee, ooit,",
        ),
        (
            f"antwoorden: {{partnergeweld.keel: {{{CLIENT}: ja}}}}",
            "KVV502 partnergeweld.keel: onbekende sleutel; bekend zijn: antwoord, bron,",
        ),
        (
            f"antwoorden: {{start.kinderen: {'9' * 5000}}}",
            "KVV502 start.kinderen: hier hoort een geheel getal te staan, 0 of hoger",
        ),
        (
            f"antwoorden: {{partnergeweld.keel: {CLIENT * 10_000}}}",
            "KVV502 partnergeweld.keel: dit antwoord kent de vraag niet",
        ),
    ],
)
def test_a_document_that_cannot_be_used_is_told_with_its_place_and_without_its_text(
    given: str | bytes, told: str, decide: Decide
) -> None:
    code, out, err = decide(given)
    assert (code, out) == (ExitCode.CANNOT, "")
    assert told in err
    assert "Jan" not in err
    assert err.startswith("Fout: De")


def test_very_many_mistakes_are_counted(decide: Decide) -> None:
    answers = "".join(f"  weg.v{number}: ja\n" for number in range(30))
    _, _, err = decide(f"antwoorden:\n{answers}")
    assert err.count("KVV502") == 20
    assert err.endswith("  en nog 10\n")


def test_a_value_between_backticks_stays_unsaid_as_a_whole(decide: Decide) -> None:
    _, _, err = decide("personen: ['x`Jan`y', 'x`Jan`y']")
    assert "KVV111 personen[1]: deze waarde staat er twee keer" in err
    assert "Jan" not in err


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("[]", "hier horen sleutels met een waarde te staan (schrijf op elke regel `sleutel: waarde`)"),
        ("5", "hier horen sleutels met een waarde te staan (schrijf op elke regel `sleutel: waarde`)"),
        ("{", "dit is geen JSON-document"),
        (f"zaak: {CLIENT}", "dit is geen JSON-document"),
        ('{"zaak": NaN}', "dit is geen JSON-document"),
        ('{"zaak": -Infinity}', "dit is geen JSON-document"),
        ("[" * 100_000, "dit is geen JSON-document"),
        (b'{"zaak": "\xff"}', "dit is geen JSON-document"),
        ('{"zaak": "a", "zaak": "b"}', "zaak: deze sleutel staat er twee keer (haal er één weg)"),
        ('{"antwoorden": {"a": 1, "a": 1}}', "antwoorden: deze sleutel staat er twee keer (haal er één weg)"),
        (f'{{"zaak": "{"x" * LARGEST}"}}', "deze regel is te groot: meer dan 1 MB"),
        ('{"zaak": true}', "zaak: hier hoort een tekst te staan (staan er haken om, haal die weg of zet de hele"),
        ('{"antwoorden": null}', "antwoorden: hier horen sleutels met een waarde te staan"),
        (f'{{"{CLIENT}": 5}}', "deze sleutel kent kvv hier niet (hier kan staan: antwoorden, datum,"),
        (f'{{"antwoorden": {{"{CLIENT}": 5}}}}', "antwoorden: deze vraag bestaat niet"),
        ('{"antwoorden": {"partnergeweld.keel": true}}', "partnergeweld.keel: dit antwoord kent de vraag niet; kies"),
        (f'{{"antwoorden": {{"kind.heeft-verteld@{CLIENT}": 5}}}}', "kind.heeft-verteld: deze persoon bestaat niet"),
        (f'{{"antwoorden": {{"start.kinderen": {"9" * 5000}}}}}', "start.kinderen: hier hoort een geheel getal"),
        ('{"antwoorden": {"start.kinderen": -1}}', "start.kinderen: hier hoort een geheel getal"),
        ('{"antwoorden": {"start.kinderen": 1.5}}', "start.kinderen: hier hoort een geheel getal"),
        ('{"antwoorden": {"start.kinderen": 31}}', "start.kinderen: er zijn hoogstens 30 personen met dezelfde rol"),
        (
            '{"eerder": [{"datum": "2026-01-01", "besluit": "a"}]}',
            "eerder[0].besluit: hier kan alleen staan: volgen, advies",
        ),
        (f'{{"personen": ["{CLIENT}"]}}', "personen[0]: deze persoon bestaat niet (schrijf een persoon als kind-1)"),
    ],
)
def test_a_bad_line_gives_an_error_object_and_the_rest_goes_on(line: str | bytes, told: str, decide: Decide) -> None:
    good = json.dumps({"antwoorden": {"partnergeweld.keel": "ooit"}}).encode()
    raw = line.encode() if isinstance(line, str) else line
    code, out, err = decide(b"\n".join([good, b"  ", raw, good]), "--regels")
    first, wrong, last = map(json.loads, out.splitlines())
    assert first["besluit"] == last["besluit"] == "bel_nu"
    assert (list(wrong), wrong["regel"]) == (["regel", "fout"], 3)
    assert wrong["fout"].startswith(told)
    assert "Jan" not in out + err
    assert code == ExitCode.CANNOT
    assert err == "Fout: Op 1 van de 3 regels kon kvv niet beslissen. In de uitvoer staat daar `fout`.\n"


def test_a_line_tells_all_its_mistakes(decide: Decide) -> None:
    line = {"personen": ["opa-1"], "antwoorden": {"kind.weg": "ja", "partnergeweld.stalking": "soms"}}
    code, out, err = decide(json.dumps(line), "--regels")
    assert code == ExitCode.CANNOT
    assert json.loads(out)["fout"] == (
        "personen[0]: deze persoon bestaat niet (schrijf een persoon als kind-1); "
        "antwoorden: deze vraag bestaat niet (schrijf een vraag als `lijst.vraag`); "
        "partnergeweld.stalking: dit antwoord kent de vraag niet; kies uit: ja, nee, weet_niet"
    )
    assert err.startswith("Fout: Op de enige regel kon kvv niet beslissen.")


def test_without_lines_there_is_nothing_to_decide(decide: Decide) -> None:
    assert decide("\n \r\n", "--regels") == (ExitCode.DONE, "", "")


def test_lines_may_end_as_on_windows(decide: Decide) -> None:
    code, out, _ = decide('{"overige": "nee"}\r\n{"overige": "weet_niet"}\r\n', "--regels")
    assert code == ExitCode.DONE
    assert [json.loads(line)["besluit"] for line in out.splitlines()] == ["volgen", "advies"]


def test_a_long_answer_is_taken(decide: Decide) -> None:
    answer = {"antwoord": "ooit", "feit": CLIENT * 10_000, "bron": "moeder " * 10_000}
    given = json.dumps({"opgeschaald": "niet pluis " * 10_000, "antwoorden": {"partnergeweld.keel": answer}})
    for option in ([], ["--regels"]):
        code, out, err = decide(given, *option)
        assert (code, err) == (ExitCode.DONE, "")
        assert "Jan" not in out


def test_a_number_in_json_counts_as_the_same_number_in_yaml(decide: Decide) -> None:
    _, one, _ = decide('{"antwoorden": {"start.kinderen": 2}}', "--regels")
    _, two, _ = decide("antwoorden: {start.kinderen: 2}")
    assert json.loads(one) == json.loads(two)


@pytest.mark.parametrize("path", ["weg.yaml", ".", "weg/weg.yaml", "x" * 5000])
def test_a_file_that_cannot_be_read_is_told_without_its_name(
    path: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["beslis", path, "--inhoud", str(BASIS)]) == ExitCode.CANNOT
    expected = "Fout: Dit bestand is niet te lezen.\nTip: Kijk of het pad klopt, of gebruik - voor de invoer.\n"
    assert capsys.readouterr() == ("", expected)


def test_invalid_content_decides_nothing(tmp_path: Path, decide: Decide) -> None:
    shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
    (tmp_path / "checklists" / "a.yaml").write_text("checklist: [", encoding="utf-8")
    code, out, err = decide(EXAMPLE, content=tmp_path)
    assert (code, out) == (ExitCode.CONTENT, "")
    assert "KVV005" in err
    assert "Veilig Thuis: 0800-2000" in err


def test_the_outcome_is_never_an_exit_code(decide: Decide) -> None:
    for answer in ("{overige: nee}", "{overige: weet_niet}", EXAMPLE, "antwoorden: {acuut.geweld-nu: ja}"):
        assert decide(answer)[0] == ExitCode.DONE


def test_a_program_may_wait_for_each_answer() -> None:
    command = [sys.executable, "-m", "kvv_triage", "beslis", "-", "--regels", "--inhoud", str(BASIS)]
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, env=buffered, text=True) as running:
        assert running.stdin
        assert running.stdout
        impatience = threading.Timer(30, running.kill)
        impatience.start()
        for answer, level in (("nee", "volgen"), ("weet_niet", "advies")):
            running.stdin.write(json.dumps({"overige": answer}) + "\n")
            running.stdin.flush()
            assert json.loads(running.stdout.readline())["besluit"] == level
        running.stdin.close()
        impatience.cancel()
    assert running.returncode == ExitCode.DONE


def test_without_an_input_nothing_is_decided(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", None)  # as Python does when it starts with a closed input
    assert main(["beslis", "-", "--inhoud", str(BASIS)]) == ExitCode.CANNOT
    sys.stdin.close()
    assert "dit bestand is leeg" in capsys.readouterr().err


def test_the_shipped_content_answers_the_example_of_the_contract(decide: Decide) -> None:
    code, out, _ = decide(EXAMPLE, content=Path(__file__).parents[2])
    said = json.loads(out)
    assert (code, said["besluit"], said["kan_worden"], said["bel"]) == (0, "bel_nu", "bel_112", ["veilig_thuis"])
    reached = [one for one in said["drempels"] if one["stand"] == "bereikt" and "landelijk" not in one]
    assert [(one["id"], one["vragen"]) for one in reached] == [
        ("intieme-terreur", ["partnergeweld.keel"]),
        ("rode-vlag", ["partnergeweld.keel"]),
        ("een-ernstige-zorg", ["partnergeweld.keel"]),
    ]
    assert reached[0]["bron"]
    assert "acuut.geweld-nu" in said["onbeslist"]


@pytest.mark.parametrize(
    ("raw", "options", "told"),
    [
        (b"x" * 10_000_000, [], "te groot"),
        (b'{"antwoorden": ' + b"[" * 200_000, [], "te diep"),
        (b"antwoorden: {a.b: " + b"9" * 900_000 + b"}", [], "deze vraag bestaat niet"),
        (b"\0", [], "geen tekstbestand"),
        (b"x" * 10_000_000, ["--regels"], "te groot"),
        (b"[" * 900_000 + b"\n", ["--regels"], "geen JSON-document"),
        (b'{"antwoorden": {"a.b": 1e999}}\n{"antwoorden": {"a.b": NaN}}\n', ["--regels"], "geen JSON-document"),
        (b"\0\n" * 5, ["--regels"], "geen JSON-document"),
    ],
    ids=[
        "a large line",
        "brackets",
        "a large number",
        "zero",
        "a large line of JSON",
        "brackets of JSON",
        "no number",
        "zeros",
    ],
)
def test_whatever_is_poured_in_ends_with_a_sentence(raw: bytes, options: list[str], told: str, decide: Decide) -> None:
    code, out, err = decide(raw, *options)
    assert code == ExitCode.CANNOT
    assert told in out + err


def test_a_line_that_is_too_large_costs_only_its_own_answer(decide: Decide) -> None:
    good = json.dumps({"antwoorden": {}}).encode()
    code, out, _ = decide(b"\n".join([good, b"x" * (3 * LARGEST), good]), "--regels")
    assert code == ExitCode.CANNOT
    assert ["fout" in json.loads(line) for line in out.splitlines()] == [False, True, False]


def test_an_input_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with (tmp_path / "uitvoer").open("wb") as no_input:
        for words in (["beslis", "-"], ["beslis", "-", "--regels"], ["triage", "--oefening", "--eenvoudig"]):
            done = subprocess.run(
                [sys.executable, "-m", "kvv_triage", *words],
                stdin=no_input,
                capture_output=True,
                text=True,
                check=False,
            )
            assert done.returncode == ExitCode.CANNOT
            assert done.stderr.strip().startswith("Fout: ")
