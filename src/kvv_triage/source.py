"""A content folder as YAML text -> Content, or every Problem in it with its file, line and column."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TypeVar

from kvv_triage.checklist import Checklist
from kvv_triage.checks import (
    Known,
    check_checklist,
    check_core,
    check_folder,
    check_thresholds,
    missing_core,
    near,
)
from kvv_triage.content import Content
from kvv_triage.document import Case, CaseDocument, read_document
from kvv_triage.errors import CannotDo, ContentInvalid, Finding, Problem
from kvv_triage.facts import join
from kvv_triage.located import Located, Place, read_yaml
from kvv_triage.meldcode import MeldcodeTexts
from kvv_triage.rules import View
from kvv_triage.scales import Level
from kvv_triage.schema import Model
from kvv_triage.shapes import to_model
from kvv_triage.thresholds import Floor, RegionalThresholds

ModelT = TypeVar("ModelT", bound=Model)

FORMAT = 1
"""The newest format of content files that this version reads."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gives: its content (None when invalid), its casebook and every problem and warning."""

    content: Content | None
    cases: tuple[tuple[str, Case], ...]
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        """The problems that make the content invalid."""
        return tuple(problem for problem in self.problems if not problem.warning)


def load_content(folder: Path) -> Content:
    """The content of a folder, for deciding. Raises ContentInvalid, or CannotDo for a folder that cannot be read."""
    loaded = load_folder(folder, with_cases=False)
    if loaded.content is None:
        tip = "Kijk met `kvv controleer` wat er mis is. Twijfel je nu over een gezin? Bel Veilig Thuis: 0800-2000."
        raise ContentInvalid(loaded.errors, tip=tip)
    return loaded.content


def load_folder(folder: Path, *, with_cases: bool = True) -> Loaded:
    """Everything in a folder, with all problems at once, in order of file and line."""
    reading = _Reading(folder)
    lists = tuple(reading.checklists())
    regional = reading.thresholds()
    floor, texts = national_floor(), meldcode_texts()
    known = Known.of((checklist for checklist, _ in lists), frozenset(reading.broken))
    reading.check(lists, regional, floor, known)
    content = None
    if regional is not None and not reading.has_errors:
        content = Content((one for one, _ in lists), regional[0], floor, texts, missing_core(floor, known))
        reading.check_reachable(content, lists, regional[1])
    cases = tuple(reading.cases(content)) if with_cases else ()
    if with_cases:
        reading.warn_core(missing_core(floor, known), lists)
    problems = sorted(reading.problems, key=lambda one: (one.path, one.line, one.column, one.code))
    return Loaded(None if reading.has_errors else content, cases, tuple(problems))


@cache
def national_floor() -> Floor:
    """The floor that the package carries."""
    return _packaged(Floor, "landelijke-ondergrens.yaml")


@cache
def meldcode_texts() -> MeldcodeTexts:
    """The Meldcode texts that the package carries."""
    return _packaged(MeldcodeTexts, "meldcode.yaml")


def _packaged(model: type[ModelT], name: str) -> ModelT:
    located, problems = read_yaml((files("kvv_triage") / "data" / name).read_bytes(), name)
    made = to_model(model, located.data) if located else ()
    if isinstance(made, tuple):
        found = tuple(located.problem(finding) for finding in made) if located else problems
        raise ContentInvalid(found, "Een bestand van kvv zelf klopt niet. Installeer kvv opnieuw.")
    return made


def read_case(raw: bytes, path: str) -> tuple[CaseDocument | None, Located | None, tuple[Problem, ...]]:
    """The case in one YAML or JSON document, for `kvv beslis`; no problem repeats what was written (law 9)."""
    located, problems = read_yaml(raw, path)
    if located is None:
        # JSON that YAML does not read, such as an escaped slash.
        document = read_case_line(raw)
        if not isinstance(document, tuple):
            return document, None, ()
        return None, None, tuple(replace(one, message=_silent(one.message)) for one in problems)
    made = to_model(CaseDocument, located.data)
    if isinstance(made, tuple):
        return (
            None,
            located,
            tuple(located.problem(replace(one, message=_silent(one.message))) for one in made),
        )
    return made, located, ()


def read_case_line(raw: bytes) -> CaseDocument | tuple[Finding, ...]:
    """The case in one JSON document, or every mistake in it."""
    try:
        made = to_model(CaseDocument, json.loads(raw, object_pairs_hook=_without_doubles))
    except (ValueError, RecursionError):
        return (Finding((), "KVV005", "dit is geen JSON-document, of een sleutel staat er twee keer"),)
    return tuple(replace(one, message=_silent(one.message)) for one in made) if isinstance(made, tuple) else made


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ValueError
    return made


def _silent(message: str) -> str:
    """A message without the key or the value it quotes: in answers those may be about a client."""
    quoted = {"de sleutel `": "deze sleutel", "`": "deze waarde"}
    start = next((start for start in quoted if message.startswith(start)), None)
    if start is None:
        return message
    return quoted[start] + message[len(start) :].partition("`")[2]


@dataclass(slots=True)
class _Reading:
    """One run over a folder; gathers problems as it goes."""

    folder: Path
    problems: list[Problem] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    @property
    def has_errors(self) -> bool:
        return any(not problem.warning for problem in self.problems)

    def checklists(self) -> Iterator[tuple[Checklist, Located]]:
        """The lists that could be read, each with its places."""
        names = self._names("checklists")
        if not names and not self.has_errors:
            path = self._shown(self.folder / "checklists")
            self._add(path, "KVV013", "hier staan geen vragenlijsten (checklists/*.yaml)", "is dit de goede map?")
        for path in names:
            read = self._model(Checklist, path)
            if read:
                yield read

    def thresholds(self) -> tuple[RegionalThresholds, Located] | None:
        """The region's thresholds, if they could be read."""
        path = self.folder / "thresholds.yaml"
        if not path.is_file():
            self._add(self._shown(path), "KVV014", "thresholds.yaml ontbreekt: daarin staan de drempels")
            return None
        return self._model(RegionalThresholds, path)

    def cases(self, content: Content | None) -> Iterator[tuple[str, Case]]:
        """The casebook; answers are compared with the content when there is one."""
        for path in self._names("casebook"):
            read = self._model(Case, path)
            if read is None:
                continue
            case, located = read
            if content is not None:
                for finding in self._case_findings(content, case):
                    self.problems.append(located.problem(finding, f"zaak {case.name}"))
            yield self._shown(path), case

    @staticmethod
    def _case_findings(content: Content, case: Case) -> Iterator[Finding]:
        read = read_document(content, case, case.day or _ANY_DAY)
        yield from read if isinstance(read, tuple) else ()
        ids = [ready.threshold.id for ready in content.thresholds]
        for key, names, known, code in (
            ("drempels", case.expected.thresholds or (), ids, "KVV503"),
            ("bel", case.expected.call or (), list(content.specialists), "KVV504"),
        ):
            for position, name in enumerate(names):
                if name not in known:
                    yield Finding(("verwacht", key, position), code, f"`{name}` bestaat niet", near(name, known))

    def check(
        self,
        lists: tuple[tuple[Checklist, Located], ...],
        regional: tuple[RegionalThresholds, Located] | None,
        floor: Floor,
        known: Known,
    ) -> None:
        """Everything that needs more than one part of one file."""
        for checklist, located in lists:
            for finding in check_checklist(checklist, known):
                self.problems.append(located.problem(finding, _where(checklist, finding)))
            for owner, finding in (*check_folder(known), *check_core(floor, known)):
                if owner is checklist:
                    self.problems.append(located.problem(finding, _where(checklist, finding)))
        if regional:
            for finding in check_thresholds(regional[0], floor, known):
                self.problems.append(regional[1].problem(finding, _where_threshold(regional[0], finding)))

    def check_reachable(self, content: Content, lists: tuple[tuple[Checklist, Located], ...], located: Located) -> None:
        """Rules that no answers can ever make true."""
        everything = _everything(content)
        for position, ready in enumerate(one for one in content.thresholds if not one.is_national):
            if not ready.rule.holds(everything):
                message = "niemand kan deze drempel bereiken: geen enkel antwoord maakt de voorwaarde waar"
                finding = Finding(("drempels", position, "als"), "KVV403", message)
                self.problems.append(located.problem(finding, f"drempel {ready.threshold.id}"))
        for checklist, place in lists:
            for path, message in _never_asked(content, checklist, everything):
                self.problems.append(place.problem(Finding(path, "KVV310", message)))

    def warn_core(self, missing: tuple[str, ...], lists: tuple[tuple[Checklist, Located], ...]) -> None:
        """Core danger signs that these lists lack."""
        for name in missing if lists else ():
            message = f"het kernsignaal `{name}` ontbreekt in deze lijsten"
            path = self._shown(self.folder / "checklists")
            self._add(path, "KVV411", message, "neem de vraag over uit de meegeleverde lijsten", warning=True)

    def _names(self, name: str) -> list[Path]:
        folder = self.folder / name
        try:
            return sorted(path for path in folder.iterdir() if path.suffix in (".yaml", ".yml"))
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise CannotDo(f"De map {folder} is niet te lezen.", tip="Vraag je beheerder om leesrechten.") from error

    def _model(self, model: type[ModelT], path: Path) -> tuple[ModelT, Located] | None:
        shown = self._shown(path)
        try:
            raw = path.read_bytes()
        except OSError:
            self._add(shown, "KVV001", "dit bestand is niet te lezen", "kijk of je het zelf kunt openen")
            self.broken.add(path.stem)
            return None
        located, problems = read_yaml(raw, shown)
        self.problems += problems
        if located is None:
            self.broken.add(path.stem)
            return None
        if self._is_newer(located):
            self.broken.add(path.stem)
            return None
        made = to_model(model, located.data)
        if not isinstance(made, tuple):
            return made, located
        self.problems += [located.problem(finding, _where_raw(located.data, finding.path)) for finding in made]
        rest, names = _without(located, [finding.path for finding in made], path.stem)
        self.broken |= names
        again = to_model(model, rest.data)
        return None if isinstance(again, tuple) else (again, rest)

    def _is_newer(self, located: Located) -> bool:
        said = located.data.get("formaat") if isinstance(located.data, dict) else None
        if not (isinstance(said, str) and said.isdigit() and int(said) > FORMAT):
            return False
        message = f"dit bestand heeft formaat {said}; deze versie van kvv kent formaat {FORMAT}"
        self.problems.append(located.problem(Finding(("formaat",), "KVV011", message, "werk kvv bij")))
        return True

    def _add(self, path: str, code: str, message: str, tip: str = "", *, warning: bool = False) -> None:
        self.problems.append(Problem(path=path, line=1, column=1, code=code, message=message, tip=tip, warning=warning))

    def _shown(self, path: Path) -> str:
        return str(path)


_ANY_DAY = date(2000, 1, 1)
"""Checking a case needs a day; which one makes no difference to whether its answers exist."""


def _everything(content: Content) -> View:
    """All facts there can be, about one person of each role, after many urgent earlier sessions."""
    top = join(item.encoder.top for item in content.items)
    persons = {role: {f"{role}-1": top} for role in content.persons_items}
    return View(top, persons, ((0, Level.BEL_112),) * 1000)


def _never_asked(
    content: Content, checklist: Checklist, everything: View
) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """The guards of a list that no answers can ever make true."""
    block = next(block for block in content.blocks if block.checklist is checklist)
    if block.guard and not block.guard.holds(everything):
        yield (
            ("inzetten_als",),
            "geen enkel antwoord maakt deze voorwaarde waar: de lijst wordt nooit gesteld",
        )
    for item in block.items:
        if item.guard and not item.guard.holds(everything):
            at = checklist.sections.index(item.section)
            path = ("onderdelen", at, "vragen", item.section.questions.index(item.question), "alleen_als")
            yield path, "geen enkel antwoord maakt deze voorwaarde waar: de vraag wordt nooit gesteld"


def _where(checklist: Checklist, finding: Finding) -> str:
    """The part of a list in the trainer's words."""
    match finding.path:
        case ("onderdelen", int(at), "vragen", int(position), *_):
            return f"vraag {checklist.sections[at].questions[position].id}"
        case ("onderdelen", int(at), *_):
            return f"onderdeel {checklist.sections[at].id}"
        case _:
            return ""


def _where_threshold(regional: RegionalThresholds, finding: Finding) -> str:
    match finding.path:
        case ("drempels", int(position), *_):
            return f"drempel {regional.thresholds[position].id}"
        case ("specialisten", str(name), *_):
            return f"specialist {name}"
        case _:
            return ""


def _where_raw(data: object, path: tuple[str | int, ...]) -> str:
    """The part of a file whose shape is wrong, as far as it has a name."""
    where = ""
    for step in path:
        data = _inside(data, step)
        if isinstance(data, dict) and isinstance(data.get("id"), str):
            kind = "drempel" if "als" in data or "dan" in data else "onderdeel" if "vragen" in data else "vraag"
            where = where if kind == "vraag" and not {"vraag", "soort"} & data.keys() else f"{kind} {data['id']}"
    return where


def _inside(data: object, step: str | int) -> object:
    """One step into plain data; a step that leads nowhere stays where it is, as pydantic's union tags do."""
    if isinstance(data, dict) and step in data:
        return data[step]
    if isinstance(data, list) and isinstance(step, int) and step < len(data):
        return data[step]
    return data


def _without(located: Located, wrong: list[tuple[str | int, ...]], stem: str) -> tuple[Located, set[str]]:
    """The document without its wrong questions, thresholds and specialists, and the names of what was set aside."""
    data = located.data
    if not isinstance(data, dict):
        return located, {stem}
    name = data.get("checklist")
    name = name if isinstance(name, str) else stem
    removed: set[tuple[str | int, ...]] = set()
    for path in wrong:
        match path:
            case ("onderdelen", int(at), "vragen", int(position), *_):
                removed.add(("onderdelen", at, "vragen", position))
            case ("drempels", int(position), *_):
                removed.add(("drempels", position))
            case ("specialisten", str(key), *_):
                removed.add(("specialisten", key))
            case _:
                return located, {name, stem}
    broken = {
        f"{name}.{identifier}" if path[0] == "onderdelen" else str(identifier)
        for path in removed
        if (identifier := path[-1] if path[0] == "specialisten" else _id_at(data, path))
    }
    rest, place = _pruned(data, located.place, frozenset(removed), ())
    return replace(located, data=rest, place=place), broken


def _id_at(data: object, path: tuple[str | int, ...]) -> object:
    for step in path:
        data = _inside(data, step)
    return data.get("id") if isinstance(data, dict) else None


def _pruned(
    data: object, place: Place, removed: frozenset[tuple[str | int, ...]], path: tuple[str | int, ...]
) -> tuple[object, Place]:
    """The data and its places without the removed parts."""
    if isinstance(data, dict):
        kept = {
            key: _pruned(value, place.inside[key], removed, (*path, key))
            for key, value in data.items()
            if (*path, key) not in removed
        }
        return {key: value for key, (value, _) in kept.items()}, Place(
            place.line, place.column, place.keys, {key: spot for key, (_, spot) in kept.items()}
        )
    if isinstance(data, list):
        parts = [
            _pruned(value, place.inside[at], removed, (*path, at))
            for at, value in enumerate(data)
            if (*path, at) not in removed
        ]
        return [value for value, _ in parts], Place(
            place.line, place.column, {}, dict(enumerate(spot for _, spot in parts))
        )
    return data, place
