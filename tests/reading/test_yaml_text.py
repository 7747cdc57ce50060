"""YAML text becomes plain text data with places; what YAML could do by surprise is refused."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from kvv_triage.checking.places import Located, printable
from kvv_triage.errors import Finding
from kvv_triage.reading.yaml_slips import explain
from kvv_triage.reading.yaml_text import LARGEST, read_yaml

ROOT = Path(__file__).parents[2]
SHIPPED = [
    *sorted(ROOT.glob("checklists/*.yaml")),
    *sorted(ROOT.glob("casebook/*.yaml")),
    ROOT / "thresholds.yaml",
    *sorted((ROOT / "src" / "kvv_triage" / "data").glob("*.yaml")),
]


def read(text: str) -> Located:
    located, problems = read_yaml(text.encode(), "a.yaml")
    assert problems == ()
    assert located is not None
    return located


def codes(raw: bytes) -> list[str]:
    return [problem.code for problem in read_yaml(raw, "a.yaml")[1]]


@pytest.mark.parametrize("word", ["nee", "no", "012", "1:30", "2026-03-01", "~", "null", "1e3", "0x1f", ".nan", "yes"])
def test_every_scalar_stays_the_text_that_was_written(word: str) -> None:
    assert read(f"a: {word}").data == {"a": word}


def test_a_key_without_a_value_is_an_empty_text() -> None:
    assert read("a:\nb: c").data == {"a": "", "b": "c"}


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ((), (1, 1)),
        (("een",), (1, 6)),
        (("lijst",), (2, 1)),  # its value stands on another line
        (("lijst", 1), (4, 5)),
        (("lijst", 1, "b"), (4, 15)),
        (("lijst", 1, "weg"), (4, 5)),  # a key that is missing: the item that lacks it
        (("lijst", 7), (2, 1)),
        (("leeg",), (5, 1)),
    ],
)
def test_a_path_leads_to_the_value_or_to_the_nearest_part_around_it(path: tuple[str | int, ...], place: object) -> None:
    assert read("een: 1\nlijst:\n  - a: 1\n  - {a: 2, b: 3}\nleeg:\n").at(path) == place


def test_a_finding_about_a_key_points_at_the_key() -> None:
    located = read("een: 1\ntwee: 2\n")
    assert located.at(("twee",), on_key=True) == (2, 1)
    assert located.problem(Finding(("twee",), "KVV101", "fout")).column == 1
    assert located.problem(Finding(("twee",), "KVV104", "fout")).column == 7


def test_a_problem_shows_its_line_and_hides_what_could_steer_a_terminal() -> None:
    problem = read('een: "\\e[2J"\n').problem(Finding(("een",), "KVV104", "fout \x1b[2J", "tip \x07"), "vraag \x9b")
    assert (problem.message, problem.tip, problem.where) == ("fout \ufffd[2J", "tip \ufffd", "vraag \ufffd")
    assert problem.excerpt == 'een: "\\e[2J"'


def test_a_text_of_ordinary_letters_is_printable_as_it_is() -> None:
    assert printable("één ≥ twee") == "één ≥ twee"


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_every_line_ending_counts_the_same(newline: str) -> None:
    located = read(newline.join(["a: 1", "b:", "  c: 2"]))
    assert located.at(("b", "c")) == (3, 6)
    assert located.lines[2] == "  c: 2"


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    located, _ = read_yaml(b"\xef\xbb\xbfa: 1", "a.yaml")
    assert located is not None
    assert (located.data, located.at(("a",))) == ({"a": "1"}, (1, 4))


def test_a_double_key_does_not_hide_what_else_is_wrong() -> None:
    located, problems = read_yaml(b"a: 1\na: 2\nb: &x 3\nc: !y 4\n", "a.yaml")
    assert [problem.code for problem in problems] == ["KVV006", "KVV007", "KVV008"]
    assert located is not None
    assert located.data == {"a": "1", "b": "3", "c": "4"}


def test_a_reference_to_an_anchor_leaves_a_hole_so_the_rest_is_not_judged() -> None:
    located, problems = read_yaml(b"a: &x 1\nb: *x\n", "a.yaml")
    assert located is None
    assert [problem.code for problem in problems] == ["KVV007"], "one anchor is told once"


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"a" * (LARGEST + 1), "KVV002"),
        ("a: één".encode("latin-1"), "KVV003"),
        ("a: een".encode("utf-16"), "KVV003"),
        ("a: een".encode("utf-32"), "KVV003"),
        ("a: een".encode("utf-16-be"), "KVV004"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "KVV004"),
        (b"a: \x07", "KVV004"),
        (b"a: [", "KVV005"),
        (b"a: " + b"[" * 100_000, "KVV009"),
        (b"- " * 100_000, "KVV009"),
        (b"{a: " * 100_000, "KVV009"),
        (b"? " * 100_000, "KVV009"),
        (b"", "KVV010"),
        (b"# niets\n---\n", "KVV010"),
        (b"a: 1\n---\nb: 2", "KVV012"),
    ],
)
def test_what_cannot_be_read_is_told_by_its_kind(raw: bytes, code: str) -> None:
    assert codes(raw)[:1] == [code]


def test_a_file_that_unfolds_endlessly_is_never_unfolded() -> None:
    laughs = "a: &a [ha, ha]\n" + "".join(f"b{n}: &b{n} [*a, *a, *a, *a, *a, *a, *a, *a]\n" for n in range(99))
    assert set(codes(laughs.encode())) == {"KVV007"}


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_what_we_ship_reads_the_same_without_the_c_library(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert yaml.BaseLoader(text).get_single_data() == yaml.CBaseLoader(text).get_single_data()


@pytest.mark.parametrize("loader", [yaml.CBaseLoader, yaml.BaseLoader])
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("- id: een\n  vraag: Let op: nu", (2, 16)),
        ('- id: een\n  vraag: "nu', (2, 10)),
        ("- id: een\n  vraag:nu\n  ernst: acuut", (2, 8)),
        ("- id: een\nid: twee", (2, 1)),
        ("- id: een\n  vraag: [a, b\n  ernst: acuut", (2, 10)),
        ("- id: een\n  vraag: @nu", (2, 10)),
        ("- id: een\n\tvraag: nu", (2, 1)),
    ],
)
def test_both_yaml_readers_lead_to_the_same_place(
    text: str, place: tuple[int, int], loader: type[yaml.BaseLoader]
) -> None:
    with pytest.raises(yaml.MarkedYAMLError) as caught:
        list(yaml.parse(text, Loader=loader))
    assert explain(caught.value, tuple(text.splitlines()))[:2] == place


@given(st.text(alphabet="ab:-[]{}&*!|>'\"#%@,? \n\t\\", max_size=40))
def test_no_text_is_a_bug(text: str) -> None:
    located, problems = read_yaml(text.encode(), "a.yaml")
    assert located is not None or problems
    assert all(problem.line >= 1 and problem.column >= 1 and problem.message for problem in problems)


@given(st.binary(max_size=40))
def test_no_bytes_are_a_bug(raw: bytes) -> None:
    located, problems = read_yaml(raw, "a.yaml")
    assert located is not None or problems
