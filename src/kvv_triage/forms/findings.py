"""Findings about content as JSON and as annotations of GitHub."""

from __future__ import annotations

from kvv_triage.errors import Problem
from kvv_triage.forms.json_text import Json


def kind_word(problem: Problem) -> str:
    """How heavy a finding is, in a word."""
    return "let op" if problem.warning else "fout"


def said_where(problem: Problem) -> str:
    """The message with the part of the file that it is about."""
    return f"{problem.where}: {problem.message}" if problem.where else problem.message


def finding_json(problem: Problem) -> Json:
    """One finding as an object of `kvv controleer --formaat json`."""
    return {
        "bestand": problem.path,
        "regel": problem.line,
        "kolom": problem.column,
        "soort": kind_word(problem),
        "code": problem.code,
        "waar": problem.where,
        "melding": problem.message,
        "tip": problem.tip,
        "tekst": problem.excerpt,
    }


def escaped(text: str, signs: str = "") -> str:
    """The text without the signs that mean something in a workflow command."""
    return "".join(f"%{ord(letter):02X}" if letter in f"%\r\n{signs}" else letter for letter in text)
