"""What was kept by an earlier kvv is read, shown and decided as it was then: see `earlier_record`."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kvv_triage.case.event_text import KINDS
from kvv_triage.record.kept import events_of
from kvv_triage.store.key import keys
from kvv_triage.store.key.secret import Secret
from kvv_triage.store.sqlcipher.store import open_store
from tests.helpers.earlier_record import CODE, KEPT, PASSPHRASE, make, opened, placed, told

pytestmark = pytest.mark.slow


@pytest.fixture
def phrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Have the passphrase at hand, and the clock of UTC on the wall: pages tell moments as that clock does."""
    if not hasattr(time, "tzset"):
        pytest.skip("This system cannot be given another time zone.")
    (tmp_path / "wachtzin").write_text(PASSPHRASE, encoding="utf-8")
    with monkeypatch.context() as changed:
        changed.setenv("KVV_WACHTZIN_BESTAND", str(tmp_path / "wachtzin"))
        changed.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


def test_a_record_of_an_earlier_kvv_is_opened_by_its_passphrase_and_by_its_recovery_code(tmp_path: Path) -> None:
    folder = placed(KEPT, tmp_path / "kvv")
    key = keys.unlock_with_recovery(folder, Secret((folder / CODE).read_text(encoding="utf-8").strip()))
    assert key == keys.unlock_with_passphrase(folder, Secret(PASSPHRASE))
    with open_store(folder, key) as store:
        assert store.verify() is None


def test_every_kept_event_of_an_earlier_kvv_is_read_as_what_it_was(tmp_path: Path) -> None:
    with opened(placed(KEPT, tmp_path / "kvv")) as store:
        for row in store.sessions():
            entries = store.entries(row.id)
            assert [type(event) for event in events_of(store, row.id)] == [KINDS[entry.kind] for entry in entries]


@pytest.mark.usefixtures("phrase")
def test_every_session_of_an_earlier_kvv_is_listed_shown_and_decided_as_it_was(tmp_path: Path) -> None:
    now = told(placed(KEPT, tmp_path / "kvv"))
    assert now.keys() == {path.name for path in KEPT.iterdir()} - {"record.db", "key.json", CODE}
    for file, text in now.items():
        assert text == (KEPT / file).read_text(encoding="utf-8"), file


def test_a_record_as_it_is_kept_now_can_be_made_anew_with_every_kind_of_event(tmp_path: Path) -> None:
    make(tmp_path)
    with opened(tmp_path) as store:
        kinds = {entry.kind for row in store.sessions() for entry in store.entries(row.id)}
    assert kinds == KINDS.keys()
