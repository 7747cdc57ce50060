"""`kvv controleer`: every mistake in a content folder at once."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from kvv_triage.errors import ContentInvalid, Problem
from kvv_triage.settings import content_folder, existing
from kvv_triage.source import Loaded, load_folder

if TYPE_CHECKING:
    from pathlib import Path

MOST_SHOWN = 200
"""More findings than this are counted, not shown: nobody reads them."""


def run(folder: Path | None, *, form: str, content: Path | None, data: Path | None) -> None:
    """Print every problem of a content folder; raises ContentInvalid when there is a mistake."""
    del data  # nothing is stored
    loaded = load_folder(existing(folder, "achter controleer") if folder else content_folder(content))
    {"tekst": _as_text, "json": _as_json, "github": _as_github}[form](loaded)
    if loaded.errors:
        raise ContentInvalid((), message=_counted(loaded))


def _as_text(loaded: Loaded) -> None:
    for problem in loaded.problems[:MOST_SHOWN]:
        print(_block(problem), end="\n\n")
    if len(loaded.problems) > MOST_SHOWN:
        print(f"En nog {len(loaded.problems) - MOST_SHOWN}. Herstel eerst deze.\n")
    if not loaded.errors:
        print(_counted(loaded))


def _block(problem: Problem) -> str:
    kind = "let op" if problem.warning else "fout"
    where = f"{problem.where}: " if problem.where else ""
    lines = [
        f"{problem.path}:{problem.line}:{problem.column}: {kind} {problem.code}",
        f"  {where}{problem.message}",
    ]
    if problem.excerpt.strip():
        start, shown = _window(problem)
        lines += [f"    {problem.line} | {shown}", f"    {' ' * len(str(problem.line))} | {' ' * start}^"]
    if problem.tip:
        lines.append(f"  tip: {problem.tip}")
    return "\n".join(lines)


def _window(problem: Problem, width: int = 70) -> tuple[int, str]:
    """The part of the line around the mistake, and where in it the caret goes."""
    line = "".join(letter if letter.isprintable() else " " for letter in problem.excerpt)
    start = max(0, problem.column - 1 - width // 2) if len(line) > width else 0
    return problem.column - 1 - start, line[start : start + width].rstrip()


def _as_json(loaded: Loaded) -> None:
    print(json.dumps([asdict(problem) for problem in loaded.problems], ensure_ascii=False, indent=2))


def _as_github(loaded: Loaded) -> None:
    for problem in loaded.problems:
        kind = "warning" if problem.warning else "error"
        message = f"{problem.message}. {problem.tip}".removesuffix(". ").replace("%", "%25").replace("\n", "%0A")
        print(f"::{kind} file={problem.path},line={problem.line},col={problem.column},title={problem.code}::{message}")


def _counted(loaded: Loaded) -> str:
    errors, warnings = len(loaded.errors), len(loaded.problems) - len(loaded.errors)
    noted = f" Er {'is 1 aandachtspunt' if warnings == 1 else f'zijn {warnings} aandachtspunten'}." if warnings else ""
    if errors:
        return f"De inhoud klopt niet: {'1 fout' if errors == 1 else f'{errors} fouten'}.{noted}"
    lists = loaded.content.checklists if loaded.content else ()
    questions = sum(1 for checklist in lists for _ in checklist.questions())
    thresholds = len(loaded.content.regional.thresholds) if loaded.content else 0
    return (
        f"De inhoud klopt: {len(lists)} lijsten, {questions} vragen, {thresholds} drempels, "
        f"{len(loaded.cases)} zaken.{noted}"
    )
