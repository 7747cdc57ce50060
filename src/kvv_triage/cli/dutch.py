"""The command line in Dutch: every word of the command framework that a user could see, said by us.

The framework writes English into its help and its errors, only partly translatable. So none of its sentences
is shown: help is laid out here from names and help texts of our own, and an error is retold from its kind
and its fields. A kind that a later version adds becomes a general Dutch sentence.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any

import typer
from typer.core import TyperArgument, TyperCommand, TyperGroup, TyperOption
from typer.main import get_command

from kvv_triage.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from collections.abc import Sequence

    # Private, so only for the type checker: nothing here depends on it at run time.
    from typer._click.core import Command, Context
    from typer._click.formatting import HelpFormatter


_HALF = re.compile("[\ud800-\udfff]")
"""What is left of a byte that is no letter; it cannot be kept or shown."""


class DutchCommand(TyperCommand):
    """A command that explains itself in Dutch."""

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Give the help option, with our words."""
        return in_dutch(super().get_help_option(ctx))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the whole help page."""
        write_help(self, ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words after the command; raises UsageProblem."""
        ctx.allow_extra_args = True  # counted here, because the framework would show them, and in English
        try:
            extra = super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise usage_problem(error, ctx) from error
        if extra and not ctx.resilient_parsing:
            raise too_many_words(self, ctx)
        return extra


class DutchGroup(TyperGroup):
    """The list of commands, in Dutch."""

    otherwise = ""
    """The command that is meant when the first word is none of them; without it such a word is a typing mistake."""

    def get_help_option(self, ctx: Context) -> TyperOption | None:
        """Give the help option, with our words."""
        return in_dutch(super().get_help_option(ctx))

    def format_help(self, ctx: Context, formatter: HelpFormatter) -> None:
        """Write the whole help page."""
        write_help(self, ctx, formatter)

    def parse_args(self, ctx: Context, args: list[str]) -> list[str]:
        """Read the words before the command; raises UsageProblem. None at all shows the help."""
        named = {*args[:1]} & {*self.commands, *ctx.help_option_names} or self._is_mistyped(args)
        if self.otherwise and not named and not ctx.resilient_parsing:  # who presses Tab may still name another
            args = [self.otherwise, *args]
        if not args and not ctx.resilient_parsing:
            typer.echo(ctx.get_help() + "\n", err=True)
            instead = tip(ctx) if ctx.parent else "Begin een weging met: kvv triage"
            raise UsageProblem("Welke opdracht wil je geven?", tip=instead)
        try:
            return super().parse_args(ctx, args)
        except typer.TyperException as error:
            raise usage_problem(error, ctx) from error

    def _is_mistyped(self, args: Sequence[str]) -> bool:
        """Whether the first of several words is nearly one of our commands; the one that is meant takes one word."""
        return len(args) > 1 and not args[1].startswith("-") and bool(get_close_matches(args[0].lower(), self.commands))

    def resolve_command(self, ctx: Context, args: list[str]) -> tuple[str | None, Command | None, list[str]]:
        """Find the command; raises UsageProblem."""
        if self.get_command(ctx, args[0]) is None and not ctx.resilient_parsing:
            message = f"De opdracht {printable(args[0])} bestaat niet."
            raise UsageProblem(message, tip=tip(ctx, get_close_matches(args[0].lower(), self.list_commands(ctx))))
        return super().resolve_command(ctx, args)


def run(app: typer.Typer, args: Sequence[str], *, name: str) -> int:
    """Run the app with these words; gives its exit code, raises UsageProblem and what the command raises."""
    if any(_HALF.search(word) for word in args):
        raise UsageProblem(
            "In deze opdracht staat een teken dat kvv niet kan lezen.", tip="Typ de opdracht opnieuw, zonder dat teken."
        )
    command = get_command(app)
    try:
        with command.make_context(name, list(args)) as ctx:
            command.invoke(ctx)
    except typer.Exit as stop:
        return stop.exit_code
    except typer.Abort as stop:
        raise KeyboardInterrupt from stop
    except typer.TyperException as error:
        raise usage_problem(error, None) from error
    return ExitCode.DONE


def in_dutch(option: TyperOption | None) -> TyperOption | None:
    """Give the help option a Dutch text."""
    if option is not None:
        option.help = "Toon deze uitleg en stop."
    return option


def write_help(command: Command, ctx: Context, formatter: HelpFormatter) -> None:
    """Write usage, explanation, arguments, options and commands."""
    formatter.write_usage(ctx.command_path, " ".join(usage_pieces(command, ctx)), prefix="Gebruik: ")
    formatter.write_paragraph()
    formatter.write_text(command.help or "")
    params = [param for param in command.get_params(ctx) if not getattr(param, "hidden", False)]
    arguments = [row(param) for param in params if isinstance(param, TyperArgument)]
    write_section(formatter, "Argumenten", arguments)
    write_section(formatter, "Opties", [row(param) for param in params if isinstance(param, TyperOption)])
    if isinstance(command, TyperGroup):
        commands = [(name, each.help or "") for name, each in command.commands.items() if not each.hidden]
        write_section(formatter, "Opdrachten", commands)


def write_section(formatter: HelpFormatter, heading: str, rows: list[tuple[str, str]]) -> None:
    """Write a heading with two columns, when there is something to write."""
    if rows:
        with formatter.section(heading):
            formatter.write_dl([(left, first_paragraph(right)) for left, right in rows])


def first_paragraph(text: str) -> str:
    """Give the text up to its first empty line, on one line."""
    return " ".join(text.partition("\n\n")[0].split())


def usage_pieces(command: Command, ctx: Context) -> list[str]:
    """Give what may stand behind the name of a command."""
    arguments = [placeholder(param) for param in command.get_params(ctx) if isinstance(param, TyperArgument)]
    return ["[OPTIES]", *arguments, *(["OPDRACHT ..."] if isinstance(command, TyperGroup) else [])]


def row(param: TyperArgument | TyperOption) -> tuple[str, str]:
    """Give how a parameter is typed and what it does."""
    if isinstance(param, TyperArgument):
        return placeholder(param), param.help or ""
    names = ", ".join(sorted(param.opts, key=len))
    return names if param.is_flag else f"{names} {param.metavar or 'WAARDE'}", param.help or ""


def placeholder(argument: TyperArgument) -> str:
    """Give the argument as shown in usage: in brackets when it may be left out."""
    name = argument.metavar or "WAARDE"
    return name if argument.required else f"[{name}]"


def usage_problem(error: typer.TyperException, ctx: Context | None) -> UsageProblem:
    """Retell what the framework found, from the kind of error and its fields, never from its text."""
    fields: dict[str, Any] = vars(error)
    match type(error).__name__:
        case "NoSuchOption":
            message = f"De optie {printable(fields.get('option_name', ''))} bestaat niet."
            return UsageProblem(message, tip=tip(ctx, fields.get("possibilities")))
        case "BadOptionUsage":
            return UsageProblem(wrong_value_count(fields.get("option_name", ""), ctx), tip=tip(ctx))
        case "MissingParameter":
            return UsageProblem(f"Hier ontbreekt nog iets: {named(fields.get('param'))}.", tip=tip(ctx))
        case "BadParameter":
            return UsageProblem(
                f"Dit kan niet bij {named(fields.get('param'))}.", tip=what_can(fields.get("param"), ctx)
            )
        case _:
            return UsageProblem("Deze opdracht is niet goed of niet helemaal getypt.", tip=tip(ctx))


def what_can(param: object, ctx: Context | None) -> str:
    """Say what can be typed: a day in its form, one of the choices, or a path."""
    metavar = str(getattr(param, "metavar", None) or "")
    if metavar == "DATUM":
        return "Schrijf een dag als 2026-11-30 of 30-11-2026."
    if "|" in metavar:
        return f"Kies uit: {metavar.replace('|', ', ')}."
    if metavar in {"MAP", "PAD", "BESTAND"}:
        return "Noem een map of een bestand; leeg kan niet."
    return tip(ctx)


def wrong_value_count(option: str, ctx: Context | None) -> str:
    """Say that a value is missing behind an option, or that none belongs there."""
    for param in ctx.command.params if ctx else ():
        if isinstance(param, TyperOption) and option in param.opts and not param.is_flag:
            return f"Achter {option} hoort nog iets: {param.metavar or 'WAARDE'}."
    return f"Achter {printable(option)} hoort geen waarde."


def too_many_words(command: Command, ctx: Context) -> UsageProblem:
    """Say that words are left over; which ones stays unsaid, they may be about a client."""
    arguments = [placeholder(param) for param in command.params if isinstance(param, TyperArgument)]
    expected = f"Daar past alleen: {' '.join(arguments)}." if arguments else "Daar passen alleen opties."
    return UsageProblem(
        f"Er staan te veel woorden achter `{ctx.command_path}`. {expected}",
        tip=f"Zet woorden die bij elkaar horen tussen aanhalingstekens. {tip(ctx)}",
    )


def named(param: object) -> str:
    """Give the name of a parameter with what it expects."""
    match param:
        case TyperArgument():
            return placeholder(param).strip("[]")
        case TyperOption():
            return f"{max(param.opts, key=len)} {param.metavar or 'WAARDE'}"
        case _:
            return "een waarde"


def tip(ctx: Context | None, instead: Sequence[str] | None = None) -> str:
    """Give what to type instead: the nearest names that do exist, and where the explanation is."""
    path = ctx.command_path if ctx else "kvv"
    meant = f"Bedoelde je {' of '.join(instead)}? " if instead else ""
    return f"{meant}Uitleg: {path} --help"


def printable(text: str) -> str:
    """Give text that cannot steer the terminal."""
    return "".join(char if char.isprintable() else "?" for char in text)
