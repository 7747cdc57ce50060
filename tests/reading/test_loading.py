"""Reading a content folder: everything wrong in one go, one mistake that hides no other, and no file that stops it."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from kvv_triage.content.thresholds import Floor
from kvv_triage.errors import CannotDo, ContentInvalid
from kvv_triage.reading.loading import Loaded, load_content, load_folder, packaged
from kvv_triage.reading.yaml_text import LARGEST

BASIS = Path(__file__).parents[1] / "broken" / "basis"
LIST = """\
checklist: proef
titel: Proef
versie: "1"
onderdelen:
  - id: deel
    titel: Deel
    vragen:
      - {id: een, vraag: Is dat zo, ernst: ernstig}
"""
RULE = "{id: NAAM, als: ALS, dan: bel_nu, bel: [veilig_thuis], omdat: Proef}"

Change = Callable[[Mapping[str, str]], Path]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a valid folder."""
    shutil.copytree(BASIS, tmp_path, dirs_exist_ok=True)
    return tmp_path


@pytest.fixture
def change(folder: Path) -> Change:
    """Write texts into the valid folder."""

    def changed(texts: Mapping[str, str]) -> Path:
        for name, text in texts.items():
            (folder / name).write_text(text, encoding="utf-8")
        return folder

    return changed


def found(folder: Path) -> list[tuple[str, int, str]]:
    """Give file, line and code of every problem."""
    return [(Path(one.path).name, one.line, one.code) for one in load_folder(folder).problems]


def test_a_valid_folder_gives_content_with_its_casebook(folder: Path) -> None:
    loaded = load_folder(folder)
    assert loaded.problems == ()
    assert loaded.content is not None
    assert [case.name for _, case in loaded.cases] == ["Verwurging lang geleden"]


def test_every_problem_of_a_folder_is_told_in_one_run_in_order(change: Change) -> None:
    folder = change(
        {
            "checklists/a.yaml": LIST.replace("proef", "a").replace("vraag:", "vrag:"),
            "checklists/b.yaml": LIST.replace("proef", "b").replace("ernstig", "erg"),
            "checklists/c.yaml": "checklist: [",
            "checklists/d.yaml": LIST.replace("proef", "d").replace("ernst: ernstig", "bron: [x]"),
            "checklists/e.yaml": LIST.replace("proef", "d"),
            "thresholds.yaml": 'versie: "1"\nspecialisten:\n  arts: {naam: Arts}\ndrempels:\n'
            f"  - {RULE.replace('ALS', '{vraag: partnergeweld.kel}')}\n"
            f"  - {RULE.replace('ALS', '{minstens: 1, ernst: acuut}').replace('bel:', 'bell:')}\n",
            "casebook/a.yaml": "naam: A\nantwoorden: {partnergeweld.keel: ja}\nverwacht: {besluit: bel_nu}\n",
            "casebook/b.yaml": "naam: B\nverwacht: {besluit: bel_nu, drempels: [weg], bel: [arts, weg]}\n",
        }
    )
    assert found(folder) == [
        ("a.yaml", 2, "KVV502"),
        ("b.yaml", 2, "KVV503"),
        ("b.yaml", 2, "KVV504"),
        ("a.yaml", 8, "KVV101"),
        ("b.yaml", 8, "KVV104"),
        ("c.yaml", 2, "KVV005"),
        ("d.yaml", 8, "KVV215"),
        ("e.yaml", 1, "KVV201"),
        ("thresholds.yaml", 3, "KVV404"),
        ("thresholds.yaml", 5, "KVV301"),
        ("thresholds.yaml", 6, "KVV101"),
    ]


PARTNER = (BASIS / "checklists" / "partnergeweld.yaml").read_text(encoding="utf-8")
WRONG_KEY, WRONG_VALUE = "id: keel\n        kleur: x", "id: keel\n        bron: x"
START = (BASIS / "checklists" / "start.yaml").read_text(encoding="utf-8")
BROKEN_PARTS = {
    "a list that cannot be read": ("partnergeweld", "checklist: [", "KVV005"),
    "a list without its name": ("partnergeweld", PARTNER.replace("checklist: partnergeweld\n", ""), "KVV102"),
    "a list with a mistake at the top": ("partnergeweld", PARTNER.replace("volgorde: 30", "volgorde: na 2"), "KVV106"),
    "a list of a newer format": ("partnergeweld", f"formaat: 2\n{PARTNER}", "KVV011"),
    "a section without a title": ("partnergeweld", PARTNER.replace("    titel: Het geweld\n", ""), "KVV102"),
    "a question with an unknown key": (
        "partnergeweld",
        PARTNER.replace("id: keel", WRONG_KEY),
        "KVV101",
    ),
    "a question with a wrong value": (
        "partnergeweld",
        PARTNER.replace("id: keel", WRONG_VALUE),
        "KVV103",
    ),
    "a question for persons with a wrong value": ("start", START.replace("rol: kind", "rol: kind, bron: x"), "KVV103"),
    "persons of a wrong shape": ("start", START.replace("rol: kind", "role: kind"), "KVV101"),
}


@pytest.mark.parametrize("what", BROKEN_PARTS)
def test_what_refers_to_a_broken_part_is_not_told_as_well(what: str, change: Change) -> None:
    name, broken, code = BROKEN_PARTS[what]
    conditions = (
        "{vraag: partnergeweld.keel, vanaf: recent}",
        "{minstens: 1, ernst: acuut, in: [partnergeweld]}",
        "{vraag: kind.heeft-verteld, bij: kind}",
    )
    rules = [f"  - {RULE.replace('NAAM', f'd{at}').replace('ALS', one)}\n" for at, one in enumerate(conditions)]
    case = (
        "naam: A\npersonen: [kind-1]\nantwoorden: {partnergeweld.keel: ooit, kind.heeft-verteld@kind-1: ja}\n"
        "verwacht: {besluit: bel_nu, drempels: [d0]}\n"
    )
    folder = change(
        {
            f"checklists/{name}.yaml": broken,
            "thresholds.yaml": 'versie: "1"\nspecialisten: {}\ndrempels:\n' + "".join(rules),
            "casebook/a.yaml": case,
        }
    )
    assert {one for *_, one in found(folder)} == {code}


def test_a_mistake_at_the_top_of_a_file_does_not_hide_those_further_down(change: Change) -> None:
    rules = "".join(f"  - {RULE.replace('NAAM', name).replace('ALS', '{vraag: weg.weg}')}\n" for name in "ab")
    guarded = LIST.replace("checklist: proef", "checklist: b").replace("ernst: ernstig", "alleen_als: {vraag: weg.weg}")
    folder = change(
        {
            "checklists/a.yaml": LIST.replace("titel: Proef", "titl: Proef").replace("ernst: ernstig", "bron: [x]"),
            "checklists/b.yaml": f"kleur: rood\ninzetten_als: ja\n{guarded}",
            "thresholds.yaml": f"regio: []\nspecialisten: {{x: {{naam: X, telefoon: geen}}}}\ndrempels:\n{rules}",
            "casebook/a.yaml": "antwoorden: {weg.weg: ja}\nverwacht: {besluit: bellen}\ndatum: morgen\n",
        }
    )
    assert found(folder) == [
        ("a.yaml", 1, "KVV102"),
        ("a.yaml", 1, "KVV502"),
        ("a.yaml", 2, "KVV104"),
        ("a.yaml", 3, "KVV107"),
        ("a.yaml", 2, "KVV101"),
        ("a.yaml", 8, "KVV215"),
        ("b.yaml", 1, "KVV101"),
        ("b.yaml", 2, "KVV110"),
        ("b.yaml", 10, "KVV301"),
        ("thresholds.yaml", 1, "KVV102"),
        ("thresholds.yaml", 1, "KVV103"),
        ("thresholds.yaml", 2, "KVV404"),
        ("thresholds.yaml", 4, "KVV301"),
        ("thresholds.yaml", 5, "KVV301"),
    ]


def test_specialists_that_are_missing_are_told_once(change: Change) -> None:
    text = (BASIS / "thresholds.yaml").read_text(encoding="utf-8").replace("[veilig_thuis]", "[arts]")
    start, end = text.index("specialisten:"), text.index("drempels:")
    case = "naam: A\nverwacht: {besluit: bel_nu, bel: [arts], drempels: [rode-vlag]}\n"
    folder = change({"thresholds.yaml": text[:start] + text[end:], "casebook/a.yaml": case})
    assert found(folder) == [("thresholds.yaml", 1, "KVV102")]


def test_thresholds_that_are_missing_are_told_once(change: Change) -> None:
    text = (BASIS / "thresholds.yaml").read_text(encoding="utf-8").replace("0800-2000", "geen")
    case = "naam: A\nverwacht: {besluit: bel_nu, bel: [arts], drempels: [rode-vlag]}\n"
    folder = change({"thresholds.yaml": text[: text.index("drempels:")], "casebook/a.yaml": case})
    assert found(folder) == [
        ("a.yaml", 2, "KVV504"),
        ("thresholds.yaml", 1, "KVV102"),
        ("thresholds.yaml", 4, "KVV404"),
    ]


def test_sources_of_a_wrong_shape_are_told_once(change: Change) -> None:
    text = LIST.replace("onderdelen:", "bronnen: [x]\nonderdelen:").replace("ernst: ernstig", "bron: [x]")
    assert found(change({"checklists/z.yaml": text})) == [("z.yaml", 4, "KVV103")]


def test_a_list_whose_order_is_not_known_is_not_compared_with_the_others(change: Change) -> None:
    text = LIST.replace("onderdelen:", "volgorde: eerst\nonderdelen:").replace(
        "ernst: ernstig", "alleen_als: {vraag: kind.x}"
    )
    assert found(change({"checklists/z.yaml": text})) == [("z.yaml", 4, "KVV106")]


def test_what_refers_to_a_list_that_is_there_twice_is_in_order(change: Change) -> None:
    folder = change({"checklists/z.yaml": LIST.replace("checklist: proef", "checklist: start")})
    assert [code for *_, code in found(folder)] == ["KVV201"]


def test_a_broken_threshold_does_not_hide_the_casebook(change: Change) -> None:
    thresholds = (BASIS / "thresholds.yaml").read_text(encoding="utf-8")
    case = "naam: A\nantwoorden: {partnergeweld.kel: ooit}\nverwacht: {besluit: bel_nu, drempels: [rode-vlag]}\n"
    folder = change({"thresholds.yaml": thresholds.replace("dan:", "don:"), "casebook/a.yaml": case})
    assert found(folder) == [("a.yaml", 2, "KVV502"), ("thresholds.yaml", 8, "KVV101")]


def test_without_thresholds_the_casebook_is_still_compared_with_the_lists(change: Change, folder: Path) -> None:
    (folder / "thresholds.yaml").unlink()
    change(
        {"casebook/a.yaml": "naam: A\nantwoorden: {partnergeweld.kel: ooit}\nverwacht: {besluit: bel_nu, bel: [x]}\n"}
    )
    assert found(folder) == [("a.yaml", 2, "KVV502"), ("thresholds.yaml", 1, "KVV014")]


def test_a_guard_with_a_mistake_does_not_hide_the_casebook(change: Change) -> None:
    guarded = LIST.replace("ernst: ernstig", "alleen_als: {vraag: weg.weg}")
    case = "naam: A\nantwoorden: {proef.een: ja, proef.twee: ja}\nverwacht: {besluit: bel_nu}\n"
    folder = change({"checklists/z.yaml": guarded, "casebook/a.yaml": case})
    assert found(folder) == [("a.yaml", 2, "KVV502"), ("z.yaml", 8, "KVV301")]


def test_a_list_whose_guard_is_wrong_is_still_known(change: Change) -> None:
    guarded = LIST.replace("onderdelen:", "inzetten_als: {vraag: weg.weg}\nonderdelen:")
    case = "naam: A\nantwoorden: {proef.een: ja}\nverwacht: {besluit: bel_nu}\n"
    assert found(change({"checklists/z.yaml": guarded, "casebook/a.yaml": case})) == [("z.yaml", 4, "KVV301")]


def test_a_question_with_a_contradiction_excuses_the_cases_that_answer_it(change: Change) -> None:
    number = LIST.replace("ernst: ernstig", "soort: getal, banden: [{tot: 3}]")
    case = "naam: A\nantwoorden: {proef.een: 9}\nverwacht: {besluit: bel_nu}\n"
    assert found(change({"checklists/z.yaml": number, "casebook/a.yaml": case})) == [("z.yaml", 8, "KVV209")]


def test_a_section_about_persons_that_nobody_makes_excuses_the_cases_about_them(change: Change) -> None:
    per = LIST.replace("    vragen:", "    per: opa\n    vragen:")
    case = "naam: A\npersonen: [opa-1]\nantwoorden: {proef.een@opa-1: ja}\nverwacht: {besluit: bel_nu}\n"
    codes = [code for *_, code in found(change({"checklists/z.yaml": per, "casebook/a.yaml": case}))]
    assert codes == ["KVV505", "KVV213"]


def test_a_list_that_keeps_failing_is_set_aside(change: Change) -> None:
    """A wrong key at the top that stood for one that is needed, in a file whose only section is wrong as well."""
    text = LIST.replace("versie:", "versi:").replace("    titel: Deel\n", "")
    case = "naam: A\nantwoorden: {proef.een: ja}\nverwacht: {besluit: bel_nu}\n"
    folder = change({"checklists/z.yaml": text, "casebook/a.yaml": case})
    assert found(folder) == [("z.yaml", 3, "KVV101"), ("z.yaml", 5, "KVV102")]


def test_the_content_for_deciding_leaves_the_casebook_alone(change: Change) -> None:
    folder = change({"casebook/a.yaml": "naam: ["})
    assert load_content(folder).regional.region == "Voorbeeldregio"
    assert load_folder(folder).content is None


def test_invalid_content_for_deciding_names_its_mistakes_and_whom_to_call(change: Change) -> None:
    folder = change({"checklists/z.yaml": LIST.replace("vraag:", "vrag:")})
    with pytest.raises(ContentInvalid, match="De inhoud klopt niet: 1 fout") as caught:
        load_content(folder)
    assert [problem.code for problem in caught.value.problems] == ["KVV101"]
    assert "0800-2000" in caught.value.tip


def test_a_content_folder_without_a_start_list_or_a_casebook_is_valid(folder: Path) -> None:
    shutil.rmtree(folder / "casebook")
    for name in ("start", "kind"):
        (folder / "checklists" / f"{name}.yaml").unlink()
    loaded = load_folder(folder)
    assert [problem.code for problem in loaded.problems] == ["KVV411"]
    assert loaded.content is not None


def test_layout_comments_and_file_names_leave_the_fingerprint_alone(folder: Path) -> None:
    before = load_content(folder).fingerprint
    path = folder / "checklists" / "start.yaml"
    text = path.read_text(encoding="utf-8")
    path.unlink()
    (folder / "checklists" / "zz.YML").write_text(f"# anders\r\nformaat: 1\r\n{text}\r\n", encoding="utf-8-sig")
    assert load_content(folder).fingerprint == before


def test_another_word_changes_the_fingerprint(change: Change) -> None:
    before = load_content(BASIS).fingerprint
    text = (BASIS / "thresholds.yaml").read_text(encoding="utf-8")
    assert load_content(change({"thresholds.yaml": text.replace("genoeg", "veel")})).fingerprint != before


@pytest.mark.parametrize("said", ["2", "0009", "999999999999999999999", "9" * 5000])
def test_a_newer_format_is_refused_before_anything_else_is_judged(said: str, change: Change) -> None:
    folder = change({"checklists/z.yaml": f"formaat: {said}\nnieuw: ja\n"})
    assert found(folder) == [("z.yaml", 1, "KVV011")]


@pytest.mark.parametrize(("said", "codes"), [("1", []), ("01", []), ("0", ["KVV106"]), ("1.0", ["KVV106"])])
def test_format_one_is_ours(said: str, codes: list[str], change: Change) -> None:
    assert [code for *_, code in found(change({"checklists/z.yaml": f"formaat: {said}\n{LIST}"}))] == codes


STRANGE: dict[str, tuple[Callable[[Path], object], str]] = {
    "a directory": (lambda path: path.mkdir(), "KVV001"),
    "a link to nothing": (lambda path: path.symlink_to("weg"), "KVV001"),
    "a link to itself": (lambda path: path.symlink_to(path.name), "KVV001"),
    "10 MB": (lambda path: path.write_bytes(b"a: b\n" * 2_000_000), "KVV002"),
    "just too much": (lambda path: path.write_bytes(b"#" * (LARGEST + 1)), "KVV002"),
    "just not too much": (lambda path: path.write_bytes(b"#" * LARGEST), "KVV010"),
    "Latin-1": (lambda path: path.write_bytes("titel: Café".encode("latin-1")), "KVV003"),
    "UTF-16": (lambda path: path.write_bytes("titel: Kind".encode("utf-16")), "KVV003"),
    "a picture": (lambda path: path.write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "KVV004"),
    "a NUL byte": (lambda path: path.write_bytes(b"titel: Kind\0"), "KVV004"),
    "a tab": (lambda path: path.write_text("titel:\n\tKind: x"), "KVV005"),
    "very deep": (lambda path: path.write_text("a: " + "[" * 200_000), "KVV009"),
    "very deep in blocks": (lambda path: path.write_text("- " * 200_000), "KVV009"),
    "deep in indents": (lambda path: path.write_text("".join(" " * n + "a:\n" for n in range(900))), "KVV009"),
    "a billion laughs": (
        lambda path: path.write_text("a: &a [ha]\n" + "".join(f"{n}: &{n} [{'*a, ' * 9}]\n" for n in range(9))),
        "KVV007",
    ),
    "nothing": (lambda path: path.touch(), "KVV010"),
    "only comments": (lambda path: path.write_text("# niets\n# nog niets\n"), "KVV010"),
}
if hasattr(os, "mkfifo"):
    STRANGE["a pipe"] = (os.mkfifo, "KVV001")


@pytest.mark.parametrize("place", ["checklists/zz.yaml", "thresholds.yaml", "casebook/zz.yaml"])
@pytest.mark.parametrize("what", STRANGE)
def test_a_strange_file_is_one_problem_among_the_others(what: str, place: str, folder: Path) -> None:
    make, code = STRANGE[what]
    path = folder / place
    path.unlink(missing_ok=True)
    try:
        make(path)
    except OSError as error:
        pytest.skip(f"this system makes no such file: {error}")
    codes = {one for name, _, one in found(folder) if name == path.name}
    assert codes == {code}


@pytest.mark.parametrize("newline", ["\r\n", "\r"])
def test_the_line_endings_of_windows_and_old_macs_are_in_order(newline: str, folder: Path) -> None:
    (folder / "checklists" / "zz.yaml").write_bytes(LIST.replace("\n", newline).encode("utf-8-sig"))
    assert found(folder) == []


def test_an_empty_folder_says_what_belongs_in_it(tmp_path: Path) -> None:
    assert found(tmp_path) == [("checklists", 1, "KVV013"), ("thresholds.yaml", 1, "KVV014")]


def test_a_file_in_the_place_of_a_folder_is_a_folder_without_lists(folder: Path) -> None:
    shutil.rmtree(folder / "checklists")
    (folder / "checklists").touch()
    assert found(folder) == [("checklists", 1, "KVV013")]


def test_a_folder_that_links_to_itself_cannot_be_read(folder: Path) -> None:
    shutil.rmtree(folder / "checklists")
    try:
        (folder / "checklists").symlink_to("checklists")
    except OSError as error:
        pytest.skip(f"this system makes no such link: {error}")
    with pytest.raises(CannotDo, match="is niet te lezen"):
        load_folder(folder)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
@pytest.mark.parametrize("name", ["checklists", "casebook", "."])
def test_a_folder_without_rights_cannot_be_read(name: str, folder: Path) -> None:
    (folder / name).chmod(0)
    try:
        if os.access(folder / name, os.R_OK):
            pytest.skip("the user who runs this test may read everything")
        with pytest.raises(CannotDo, match="is niet te lezen"):
            load_folder(folder)
    finally:
        (folder / name).chmod(0o700)


@pytest.mark.skipif(sys.platform == "win32", reason="rights work otherwise there")
def test_a_file_without_rights_is_one_problem_among_the_others(folder: Path) -> None:
    path = folder / "checklists" / "zz.yaml"
    path.touch(mode=0)
    if os.access(path, os.R_OK):
        pytest.skip("the user who runs this test may read everything")
    assert found(folder) == [("zz.yaml", 1, "KVV001")]


def test_a_name_cannot_steer_the_terminal(folder: Path) -> None:
    try:
        (folder / "checklists" / "\x1b[2J.yaml").touch()
    except OSError as error:
        pytest.skip(f"this system has no such names: {error}")
    assert [Path(one.path).name for one in load_folder(folder).problems] == ["\ufffd[2J.yaml"]


def test_what_editors_leave_behind_is_passed_over(folder: Path) -> None:
    (folder / "checklists" / ".start.yaml.swp").touch()
    (folder / "checklists" / ".verborgen.yaml").write_text("[")
    assert found(folder) == []


def test_a_file_that_is_not_read_gets_a_warning(folder: Path) -> None:
    (folder / "checklists" / "start.yaml.txt").touch()
    (folder / "casebook" / "oud").mkdir()
    loaded = load_folder(folder)
    assert [(Path(one.path).name, one.code, one.warning) for one in loaded.problems] == [
        ("oud", "KVV015", True),
        ("start.yaml.txt", "KVV015", True),
    ]
    assert loaded.content is not None


@pytest.mark.parametrize(
    ("raw", "code"),
    [(b"fallback: [", "KVV005"), (b"versie: a\nversie: b", "KVV006"), (b"versie: 1", "KVV102")],
)
def test_a_damaged_file_of_our_own_is_no_bug(raw: bytes, code: str) -> None:
    with pytest.raises(ContentInvalid, match="Installeer kvv opnieuw") as caught:
        packaged(Floor, "ondergrens.yaml", raw)
    assert code in {problem.code for problem in caught.value.problems}


def test_warnings_are_no_errors(folder: Path) -> None:
    (folder / "casebook" / "lees mij.txt").touch()
    loaded = load_folder(folder)
    assert (len(loaded.problems), loaded.errors) == (1, ())
    assert isinstance(loaded, Loaded)
