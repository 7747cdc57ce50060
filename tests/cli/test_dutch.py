"""No word of the command framework reaches the screen; also not the words of a later version of it."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from typing import Annotated

import pytest
import typer

from kvv_triage.__main__ import main
from kvv_triage.cli import dutch
from kvv_triage.errors import UsageProblem
from tests.helpers.commandline import every_command

FRAMEWORK = Path(typer.__file__).parent
SAME_IN_DUTCH = {"bash", "fish", "github", "help", "json", "markdown", "powershell", "test"}
COMMANDS = list(every_command())
A_DAY = "Schrijf een dag als 2026-11-30 of 30-11-2026."
USAGE_ERRORS = [
    (["trage"], "De opdracht trage bestaat niet.", "Bedoelde je triage? Uitleg: kvv --help"),
    (["zzz"], "De opdracht zzz bestaat niet.", "Uitleg: kvv --help"),
    (["\x1b[2J"], "De opdracht ?[2J bestaat niet.", "Uitleg: kvv --help"),
    (["--"], "Deze opdracht is niet goed of niet helemaal getypt.", "Uitleg: kvv --help"),
    (["--versoin"], "De optie --versoin bestaat niet.", "Bedoelde je --version? Uitleg: kvv --help"),
    (["--version=ja"], "Achter --version hoort geen waarde.", "Uitleg: kvv --help"),
    (
        ["triage", "--gegeven"],
        "De optie --gegeven bestaat niet.",
        "Bedoelde je --gegevens? Uitleg: kvv triage --help",
    ),
    (["triage", "-x"], "De optie -x bestaat niet.", "Uitleg: kvv triage --help"),
    (["triage", "--inhoud"], "Achter --inhoud hoort nog iets: MAP.", "Uitleg: kvv triage --help"),
    (["triage", "--oefening=ja"], "Achter --oefening hoort geen waarde.", "Uitleg: kvv triage --help"),
    (
        ["triage", "Jan", "Jansen"],
        "Er staan te veel woorden achter `kvv triage`. Daar past alleen: [ZAAK].",
        "Zet woorden die bij elkaar horen tussen aanhalingstekens. Uitleg: kvv triage --help",
    ),
    (["beslis"], "Hier ontbreekt nog iets: PAD|-.", "Uitleg: kvv beslis --help"),
    (["voltooiing"], "Hier ontbreekt nog iets: bash|zsh|fish|powershell.", "Uitleg: kvv voltooiing --help"),
    (["voltooiing", "cmd"], "Dit kan niet bij bash|zsh|fish|powershell.", "Kies uit: bash, zsh, fish, powershell."),
    (["sessies", "--gegevens", ""], "Dit kan niet bij --gegevens MAP.", "Noem een map of een bestand; leeg kan niet."),
    (["beheer", "wiss", "A-1"], "De opdracht wiss bestaat niet.", "Bedoelde je wis? Uitleg: kvv beheer --help"),
    (["beheer", "wis"], "Hier ontbreekt nog iets: ZAAK.", "Uitleg: kvv beheer wis --help"),
    (["toon"], "Hier ontbreekt nog iets: SESSIE|ZAAK.", "Uitleg: kvv toon --help"),
    (
        ["opvolging", "klaar", "K7M-3FQR"],
        "Hier ontbreekt nog iets: PUNT.",
        "Uitleg: kvv opvolging klaar --help",
    ),
    (["opvolging", "overnemen"], "Hier ontbreekt nog iets: NAAM.", "Uitleg: kvv opvolging overnemen --help"),
    (
        ["opvolging", "--allse"],
        "De optie --allse bestaat niet.",
        "Bedoelde je --alles? Uitleg: kvv opvolging lijst --help",
    ),
    (
        ["opvolging", "klar", "K7M-3FQR", "afspraak-1"],
        "De opdracht klar bestaat niet.",
        "Bedoelde je klaar? Uitleg: kvv opvolging --help",
    ),
    (["sessies", "--van", "gisteren"], "Dit kan niet bij --van DATUM.", A_DAY),
    (["rapport", "--van", "vorig jaar"], "Dit kan niet bij --van DATUM.", A_DAY),
    (
        ["rapport", "--formaat", "pdf"],
        "Dit kan niet bij --formaat tekst|html|csv|json.",
        "Kies uit: tekst, html, csv, json.",
    ),
    (
        ["controleer", "--formaat", "pdf"],
        "Dit kan niet bij --formaat tekst|json|github.",
        "Kies uit: tekst, json, github.",
    ),
]


@cache
def framework_words() -> frozenset[str]:
    """Give every English word the installed framework could show: all its strings but its documentation."""
    texts = (text for path in FRAMEWORK.rglob("*.py") for text in shown_texts(ast.parse(path.read_text("utf-8"))))
    return frozenset(word for text in texts for word in words(text)) - SAME_IN_DUTCH


def shown_texts(tree: ast.AST) -> list[str]:
    """Give the string constants of a module, without docstrings and `Doc(...)` annotations."""
    if isinstance(tree, ast.Constant):
        return [tree.value] if isinstance(tree.value, str) else []
    if isinstance(tree, ast.Call) and isinstance(tree.func, ast.Name) and tree.func.id == "Doc":
        return []
    is_docstring = isinstance(tree, ast.Expr) and isinstance(tree.value, ast.Constant)
    return [] if is_docstring else [text for child in ast.iter_child_nodes(tree) for text in shown_texts(child)]


def words(text: str) -> set[str]:
    """Give the words of a text, without the names of options."""
    text = re.sub(r"(?<!\w)--[\w-]+", "", text)
    return {word.lower() for word in re.findall(r"[A-Za-z]{4,}", text)}


def english_in(text: str) -> set[str]:
    return words(text) & framework_words()


def test_the_list_of_framework_words_is_a_real_one() -> None:
    """Guards the guard: when the framework hides its strings elsewhere, this fails first."""
    expected = {"usage", "options", "arguments", "commands", "error", "missing", "such", "command", "default"}
    expected |= {"required", "show", "message", "exit", "invalid", "value", "unexpected", "extra", "mean"}
    assert expected <= framework_words()


@pytest.mark.parametrize("command", COMMANDS)
def test_help_is_dutch_throughout(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command, "--help"]) == 0
    page = capsys.readouterr().out
    assert page.startswith(f"Gebruik: {' '.join(['kvv', *command])} [OPTIES]")
    assert not english_in(page)


@pytest.mark.parametrize("command", COMMANDS)
def test_help_fits_a_terminal_of_80_columns(command: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    main([*command, "-h"])
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80


@pytest.mark.parametrize(("args", "message", "tip"), USAGE_ERRORS)
def test_a_typing_mistake_is_answered_in_dutch(
    args: list[str], message: str, tip: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(args) == 2
    shown = capsys.readouterr()
    assert shown == ("", f"Fout: {message}\nTip: {tip}\n")
    assert not english_in(shown.err)


def test_what_was_typed_too_much_is_not_repeated(capsys: pytest.CaptureFixture[str]) -> None:
    main(["triage", "A-1", "Jansen"])
    assert "Jansen" not in capsys.readouterr().err


def plain_app() -> typer.Typer:
    """Give an app of the framework as it comes, in English."""
    made = typer.Typer(add_completion=False, rich_markup_mode=None)

    @made.command()
    def tel(aantal: int) -> None: ...

    return made


@pytest.mark.parametrize("args", [["--help"], [], ["veel"], ["1", "2"], ["--zzz"], ["--help=ja"]])
def test_the_framework_as_it_comes_would_be_caught(args: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the guard: each page and each error of the framework itself has words that this file finds."""
    with pytest.raises(SystemExit):
        plain_app()(args)
    said = capsys.readouterr()
    assert english_in(said.out + said.err)


def kinds_of_error(kind: type[typer.TyperException] = typer.TyperException) -> list[type[typer.TyperException]]:
    """Give every kind of error that the installed framework knows."""
    return [kind, *(one for sub in kind.__subclasses__() for one in kinds_of_error(sub))]


def test_every_kind_of_error_of_the_framework_is_retold_in_dutch() -> None:
    installed = [kind for kind in kinds_of_error() if kind.__module__.startswith("typer")]
    assert {"NoSuchOption", "BadParameter", "BadOptionUsage", "MissingParameter"} <= {one.__name__ for one in installed}
    problems = [dutch.usage_problem(kind.__new__(kind), None) for kind in installed]
    assert [problem for problem in problems if english_in(f"{problem.message} {problem.tip}")] == []


def test_an_error_the_framework_invents_later_is_dutch_too() -> None:
    class LaterError(typer.TyperException):
        """A kind of error that does not exist yet."""

    problem = dutch.usage_problem(LaterError("Something unexpected happened"), None)
    assert problem.message == "Deze opdracht is niet goed of niet helemaal getypt."


def test_an_error_that_lost_its_fields_is_still_told() -> None:
    class MissingParameter(typer.TyperException):
        """Has the name of one we know, without the fields."""

    assert dutch.usage_problem(MissingParameter("x"), None).message == "Hier ontbreekt nog iets: een waarde."


def test_a_command_without_a_help_option_stays_without_one() -> None:
    assert dutch.in_dutch(None) is None


def own_app(*, inside: type[Exception] | None = None) -> typer.Typer:
    made = typer.Typer(cls=dutch.DutchGroup, add_completion=False)

    @made.callback()
    def before() -> None: ...

    @made.command(cls=dutch.DutchCommand)
    def tel(aantal: int = 1, naam: Annotated[str, typer.Argument(hidden=True)] = "") -> None:
        if inside:
            raise inside(aantal, naam)

    @made.command(cls=dutch.DutchCommand)
    def niets() -> None: ...

    return made


def test_a_parameter_without_words_of_its_own_gets_neutral_ones(capsys: pytest.CaptureFixture[str]) -> None:
    assert dutch.run(own_app(), ["tel", "--help"], name="kvv") == 0
    page = capsys.readouterr().out
    assert "--aantal WAARDE" in page
    assert "naam" not in page.lower().replace("--aantal", "")


def test_a_number_that_is_none_is_answered_in_dutch() -> None:
    with pytest.raises(UsageProblem, match=r"^Dit kan niet bij --aantal WAARDE\.$"):
        dutch.run(own_app(), ["tel", "--aantal", "veel"], name="kvv")


def test_a_command_without_arguments_says_so() -> None:
    with pytest.raises(UsageProblem, match="Daar passen alleen opties"):
        dutch.run(own_app(), ["niets", "meer"], name="kvv")


def test_giving_up_inside_the_framework_is_an_interruption() -> None:
    with pytest.raises(KeyboardInterrupt):
        dutch.run(own_app(inside=typer.Abort), ["tel"], name="kvv")


def test_a_group_without_a_command_shows_its_own_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["beheer"]) == 2
    shown = capsys.readouterr().err
    assert shown.startswith("Gebruik: kvv beheer [OPTIES] OPDRACHT ...")
    assert shown.endswith("Fout: Welke opdracht wil je geven?\nTip: Uitleg: kvv beheer --help\n")
