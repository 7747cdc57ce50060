"""The field of a written case that a mistake stands in, as in `eerder[0].datum`, without client text (law 9).

What is no key of ours may be a name. So it is left out, and the part around it is named.
"""

from __future__ import annotations

from collections.abc import Iterator

from kvv_triage.checking.allowed_keys import followed, keys
from kvv_triage.checking.written_answers import ANSWER_KEYS, is_slot
from kvv_triage.content.casebook import WrittenCase
from kvv_triage.content.conditions import Path
from kvv_triage.content.content import Content


def field_of(path: Path, content: Content | None = None) -> str:
    """The field at the end of a path, or the nearest part around it that has a name; positions count from 0."""
    match path:
        case ("antwoorden", str(slot), *inside) if content:
            name = slot if is_slot(content, slot) else slot.partition("@")[0]
            return _joined((name, *_known(inside))) if name.partition("@")[0] in content.by_id else "antwoorden"
        case ("antwoorden", *_):
            return "antwoorden"
        case _:
            return _joined(_of_ours(path))


def _of_ours(path: Path) -> Iterator[str | int]:
    for end, step in enumerate(path, start=1):
        if isinstance(step, str) and step not in keys(followed(WrittenCase, path[:end])[1]):
            return
        yield step


def _known(inside: list[str | int]) -> Iterator[str | int]:
    for step in inside:
        if isinstance(step, str) and step not in ANSWER_KEYS:
            return
        yield step


def _joined(path: tuple[str | int, ...] | Iterator[str | int]) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in path)
    return "".join(steps).removeprefix(".")
