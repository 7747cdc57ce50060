"""`kvv toon`: one session by its id, or the newest of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.case.answers import Answer, Option
from kvv_triage.case.events import Answered, Called, Closed, Decided, Event, NotReached, Seated, Started
from kvv_triage.content.content import Content
from kvv_triage.language.days import in_words
from kvv_triage.language.scales import Level
from kvv_triage.store.interface import Store
from kvv_triage.store.key import keys
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.full_session import AT, CASE, keep, rich_events
from tests.helpers.keyrings import MemoryKeyring

Kvv = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(tmp_path: Path, ring: MemoryKeyring, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Give a record of which the recovery code was typed back."""
    assert not ring.kept
    folder = tmp_path / "gegevens"
    monkeypatch.setenv("KVV_GEGEVENS", str(folder))
    monkeypatch.delenv("KVV_WACHTZIN_BESTAND", raising=False)
    created = keys.create(folder)
    keys.confirm_recovery(folder, created.recovery_code)
    return open_store(folder, created.key, create=True)


@pytest.fixture
def toon(capsys: pytest.CaptureFixture[str]) -> Kvv:
    def run(named: str) -> tuple[int, str, str]:
        code = main(("toon", named))
        out, err = capsys.readouterr()
        return code, " ".join(out.split()), err

    return run


def test_a_case_with_one_session_shows_that_session_however_its_name_is_typed(
    store: Store, content: Content, toon: Kvv
) -> None:
    session = keep(store, content, rich_events(content))
    assert toon(CASE.lower()) == toon(session)
    code, out, err = toon(CASE)
    assert (code, err) == (0, "")
    assert f"Verloop van sessie {session}" in out
    assert "wegingen" not in out


def test_a_case_with_more_sessions_shows_the_newest_and_says_how_many_there_are(
    store: Store, content: Content, toon: Kvv
) -> None:
    first = keep(store, content, rich_events(content))
    second = keep(store, content, rich_events(content), AT + timedelta(days=7))
    code, out, _ = toon(CASE)
    assert code == 0
    told = f"Zaak {CASE} heeft 2 wegingen. Dit is de nieuwste: sessie {second}. Alle wegingen: kvv sessies {CASE}"
    assert told in out
    assert f"Verloop van sessie {second}" in out
    assert "wegingen. Dit is de nieuwste" not in toon(first)[1]


def test_a_session_goes_before_a_case_of_the_same_name_and_says_so(store: Store, content: Content, toon: Kvv) -> None:
    session = keep(store, content, rich_events(content))
    namesake = [
        Seated(session, event.present, event.recorder) if isinstance(event, Seated) else event
        for event in rich_events(content)
    ]
    keep(store, content, namesake, AT + timedelta(days=7))
    code, out, err = toon(session)
    assert code == 0
    assert f"Verloop van sessie {session}" in out
    assert f"Dit is sessie {session}. Er is ook een zaak {session}. Die zie je met: kvv sessies {session}" in err


def test_what_is_neither_a_session_nor_a_case_is_told(store: Store, content: Content, toon: Kvv) -> None:
    keep(store, content, rich_events(content))
    code, out, err = toon("Z-99")
    assert (code, out) == (1, "")
    assert "Deze sessie of zaak bestaat niet." in err


def without_a_call(content: Content, *more: Event, at: datetime = AT) -> list[Event]:
    red_flag = Answered("partnergeweld.keel", Answer((Option("recent"),)))
    started, decided = Started(at, content.fingerprint), Decided(at, Level.BEL_NU, ("rode-vlag",))
    return [started, Seated(CASE, "", ""), red_flag, decided, *more, Closed(at)]


def test_as_long_as_nobody_called_that_stands_first_and_the_number_comes_last(
    store: Store, content: Content, toon: Kvv
) -> None:
    due = keep(store, content, without_a_call(content, NotReached(AT, "veilig_thuis")))
    _, out, err = toon(due)
    assert out.startswith("BEL NU EEN SPECIALIST NOG NIET GEBELD. Bel nu Veilig Thuis, 0800-2000. ")
    assert err.splitlines()[-1] == "NOG NIET GEBELD. Bel nu Veilig Thuis: 0800-2000."
    assert f"Kijk opnieuw op {in_words(AT.date())}" not in out, "of a meeting that goes on, that day is still to come"
    later = AT + timedelta(days=1)
    called = Called(later, Level.BEL_NU, "veilig_thuis", "advies", "de frontoffice")
    made = keep(store, content, without_a_call(content, called, at=later), later)
    _, out, err = toon(made)
    assert "NOG NIET GEBELD" not in out + err
    _, out, err = toon(due)
    assert "NOG NIET GEBELD" not in out + err, "a later session decided about the case again"


def test_a_session_of_which_the_beginning_is_lost_is_shown_by_the_content_of_now_and_says_so(
    store: Store, content: Content, toon: Kvv
) -> None:
    unknown = Answered("acuut.bestaat-niet", Answer((Option("ja"),)))
    events = [event for event in rich_events(content) if not isinstance(event, Started)]
    for more, told in (((), "van nu."), ((unknown,), "passen daar niet bij en tellen niet mee: 1.")):
        session = keep(store, content, [*more, *events])
        code, out, _ = toon(session)
        assert code == 0
        assert "Het begin van deze weging is niet te lezen. Dit is de uitkomst met de vragenlijsten" in out
        assert told in out
        assert f"Verloop van sessie {session}" in out
