"""`kvv drempel`: the casebook as a test of the thresholds, and a region's own copy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.commands.as_typed import as_typed
from kvv_triage.errors import CannotDo, ExitCode
from kvv_triage.reading.loading import load_folder
from kvv_triage.reading.own_copy import begin, gaps
from tests.conftest import ROOT, Write
from tests.trainer.test_trying import LIST, THRESHOLDS

GOOD = "naam: goed\nantwoorden: {a.erg: ja}\nverwacht: {besluit: advies, drempels: [een]}\n"
WRONG = "naam: fout\nantwoorden: {a.erg: ja}\nverwacht: {besluit: volgen, drempels: []}\n"


def folder_with(write: Write, *cases: str) -> str:
    texts = {f"casebook/{number}.yaml": text for number, text in enumerate(cases)}
    return str(write({"checklists/a.yaml": LIST, "thresholds.yaml": THRESHOLDS, **texts}))


def test_the_shipped_casebook_passes_and_touches_everything(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drempel", "test", "--minimaal", "100", "--inhoud", str(ROOT)]) == 0
    shown = capsys.readouterr().out
    assert "waarvan 0 met een andere uitkomst.\nGeraakt: 100 procent" in shown
    assert shown in (ROOT / "docs/trainer.md").read_text(encoding="utf-8"), "the trainer's page shows other figures"


def test_a_case_with_another_outcome_is_told_with_what_was_expected_got_and_because(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["drempel", "test", "--inhoud", folder_with(write, GOOD, WRONG)]) == 1
    shown = capsys.readouterr()
    assert "1.yaml: fout\n  besluit: verwacht volgen, gekregen advies\n" in shown.out
    assert "  drempels: verwacht niets, gekregen een\n" in shown.out
    assert "  omdat een: a.erg = ja\n" in shown.out
    assert "goed" not in shown.out
    assert shown.err == "Fout: 1 zaak met een andere uitkomst dan verwacht.\n"


def test_content_that_is_wrong_is_told_with_the_folder_to_check(
    write: Write, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write({"checklists/a.yaml": LIST, "thresholds.yaml": THRESHOLDS.replace("bel_nu", "bel_morgen")})
    assert main(["drempel", "test", "--inhoud", str(folder)]) == ExitCode.CONTENT
    assert f"kvv controleer {as_typed(folder)}" in " ".join(capsys.readouterr().err.split())


def test_a_case_that_reaches_nothing_says_so(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    text = "naam: niets\noverige: nee\nverwacht: {besluit: advies}\n"
    assert main(["drempel", "test", "--inhoud", folder_with(write, text)]) == 1
    assert "  omdat er is geen drempel bereikt\n" in capsys.readouterr().out


def test_what_no_case_touches_is_named(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drempel", "test", "--inhoud", folder_with(write, GOOD)]) == 0
    shown = capsys.readouterr().out
    assert "Nooit bereikt: drempel twee\n" in shown
    assert "Nooit gegeven: antwoord a.keuze = nu\n" in shown
    assert "Nooit genoemd: specialist huisarts\n" in shown


@pytest.mark.parametrize(("wanted", "code"), [("0", 0), ("13", 0), ("14", 1), ("100", 1)])
def test_too_little_touched_fails_only_below_the_minimum(
    write: Write, capsys: pytest.CaptureFixture[str], wanted: str, code: int
) -> None:
    assert main(["drempel", "test", "--minimaal", wanted, "--inhoud", folder_with(write, GOOD)]) == code
    assert ("Afgesproken is minstens" in capsys.readouterr().err) is bool(code)


def test_content_with_a_mistake_is_not_tried(write: Write, capsys: pytest.CaptureFixture[str]) -> None:
    broken = write({"checklists/a.yaml": "checklist: a\n", "thresholds.yaml": THRESHOLDS})
    assert main(["drempel", "test", "--inhoud", str(broken)]) == 3
    assert "kvv controleer" in capsys.readouterr().err


def test_begin_writes_a_folder_that_is_as_good_as_the_shipped_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "mijn" / "regio"
    assert main(["drempel", "begin", str(target), "--inhoud", str(ROOT)]) == 0
    shown = capsys.readouterr().out
    copied, shipped = load_folder(target), load_folder(ROOT)
    assert copied.errors == ()
    assert len(copied.cases) == len(shipped.cases)
    assert copied.content is not None
    assert shipped.content is not None
    assert copied.content.fingerprint == shipped.content.fingerprint
    assert f"{target / 'thresholds.yaml'}:" in shown
    assert f"--inhoud {target}" in shown


REGION, AGREED = "vul de naam van jouw regio in", "vul in wie de afspraak maakte, en op welke dag"


def test_every_gap_of_a_region_has_its_line() -> None:
    raw = (ROOT / "thresholds.yaml").read_bytes()
    lines = raw.decode().splitlines()
    found = gaps(raw, "thresholds.yaml")
    gap_lines = [number for number, line in enumerate(lines, 1) if line.strip().endswith(": vul in voor jouw regio")]
    assert set(gap_lines) <= {problem.line for problem in found}
    assert [(lines[problem.line - 1].split(":")[0], problem.message) for problem in found[:2]] == [
        ("regio", REGION),
        ("regio", f"zet `afspraak` erbij: {AGREED}"),
    ]
    assert about_police(raw) == ["vul `bereikbaar` van politie in"]
    unchecked = re.sub(rb"    gecontroleerd_op: .*\n", b"", raw)
    assert [problem.line for problem in found] == sorted(problem.line for problem in found)
    assert about_police(unchecked) == ["controleer het nummer van politie", "vul `bereikbaar` van politie in"]


def about_police(raw: bytes) -> list[str]:
    return [problem.message for problem in gaps(raw, "thresholds.yaml") if "politie" in problem.message]


@pytest.mark.parametrize("text", ["regio: [", "- geen lijst\n", "specialisten: niets\n", "specialisten: {a: niets}\n"])
def test_a_thresholds_file_that_is_something_else_has_no_gaps_of_ours(text: str) -> None:
    assert [problem for problem in gaps(text.encode(), "t.yaml") if problem.warning] == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("regio: Noord\nafspraak: {}\n", [REGION, AGREED]),
        ("drempels: []\n", [f"zet `regio` erbij: {REGION}", f"zet `afspraak` erbij: {AGREED}"]),
        ("specialisten: {huisarts: {telefoon: het nummer van de eigen huisarts}}\n", []),
        ("specialisten: {politie: {telefoon: 0900-8844}}\n", ["controleer het nummer van politie"]),
        ("specialisten: {ggz: {nacht: 'Anders: vul in voor jouw regio.'}}\n", ["vul `nacht` van ggz in"]),
    ],
)
def test_what_a_region_fills_in(text: str, told: list[str]) -> None:
    assert [problem.message for problem in gaps(text.encode(), "t.yaml")] == told


def test_begin_never_writes_over_something(tmp_path: Path) -> None:
    (tmp_path / "iets.txt").write_text("van mij")
    with pytest.raises(CannotDo, match="staat al iets"):
        begin(ROOT, tmp_path)
    with pytest.raises(CannotDo, match="staat al iets"):
        begin(ROOT, tmp_path / "iets.txt")
    assert [path.name for path in tmp_path.iterdir()] == ["iets.txt"]


def test_begin_fills_an_empty_folder(tmp_path: Path) -> None:
    begin(ROOT, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["casebook", "checklists", "thresholds.yaml"]


def test_begin_leaves_no_half_copy(tmp_path: Path, write: Write) -> None:
    source = write({"checklists/a.yaml": LIST, "casebook/x.yaml": GOOD})  # has no thresholds.yaml
    target = tmp_path / "nieuw"
    with pytest.raises(CannotDo, match="niet te schrijven"):
        begin(source, target)
    assert list(target.iterdir()) == []


def test_begin_takes_only_content_along(tmp_path: Path, write: Write) -> None:
    source = write(
        {"checklists/a.yaml": LIST, "checklists/b.bak": "-", "casebook/x.yaml": GOOD, "thresholds.yaml": THRESHOLDS}
    )
    target = tmp_path / "nieuw"
    begin(source, target)
    assert [path.name for path in (target / "checklists").iterdir()] == ["a.yaml"]


def test_a_folder_that_cannot_be_opened_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(CannotDo, match=r"niet te (openen|schrijven)"):
        begin(ROOT, tmp_path / ("x" * 300))
