"""Law 9: private by design. No client text in an error, a log or a traceback, and nothing leaves by itself.

That no file of the store holds a client text is tested with the store, what an export leaves out with the pages, and
what `kvv beslis` says of a document that it cannot use with that command.
"""

from __future__ import annotations

import ast
import errno
import json
import subprocess
import sys
import textwrap
import traceback
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import get_args

import pytest
from hypothesis import given, settings

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Answers, Option, Person, Text
from kvv_triage.case.event_text import KINDS, as_event, as_text
from kvv_triage.case.events import Answered, Colleague, Event
from kvv_triage.case.meldcode_record import MeldcodeRecord
from kvv_triage.case.state import CaseState
from kvv_triage.content.casebook import CasebookEntry, Expectation, WrittenCase
from kvv_triage.errors import ExitCode, StoreTrouble
from kvv_triage.meeting.session import Session, after
from tests.conftest import ROOT
from tests.helpers.deciding import Case, cases, decided
from tests.helpers.filled import CHOSEN, CLIENT, filled, holding
from tests.helpers.full_session import DAY

FICTITIOUS = {CasebookEntry, Expectation}
"""What trainers write about nobody."""
HOLDING = [kind for kind in holding(*get_args(Event), Session, CaseState, WrittenCase) if kind not in FICTITIOUS]


def test_every_class_that_holds_what_was_said_is_looked_at() -> None:
    assert {*get_args(Event), Session, CaseState, Answer, Text, Person, Colleague, MeldcodeRecord} <= set(HOLDING)
    assert as_text(filled(Answered))[1].count(CLIENT) == 6


@pytest.mark.parametrize("kind", HOLDING, ids=lambda kind: kind.__name__)
def test_no_repr_shows_what_somebody_typed(kind: type) -> None:
    made: object = filled(kind)
    assert CLIENT not in f"{made!r} {made!s} {[made]}"


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: kind.__name__)
def test_the_repr_of_an_event_does_not_even_show_which_answer_was_chosen(kind: type) -> None:
    assert CHOSEN not in repr(filled(kind))


def test_the_repr_of_a_session_and_of_its_record_shows_nothing_of_what_was_written_or_answered() -> None:
    session = Session()
    for kind in (*get_args(Event), Answered):
        session = after(session, filled(kind))
    session = after(session, replace(filled(Answered), answer=Answer((Option("nee"),))))
    assert session.softened
    assert session.earlier_versions
    for shown in (repr(session), repr(session.record(DAY)), repr(session.answers)):
        assert CLIENT not in shown
        assert CHOSEN not in shown


@given(cases())
@settings(max_examples=30)
def test_a_decision_never_shows_what_was_written_in_a_fact(case: Case) -> None:
    secret = Answers(
        {slot: replace(answer, fact=CLIENT, source=CLIENT) for slot, answer in case.record.answers.items()}
    )
    meldcode = filled(MeldcodeRecord)
    record = replace(case.record, answers=secret, raised=CLIENT, meldcode=meldcode)
    assert CLIENT not in repr(decided(case.content, record)) + repr(record)


# Errors and tracebacks


@pytest.mark.parametrize("kind", KINDS)
def test_a_kept_event_that_cannot_be_read_is_refused_without_its_text(kind: str) -> None:
    _, body = as_text(filled(KINDS[kind]))
    wrong = json.dumps({name: {CLIENT: [CLIENT]} for name in json.loads(body)})
    for broken in (body[:-1], wrong, json.dumps([CLIENT])):
        with pytest.raises(StoreTrouble) as refused:
            as_event(kind, broken)
        assert CLIENT not in "".join(traceback.format_exception(refused.value)) + refused.value.tip


def raising(error: BaseException) -> Callable[[object], int]:
    """Give a command that ends in this trouble."""

    def run(_: object) -> int:
        raise error

    return run


def chained() -> LookupError:
    """Give an error that another one caused, with a note, as a library may make it."""
    error = LookupError(CLIENT)
    error.__cause__ = KeyError(CLIENT)
    error.add_note(CLIENT)
    return error


@pytest.mark.parametrize(
    "error",
    [
        ValueError(CLIENT),
        chained(),
        ExceptionGroup(CLIENT, [ValueError(CLIENT)]),
        RecursionError(CLIENT),
        MemoryError(),
        UnicodeDecodeError("utf-8", CLIENT.encode(), 0, 1, CLIENT),
        OSError(errno.EBADF, CLIENT, CLIENT),
        AssertionError(CLIENT),
    ],
    ids=lambda error: type(error).__name__,
)
def test_a_bug_says_so_in_dutch_and_keeps_client_text_to_itself(
    error: BaseException, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([], run=raising(error)) == ExitCode.BUG
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Fout: er ging iets mis in kvv zelf. Dat ligt aan ons, niet aan jou.\n")
    assert f"Waar: {type(error).__name__} in kvv_triage" in err
    assert "Veilig Thuis: 0800-2000" in err
    assert "Anna" not in err
    assert "Traceback" not in err


def test_a_bug_leaves_a_process_without_a_traceback() -> None:
    body = textwrap.dedent(
        f"""
        import sys
        from kvv_triage.__main__ import main
        def run(args):
            raise ValueError({CLIENT!r})
        sys.exit(main([], run=run))
        """
    )
    result = subprocess.run([sys.executable, "-c", body], capture_output=True, text=True, check=False)
    assert result.returncode == ExitCode.BUG
    assert "Anna" not in result.stdout + result.stderr
    assert "Traceback" not in result.stderr


# Nothing leaves the machine by itself

REACHES_OUT = {
    *("socket", "ssl", "urllib", "http", "ftplib", "smtplib", "xmlrpc", "asyncio", "webbrowser"),
    *("requests", "httpx", "aiohttp", "urllib3", "logging", "sentry_sdk"),
}
"""What sends, and what writes a log."""


def test_no_module_of_ours_can_send_anything_or_keeps_a_log() -> None:
    imported = {
        (path.name, name)
        for path in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in _imported(node)
        if name.partition(".")[0] in REACHES_OUT
    }
    assert imported == set()


def _imported(node: ast.AST) -> Iterator[str]:
    if isinstance(node, ast.Import):
        yield from (alias.name for alias in node.names)
    elif isinstance(node, ast.ImportFrom):
        yield node.module or ""
