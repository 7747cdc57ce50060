"""Whoever reads "law 5" or "design 5.1" finds it in DESIGN.md, and what that page marks as not built is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvv_triage.checking.models import to_model
from kvv_triage.content.casebook import CasebookEntry, WrittenCase
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.thresholds import RegionalThresholds
from kvv_triage.language.fields import Model
from kvv_triage.reading.yaml_text import read_yaml
from tests.helpers.commandline import every_command

REPOSITORY = Path(__file__).parent.parent
DESIGN = (REPOSITORY / "DESIGN.md").read_text(encoding="utf-8")
WHO_CITES = (
    *("src/**/*.py", "src/**/*.yaml", "tests/**/*.py", "benchmarks/**/*.py", "docs/**/*.py"),
    *("CONTRIBUTING.md", "README.md", "DESIGN.md"),
)
EXAMPLES: dict[str, type[Model]] = {
    "5.1": Checklist,
    "5.3": RegionalThresholds,
    "5.4": CasebookEntry,
    "7": WrittenCase,
    "8": WrittenCase,
}
"""The sections with an example in YAML, and what reads it."""
NOT_BUILT = "(not built yet)"

Cited = tuple[str, str]
"""What is cited, `law` or `design`, and its number."""

LAW = re.compile(r"^(\d+)\. \*\*", re.MULTILINE)
HEADING = re.compile(r"^##+ (\d+(?:\.\d+)*)\.? ", re.MULTILINE)
NUMBER = r"\d+(?:\.\d+)*"
SPACE = r"(?:[\s#`]|\*\*)+"
"""What may stand between a word and its number: also the end of a line, in a comment too."""
SERIES = rf"{NUMBER}(?:(?:,?{SPACE}(?:and|or|to){SPACE}|,{SPACE}){NUMBER})*"
CITATION = re.compile(rf"\b(law|design|section)s?{SPACE}({SERIES})", re.IGNORECASE)
BARE = re.compile(r"(?<=\s)\((\d\.\d)\)")
"""A section alone between brackets: what a function is called with stands against its name."""


def citations(text: str) -> Iterator[Cited]:
    """Every law and section that a text cites."""
    for found in CITATION.finditer(text):
        what = "law" if found[1].lower() == "law" else "design"
        yield from ((what, number) for number in re.findall(NUMBER, found[2]))
    yield from (("design", found[1]) for found in BARE.finditer(text))


def laws(design: str) -> list[str]:
    """The numbers of the laws, in the order of the page."""
    return LAW.findall(part(design, "2"))


def sections(design: str) -> list[str]:
    """The numbers of the headings, in the order of the page."""
    return HEADING.findall(design)


def part(design: str, number: str) -> str:
    """What stands under one heading, up to the next."""
    found = next((found for found in HEADING.finditer(design) if found[1] == number), None)
    if found is None:
        return ""
    after = HEADING.search(design, found.end())
    return design[found.end() : after.start() if after else len(design)]


def nowhere(text: str, design: str) -> list[Cited]:
    """What a text cites and the design does not have."""
    known = {*(("law", number) for number in laws(design)), *(("design", number) for number in sections(design))}
    return [cited for cited in citations(text) if cited not in known]


def example(number: str) -> list[str]:
    """The lines of the first example in YAML of a section."""
    found = re.search(r"```yaml\n(.*?)```", part(DESIGN, number), re.DOTALL)
    assert found is not None
    return found[1].splitlines()


def is_read(lines: list[str], model: type[Model]) -> bool:
    """Whether the program takes these lines of YAML."""
    located, problems = read_yaml("\n".join(lines).encode(), "DESIGN.md")
    assert problems == ()
    assert located is not None
    return not isinstance(to_model(model, located.data), tuple)


TEXTS = {
    path.relative_to(REPOSITORY).as_posix(): path.read_text(encoding="utf-8")
    for pattern in WHO_CITES
    for path in REPOSITORY.glob(pattern)
}
CITING = [name for name, text in TEXTS.items() if any(citations(text))]
MARKED = [(number, line) for number in EXAMPLES for line in example(number) if NOT_BUILT in line]


@pytest.mark.parametrize("name", CITING)
def test_every_law_and_section_that_is_cited_stands_in_the_design(name: str) -> None:
    assert nowhere(TEXTS[name], DESIGN) == []


def test_the_laws_are_numbered_from_1_to_15() -> None:
    assert laws(DESIGN) == [str(number) for number in range(1, 16)]


def test_the_sections_are_numbered_without_a_gap() -> None:
    main = [number for number in sections(DESIGN) if "." not in number]
    assert main == [str(number) for number in range(1, 12)]
    assert [number for number in sections(DESIGN) if "." in number] == ["5.1", "5.2", "5.3", "5.4"]


def test_code_and_tests_and_guides_cite_the_design() -> None:
    """So that a change of spelling does not make the rule above see nothing."""
    assert {name.partition("/")[0] for name in CITING} >= {"src", "tests", "benchmarks", "CONTRIBUTING.md"}


@pytest.mark.parametrize("number", EXAMPLES)
def test_the_program_reads_the_examples_of_the_design(number: str) -> None:
    assert is_read([line for line in example(number) if NOT_BUILT not in line], EXAMPLES[number])


@pytest.mark.parametrize(("number", "marked"), MARKED)
def test_what_an_example_marks_as_not_built_is_not_read_yet(number: str, marked: str) -> None:
    """Fails for whoever builds it: take the mark away."""
    lines = [line for line in example(number) if NOT_BUILT not in line or line == marked]
    assert not is_read(lines, EXAMPLES[number])


def test_a_command_that_is_marked_as_not_built_does_not_exist_and_the_others_do() -> None:
    known = {words[0] for words in every_command() if words}
    rows = [row for row in part(DESIGN, "8").splitlines() if row.startswith("| `kvv")]
    marked = {name for row in rows if NOT_BUILT in row for name in re.findall(r"`kvv (\w+)", row)}
    others = {name for row in rows if NOT_BUILT not in row for name in re.findall(r"`kvv (\w+)", row)}
    assert (marked & known, others) == (set(), known)


# The rules above see what they should see.


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("nobody may lower (law 5).", [("law", "5")]),
        ("# Law 5: both versions stay visible ---", [("law", "5")]),
        ("Laws 5 and 6", [("law", "5"), ("law", "6")]),
        ("laws 5, 6 and 8", [("law", "5"), ("law", "6"), ("law", "8")]),
        ("laws 5, 6, and 8", [("law", "5"), ("law", "6"), ("law", "8")]),
        ("laws 11 to 15", [("law", "11"), ("law", "15")]),
        ("    # it is in law\n    # 10.", [("law", "10")]),
        ("cited as `law 5`", [("law", "5")]),
        ("The condition language of design 5.2, as trainers write it.", [("design", "5.2")]),
        ("(design 4). Reads source", [("design", "4")]),
        ("(design 6 and 7)", [("design", "6"), ("design", "7")]),
        ("(design 5.4 and 8)", [("design", "5.4"), ("design", "8")]),
        ("(law 5, design\n5.1)", [("law", "5"), ("design", "5.1")]),
        ("as in section 8", [("design", "8")]),
        ("becomes `niet_gevraagd` (5.2).", [("design", "5.2")]),
        ("if self.maybe(0.3):", []),
        ("round(1.5)", []),
        ("the outlaw 5", []),
        ("the law of 1807, article 3", []),
        ("(Uitvoeringsbesluit Wmo 2015, 4.1.7)", []),
        ("what the design says of 4 things", []),
        ("the laws that every feature keeps", []),
    ],
)
def test_what_a_citation_is(text: str, found: list[Cited]) -> None:
    assert list(citations(text)) == found


SMALL = """
# A design

## 1. Who

1. **Nobody.** This is no law.

## 2. Two laws

1. **First.** It has
   2. **no** law inside.
2. **Second.** See section 5.

## 5. Forms

### 5.1 A form
"""


def test_laws_are_the_numbered_items_of_section_2() -> None:
    assert laws(SMALL) == ["1", "2"]


def test_sections_are_the_numbered_headings() -> None:
    assert sections(SMALL) == ["1", "2", "5", "5.1"]


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("(law 2) and design 5.1", []),
        ("(law 3)", [("law", "3")]),
        ("laws 1 and 9", [("law", "9")]),
        ("design 5.2", [("design", "5.2")]),
        ("design 5 and 6", [("design", "6")]),
        ("so it is (5.3).", [("design", "5.3")]),
    ],
)
def test_what_a_design_does_not_have_is_found(text: str, missing: list[Cited]) -> None:
    assert nowhere(text, SMALL) == missing
