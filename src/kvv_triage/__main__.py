"""The one place that turns trouble into a message on stderr and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kvv_triage.ending import BY_SIGNAL, deaf_to_ctrl_c, ending_in_order, last_words, say_at_the_end
from kvv_triage.errors import ContentInvalid, ExitCode, KvvError, StoreTrouble
from kvv_triage.language.cannot_wait import CANNOT_WAIT
from kvv_triage.language.clean import shown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType
    from typing import TextIO

SHOWN_PROBLEMS = 5
OUTSIDE = {
    errno.ENOSPC: ("Fout: De schijf is vol.", "Tip: Maak ruimte vrij en probeer het opnieuw."),
    errno.ENAMETOOLONG: ("Fout: Een naam van een bestand of map is te lang.", "Tip: Kies een kortere naam."),
    errno.EIO: ("Fout: Het scherm of de schijf is niet meer te bereiken.",),
}
"""What no program can do anything about, and how that is said."""

_unread: list[TextIO] = []
"""The streams that nobody can read any more."""


def main(args: Sequence[str] | None = None, *, run: Callable[[Sequence[str]], int] | None = None) -> int:
    """Run kvv with these words, by default those of the command line; gives the exit code.

    Whatever happens, what has to be said last is said last (law 12).
    """
    never_without_a_stream()
    never_fail_on_a_character()
    say_at_the_end(())
    code = int(ExitCode.BUG)
    with ending_in_order():
        try:
            code = run_to_its_end(sys.argv[1:] if args is None else args, run)
        except (KeyboardInterrupt, SystemExit) as again:  # while the end was being told
            code = code_of(again)
        finally:
            with deaf_to_ctrl_c():
                say_last(last_words())
    return code


def run_to_its_end(words: Sequence[str], run: Callable[[Sequence[str]], int] | None) -> int:
    """Run kvv, and tell what went wrong; gives the exit code."""
    try:
        code = (run or command_line(words))(words)
        print(end="", flush=True)
    except KvvError as error:
        say(*lines_of(error))
        if isinstance(error, StoreTrouble) and not last_words():  # nobody can know now whether a call is due
            say_at_the_end((CANNOT_WAIT,))
        return error.exit_code
    except (KeyboardInterrupt, SystemExit) as stop:
        code = code_of(stop)
        if code >= BY_SIGNAL:
            say("", "Gestopt.")
    except EOFError:
        say("", "Fout: De invoer hield op voordat kvv klaar was.")
        return ExitCode.CANNOT
    except BrokenPipeError:
        let_go(sys.stdout)
        return ExitCode.CANNOT
    except Exception as error:  # noqa: BLE001 -- the last stop: a traceback could show what a client said
        if is_unread_on_windows(error):
            let_go(sys.stdout)
            return ExitCode.CANNOT
        if isinstance(error, OSError) and error.errno in OUTSIDE:
            let_go(sys.stdout)
            say(*OUTSIDE[error.errno])
            return ExitCode.CANNOT
        say(*lines_of_bug(error))
        return ExitCode.BUG
    return code


def is_unread_on_windows(error: Exception) -> bool:
    """Whether nobody reads the output any more: Windows says EINVAL of it, but of no file as a wrong name would do."""
    is_invalid = isinstance(error, OSError) and error.errno == errno.EINVAL and error.filename is None
    return sys.platform == "win32" and is_invalid


def code_of(stop: KeyboardInterrupt | SystemExit) -> int:
    """Give the exit code that belongs to being stopped."""
    if isinstance(stop, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    return stop.code if isinstance(stop.code, int) else int(stop.code is not None)


def command_line(words: Sequence[str]) -> Callable[[Sequence[str]], int]:
    """Load the commands; late, so that Ctrl-C while they load is answered as well."""
    # A pydantic plugin sees everything that is validated, so also what a client said; and looking for them takes time.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    if list(words) == ["triage"]:
        # How a meeting starts. There is nothing to parse, and the parser costs half the time to the first question.
        return meet
    from kvv_triage.cli.app import run

    return run


def meet(_: Sequence[str]) -> int:
    """Start the interview without options."""
    from kvv_triage.commands.triage import run
    from kvv_triage.settings import Places

    run(None, practice=False, plain=False, places=Places())
    return ExitCode.DONE


def lines_of(error: KvvError) -> list[str]:
    """Give the message of expected trouble, with its first mistakes and its tip."""
    lines = [f"Fout: {error.message}", *(f"  {point}" for point in error.points)]
    if isinstance(error, ContentInvalid):
        lines += [f"  {problem}" for problem in error.problems[:SHOWN_PROBLEMS]]
        rest = len(error.problems) - SHOWN_PROBLEMS
        lines += [f"  en nog {rest}"] if rest > 0 else []
    return [*lines, f"Tip: {error.tip}"] if error.tip else lines


def lines_of_bug(error: Exception) -> list[str]:
    """Give the message of a bug: its kind and its place in our own code, never the text of the exception."""
    return [
        "Fout: er ging iets mis in kvv zelf. Dat ligt aan ons, niet aan jou.",
        f"Waar: {type(error).__name__} in {own_place(error.__traceback__)}.",
        "Tip: geef de regel hierboven door aan je beheerder. Er staat niets over de zaak in.",
        f"     {CANNOT_WAIT}",
    ]


def own_place(traceback: TracebackType | None) -> str:
    """Give module:line of the innermost frame that is our own code."""
    place = "kvv_triage"
    while traceback is not None:
        module = traceback.tb_frame.f_globals.get("__name__", "")
        if module.partition(".")[0] == "kvv_triage":
            place = f"{module}:{traceback.tb_lineno}"
        traceback = traceback.tb_next
    return place


def say(*lines: str) -> bool:
    """Write lines to stderr; when nobody can read them, carry on. Gives whether they went out.

    A message may name a file or an option, and those can hold anything: nothing of it steers the terminal.
    """
    try:
        print(*(part for line in lines for part in wrapped(shown(line))), sep="\n", file=sys.stderr, flush=True)
    except OSError:
        let_go(sys.stderr)
    return sys.stderr not in _unread


def wrapped(line: str) -> list[str]:
    """Give a line in parts that fit on the terminal behind stderr, if there is one; no word is cut."""
    try:
        columns = os.get_terminal_size(sys.stderr.fileno()).columns
    except (OSError, ValueError):  # a file or a pipe, or no stream at all
        return [line]
    if len(line) <= columns or not columns:
        return [line]
    import textwrap

    indent = " " * (len(line) - len(line.lstrip()))
    return textwrap.wrap(line, columns, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)


def say_last(lines: Sequence[str]) -> None:
    """Write the last lines, after all that still waits to be written; on the output when stderr is gone.

    An empty line comes first: a prompt may stand on the line where the program ended.
    """
    apart = ("", *lines) if lines else ()
    try:
        print(end="", flush=True)
        if apart and not say(*apart):
            print(*map(shown, apart), sep="\n", flush=True)
    except OSError:
        let_go(sys.stdout)
        if apart:
            say(*apart)


def let_go(stream: TextIO) -> None:
    """Send what is still to be written nowhere; Python would try again, and complain, when it closes the stream."""
    _unread.append(stream)
    with suppress(OSError):  # a stream that is no file needs no letting go
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def never_without_a_stream() -> None:
    """Take nothing for a stream that was closed before kvv began."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115 -- it stays open as long as the process


def never_fail_on_a_character() -> None:
    """Show `?` for a character the terminal does not have, and read a byte that is no text so, instead of stopping.

    What is no terminal, so a pipe or a file, has UTF-8 and plain line ends on every system: Windows would take its old
    code page. What comes in may begin with a byte order mark. Who sets PYTHONIOENCODING asks for something else.
    """
    is_asked = "PYTHONIOENCODING" in os.environ
    for stream, encoding, newline in (
        (sys.stdin, "utf-8-sig", None),
        (sys.stdout, "utf-8", "\n"),
        (sys.stderr, "utf-8", "\n"),
    ):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")
            if not (is_asked or stream.isatty()):
                stream.reconfigure(encoding=encoding, errors="replace", newline=newline)


if __name__ == "__main__":
    sys.exit(main())
