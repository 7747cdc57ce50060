"""A content folder as YAML text -> Content, or every Problem in it with its file, line and column."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from importlib.resources import files
from operator import attrgetter
from pathlib import Path

from pydantic import Field

from kvv_triage.checking.checks import check_age, check_checklist, check_folder, check_thresholds
from kvv_triage.checking.core_signs import check_core, lacking, lacking_questions
from kvv_triage.checking.inventory import Inventory
from kvv_triage.checking.models import to_model
from kvv_triage.checking.places import Located, where
from kvv_triage.checking.salvage import mended, names_in, without_wrong_parts
from kvv_triage.checking.unreachable import never_asked, unreachable
from kvv_triage.checking.written_cases import check_case, is_about_slot
from kvv_triage.content.casebook import CasebookEntry
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.content import Content
from kvv_triage.content.meldcode_texts import MeldcodeTexts
from kvv_triage.content.thresholds import Floor, RegionalThresholds, Threshold
from kvv_triage.deciding.ruleset import Ruleset
from kvv_triage.errors import ContentInvalid, Finding, Problem
from kvv_triage.language.days import LAST_DAY
from kvv_triage.language.fields import Model, ModelT
from kvv_triage.reading.folder import Folder
from kvv_triage.reading.yaml_text import read_yaml

_Read = tuple[ModelT, Located]
"""A model with the document it was made from."""

_THRESHOLDS = "thresholds.yaml"


class _RestOfThresholds(RegionalThresholds):
    """`thresholds.yaml` when no threshold may be left in it."""

    thresholds: tuple[Threshold, ...] = Field((), alias="drempels")


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a folder gives: its content (None when invalid), its casebook and every problem and warning."""

    content: Content | None
    cases: tuple[tuple[str, CasebookEntry], ...]
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


def load_folder(folder: Path, *, with_cases: bool = True, today: date | None = None) -> Loaded:
    """Everything in a folder, with all problems at once, in order of file and line.

    When told what day it is, it warns of numbers that nobody looked after for a year, and of cases from days to come.
    """
    reading = _Reading(Folder(folder), national_floor())
    lists, regional = tuple(reading.checklists()), reading.thresholds()
    reading.check(lists, regional)
    if regional and today:
        reading.check_age(regional, today)
    ruleset = None
    if regional and not reading.folder.has_errors:
        ruleset = reading.ready((checklist for checklist, _ in lists), regional[0])
        reading.check_reachable(ruleset, lists, regional)
    cases: tuple[tuple[str, CasebookEntry], ...] = ()
    if with_cases:
        reading.warn_core(lists)
        cases = tuple(reading.cases(ruleset or reading.patched(lists, regional), today or LAST_DAY))
    problems = sorted(reading.folder.problems, key=attrgetter("path", "line", "column", "code"))
    content = ruleset.content if ruleset and not reading.folder.has_errors else None
    return Loaded(content, cases, tuple(problems))


@cache
def national_floor() -> Floor:
    """The floor that the package carries."""
    return packaged(Floor, "landelijke-ondergrens.yaml", _of_package("landelijke-ondergrens.yaml"))


@cache
def meldcode_texts() -> MeldcodeTexts:
    """The Meldcode texts that the package carries."""
    return packaged(MeldcodeTexts, "meldcode.yaml", _of_package("meldcode.yaml"))


def _of_package(name: str) -> bytes:
    return (files("kvv_triage") / "data" / name).read_bytes()


def packaged(model: type[ModelT], name: str, raw: bytes) -> ModelT:
    """The model in a file of our own; raises ContentInvalid when somebody changed it."""
    located, problems = read_yaml(raw, name)
    parsed = to_model(model, located.data) if located else ()
    if not problems and not isinstance(parsed, tuple):
        return parsed
    wrong = (located.problem(finding) for finding in parsed) if located and isinstance(parsed, tuple) else ()
    raise ContentInvalid((*problems, *wrong), "Een bestand van kvv zelf klopt niet. Installeer kvv opnieuw.")


@dataclass(slots=True)
class _Reading:
    """One run over a folder."""

    folder: Folder
    floor: Floor
    broken: set[str] = field(default_factory=set)
    """What exists but could not be used, as in `Inventory.broken`."""
    lost: bool = False
    """Whether a whole list could not be read."""

    def inventory(self, lists: Iterable[Checklist]) -> Inventory:
        return Inventory.of(lists, frozenset(self.broken), lost=self.lost)

    def checklists(self) -> Iterator[_Read[Checklist]]:
        """The lists that could be read, each with its places; of two with the same name the first."""
        names = self.folder.files("checklists")
        if not names:
            self.lost = True
            tip = "is dit de goede map? Zet er een vragenlijst in, zoals start.yaml"
            self.folder.add("checklists", "KVV013", "hier staan geen vragenlijsten", tip)
        seen: dict[str, str] = {}
        for name in names:
            located = self.folder.located(name)
            if located is None:
                self.lost = True
            elif read := self._model(Checklist, located):
                first = seen.setdefault(read[0].id, located.path)
                if first == located.path:
                    yield read
                else:
                    self._refuse_double(read, first)

    def _refuse_double(self, read: _Read[Checklist], first: str) -> None:
        checklist, located = read
        tip = "geef er één een andere naam, of haal er één weg"
        finding = Finding(("checklist",), "KVV201", f"de lijst `{checklist.id}` staat ook in {first}", tip)
        self.folder.problems.append(located.problem(finding))
        self.broken |= names_in(located)

    def thresholds(self) -> _Read[RegionalThresholds] | None:
        """The region's thresholds, if they could be read."""
        if not self.folder.has(_THRESHOLDS):
            tip = "maak dit bestand, of kopieer het uit de meegeleverde inhoud"
            if other := self.folder.misspelled(_THRESHOLDS):
                tip = f"er staat wel `{other}`: geef dat bestand de goede naam"
            self.folder.add(_THRESHOLDS, "KVV014", f"{_THRESHOLDS} ontbreekt: daarin staan de drempels", tip)
            return None
        located = self.folder.located(_THRESHOLDS)
        return self._model(RegionalThresholds, located, _RestOfThresholds) if located else None

    def _model(
        self, model: type[ModelT], located: Located, rest_model: type[ModelT] | None = None
    ) -> _Read[ModelT] | None:
        """The model of a document, or of what is left of it without the parts that have a mistake."""
        parsed = to_model(model, located.data)
        self._note(located, parsed if isinstance(parsed, tuple) else ())
        rest = located
        while isinstance(parsed, tuple):
            pruned, names = without_wrong_parts(rest, parsed)
            self.broken |= names if model is not CasebookEntry else frozenset()
            if pruned is None or pruned.data == rest.data:
                self._give_up(model, located)
                return None
            rest, parsed = pruned, to_model(rest_model or model, pruned.data)
        return parsed, rest

    def _give_up(self, model: type[Model], located: Located) -> None:
        """Remember what stood in a document that cannot be used at all."""
        if model is Checklist:
            names = names_in(located)
            self.broken |= names
            self.lost |= "" in names

    def check(self, lists: tuple[_Read[Checklist], ...], regional: _Read[RegionalThresholds] | None) -> None:
        """Everything that needs more than one part of one file."""
        inventory = self.inventory(checklist for checklist, _ in lists)
        between = (*check_folder(inventory), *check_core(self.floor, inventory))
        for checklist, located in lists:
            own = (finding for owner, finding in between if owner is checklist)
            self._note(located, (*check_checklist(checklist, inventory), *own))
        if regional:
            self._note(regional[1], check_thresholds(regional[0], self.floor, inventory))

    def check_age(self, regional: _Read[RegionalThresholds], today: date) -> None:
        """Numbers that are too old to trust."""
        self._note(regional[1], check_age(regional[0], today))

    def check_reachable(
        self, ruleset: Ruleset, lists: tuple[_Read[Checklist], ...], regional: _Read[RegionalThresholds]
    ) -> None:
        """Rules that no answers can ever make true."""
        self._note(regional[1], unreachable(ruleset, regional[0]))
        for checklist, located in lists:
            self._note(located, never_asked(ruleset, checklist))

    def _note(self, located: Located, findings: Iterable[Finding]) -> None:
        for finding in findings:
            self.folder.problems.append(located.problem(finding, where(located.data, finding.path)))

    def warn_core(self, lists: tuple[_Read[Checklist], ...]) -> None:
        """The core danger signs that these lists lack, in one warning."""
        missing = lacking_questions(self.floor, self.inventory(checklist for checklist, _ in lists))
        if missing and lists:
            several = f"hier ontbreken {len(missing)} kernsignalen"
            lack = "hier ontbreekt een kernsignaal" if len(missing) == 1 else several
            named = ", ".join(f"`{name}`" for name in missing)
            tip = "neem de vraag over uit de meegeleverde lijsten; elke uitkomst noemt wat ontbreekt"
            self.folder.add("checklists", "KVV411", f"{lack}: {named}", tip, warning=True)

    def ready(self, checklists: Iterable[Checklist], regional: RegionalThresholds) -> Ruleset:
        lists = tuple(checklists)
        missing = lacking(self.floor, self.inventory(lists))
        return Ruleset(Content(lists, regional, self.floor, meldcode_texts(), missing))

    def patched(self, lists: tuple[_Read[Checklist], ...], regional: _Read[RegionalThresholds] | None) -> Ruleset:
        """Rules out of what is in order, so that a mistake elsewhere hides none in the casebook."""
        whole = mended(tuple(checklist for checklist, _ in lists), frozenset(self.broken))
        if regional is None:
            self.broken |= whole.broken | {"drempel:", "specialist:"}
            empty = RegionalThresholds.model_construct(version="", specialists={}, thresholds=())
            return self.ready(whole.checklists, empty)
        findings = check_thresholds(regional[0], self.floor, Inventory.of(whole.checklists))
        wrong = {finding.path[1] for finding in findings if finding.path[0] == "drempels" and not finding.warning}
        kept = tuple(threshold for at, threshold in enumerate(regional[0].thresholds) if at not in wrong)
        left_out = {f"drempel:{threshold.id}" for at, threshold in enumerate(regional[0].thresholds) if at in wrong}
        ruleset = self.ready(whole.checklists, regional[0].model_copy(update={"thresholds": kept}))
        if not (whole.broken or self.lost):
            self.check_reachable(ruleset, lists, regional)
        self.broken |= whole.broken | left_out
        return ruleset

    def cases(self, ruleset: Ruleset, today: date) -> Iterator[tuple[str, CasebookEntry]]:
        """The casebook, with its answers compared with the content."""
        inventory = self.inventory(ruleset.content.checklists)
        for name in self.folder.files("casebook"):
            located = self.folder.located(name)
            if located and (read := self._model(CasebookEntry, located)):
                case, rest = read
                for finding in check_case(ruleset, case, inventory, today):
                    on_key = is_about_slot(ruleset.content, finding)
                    self.folder.problems.append(rest.problem(finding, f"zaak {case.name}", on_key=on_key))
                if rest is located:
                    yield located.path, case
