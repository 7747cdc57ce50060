"""The benchmarks start with what installs kvv; what they need beyond that, they say in a sentence. Measures nothing."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks.run import write_content

pytestmark = pytest.mark.slow

BENCHMARKS = Path(__file__).parent.parent / "benchmarks"
SCRIPTS = ("run.py", "report.py", "export.py", "store.py", "keypress.py", "questions.py", "kill.py", "disk_errors.py")
MISSING = (
    "hypothesis",
    "jsonschema",
    "pexpect",
    "playwright",
    "pypdf",
    "pyrage",
    "pyte",
    "pytest",
    "tests",
    "typst",
)
WITHOUT_EXTRA = f"""
import runpy, sys
sys.modules |= dict.fromkeys({MISSING})  # what stands there as None cannot be imported
name, sys.argv = sys.argv[1], sys.argv[2:]
runpy.run_path(sys.argv[0], run_name=name)
"""
SENTENCE = r"This benchmark needs {}: run `pip install -e '\.\[test\]'` first\.\n"


def python(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, encoding="utf-8", check=False)


def without_extra(script: str, *words: str | Path, name: str = "__main__") -> subprocess.CompletedProcess[str]:
    return python("-c", WITHOUT_EXTRA, name, BENCHMARKS / script, *words)


@pytest.mark.skipif(sys.platform == "win32", reason="they measure memory as only POSIX tells it")
@pytest.mark.parametrize(
    ("script", "shown"),
    [
        ("report.py", "`kvv rapport` over 20 sessions"),
        ("export.py", "| 20 | "),
        ("keypress.py", "20 sessions stored"),
    ],
)
def test_a_benchmark_of_the_record_needs_no_test_extra(script: str, shown: str) -> None:
    result = without_extra(script, "20")
    assert shown in result.stdout, result.stderr
    assert result.returncode == 0


def test_the_questions_are_counted_without_the_test_extra(tmp_path: Path) -> None:
    write_content(tmp_path, lists=1, questions=5)
    result = without_extra("questions.py", tmp_path)
    assert "| een | mixed | bel_nu |" in result.stdout, result.stderr
    assert "| all | 0 of 1, 0 % |" in result.stdout
    assert result.returncode == 0


@pytest.mark.parametrize("script", ["run.py", "store.py"])
def test_a_benchmark_that_takes_long_starts_without_the_test_extra(script: str) -> None:
    result = without_extra(script, name="started")
    assert (result.stderr, result.returncode) == ("", 0)


@pytest.mark.skipif(sys.platform == "win32", reason="there it cannot be installed, and the sentence says so")
@pytest.mark.parametrize("words", [[], ["help", "question"]])
def test_what_only_the_test_extra_has_is_asked_for_before_anything_is_measured(words: list[str]) -> None:
    result = without_extra("run.py", *words)
    assert re.fullmatch(SENTENCE.format("pexpect"), result.stderr)
    assert (result.stdout, result.returncode) == ("", 1)


@pytest.mark.parametrize("script", SCRIPTS)
def test_without_kvv_and_its_libraries_a_benchmark_says_what_to_install(script: str) -> None:
    result = python("-S", BENCHMARKS / script)
    assert re.fullmatch(SENTENCE.format(r"[\w.]+"), result.stderr)
    assert (result.stdout, result.returncode) == ("", 1)


def test_another_error_is_shown_as_it_is() -> None:
    result = without_extra("report.py", "veel")
    assert "ValueError" in result.stderr
    assert result.returncode == 1
