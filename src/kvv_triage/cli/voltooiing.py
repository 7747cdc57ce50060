"""`kvv voltooiing`: have the Tab key of a shell fill in commands and options; never what is about a case."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from kvv_triage.cli import dutch
from kvv_triage.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    # Private, so only for the type checker.
    from typer._click.core import Command
    from typer._click.shell_completion import CompletionItem

ASKED = "_KVV_COMPLETE"
"""Where the script of a shell says what it asks; empty or not there when nobody pressed Tab."""
INSTALLING = {
    "bash": """Zet in `~/.bashrc`: `eval "$(kvv voltooiing bash)"`""",
    "zsh": """Zet in `~/.zshrc`, na `compinit`: `eval "$(kvv voltooiing zsh)"`""",
    "fish": "Zet in `~/.config/fish/config.fish`: `kvv voltooiing fish | source`",
    "powershell": "Zet in het bestand `$PROFILE`: `kvv voltooiing powershell | Out-String | Invoke-Expression`",
}

commands = typer.Typer()


@commands.command(cls=dutch.DutchCommand)
def voltooiing(
    shell: Annotated[
        Literal["bash", "zsh", "fish", "powershell"],
        typer.Argument(metavar="bash|zsh|fish|powershell", help="Waarin je kvv typt."),
    ],
) -> None:
    """Laat Tab opdrachten en opties aanvullen; nooit de naam van een zaak."""
    from typer.completion import get_completion_script  # type: ignore[attr-defined]  # there is no public way

    typer.echo(f"# {INSTALLING[shell]}")
    typer.echo(get_completion_script(prog_name="kvv", complete_var=ASKED, shell=shell))


def answer_tab(command: Command) -> int:
    """Print what may stand where Tab was pressed; gives the exit code. What was typed wrong has no answer."""
    from typer.completion import (  # type: ignore[attr-defined]  # there is no public way
        completion_init,
        shell_complete,
        shell_completion,
    )

    completion_init()
    shell = os.environ[ASKED].rpartition("_")[2]
    if (known := shell_completion.get_completion_class(shell)) is None:
        return ExitCode.CANNOT

    class WordsOfOurs(known):  # type: ignore[misc, valid-type]  # which class it is depends on the shell
        """Answers with commands, options and choices; the names of files the shell knows better."""

        def get_completions(self, args: list[str], incomplete: str) -> list[CompletionItem]:
            return [item for item in super().get_completions(args, incomplete) if item.type == "plain"]

    shell_completion.add_completion_class(WordsOfOurs, shell)
    with suppress(UsageProblem, KeyError, ValueError):  # the last two: the shell did not say what was typed
        return shell_complete(command, {}, "kvv", ASKED, os.environ[ASKED])
    return ExitCode.CANNOT
