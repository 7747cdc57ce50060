"""Which keys can stand where, read from the models themselves."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, NamedTuple, get_args, get_origin

from pydantic import Tag

from kvv_triage.content.conditions import Condition, Path
from kvv_triage.language.fields import Model


class Member(NamedTuple):
    """A model that can stand in some place, and its tag when it is one of several."""

    tag: str | None
    model: type[Model]


def followed(model: type[Model], loc: tuple[int | str, ...]) -> tuple[Path, tuple[Member, ...]]:
    """The path of pydantic's error as the trainer wrote it, and which models can stand around its last step.

    What pydantic adds to the path about unions is left out.
    """
    members: tuple[Member, ...] = (Member(None, model),)
    path: list[str | int] = []
    for position, step in enumerate(loc):
        tagged = tuple(Member(None, member.model) for member in members if member.tag == step)
        if tagged:
            members = tagged
            continue
        path.append(step)
        if position < len(loc) - 1:
            members = tuple(_inside(members, step)) or members
    return tuple(path), members


def _inside(members: Iterable[Member], step: int | str) -> Iterator[Member]:
    for member in members:
        yield from _parts(member.model).get(step, ())


@cache
def _parts(model: type[Model]) -> dict[int | str, tuple[Member, ...]]:
    """Per key of a model the models that can stand behind it."""
    return {field.alias or name: tuple(_members(field.annotation)) for name, field in model.model_fields.items()}


def _members(annotation: object, tag: str | None = None) -> Iterator[Member]:
    """Every model inside an annotation, such as the kinds of question in a list of questions."""
    if isinstance(annotation, type) and issubclass(annotation, Model):
        yield Member(tag, annotation)
    elif get_origin(annotation) is Annotated:
        inner, *notes = get_args(annotation)
        yield from _members(inner, next((note.tag for note in notes if isinstance(note, Tag)), tag))
    else:
        for part in get_args(annotation):
            yield from _members(part)


FORMS = tuple(_members(Condition))
"""The forms of a condition."""


def keys(members: Iterable[Member]) -> list[str]:
    """The keys that can stand in these models, in order of the alphabet."""
    return sorted({field.alias or name for member in members for name, field in member.model.model_fields.items()})


def dug(data: object, path: Path) -> object:
    """What the data holds at a path; None when the path leads nowhere."""
    for step in path:
        if isinstance(data, Mapping):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data
