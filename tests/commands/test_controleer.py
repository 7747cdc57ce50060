"""`kvv controleer`: every mistake in a content folder, as text, as JSON and for GitHub."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.commands.controleer import MOST_SHOWN, WIDTH
from kvv_triage.errors import ExitCode

BASIS = Path(__file__).parents[1] / "broken" / "basis"
Captured = pytest.CaptureFixture[str]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a valid folder, which is also the working directory."""
    shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def broken(folder: Path) -> Path:
    """Give the folder with one mistake and one warning."""
    path = folder / "thresholds.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("bel_nu", "bel-nu").replace("0800-2000", "vul in voor jouw regio"), encoding="utf-8")
    return folder


def test_a_folder_in_order_is_counted(folder: Path, capsys: Captured) -> None:
    assert main(["controleer", str(folder)]) == ExitCode.DONE
    assert capsys.readouterr() == ("De inhoud klopt: 9 lijsten, 30 vragen, 1 drempel, 1 oefenzaak.\n", "")


def test_mistakes_and_warnings_are_told_and_counted(broken: Path, capsys: Captured) -> None:
    del broken
    assert main(["controleer", "."]) == ExitCode.CONTENT
    out, err = capsys.readouterr()
    assert out == (
        "thresholds.yaml:4:48: let op KVV409\n"
        "  specialist veilig_thuis: deze specialist heeft nog geen nummer voor jouw regio\n"
        "    4 |   veilig_thuis: {naam: Veilig Thuis, telefoon: vul in voor jouw regio}\n"
        "      |                                                ^\n"
        "  tip: zoek het nummer op en vul het in\n"
        "\n"
        "thresholds.yaml:8:10: fout KVV104\n"
        "  drempel rode-vlag: hier kan alleen staan: volgen, advies, bel_nu, bel_112\n"
        "    8 |     dan: bel-nu\n"
        "      |          ^\n"
        "  tip: bedoelde je `bel_nu`?\n"
        "\n"
    )
    assert err == "Fout: De inhoud klopt niet: 1 fout. Er is 1 aandachtspunt.\n"


def test_only_warnings_leave_the_content_valid(folder: Path, capsys: Captured) -> None:
    for name in ("a.txt", "b.txt"):
        (folder / "casebook" / name).touch()
    assert main(["controleer", "."]) == ExitCode.DONE
    assert capsys.readouterr().out.endswith("1 oefenzaak. Er zijn 2 aandachtspunten.\n")


def test_as_json_every_finding_is_an_object_with_dutch_keys(broken: Path, capsys: Captured) -> None:
    del broken
    assert main(["controleer", "--formaat", "json", "."]) == ExitCode.CONTENT
    warning, mistake = json.loads(capsys.readouterr().out)
    assert mistake == {
        "bestand": "thresholds.yaml",
        "regel": 8,
        "kolom": 10,
        "soort": "fout",
        "code": "KVV104",
        "waar": "drempel rode-vlag",
        "melding": "hier kan alleen staan: volgen, advies, bel_nu, bel_112",
        "tip": "bedoelde je `bel_nu`?",
        "tekst": "    dan: bel-nu",
    }
    assert warning["soort"] == "let op"


def test_as_json_a_folder_in_order_is_an_empty_list(folder: Path, capsys: Captured) -> None:
    del folder
    assert main(["controleer", "--formaat", "json", "."]) == ExitCode.DONE
    assert json.loads(capsys.readouterr().out) == []


def test_for_github_every_finding_is_one_line_in_its_own_spelling(broken: Path, capsys: Captured) -> None:
    (broken / "checklists" / "100%, of: niet.yaml").write_text("# leeg", encoding="utf-8")
    assert main(["controleer", "--formaat", "github", "."]) == ExitCode.CONTENT
    lines = capsys.readouterr().out.splitlines()
    path = str(Path("checklists", "100%25%2C of%3A niet.yaml"))
    of_specialist = "specialist veilig_thuis: deze specialist heeft nog geen nummer voor jouw regio"
    of_threshold = "drempel rode-vlag: hier kan alleen staan: volgen, advies, bel_nu, bel_112"
    assert lines == [
        f"::error file={path},line=1,col=1,title=KVV010::dit bestand is leeg. vul het in, of haal het weg",
        f"::warning file=thresholds.yaml,line=4,col=48,title=KVV409::{of_specialist}. zoek het nummer op en vul het in",
        f"::error file=thresholds.yaml,line=8,col=10,title=KVV104::{of_threshold}. bedoelde je `bel_nu`?",
    ]


def test_a_finding_without_a_tip_ends_where_it_ends(folder: Path, capsys: Captured) -> None:
    (folder / "casebook" / "a.yaml").write_text("naam: A\ndatum: 1-2-2026\nverwacht: {besluit: bel_nu}\n", "utf-8")
    main(["controleer", "--formaat", "github", "."])
    assert capsys.readouterr().out.endswith("::schrijf een datum als jaar-maand-dag, zoals 2026-03-04\n")


@pytest.mark.parametrize("before", [0, 30, 100])
@pytest.mark.parametrize("after", [0, 30, 100])
def test_of_a_long_line_the_part_around_the_mistake_is_shown(
    before: int, after: int, folder: Path, capsys: Captured
) -> None:
    text = f'{{naam: "{"a" * before}.", X: "{"b" * after}", verwacht: {{besluit: bel_nu}}}}'
    (folder / "casebook" / "a.yaml").write_text(text, encoding="utf-8")
    main(["controleer", "."])
    shown, caret = (line.removeprefix("    1 | ") for line in capsys.readouterr().out.splitlines()[2:4])
    at = caret.index("^") - len("      | ")
    assert shown[at] == "X"
    part = shown.strip("…")
    assert len(part) == min(WIDTH, len(text))
    assert (shown.startswith("…"), shown.endswith("…")) == (not text.startswith(part), not text.endswith(part))


def test_the_caret_stands_under_the_mistake_also_behind_a_tab(folder: Path, capsys: Captured) -> None:
    (folder / "casebook" / "a.yaml").write_text("naam: A\nverwacht: {besluit:\t\t bel}\n", "utf-8")
    main(["controleer", "."])
    shown, caret = capsys.readouterr().out.splitlines()[2:4]
    assert shown[caret.index("^") :] == "bel}"


def test_very_many_findings_are_counted_as_text_and_all_there_as_json(folder: Path, capsys: Captured) -> None:
    text = "naam: A\nverwacht: {besluit: bel_nu}\n" + "".join(f"kleur{n}: x\n" for n in range(MOST_SHOWN + 10))
    (folder / "casebook" / "a.yaml").write_text(text, encoding="utf-8")
    main(["controleer", "."])
    out, err = capsys.readouterr()
    assert out.count("fout KVV101") == MOST_SHOWN
    assert out.endswith("En nog 10. Herstel eerst deze; `--formaat json` toont ze allemaal.\n\n")
    assert err == f"Fout: De inhoud klopt niet: {MOST_SHOWN + 10} fouten.\n"
    main(["controleer", "--formaat", "json", "."])
    assert len(json.loads(capsys.readouterr().out)) == MOST_SHOWN + 10


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["controleer", "weg"], "Fout: De map weg bestaat niet.\nTip: Kijk na wat er achter controleer staat.\n"),
        (["controleer", "thresholds.yaml"], "Fout: De map thresholds.yaml is geen map.\n"),
        (
            ["controleer", "--inhoud", "weg"],
            "Fout: De map weg bestaat niet.\nTip: Kijk na wat er achter --inhoud staat.\n",
        ),
    ],
)
def test_a_folder_that_is_not_there_cannot_be_checked(
    words: list[str], message: str, folder: Path, capsys: Captured
) -> None:
    del folder
    assert main(words) == ExitCode.CANNOT
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith(message)


def test_the_folder_may_also_be_named_as_content(broken: Path, capsys: Captured) -> None:
    assert main(["controleer", "--inhoud", str(broken)]) == ExitCode.CONTENT
    assert "KVV104" in capsys.readouterr().out


def test_the_folder_behind_the_command_wins_over_the_content(
    broken: Path, monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("KVV_INHOUD", str(broken))
    assert main(["controleer", str(BASIS)]) == ExitCode.DONE
    assert main(["controleer"]) == ExitCode.CONTENT
    assert "KVV104" in capsys.readouterr().out


HEAD = 'checklist: groot\ntitel: Groot\nversie: "1"\nvolgorde: 900\n'
PART = "onderdelen:\n- id: deel\n  titel: Deel\n  vragen:\n"


def _questions(count: int, more: Callable[[int], str]) -> str:
    lines = (f"  - {{id: vraag-{number}, vraag: Is er iets?, {more(number)}}}\n" for number in range(count))
    return HEAD + PART + "".join(lines)


WRONG: dict[str, Callable[[int], str]] = {
    "a question that does not exist": lambda count: _questions(
        count, lambda number: f"alleen_als: {{vraag: groot.vrag-{number}}}"
    ),
    "a question of which the list does not exist": lambda count: _questions(
        count, lambda number: f"alleen_als: {{vraag: grot.vrag-{number}}}"
    ),
    "a list that does not exist": lambda count: _questions(
        count, lambda number: f"alleen_als: {{minstens: 1, ernst: acuut, in: [grot-{number}]}}"
    ),
    "a question that comes later, which waits for the next": lambda count: _questions(
        count + 1, lambda number: f"alleen_als: {{vraag: groot.vraag-{min(number + 1, count)}}}"
    ),
    "a role that does not exist": lambda count: _questions(
        count, lambda number: f"alleen_als: {{minstens: 1, ernst: acuut, bij: knd-{number}}}"
    ),
    "a source that does not exist": lambda count: (
        _questions(count, lambda number: f"bron: [bron-{number}]")
        + "bronnen:\n"
        + "".join(f"  broon-{number}: {{titel: Bron}}\n" for number in range(count))
    ),
    "an answer that does not exist": lambda count: (
        _questions(1, lambda _: f"soort: meerkeuze, antwoorden: [{_options(count)}]")
        + "  - {id: later, vraag: Is er iets?, alleen_als: {een_van: ["
        + ", ".join(f"{{vraag: groot.vraag-0, optie: antword-{number}}}" for number in range(count))
        + "]}}\n"
    ),
    "a key that does not exist": lambda count: _questions(count, lambda number: f"sleutel-{number}: ja"),
    "a word that cannot be": lambda count: _questions(count, lambda number: f"ernst: rode-vlag-{number}"),
}


def _options(count: int) -> str:
    return ", ".join(f"{{id: antwoord-{number}, tekst: Ja}}" for number in range(count))


def _work_for(run: Callable[[], object]) -> int:
    """How many functions are called."""
    calls = 0

    def count(_: object, event: str, __: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        run()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.slow
@pytest.mark.parametrize("kind", WRONG)
def test_twice_as_many_wrong_references_are_told_with_twice_the_work(kind: str, folder: Path, capsys: Captured) -> None:
    work = {}
    for count in (500, 1000):
        (folder / "checklists" / "groot.yaml").write_text(WRONG[kind](count), encoding="utf-8")
        work[count] = _work_for(lambda: main(["controleer", str(folder), "--formaat", "json"]))
        out = capsys.readouterr().out
        told = [finding for finding in json.loads(out) if finding["soort"] == "fout"]
        assert len(told) >= count
        assert len(out) < count * 1500, "what is told grows with every mistake"
    assert work[1000] < 2.5 * work[500]
