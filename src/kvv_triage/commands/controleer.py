"""`kvv controleer`: every mistake in a content folder at once."""

from __future__ import annotations

import sys
from datetime import datetime
from typing import TYPE_CHECKING

from kvv_triage.errors import ContentInvalid, Problem
from kvv_triage.forms.findings import findings_json, github_lines, kind_word, said_where
from kvv_triage.forms.json_text import harmless_json, json_text
from kvv_triage.reading.loading import Loaded, load_folder
from kvv_triage.settings import Places, existing

if TYPE_CHECKING:
    from pathlib import Path

WIDTH = 70
"""How much of a long line is shown around a mistake."""
_CUT = "…"
MOST_SHOWN = 500
"""More findings than this are counted, not shown as text: nobody reads them."""


def run(folder: Path | None, *, form: str, places: Places) -> None:
    """Print every problem of a content folder; raises ContentInvalid when there is a mistake."""
    chosen = existing(folder, "achter controleer") if folder else places.content_folder()
    loaded = load_folder(chosen, today=datetime.now().astimezone().date())
    {"tekst": _as_text, "json": _as_json, "github": _as_github}[form](loaded)
    if loaded.errors:
        raise ContentInvalid((), message=_counted(loaded))


def _as_text(loaded: Loaded) -> None:
    for problem in loaded.problems[:MOST_SHOWN]:
        print(_block(problem), end="\n\n")
    if (rest := len(loaded.problems) - MOST_SHOWN) > 0:
        print(f"En nog {rest}. Herstel eerst deze; `--formaat json` toont ze allemaal.\n")
    if not loaded.errors:
        print(_counted(loaded))


def _block(problem: Problem) -> str:
    lines = [
        f"{problem.path}:{problem.line}:{problem.column}: {kind_word(problem)} {problem.code}",
        f"  {said_where(problem)}",
    ]
    if problem.excerpt.strip():
        caret, shown = _window(problem)
        lines += [f"    {problem.line} | {shown}", f"    {' ' * len(str(problem.line))} | {' ' * caret}^"]
    if problem.tip:
        lines.append(f"  tip: {problem.tip}")
    return "\n".join(lines)


def _window(problem: Problem) -> tuple[int, str]:
    """Where the caret goes, and the part of the line around the mistake."""
    line, at = problem.excerpt.rstrip(), problem.column - 1
    start = max(0, min(at - WIDTH // 2, len(line) - WIDTH))
    before, after = _CUT if start else "", _CUT if start + WIDTH < len(line) else ""
    shown = "".join(letter if letter.isprintable() else " " for letter in line[start : start + WIDTH])
    return at - start + len(before), f"{before}{shown}{after}"


def _as_json(loaded: Loaded) -> None:
    print(harmless_json(json_text(findings_json(loaded.problems), sys.stdout.encoding, indent=2)))


def _as_github(loaded: Loaded) -> None:
    for line in github_lines(loaded.problems):
        print(line)


def _counted(loaded: Loaded) -> str:
    errors, warnings = len(loaded.errors), len(loaded.problems) - len(loaded.errors)
    noted = f" Er {'is 1 aandachtspunt' if warnings == 1 else f'zijn {warnings} aandachtspunten'}." if warnings else ""
    if errors or not loaded.content:
        return f"De inhoud klopt niet: {_many(errors, 'fout', 'fouten')}.{noted}"
    lists = loaded.content.checklists
    counts = (
        _many(len(lists), "lijst", "lijsten"),
        _many(sum(1 for checklist in lists for _ in checklist.questions()), "vraag", "vragen"),
        _many(len(loaded.content.regional.thresholds), "drempel", "drempels"),
        _many(len(loaded.cases), "oefenzaak", "oefenzaken"),
    )
    return f"De inhoud klopt: {', '.join(counts)}.{noted}"


def _many(count: int, one: str, more: str) -> str:
    return f"{count} {one if count == 1 else more}"
