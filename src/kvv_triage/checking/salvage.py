"""What is left of content when its mistakes are taken out, so that one mistake is reported once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from kvv_triage.checking.allowed_keys import dug
from kvv_triage.checking.checks import check_checklist, check_folder
from kvv_triage.checking.inventory import Inventory
from kvv_triage.checking.places import Located, Place
from kvv_triage.content.checklist import Checklist
from kvv_triage.content.conditions import Path
from kvv_triage.errors import Finding


@dataclass(frozen=True, slots=True)
class Mended:
    """Lists that can be made ready, and the names of the questions and lists that were set aside for it."""

    checklists: tuple[Checklist, ...]
    broken: frozenset[str]


def mended(checklists: tuple[Checklist, ...], broken: frozenset[str]) -> Mended:
    """The lists without the guards, questions and sections that have a mistake; in as many rounds as needed."""
    inventory = Inventory.of(checklists)
    wrong = [
        (checklist, finding.path)
        for checklist in checklists
        for finding in (*check_checklist(checklist, inventory), *_own(checklist, inventory))
    ]
    if not wrong:
        return Mended(checklists, broken)
    kept: list[Checklist] = []
    for checklist in checklists:
        paths = {path for owner, path in wrong if owner is checklist}
        without = _without(checklist, paths) if paths else checklist
        questions = {question.id for _, question in without.questions()}
        lost = {
            f"{checklist.id}.{question.id}" for _, question in checklist.questions() if question.id not in questions
        }
        broken |= lost if without.sections else lost | {checklist.id}
        kept += [without] if without.sections else []
    return mended(tuple(kept), broken)


def _own(checklist: Checklist, inventory: Inventory) -> Iterable[Finding]:
    return (finding for owner, finding in check_folder(inventory) if owner is checklist)


def _without(checklist: Checklist, wrong: set[Path]) -> Checklist:
    inside: dict[Path, list[Path]] = {}
    for path in wrong:
        if path[2:3] == ("vragen",):
            inside.setdefault(path[:4], []).append(path[4:])
    broken_sections = {path[:2] for path in wrong if path[0] == "onderdelen" and path[2:3] != ("vragen",)}
    sections = []
    for at, section in enumerate(checklist.sections):
        questions = []
        for position, question in enumerate(section.questions):
            mistakes = inside.get(("onderdelen", at, "vragen", position), [])
            if not mistakes:
                questions.append(question)
            elif all(path[:1] == ("alleen_als",) for path in mistakes):
                questions.append(question.model_copy(update={"only_if": None}))
        if questions and ("onderdelen", at) not in broken_sections:
            sections.append(section.model_copy(update={"questions": tuple(questions)}))
    guard = None if any(path[0] == "inzetten_als" for path in wrong) else checklist.only_if
    return checklist.model_copy(update={"sections": tuple(sections), "only_if": guard})


_FILLED: dict[str, object] = {
    "titel": "?",
    "versie": "?",
    "naam": "zonder naam",
    "specialisten": {},
    "drempels": [],
    "verwacht": {"besluit": "volgen"},
}
"""Keys at the top of a file whose value the other checks do not need, and what can stand in for it."""


_SPARE = _FILLED.keys() | {
    "afspraak", "antwoorden", "bronnen", "datum", "eerder", "formaat", "inzetten_als", "meldcode",
    "opgeschaald", "opnieuw_kijken_na_dagen", "overige", "personen", "regio", "toelichting", "zaak",
}  # fmt: skip
"""Keys at the top of a file that may be left out; but an order that is not known makes a list unfit to compare."""


def without_wrong_parts(located: Located, wrong: Iterable[Finding]) -> tuple[Located | None, frozenset[str]]:
    """The document without its wrong parts, and the names of those as in `Known.broken`.

    A part is a section, question, source, threshold or specialist, or a key at the top that can be spared. None when
    a mistake stands outside such a part.
    """
    removed = frozenset(map(_part, wrong))
    names = frozenset(name for path in removed for name in _names(located.data, path))
    if () in removed:
        return None, names
    data, place = _pruned(located.data, located.place, removed, ())
    filled = {key: value for key, value in _FILLED.items() if (key,) in removed}
    return replace(located, data=filled | data if isinstance(data, dict) else data, place=place), names


def names_in(located: Located) -> frozenset[str]:
    """Everything that a document holds, as in `Known.broken`."""
    return frozenset(_names(located.data, ()))


def _part(finding: Finding) -> Path:
    """The path of the part around a mistake; empty when there is none but the whole file."""
    path = finding.path
    match path:
        case ("onderdelen", int(), "vragen", int(), *_):
            return path[:4]
        case ("onderdelen" | "drempels", int(), *_) | ("specialisten" | "bronnen", str(), *_):
            return path[:2]
        case (str(key), *inside) if key in _SPARE or (finding.code == "KVV101" and not inside):
            return path[:1]
        case _:
            return ()


def _names(data: object, path: Path) -> Iterator[str]:
    match path:
        case ("specialisten", *name):
            yield f"specialist:{''.join(map(str, name))}"
        case ("bronnen", *name):
            yield f"bron:{''.join(map(str, name))}"
        case ("drempels", *_):
            yield f"drempel:{_word(dug(data, path), 'id')}"
        case ():
            yield _word(data, "checklist")  # empty when the list has no name: then anything may refer to it
            yield from _questions(dug(data, ("onderdelen",)), _word(data, "checklist"))
        case ("onderdelen", *_):
            yield from _questions(dug(data, path), _word(data, "checklist"))
        case _:
            pass


def _questions(data: object, checklist: str) -> Iterator[str]:
    """The questions inside a part of a list, and the roles they make."""
    if isinstance(data, list):
        for part in data:
            yield from _questions(part, checklist)
    elif isinstance(data, dict):
        yield f"{checklist}.{_word(data, 'id')}"
        if "rol" in data or data.get("soort") == "personen":
            yield f"rol:{_word(data, 'rol')}"
        yield from _questions(data.get("vragen"), checklist)


def _word(data: object, key: str) -> str:
    word = data.get(key) if isinstance(data, dict) else None
    return word if isinstance(word, str) else ""


def _pruned(data: object, place: Place, removed: frozenset[Path], path: Path) -> tuple[object, Place]:
    """The data and its places without the removed parts, and without a section that has no question left."""
    if isinstance(data, dict):
        kept = {
            key: _pruned(value, place.inside.get(key, place), removed, (*path, key))
            for key, value in data.items()
            if (*path, key) not in removed
        }
        # What was filled in before stands nowhere in the file.
        inside: dict[str | int, Place] = {key: spot for key, (_, spot) in kept.items() if key in place.inside}
        return {key: value for key, (value, _) in kept.items()}, replace(place, inside=inside)
    if isinstance(data, list):
        parts = [
            _pruned(value, place.inside[at], removed, (*path, at))
            for at, value in enumerate(data)
            if (*path, at) not in removed
        ]
        parts = [part for part in parts if not (isinstance(part[0], dict) and part[0].get("vragen") == [])]
        return [value for value, _ in parts], replace(place, inside=dict(enumerate(spot for _, spot in parts)))
    return data, place
