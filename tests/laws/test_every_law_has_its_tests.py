"""Each law of DESIGN.md that is built has a file here that is named after it, and says which law it is."""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.test_design import DESIGN, NOT_BUILT, laws, part

HERE = Path(__file__).parent
UNBUILT = NOT_BUILT.removesuffix(")")


def built(design: str) -> list[str]:
    """The numbers of the laws without a mark that something of them is not built."""
    texts = re.split(r"(?m)^(?=\d+\. \*\*)", part(design, "2"))[1:]
    return [number for number, text in zip(laws(design), texts, strict=True) if UNBUILT not in text]


def files_of(number: str, names: Sequence[Path]) -> list[Path]:
    return [path for path in names if path.name.startswith(f"test_law_{int(number):02}_")]


def test_the_first_ten_laws_are_built() -> None:
    assert built(DESIGN)[:10] == [str(number) for number in range(1, 11)]


@pytest.mark.parametrize("number", built(DESIGN))
def test_a_law_has_one_file_of_tests_whose_docstring_begins_with_its_number(number: str) -> None:
    (path,) = files_of(number, [*HERE.iterdir()])
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert (ast.get_docstring(tree) or "").startswith(f"Law {number}: ")
    assert any(isinstance(node, ast.FunctionDef) and node.name.startswith("test_") for node in ast.walk(tree))


def test_every_file_here_is_about_a_law() -> None:
    about = {path for number in laws(DESIGN) for path in files_of(number, [*HERE.iterdir()])}
    assert set(HERE.glob("*.py")) - about == {Path(__file__)}
