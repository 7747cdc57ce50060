"""The plug is pulled in the middle of an interview, and of the closing: a real process and a real record."""

from __future__ import annotations

import random
import signal
import sys
from pathlib import Path

import pytest

from benchmarks.kill import LONGEST, SEED, Office, interview
from kvv_triage.case.events import HandedOver, LookAgainSet, Owned, Promised, Watched
from kvv_triage.content.content import Content
from kvv_triage.meeting.session import fold
from kvv_triage.record.kept import events_of
from kvv_triage.store.opening import open_record
from tests.helpers.typist import Replies, Worker, number_of, question, through_meldcode

pytestmark = pytest.mark.slow

TIMES = 5


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """A folder with a record, opened with a passphrase."""
    return Office(Path(tmp_path_factory.mktemp("kill"))).begin()


@pytest.mark.parametrize("number", range(TIMES))
def test_a_killed_interview_loses_at_most_the_answer_being_typed(record: Office, number: int) -> None:
    after = random.Random(SEED + number).uniform(0, LONGEST)  # noqa: S311 -- a moment in time, no secret
    pulled = interview(record, f"ZAAK-{number}", after)
    assert pulled.verifies
    assert pulled.kept >= pulled.shown


PROMPT = r"(\n> |Je keuze[^\n]*: |Typ \(Enter is [^\n]*\): )"
IN_CLOSING = (
    *(
        "Klopt dit zo?",
        "We bellen niet",
        "Waarvoor belde je",
        "Wat is afgesproken, of wat zeiden zij?",
        "Wie is regiehouder",
        "Wie neemt waar",
        "Wie ziet het kind of het slachtoffer",
    ),
    *("Welke afspraken maken jullie?", "Wat leggen jullie nu vast", "Met wie is er overlegd?"),
    *("weging 2 van 5", "Aan welke organisatie", "Wat neemt zij over?", "Sluit de weging (k)"),
)
"""Screens of the closing, in the order of the meeting."""


def hands_over_once(screen: str) -> str:
    """What is typed at the closing: what is needed first, then one hand-over, and then it is closed."""
    number = number_of("Overdracht: niets")(screen)
    return "v" if "Verder (v)" in screen else number if number.isdigit() else "k"


def closing(content: Content) -> Replies:
    """What is typed in a meeting with a call, a promise, a consultation and a hand-over."""
    return {
        question(content, "start.zorgen"): "1",
        question(content, "partnergeweld.keel"): "2",
        "Belblad: bellen": "v",
        "overgetypt": "3",
        "echt nagevraagd of gezien": "j",
        "De uitkomst staat vast": "u",
        "Klopt dit zo?": hands_over_once,
        "Wat leggen jullie nu vast": through_meldcode("k"),
        "Met wie is er overlegd?": "de jeugdarts",
        "van 5": "v",
        "Wie is regiehouder": "Sam",
        "Wie neemt waar": "Els",
        "Wie ziet het kind of het slachtoffer": "de oma",
        "Aan welke organisatie": "de GGZ",
        "Wat neemt zij over?": "de behandeling",
    }


def meet(record: Office, case: str, worker: Worker, *, until: str | None = None) -> bool:
    """Hold the meeting on a real terminal, to its end or until these words are on the screen; whether they were.

    There the plug is pulled, before anything is typed.
    """
    pexpect = pytest.importorskip("pexpect", reason="this system has no terminal to pull the plug of")
    child = pexpect.spawn(
        sys.executable,
        ["-m", "kvv_triage", "triage", case, "--eenvoudig"],
        env=record.environment(),
        encoding="utf-8",
        echo=False,
        timeout=30,
    )
    while child.expect([PROMPT, pexpect.EOF]) == 0:
        screen = " ".join(f"{child.before}{child.after}".split())
        if until and until in screen:
            child.kill(signal.SIGKILL)
            child.close(force=True)
            return True
        child.sendline(worker.reply(screen))
    child.close()
    return False


def test_a_closing_that_is_killed_at_every_screen_records_everything_once(record: Office, content: Content) -> None:
    for screen in IN_CLOSING:
        assert meet(record, "AFRONDEN", Worker(closing(content)), until=screen), f"never on screen: {screen}"
    meet(record, "AFRONDEN", Worker(closing(content)))
    with open_record(record.data, record.key) as store:
        (row,) = store.sessions("AFRONDEN")
        events = [*events_of(store, row.id)]
        assert row.closed
        assert store.verify() is None
    session = fold(events)
    for kind in (Owned, Watched, HandedOver, LookAgainSet):
        assert sum(isinstance(event, kind) for event in events) == 1, kind
    promises = [event for event in events if isinstance(event, Promised)]
    assert promises
    assert len({promise.what for promise in promises}) == len(promises)
    assert [consultation.whom for consultation in session.meldcode.consultations] == ["de jeugdarts"]
    assert len(session.meldcode.contacts) == 1
