"""The part of a file that a path leads to, in the trainer's words: 'vraag keel', 'drempel opstapeling'."""

from __future__ import annotations

from kvv_triage.checking.allowed_keys import dug
from kvv_triage.content.conditions import Path


def where(data: object, path: Path) -> str:
    """The part around a place, as far as it has a name."""
    match path:
        case ("onderdelen", int(), "vragen", int(), *_):
            return _named("vraag", data, path[:4]) or _named("onderdeel", data, path[:2])
        case ("onderdelen", int(), *_):
            return _named("onderdeel", data, path[:2])
        case ("drempels", int(), *_):
            return _named("drempel", data, path[:2])
        case ("specialisten", str(name), *_):
            return f"specialist {name}"
        case _:
            return ""


def _named(kind: str, data: object, path: Path) -> str:
    part = dug(data, path)
    name = part.get("id") if isinstance(part, dict) else None
    return f"{kind} {name}" if isinstance(name, str) and name else ""
