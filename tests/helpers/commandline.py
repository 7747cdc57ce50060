"""The commands of kvv, those of a group included."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from typer.core import TyperGroup
from typer.main import get_command

from kvv_triage.cli.app import app

if TYPE_CHECKING:
    from typer._click.core import Command


def every_command() -> dict[tuple[str, ...], Command]:
    """Give each command by the words that call it; () is kvv itself, and a group is a command too."""
    return dict(_under(get_command(app), ()))


def real_commands() -> list[tuple[str, ...]]:
    """Give the words of the commands that do something: no groups."""
    return [words for words, command in every_command().items() if not isinstance(command, TyperGroup)]


def _under(command: Command, words: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Command]]:
    yield words, command
    if isinstance(command, TyperGroup):
        for name, under in command.commands.items():
            yield from _under(under, (*words, name))
