"""Findings about content as JSON and as annotations of GitHub."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kvv_triage.errors import Problem
from kvv_triage.forms.json_text import Json

LONGEST_LINE = 500
"""Letters of the line of a mistake. Where two thousand mistakes stand on one long line, it is not repeated whole."""


def kind_word(problem: Problem) -> str:
    """How heavy a finding is, in a word."""
    return "let op" if problem.warning else "fout"


def said_where(problem: Problem) -> str:
    """The message with the part of the file that it is about."""
    return f"{problem.where}: {problem.message}" if problem.where else problem.message


def findings_json(problems: Iterable[Problem]) -> Json:
    """What `kvv controleer --formaat json` gives: an object for each finding, with every key each time."""
    return [_finding(problem) for problem in problems]


def _finding(problem: Problem) -> Json:
    return {
        "bestand": problem.path,
        "regel": problem.line,
        "kolom": problem.column,
        "soort": kind_word(problem),
        "code": problem.code,
        "waar": problem.where,
        "melding": problem.message,
        "tip": problem.tip,
        "tekst": problem.excerpt[:LONGEST_LINE],
    }


def github_lines(problems: Iterable[Problem]) -> Iterator[str]:
    """What `kvv controleer --formaat github` gives: a workflow command for each finding, which GitHub annotates."""
    for problem in problems:
        kind = "warning" if problem.warning else "error"
        place = f"file={_escaped(problem.path, ':,')},line={problem.line},col={problem.column},title={problem.code}"
        message = f"{said_where(problem)}. {problem.tip}".removesuffix(". ")
        yield f"::{kind} {place}::{_escaped(message)}"


def _escaped(text: str, signs: str = "") -> str:
    """The text without the signs that mean something in a workflow command."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{signs}" else letter for letter in text)
