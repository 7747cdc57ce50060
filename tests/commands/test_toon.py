"""`kvv toon`: one session by its id, or the newest of a case."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from kvv_triage.__main__ import main
from kvv_triage.case.events import Seated
from kvv_triage.content.content import Content
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
