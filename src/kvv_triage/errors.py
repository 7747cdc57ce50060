"""Everything that can go wrong on purpose: the error tree, its exit codes, and Problem, a located finding.

::

    KvvError                 has `message`, `tip` and `exit_code`
    ├── CannotDo        1    what was asked cannot be done here and now
    ├── UsageProblem    2    the command was typed in a way it does not know
    ├── ContentInvalid  3    checklists or thresholds hold mistakes; carries a Problem for each
    └── StoreTrouble    4    the store cannot be opened: key, damage, newer version

Messages are Dutch sentences for the worker. They never hold what a client said.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import ClassVar


class ExitCode(IntEnum):
    """What the process tells the shell. The outcome of a decision is never one of these."""

    DONE = 0
    CANNOT = 1
    USAGE = 2
    CONTENT = 3
    STORE = 4
    BUG = 70
    INTERRUPTED = 130


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One mistake in a content file, with its place; lines and columns count from 1, 0 means unknown."""

    path: str
    line: int
    column: int
    code: str
    message: str
    where: str = ""
    tip: str = ""
    excerpt: str = ""
    warning: bool = False

    def __str__(self) -> str:
        """Give the finding on one line, with a place that editors can follow."""
        where = f"{self.where}: " if self.where else ""
        return f"{self.path}:{self.line}:{self.column}: {self.code} {where}{self.message}"


@dataclass(frozen=True, slots=True)
class Finding:
    """A mistake found in data that was read before: `path` are the keys and positions that lead to it."""

    path: tuple[str | int, ...]
    code: str
    message: str
    tip: str = ""
    warning: bool = False


class KvvError(Exception):
    """Expected trouble that ends the command: a Dutch sentence, its points and, where there is one, a way out."""

    exit_code: ClassVar[ExitCode] = ExitCode.CANNOT

    def __init__(self, message: str, *, tip: str = "", points: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.tip = tip
        self.points = points


class CannotDo(KvvError):
    """What was asked cannot be done here and now."""


class UsageProblem(KvvError):
    """The command was typed in a way it does not know."""

    exit_code = ExitCode.USAGE


class ContentInvalid(KvvError):
    """A content folder holds mistakes; `problems` tells each one with its place."""

    exit_code = ExitCode.CONTENT

    def __init__(self, problems: tuple[Problem, ...], message: str = "", *, tip: str = "") -> None:
        mistakes = sum(not problem.warning for problem in problems)
        counted = "1 fout" if mistakes == 1 else f"{mistakes} fouten"
        super().__init__(message or f"De inhoud klopt niet: {counted}.", tip=tip)
        self.problems = problems


class StoreTrouble(KvvError):
    """The store cannot be opened or written."""

    exit_code = ExitCode.STORE


class SessionHeld(StoreTrouble):
    """Another window has this session open."""
