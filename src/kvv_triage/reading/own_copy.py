"""A region's own copy of a content folder, and what is left in it to fill in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from kvv_triage.errors import CannotDo, Finding, Problem
from kvv_triage.language.fields import GAP, PER_CLIENT
from kvv_triage.reading.yaml_text import read_yaml

THRESHOLDS = "thresholds.yaml"
PARTS = ("checklists", "casebook", THRESHOLDS)
"""What a content folder holds."""
SUFFIXES = (".yaml", ".yml")

_ASK_ALWAYS = {"regio": "vul de naam van jouw regio in", "afspraak": "vul in wie de afspraak maakte, en op welke dag"}
"""What every region says for itself: an example stands there, or nothing yet."""


def begin(source: Path, target: Path) -> tuple[Problem, ...]:
    """Copy a content folder to a new or empty one; gives what to fill in.

    Raises CannotDo, and then leaves no half copy.
    """
    _refuse_used(target)
    try:
        for name in PARTS:
            _copy(source / name, target / name)
        raw = (target / THRESHOLDS).read_bytes()
    except OSError as error:
        for name in PARTS:
            _remove(target / name)
        raise CannotDo(f"De map {target} is niet te schrijven.", tip="Kies een map waar je zelf in mag.") from error
    return gaps(raw, str(target / THRESHOLDS))


def gaps(raw: bytes, path: str) -> tuple[Problem, ...]:
    """Every place in a thresholds.yaml that a region has to fill in, in order of line."""
    located, problems = read_yaml(raw, path)
    if located is None:
        return problems
    gaps = (located.problem(finding) for finding in _gaps(located.data))
    return tuple(sorted(gaps, key=lambda problem: problem.line))


def _gaps(data: object) -> Iterator[Finding]:
    if not isinstance(data, dict):
        return
    for key, what in _ASK_ALWAYS.items():
        if key in data:
            yield _gap((key,), what)
        elif "drempels" in data:
            yield _gap(("regio",) if "regio" in data else (), f"zet `{key}` erbij: {what}")
    specialists = data.get("specialisten")
    for name, specialist in specialists.items() if isinstance(specialists, dict) else ():
        if isinstance(specialist, dict):
            yield from _specialist_gaps(str(name), specialist)


def _specialist_gaps(name: str, specialist: dict[str, object]) -> Iterator[Finding]:
    for key, value in specialist.items():
        if isinstance(value, str) and GAP in value:
            yield _gap(("specialisten", name, key), f"vul `{key}` van {name} in")
        elif key == "telefoon" and "gecontroleerd_op" not in specialist and not str(value).startswith(PER_CLIENT):
            yield _gap(("specialisten", name, key), f"controleer het nummer van {name}")


def _gap(path: tuple[str | int, ...], what: str) -> Finding:
    return Finding(path, "", what, warning=True)


def _refuse_used(target: Path) -> None:
    try:
        is_used = target.exists() and (not target.is_dir() or any(target.iterdir()))
    except OSError as error:
        raise CannotDo(f"De map {target} is niet te openen.") from error
    if is_used:
        raise CannotDo(f"Op {target} staat al iets.", tip="Kies een nieuwe of een lege map.")


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        target.mkdir(parents=True)
        for file in source.iterdir():
            if file.suffix in SUFFIXES:
                shutil.copyfile(file, target / file.name)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)


def _remove(part: Path) -> None:
    if part.is_dir():
        shutil.rmtree(part, ignore_errors=True)
    else:
        with suppress(OSError):  # what could not be written can often not be removed: a name that Windows does not take
            part.unlink(missing_ok=True)
